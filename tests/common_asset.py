# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from odoo.exceptions import UserError

from .common import CustomerCommon
from .common_queries import counted


class AssetCommon(CustomerCommon):
    """Anna has a car, a dog and a boiler; Jan may buy them; the clerk is of level 5."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.assets = cls.env["customer.asset"]
        cls.anna = cls._make_customer()
        cls.jan = cls._make_customer(
            name="Jan Nowak", email="jan.nowak@example.com", phone="+48 22 876 54 32"
        )
        cls.dog = cls.env.ref("customer_care.species_dog")
        cls.car = cls._make_asset(make="Škoda", model_name="Octavia", plate="PO 1O34X")
        cls.rex = cls._make_asset(
            kind="animal", name="Rex", species_id=cls.dog.id, birth_date="2020-05-01"
        )
        cls.boiler = cls._make_asset(
            kind="equipment", name="Boiler", serial_number="SN-004/7"
        )

    @classmethod
    def _make_asset(cls, **vals):
        """Anna's, unless another owner is given."""
        return cls.env["customer.asset"].create(
            {"kind": "vehicle", "partner_id": cls.anna.id, **vals}
        )

    @contextmanager
    def _refused(self, words, error=UserError):
        """Refused in these words (a pattern), and nothing is kept of it."""
        with self.assertRaisesRegex(error, words), self.env.cr.savepoint():
            yield

    def _take(self, *names):
        """Take functions from level 5."""
        for name in names:
            function = self.env.ref(f"customer_care.function_{name}")
            function._customer_set_lowest_level(4)

    def _events(self, partner):
        """[(before, after)] of the ownerships of a customer, the first one first."""
        events = partner.customer_event_ids.filtered(lambda e: e.kind == "ownership")
        return [(e.old_value, e.new_value) for e in events.sorted("id")]

    def _periods(self, asset):
        """[(owner, from, to)], the first one first."""
        return [
            (period.partner_id, str(period.date_from), str(period.date_to or ""))
            for period in asset.owner_ids.sorted(lambda p: (p.date_from, p.id))
        ]

    def _count_queries(self, function, is_repeatable=False):
        """Return how many queries it costs when no record is in memory."""
        if is_repeatable:
            function()
        with counted(self.env) as queries:
            function()
            self.env.flush_all()
        return queries.number
