# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common_inspection import InspectionCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-04-20 10:00:00")
class TestAssetInspectionMerge(InspectionCommon):
    """Two records of one vehicle become one: so do their inspections."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.double = cls._make_asset(name="Octavia again")
        cls.older = cls._inspect(date(2026, 4, 10), "aag", asset=cls.double)
        cls.newer = cls._inspect(date(2027, 4, 10), "gag")

    def _merge(self):
        operation = self.env["customer.operation"]._merge(
            [(self.double.id, self.asset.id)], model="customer.asset"
        )
        self.env.invalidate_all()
        return operation

    def test_the_newest_inspection_of_both_reminds_and_decides(self):
        self._merge()
        inspections = self.older | self.newer
        self.assertEqual(inspections.asset_id, self.asset)
        self.assertEqual(inspections.action_id.asset_id, self.asset)
        self.assertEqual(self.older.action_id.state, "done")
        self.assertEqual(self.newer.action_id.state, "open")
        self.assertEqual(self.older.line_ids.mapped("work_state"), [False] * 3)
        self.assertEqual(self.newer.line_ids[1].work_state, "open")
        self.assertEqual(self.asset.advised_value, 400)
        self.assertEqual(self.asset.last_inspection_date, date(2027, 4, 10))
        self.assertFalse(self.double.last_inspection_date)

    def test_undone_each_has_its_own_again(self):
        self._merge().action_undo()
        self.env.invalidate_all()
        self.assertEqual(self.older.asset_id, self.double)
        self.assertEqual(self.older.action_id.state, "open")
        self.assertEqual(
            self.older.line_ids.mapped("work_state"), ["open", "open", False]
        )
        self.assertEqual(self.double.last_inspection_date, date(2026, 4, 10))
        self.assertEqual(self.asset.last_inspection_date, date(2027, 4, 10))
