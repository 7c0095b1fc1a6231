# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerAssetReading(models.Model):
    """What the clock of a vehicle or a machine showed on a day."""

    _name = "customer.asset.reading"
    _description = "Reading"
    _inherit = ["customer.required.mixin"]
    _order = "date desc, id desc"

    asset_id = fields.Many2one("customer.asset", required=True, ondelete="cascade")
    date = fields.Date(required=True, default=fields.Date.context_today)
    value = fields.Float("Reading", required=True, aggregator="max")
    unit = fields.Selection(
        [("km", "km"), ("mi", "miles"), ("h", "hours")], required=True, default="km"
    )
    source = fields.Selection(
        [
            ("service", "Service"),
            ("customer", "Customer"),
            ("estimate", "Estimate"),
        ],
        required=True,
        default="service",
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", index="btree_not_null", ondelete="set null"
    )
    is_exchange = fields.Boolean(
        "Clock exchanged", help="The first reading of a new clock."
    )
    note = fields.Char()

    _asset_idx = models.Index("(asset_id, date DESC, id DESC)")
