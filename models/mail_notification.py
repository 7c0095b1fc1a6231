# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class MailNotification(models.Model):
    """Whose SMS it was that core sent to a number alone, as the point of sale does."""

    _name = "mail.notification"
    _inherit = ["mail.notification", "customer.fact.mixin"]

    customer_partner_id = fields.Many2one(
        "res.partner",
        "Customer of the number",
        readonly=True,
        index="btree_not_null",
    )

    @api.model_create_multi
    def create(self, vals_list):
        notifications = super().create(vals_list)
        notifications.filtered(
            lambda n: n.notification_type == "sms" and not n.res_partner_id
        )._find_customer()
        return notifications

    def _find_customer(self):
        """The customer of the document; else who alone has the number."""
        # sudo: whoever sends an SMS need not see customers
        for notification in self.sudo():
            message = notification.mail_message_id
            partner = self.env["res.partner"]
            if message.model in self.env and message.res_id:
                # sudo: the provider's answer comes without a user
                record = self.env[message.model].sudo().browse(message.res_id)
                if hasattr(record, "_mail_get_partners"):
                    partner = record._mail_get_partners()[record.id]
            if len(partner) != 1:
                # sudo: as above
                phones = self.env["customer.phone"].sudo()
                partner = phones.search(
                    [("number_e164", "=", notification.sms_number or "-")]
                ).partner_id
            if len(partner) == 1:
                notification.customer_partner_id = partner
