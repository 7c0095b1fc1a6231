# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields
from odoo.fields import Command

from .common_account import AccountCommon


class LayawayCommon(AccountCommon):
    """Lay-aways of a customer: 300.00 in three instalments, seen on 1 March 2027.

    `clerk_4` sells and has level 4, `clerk_5` sells and has level 5. Tests freeze the
    day themselves.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sells = "sales_team.group_sale_salesman_all_leads"
        cls.clerk_4 = cls._make_user("clerk_4", f"customer_care.level_4,{sells}")
        cls.clerk_5 = cls._make_user("clerk_5", f"customer_care.level_5,{sells}")
        cls.cash = cls.env["account.journal"].search(
            [("type", "=", "cash"), ("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "VAT 23%",
                "amount": 23.0,
                "price_include_override": "tax_excluded",
            }
        )

    @classmethod
    def _make_layaway(cls, quantity=3.0, parts=None, due="2027-05-01", **vals):
        """A confirmed lay-away; its parts are [(day, amount)]."""
        order = cls._make_order(quantity, confirm=True, **vals)
        third = order.amount_total / 3
        parts = parts or [
            ("2027-03-01", third),
            ("2027-04-01", third),
            ("2027-05-01", third),
        ]
        cls._agree(order, parts, due)
        return order

    @classmethod
    def _agree(cls, order, parts, due="2027-05-01"):
        to_date = fields.Date.to_date
        order._set_layaway(
            to_date(due), [(to_date(day), amount) for day, amount in parts]
        )

    @classmethod
    def _take(cls, order, amount, user=None, **vals):
        """Take a payment by the dialog."""
        order = order.with_user(user) if user else order
        wizard = (
            order.env["customer.layaway.payment"]
            .with_context(default_order_id=order.id)
            .create({"amount": amount, **vals})
        )
        wizard.action_take()
        order.env.invalidate_all()
        return wizard

    @classmethod
    def _cancel(cls, order, user=None, **vals):
        order = order.with_user(user) if user else order
        wizard = (
            order.env["customer.layaway.cancel"]
            .with_context(default_order_id=order.id)
            .create({"reason": "Changed her mind", **vals})
        )
        preview = wizard.preview
        wizard.action_cancel()
        order.env.invalidate_all()
        return preview

    @classmethod
    def _line(cls, **vals):
        return Command.create({"product_id": cls.goods.id, **vals})

    def _facts(self, order):
        return self.env["customer.layaway"]._facts(order.ids)[order.id]

    def _documents(self, order):
        """Invoices and credit notes of an order, oldest first."""
        return order.order_line.invoice_lines.move_id.sorted("id")
