# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What becomes of the columns of this addon, as somebody decided on them."""

from odoo import api, models

from ..tools.data_place import DERIVED, KEEP, OBSERVED
from ..tools.data_review import (
    CONSENT,
    CONTRACT,
    INVOICE,
    ORDER,
    REQUEST,
    THIRD,
    TWICE,
    Review,
    gone,
)

REVIEWS = {
    "customer.account.exception": Review(
        "payments",
        blank="reason sentence",
        mask="name",
        technical="res_model",
        keep="user_name",
        export=OBSERVED,
    ),
    "customer.action": Review(
        "actions",
        mask="name",
        blank="note serial_number",
        reason=CONTRACT,
        retention="contract",
    ),
    "customer.action.extension": Review("actions", mask="reason"),
    "customer.alert": Review("notes", mask="name", export=OBSERVED),
    "customer.alert.acknowledgement": Review(
        "notes",
        mask="alert_text",
        blank="document",
        keep="user_name",
        technical="res_model",
        export=OBSERVED,
    ),
    "customer.alias": gone("identity"),
    "customer.asset": Review(
        "vehicles",
        mask="name",
        blank="image_1920 image_1024 image_512 image_256 image_128 note vin plate chip"
        " passport serial_number vin_key plate_key chip_key serial_key site_id",
        keep="colour make model_name",
        technical="stopped_action_ids",
        derived="image_1024 image_512 image_256 image_128 vin_key plate_key chip_key"
        " serial_key",
    ),
    "customer.asset.inspection": Review(
        "vehicles",
        blank="external_by note",
        reason=CONTRACT,
        retention="contract",
        export=OBSERVED,
    ),
    "customer.asset.inspection.line": Review(
        "vehicles",
        blank="note",
        keep="section name hint uom_name",
        reason=CONTRACT,
        retention="contract",
        export=OBSERVED,
    ),
    "customer.asset.inspection.photo": gone("files", export=OBSERVED),
    "customer.asset.owner": gone("vehicles"),
    "customer.asset.plate": gone("vehicles", derived="plate_key"),
    "customer.asset.reading": Review(
        "vehicles", blank="note", reason=CONTRACT, retention="contract", export=OBSERVED
    ),
    "customer.asset.sale": Review("vehicles", technical="res_model"),
    "customer.attribution": Review(
        "documents",
        mask="name previous_name reason",
        blank="undone_reason",
        keep="user_name undone_by",
        technical="res_model",
        third="previous_name previous_id contact_id",
        export=OBSERVED,
    ),
    "customer.attribution.point": Review(
        "loyalty",
        blank="from_name to_name",
        keep="program_name",
        technical="order_model",
        third="from_name to_name from_card_id to_card_id",
        export=OBSERVED,
    ),
    "customer.consent": gone("consents", technical="address_hash"),
    # The commitment in the log cannot be opened again without the evidence.
    "customer.consent.evidence": gone("consents", technical="log_uid", secret="salt"),
    "customer.consent.log": Review(
        "consents",
        row=KEEP,
        reason=CONSENT,
        retention="consent",
        technical="point_hash key_id hash evidence_commit wording_sha256 company_ref"
        " schema_version",
        export=OBSERVED,
    ),
    "customer.consent.subject": gone("consents"),
    "customer.data.request": Review(
        "requests",
        blank="sender wish result extension_reason",
        keep="name",
        reason=REQUEST,
        retention="request",
    ),
    "customer.duplicate": gone("technical", withheld=THIRD),
    "customer.finding": gone("technical", withheld=TWICE),
    "customer.event": Review(
        "identity",
        blank="partner_code old_value new_value reason companions",
        keep="user_name",
        export=OBSERVED,
        third="companions",
    ),
    "customer.layaway.instalment": Review(
        "payments", row=KEEP, reason=ORDER, retention="order"
    ),
    "customer.measurement": gone("identity", export=OBSERVED),
    "customer.follow.up.tag": Review("messages", blank="remark", export=OBSERVED),
    "customer.follow.up.exclusion": Review("messages", mask="reason", export=OBSERVED),
    "customer.message": Review(
        "messages",
        blank="address subject body reason phone_id",
        technical="occurrence occurrence_key batch_uid message_uid lang",
        export=OBSERVED,
    ),
    "customer.note": Review(
        "notes",
        mask="name",
        blank="detail follow_up_instructions follow_up_feedback",
        export=OBSERVED,
    ),
    "customer.operation.line": Review(
        "technical",
        blank="before after note",
        technical="link_kind link table_name column_name key_name res_ids",
        withheld=TWICE,
    ),
    "customer.phone": gone("contact", derived="number_e164 digits"),
    "customer.proposal": Review("requests", blank="note"),
    "customer.proposal.line": Review("requests", blank="old_value new_value reason"),
    "customer.sms.kept": Review(
        "messages",
        blank="number body",
        technical="core_state failure_type uuid",
        export=OBSERVED,
    ),
    "customer.suppression": Review(
        "consents",
        blank="note",
        technical="address_hash",
        keep="subject_uid",
        reason=CONSENT,
        retention="consent",
        export=OBSERVED,
    ),
    "customer.waiting": gone("appointments"),
    # what the customer's own documents have printed, and where a drawing is kept
    "product.attribute.custom.value": Review(
        "documents", keep="custom_value", reason=ORDER, retention="order"
    ),
    "customer.duplicate.block": Review(
        "technical", mask="key", export=DERIVED, withheld=THIRD
    ),
    "account.partial.reconcile": Review(
        "payments",
        row=KEEP,
        reason=INVOICE,
        retention="invoice",
        technical="draft_caba_move_vals",
    ),
}


class CustomerDataMap(models.AbstractModel):
    """The reviews of this addon's models."""

    _inherit = "customer.data.map"

    @api.model
    def _place_reviews(self):
        return {**super()._place_reviews(), **REVIEWS}
