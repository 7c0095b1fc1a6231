# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class IrUiMenu(models.Model):
    """Tags and exclusions are hidden with the follow-ups."""

    _inherit = "ir.ui.menu"

    def _follow_up_menus(self):
        return (
            *super()._follow_up_menus(),
            "menu_follow_up_tags",
            "menu_follow_up_exclusions",
        )
