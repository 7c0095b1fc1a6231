# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.fields import Command

from .common import CustomerCommon


class SearchCommon(CustomerCommon):
    """Three customers of a town of the test, and searches for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_customer(name="Anna Test", city="Testowo")
        cls.bert = cls._make_customer(
            name="Bert Test", city="Testowo", email="bert@example.com"
        )
        cls.carl = cls._make_customer(
            name="Carl Test", city="Testowo", email=False, phone=False
        )
        cls.clerk = cls.user_level_3

    @classmethod
    def _make_search(cls, user=None, **vals):
        """A search for the three, by name."""
        env = cls.env(user=user) if user else cls.env
        return env["customer.search"].create(
            {
                "name": "Search of the test",
                "domain": "[('city', '=', 'Testowo')]",
                "order": "name",
                "column_ids": [Command.create({"path": "name"})],
                **vals,
            }
        )

    def _listed(self, run):
        """Return the customers of the list, in its order."""
        rows = run.sudo().recipient_ids.filtered(lambda row: row.sequence > 0)
        return rows.sorted("sequence").partner_id
