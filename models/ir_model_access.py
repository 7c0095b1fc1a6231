# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import AccessError


class IrModelAccess(models.Model):
    _inherit = "ir.model.access"

    def _make_access_error(self, model, mode):
        """Where a function of ours opens the door, name it in our one sentence."""
        error = super()._make_access_error(model, mode)
        # sudo: whoever is refused may read why
        groups = self.sudo().search(
            [("model_id.model", "=", model), (f"perm_{mode}", "=", True)]
        )
        # sudo: whoever is refused may read why
        functions = (
            groups.group_id & self.env["res.groups"].sudo()._customer_functions()
        )
        if not functions:
            return error
        return AccessError(
            self.env["res.users"]._missing_function(functions.sorted("sequence")[0])
        )
