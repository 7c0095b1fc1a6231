# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class ResUsers(models.Model):
    """Numbers that Odoo reads in the name of a user are read as a contact's."""

    _inherit = "res.users"

    def _phone_format_number(
        self, number, country, force_format="E164", raise_exception=False
    ):
        return self.env["res.partner"]._phone_format_number(
            number, country, force_format, raise_exception
        )
