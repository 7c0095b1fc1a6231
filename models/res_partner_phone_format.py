# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError

from ..tools.phone_numbers import format_number


class ResPartner(models.Model):
    """Odoo's own reading of `phone` goes through our parser.

    Odoo's takes letters for keypad digits and an extension for a part of the number
    ("030/1234567 App. 12" becomes +4930123456727712, which is valid and wrong), and its
    SMS go to what `phone_sanitized` and `_phone_format` say.
    """

    _inherit = "res.partner"

    @api.depends(
        "customer_phone_ids.number",
        "customer_phone_ids.number_e164",
        "customer_phone_ids.is_primary",
        "customer_phone_ids.type",
    )
    def _compute_phone_sanitized(self):
        for partner in self:
            partner.phone_sanitized = partner._phone_format(fname="phone")

    def _phone_format(
        self,
        fname=False,
        number=False,
        country=False,
        force_format="E164",
        raise_exception=False,
    ):
        """A fax takes no SMS and no call."""
        is_mine = len(self) == 1 and (not number or number == self.phone)
        if is_mine and fname in (False, "phone") and self._phone_row().type == "fax":
            if raise_exception:
                raise UserError(self.env._("%s is a fax number.", self.phone))
            return False
        return super()._phone_format(
            fname, number, country, force_format, raise_exception
        )

    def _phone_format_number(
        self, number, country, force_format="E164", raise_exception=False
    ):
        """Return the first number in the text, without its extension."""
        e164 = self._phone_e164(number, country) if number else ""
        if e164:
            return format_number(e164, self._phone_style(e164, country, force_format))
        if number and raise_exception:
            raise UserError(
                self.env._(
                    "%s is not understood as a phone number. Please check it, or"
                    " write it with the code of its country, such as +48.",
                    number,
                )
            )
        return False

    def _phone_e164(self, number, country):
        if len(self) == 1 and number == self.phone and (row := self._phone_row()):
            return row.number_e164
        mine, company = self[:1]._phone_regions()
        found = self[:1]._read_phone(number, (country.code or mine, company))
        return next((one.e164 for one in found if one.e164), "")

    @api.model
    def _phone_style(self, e164, country, force_format):
        """As Odoo does it: nationally only within the country."""
        is_foreign = not e164.startswith(f"+{country.phone_code}")
        if force_format == "NATIONAL" and is_foreign:
            return "INTERNATIONAL"
        return force_format

    def _phone_row(self):
        """Return the row of the number that stands in `phone`, if there is one."""
        # sudo: the rows are read for whoever formats the number
        rows = self.sudo().customer_phone_ids
        return rows.filtered(lambda r: r.is_primary and r.number == self.phone)[:1]
