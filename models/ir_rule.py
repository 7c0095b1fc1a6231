# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """What stands in a dialog of ours is for whoever opened it.

        Odoo documents this of all dialogs and leaves it to the rules of each; ours show
        customers, also of companies that a colleague does not work in. One rule for all
        of them, so that a new dialog has it, too.
        """
        domain = super()._compute_domain(model_name, mode)
        if model_name.startswith("customer.") and self.env[model_name]._transient:
            domain = Domain(domain) & Domain("create_uid", "=", self.env.uid)
        return domain
