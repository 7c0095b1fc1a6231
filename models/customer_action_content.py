# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError

TEMPLATE_OF = {
    "email": "mail_template_id",
    "sms": "sms_template_id",
    "letter": "letter_template_id",
}


class CustomerAction(models.Model):
    """The words of a reminder, from the type's templates."""

    _inherit = "customer.action"

    def _reminder_items(self):
        """Return the actions that the message being written is about.

        Templates loop over this: several actions of one customer go out as one
        message.
        """
        return self.browse(self.env.context.get("reminder_action_ids") or self.ids)

    def _customer_message_content(self, messages):
        """Return the content of one outgoing message about these actions.

        Raises UserError when the type has no text for the channel, and whatever
        the rendering of a broken template raises.
        """
        channel = messages[0].channel
        if channel not in TEMPLATE_OF:
            return {"subject": self[0].display_name, "body": ""}
        first = self[0].with_context(
            reminder_action_ids=self.ids,
            lang=messages[0].lang or self[0].partner_id.lang,
            tz=messages[0].partner_id.tz or self.env.company.partner_id.tz,
        )
        template = first.type_id.sudo()[TEMPLATE_OF[channel]]
        if not template:
            raise UserError(
                self.env._(
                    "The type %(type)s has no text for the channel %(channel)s.",
                    type=first.type_id.name,
                    channel=channel,
                )
            )
        return first._render_reminder(channel, template)

    def _render_reminder(self, channel, template):
        self.ensure_one()
        template = template.with_context(
            lang=self.env.context.get("lang"),
            tz=self.env.context.get("tz"),
            reminder_action_ids=self.env.context.get("reminder_action_ids"),
        )
        rest = self._reminder_items()[1:]
        if channel == "sms":
            body = template._render_field("body", self.ids)[self.id]
            return {"subject": False, "body": body + self._rest_text(template.body, rest)}
        subject = template._render_field("subject", self.ids)[self.id]
        body = template._render_field("body_html", self.ids)[self.id]
        return {"subject": subject, "body": body + self._rest_html(template.body_html, rest)}

    def _rest_text(self, source, rest):
        """Return the other actions for a text that does not name them itself."""
        if not rest or "_reminder_items" in (source or ""):
            return ""
        return self.env._(" Also: %s.", ", ".join(rest.mapped("name")))

    def _rest_html(self, source, rest):
        if not rest or "_reminder_items" in (source or ""):
            return Markup()
        items = Markup().join(Markup("<li>%s</li>") % name for name in rest.mapped("name"))
        return Markup("<p>%s</p><ul>%s</ul>") % (self.env._("Also due:"), items)
