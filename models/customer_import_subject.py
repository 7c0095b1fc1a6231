# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.import_columns import ImportColumn

# {column of a file: how the finder is asked}
CUSTOMER = {
    "partner_id": "any",
    "customer_code": "code",
    "customer_email": "email",
    "customer_phone": "phone",
}


class CustomerImportMixin(models.AbstractModel):
    """The columns that say which customer, vehicle or animal a row is about."""

    _inherit = "customer.import.mixin"

    @api.model
    def _import_customer_columns(self, label=None):
        """Return the columns of whom a row is about; the first is in the template."""
        return [
            ImportColumn(
                "partner_id",
                label or self.env._("Customer"),
                "K-1001",
                self.env._(
                    "Customer code, former code, e-mail address, phone or name."
                ),
                ("Client", "Klient", "Kunde", "Owner", "Właściciel", "Besitzer"),
                is_own=True,
            ),
            ImportColumn(
                "customer_code",
                self.env._("Customer code"),
                help=self.env._("Code or former code; asked before all others."),
                others=CODE_NAMES,
                is_own=True,
                is_hidden=True,
            ),
            ImportColumn(
                "customer_email",
                self.env._("Customer e-mail"),
                others=("Customer's e-mail", "Client e-mail", "E-mail klienta"),
                is_own=True,
                is_hidden=True,
            ),
            ImportColumn(
                "customer_phone",
                self.env._("Customer phone"),
                others=("Customer's phone", "Client phone", "Telefon klienta"),
                is_own=True,
                is_hidden=True,
            ),
        ]

    @api.model
    def _import_resolve(self, plan, table):
        result = super()._import_resolve(plan, table)
        self._import_resolve_customers(plan, table)
        self._import_resolve_assets(plan, table)
        return result

    @api.model
    def _import_resolve_customers(self, plan, table):
        asked = {}
        for column, way in CUSTOMER.items():
            for row, text in enumerate(table.get(column, ())):
                if text:
                    asked.setdefault(row, {})[way] = text
        answers = self.env["customer.import.finder"]._customers(asked)
        for row, (customer, sentence) in answers.items():
            if sentence:
                plan.refuse(row, sentence)
            else:
                plan.values.setdefault(row, {})["partner_id"] = customer.id

    @api.model
    def _import_resolve_assets(self, plan, table):
        asked = {
            row: (text, plan.values.get(row, {}).get("partner_id"))
            for row, text in enumerate(table.get("asset_id", ()))
            if text
        }
        answers = self.env["customer.import.finder"]._assets(asked)
        for row, (asset, sentence) in answers.items():
            if sentence:
                plan.refuse(row, sentence)
            else:
                plan.values.setdefault(row, {})["asset_id"] = asset.id

    @api.model
    def _import_asset_column(self, label, example=""):
        return ImportColumn(
            "asset_id",
            label,
            example,
            self.env._("VIN, plate, chip or serial number, or the name of the animal."),
            ("Vehicle", "Animal", "Pet", "VIN", "Plate", "Chip", "Pojazd", "Zwierzę"),
            is_own=True,
        )


CODE_NAMES = (
    "Code",
    "Client code",
    "Customer no.",
    "Customer number",
    "Customer ID",
    "Client ID",
    "Client number",
    "Account",
    "Account number",
    "Cust no",
    "Kod",
    "Kod klienta",
    "Numer klienta",
    "Nr klienta",
    "Kundennummer",
    "Kundennr",
    "Numéro client",
)
