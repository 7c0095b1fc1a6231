# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError

from ..tools.window import form_window


class ResPartner(models.Model):
    """The operations menu of a customer: one list for list, kanban and card.

    A feature adds its entries by extending `_customer_operations`. An entry only opens
    a door: its method checks the function again, whoever calls it.
    """

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        """Return the entries, in any order.

        :return: list of dicts: `key`, `label`, `icon` (a class of Font Awesome),
            `sequence`, `functions` (names of functions that are all needed), `method`
            (of one customer; it returns an action, or None to reload) and optionally
            `shown` (callable of the customer, default always), `danger` (shown in red),
            `anybody` (also offered for suppliers and colleagues)
        """
        return [
            {
                "key": "show_card",
                "label": self.env._("Show card"),
                "icon": "fa-id-card-o",
                "sequence": 10,
                "functions": ["customer_see"],
                "method": "action_show_card",
                "anybody": True,
            },
        ]

    def get_customer_operations(self):
        """Return what the user may do with this customer, for the web client.

        :return: list of {key, label, icon, danger}, in the order of the menu
        """
        self.ensure_one()
        self.check_access("read")
        self.env["res.users"]._check_function("customer_see")
        return [
            {
                "key": entry["key"],
                "label": entry["label"],
                "icon": entry["icon"],
                "danger": entry.get("danger", False),
            }
            for entry in sorted(
                self._allowed_operations(), key=lambda entry: entry["sequence"]
            )
        ]

    def run_customer_operation(self, key):
        """Do what the entry says; what it returns is an action or nothing."""
        self.ensure_one()
        self.check_access("read")
        entries = {entry["key"]: entry for entry in self._customer_operations()}
        if key not in entries:
            raise UserError(self.env._("There is no operation %s.", key))
        self.env["res.users"]._check_function(*entries[key]["functions"])
        if key not in {entry["key"] for entry in self._allowed_operations()}:
            raise UserError(
                self.env._(
                    "%(operation)s is not possible for %(customer)s at present."
                    " Reload the page to see what is.",
                    operation=entries[key]["label"],
                    customer=self.display_name,
                )
            )
        return getattr(self, entries[key]["method"])()

    def _allowed_operations(self):
        user = self.env["res.users"]
        is_ours = bool(self._of_customers())
        return [
            entry
            for entry in self._customer_operations()
            if (is_ours or entry.get("anybody"))
            and all(user._has_function(name) for name in entry["functions"])
            and entry.get("shown", bool)(self)
        ]

    def action_show_card(self):
        """Open the customer's form."""
        self.ensure_one()
        self.env["res.users"]._check_function("customer_see")
        return form_window("res.partner", self.id, name=self.display_name)
