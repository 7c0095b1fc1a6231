# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerChangeAreaCodeCity(models.TransientModel):
    _name = "customer.change.area.code.city"
    _description = "City with numbers of an area code"

    wizard_id = fields.Many2one(
        "customer.change.area.code", required=True, ondelete="cascade"
    )
    name = fields.Char("City", readonly=True)
    key = fields.Char(readonly=True)
    count = fields.Integer("Numbers", readonly=True)
    is_chosen = fields.Boolean("Change", default=True)


class CustomerChangeAreaCodeNumber(models.TransientModel):
    _name = "customer.change.area.code.number"
    _description = "Number before and after"

    wizard_id = fields.Many2one(
        "customer.change.area.code", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", "Customer", ondelete="cascade")
    old = fields.Char("Now", readonly=True)
    new = fields.Char("Afterwards", readonly=True)
    note = fields.Char("Remark", readonly=True)
