# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from tempfile import TemporaryFile

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.window import dialog

# A dict holds so many rows of a place at most; the package holds all of them.
MOST_ROWS = 100_000


class ResPartner(models.Model):
    """What is kept about a customer, told to the customer."""

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "personal_data",
                "label": self.env._("Print all details"),
                "icon": "fa-file-archive-o",
                "sequence": 184,
                "functions": ["data_package"],
                "method": "action_personal_data",
            },
        ]

    def action_personal_data(self):
        """Say what is kept about this customer, and print it or make a package."""
        self._check_personal_data()
        return dialog(
            "customer.data.print",
            self.env._("All details of %s", self.display_name),
            context={"default_partner_id": self.id, "dialog_size": "medium"},
        )

    def _personal_data(self, limit=MOST_ROWS):
        """Return all that is kept about this customer, by group and for people.

        :param limit: so many rows of each place
        :return: {group: {"title", "about", "source", "recipients", "retention",
            "tables": [{"model", "title", "count", "columns",
            "rows": [{label: value}]}], "empty": [titles of places with nothing],
            "withheld": [{"place", "count", "reason"}]}}
        """
        self._check_personal_data()
        engine = self.env["customer.personal.data"]
        scope = engine._scope(self)
        told = {
            key: {**facts, "tables": [], "empty": [], "withheld": []}
            for key, facts in engine._groups().items()
        }
        places = {}
        for table in engine._tables(scope):
            places[table.model] = table.group
            group = told[table.group]
            if table.count:
                group["tables"].append(engine._told(table, limit))
            else:
                group["empty"].append(table.title)
        for model, rows in engine._withheld_by_model(scope).items():
            told[places.get(model, "technical")]["withheld"] += rows
        return told

    def _personal_data_archive(self):
        """Return the package as bytes; large ones are made by customer.data.package."""
        self._check_personal_data()
        engine = self.env["customer.personal.data"]
        with TemporaryFile() as file:
            engine._archive(engine._scope(self), file)
            file.seek(0)
            return file.read()

    def _check_personal_data(self):
        self.env["res.users"]._check_function("data_package")
        if len(self) != 1:
            raise UserError(
                self.env._("Choose one customer: the data of each are told alone.")
            )
        self.check_access("read")
        if not self.exists():
            raise UserError(self.env._("This customer does not exist any more."))
