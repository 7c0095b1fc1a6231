# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

# The client hands on to views what ends in `_view_ref` only.
TILL = "customer_till_view_ref"
# What the till has scripts of; any other widget would keep its form from opening.
KNOWN = ("customer_take_existing", "customer_use_existing")


class ResPartner(models.Model):
    """The customer's form at the till: without what only the back office can draw."""

    _inherit = "res.partner"

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return key + (bool(self.env.context.get(TILL)),)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" and self.env.context.get(TILL):
            for node in arch.xpath("//widget[starts-with(@name, 'customer_')]"):
                if node.get("name") not in KNOWN:
                    self._remove_from_form(node)
        return arch, view

    @api.model
    def _remove_from_form(self, node):
        """Remove a node, and the page that had nothing but it."""
        page = next(node.iterancestors("page"), None)
        node.getparent().remove(node)
        if page is not None and not page.xpath(".//field | .//button | .//widget"):
            page.getparent().remove(page)
