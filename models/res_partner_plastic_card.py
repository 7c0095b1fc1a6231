# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
import re

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import file_path

from ..tools.plastic_card import Card, draw_cards, fits

FONTS = "web/static/fonts/google/Roboto/Roboto-%s.ttf"


class ResPartner(models.Model):
    """The customer card with a barcode that the counter and the till read."""

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "customer_card",
                "label": self.env._("Customer card"),
                "icon": "fa-id-card",
                "sequence": 118,
                "functions": ["customer_see"],
                "method": "action_print_customer_card",
                "shown": lambda customer: (
                    customer.active and bool(customer._card_code())
                ),
            },
        ]

    def action_print_customer_card(self):
        """Print the cards of these customers, each on a page of its size."""
        self.env["res.users"]._check_function("customer_see")
        self._check_cards()
        report = self.env.ref("customer_care.action_report_customer_card")
        return report.report_action(self, config=False)

    def _card_code(self):
        """Return what the barcode says: the customer's own one, else their code."""
        return self.barcode or self.ref or ""

    def _check_cards(self):
        """Refuse, by name, customers whose card nobody could read."""
        self.check_access("read")
        if not self:
            raise UserError(self.env._("Please choose a customer."))
        for partner in self.commercial_partner_id:
            code = partner._card_code()
            if not code:
                raise UserError(
                    self.env._(
                        "%s has neither a barcode nor a customer code. Give them one"
                        " first.",
                        partner.display_name,
                    )
                )
            if not fits(code):
                raise UserError(
                    self.env._(
                        'The code "%(code)s" of %(customer)s does not fit on a card as'
                        " a barcode: it takes up to 30 letters without accents, or"
                        " digits. Give them a barcode first.",
                        code=code,
                        customer=partner.display_name,
                    )
                )

    def _customer_cards_pdf(self):
        self.env["res.users"]._check_function("customer_see")
        self._check_cards()
        # sudo: what the shop looks like
        company = self.env.company.sudo()
        color = company.primary_color or ""
        logo = not company.uses_default_logo and company.logo_web
        look = {
            "company": company.name,
            "title": self.env._("Customer card"),
            "logo": base64.b64decode(logo or b""),
        }
        if re.fullmatch("#[0-9a-fA-F]{6}", color):
            look["color"] = color
        cards = [
            Card(name=partner.name or "", code=partner._card_code(), **look)
            for partner in self.commercial_partner_id
        ]
        return draw_cards(cards, self._card_fonts())

    @api.model
    def _card_fonts(self):
        fonts = {}
        for style, name in (("regular", "Regular"), ("bold", "Bold")):
            try:
                fonts[style] = file_path(FONTS % name)
            except FileNotFoundError:  # some packages leave fonts out
                continue
        return fonts
