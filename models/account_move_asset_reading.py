# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models

from .account_move_line import SOLD_IN


class AccountMove(models.Model):
    """What the clock showed at the service becomes a reading when it is posted.

    It is taken back when the invoice is no longer posted, whatever the way.
    """

    _inherit = "account.move"

    def action_post(self):
        """By hand somebody can be asked; what posts by itself goes on."""
        invoices = self.filtered(lambda move: move.move_type in SOLD_IN)
        invoices._check_reading_questions()
        return super().action_post()

    def write(self, vals):
        state = vals.get("state")
        if not state:
            return super().write(vals)
        changed = self.filtered(
            lambda move: move.move_type in SOLD_IN and move.state != state
        )
        posted = changed.filtered(lambda move: move.state == "posted")
        result = super().write(vals)
        posted._take_readings_back()
        if state == "posted":
            changed._keep_readings()
        return result

    def _keep_readings(self):
        """Write down what the clocks showed, for all of these invoices at once."""
        # sudo: whoever posts need not see vehicles
        readings = self.env["customer.asset.reading"].sudo()
        # posting is never refused here: what cannot be was asked about before
        vals_list = [
            {**vals, "is_confirmed": True, "move_id": move.id}
            for move in self
            for vals in move._reading_values()
        ]
        if vals_list:
            readings.create(vals_list)

    def _take_readings_back(self):
        # sudo: as above
        readings = self.env["customer.asset.reading"].sudo()
        if self:
            readings.search([("move_id", "in", self.ids)]).unlink()

    def _service_readings(self):
        """The header's, and those of orders on it that are for others."""
        # sudo: as above
        move = self.sudo()
        if move.move_type not in SOLD_IN:
            return {}
        others = move.invoice_line_ids.customer_asset_id - move.customer_asset_id
        readings = {}
        for order in others and move.invoice_line_ids.sale_line_ids.order_id:
            is_said = order.invoice_ids.filtered(
                lambda other: other.state == "posted" and other != move._origin
            )
            if order.customer_asset_id & others and not is_said:
                readings.update(order._service_readings())
        return {**readings, **super()._service_readings()}

    def _service_day(self):
        return self.invoice_date or self.date or fields.Date.context_today(self)

    def _asks_about_readings(self):
        return self.state == "draft" and self.move_type in SOLD_IN

    def _reading_question_fields(self):
        return [*super()._reading_question_fields(), "invoice_date", "state"]
