# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models

MENUS = (
    "menu_follow_ups",
    "menu_follow_up_entries",
    "menu_follow_up_messages",
    "menu_follow_up_responses",
)


class IrUiMenu(models.Model):
    """Follow-ups are in the menu of those whose companies work with them."""

    _inherit = "ir.ui.menu"

    def _follow_up_menus(self):
        """Return the names of the entries that follow-ups bring."""
        return MENUS

    def _load_menus_blacklist(self):
        hidden = super()._load_menus_blacklist()
        # sudo: a switch of ours
        if any(self.env.user.company_ids.sudo().mapped("customer_follow_ups")):
            return hidden
        for name in self._follow_up_menus():
            menu = self.env.ref(f"customer_care.{name}", False)
            hidden += menu.ids if menu else []
        return hidden
