# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models

from .account_move_line import SOLD_IN


class AccountMove(models.Model):
    """What the clock showed at the service becomes a reading when it is posted.

    It is taken back when the invoice is no longer posted, whatever the way.
    """

    _inherit = "account.move"

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
        vals_list = [
            {
                "asset_id": asset.id,
                "date": move.invoice_date or move.date,
                "value": value,
                "unit": asset.odometer_unit or "km",
                "source": "service",
                "move_id": move.id,
            }
            for move in self
            for asset, value in move._service_readings().items()
        ]
        if vals_list:
            # sudo: whoever posts need not see vehicles
            readings = self.env["customer.asset.reading"].sudo()
            readings.create(vals_list)

    def _take_readings_back(self):
        # sudo: as above
        readings = self.env["customer.asset.reading"].sudo()
        if self:
            readings.search([("move_id", "in", self.ids)]).unlink()

    def _service_readings(self):
        """Return {vehicle or equipment: reading} of what the invoice is for.

        The header's, and those of orders on it that are for others.
        """
        # sudo: as above
        move = self.sudo()
        assets = move.customer_asset_id | move.invoice_line_ids.customer_asset_id
        if not assets:
            return {}
        documents = [
            order
            for order in move.invoice_line_ids.sale_line_ids.order_id
            if order.customer_asset_id & assets - move.customer_asset_id
            and not order.invoice_ids.filtered(
                lambda other: other.state == "posted" and other != move
            )
        ]
        return {
            document.customer_asset_id: document.customer_reading
            for document in [*documents, move]
            if document.customer_reading > 0
            and document.customer_asset_id.kind in ("vehicle", "equipment")
        }
