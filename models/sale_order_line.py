# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models

from ..tools.serial_numbers import join_serials, split_serials, take_lots, use_lots


class SaleOrderLine(models.Model):
    """Invoicing takes the serial numbers of what was delivered."""

    _inherit = "sale.order.line"

    def _prepare_invoice_line(self, **optional_values):
        vals = super()._prepare_invoice_line(**optional_values)
        if vals.get("display_type") == "product" and not vals.get("serial_number"):
            names = self._serials_to_invoice(vals["quantity"])
            if names:
                vals["serial_number"] = join_serials(names)
        return vals

    def _serials_to_invoice(self, quantity):
        """Return the serial numbers delivered that no earlier invoice names.

        Without deliveries in the database (the field of the stock addons is
        missing) there is nothing to take from.
        """
        if "move_ids" not in self._fields or quantity <= 0:
            return []
        # sudo: who writes invoices need not have rights in the warehouse.
        line = self.sudo()
        available = line._delivered_lots()
        if not available:
            return []
        for invoice_line in line.invoice_lines.sorted("id"):
            if invoice_line.parent_state != "cancel":
                sign = -1 if invoice_line.move_type == "out_refund" else 1
                use_lots(
                    available,
                    split_serials(invoice_line.serial_number),
                    sign * invoice_line._item().quantity,
                )
        if self.product_uom_id:
            quantity = self.product_uom_id._compute_quantity(
                quantity, self.product_id.uom_id, round=False
            )
        return take_lots(available, quantity)

    def _delivered_lots(self):
        """Return {serial number: quantity the customer has}, oldest delivery first."""
        available = {}
        done = self.move_ids.move_line_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.lot_id
                and move.product_id == self.product_id
            )
        )
        for move in done.sorted(lambda move: (move.date, move.id)):
            quantity = move.product_uom_id._compute_quantity(
                move.quantity, self.product_id.uom_id, round=False
            )
            to_customer = move.location_dest_id.usage == "customer"
            from_customer = move.location_id.usage == "customer"
            name = move.lot_id.name
            available[name] = available.get(name, 0.0) + quantity * (
                to_customer - from_customer
            )
        return available
