# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerMergeLine(models.TransientModel):
    """A value in which a customer differs from the one who stays."""

    _name = "customer.merge.line"
    _inherit = ["customer.merge.line.mixin"]
    _description = "Different value"

    wizard_id = fields.Many2one("customer.merge", required=True, ondelete="cascade")
    source_id = fields.Many2one("res.partner", "Customer")


class CustomerMergeCount(models.TransientModel):
    """How many rows of a place follow a customer."""

    _name = "customer.merge.count"
    _inherit = ["customer.merge.count.mixin"]
    _description = "What a merge moves"

    wizard_id = fields.Many2one("customer.merge", required=True, ondelete="cascade")
