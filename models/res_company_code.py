# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from .res_partner_code import LATER


class ResCompany(models.Model):
    """A company's partner is made before the company: it must not take a code."""

    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        later = self.with_context(**{LATER: True})
        return self.browse(super(ResCompany, later).create(vals_list).ids)
