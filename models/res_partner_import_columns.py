# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.country_names import country_code
from ..tools.import_columns import ImportColumn
from .customer_import_subject import CODE_NAMES

# {column of a file: type of the phone}
PHONES = {
    "phone_mobile": "mobile",
    "phone_home": "home",
    "phone_work": "work",
    "phone_fax": "fax",
}


class ResPartner(models.Model):
    """What a file of customers may say, and what older systems call it."""

    _name = "res.partner"
    _inherit = ["res.partner", "customer.import.mixin"]

    @api.model
    def get_import_templates(self):
        """Ours first; Odoo's own is for whoever knows it."""
        return self.env["customer.import"]._templates(self._name) + (
            super().get_import_templates()
        )

    @api.model
    def _import_columns(self):
        return [
            ImportColumn(
                "ref",
                self.env._("Customer code"),
                "K-1001",
                self.env._("Empty: the next free code."),
                CODE_NAMES,
            ),
            ImportColumn(
                "name",
                self.env._("Name"),
                "Anna Kowalska",
                self.env._("First name and surname may be two columns."),
                (
                    "Customer",
                    "Customer name",
                    "Client",
                    "Full name",
                    "First name",
                    "Last name",
                    "Surname",
                    "Imię",
                    "Nazwisko",
                    "Imię i nazwisko",
                    "Klient",
                    "Vorname",
                    "Nachname",
                ),
            ),
            ImportColumn(
                "is_company",
                self.env._("Is a company"),
                "No",
                "",
                ("Company?", "Firma?"),
            ),
            *self._import_address_columns(),
            *self._import_contact_columns(),
            ImportColumn(
                "birth_date",
                self.env._("Date of birth"),
                "1985-04-12",
                "",
                ("Birthday", "Birth date", "DOB", "Data urodzenia", "Geburtsdatum"),
            ),
            ImportColumn(
                "vat",
                self.env._("Tax ID"),
                "",
                "",
                ("VAT", "VAT number", "NIP", "USt-IdNr"),
            ),
            ImportColumn(
                "comment",
                self.env._("Notes"),
                "",
                self.env._("Shown on the customer's form."),
                ("Note", "Comments", "Remarks", "Uwagi", "Bemerkungen"),
            ),
        ]

    @api.model
    def _import_address_columns(self):
        return [
            ImportColumn(
                "street",
                self.env._("Street"),
                "ul. Lipowa 5",
                "",
                ("Address", "Address 1", "Street address", "Ulica", "Adres", "Straße"),
            ),
            ImportColumn(
                "street2", self.env._("Street 2"), "", "", ("Address 2", "Street2")
            ),
            ImportColumn(
                "zip",
                self.env._("ZIP"),
                "00-316",
                "",
                (
                    "Postcode",
                    "Post code",
                    "Postal code",
                    "ZIP code",
                    "Kod pocztowy",
                    "PLZ",
                ),
            ),
            ImportColumn(
                "city",
                self.env._("City"),
                "Warszawa",
                "",
                ("Town", "Miasto", "Miejscowość", "Ort", "Stadt"),
            ),
            ImportColumn(
                "country_id",
                self.env._("Country"),
                "Poland",
                self.env._("Name, or its code of two letters."),
                ("Country code", "Kraj", "Land"),
            ),
        ]

    @api.model
    def _import_contact_columns(self):
        return [
            ImportColumn(
                "email",
                self.env._("E-mail"),
                "anna.kowalska@example.com",
                "",
                ("Mail", "Email address", "E-mail address", "Adres e-mail"),
            ),
            ImportColumn(
                "phone",
                self.env._("Phone"),
                "22 826 65 43",
                self.env._("The first number; several in one cell become several."),
                ("Telephone", "Phone number", "Phone 1", "Telefon", "Tel"),
            ),
            ImportColumn(
                "phone_mobile",
                self.env._("Mobile"),
                "601 234 567",
                self.env._("A further number; so are Home phone, Work phone and Fax."),
                ("Mobile phone", "Cell", "Cell phone", "Phone 2", "Komórka", "Handy"),
                is_own=True,
            ),
            ImportColumn(
                "phone_home",
                self.env._("Home phone"),
                others=("Home", "Telefon domowy"),
                is_own=True,
                is_hidden=True,
            ),
            ImportColumn(
                "phone_work",
                self.env._("Work phone"),
                others=("Business phone", "Office", "Phone 3", "Telefon służbowy"),
                is_own=True,
                is_hidden=True,
            ),
            ImportColumn(
                "phone_fax",
                self.env._("Fax"),
                others=("Fax number", "Faks"),
                is_own=True,
                is_hidden=True,
            ),
        ]

    @api.model
    def _import_resolve(self, plan, table):
        """Each further number is a row of its own, of the type its column says."""
        result = super()._import_resolve(plan, table)
        for column, kind in PHONES.items():
            for row, text in enumerate(table.get(column, ())):
                if text:
                    plan.values.setdefault(row, {}).setdefault(
                        "customer_phone_ids", []
                    ).append((0, 0, {"number": text, "type": kind}))
        return result

    @api.model
    def _import_take_columns(self, plan, fields, data):
        """Countries are called as the file's language does; core knows the user's."""
        fields, data = super()._import_take_columns(plan, fields, data)
        if "country_id" not in fields:
            return fields, data
        place = fields.index("country_id")
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        codes = {
            text: country_code(text, languages)
            for text in {row[place] for row in data}
            if isinstance(text, str)
        }
        return fields, [
            [*row[:place], codes.get(row[place]) or row[place], *row[place + 1 :]]
            for row in data
        ]
