# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models

from .customer_asset import KINDS


class IrUiMenu(models.Model):
    """A kind that none of a user's companies works with has no entry in the menu."""

    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        hidden = super()._load_menus_blacklist()
        # sudo: three switches of ours
        companies = self.env.user.company_ids.sudo()
        for kind, _label in KINDS:
            menu = self.env.ref(f"customer_care.menu_customer_asset_{kind}", False)
            if menu and not any(companies.mapped(f"customer_asset_{kind}")):
                hidden.append(menu.id)
        return hidden
