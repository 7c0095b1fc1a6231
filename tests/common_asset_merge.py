# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields
from odoo.exceptions import UserError

from .common_merge import MergeCommon

VIN = "WVWZZZ1JZXW000001"
OTHER_VIN = "WVWZZZ1JZXW000002"
CHIP = "616093900123456"
OTHER_CHIP = "616093900123457"


class AssetMergeCommon(MergeCommon):
    """A customer with a vehicle and an animal, each entered twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.survivor
        cls.dog, cls.cat = cls.env["customer.asset.species"].create(
            [{"name": "Dog of the test"}, {"name": "Cat of the test"}]
        )
        cls.car = cls._make_vehicle(name="Octavia", plate="WX 1234A")
        cls.same_car = cls._make_vehicle(name="Skoda Octavia", plate="wx-1234a")
        cls.rex = cls._make_animal(name="Rex")
        cls.same_rex = cls._make_animal(name="rex")

    @classmethod
    def _make_vehicle(cls, **vals):
        return cls._make_asset("vehicle", **vals)

    @classmethod
    def _make_animal(cls, **vals):
        return cls._make_asset("animal", **{"species_id": cls.dog.id, **vals})

    @classmethod
    def _make_asset(cls, kind, **vals):
        return cls.env["customer.asset"].create(
            {"kind": kind, "name": "Octavia", "partner_id": cls.owner.id, **vals}
        )

    @classmethod
    def _read(cls, asset, day, value, **vals):
        return cls.env["customer.asset.reading"].create(
            {"asset_id": asset.id, "date": day, "value": value, **vals}
        )

    @classmethod
    def _measure(cls, asset, day="2026-01-15"):
        """A measurement that is about this one, whatever kind it is."""
        girth = cls.env["customer.measurement.type"].create(
            {"name": f"Girth {day}", "group": "Of the test", "uom_name": "cm"}
        )
        measured = cls.env["customer.measurement"].create(
            {
                "partner_id": cls.owner.id,
                "type_id": girth.id,
                "value": 40,
                "date": day,
            }
        )
        # where one is measured on either of both, it is on this one
        owner = measured._fields["partner_id"].required and cls.owner.id
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE customer_measurement SET asset_id = %s, partner_id = %s"
            " WHERE id = %s",
            [asset.id, owner or None, measured.id],
        )
        cls.env.invalidate_all()
        return measured

    @classmethod
    def _invoice_for(cls, asset, day, post=True):
        move = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": asset.partner_id.id,
                "invoice_date": fields.Date.to_date(day),
                "customer_asset_id": asset.id,
                "invoice_line_ids": [(0, 0, {"name": "Service", "price_unit": 100})],
            }
        )
        if post:
            move.action_post()
        return move

    def _combine(self, *pairs, **options):
        pairs = pairs or [(self.same_car, self.car)]
        return self.operations._merge(
            [(source.id, survivor.id) for source, survivor in pairs],
            model="customer.asset",
            **options,
        )

    def _refused(self, words, source, survivor, **options):
        """It says so, and nothing is changed."""
        before = self._places()
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self._combine((source, survivor), **options)
        self.env.invalidate_all()
        self.assertEqual(self._places(), before)

    def _places(self):
        """Return the rows of all tables that such a merge touches."""
        self.env.flush_all()
        links = self.env["customer.data.map"]._links("customer.asset")
        tables = {link.table for link in links} | {"customer_asset"}
        return {table: self._rows(table) for table in sorted(tables)}
