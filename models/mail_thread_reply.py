# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import html_sanitize

# RFC 3834: an absence note is filed, but nobody replied.
PERSONS = ("", "no")


class MailThread(models.AbstractModel):
    """The e-mail gateway finds what an answer to one of our messages is about."""

    _inherit = "mail.thread"

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        if not message_dict.get("is_bounce"):
            answered = self.env["customer.message"]._answered_by(message_dict)
            routes = answered and answered._reply_routes(message_dict, custom_values)
            if routes:
                self._routing_reset_bounce(message, message_dict)
                return routes
        return super().message_route(
            message, message_dict, model, thread_id, custom_values
        )

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Mark what was answered once the answer is filed."""
        answered = self.env["customer.message"]
        kind = (message.get("Auto-Submitted") or "").split(";")[0].strip().lower()
        if routes and kind in PERSONS:
            answered = answered._answered_by(message_dict)
        who = message_dict.get("email_from") or ""
        text = html_sanitize(message_dict.get("body") or "")
        result = super()._message_route_process(message, message_dict, routes)
        if answered:
            answered._record_reply(who, text)
        return result
