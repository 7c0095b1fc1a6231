# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from .customer_asset_sale import one_id

# What the till says of an order beside the core's fields, and what it is told.
SAID = "customer_asset_id"
TOLD = "_customer_asset"


class CustomerSoft(models.AbstractModel):
    """A sale at a till is for the vehicle or animal that the cashier chose, if any.

    It is kept before the till invoices the sale, so that the invoice names it, too. An
    order that arrives is never stopped: the goods are gone then. What cannot be chosen
    any more is left out, and the order says so.
    """

    _inherit = "customer.soft"

    @api.model
    def _soft_methods(self):
        return [
            *super()._soft_methods(),
            ("pos.order", "_process_order", _process_order),
            ("pos.order", "_process_saved_order", _process_saved_order),
            ("pos.order", "_load_pos_data_read", _load_pos_data_read),
            ("pos.order", "_get_invoice_lines_values", _get_invoice_lines_values),
            ("pos.order", "_prepare_invoice_vals", _prepare_invoice_vals),
        ]


def _process_order(origin, orders, order, existing_order):
    if SAID not in order:
        return origin(orders, order, existing_order)
    chosen = {SAID: order.pop(SAID) or False}
    if existing_order:
        existing_order = existing_order.with_context(**chosen)
    return origin(orders.with_context(**chosen), order, existing_order)


def _process_saved_order(origin, order, draft):
    kept = order.env["customer.asset.sale"]
    if SAID in order.env.context:
        kept._keep_chosen(order, order.env.context[SAID])
    if not draft:
        kept._keep_refunded(order)
    return origin(order, draft)


def _load_pos_data_read(origin, orders, records, config):
    """A parked order that is opened at another till is for the same one."""
    rows = origin(orders, records, config)
    kept = orders.env["customer.asset.sale"]._rows_of(records)
    chosen = {row.res_id: row.asset_id._till_row() for row in kept}
    for row in rows:
        row[TOLD] = chosen.get(row["id"], False)
    return rows


def _get_invoice_lines_values(origin, orders, line_values, pos_line, move_type):
    vals = origin(orders, line_values, pos_line, move_type)
    asset = orders.env["customer.asset.sale"]._assets_of(pos_line.order_id)
    if asset and vals.get("display_type", "product") == "product":
        vals["customer_asset_id"] = asset.id
    return vals


def _prepare_invoice_vals(origin, orders):
    """The invoice of several sales names one vehicle when all of them are for it."""
    vals = origin(orders)
    rows = orders.env["customer.asset.sale"]._rows_of(orders)
    if len(rows) == len(orders) and len(rows.asset_id) == 1:
        vals["customer_asset_id"] = rows.asset_id.id
    return vals


class CustomerAssetSale(models.Model):
    """What a till says of its orders."""

    _inherit = "customer.asset.sale"

    @api.model
    def _keep_chosen(self, order, asset_id):
        """Let an order be for what was chosen; what is refused is said on the order."""
        if asset_id and not self.env["res.users"]._has_function("asset_see"):
            return
        # sudo: the order counts, whatever its cashier may see
        order = order.sudo()
        asset = order.env["customer.asset"].browse(one_id(asset_id)).exists()
        refusal = asset and asset._till_refusal(order.partner_id)
        self._keep(order, asset.browse() if refusal else asset)
        if refusal:
            order._message_log(body=refusal)

    @api.model
    def _keep_refunded(self, order):
        """What takes a sale back is for what was sold for."""
        # sudo: the sale counts, whatever its cashier may see
        refunded = order.sudo().lines.refunded_orderline_id.order_id
        asset = self._assets_of(refunded)
        if len(asset) == 1 and not self._rows_of(order):
            # sudo: as above
            self._keep(order.sudo(), asset)
