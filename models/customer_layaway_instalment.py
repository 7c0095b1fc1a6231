# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerLayawayInstalment(models.Model):
    """What was agreed: how much of a lay-away is to be paid until when.

    Written by the dialog *Lay-away* alone: nobody has the right to create, change or
    delete one. What is to be paid now follows the order and the payments, see
    `customer.layaway`.
    """

    _name = "customer.layaway.instalment"
    _description = "Instalment of a lay-away"
    _order = "date, id"

    order_id = fields.Many2one(
        "sale.order", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="order_id.partner_id")
    company_id = fields.Many2one(related="order_id.company_id")
    currency_id = fields.Many2one(related="order_id.currency_id")
    date = fields.Date("Due on", required=True)
    amount = fields.Monetary("Agreed amount", required=True)
    armed_on = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="Reminders of days before this one are not sent.",
    )
    due_amount = fields.Monetary("To be paid", compute="_compute_open")
    open_amount = fields.Monetary("Open", compute="_compute_open")
    is_overdue = fields.Boolean(compute="_compute_open")

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "An instalment is more than nothing."
    )

    @api.depends("amount", "date", "order_id.amount_total", "order_id.state")
    def _compute_open(self):
        today = fields.Date.context_today(self)
        parts = self.env["customer.layaway"]._parts(self.order_id.ids)
        for instalment in self:
            part = parts.get(instalment.id, {"amount": 0.0, "open": 0.0})
            instalment.due_amount = part["amount"]
            # sudo: whoever may read an instalment may know whether it still counts
            is_sold = instalment.order_id.sudo().state == "sale"
            instalment.open_amount = part["open"] if is_sold else 0.0
            instalment.is_overdue = (
                instalment.open_amount > 0 and instalment.date < today
            )

    @api.depends("order_id", "date")
    def _compute_display_name(self):
        for instalment in self:
            # sudo: its number is no secret to whoever reads the instalment
            instalment.display_name = instalment.order_id.sudo().name
