# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class SaleOrder(models.Model):
    """What is agreed about a lay-away, and the goods that are set aside for it."""

    _inherit = "sale.order"

    @api.model
    def _equal_parts(self, total, number, currency):
        """Return that many amounts that make up the total; the last takes the cents."""
        part = currency.round(total / number)
        return [part] * (number - 1) + [currency.round(total - part * (number - 1))]

    def _set_layaway(self, due_date, parts):
        """Make this order a lay-away, or agree anew.

        Rows keep their place, so that a reminder that went out is not sent again.

        :param parts: [(day, amount)], which make up the total of the order
        """
        self._check_layaway_verb("layaway_change")
        self._check_may_be_layaway()
        parts = sorted(parts)
        self._check_layaway_parts(due_date, parts)
        # sudo: nobody writes these by hand; the function was asked above
        order = self.sudo()
        order.write({"is_layaway": True, "layaway_due_date": due_date})
        order._write_instalments(parts)
        order.invalidate_recordset()
        parts = order.layaway_instalment_ids
        parts._skip_settled_reminders(parts)
        self._set_goods_aside()

    def _write_instalments(self, parts):
        rows = self.layaway_instalment_ids.sorted()
        today = fields.Date.context_today(self)
        reason = self.env._("The instalments were agreed anew.")
        for row, (day, amount) in zip(rows, parts, strict=False):
            row.amount = amount
            if row.date != day:
                row._skip_reminders(reason)
                row.write({"date": day, "armed_on": today})
        left = rows[len(parts) :]
        left._skip_reminders(reason)
        left.unlink()
        rows.create(
            [
                {"order_id": self.id, "date": day, "amount": amount, "armed_on": today}
                for day, amount in parts[len(rows) :]
            ]
        )

    def _check_layaway_parts(self, due_date, parts):
        """Refuse what cannot be kept."""
        money = self._layaway_money
        today = fields.Date.context_today(self)
        if not due_date or due_date < today:
            raise UserError(self.env._("The due date must be today or later."))
        if not parts or any(
            self.currency_id.compare_amounts(amount, 0.0) <= 0 for __, amount in parts
        ):
            raise UserError(self.env._("Each instalment must be more than nothing."))
        total = sum(amount for __, amount in parts)
        if self.currency_id.compare_amounts(total, self.amount_total):
            raise UserError(
                self.env._(
                    "The instalments come to %(sum)s, the order to %(total)s: change"
                    " them until both are the same.",
                    sum=money(total),
                    total=money(self.amount_total),
                )
            )
        if parts[-1][0] > due_date:
            raise UserError(
                self.env._("The last instalment is later than the due date.")
            )
        self._check_layaway_past(parts, today)

    def _check_layaway_past(self, parts, today):
        """Only what is paid, or was agreed before, may lie in the past."""
        before = set(self.layaway_instalment_ids.mapped("date"))
        paid = self.env["customer.layaway"]._money(self.ids)[self.id]["paid"]
        reached = 0.0
        for day, amount in parts:
            reached += amount
            is_paid = self.currency_id.compare_amounts(reached, paid) <= 0
            if day < today and not is_paid and day not in before:
                raise UserError(
                    self.env._(
                        "An instalment cannot be due in the past: %s.",
                        format_date(self.env, day),
                    )
                )

    def _set_goods_aside(self):
        """Reserve the goods at once, whatever the warehouse does with other orders."""
        orders = self.filtered(
            lambda order: order.state == "sale" and order._is_paid_ahead()
        )
        if not orders or "picking_ids" not in self._fields:
            return
        # sudo: the warehouse is not the seller's
        pickings = orders.sudo().picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        if pickings:
            pickings.action_assign()

    def _action_confirm(self):
        result = super()._action_confirm()
        self._set_goods_aside()
        return result
