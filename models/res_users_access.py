# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from odoo import api, models

from .res_partner_access import BY_USERS


class ResUsers(models.Model):
    """Making and changing users, their partners included, stays core's business."""

    _inherit = "res.users"

    @api.model
    def default_get(self, fields):
        """Leave to the partner the defaults of what only a function may write.

        Handed over with the user's values they would count as typed, and whoever makes
        users would need our functions.
        """
        guarded = self.env["res.partner"]._functions_to_write()
        defaults = super().default_get(fields)
        return {name: defaults[name] for name in defaults if name not in guarded}

    @api.model_create_multi
    def create(self, vals_list):
        with self._writing_partners():
            users = super().create(vals_list)
        known = {vals.get("partner_id") for vals in vals_list}
        users.partner_id.filtered(lambda p: p.id not in known)._log_created()
        return users

    def write(self, vals):
        with self._writing_partners():
            return super().write(vals)

    @contextmanager
    def _writing_partners(self):
        cache = self.env.cr.cache
        outer = cache.get(BY_USERS)
        cache[BY_USERS] = True
        try:
            yield
        finally:
            cache[BY_USERS] = outer

    @api.private
    def _is_bound_by_level(self):
        """Whether our functions bind the caller: sudo and users without a level pass.

        To be asked on the empty recordset, like `_check_function`.
        """
        return not self.env.su and self.env.user.has_group("customer_care.level_5")
