# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerAttributionPoint(models.Model):
    """The points that an attribution took from one card and gave to another."""

    _name = "customer.attribution.point"
    _description = "Points of a tracked transaction"

    attribution_id = fields.Many2one(
        "customer.attribution", required=True, index=True, ondelete="cascade"
    )
    program_id = fields.Many2one("loyalty.program", required=True, ondelete="cascade")
    program_name = fields.Char("Programme", required=True)
    order_model = fields.Char(required=True)
    order_id = fields.Many2oneReference(model_field="order_model", required=True)
    from_card_id = fields.Many2one(
        "loyalty.card", "From card", index="btree_not_null", ondelete="set null"
    )
    taken = fields.Float("Points taken")
    to_card_id = fields.Many2one(
        "loyalty.card", "To card", index="btree_not_null", ondelete="set null"
    )
    given = fields.Float("Points given")
    from_name = fields.Char("From", help="As it was called then.")
    to_name = fields.Char("Goes to", help="As it was called then.")

    _order_idx = models.Index("(order_model, order_id)")
