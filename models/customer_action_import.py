# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.import_columns import ImportColumn


class CustomerAction(models.Model):
    """Customer actions of an older system: warranties, registrations, services due."""

    _name = "customer.action"
    _inherit = ["customer.action", "customer.import.mixin"]
    _import_key_fields = ("name", "type_id", "date_start", "serial_number")

    @api.model
    def _import_columns(self):
        return [
            *self._import_customer_columns(),
            ImportColumn(
                "type_id",
                self.env._("Type"),
                self.env["customer.action.type"].search([], limit=1).name or "",
                self.env._("As it is called under Configuration > Action types."),
                ("Action type", "Action", "Kind", "Typ", "Rodzaj"),
            ),
            ImportColumn(
                "name",
                self.env._("Description"),
                "Washing machine WM-500",
                "",
                ("Subject", "Text", "Opis", "Beschreibung"),
            ),
            ImportColumn(
                "serial_number",
                self.env._("Serial number"),
                "SN-500-001",
                "",
                ("Serial", "Serial no", "Identifier", "Numer seryjny", "Seriennummer"),
            ),
            ImportColumn("quantity", self.env._("Quantity"), "1", "", ("Qty", "Ilość")),
            ImportColumn(
                "date_start",
                self.env._("From"),
                "2024-05-03 12:00:00",
                self.env._("When it began: date and time."),
                ("Start", "Start date", "Date", "Data", "Od", "Von"),
            ),
            ImportColumn(
                "date_end",
                self.env._("Expiry"),
                "2028-05-03 12:00:00",
                self.env._("When it ends: date and time. Empty: by the type."),
                ("End", "End date", "Expires", "Expiration", "Until", "Do", "Bis"),
            ),
            ImportColumn(
                "date_remind",
                self.env._("Reminder date"),
                "",
                self.env._("Empty: by the type."),
                ("Remind", "Reminder", "Przypomnienie", "Erinnerung"),
            ),
            ImportColumn(
                "state",
                self.env._("Status"),
                "Open",
                self.env._("Open, Done, Expired or Cancelled; empty: Open."),
                ("State", "Stan"),
            ),
            self._import_asset_column(self.env._("Vehicle or animal")),
        ]
