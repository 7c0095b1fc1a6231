# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from lxml import etree

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from ..models.res_groups import LEVELS
from .common import CustomerCommon

ONE_SENTENCE = (
    r'^Your level in Customer Care does not include the function "%s"; [^\n]*\.$'
)


class SecurityCase(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._make_customer()
        cls.spare = cls._make_customer(name="Nobody's Customer")
        cls.type = cls._make_type()
        cls.action = cls._make_action(partner_id=cls.customer.id, type_id=cls.type.id)
        cls.purpose = cls.env.ref("customer_care.purpose_service")
        cls.message = cls._make_message()
        cls.interest = cls.env["customer.interest"].create({"name": "Sport"})
        cls.height = cls.env["customer.measurement.type"].create({"name": "Height"})
        cls.measured = cls.env["customer.measurement"].create(
            {"partner_id": cls.customer.id, "type_id": cls.height.id, "value": 170}
        )
        cls.alert = cls.env["customer.alert"].create(
            {"name": "Bites", "kind": "acknowledge", "partner_id": cls.customer.id}
        )
        cls.appointment = cls.env["calendar.event"].create(
            {"name": "Cleaning", "customer_partner_id": cls.customer.id}
        )
        cls.order = cls.env["sale.order"].create({"partner_id": cls.customer.id})
        cls.note = cls.env["customer.note"].create(
            {"partner_id": cls.customer.id, "name": "Called"}
        )
        cls.proposal, _wrong = cls.customer._propose({"name": "Anna Nowak"})
        one = cls._make_customer(name="Jan Kowalski")
        two = cls._make_customer(name="Ola Kowalska")
        cls.family = cls.env["customer.family"]._unite(one | two)
        cls.vehicle = cls.env["customer.asset"].create(
            {"partner_id": cls.customer.id, "name": "Fabia"}
        )
        cls.functions = cls.env["res.groups"]._customer_functions()

    @classmethod
    def _make_message(cls, **vals):
        return cls.env["customer.message"].create(
            {
                "partner_id": cls.customer.id,
                "channel": "call",
                "purpose_id": cls.purpose.id,
                "subject": "Ask about the coffee machine",
                **vals,
            }
        )

    def _call(self, user, model, method, *args, **kwargs):
        """Call a method as RPC does."""
        return call_kw(self.env[model].with_user(user), method, args, kwargs)

    def _verbs(self):
        """{function: (what RPC calls for it)}: model, method, arguments."""
        action, message, customer = self.action.ids, self.message.ids, self.customer.ids
        new = {"name": "New", "partner_id": self.customer.id, "type_id": self.type.id}
        sms = {"partner_id": self.customer.id, "body": "Hello"}
        alert = self.alert.ids
        text = self.env.ref("customer_care.letter_thank_you").id
        text_sms = {
            "res_model": "sms.template",
            "res_id": self.env.ref("customer_care.sms_template_layaway").id,
        }
        account = {"partner_ids": customer, "status": "active", "reason": "Agreed"}
        release = {"res_model": "sale.order", "res_id": 1, "reason": "Agreed"}
        partner = {"partner_id": self.customer.id}
        standing = self.env.ref("customer_care.customer_search_top").ids
        layaway = {"order_id": self.order.id}
        new_alert = {"name": "Cash only", "partner_id": self.customer.id}
        phone = {"partner_id": self.customer.id, "number": "602345678"}
        kind = self.env.ref("customer_care.import_phones").ids
        row = self.customer.sudo().customer_phone_ids.ids
        known = {"name": "Anna", "email": self.customer.email}
        reading = {"asset_id": self.vehicle.id, "value": 10}
        consent = {"partner_id": self.customer.id, "purpose_id": self.purpose.id}
        return {
            **self._appointment_verbs(customer),
            **self._card_verbs(customer),
            **self._family_verbs(),
            **self._note_verbs(customer),
            "search_use": [
                ("customer.search", "web_search_read", [], {"name": {}}),
                ("customer.search", "create", [{"name": "New"}]),
                ("customer.search", "get_search_fields"),
                ("customer.search.run", "web_search_read", [], {"date": {}}),
                ("customer.search.recipient", "web_search_read", [], {"left_out": {}}),
                ("customer.search.file", "web_search_read", [], {"name": {}}),
            ],
            "follow_up_see": [
                ("customer.follow.up.step", "web_search_read", [], {"days": {}}),
                ("customer.follow.up.entry", "web_search_read", [], {"state": {}}),
                ("customer.follow.up.response", "web_search_read", [], {"visits": {}}),
            ],
            "follow_up_make": [
                ("customer.follow.up.entry", "action_stop", []),
            ],
            "follow_up_configure": [
                ("customer.follow.up", "create", [{"name": "New"}]),
            ],
            "search_share": [
                ("customer.search", "create", [{"name": "New", "is_shared": True}]),
            ],
            "search_schedule": [
                ("customer.search.schedule", "web_search_read", [], {"interval": {}}),
                ("customer.search.delivery", "web_search_read", [], {"state": {}}),
                (
                    "customer.search.delivery.user",
                    "web_search_read",
                    [],
                    {"refusal": {}},
                ),
            ],
            "search_configure": [
                ("customer.search", "write", standing, {"name": "Changed"}),
            ],
            "customer_see": [
                ("res.partner", "action_customers"),
                ("customer.phone", "web_search_read", [], {"number": {}}),
                ("res.partner", "get_customer_operations", customer),
                ("res.partner", "run_customer_operation", customer, "copy_code"),
                ("res.partner", "action_show_card", customer),
                ("res.partner", "action_print_customer_card", customer),
                ("res.partner", "action_copy_code", customer),
                ("res.partner", "get_customer_alerts", customer),
                ("res.partner", "get_customer_till", customer),
                ("res.partner", "get_likely_existing", {"name": "Anna"}),
                ("res.partner", "action_open_alerts", customer),
                ("customer.alert", "web_search_read", [], {"kind": {}}),
                ("customer.alert", "action_acknowledge", alert),
            ],
            "counter": [
                ("res.partner", "get_counter_matches", "Anna"),
                ("res.partner", "get_counter_card", customer),
            ],
            "alert_change": [
                ("res.partner", "action_add_alert", customer),
                ("res.partner", "run_customer_operation", customer, "add_alert"),
                ("customer.alert", "create", [new_alert]),
                ("customer.alert", "write", alert, {"name": "Changed"}),
                ("customer.alert", "unlink", alert),
            ],
            "customer_change": [
                ("res.partner", "create", [{"name": "New"}]),
                ("res.partner", "write", customer, {"name": "Renamed"}),
                ("res.partner", "action_delivery_address", customer),
                ("customer.phone", "create", [phone]),
                ("customer.phone", "write", row, {"note": "x"}),
                ("customer.phone", "unlink", row),
                ("res.partner", "action_mark_fleet", customer),
            ],
            "customer_export": [
                ("res.partner", "export_data", customer, ["name"]),
            ],
            "code_change": [
                ("customer.change.code", "create", [{"partner_id": self.spare.id}]),
                ("res.partner", "action_change_code", self.spare.ids),
            ],
            "customer_status": [
                ("customer.status.change", "create", [{"operation": "activate"}]),
                ("res.partner", "action_deactivate_customers", self.spare.ids),
                ("res.partner", "write", self.spare.ids, {"active": False}),
            ],
            "merge": [
                ("customer.operation", "web_search_read", [], {"state": {}}),
                ("customer.operation.line", "web_search_read", [], {"note": {}}),
                ("customer.duplicate", "web_search_read", [], {"decision": {}}),
                ("customer.duplicate", "action_scan", []),
                ("customer.duplicate.scan", "web_search_read", [], {"state": {}}),
                ("customer.duplicate.block", "web_search_read", [], {"key": {}}),
                ("customer.merge", "create", [{"reason": "A test"}]),
                ("customer.asset.combine", "create", [{"reason": "A test"}]),
                ("customer.asset.merge", "create", [{"reason": "A test"}]),
                ("res.partner", "action_merge_with", customer),
                ("res.partner", "action_use_existing", known),
            ],
            "asset_see": [
                ("customer.asset", "web_search_read", [], {"kind": {}}),
                ("customer.asset.checklist", "web_search_read", [], {"kind": {}}),
                ("customer.asset.inspection", "web_search_read", [], {"date": {}}),
                ("customer.asset.inspection.line", "web_search_read", [], {"name": {}}),
                ("customer.asset.reading", "web_search_read", [], {"value": {}}),
                ("customer.asset.sale", "web_search_read", [], {"asset_id": {}}),
                ("res.partner", "get_till_assets", customer),
                ("customer.asset.owner", "web_search_read", [], {"date_from": {}}),
                ("res.partner", "get_customer_assets", customer),
                ("res.partner", "action_open_assets", customer),
                ("res.partner", "action_equipment_on_site", customer),
            ],
            "forget": [
                ("customer.forget", "create", [{"reason": "A test"}]),
                ("res.partner", "action_forget", customer),
                ("res.partner", "action_reinstate", customer),
            ],
            "forget_override": [],
            "anonymise": [
                ("customer.anonymise", "create", [{"reason": "A test"}]),
                ("customer.anonymise.register", "web_search_read", [], {"uid": {}}),
                ("res.partner", "action_anonymise", customer),
            ],
            "data_import": [
                ("customer.import", "web_search_read", [], {"name": {}}),
                ("customer.import", "action_import", kind),
                ("customer.import", "action_template_csv", kind),
            ],
            "maintenance": [
                ("customer.maintenance", "web_search_read", [], {"name": {}}),
                ("customer.maintenance.centre", "create", [{}]),
                ("customer.maintenance.centre", "action_open"),
            ],
            "phone_clean": [
                ("customer.delete.duplicate.phones", "action_open"),
                ("customer.change.area.code", "create", [{"old_code": "22"}]),
                ("customer.phone.shared", "web_search_read", [], {"number_e164": {}}),
            ],
            "no_business": [
                ("customer.delete.without.invoice", "action_open"),
                ("customer.no.business", "web_search_read", [], {"fate": {}}),
            ],
            "data_request": [
                ("customer.data.request", "create", [{**partner, "kind": "access"}]),
                ("customer.data.request", "web_search_read", [], {"kind": {}}),
                ("res.partner", "action_new_data_request", customer),
                ("customer.processing.record", "create", [{}]),
                ("res.partner", "action_lift_restriction", customer),
            ],
            "data_package": [
                ("customer.data.print", "create", [partner]),
                ("customer.data.package", "web_search_read", [], {"state": {}}),
                ("customer.data.delivery", "web_search_read", [], {"method": {}}),
                ("customer.data.opening", "web_search_read", [], {"result": {}}),
                ("res.partner", "action_personal_data", customer),
            ],
            "asset_change": [
                ("customer.asset", "create", [{**partner, "name": "Octavia"}]),
                ("customer.asset.work.remind", "create", [{"line_ids": []}]),
                ("customer.asset.reading", "create", [reading]),
                ("customer.asset.reading.entry", "create", [reading]),
                ("customer.asset.switch", "create", [partner]),
                ("customer.asset.transfer", "create", [{"operation": "sold"}]),
                ("res.partner", "action_new_vehicle", customer),
                ("res.partner", "action_deactivate_assets", customer),
            ],
            "asset_report": [
                ("customer.asset.report", "web_search_read", [], {"untaxed": {}}),
                ("customer.asset.print", "create", [{}]),
            ],
            "asset_configure": [
                ("customer.asset.species", "create", [{"name": "Dragon"}]),
                ("customer.asset.checklist", "create", [{"name": "Short"}]),
                ("customer.asset.band", "create", [{"unit": "km", "start": 7}]),
            ],
            "customer_delete": [
                ("customer.delete", "create", [{"reason": "A test"}]),
                ("res.partner", "action_delete_customers", self.spare.ids),
                ("res.partner", "unlink", self.spare.ids),
            ],
            "event_see": [
                ("customer.event", "web_search_read", [], {"kind": {}}),
            ],
            "action_see": [
                ("customer.action", "get_center_counters"),
                ("customer.action", "web_search_read", [], {"name": {}}),
            ],
            "action_change": [
                ("customer.action", "create", [new]),
                ("customer.action", "write", action, {"name": "Renamed"}),
                ("customer.action", "action_done", action),
                ("res.partner", "action_till_register", customer),
            ],
            "action_delete": [
                ("customer.action", "unlink", action),
            ],
            "action_configure": [
                ("customer.action.type", "create", [{"name": "New", "code": "new"}]),
                ("customer.action.type", "write", self.type.ids, {"name": "Renamed"}),
            ],
            "follow_up_tag": [
                ("customer.follow.up.tag", "web_search_read", [], {"state": {}}),
                ("customer.follow.up.exclusion", "web_search_read", [], {"reason": {}}),
                ("res.partner", "action_tag_for_follow_up", customer),
                ("res.partner", "action_never_follow_up", customer),
            ],
            "message_see": [
                ("customer.planned", "web_search_read", [], {"date": {}}),
                ("customer.planned.hold", "web_search_read", [], {"reason": {}}),
                ("customer.message", "web_search_read", [], {"state": {}}),
                ("res.partner", "action_sms_history", customer),
                ("customer.sms.history", "web_search_read", [], {"state": {}}),
                ("customer.text.preview", "create", [{"template_id": text}]),
                ("customer.sms.kept", "web_search_read", [], {"number": {}}),
            ],
            "message_send": [
                ("customer.message", "action_call_done", message),
                ("res.partner", "action_send_sms", customer),
                ("customer.sms", "create", [sms]),
                ("customer.consent", "action_ask_renewal", []),
                ("customer.consent.renew", "create", [{}]),
                ("res.partner", "action_send_preference_link", customer),
            ],
            "message_manage": [
                ("customer.message", "action_cancel", message),
                ("customer.message", "action_change_time", message),
                ("customer.message.resend", "create", [{}]),
            ],
            "proposal_see": [
                ("customer.proposal", "web_search_read", [], {"state": {}}),
                ("customer.proposal.line", "web_search_read", [], {"new_text": {}}),
                ("res.partner", "action_customer_proposals", customer),
            ],
            "proposal_decide": [
                ("customer.proposal", "action_accept", self.proposal.ids),
                ("customer.proposal", "action_refuse", self.proposal.ids),
                ("customer.proposal.line", "action_accept", self.proposal.line_ids.ids),
                ("customer.proposal.line", "action_refuse", self.proposal.line_ids.ids),
                ("customer.proposal.refuse", "create", [{"reason": "Not so"}]),
            ],
            "text_change": [
                ("customer.text", "web_search_read", [], {"name": {}}),
                ("customer.text.sms", "create", [text_sms]),
            ],
            "paper_configure": [
                ("customer.label.format", "create", [{"name": "Mine of the test"}]),
                ("customer.letter.window", "create", [{"name": "Mine of the test"}]),
                ("customer.postcard", "create", [{"name": "Mine of the test"}]),
            ],
            "sending_stop": [
                ("customer.sending.switch", "create", [{"state": "stopped"}]),
            ],
            "consent_see": [
                ("customer.consent", "web_search_read", [], {"state": {}}),
                ("customer.consent.log", "web_search_read", [], {"event": {}}),
                ("customer.consent.check", "web_search_read", [], {"fault": {}}),
                ("res.partner", "action_consent_history", customer),
                ("res.partner", "get_customer_consents", customer),
                ("res.partner", "get_contact_refusals", customer, "email", "service"),
                ("res.partner", "action_ask_consent", customer),
                ("customer.consent.ask", "create", [partner]),
                ("customer.consent.report", "web_search_read", [], {"event": {}}),
                ("customer.consent.confirmation", "web_search_read", [], {"rate": {}}),
                ("res.partner", "action_print_preference_form", customer),
                ("res.partner", "action_print_blank_preference_form"),
            ],
            "consent_change": [
                ("customer.consent.change", "create", [consent]),
                ("res.partner", "action_consent_form", customer),
                ("res.partner", "action_copy_preference_link", customer),
            ],
            "consent_import": [
                ("customer.consent.import", "create", [{}]),
            ],
            "consent_configure": [
                (
                    "customer.consent.purpose",
                    "write",
                    self.purpose.ids,
                    {"name": "Renamed"},
                ),
                ("customer.consent.purpose", "action_give_up", self.purpose.ids),
                ("customer.stop.word", "create", [{"name": "Bye of the test"}]),
            ],
            "suppression_see": [
                ("customer.suppression", "web_search_read", [], {"channel": {}}),
            ],
            "suppression_change": [
                ("customer.suppression.add", "create", [{"addresses": "a@b.example"}]),
            ],
            "suppression_release": [
                ("customer.suppression", "action_release", []),
            ],
            "account_see": [
                ("res.partner", "get_customer_account", customer),
                ("res.partner", "action_paid_history", customer),
                ("res.partner", "action_account_statement", customer),
                ("customer.account.statement", "create", [{"partner_ids": customer}]),
                ("customer.account.exception", "web_search_read", [], {"kind": {}}),
                ("customer.payment.history", "web_search_read", [], {"date": {}}),
            ],
            "account_change": [
                ("res.partner", "action_account_status", customer),
                ("res.partner", "write", customer, {"account_status": "active"}),
                ("customer.account.change", "create", [account]),
            ],
            "account_release": [
                ("customer.account.release", "create", [release]),
            ],
            "layaway_see": [
                ("customer.layaway", "web_search_read", [], {"state": {}}),
                ("customer.layaway.instalment", "web_search_read", [], {"date": {}}),
                ("res.partner", "get_customer_layaways", customer),
                ("res.partner", "action_customer_layaways", customer),
            ],
            "layaway_change": [
                ("customer.layaway.plan", "create", [layaway]),
                ("customer.layaway.payment", "create", [layaway]),
                ("customer.layaway.cancel", "create", [{**layaway, "reason": "x"}]),
            ],
            "layaway_release": [
                ("customer.layaway.release", "create", [{**layaway, "reason": "x"}]),
            ],
            "rate_change": [
                ("res.partner", "action_change_rate", customer),
                ("res.partner", "write", customer, {"loyalty_rate": 100}),
            ],
            "history_see": [
                ("customer.turnover", "web_search_read", [], {"untaxed": {}}),
                ("customer.turnover.print", "create", [{}]),
                ("res.partner", "get_customer_overview", customer),
                ("res.partner", "action_customer_overview", customer),
                ("res.partner", "action_turnover_history", customer),
                ("res.partner", "action_turnover_print", customer),
            ],
            "track_transaction": [
                ("res.partner", "action_track_transaction", customer),
                ("customer.track.transaction", "create", [partner]),
                ("customer.attribution.undo", "create", [{"reason": "A slip"}]),
            ],
            "settlement": [
                ("customer.settlement", "create", [{"partner_id": customer[0]}]),
                ("res.partner", "action_collective_settlement", customer),
            ],
            "margin_see": [
                ("customer.turnover", "web_search_read", [], {"margin": {}}),
                ("customer.turnover", "formatted_read_group", [], [], ["margin:sum"]),
            ],
            "settings": [
                ("customer.settings", "action_open"),
                ("customer.sms.gateway", "create", [{}]),
                ("onboarding.onboarding", "get_customer_first_start"),
                ("onboarding.onboarding", "action_close_customer_first_start"),
                ("onboarding.onboarding.step", "action_open_customer_settings"),
                ("customer.settings", "create", [{"center_days_back": 2}]),
            ],
            "security": [
                ("customer.security", "load"),
            ],
            "data_lookup": [
                ("customer.data.lookup", "create", [{"text": "Anna"}]),
                ("res.partner", "action_data_lookup", customer),
            ],
            "data_map": [
                ("customer.data.place", "web_search_read", [], {"model": {}}),
            ],
            "base_check": [
                ("customer.finding", "web_search_read", [], {"value": {}}),
                ("customer.finding", "action_scan"),
            ],
        }

    def _appointment_verbs(self, customer):
        appointment, partner = self.appointment.ids, {"partner_id": customer[0]}
        return {
            "appointment_see": [
                ("customer.waiting", "web_search_read", [], {"state": {}}),
                ("customer.freed.time", "web_search_read", [], {"start": {}}),
                ("calendar.event", "get_customer_day_sheet"),
                ("res.partner", "get_customer_appointments", customer),
                ("res.partner", "action_customer_appointments", customer),
            ],
            "appointment_change": [
                ("customer.appointment", "create", [partner]),
                ("customer.waiting", "create", [partner]),
                ("calendar.event", "write", appointment, {"customer_remind": False}),
                ("calendar.event", "action_customer_arrived", appointment),
                ("calendar.event", "action_customer_cancel", appointment),
                ("res.partner", "action_new_appointment", customer),
                ("res.partner", "action_add_to_waiting", customer),
            ],
        }

    def _note_verbs(self, customer):
        note, new = self.note.ids, {"partner_id": customer[0], "name": "Called again"}
        return {
            "note_see": [
                ("customer.note", "web_search_read", [], {"name": {}}),
                ("customer.note.mood", "web_search_read", [], {"name": {}}),
                ("customer.note.print", "create", [{}]),
                ("res.partner", "get_customer_notes", customer),
                ("res.partner", "action_customer_notes", customer),
            ],
            "note_write": [
                ("customer.note", "create", [new]),
                ("customer.note", "action_new_note"),
                ("customer.action", "action_new_note", self.action.ids),
                ("res.partner", "action_new_note", customer),
            ],
            "note_edit": [("customer.note", "write", note, {"name": "Corrected"})],
            "note_configure": [
                ("customer.note.outcome", "create", [{"name": "Sold"}]),
                ("customer.note.mood", "create", [{"name": "Cheerful", "score": 4}]),
            ],
        }

    def _family_verbs(self):
        family, member = self.family.ids, self.family.member_ids[1]
        spare = self.spare.id
        return {
            "family_see": [
                ("customer.family", "web_search_read", [], {"name": {}}),
                ("res.partner", "web_read", member.ids, {"family_turnover": {}}),
                ("res.partner", "action_open_family", member.ids),
            ],
            "family_change": [
                ("customer.family", "write", family, {"name": "Renamed"}),
                ("customer.family", "write", family, {"member_ids": [(4, spare)]}),
                ("customer.family", "unlink", family),
                ("customer.family", "action_dissolve", family),
                ("customer.family", "action_add_members", family),
                ("customer.family", "action_new", []),
                ("customer.family.add", "create", [{"partner_id": spare}]),
                ("customer.family.separate", "create", [{"partner_id": member.id}]),
                ("res.partner", "action_add_to_family", [spare]),
                ("res.partner", "action_separate_family", member.ids),
                ("res.partner", "action_make_family_head", member.ids),
            ],
        }

    def _card_verbs(self, customer):
        """The same for interests and measurements."""
        measured, height = self.measured.ids, self.height.ids
        value = {"partner_id": customer[0], "type_id": height[0], "value": 171}
        line = {"type_id": height[0], "value": "172"}
        return {
            "interest_see": [
                ("customer.interest", "web_search_read", [], {"display_name": {}}),
                ("res.partner", "web_read", customer, {"interest_ids": {}}),
            ],
            "interest_change": [
                ("res.partner", "write", customer, {"interest_ids": self.interest.ids}),
            ],
            "measurement_see": [
                ("customer.measurement", "web_search_read", [], {"value": {}}),
                ("customer.measurement.type", "web_search_read", [], {"name": {}}),
                ("res.partner", "web_read", customer, {"measurement_summary": {}}),
                ("res.partner", "action_open_measurements", customer),
            ],
            "measurement_change": [
                ("customer.measurement", "create", [value]),
                ("customer.measurement", "write", measured, {"value": 172}),
                ("customer.measurement", "unlink", measured),
                ("res.partner", "action_new_measurements", customer),
                (
                    "customer.measurement.entry",
                    "create",
                    [{"partner_id": customer[0], "line_ids": [(0, 0, line)]}],
                ),
            ],
            "card_configure": [
                ("customer.interest", "create", [{"name": "Home"}]),
                ("customer.interest", "write", self.interest.ids, {"name": "Games"}),
                ("customer.interest", "unlink", self.interest.ids),
                ("customer.measurement.type", "create", [{"name": "Waist"}]),
                ("customer.measurement.type", "write", height, {"name": "Stature"}),
            ],
        }

    def _refusal(self, user, call):
        """The refusal's text, or False when the call was allowed; nothing is kept."""
        savepoint = self.env.cr.savepoint()
        try:
            self._call(user, *call)
            self.env.flush_all()
        except (AccessError, UserError) as error:
            return str(error)
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all()
        return False

    def _check_verbs(self, name, lowest):
        """Each verb of a function is open from its lowest level on, closed below."""
        for call in self._verbs()[name]:
            for level, user in {**self.users_by_level, 6: self.user_no_level}.items():
                with self.subTest(function=name, call=call[:2], level=level):
                    refusal = self._refusal(user, call)
                    if level <= lowest:
                        self.assertFalse(refusal)
                    else:
                        self.assertTrue(refusal, "it was allowed")
                        self._check_sentence(name, call[0], refusal)

    def _check_sentence(self, name, model, refusal):
        """Ours in one sentence that names the function, or the one it needs.

        What core refuses by itself (contacts, export) speaks in core's words.
        """
        if not model.startswith("customer.") or name == "security":
            return
        function = self.env.ref(f"customer_care.function_{name}")
        names = (function | function.implied_ids & self.functions).mapped("name")
        self.assertRegex(refusal, ONE_SENTENCE % f"({'|'.join(names)})")


@tagged("post_install", "-at_install")
class TestFunctions(SecurityCase):
    def test_every_function_is_in_the_table(self):
        self.assertEqual(
            set(self._verbs()), set(self.env["res.groups"]._customer_function_ids())
        )

    def test_a_verb_is_open_from_its_default_level_on(self):
        for name in self._verbs():
            function = self.env.ref(f"customer_care.function_{name}")
            self._check_verbs(name, function.customer_default_level)

    def test_a_verb_follows_the_matrix(self):
        security = self.env.ref("customer_care.function_security")
        for level in (1, 3, 5):
            (self.functions - security)._customer_set_lowest_level(level)
            for name in set(self._verbs()) - {"security"}:
                self._check_verbs(name, level)

    def test_each_verb_is_its_own_function(self):
        """Who may only delete, or only configure, may not change."""
        names = (
            "action_change message_send consent_change customer_change"
            " interest_change measurement_change"
        ).split()
        for name in names:
            function = self.env.ref(f"customer_care.function_{name}")
            function._customer_set_lowest_level(0)
        for name in names:
            self._check_verbs(name, 0)

    def test_nobody_has_what_no_level_has(self):
        self.functions._customer_set_lowest_level(0)
        for name in ("action_change", "message_send", "sending_stop"):
            self._check_verbs(name, 0)


@tagged("post_install", "-at_install")
class TestCheckFunction(SecurityCase):
    def test_the_refusal_is_one_sentence_that_names_the_function(self):
        with self.assertRaisesRegex(
            AccessError, ONE_SENTENCE % "Delete customer actions"
        ):
            self.user_level_5._check_function("action_see", "action_delete")

    def test_every_function_asked_for_is_needed(self):
        self.user_level_2._check_function("action_see", "action_delete")
        with self.assertRaises(AccessError):
            self.user_level_3._check_function("action_delete", "action_see")

    def test_a_misspelled_function_is_an_error_and_not_a_pass(self):
        with self.assertRaises(ValueError):
            self.user_level_1._check_function("action_chagne")

    def test_sudo_passes_where_the_caller_is_asked_and_not_where_the_user_is(self):
        users = self.env["res.users"].with_user(self.user_no_level)
        users.sudo()._check_function("action_change")
        with self.assertRaises(AccessError):
            users._check_function("action_change")
        with self.assertRaises(AccessError):
            users.sudo().env.user._check_function("action_change")

    def test_scheduled_actions_pass(self):
        self.functions._customer_set_lowest_level(0)
        robot = self.env["res.users"].browse(SUPERUSER_ID)
        robot._check_function("action_change")
        with self.assertRaises(AccessError):
            self.user_level_1._check_function("action_change")

    def test_a_user_has_one_level(self):
        self.assertEqual(
            {
                level: user._customer_level()
                for level, user in self.users_by_level.items()
            },
            {level: level for level in LEVELS},
        )
        self.assertEqual(self.user_no_level._customer_level(), 0)

    def test_administrators_have_level_1(self):
        administrator = self._make_user("boss", "base.group_system")
        self.assertEqual(administrator._customer_level(), 1)


@tagged("post_install", "-at_install")
class TestWithoutLevel(SecurityCase):
    """Odoo works for these users as before, and they see nothing of ours."""

    def _own_models(self):
        return [
            name
            for name, model in self.env.registry.items()
            if name.startswith("customer.") and not model._abstract
        ]

    def test_no_model_of_ours_can_be_read_or_written(self):
        names = self._own_models()
        self.assertIn("customer.action", names)
        for name in names:
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(name, operation=operation):
                    model = self.env[name].with_user(self.user_no_level)
                    self.assertFalse(model.has_access(operation))

    def test_every_access_right_on_our_models_asks_for_a_level(self):
        groups = self.functions | self.env.ref("base.group_system")
        groups |= self.env["res.groups"].browse(
            [group.id for group in self.env["res.groups"]._customer_levels().values()]
        )
        rights = self.env["ir.model.access"].search(
            [("model_id.model", "in", self._own_models())]
        )
        self.assertTrue(rights)
        for right in rights:
            self.assertIn(right.group_id, groups, right.name)

    def test_every_menu_entry_with_something_behind_it_asks_for_a_function(self):
        root = self.env.ref("customer_care.menu_root")
        entries = self.env["ir.ui.menu"].search([("id", "child_of", root.id)])
        allowed = self.functions | self.env.ref("base.group_system")
        for entry in entries.filtered("action"):
            with self.subTest(entry.complete_name):
                self.assertTrue(entry.group_ids)
                self.assertFalse(entry.group_ids - allowed)

    def test_no_menu_of_ours_is_shown(self):
        root = self.env.ref("customer_care.menu_root")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", root.id)])
        visible = (
            self.env["ir.ui.menu"].with_user(self.user_no_level)._visible_menu_ids()
        )
        self.assertFalse(set(menus.ids) & set(visible))
        visible = (
            self.env["ir.ui.menu"].with_user(self.user_level_5)._visible_menu_ids()
        )
        self.assertIn(root.id, visible)

    def test_the_menu_is_the_one_of_the_first_day(self):
        root = self.env.ref("customer_care.menu_root")
        names = (
            "actions counter customers customer_asset communication searches reports"
            " utilities configuration"
        ).split()
        menus = [self.env.ref(f"customer_care.menu_{name}") for name in names]
        self.assertEqual(root.child_id.ids, [menu.id for menu in menus])

    def test_contacts_open_and_can_be_changed_as_before(self):
        manager = self._make_user("manager", "base.group_partner_manager")
        partner = self.env["res.partner"].with_user(manager).create({"name": "New"})
        partner.write({"phone": "+48 22 123 45 67", "email": "new@example.com"})
        views = partner.get_views([(False, "form"), (False, "list"), (False, "search")])
        form = etree.fromstring(views["views"]["form"]["arch"])
        # core notes there which conditions read a field, also those it has taken out
        etree.strip_attributes(form, "data-used-by")
        self.assertNotIn("customer_", etree.tostring(form, encoding="unicode"))
        self.assertTrue(partner.web_read({"name": {}, "phone": {}, "email": {}}))
