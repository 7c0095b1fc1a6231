# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo.fields import Command

from .common_invoice import InvoiceCommon

REPORT = "report.customer_care.report_customer_asset"


class GarageCommon(InvoiceCommon):
    """A garage: vehicles of customers, services with readings, the two reports."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._make_user("garage_boss", "customer_care.level_2")
        cls.taxi = cls._make_customer(
            name="Crossroads Taxi", is_company=True, is_fleet=True
        )
        cls.mail_van = cls._make_customer(
            name="Post of Praga", is_company=True, is_fleet=True
        )
        cls.work = cls.env["product.product"].create(
            {"name": "Service", "type": "service", "standard_price": 30}
        )

    @classmethod
    def _vehicle(cls, owner=None, **vals):
        owner = owner or cls.customer
        return cls.env["customer.asset"].create(
            {"kind": "vehicle", "name": "Octavia", "partner_id": owner.id, **vals}
        )

    @classmethod
    def _read(cls, vehicle, value, day, unit="km", **vals):
        vals["is_confirmed"] = True  # of borders, not of how far one drives
        # sudo: whose service it was written down at
        return (
            cls.env["customer.asset.reading"]
            .sudo()
            .create(
                {
                    "asset_id": vehicle.id,
                    "value": value,
                    "date": day,
                    "unit": unit,
                    **vals,
                }
            )
        )

    @classmethod
    def _service(cls, vehicle, amount, day="2027-02-10", reading=None, **vals):
        """Post an invoice of one line for a vehicle, with what its clock showed."""
        unit = vals.pop("unit", "km")
        move = cls._make_invoice(
            cls._line(vehicle, amount),
            partner_id=vals.pop("partner_id", vehicle.partner_id.id),
            invoice_date=day,
            post=True,
            **vals,
        )
        if reading is not None:
            cls._read(vehicle, reading, day, unit, move_id=move.id)
        return move

    @classmethod
    def _line(cls, vehicle, amount):
        return {
            "product_id": cls.work.id,
            "price_unit": amount,
            "tax_ids": [Command.clear()],
            "customer_asset_id": vehicle.id,
        }

    def _wizard(self, kind="analysis", user=None, **vals):
        wizards = self.env["customer.asset.print"].with_user(user or self.boss)
        return wizards.create(
            {
                "kind": kind,
                "period": "own",
                "date_from": date(2027, 1, 1),
                "date_to": date(2027, 12, 31),
                **vals,
            }
        )

    def _tables(self, wizard):
        self.env.flush_all()
        return self.env[REPORT].with_user(wizard.env.user)._tables(wizard)

    def _rows(self, wizard, *names, table=0, whole=False):
        """Return the lines of a table with these figures, as tuples."""
        table = self._tables(wizard)[table]
        rows = [*table["rows"], *([table["total"]] if whole else [])]
        return [
            (row["label"], *(self._rounded(row.get(name)) for name in names))
            for row in rows
        ]

    def _rounded(self, value):
        return round(value, 2) if isinstance(value, float) else value
