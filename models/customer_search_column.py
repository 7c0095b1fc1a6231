# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerSearchColumn(models.Model):
    """A column of a search's tables."""

    _name = "customer.search.column"
    _description = "Column of a data search"
    _order = "sequence, id"

    search_id = fields.Many2one(
        "customer.search", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    path = fields.Char("Field", required=True)
    label = fields.Char(translate=True)
