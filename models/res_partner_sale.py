# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import AccessError

from ..tools.window import dialog


class ResPartner(models.Model):
    """Doors from a customer to sales and short messages."""

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "new_sale",
                "label": self.env._("New sale"),
                "icon": "fa-shopping-cart",
                "sequence": 20,
                "functions": ["customer_see"],
                "method": "action_new_sale",
                "shown": lambda customer: (
                    customer.active and bool(customer._new_sale_documents())
                ),
            },
            {
                "key": "send_sms",
                "label": self.env._("Send SMS"),
                "icon": "fa-commenting-o",
                "sequence": 30,
                "functions": ["message_send"],
                "method": "action_send_sms",
                "shown": lambda customer: customer.active,
            },
            {
                "key": "sms_history",
                "label": self.env._("SMS history"),
                "icon": "fa-comments-o",
                "sequence": 50,
                "functions": ["message_see"],
                "method": "action_sms_history",
            },
            {
                "key": "copy_code",
                "label": self.env._("Copy code"),
                "icon": "fa-clipboard",
                "sequence": 120,
                "functions": ["customer_see"],
                "method": "action_copy_code",
                "shown": lambda customer: bool(customer.ref),
            },
        ]

    @api.model
    def _new_sale_documents(self):
        """Return [(key, label)] of the documents that the user may start."""
        documents = []
        if self.env["sale.order"].has_access("create"):
            documents.append(("quotation", self.env._("Quotation")))
        if self.env.user.has_group("account.group_account_invoice"):
            documents.append(("invoice", self.env._("Invoice")))
            documents.append(("receipt", self.env._("Receipt")))
        if "pos.order" in self.env and self.env["pos.order"].has_access("create"):
            documents.append(("till", self.env._("Point of sale")))
        return documents

    def action_new_sale(self):
        """Ask what this customer buys and on which document."""
        self.ensure_one()
        self.env["res.users"]._check_function("customer_see")
        self.check_access("read")
        self.env["customer.action"]._check_customers(self | self.commercial_partner_id)
        if not self._new_sale_documents():
            raise AccessError(
                self.env._(
                    "You may not create quotations or invoices. Ask an administrator"
                    " for the access right Sales or Invoicing."
                )
            )
        return dialog(
            "customer.new.sale",
            self.env._("New sale: %s", self.display_name),
            context={"default_partner_id": self.id, "dialog_size": "large"},
        )

    def action_send_sms(self):
        """Write one SMS to this customer, to leave now or later."""
        self.ensure_one()
        self.env["res.users"]._check_function("message_send")
        self.check_access("read")
        self._refuse_strangers()
        return dialog(
            "customer.sms",
            self.env._("SMS to %s", self.display_name),
            context={"default_partner_id": self.id, "dialog_size": "medium"},
        )

    def action_copy_code(self):
        """Put the customer code on the clipboard."""
        self.ensure_one()
        self.env["res.users"]._check_function("customer_see")
        return {
            "type": "ir.actions.client",
            "tag": "customer_care.copy_text",
            "params": {"text": self.ref or ""},
        }
