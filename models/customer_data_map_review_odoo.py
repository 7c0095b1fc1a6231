# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What becomes of people and of what is written to them, as somebody decided on it."""

from odoo import api, models

from ..tools.data_place import KEEP, OBSERVED
from ..tools.data_review import SECRET, STAFF, TECHNICAL, TWICE, Review, gone

PICTURES = "image_1920 image_1024 image_512 image_256 image_128"
SMALLER = "image_1024 image_512 image_256 image_128"
REVIEWS = {
    # -- the person --------------------------------------------------------------------
    "res.partner": Review(
        "identity",
        mask="name complete_name",
        blank=f"{PICTURES} website_meta_title website_meta_description"
        " website_meta_keywords website_meta_og_img seo_name email_normalized"
        " properties ref vat company_registry website comment function street street2"
        " zip city"
        " email phone commercial_company_name company_name barcode phone_sanitized"
        " picking_warn_msg global_location_number peppol_endpoint purchase_warn_msg"
        " website_description website_short_description sale_warn_msg account_reason"
        " birth_date postal_key partner_latitude partner_longitude family_id parent_id"
        " state_id",
        technical="signup_type invoice_edi_format_store suggest_based_on",
        derived=f"{SMALLER} complete_name email_normalized phone_sanitized postal_key"
        " commercial_company_name partner_latitude partner_longitude mood_warning",
    ),
    "res.partner.bank": gone("payments", derived="sanitized_acc_number"),
    "res.users": Review(
        "identity",
        mask="login",
        blank="signature out_of_office_message",
        technical="totp_last_counter",
    ),
    "res.users.settings": Review(
        "technical",
        blank="livechat_username",
        technical="push_to_talk_key customer_sale_document",
    ),
    "res.users.settings.embedded.action": gone("technical", withheld=TECHNICAL),
    "res.users.settings.volumes": gone("technical", withheld=TECHNICAL),
    "res.users.apikeys": gone("technical", withheld=SECRET),
    "res.users.deletion": gone("technical", withheld=TECHNICAL),
    "res.users.log": gone("technical", export=OBSERVED),
    "res.device.log": gone("technical", secret="session_identifier", export=OBSERVED),
    "auth.passkey.key": gone("technical", withheld=SECRET),
    "auth_totp.device": gone("technical", withheld=SECRET),
    "gamification.badge.user": gone("loyalty", export=OBSERVED),
    "gamification.goal": gone("loyalty", export=OBSERVED),
    "gamification.karma.tracking": gone("loyalty", export=OBSERVED),
    # -- what is written ---------------------------------------------------------------
    "mail.message": Review(
        "messages",
        blank="subject body email_from incoming_email_to incoming_email_cc"
        " outgoing_email_to reply_to",
        technical="model message_id email_layout_xmlid",
        observed="email_from incoming_email_to incoming_email_cc outgoing_email_to",
    ),
    "mail.message.translation": gone("messages", withheld=TWICE),
    "mail.message.link.preview": gone("messages", withheld=TWICE),
    "mail.message.reaction": gone("messages"),
    "mail.message.schedule": gone("messages", withheld=TECHNICAL),
    "mail.mail": gone("messages", technical="references headers", export=OBSERVED),
    "mail.notification": gone("messages", export=OBSERVED),
    "mail.tracking.value": gone("messages", technical="field_info", export=OBSERVED),
    "mail.activity": Review(
        "actions",
        blank="summary note feedback res_name",
        technical="res_model",
        export=OBSERVED,
    ),
    "mail.followers": gone("messages", technical="res_model", export=OBSERVED),
    "mail.scheduled.message": gone(
        "messages",
        technical="model notification_parameters send_context",
        export=OBSERVED,
    ),
    "mail.presence": gone("technical", export=OBSERVED),
    "mail.push": gone("technical", withheld=TECHNICAL),
    "mail.push.device": gone("technical", withheld=SECRET),
    "rating.rating": Review(
        "messages",
        blank="feedback publisher_comment res_name parent_res_name",
        technical="res_model parent_res_model",
        secret="access_token",
    ),
    "sms.sms": gone("messages", technical="uuid", export=OBSERVED),
    "sms.tracker": gone("technical", withheld=TECHNICAL),
    "snailmail.letter": gone("messages", technical="model", export=OBSERVED),
    "discuss.channel": Review(
        "messages",
        mask="name",
        blank="description image_128 livechat_note",
        technical="sfu_channel_uuid sfu_server_url uuid",
        export=OBSERVED,
    ),
    "discuss.channel.member": gone("messages", export=OBSERVED),
    "discuss.channel.rtc.session": gone("technical", withheld=TECHNICAL),
    "discuss.call.history": Review("messages", row=KEEP, export=OBSERVED),
    "discuss.voice.metadata": gone("files", withheld=TWICE),
    "im_livechat.channel.member.history": gone("messages", export=OBSERVED),
    "chatbot.message": gone("messages"),
    # -- files and numbers -------------------------------------------------------------
    "ir.attachment": gone(
        "files",
        technical="res_model res_field db_datas store_fname checksum mimetype"
        " thumbnail key url",
        secret="access_token",
        derived="index_content",
    ),
    "ir.model.data": gone("technical", withheld=TECHNICAL),
    "product.document": Review("files", row=KEEP, reason=TECHNICAL, withheld=TWICE),
    "quotation.document": Review("files", row=KEEP, reason=TECHNICAL, withheld=TWICE),
    # -- appointments ------------------------------------------------------------------
    "calendar.event": Review(
        "appointments",
        mask="name",
        blank="description notes location videocall_location",
        technical="res_model customer_alarm_channels",
        secret="access_token",
    ),
    "calendar.attendee": Review(
        "appointments", blank="common_name", secret="access_token"
    ),
    # -- people who work here ----------------------------------------------------------
    "project.task.stage.personal": Review(
        "technical", row=KEEP, reason=STAFF, withheld=TECHNICAL
    ),
}


class CustomerDataMap(models.AbstractModel):
    """The reviews of Odoo's people, messages, files and appointments."""

    _inherit = "customer.data.map"

    @api.model
    def _place_reviews(self):
        return {**super()._place_reviews(), **REVIEWS}
