# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerFamilyAddLine(models.TransientModel):
    """A customer who may belong to the family: same address or number."""

    _name = "customer.family.add.line"
    _description = "Proposal for a family"

    wizard_id = fields.Many2one(
        "customer.family.add", required=True, ondelete="cascade"
    )
    is_chosen = fields.Boolean("Add")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="cascade"
    )
    partner_code = fields.Char("Code", related="partner_id.ref")
    partner_family_id = fields.Many2one(
        "customer.family", "Family", related="partner_id.family_id"
    )
    reason = fields.Char("Same", readonly=True)
