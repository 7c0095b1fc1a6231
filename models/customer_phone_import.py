# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.import_columns import ImportColumn


class CustomerPhone(models.Model):
    """Phones of an older system; the same number in another notation is the same."""

    _name = "customer.phone"
    _inherit = ["customer.phone", "customer.import.mixin"]
    _import_key_fields = ("number",)

    @api.model
    def _import_columns(self):
        return [
            *self._import_customer_columns(),
            ImportColumn(
                "number",
                self.env._("Number"),
                "22 826 65 43",
                self.env._("As it is; several in one cell become several."),
                ("Phone", "Phone number", "Telephone", "Mobile", "Telefon", "Numer"),
            ),
            ImportColumn(
                "type",
                self.env._("Type"),
                "Home",
                self.env._("Mobile, Home, Work, Fax or Other; empty: by the number."),
                ("Phone type", "Kind", "Typ", "Rodzaj"),
            ),
            ImportColumn(
                "note",
                self.env._("Note"),
                "after 5 pm",
                "",
                ("Comment", "Remark", "Uwagi", "Bemerkung"),
            ),
            ImportColumn(
                "is_primary",
                self.env._("Primary"),
                "",
                self.env._("Yes: the number that Odoo and our messages use."),
                ("Main", "Default", "Główny"),
            ),
        ]

    @api.model
    def _import_key_value(self, values, name):
        if name != "number":
            return super()._import_key_value(values, name)
        numbers = self._import_numbers(values)
        return numbers[0].key if len(numbers) == 1 else values["number"]

    def _import_row_value(self, name):
        return self._key() if name == "number" else super()._import_row_value(name)

    @api.model
    def _import_numbers(self, values):
        partner = self.env["res.partner"].browse(values["partner_id"])
        return partner._read_phone(values["number"])

    @api.model
    def _import_existing(self, plan, datas):
        """Of several numbers in one cell those stay that are not there yet."""
        partners = self.env["res.partner"].browse(
            {each["values"].get("partner_id") for each in datas} - {None}
        )
        # sudo: the country says how a number is read
        partners.sudo().fetch(["country_id", "company_id"])
        found = super()._import_existing(plan, datas)
        rows = partners._phone_rows()
        for place, data in enumerate(datas):
            values = data["values"]
            if place in found or not values.get("partner_id"):
                continue
            numbers = values.get("number") and self._import_numbers(values)
            mine = rows[partners.browse(values["partner_id"])] if numbers else ()
            missing = [number for number in numbers or () if not mine._find(number)]
            if len(missing) < len(numbers or ()):
                values["number"] = " / ".join(number.typed for number in missing)
                if not missing:
                    found[place] = mine._find(numbers[0]).id
        return found

    @api.model
    def _import_fold(self, plan, first, data):
        """Another notation is no contradiction."""
        data["values"].pop("number", None)
        return super()._import_fold(plan, first, data)

    def _import_changes(self, values, is_soft=False):
        """The notation of a number that is there stays."""
        values = {name: each for name, each in values.items() if name != "number"}
        return super()._import_changes(values, is_soft)
