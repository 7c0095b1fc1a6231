# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """An invoice for one vehicle, animal or piece of equipment, and what credits it."""

    _name = "account.move"
    _inherit = ["account.move", "customer.asset.document"]
    _asset_line_field = "invoice_line_ids"

    is_asset_locked = fields.Boolean(compute="_compute_is_asset_locked")

    @api.depends("state")
    def _compute_is_asset_locked(self):
        """What was handed out with it; on one that names none it can be added."""
        for move in self:
            is_named = bool(move._origin.customer_asset_id)
            move.is_asset_locked = move.state == "cancel" or (
                move.state == "posted" and is_named
            )

    def _asset_lines(self):
        return self.invoice_line_ids.filtered(lambda line: line._sells_something())

    @api.model
    def _line_names(self):
        return [*super()._line_names(), "line_ids"]

    def _assets_taken_over(self):
        """What the orders, the sales at a till and the credited invoice name."""
        # sudo: where an invoice comes from matters whoever writes it
        move = self.sudo()
        origin = move.reversed_entry_id
        orders = move.invoice_line_ids.sale_line_ids.order_id
        return (
            origin.customer_asset_id
            | origin.invoice_line_ids.customer_asset_id
            | orders.customer_asset_id
            | orders.order_line.customer_asset_id
            | self.env["customer.asset.sale"]._assets_of(move._till_orders())
        )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        return self._copy_without_lost_assets(vals_list, default)

    def _keeps_assets_in_copy(self, default):
        return bool(default.get("reversed_entry_id"))

    def write(self, vals):
        if not self.env.su and (
            "customer_asset_id" in vals or "customer_reading" in vals
        ):
            self._check_asset_open(vals)
        return super().write(vals)

    def _check_asset_open(self, vals):
        """Refuse a change on what was handed out; naming a vehicle later is none."""
        for move in self.filtered(lambda move: move.state == "posted"):
            asset = move.customer_asset_id
            is_same = asset.id == (vals.get("customer_asset_id", asset.id) or False)
            reading = vals.get("customer_reading", move.customer_reading) or 0.0
            if (asset and not is_same) or reading != move.customer_reading:
                move._refuse_posted_asset()

    def _refuse_posted_asset(self):
        raise UserError(
            self.env._(
                "%s is posted and was handed out with its vehicle, animal or equipment"
                " and the reading. Reset it to draft first.",
                self.name,
            )
        )
