# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Command


class ResPartner(models.Model):
    """`phone` and the page Phones show the same while a form is being filled in."""

    _inherit = "res.partner"

    @api.onchange("phone", "country_id", "company_id")
    def _onchange_phone_validation(self):
        """Write an ordinary number internationally, as Odoo does, and show its row.

        What has an extension or a remark stays as typed, and so does what was
        understood before the country was changed.
        """
        result = None
        numbers = self._read_phone(self.phone)
        saved = self._origin if not self.id else self.browse()
        is_known = self.phone == saved.phone and saved.phone_sanitized
        if len(numbers) == 1 and not is_known and not self._phone_in_rows():
            number = numbers[0]
            if number.e164 and not number.extension and not number.remark:
                result = super()._onchange_phone_validation()
        if self._shows_phone_rows():
            self._show_phone_in_rows()
        return result

    @api.onchange("customer_phone_ids")
    def _onchange_customer_phone_ids(self):
        """One row is primary: the one just ticked is not yet what `phone` holds."""
        rows = self.customer_phone_ids.filtered("number")
        ticked = rows.filtered("is_primary")
        primary = (
            ticked.filtered(lambda row: row.number != self.phone)[:1]
            or ticked[:1]
            or rows._choose_primary((), self.phone)
        )
        for row in rows:
            row.is_primary = row == primary
        if rows or self._origin.customer_phone_ids:
            self.phone = primary.number

    def _shows_phone_rows(self):
        """Whether this is a form, and the user one who may change its rows."""
        field = self._fields["customer_phone_ids"]
        return not self.id and self._has_field_access(field, "write")

    def _phone_in_rows(self):
        """Whether a row of the form holds exactly what stands in `phone`."""
        if not self._shows_phone_rows():
            return False
        return self.phone in self.customer_phone_ids.mapped("number")

    def _show_phone_in_rows(self):
        """Do to the rows of the form what saving would do; see `_take_phones`."""
        rows = self.customer_phone_ids.filtered("number")
        primary = rows.filtered("is_primary")[:1]
        numbers = self._read_phone(self.phone)
        if not numbers:
            return
        first, *others = numbers
        found = rows._find(first)
        row = found or primary
        if primary and not found:
            primary.number = first.typed
        for other in rows:
            other.is_primary = other == row
        self.customer_phone_ids = [
            Command.create({"number": number.typed, "is_primary": number == first})
            for number in (others if row else numbers)
            if not rows._find(number)
        ]
        if others:
            self.phone = first.typed
