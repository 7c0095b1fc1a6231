# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from .common_card import CardCommon


class ReadingCase(CardCommon):
    """A vehicle of a customer, and what else is needed, with readings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._make_customer()
        cls.readings = cls.env["customer.asset.reading"]
        cls.vehicle = cls._make_vehicle()

    @classmethod
    def _make_asset(cls, kind, name, **vals):
        return cls.env["customer.asset"].create(
            {"kind": kind, "name": name, "partner_id": cls.customer.id, **vals}
        )

    @classmethod
    def _make_vehicle(cls, name="Octavia", **vals):
        return cls._make_asset("vehicle", name, **vals)

    @classmethod
    def _make_animal(cls, name="Rex", **vals):
        return cls._make_asset("animal", name, **vals)

    @classmethod
    def _read(cls, day, value, asset=None, **vals):
        """Enter what the clock shows."""
        asset = asset or cls.vehicle
        return cls.readings.create(
            {"asset_id": asset.id, "date": day, "value": value, **vals}
        )

    @classmethod
    def _read_monthly(cls, asset=None, first=50000.0, rate=40.0, count=12):
        """Readings on the first of each month, from March 2026 on."""
        days = [
            f"{2026 + (2 + month) // 12}-{(2 + month) % 12 + 1:02}-01"
            for month in range(count)
        ]
        start = cls.readings._fields["date"].to_date(days[0])
        return cls.readings.create(
            [
                {
                    "asset_id": (asset or cls.vehicle).id,
                    "date": day,
                    "value": first
                    + rate * (cls.readings._fields["date"].to_date(day) - start).days,
                }
                for day in days
            ]
        )
