# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What becomes of documents, money and marketing of Odoo, as somebody decided on it."""

from odoo import api, models

from ..tools.data_place import KEEP, OBSERVED
from ..tools.data_review import (
    CONTRACT,
    INVOICE,
    ORDER,
    TECHNICAL,
    Review,
    gone,
)

BY_INVOICE = {"reason": INVOICE, "retention": "invoice", "export": OBSERVED}
BY_ORDER = {"reason": ORDER, "retention": "order", "export": OBSERVED}
BY_CONTRACT = {"reason": CONTRACT, "retention": "contract", "export": OBSERVED}
REVIEWS = {
    # -- accounting --------------------------------------------------------------------
    "account.move": Review(
        "documents",
        **BY_INVOICE,
        keep="name ref payment_reference invoice_partner_display_name narration"
        " invoice_origin incoterm_location invoice_pdf_report_file ubl_cii_xml_file"
        " customer_printed customer_asset_printed",
        blank="invoice_source_email sending_data",
        technical="sequence_prefix inalterable_hash",
        secret="access_token",
    ),
    "account.move.line": Review(
        "documents",
        **BY_INVOICE,
        keep="move_name ref name serial_number",
        technical="analytic_distribution extra_tax_data matching_number",
    ),
    "account.payment": Review(
        "payments", **BY_INVOICE, keep="name memo payment_reference"
    ),
    "account.bank.statement.line": Review(
        "payments",
        **BY_INVOICE,
        keep="account_number partner_name transaction_type payment_ref"
        " transaction_details",
        technical="internal_index",
    ),
    "account.analytic.account": Review(
        "documents", mask="name", keep="code", **BY_INVOICE
    ),
    "account.analytic.line": Review("documents", **BY_INVOICE, keep="name code ref"),
    "payment.transaction": Review(
        "payments",
        **BY_INVOICE,
        keep="reference provider_reference",
        blank="state_message partner_name partner_email partner_address partner_zip"
        " partner_city partner_phone",
        technical="landing_route",
    ),
    "payment.token": Review(
        "payments",
        blank="payment_details",
        secret="provider_ref",
        export=OBSERVED,
    ),
    # -- sales and deliveries ----------------------------------------------------------
    "sale.order": Review(
        "documents",
        **BY_ORDER,
        keep="name client_order_ref origin reference signature signed_by note"
        " incoterm_location",
        blank="delivery_message pickup_location_data customizable_pdf_form_fields"
        " shop_warning",
        secret="access_token",
    ),
    "sale.order.line": Review(
        "documents",
        **BY_ORDER,
        keep="name",
        blank="shop_warning",
        technical="analytic_distribution virtual_id linked_virtual_id extra_tax_data"
        " reward_identifier_code",
    ),
    "sale.order.coupon.points": Review("loyalty", row=KEEP, **BY_ORDER),
    "purchase.order": Review(
        "documents",
        **BY_INVOICE,
        keep="name origin partner_ref note incoterm_location",
        secret="access_token",
    ),
    "purchase.order.line": Review(
        "documents",
        **BY_INVOICE,
        keep="name product_description_variants",
        technical="analytic_distribution",
    ),
    "stock.picking": Review(
        "documents",
        **BY_ORDER,
        keep="name origin signature carrier_tracking_ref",
        blank="note picking_properties",
    ),
    "stock.move": Review(
        "documents",
        **BY_ORDER,
        keep="origin inventory_name reference description_picking_manual",
        technical="next_serial",
    ),
    "stock.move.line": Review("documents", **BY_ORDER, keep="lot_name"),
    "stock.quant": Review("documents", row=KEEP, **BY_ORDER),
    "stock.scrap": Review("documents", **BY_ORDER, keep="name origin"),
    "repair.order": Review(
        "vehicles",
        **BY_CONTRACT,
        keep="name",
        blank="internal_notes repair_properties",
    ),
    # -- the till ----------------------------------------------------------------------
    "pos.order": Review(
        "documents",
        **BY_INVOICE,
        keep="name pos_reference ticket_code tracking_number cashier",
        blank="floating_order_name general_customer_note internal_note email mobile"
        " last_order_preparation_change",
        technical="uuid",
        secret="access_token",
    ),
    "pos.order.line": Review(
        "documents",
        **BY_INVOICE,
        keep="name full_product_name",
        blank="notice customer_note note down_payment_details",
        technical="uuid extra_tax_data reward_identifier_code",
    ),
    "pos.pack.operation.lot": Review("documents", **BY_INVOICE, keep="lot_name"),
    "pos.payment": Review(
        "payments",
        **BY_INVOICE,
        keep="name card_type card_brand payment_ref_no transaction_id payment_status"
        " payment_method_issuer_bank payment_method_payment_mode",
        blank="cardholder_name card_no ticket payment_method_authcode",
        technical="uuid",
    ),
    # -- points and wishes -------------------------------------------------------------
    "loyalty.card": Review("loyalty", secret="code", export=OBSERVED),
    "loyalty.history": Review(
        "loyalty", keep="description", technical="order_model", export=OBSERVED
    ),
    "product.wishlist": gone("marketing"),
    # -- marketing ---------------------------------------------------------------------
    "crm.lead": Review(
        "marketing",
        mask="name",
        blank="phone_sanitized email_normalized email_cc lead_properties referred"
        " description contact_name partner_name function email_from phone website"
        " street street2 zip city email_domain_criterion",
        technical="reveal_id",
        derived="phone_sanitized email_normalized email_domain_criterion probability"
        " automated_probability",
    ),
    "mailing.trace": Review(
        "marketing",
        blank="email failure_reason sms_number",
        technical="message_id model sms_code",
        export=OBSERVED,
    ),
    "link.tracker.click": Review("marketing", blank="ip", export=OBSERVED),
    "website.visitor": gone("marketing", secret="access_token", export=OBSERVED),
    "website.track": gone("marketing", export=OBSERVED),
    "event.registration": Review(
        "appointments",
        blank="name email phone company_name registration_properties",
        secret="barcode",
    ),
    "event.registration.answer": Review("appointments", blank="value_text_box"),
    "event.mail.registration": Review("appointments", row=KEEP, reason=TECHNICAL),
    "survey.user_input": Review(
        "marketing", blank="email nickname", secret="access_token invite_token"
    ),
    "survey.user_input.line": Review(
        "marketing", blank="value_char_box value_text_box"
    ),
    "slide.channel.partner": gone("marketing", export=OBSERVED),
    "slide.slide.partner": gone("marketing", export=OBSERVED),
    # -- work for the customer ---------------------------------------------------------
    "project.project": Review(
        "documents",
        mask="name",
        blank="description",
        technical="label_tasks",
        secret="access_token",
        export=OBSERVED,
    ),
    "project.task": Review(
        "documents",
        mask="name",
        blank="html_field_history email_cc description task_properties partner_phone"
        " email_from partner_name partner_company_name",
        secret="access_token",
    ),
    "project.milestone": Review("documents", mask="name", export=OBSERVED),
    "project.collaborator": gone("documents", export=OBSERVED),
    "fleet.vehicle.assignation.log": gone("vehicles", export=OBSERVED),
    "fleet.vehicle.odometer": Review(
        "vehicles", **BY_CONTRACT, keep="name", blank="driver_id"
    ),
    "fleet.vehicle.log.services": Review(
        "vehicles", **BY_CONTRACT, keep="inv_ref", blank="description notes"
    ),
}


class CustomerDataMap(models.AbstractModel):
    """The reviews of Odoo's documents, payments and marketing."""

    _inherit = "customer.data.map"

    @api.model
    def _place_reviews(self):
        return {**super()._place_reviews(), **REVIEWS}
