# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models

TEMPLATE = "customer_care.mail_template_layaway"
SMS_TEMPLATE = "customer_care.sms_template_layaway"


class CustomerLayawayInstalment(models.Model):
    """The words of a reminder: one mail template and one text for SMS.

    Instalments of one customer that fall due on one day go out as one message;
    templates loop over `_reminder_items()`.
    """

    _inherit = "customer.layaway.instalment"

    def _reminder_items(self):
        """Return the instalments that the message being written is about."""
        return self.browse(self.env.context.get("reminder_part_ids") or self.ids)

    def _reminder_amount(self):
        """Return what is open of this instalment, as it is written."""
        return self.order_id._layaway_money(self.open_amount)

    def _reminder_balance(self):
        """Return what is open of the whole lay-away, as it is written."""
        return self.order_id._layaway_money(self.order_id.layaway_balance)

    def _customer_message_content(self, messages):
        channel = messages[0].channel
        first = self[0].with_context(reminder_part_ids=self.ids)
        if channel == "sms":
            template = self._reminder_template(SMS_TEMPLATE)
            body = template._render_field("body", first.ids)[first.id]
            return {"subject": False, "body": body}
        if channel == "email":
            template = self._reminder_template(TEMPLATE)
            return {
                "subject": template._render_field("subject", first.ids)[first.id],
                "body": template._render_field("body_html", first.ids)[first.id],
            }
        return {"subject": self[0].display_name, "body": ""}

    def _reminder_template(self, name):
        # sudo: the program writes to the customer, whoever planned it
        template = self.env.ref(name).sudo()
        return template.with_context(
            **{**self.env.context, "reminder_part_ids": self.ids}
        )
