# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.letter_page import DIN_B, Window

# Which envelopes a country uses; all others have those of DIN 5008.
BY_COUNTRY = {
    "US": "us10",
    "CA": "us10",
    "GB": "dl",
    "IE": "dl",
    "FR": "dl_right",
    "PL": "pl_right",
}


class CustomerLetterWindow(models.Model):
    """Where the window of an envelope is on the sheet, in millimetres."""

    _name = "customer.letter.window"
    _description = "Envelope window"
    _inherit = ["customer.required.mixin"]
    _order = "sequence, name, id"
    _unique_keys = (("name",),)

    name = fields.Char(required=True, copy=False, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    paper = fields.Selection(
        [("a4", "A4"), ("letter", "US Letter")], required=True, default="a4"
    )
    left = fields.Float("From the left", required=True, default=20, digits=(6, 2))
    top = fields.Float("From the top", required=True, default=45, digits=(6, 2))
    width = fields.Float(required=True, default=85, digits=(6, 2))
    height = fields.Float(required=True, default=45, digits=(6, 2))
    zone = fields.Float(
        "For the return address",
        default=5,
        digits=(6, 2),
        help="Height of the upper part of the window, in which the return address"
        " stands; the address begins below it.",
    )
    with_return = fields.Boolean(
        "Return address", default=True, help="In small letters above the address."
    )
    fold_1 = fields.Float("First fold", digits=(6, 2), help="0: no mark is printed.")
    fold_2 = fields.Float("Second fold", digits=(6, 2), help="0: no mark is printed.")
    punch = fields.Float("Punch mark", digits=(6, 2), help="0: no mark is printed.")

    @api.constrains(
        "paper", "left", "top", "width", "height", "zone", "fold_1", "fold_2", "punch"
    )
    def _check_window(self):
        words = {
            "size": self.env._("An address needs a window of at least 30 by 15 mm."),
            "outside": self.env._(
                "The window lies outside of the upper half of the paper, or on its"
                " edge: keep 5 mm at the sides and 10 mm at the top. Correct where it"
                " begins or its size."
            ),
            "zone": self.env._(
                "The part for the return address leaves less than 12 mm for the"
                " address."
            ),
            "marks": self.env._(
                "The marks lie outside of the paper. Enter millimetres from its upper"
                " edge, or 0 for none."
            ),
        }
        for window in self:
            for problem in window._geometry().problems():
                raise ValidationError(
                    self.env._(
                        "%(name)s: %(problem)s",
                        name=window.name,
                        problem=words[problem],
                    )
                )

    def copy_data(self, default=None):
        return [
            {"name": self.env._("%s (copy)", window.name), **vals}
            for window, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _geometry(self):
        if not self:
            return DIN_B
        return Window(
            paper=self.paper,
            left=self.left,
            top=self.top,
            width=self.width,
            height=self.height,
            zone=self.zone,
            fold_1=self.fold_1,
            fold_2=self.fold_2,
            punch=self.punch,
        )

    @api.model
    def _of_company(self, company):
        """Return the window of a company's envelopes, or that of its country."""
        # sudo: a setting, for whoever prints letters
        company = company.sudo()
        if company.letter_window_id:
            return company.letter_window_id
        name = BY_COUNTRY.get(company.country_id.code, "din_b")
        window = self.env.ref(
            f"customer_care.letter_window_{name}", raise_if_not_found=False
        )
        # whoever deleted it prints on DIN 5008 B
        return window or self.browse()
