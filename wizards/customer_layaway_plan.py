# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

MOST_PARTS = 60


class CustomerLayawayPlan(models.TransientModel):
    """Make an order a lay-away, or agree anew: due date and instalments.

    Equal parts are proposed, a month apart up to the due date; each can be changed.
    What was paid already stands in the first one.
    """

    _name = "customer.layaway.plan"
    _description = "Agree on a lay-away"

    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    is_quotation = fields.Boolean(compute="_compute_order")
    is_layaway = fields.Boolean(compute="_compute_order")
    currency_id = fields.Many2one(related="order_id.currency_id")
    total = fields.Monetary(related="order_id.amount_total", string="Order")
    first_date = fields.Date("First payment", default=fields.Date.context_today)
    number = fields.Integer("Instalments", default=3)
    due_date = fields.Date(
        "Due date",
        compute="_compute_due_date",
        store=True,
        readonly=False,
        help="Until then everything is paid, and the goods can be handed over.",
    )
    line_ids = fields.One2many(
        "customer.layaway.plan.line",
        "wizard_id",
        "Parts",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    difference = fields.Monetary("Still to place", compute="_compute_difference")

    @api.model
    def default_get(self, fields):
        """Begin with what was agreed before."""
        values = super().default_get(fields)
        order = self.env["sale.order"].browse(values.get("order_id"))
        if order.is_layaway:
            parts = order.layaway_instalment_ids
            values.update(
                number=len(parts),
                first_date=min(parts.mapped("date")),
                due_date=order.layaway_due_date,
                line_ids=[
                    Command.create({"date": part.date, "amount": part.amount})
                    for part in parts
                ],
            )
        return values

    @api.depends("order_id")
    def _compute_order(self):
        for wizard in self:
            wizard.is_quotation = wizard.order_id.state in ("draft", "sent")
            wizard.is_layaway = wizard.order_id.is_layaway

    @api.depends("first_date", "number")
    def _compute_due_date(self):
        for wizard in self:
            first = wizard.first_date or fields.Date.context_today(wizard)
            months = min(max(wizard.number, 1), MOST_PARTS) - 1
            wizard.due_date = first + relativedelta(months=months)

    @api.depends("first_date", "number", "due_date", "order_id")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [Command.clear()] + [
                Command.create({"date": day, "amount": amount})
                for day, amount in wizard._proposal()
            ]

    def _proposal(self):
        """Return [(day, amount)]: equal parts of what is left, the cents at the end."""
        order = self.order_id._origin
        if not order or not self.due_date or self.number < 1:
            return []
        today = fields.Date.context_today(self)
        paid = self.env["customer.layaway"]._money(order.ids)[order.id]["paid"]
        parts = [(min(today, self.due_date), paid)] if paid > 0 else []
        left = order.currency_id.round(order.amount_total - paid)
        if left <= 0:
            return parts
        first = self.first_date or today
        number = min(self.number, MOST_PARTS)
        days = [first + relativedelta(months=month) for month in range(number)]
        amounts = order._equal_parts(left, number, order.currency_id)
        return parts + [
            (min(day, self.due_date), amount)
            for day, amount in zip(days, amounts, strict=True)
        ]

    @api.depends("line_ids.amount", "total")
    def _compute_difference(self):
        for wizard in self:
            placed = sum(wizard.line_ids.mapped("amount"))
            currency = wizard.currency_id or self.env.company.currency_id
            wizard.difference = currency.round(wizard.total - placed)

    def action_save(self):
        """Mark the order."""
        self.ensure_one()
        self.env["res.users"]._check_function("layaway_change")
        if any(not line.date for line in self.line_ids):
            raise UserError(self.env._("Each instalment needs a date."))
        self.order_id._set_layaway(
            self.due_date, [(line.date, line.amount) for line in self.line_ids]
        )
        return {"type": "ir.actions.act_window_close"}

    def action_confirm(self):
        """Mark the quotation and confirm it: the goods are set aside."""
        self.action_save()
        self.order_id.action_confirm()
        return {"type": "ir.actions.act_window_close"}

    def action_unmark(self):
        """Make it an ordinary order again; what was paid stays paid."""
        self.ensure_one()
        self.order_id._stop_layaway()
        return {"type": "ir.actions.act_window_close"}


class CustomerLayawayPlanLine(models.TransientModel):
    """One instalment of the proposal."""

    _name = "customer.layaway.plan.line"
    _description = "Instalment to agree on"
    _order = "date, id"

    wizard_id = fields.Many2one(
        "customer.layaway.plan", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    date = fields.Date("Due on")
    amount = fields.Monetary()
