# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from .res_partner_code import LATER

DECIDES_WHO_IS_INTERNAL = {"active", "group_ids", "share", "partner_id", "role"}


class ResUsers(models.Model):
    """A user's partner is made first: its code waits for the answer who it is."""

    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        later = self.with_context(**{LATER: True})
        users = self.browse(super(ResUsers, later).create(vals_list).ids)
        users.partner_id._complete_codes()
        return users

    def write(self, vals):
        result = super().write(vals)
        if DECIDES_WHO_IS_INTERNAL & vals.keys():
            self.partner_id._complete_codes()
        return result
