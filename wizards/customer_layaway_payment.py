# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerLayawayPayment(models.TransientModel):
    """Take a payment of a lay-away: what is due is proposed, one click books it."""

    _name = "customer.layaway.payment"
    _description = "Payment of a lay-away"
    _inherit = ["customer.required.mixin"]

    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id")
    currency_id = fields.Many2one(related="order_id.currency_id")
    balance = fields.Monetary("Left to pay", compute="_compute_balance")
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    after = fields.Monetary("Left afterwards", compute="_compute_after")
    journal_id = fields.Many2one(
        "account.journal",
        "Paid by",
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        domain="[('type', 'in', ('cash', 'bank', 'credit')),"
        " ('company_id', 'parent_of', company_id)]",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    memo = fields.Char()

    @api.depends("order_id")
    def _compute_balance(self):
        facts = self.env["customer.layaway"]._facts(self.order_id._origin.ids)
        for wizard in self:
            row = facts.get(wizard.order_id._origin.id, {})
            wizard.balance = row.get("balance", 0.0)

    @api.depends("order_id")
    def _compute_amount(self):
        """Propose what is due until today, or else the next instalment."""
        layaways, today = self.env["customer.layaway"], fields.Date.context_today(self)
        for wizard in self:
            order_ids = wizard.order_id._origin.ids
            parts = [row for row in layaways._parts(order_ids).values() if row["open"]]
            due = sum(part["open"] for part in parts if part["date"] <= today)
            wizard.amount = due or sum(part["open"] for part in parts[:1])

    @api.depends("amount", "balance")
    def _compute_after(self):
        for wizard in self:
            wizard.after = wizard.balance - wizard.amount

    @api.depends("order_id")
    def _compute_journal_id(self):
        """Propose the till: cash before the bank."""
        for wizard in self:
            wizard.journal_id = wizard.order_id._layaway_journal()

    def action_take(self):
        """Book it."""
        self.ensure_one()
        self.env["res.users"]._check_function("layaway_change")
        self.order_id._take_layaway_payment(
            self.amount, self.journal_id, self.date, self.memo
        )
        return {"type": "ir.actions.act_window_close"}

    def action_take_and_print(self):
        """Book it and print what was agreed and paid."""
        self.action_take()
        report = self.order_id.action_print_layaway()
        return {**report, "close_on_report_download": True}
