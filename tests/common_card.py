# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from odoo.exceptions import UserError

from .common import CustomerCommon
from .common_queries import counted


class CardCommon(CustomerCommon):
    """Interests and types of measurement of a cycle shop, made as needed."""

    @classmethod
    def _make_interest(cls, name="Cycling", parent=None, **vals):
        return cls.env["customer.interest"].create(
            {"name": name, "parent_id": parent.id if parent else False, **vals}
        )

    @classmethod
    def _make_measurement_type(cls, name="Height", /, **vals):
        """Height in whole cm: usual 140 to 210, possible 30 to 280."""
        return cls.env["customer.measurement.type"].create(
            {
                "name": name,
                "group": "Clothing",
                "uom_name": "cm",
                "digits": 0,
                "minimum": 140,
                "maximum": 210,
                "lowest_possible": 30,
                "highest_possible": 280,
                **vals,
            }
        )

    @classmethod
    def _make_measurement(cls, customer, kind, value, date="2027-03-01", **vals):
        return cls.env["customer.measurement"].create(
            {
                "partner_id": customer.id,
                "type_id": kind.id,
                "value": value,
                "date": date,
                **vals,
            }
        )

    @contextmanager
    def _assert_refused(self, sentence):
        """What is done is refused in these words (a pattern), and nothing is kept."""
        with self.assertRaisesRegex(UserError, sentence), self.env.cr.savepoint():
            yield

    def _count_queries(self, function):
        """Return how many queries it costs when no record is in memory."""
        function()
        with counted(self.env) as queries:
            function()
        return queries.number


class MeasurementCase(CardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.height = cls._make_measurement_type()
        cls.waist = cls._make_measurement_type("Waist", digits=1, minimum=55)
        cls.customer = cls._make_customer()
        cls.other = cls._make_customer(name="Piotr Nowak")
        cls.measurements = cls.env["customer.measurement"]
