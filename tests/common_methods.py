# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import defaultdict
from datetime import timedelta
from types import FunctionType

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method

from .test_security import SecurityCase

ADDON = "odoo.addons.customer_care."
# It opens a window or tells what is no secret: what stands in it asks for itself.
OPENS = None
# Every method of ours that RPC can call, and the function it needs, or all those it
# needs. A method that is
# new needs a row here: who may call it is a decision and not an accident.
METHODS = {
    "account.move": {
        "action_open_customer_actions": OPENS,
        "action_register_customer_actions": "action_change",
        "action_release_account": "account_release",
    },
    "calendar.event": {
        "action_customer_arrived": "appointment_change",
        "action_customer_book_next": "appointment_change",
        "action_customer_cancel": "appointment_change",
        "action_customer_confirmed": "appointment_change",
        "action_customer_declined": "appointment_change",
        "action_customer_done": "appointment_change",
        "action_customer_no_show": "appointment_change",
        "action_customer_reset": "appointment_change",
        "action_print_day_sheet": "appointment_see",
        "get_customer_day_sheet": "appointment_see",
    },
    "customer.account.change": {
        "action_change": "account_change",
    },
    "customer.account.document": {
        "action_release_account": "account_release",
    },
    "customer.account.exception": {
        "action_open_document": OPENS,
        "action_seen": "account_change",
    },
    "customer.account.release": {
        "action_release": "account_release",
    },
    "customer.account.statement": {
        "action_print": "account_see",
    },
    "customer.account.switch": {
        "action_switch_off": ("settings", "account_change"),
        "action_switch_on": ("settings", "account_change"),
    },
    "customer.action": {
        "action_cancel": "action_change",
        "action_compose": "message_send",
        "action_done": "action_change",
        "action_new_appointment": "appointment_change",
        "action_new_invoice": "action_change",
        "action_new_note": "note_write",
        "action_open_messages": OPENS,
        "action_open_partner": OPENS,
        "action_reopen": "action_change",
        "get_center_counters": "action_see",
    },
    "customer.action.extend": {
        "action_extend": "action_change",
    },
    "customer.action.list.print": {
        "action_print": "action_see",
    },
    "customer.action.register": {
        "action_register": "action_change",
    },
    "customer.action.type": {
        "action_open_actions": OPENS,
        "action_open_backlog": OPENS,
        "action_preview": OPENS,
        "action_send_backlog": ("action_configure", "message_send"),
    },
    "customer.alert": {
        "action_acknowledge": "customer_see",
    },
    "customer.anonymise": {
        "action_confirm": "anonymise",
    },
    "customer.anonymise.register": {
        "action_export": "anonymise",
        "action_print": "anonymise",
        "action_run_again": "anonymise",
    },
    "customer.appointment": {
        "action_book": "appointment_change",
    },
    "customer.asset": {
        "action_bring_back": "asset_change",
        "action_entered_twice": "merge",
        "action_mark_fleet": "customer_change",
        "action_new_inspection": "asset_change",
        "action_new_job": "asset_see",
        "action_new_measurements": "measurement_change",
        "action_new_reading": "asset_change",
        "action_open_advised_work": "asset_see",
        "action_open_appointments": ("asset_see", "appointment_see"),
        "action_open_customer_actions": ("asset_see", "action_see"),
        "action_open_doubles": "asset_see",
        "action_open_history": ("asset_see", "history_see"),
        "action_open_inspections": "asset_see",
        "action_open_measurements": "measurement_see",
        "action_open_messages": ("asset_see", "message_see"),
        "action_open_notes": ("asset_see", "note_see"),
        "action_open_orders": "asset_see",
        "action_open_readings": "asset_see",
    },
    "customer.asset.checklist": {
        "action_open_inspections": OPENS,
    },
    "customer.asset.combine": {
        "action_back": OPENS,
        "action_combine": "merge",
        "action_preview": "merge",
    },
    "customer.asset.inspection": {
        "action_finish": "asset_change",
        "action_open_work": OPENS,
        "action_quote": "asset_change",
        "action_remind": ("asset_change", "action_change"),
        "action_reopen": "asset_configure",
    },
    "customer.asset.inspection.line": {
        "action_decline": "asset_change",
        "action_open_again": "asset_change",
        "action_open_inspection": OPENS,
        "action_quote": "asset_change",
        "action_remind": ("asset_change", "action_change"),
        "action_sold": "asset_change",
    },
    "customer.asset.merge": {
        "action_back": OPENS,
        "action_merge": "merge",
        "action_preview": "merge",
    },
    "customer.asset.print": {
        "action_analyse": "asset_report",
        "action_export": "asset_report",
        "action_print": "asset_report",
        "action_show": "asset_report",
    },
    "customer.asset.reading.entry": {
        "action_save": "asset_change",
    },
    "customer.asset.report": {
        "action_open_document": "asset_report",
    },
    "customer.asset.switch": {
        "action_switch": "asset_change",
    },
    "customer.asset.transfer": {
        "action_transfer": "asset_change",
    },
    "customer.asset.twin": {
        "action_compare": "merge",
    },
    "customer.asset.work.remind": {
        "action_remind": ("asset_change", "action_change"),
    },
    "customer.attribution": {
        "action_open_document": OPENS,
        "action_undo": "track_transaction",
    },
    "customer.attribution.undo": {
        "action_undo": "track_transaction",
    },
    "customer.brand": {
        "action_open_products": OPENS,
    },
    "customer.change.area.code": {
        "action_change": "phone_clean",
        "action_find": "phone_clean",
        "action_preview": "phone_clean",
    },
    "customer.change.code": {
        "action_change": "code_change",
    },
    "customer.change.codes": {
        "action_back": OPENS,
        "action_change": "code_change",
        "action_preview": "code_change",
    },
    "customer.compose": {
        "action_send": "message_send",
        "action_send_to_me": "message_send",
    },
    "customer.consent": {
        "action_ask_renewal": "message_send",
    },
    "customer.consent.ask": {
        "action_print": "consent_see",
    },
    "customer.consent.change": {
        "action_record": "consent_change",
    },
    "customer.consent.import": {
        "action_check": "consent_import",
        "action_import": "consent_import",
    },
    "customer.consent.log": {
        "action_delete_scan": "consent_configure",
        "action_open_scan": "consent_see",
        "action_print_proof": "consent_see",
        "action_verify": "consent_see",
    },
    "customer.consent.purpose": {
        "action_give_up": "consent_configure",
    },
    "customer.consent.renew": {
        "action_ask": "message_send",
    },
    "customer.data.delivery": {
        "action_revoke": "data_package",
    },
    "customer.data.link": {
        "action_make": "data_package",
        "action_send": "data_package",
    },
    "customer.data.lookup": {
        "action_look": "data_lookup",
        "action_look_again": "data_lookup",
    },
    "customer.data.lookup.line": {
        "action_open": "data_lookup",
    },
    "customer.data.package": {
        "action_download": "data_package",
        "action_link": "data_package",
        "action_make_again": "data_package",
        "action_remove": "data_package",
    },
    "customer.data.print": {
        "action_make": "data_package",
        "action_print": "data_package",
    },
    "customer.data.request": {
        "action_anonymise": "data_request",
        "action_ask_proof": "data_request",
        "action_done": "data_request",
        "action_extend": "data_request",
        "action_forget": "data_request",
        "action_object": "data_request",
        "action_package": ("data_request", "data_package"),
        "action_refuse": "data_request",
        "action_reopen": "data_request",
        "action_restrict": "data_request",
        "action_start": "data_request",
        "action_withdraw": "data_request",
    },
    "customer.data.request.extend": {
        "action_extend": "data_request",
    },
    "customer.delete": {
        "action_deactivate": ("customer_delete", "customer_status"),
        "action_delete": "customer_delete",
    },
    "customer.delete.duplicate.phones": {
        "action_delete": "phone_clean",
        "action_open": "phone_clean",
        "action_shared": "phone_clean",
    },
    "customer.delete.without.invoice": {
        "action_open": "no_business",
        "action_preview": "no_business",
        "action_run": "no_business",
        "action_show_free": "no_business",
        "action_show_staying": "no_business",
    },
    "customer.duplicate": {
        "action_combine_automatically": "merge",
        "action_distinct": "merge",
        "action_family": ("merge", "family_change"),
        "action_family_automatically": ("merge", "family_change"),
        "action_merge": "merge",
        "action_open_wizard": "merge",
        "action_scan": "merge",
    },
    "customer.duplicate.combine": {
        "action_combine": "merge",
    },
    "customer.family": {
        "action_add_members": "family_change",
        "action_dissolve": "family_change",
        "action_new": "family_change",
    },
    "customer.family.add": {
        "action_add": "family_change",
    },
    "customer.family.separate": {
        "action_separate": "family_change",
    },
    "customer.family.separate.many": {
        "action_back": OPENS,
        "action_preview": "family_change",
        "action_separate": "family_change",
    },
    "customer.finding": {
        "action_apply": "base_check",
        "action_empty": "base_check",
        "action_open_record": "base_check",
        "action_right": "base_check",
        "action_scan": "base_check",
    },
    "customer.follow.up": {
        "action_make": "follow_up_make",
        "action_open_entries": "follow_up_see",
        "action_open_messages": "follow_up_see",
        "action_open_missed": "follow_up_see",
        "action_open_responses": "follow_up_see",
        "action_preview": "follow_up_see",
        "action_switch_off": "follow_up_configure",
    },
    "customer.follow.up.entry": {
        "action_open_messages": "follow_up_see",
        "action_stop": "follow_up_make",
    },
    "customer.follow.up.exclusion": {
        "action_take_back": "follow_up_tag",
    },
    "customer.follow.up.preview": {
        "action_refresh": "follow_up_see",
        "action_switch_on": "follow_up_configure",
    },
    "customer.follow.up.response": {
        "action_open_entry": "follow_up_see",
    },
    "customer.follow.up.tag.add": {
        "action_apply": "follow_up_tag",
    },
    "customer.forget": {
        "action_confirm": "forget",
    },
    "customer.import": {
        "action_import": "data_import",
        "action_template_csv": "data_import",
        "action_template_xlsx": "data_import",
    },
    "customer.interest": {
        "action_open_customers": "customer_see",
    },
    "customer.job": {
        "action_run": "maintenance",
    },
    "customer.label.format": {
        "action_test_sheet": "message_see",
    },
    "customer.layaway": {
        "action_open_order": "layaway_see",
    },
    "customer.layaway.cancel": {
        "action_cancel": "layaway_change",
    },
    "customer.layaway.payment": {
        "action_take": "layaway_change",
        "action_take_and_print": "layaway_change",
    },
    "customer.layaway.plan": {
        "action_confirm": "layaway_change",
        "action_save": "layaway_change",
        "action_unmark": "layaway_change",
    },
    "customer.layaway.release": {
        "action_release": "layaway_release",
    },
    "customer.mailing.purpose": {
        "action_refused": OPENS,
        "get_mailing": OPENS,
        "set_purpose": OPENS,
    },
    "customer.mailing.switch": {
        "action_switch_off": "settings",
        "action_switch_on": "settings",
    },
    "customer.maintenance": {
        "action_count": "maintenance",
        "action_open": "maintenance",
    },
    "customer.maintenance.centre": {
        "action_count": "maintenance",
        "action_examine": "maintenance",
        "action_log": "maintenance",
        "action_open": "maintenance",
    },
    "customer.measurement.entry": {
        "action_save": "measurement_change",
    },
    "customer.measurement.type": {
        "action_open_measurements": OPENS,
    },
    "customer.merge": {
        "action_back": OPENS,
        "action_distinct": "merge",
        "action_family": "merge",
        "action_merge": "merge",
        "action_preview": "merge",
    },
    "customer.merge.mixin": {
        "action_back": OPENS,
        "action_merge": "merge",
        "action_preview": "merge",
    },
    "customer.message": {
        "action_call_done": "message_send",
        "action_cancel": "message_manage",
        "action_cancel_sms": "message_send",
        "action_change_sms": "message_send",
        "action_change_time": "message_manage",
        "action_clean_up_follow_ups": "follow_up_make",
        "action_confirm_printed": "message_send",
        "action_correct_address": "message_manage",
        "action_not_printed": "message_send",
        "action_open_batch": OPENS,
        "action_open_source": OPENS,
        "action_print_letters": "message_send",
        "action_reprint_letters": "message_send",
        "action_resend": "message_manage",
        "action_resend_follow_ups": "follow_up_make",
        "action_resolve_not_sent": "message_manage",
        "action_resolve_sent": "message_manage",
        "action_retry": "message_manage",
        "action_void_follow_ups": "follow_up_make",
    },
    "customer.message.address": {
        "action_apply": "message_manage",
    },
    "customer.message.resend": {
        "action_apply": "message_manage",
    },
    "customer.message.time": {
        "action_apply": "message_manage",
    },
    "customer.new.sale": {
        "action_start": "customer_see",
    },
    "customer.note": {
        "action_call_back_cancel": "note_write",
        "action_call_back_done": "note_write",
        "action_new_note": "note_write",
        "action_open_partner": OPENS,
        "action_record_call": "note_write",
        "action_take_over": "note_write",
    },
    "customer.note.mood": {
        "action_open_notes": OPENS,
    },
    "customer.note.outcome": {
        "action_open_notes": OPENS,
    },
    "customer.note.print": {
        "action_export": "note_see",
        "action_print": "note_see",
    },
    "customer.operation": {
        "action_file": ("merge", "customer_delete"),
        "action_combine_assets": "merge",
        "action_lines": "merge",
        "action_start": "anonymise",
        "action_undo": "merge",
    },
    "customer.phone": {
        "action_explain_unclear": OPENS,
    },
    "customer.phone.shared": {
        "action_make_family": ("phone_clean", "family_change"),
    },
    "customer.planned": {
        "action_move": "message_manage",
        "action_open_messages": "message_see",
        "action_stop": "message_manage",
        "action_take_back": "message_manage",
    },
    "customer.planned.change": {
        "action_apply": "message_manage",
    },
    "customer.planned.hold": {
        "action_take_back": "message_manage",
    },
    "customer.postcard": {
        "action_sample": "message_see",
    },
    "customer.processing.record": {
        "action_print": "data_request",
    },
    "customer.proposal": {
        "action_accept": ("proposal_decide", "customer_change"),
        "action_refuse": "proposal_decide",
    },
    "customer.proposal.line": {
        "action_accept": ("proposal_decide", "customer_change"),
        "action_refuse": "proposal_decide",
    },
    "customer.proposal.refuse": {
        "action_refuse": "proposal_decide",
    },
    "customer.rate.change": {
        "action_change": "rate_change",
    },
    "customer.retention.rule": {
        "action_rehearse": "anonymise",
    },
    "customer.search": {
        "action_copy": "search_use",
        "action_list": "search_use",
        "action_open_runs": "search_use",
        "action_run": "search_use",
        "action_schedule": "search_schedule",
        "get_search_fields": "search_use",
    },
    "customer.search.delivery": {
        "action_again": "search_schedule",
        "action_open_run": "search_schedule",
    },
    "customer.search.file": {
        "action_download": "search_use",
        "action_print": "search_use",
        "action_print_from": "search_use",
        "action_printed_well": "message_send",
    },
    "customer.search.print": {
        "action_open": "search_use",
    },
    "customer.search.recipient": {
        "action_open_customer": "search_use",
    },
    "customer.search.run": {
        "action_make": "search_use",
        "action_open_last": "search_use",
        "action_open_left_out": "search_use",
        "action_open_list": "search_use",
        "action_open_messages": "message_see",
        "action_resume": "search_use",
        "action_stop": "search_use",
    },
    "customer.search.schedule": {
        "action_confirm": "search_schedule",
        "action_open_deliveries": "search_schedule",
        "action_run_now": "search_schedule",
        "action_take_over": "search_configure",
    },
    "customer.security": {
        "reset": "security",
        "save": "security",
    },
    "customer.security.report": {
        "action_export": "security",
        "action_open": "security",
        "action_print": "security",
    },
    "customer.sending.switch": {
        "action_apply": "sending_stop",
    },
    "customer.settings": {
        "action_open": "settings",
        "action_save": "settings",
    },
    "customer.settlement": {
        "action_back": "settlement",
        "action_open_invoices": "settlement",
        "action_pick_all": "settlement",
        "action_pick_none": "settlement",
        "action_preview": "settlement",
        "action_print": "settlement",
        "action_register_payment": "settlement",
        "action_settle": "settlement",
    },
    "customer.sms": {
        "action_cancel_message": "message_send",
        "action_send": "message_send",
    },
    "customer.sms.gateway": {
        "action_renew": "settings",
    },
    "customer.sms.history": {
        "action_cancel_sms": "message_send",
        "action_change_sms": "message_send",
        "action_open": "message_see",
    },
    "customer.status.change": {
        "action_apply": "customer_status",
    },
    "customer.suppression": {
        "action_release": "suppression_release",
    },
    "customer.suppression.add": {
        "action_suppress": "suppression_change",
    },
    "customer.text": {
        "action_new_email": "text_change",
        "action_new_letter": "text_change",
        "action_open": "text_change",
        "action_see": "text_change",
    },
    "customer.text.preview": {
        "action_letter": "message_see",
        "action_send_to_me": "message_see",
    },
    "customer.text.sms": {
        "action_save": "text_change",
    },
    "customer.track.transaction": {
        "action_track": "track_transaction",
    },
    "customer.turnover": {
        "action_open_document": "history_see",
    },
    "customer.turnover.print": {
        "action_print": "history_see",
    },
    "customer.waiting": {
        "action_book": "appointment_change",
        "action_gone": "appointment_change",
        "action_offer": ("message_send", "appointment_change"),
        "action_wait": "appointment_change",
    },
    "mail.template": {
        "action_see_as_customer": "message_see",
    },
    "onboarding.onboarding": {
        "action_close_customer_first_start": "settings",
        "action_open_customer_first_start": "settings",
        "get_customer_first_start": "settings",
    },
    "onboarding.onboarding.step": {
        "action_confirm_customer_step": ("settings", "data_import"),
        "action_open_customer_import": ("settings", "data_import"),
        "action_open_customer_purposes": ("settings", "consent_configure"),
        "action_open_customer_security": ("settings", "security"),
        "action_open_customer_settings": "settings",
        "action_open_customer_types": ("settings", "action_configure"),
    },
    "res.partner": {
        "action_account_items": "account_see",
        "action_account_orders": "account_see",
        "action_account_statement": "account_see",
        "action_account_status": "account_change",
        "action_activate_customers": "customer_status",
        "action_add_alert": "alert_change",
        "action_add_to_family": "family_change",
        "action_add_to_waiting": "appointment_change",
        "action_anonymise": "anonymise",
        "action_ask_consent": "consent_see",
        "action_change_code": "code_change",
        "action_change_consent": OPENS,
        "action_change_rate": "rate_change",
        "action_collective_settlement": "settlement",
        "action_consent_form": "consent_change",
        "action_consent_history": "consent_see",
        "action_copy_code": "customer_see",
        "action_copy_preference_link": "consent_change",
        "action_customer_appointments": "appointment_see",
        "action_customer_layaways": "layaway_see",
        "action_customer_notes": "note_see",
        "action_customer_overview": "history_see",
        "action_customer_proposals": "proposal_see",
        "action_customers": "customer_see",
        "action_data_lookup": "data_lookup",
        "action_deactivate_assets": "asset_change",
        "action_deactivate_customers": "customer_status",
        "action_delete_customers": "customer_delete",
        "action_delivery_address": "customer_change",
        "action_equipment_on_site": "asset_see",
        "action_extend_customer_action": ("action_change", "customer_see"),
        "action_forget": "forget",
        "action_lift_restriction": "data_request",
        "action_make_family_head": "family_change",
        "action_mark_fleet": "customer_change",
        "action_merge_with": "merge",
        "action_never_follow_up": "follow_up_tag",
        "action_new_animal": "asset_change",
        "action_new_appointment": "appointment_change",
        "action_new_customer_action": ("action_change", "customer_see"),
        "action_new_data_request": "data_request",
        "action_new_equipment": "asset_change",
        "action_new_invoice": OPENS,
        "action_new_job": "asset_see",
        "action_new_measurements": "measurement_change",
        "action_new_note": "note_write",
        "action_new_sale": "customer_see",
        "action_new_vehicle": "asset_change",
        "action_open_alerts": "customer_see",
        "action_open_assets": "asset_see",
        "action_open_customer_actions": OPENS,
        "action_open_customer_events": "event_see",
        "action_open_customer_messages": OPENS,
        "action_open_family": "family_see",
        "action_open_measurements": "measurement_see",
        "action_paid_history": "account_see",
        "action_personal_data": "data_package",
        "action_print_blank_preference_form": "consent_see",
        "action_print_consent_proof": "consent_see",
        "action_print_customer_card": "customer_see",
        "action_print_preference_form": "consent_see",
        "action_reactivate_assets": "asset_change",
        "action_reinstate": "forget",
        "action_send_preference_link": "message_send",
        "action_send_sms": "message_send",
        "action_separate_family": "family_change",
        "action_show_card": "customer_see",
        "action_sms_history": "message_see",
        "action_suppress_addresses": "suppression_change",
        "action_tag_for_follow_up": "follow_up_tag",
        "action_till_register": "action_change",
        "action_track_transaction": "track_transaction",
        "action_turnover_history": "history_see",
        "action_turnover_print": "history_see",
        "action_use_existing": "merge",
        "action_write_sms": "message_send",
        "get_counter_card": "counter",
        "get_counter_matches": "counter",
        "get_customer_account": "account_see",
        "get_customer_alerts": "customer_see",
        "get_customer_appointments": "appointment_see",
        "get_customer_assets": "asset_see",
        "get_customer_consents": "consent_see",
        "get_customer_domain": OPENS,
        "get_customer_layaways": "layaway_see",
        "get_customer_loyalty": "customer_see",
        "get_customer_notes": "note_see",
        "get_customer_operations": "customer_see",
        "get_customer_overview": "history_see",
        "get_customer_till": "customer_see",
        "get_likely_existing": "customer_see",
        "get_till_asset_refusal": "asset_see",
        "get_till_assets": "asset_see",
        "get_till_verdict": OPENS,
        "run_customer_operation": "customer_see",
    },
    "sale.order": {
        "action_layaway": "layaway_change",
        "action_layaway_cancel": "layaway_change",
        "action_layaway_payment": "layaway_change",
        "action_layaway_release": "layaway_release",
        "action_print_layaway": "layaway_see",
        "action_release_account": "account_release",
    },
}
# What RPC hands over beside the record, where it hands over something.
ARGUMENTS = {
    ("customer.search.run", "action_open_last"): ["report"],
    ("customer.mailing.purpose", "action_refused"): [1],
    ("customer.mailing.purpose", "get_mailing"): [1],
    ("customer.mailing.purpose", "set_purpose"): [1, 1],
    ("customer.waiting", "action_offer"): [0],
    ("onboarding.onboarding.step", "action_confirm_customer_step"): ["import"],
    ("customer.security", "save"): [{}],
    ("res.partner", "action_use_existing"): [{"name": "A", "email": "a@example.com"}],
    ("res.partner", "get_counter_matches"): ["anna"],
    ("res.partner", "get_likely_existing"): [{"name": "Anna"}],
    ("res.partner", "get_till_asset_refusal"): [1],
    ("res.partner", "run_customer_operation"): ["show_card"],
}


class MethodsCase(SecurityCase):
    """What each method is called on, and calls by a user as RPC makes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.user_level_5
        # with a text to compose
        cls.described = cls._make_action(
            partner_id=cls.customer.id,
            type_id=cls.env.ref("customer_care.customer_action_type_warranty").id,
        )
        cls.data_request = cls.env["customer.data.request"].create(
            {"kind": "access", "partner_id": cls.customer.id}
        )
        cls.family = cls.env["customer.family"]._unite(cls.customer | cls.spare)

    def _looked_at(self):
        """A step of First start that was opened, so that it can be confirmed."""
        steps = self.env["onboarding.onboarding.step"]
        steps.action_open_customer_import()
        return steps

    def _packed(self):
        return self.env["customer.data.package"].create(
            {"partner_id": self.customer.id, "state": "done", "file": b"UEs="}
        )

    def _maintained(self):
        rows = self.env["customer.maintenance"]
        rows._sync()
        return rows.search([("key", "=", "duplicates")], limit=1)

    def _records(self):
        """{model: what its methods are called on}, wizards by the user's own hand."""
        partner = {"partner_id": self.customer.id}
        invoice = self.env["account.move"].create(
            {"move_type": "out_invoice", **partner}
        )
        order = {"order_id": self.env["sale.order"].create({**partner}).id}
        values = {
            "customer.layaway.cancel": {**order, "reason": "A test"},
            "customer.layaway.payment": order,
            "customer.layaway.plan": order,
            "customer.layaway.release": {**order, "reason": "A test"},
            "customer.account.change": {
                "partner_ids": self.customer.ids,
                "status": "watch",
                "reason": "A test",
            },
            "customer.account.release": {
                "res_model": "account.move",
                "res_id": invoice.id,
                "reason": "A test",
            },
            "customer.account.statement": {"partner_ids": self.customer.ids},
            "customer.account.switch": {},
            "customer.appointment": partner,
            "customer.asset.print": {},
            "customer.asset.switch": partner,
            "customer.asset.transfer": {"operation": "sold"},
            "customer.action.extend": {"action_ids": self.action.ids},
            "customer.action.list.print": {},
            "customer.action.register": {"invoice_id": invoice.id},
            "customer.change.code": partner,
            "customer.compose": {"action_ids": self.described.ids},
            "customer.consent.ask": partner,
            "customer.consent.change": partner,
            "customer.consent.renew": {},
            "customer.consent.import": {"source": "email_blacklist"},
            "customer.mailing.switch": {},
            "customer.suppression.add": {"addresses": "a@example.com"},
            "customer.delete": {"partner_ids": self.spare.ids},
            "customer.data.link": {"package_id": self._packed().id},
            "customer.data.print": partner,
            "customer.change.area.code": {"old_code": "99"},
            "customer.delete.without.invoice": {},
            "customer.delete.duplicate.phones": {
                "operation_id": self.env["customer.operation"]
                .create({"kind": "phone_double"})
                .id
            },
            "customer.data.lookup": {"text": "Kowalska"},
            "customer.data.request.extend": {"request_id": self.data_request.id},
            "customer.processing.record": {},
            "customer.maintenance.centre": {},
            "customer.security.report": {},
            "customer.change.codes": {"reason": "A test"},
            "customer.family.separate.many": {},
            "customer.forget": {"partner_ids": self.spare.ids, "reason": "A test"},
            "customer.anonymise": {
                "partner_ids": self.spare.ids,
                "reason": "A test",
                "is_sure": True,
            },
            "customer.family.add": {"family_id": self.family.id},
            "customer.family.separate": partner,
            "customer.text.preview": {
                **partner,
                "template_id": self.env.ref("customer_care.letter_thank_you").id,
            },
            "customer.text.sms": {
                "res_model": "sms.template",
                "res_id": self.env.ref("customer_care.sms_template_layaway").id,
            },
            "customer.measurement.entry": partner,
            "customer.asset.reading.entry": {"asset_id": self.vehicle.id},
            "customer.message.address": {"message_ids": self.message.ids},
            "customer.message.resend": {"message_ids": self.message.ids},
            "customer.planned.change": {"planned_key": [], "reason": "A test"},
            "customer.follow.up.tag.add": {
                "res_model": "res.partner",
                "res_ids": self.customer.ids,
            },
            "customer.message.time": {
                "message_ids": self.message.ids,
                "scheduled_at": "2099-01-01 12:00:00",
            },
            "customer.duplicate.combine": {
                "operation_id": self.env["customer.operation"]
                .create({"kind": "merge"})
                .id
            },
            "customer.merge": {
                "partner_ids": self.customer.ids,
                "survivor_id": self.customer.id,
            },
            "customer.asset.combine": {},
            "customer.asset.merge": {},
            "customer.asset.twin": {"asset_id": self.vehicle.id},
            "customer.new.sale": partner,
            "customer.note.print": {},
            "customer.proposal.refuse": {
                "line_ids": self.proposal.line_ids.ids,
                "reason": "A test",
            },
            "customer.rate.change": {**partner, "reason": "A test"},
            "customer.security": {},
            "customer.sending.switch": {"state": "stopped"},
            "customer.settings": {},
            "customer.settlement": partner,
            "customer.sms": {**partner, "body": "Hello"},
            "customer.sms.gateway": {},
            "customer.status.change": {"partner_ids": self.spare.ids},
            "customer.track.transaction": partner,
            "customer.turnover.print": {},
        }
        records = {
            name: self.env[name].with_user(self.user).sudo().create(vals)
            for name, vals in values.items()
        }
        return {
            **records,
            **self._inspected(),
            **self._searched(),
            **self._followed_up(),
            "account.move": invoice,
            "customer.account.document": self.env["customer.account.document"].browse(
                1
            ),
            "customer.account.exception": self.env["customer.account.exception"],
            "sale.order": self.env["sale.order"].create(partner),
            "customer.action": self.action,
            "customer.merge.mixin": self.env["customer.merge.mixin"],
            "customer.action.type": self.type,
            "customer.alert": self.env["customer.alert"].create(
                {**partner, "name": "Cash only"}
            ),
            "customer.asset.report": self.env["customer.asset.report"].browse(1),
            "calendar.event": self.appointment,
            "customer.waiting": self.env["customer.waiting"].create(partner),
            "customer.attribution": (row := self._tracked(invoice)),
            "customer.attribution.undo": self.env["customer.attribution.undo"].create(
                {"attribution_ids": row.ids, "reason": "A slip"}
            ),
            "customer.asset": self.vehicle,
            "customer.text": self.env["customer.text"].search([], limit=1),
            "customer.brand": self.env["customer.brand"].create({"name": "A brand"}),
            "customer.consent": self.env["customer.consent"],
            "customer.consent.log": self._logged(),
            "customer.consent.purpose": self.env["customer.consent.purpose"].create(
                {"name": "Of the test", "code": "methods"}
            ),
            "customer.suppression": self.env["customer.suppression"],
            "customer.duplicate": self.env["customer.duplicate"],
            "customer.family": self.family,
            "customer.layaway": self.env["customer.layaway"].browse(1),
            "customer.data.delivery": self.env["customer.data.delivery"],
            "customer.data.package": self._packed(),
            "customer.data.lookup.line": self.env["customer.data.lookup.line"],
            "customer.data.request": self.data_request,
            "customer.anonymise.register": self.env["customer.anonymise.register"],
            "customer.retention.rule": self.env.ref(
                "customer_care.retention_own_forgotten"
            ),
            "customer.operation": self.env["customer.operation"].create(
                {"kind": "merge"}
            ),
            "customer.maintenance": self._maintained(),
            "customer.import": self.env.ref("customer_care.import_phones"),
            "customer.job": self.env["customer.job"]._all()[:1],
            "customer.finding": self.env["customer.finding"].create(
                {
                    "kind": "email",
                    "partner_id": self.spare.id,
                    "value": "anna@gmial.com",
                    "problem": "typo",
                }
            ),
            "customer.interest": self.env["customer.interest"].create(
                {"name": "Cycling of the test"}
            ),
            "customer.measurement.type": self.env["customer.measurement.type"].create(
                {"name": "Collar of the test", "group": "Of the test"}
            ),
            "customer.mailing.purpose": self.env["customer.mailing.purpose"],
            "customer.label.format": self.env.ref("customer_care.label_l7160"),
            "customer.postcard": self.env.ref("customer_care.postcard_thank_you"),
            "mail.template": self.env.ref("customer_care.letter_thank_you"),
            "onboarding.onboarding": self.env["onboarding.onboarding"],
            "onboarding.onboarding.step": self._looked_at(),
            "customer.message": self.message,
            # nothing is planned: whoever may ask is told so
            "customer.planned": self.env["customer.planned"].browse(1),
            "customer.planned.hold": self.env["customer.planned.hold"].create(
                {"date": "2099-01-01", "channel": "sms", "reason": "A test"}
            ),
            "customer.follow.up.exclusion": self.env[
                "customer.follow.up.exclusion"
            ].create({"partner_id": self.customer.id, "reason": "A test"}),
            "customer.note": self._waiting(),
            "customer.note.mood": self.env["customer.note.mood"].search([], limit=1),
            "customer.note.outcome": self.env["customer.note.outcome"].search(
                [], limit=1
            ),
            "customer.phone": self.customer.customer_phone_ids,
            # nobody shares a number: whoever may ask is told so
            "customer.phone.shared": self.env["customer.phone.shared"].browse(1),
            "customer.proposal": self.proposal,
            "customer.proposal.line": self.proposal.line_ids,
            "customer.sms.history": self.env["customer.sms.history"].browse(1),
            # nobody bought anything: whoever may ask is told so
            "customer.turnover": self.env["customer.turnover"].browse(1),
            "res.partner": self.spare,
        }

    def _tracked(self, invoice):
        return self.env["customer.attribution"].create(
            {
                "name": "INV/1",
                "res_model": "account.move",
                "res_id": invoice.id,
                "partner_id": self.spare.id,
                "previous_name": "Anonymous",
                "reason": "A test",
                "currency_id": self.env.company.currency_id.id,
                "company_id": self.env.company.id,
            }
        )

    def _searched(self):
        """A search that was run, with a file."""
        search = self.env["customer.search"].create(
            {"name": "Of the test", "user_id": self.user.id}
        )
        run = self.env["customer.search.run"].create(
            {
                "search_id": search.id,
                "user_id": self.user.id,
                "company_id": self.env.company.id,
            }
        )
        file = self.env["customer.search.file"].create(
            {"run_id": run.id, "output": "report", "name": "report.pdf"}
        )
        schedule = self.env["customer.search.schedule"].create(
            {
                "search_id": search.id,
                "user_id": self.user_level_1.id,
                "user_ids": self.user_level_1.ids,
                "outputs": "report",
            }
        )
        # of the user whose level changes; nobody else changes it
        self.env.cr.execute(
            "UPDATE customer_search_schedule SET user_id = %s WHERE id = %s",
            [self.user.id, schedule.id],
        )
        schedule.invalidate_recordset()
        delivery = schedule._make_delivery(fields.Datetime.now())
        delivery.write({"state": "failed", "run_id": run.id})
        row = self.env["customer.search.recipient"].create(
            {
                "run_id": run.id,
                "sequence": 1,
                "row_id": self.customer.id,
                "partner_id": self.customer.id,
            }
        )
        return {
            "customer.search.schedule": schedule,
            "customer.search.delivery": delivery,
            "customer.search": search,
            "customer.search.recipient": row,
            "customer.search.run": run,
            "customer.search.file": file,
            "customer.search.print": self.env["customer.search.print"]
            .with_user(self.user)
            .sudo()
            .create({"file_id": file.id}),
        }

    def _followed_up(self):
        rule = self.env["customer.follow.up"].create({"name": "Of the test"})
        today = fields.Date.today()
        entry = self.env["customer.follow.up.entry"].create(
            {
                "follow_up_id": rule.id,
                "partner_id": self.customer.id,
                "company_id": rule.company_id.id,
                "occurrence": today,
                "entered_on": today,
                "subject": f"p{self.customer.id}",
                "cycle_key": f"{rule.id}:p{self.customer.id}",
                "state": "control",
            }
        )
        responses = self.env["customer.follow.up.response"]
        wizards = self.env["customer.follow.up.preview"].with_user(self.user).sudo()
        return {
            "customer.follow.up": rule,
            "customer.follow.up.entry": entry,
            "customer.follow.up.response": responses.browse(entry.id),
            "customer.follow.up.preview": wizards.create({"follow_up_id": rule.id}),
        }

    def _inspected(self):
        """A vehicle with an inspection in progress that advises work."""
        asset = self.env["customer.asset"].create(
            {"name": "Octavia", "partner_id": self.customer.id}
        )
        checklist = self.env.ref("customer_care.customer_asset_checklist_car")
        inspection = self.env["customer.asset.inspection"].create(
            {"asset_id": asset.id, "checklist_id": checklist.id}
        )
        lines = inspection.line_ids
        lines[0].state = "advise"
        remind = self.env["customer.asset.work.remind"].with_user(self.user).sudo()
        return {
            "customer.asset": asset,
            "customer.asset.checklist": checklist,
            "customer.asset.inspection": inspection,
            "customer.asset.inspection.line": lines,
            "customer.asset.work.remind": remind.create({"line_ids": lines[0].ids}),
        }

    def _waiting(self):
        """A note with an open call-back."""
        return self.env["customer.note"].create(
            {
                "partner_id": self.spare.id,
                "name": "Call again",
                "follow_up_user_id": self.user_level_1.id,
                "follow_up_at": fields.Datetime.now() + timedelta(days=1),
            }
        )

    def _logged(self):
        """A row of the consent log."""
        log = self.env["customer.consent.log"]
        before = log.search([])
        self.customer._set_marketing_consent("email", True, "counter")
        return log.search([]) - before

    def _public_methods(self):
        """{model: names} of what only we define and RPC can call."""
        found = {}
        for name, model in self.env.registry.items():
            ours, others = set(), set(dir(models.BaseModel))
            for cls in model.__mro__:
                names = {n for n, f in vars(cls).items() if isinstance(f, FunctionType)}
                if cls.__module__.startswith(ADDON):
                    ours |= names
                else:
                    others |= names
            public = {n for n in ours - others if self._is_public(name, n)}
            if public:
                found[name] = public
        return found

    def _is_public(self, model, name):
        try:
            return bool(get_public_method(self.env[model], name))
        except (AccessError, AttributeError):
            return False

    def _set_all(self, level):
        """Give all functions to a level; Set Security itself is level 1's at least."""
        security = self.env.ref("customer_care.function_security")
        (self.functions - security)._customer_set_lowest_level(level)
        security._customer_set_lowest_level(level or 1)

    def _take(self, name):
        """Take a function from all, with those that cannot be without it."""
        function = self.env.ref(f"customer_care.function_{name}")
        without = self.functions.filtered(lambda f: function in f.all_implied_ids)
        for each in function | without:
            lowest = 1 if each == self.env.ref("customer_care.function_security") else 0
            each._customer_set_lowest_level(lowest)
        return function | without

    def _answer(self, record, method):
        arguments = ARGUMENTS.get((record._name, method), [])
        if not self._takes_records(record, method):
            return self._refusal(self.user, (record._name, method, *arguments))
        return self._refusal(self.user, (record._name, method, record.ids, *arguments))

    def _takes_records(self, record, method):
        return not getattr(getattr(type(record), method), "_api_model", False)

    def _wanted(self):
        """{function: [(model, method)]} of the table."""
        wanted = defaultdict(list)
        for model, method, names in self._rows():
            for name in names:
                wanted[name].append((model, method))
        return wanted

    def _rows(self):
        """[(model, method, names of the functions it needs)] of the table."""
        return [
            (model, method, (needed,) if isinstance(needed, str) else needed or ())
            for model, row in METHODS.items()
            for method, needed in row.items()
        ]

    def _any_answer(self, record, method):
        try:
            return self._answer(record, method) or ""
        except (UserError, ValueError) as error:
            return str(error)
