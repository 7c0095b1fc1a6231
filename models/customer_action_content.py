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
        first = self[0].with_context(reminder_action_ids=self.ids)
        return first._render_reminder(channel, first._reminder_template(channel))

    def _customer_message_contents(self, groups):
        """Return the contents of many messages, rendered by template at once."""
        contents, batches = {}, {}
        for number, group in enumerate(groups):
            actions = self.browse(row.source.id for row in group)
            channel = group[0].channel
            if len(actions) == 1 and channel in TEMPLATE_OF:
                template = actions._reminder_template(channel)
                batches.setdefault((channel, template), {})[number] = actions
            else:
                contents[number] = actions._customer_message_content(group)
        for (channel, template), actions_of in batches.items():
            actions = self.browse(action.id for action in actions_of.values())
            rendered = actions._render_reminders(channel, template)
            for number, action in actions_of.items():
                contents[number] = rendered[action.id]
        return [contents[number] for number in range(len(groups))]

    def _customer_letter_template(self):
        """Return the text whose envelope a letter about this action fits."""
        return self.type_id.letter_template_id

    def _reminder_template(self, channel):
        # sudo: the program writes, whoever may see its texts
        template = self.type_id.sudo()[TEMPLATE_OF[channel]]
        if not template:
            raise UserError(
                self.env._(
                    "The type %(type)s has no text for the channel %(channel)s.",
                    type=self.type_id.name,
                    channel=channel,
                )
            )
        return template

    def _render_reminder(self, channel, template):
        """Render one message; its actions are ``_reminder_items()``, self first."""
        self.ensure_one()
        content = self._render_reminders(channel, template)[self.id]
        rest = self._reminder_items()[1:]
        if channel == "sms":
            content["body"] += self._rest_text(template.body, rest)
        else:
            content["body"] += self._rest_html(template.body_html, rest)
        return content

    def _render_reminders(self, channel, template):
        """Return {action id: content}, in the language of the context."""
        template = template.with_context(**self.env.context)
        if channel == "sms":
            bodies = template._render_field("body", self.ids)
            return {
                action_id: {"subject": False, "body": body}
                for action_id, body in bodies.items()
            }
        subjects = template._render_field("subject", self.ids)
        bodies = template._render_field("body_html", self.ids)
        return {
            action_id: {"subject": subjects[action_id], "body": bodies[action_id]}
            for action_id in self.ids
        }

    def _rest_text(self, source, rest):
        """Return the other actions for a text that does not name them itself."""
        if not rest or "_reminder_items" in (source or ""):
            return ""
        return self.env._(" Also: %s.", ", ".join(rest._reminder_names()))

    def _rest_html(self, source, rest):
        if not rest or "_reminder_items" in (source or ""):
            return Markup()
        items = Markup().join(
            Markup("<li>%s</li>") % name for name in rest._reminder_names()
        )
        return Markup("<p>%s</p><ul>%s</ul>") % (self.env._("Also due:"), items)
