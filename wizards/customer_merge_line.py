# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerMergeLine(models.TransientModel):
    """A value in which a customer differs from the one who stays."""

    _name = "customer.merge.line"
    _description = "Different value"

    wizard_id = fields.Many2one("customer.merge", required=True, ondelete="cascade")
    source_id = fields.Many2one("res.partner", "Customer")
    field_name = fields.Char(required=True)
    label = fields.Char("Field")
    survivor_value = fields.Char("Who stays has")
    source_value = fields.Char("This one has")
    is_taken = fields.Boolean("Take it")


class CustomerMergeCount(models.TransientModel):
    """How many rows of a place follow."""

    _name = "customer.merge.count"
    _description = "What a merge moves"

    wizard_id = fields.Many2one("customer.merge", required=True, ondelete="cascade")
    label = fields.Char("What")
    count = fields.Integer("Number")
    kind = fields.Selection(
        [("moved", "Goes to who stays"), ("kept", "Stays, who stays has it already")],
        "Where",
    )
