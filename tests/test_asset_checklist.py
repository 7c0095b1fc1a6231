# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_inspection import InspectionCommon


@tagged("post_install", "-at_install")
class TestAssetChecklist(InspectionCommon):
    """What is looked at, and when it is due again."""

    def test_each_kind_has_a_checklist_from_the_start(self):
        seeds = self.env["customer.asset.checklist"].search([]) - self.checklist
        self.assertEqual(set(seeds.mapped("kind")), {"vehicle", "animal", "equipment"})
        for seed in seeds:
            self.assertGreaterEqual(len(seed.point_ids), 10)
            self.assertTrue(all(seed.point_ids.mapped("section")))
            self.assertEqual(seed.action_type_id, self.type)

    def test_points_stand_in_the_order_of_the_checklist(self):
        self.horn.sequence = -1
        inspection = self._begin()
        self.assertEqual(inspection.line_ids.mapped("name"), ["Horn", "Pads", "Tread"])

    def test_floating_counts_from_the_inspection(self):
        self.assertEqual(
            self.checklist._propose_next(date(2027, 4, 20), due=date(2027, 5, 31)),
            date(2028, 4, 20),
        )

    def test_due_keeps_its_day(self):
        self.checklist.schedule = "due"
        self.assertEqual(
            self.checklist._propose_next(date(2027, 4, 20), due=date(2027, 5, 31)),
            date(2028, 5, 31),
        )
        self.assertEqual(
            self.checklist._propose_next(date(2027, 4, 20)), date(2028, 4, 20)
        )

    def test_a_fixed_month_stays(self):
        self.checklist.write({"schedule": "month", "month": "9"})
        self.assertEqual(
            self.checklist._propose_next(date(2027, 8, 3)), date(2028, 9, 30)
        )

    def test_a_fixed_month_may_be_counted_in_months_or_years(self):
        for vals, year in (
            ({"interval": 24, "interval_unit": "months"}, 2029),
            ({"interval": 2, "interval_unit": "years"}, 2029),
        ):
            self.checklist.write({"schedule": "month", "month": "9", **vals})
            with self.subTest(vals):
                due = self.checklist._propose_next(date(2027, 8, 3))
                self.assertEqual(due, date(year, 9, 30))

    def test_what_failed_is_due_soon(self):
        day = date(2027, 4, 20)
        self.assertEqual(self.checklist._propose_next(day, "failed"), date(2027, 5, 4))
        self.checklist.recheck_days = 0
        self.assertEqual(self.checklist._propose_next(day, "failed"), date(2028, 4, 20))

    def test_zero_is_never(self):
        self.checklist.interval = 0
        self.assertFalse(self.checklist._propose_next(date(2027, 4, 20)))

    def test_impossible_intervals_are_refused(self):
        for vals, sentence in (
            ({"interval": -1}, "less than zero"),
            ({"recheck_days": -1}, "less than zero"),
            ({"schedule": "month"}, "choose the fixed month"),
            ({"schedule": "month", "month": "9", "interval": 7}, "whole years"),
            (
                {"schedule": "month", "month": "9", "interval_unit": "weeks"},
                "whole years",
            ),
            ({"name": " "}, '"Name" is missing'),
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(ValidationError, sentence),
            ):
                self.checklist.copy(vals)

    def test_impossible_points_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "ends before it begins"):
            self.brakes.write({"minimum": 5, "maximum": 2})
        with self.assertRaisesRegex(ValidationError, "less than zero"):
            self.brakes.price = -1
        with self.assertRaisesRegex(ValidationError, '"Point" is missing'):
            self.brakes.name = ""

    def test_a_used_checklist_stays_for_what_it_is_for(self):
        self._begin()
        with self.assertRaisesRegex(UserError, "was used for inspections"):
            self.checklist.kind = "animal"
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            self.checklist.unlink()
        self.checklist.active = False

    def test_an_unused_checklist_can_be_deleted(self):
        copy = self.checklist.copy()
        self.assertEqual(copy.name, "Yearly inspection (copy)")
        self.assertEqual(len(copy.point_ids), 3)
        copy.unlink()
        self.assertFalse(copy.exists())

    def test_only_who_configures_changes_a_checklist(self):
        mine = self.checklist.with_user(self.user_level_3)
        self.assertEqual(mine.name, "Yearly inspection")
        with self.assertRaises(AccessError):
            mine.name = "Mine"
        self.checklist.with_user(self.user_level_2).name = "Ours"
        self.assertEqual(self.checklist.name, "Ours")
