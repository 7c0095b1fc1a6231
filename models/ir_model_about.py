# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain


class IrModel(models.Model):
    """What a text is written about: Odoo's contacts are customers here.

    In the context `customer_about`, as the list of *File edit* names them.
    """

    _inherit = "ir.model"

    @api.depends_context("customer_about", "lang")
    def _compute_display_name(self):
        result = super()._compute_display_name()
        if self.env.context.get("customer_about"):
            for model in self.filtered(lambda each: each.model == "res.partner"):
                model.display_name = self.env._("Customer")
        return result

    @api.model
    def _search_display_name(self, operator, value):
        """Who types what is shown finds it."""
        domain = super()._search_display_name(operator, value)
        if self.env.context.get("customer_about") and operator == "ilike":
            if value.lower() in self.env._("Customer").lower():
                domain |= Domain("model", "=", "res.partner")
        return domain
