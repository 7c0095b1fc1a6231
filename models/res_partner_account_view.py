# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

OURS = (
    "//*[contains(@class, 'o_customer_account')"
    " or starts-with(@name, 'customer_account')]"
)


class ResPartner(models.Model):
    """While accounts are off, no screen of a customer has anything of them."""

    _inherit = "res.partner"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        # sudo: a setting of the company, read by whoever works there
        return key + (self.env.company.sudo().use_customer_account,)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        # sudo: a setting of the company, read by whoever works there
        if not self.env.company.sudo().use_customer_account:
            for node in arch.xpath(OURS):
                node.getparent().remove(node)
        return arch, view
