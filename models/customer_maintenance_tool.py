# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL


class CustomerMaintenance(models.Model):
    """The tools for customers, numbers and vehicles that are entered twice."""

    _inherit = "customer.maintenance"

    @api.model
    def _maintenance_tools(self):
        return [
            *super()._maintenance_tools(),
            *self._duplicate_tools(),
            *self._phone_tools(),
        ]

    @api.model
    def _duplicate_tools(self):
        present = self.env["customer.duplicate"]._present_domain()
        waiting = [("decision", "=", "open")]
        duplicates = "customer_care.customer_duplicate_action"
        return [
            {
                "key": "duplicates",
                "sequence": 10,
                "name": self.env._("Duplicates waiting"),
                "sentence": self.env._(
                    "Pairs of customers that may be one: merge them, make a family of"
                    " them, or say that they are two."
                ),
                "function": "merge",
                "action": duplicates,
                "count": ("customer.duplicate", waiting + present),
            },
            {
                "key": "combine",
                "sequence": 12,
                "name": self.env._("Combine customers automatically"),
                "sentence": self.env._(
                    "Merges all pairs that are certainly one customer, after a preview;"
                    " it can be undone."
                ),
                "function": "merge",
                "action": "_open_combine",
                "count": (
                    "customer.duplicate",
                    [*waiting, ("verdict", "=", "certain"), *present],
                ),
            },
            {
                "key": "vehicles_twice",
                "sequence": 14,
                "name": self.env._("Vehicles and animals twice"),
                "sentence": self.env._(
                    "Pairs of vehicles, animals or equipment that look like one: merge"
                    " them or say that they are two."
                ),
                "function": "merge",
                "action": duplicates,
                "count": ("customer.duplicate", [*waiting, ("asset_id", "!=", False)]),
            },
            {
                "key": "combine_vehicles",
                "sequence": 16,
                "name": self.env._("Combine vehicles automatically"),
                "sentence": self.env._(
                    "Finds vehicles and animals by VIN, plate or name and merges them,"
                    " after a preview; it can be undone."
                ),
                "function": "merge",
                "action": "customer_care.customer_asset_combine_action",
            },
        ]

    @api.model
    def _phone_tools(self):
        return [
            {
                "key": "phones_twice",
                "sequence": 30,
                "name": self.env._("Delete duplicate phones"),
                "sentence": self.env._(
                    "Deletes numbers that one customer has twice, however they are"
                    " written, and keeps the row with more in it; it can be undone."
                ),
                "function": "phone_clean",
                "action": "customer_care.customer_delete_duplicate_phones_action",
                "count": "_count_phones_twice",
            },
            {
                "key": "phones_shared",
                "sequence": 32,
                "name": self.env._("Numbers of several customers"),
                "sentence": self.env._(
                    "Lists numbers that several customers have, with “make a family” at"
                    " hand; nothing is changed by itself."
                ),
                "function": "phone_clean",
                "action": "customer_care.customer_phone_shared_action",
                "count": ("customer.phone.shared", [("is_family", "=", False)]),
            },
            {
                "key": "area_code",
                "sequence": 34,
                "name": self.env._("Change area code"),
                "sentence": self.env._(
                    "Gives the numbers of chosen cities their new area code, after a"
                    " preview of each number; it can be undone."
                ),
                "function": "phone_clean",
                "action": "customer_care.customer_change_area_code_action",
            },
        ]

    # -- actions and counts ------------------------------------------------------------

    def _open_combine(self):
        return self.env["customer.duplicate"].action_combine_automatically()

    @api.model
    def _count_phones_twice(self):
        """Numbers that the tool would delete."""
        query = self.env["customer.phone"]._doubles()
        return self.env.execute_query(
            SQL("SELECT coalesce(sum(cardinality(ids)), 0)::int FROM (%s) AS t", query)
        )[0][0]
