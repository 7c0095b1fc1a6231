# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models

MENUS = {
    "vehicle": ("vehicle",),
    "animal": ("animal",),
    "equipment": ("equipment", "site"),
}


class IrUiMenu(models.Model):
    """A kind that none of a user's companies works with has no entry in the menu."""

    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        hidden = super()._load_menus_blacklist()
        # sudo: three switches of ours
        companies = self.env.user.company_ids.sudo()
        for kind, names in MENUS.items():
            if any(companies.mapped(f"customer_asset_{kind}")):
                continue
            for name in names:
                menu = self.env.ref(f"customer_care.menu_customer_asset_{name}", False)
                hidden += menu.ids if menu else []
        return hidden
