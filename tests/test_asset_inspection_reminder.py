# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common_inspection import InspectionCommon
from .common_queries import counted


@tagged("post_install", "-at_install")
@freeze_time("2027-04-20 10:00:00")
class TestAssetInspectionReminder(InspectionCommon):
    """The next date becomes a customer action; the newest inspection alone reminds."""

    def _actions(self):
        return self.env["customer.action"].search([("asset_id", "=", self.asset.id)])

    def test_the_next_date_is_reminded_of(self):
        inspection = self._inspect()
        self.assertEqual(self._actions(), inspection.action_id)
        self.assertRecordValues(
            inspection.action_id,
            [
                {
                    "name": "Yearly inspection: Octavia",
                    "partner_id": self.owner.id,
                    "type_id": self.type.id,
                    "state": "open",
                    "date_remind": date(2028, 3, 21),
                }
            ],
        )
        self.assertEqual(inspection.action_id.date_end.date(), date(2028, 4, 20))

    def test_the_engine_sends_it_a_month_before_and_in_the_last_week(self):
        action = self._inspect().action_id
        planned = []
        for today in ("2028-03-15", "2028-03-21", "2028-04-13"):
            with freeze_time(f"{today} 06:00:00"):
                self.env["customer.action"]._cron_plan_reminders()
                rows = self.env["customer.message"].search(
                    [("source", "=", f"customer.action,{action.id}")], order="id"
                )
                planned.append([str(day.date()) for day in rows.mapped("scheduled_at")])
                day = date.fromisoformat(today)
                for row in rows:
                    if row.scheduled_at.date() <= day:
                        row.state = "sent"
        self.assertEqual(
            planned[-1], ["2028-03-21", "2028-04-13"], "twice, never more often"
        )

    def test_no_reminder_before_it_is_finished(self):
        self._check(self._begin(), "ggg")
        self.assertFalse(self._actions())

    def test_a_newer_inspection_completes_the_older_action(self):
        older = self._inspect(date(2026, 4, 20))
        newer = self._inspect()
        self.assertEqual(older.action_id.state, "done")
        self.assertEqual(newer.action_id.state, "open")
        self.assertNotEqual(older.action_id, newer.action_id)

    def test_one_that_is_entered_late_reminds_of_nothing(self):
        newer = self._inspect()
        older = self._inspect(date(2026, 4, 20))
        self.assertFalse(older.action_id)
        self.assertEqual(newer.action_id.state, "open")

    def test_each_checklist_reminds_by_itself(self):
        other = self._make_checklist(name="Emissions")
        first = self._inspect()
        second = self._inspect(checklist_id=other.id)
        self.assertEqual((first | second).action_id.mapped("state"), ["open"] * 2)

    def test_a_corrected_inspection_moves_its_action(self):
        inspection = self._inspect()
        action = inspection.action_id
        inspection.action_reopen()
        inspection.next_date = date(2027, 12, 1)
        inspection.action_finish()
        self.assertEqual(inspection.action_id, action)
        self.assertEqual(action.date_end.date(), date(2027, 12, 1))
        self.assertEqual(action.date_remind, date(2027, 11, 1))
        inspection.action_reopen()
        inspection.next_date = False
        inspection.action_finish()
        self.assertEqual(action.state, "cancelled")

    def test_a_recheck_is_reminded_of_half_way(self):
        action = self._inspect(states="ugg").action_id
        self.assertEqual(action.date_remind, date(2027, 4, 27))
        self.assertEqual(action.date_end.date(), date(2027, 5, 4))

    def test_without_a_type_nobody_is_reminded(self):
        self.checklist.action_type_id = False
        self._inspect()
        self.assertFalse(self._actions())

    def test_one_done_elsewhere_is_reminded_of(self):
        inspection = self._begin(
            checklist_id=False,
            is_external=True,
            result="passed",
            next_date=date(2029, 4, 20),
            state="done",
        )
        self.assertEqual(inspection.action_id.name, "Inspection: Octavia")

    def test_a_dead_animal_is_never_reminded_about(self):
        checklist = self._make_checklist(kind="animal")
        rex = self._make_asset(name="Rex", kind="animal")
        action = self._inspect(asset=rex, checklist_id=checklist.id).action_id
        rex.death_date = "2027-04-20"
        self.assertEqual(action.state, "cancelled")
        with freeze_time("2028-03-20 06:00:00"):
            self.env["customer.action"]._cron_plan_reminders()
        self.assertFalse(
            self.env["customer.message"].search(
                [("source", "=", f"customer.action,{action.id}")]
            )
        )

    def test_a_planned_reminder_of_a_sold_vehicle_is_taken_back(self):
        action = self._inspect().action_id
        with freeze_time("2028-03-20 06:00:00"):
            self.env["customer.action"]._cron_plan_reminders()
            [row] = self.env["customer.message"].search(
                [("source", "=", f"customer.action,{action.id}")]
            )
            self.assertEqual(row.state, "planned")
            self.asset.write({"gone": "sold", "gone_on": "2028-03-20"})
            self.assertIn(row.state, ("cancelled", "skipped"))

    def test_what_is_finished_after_it_was_sold_reminds_of_nothing(self):
        inspection = self._begin()
        self._check(inspection, "ggg")
        self.asset.write({"gone": "sold", "gone_on": "2027-04-20"})
        inspection.action_finish()
        self.assertFalse(inspection.action_id)

    def test_switched_on_again_it_is_reminded_of_again(self):
        action = self._inspect().action_id
        self.asset.active = False
        self.assertEqual(action.state, "cancelled")
        self.asset.active = True
        self.assertEqual(action.state, "open")

    def test_the_new_owner_is_reminded(self):
        action = self._inspect().action_id
        buyer = self._make_customer(name="Jan Nowak")
        self.asset.partner_id = buyer
        self.assertEqual((action.partner_id, action.state), (self.owner, "cancelled"))
        mine = self._actions() - action
        self.assertEqual((mine.partner_id, mine.state), (buyer, "open"))
        self.assertEqual(mine.date_end, action.date_end)

    def test_deleting_the_newest_brings_the_reminder_before_it_back(self):
        older = self._inspect(date(2026, 6, 1))
        newer = self._inspect()
        action = newer.action_id
        newer.action_reopen()
        newer.unlink()
        self.assertEqual(action.state, "cancelled")
        self.assertEqual(older.action_id.state, "open")

    def test_many_are_reminded_of_with_few_queries(self):
        def finished(count):
            assets = self.env["customer.asset"].create(
                [
                    {"name": str(n), "kind": "vehicle", "partner_id": self.owner.id}
                    for n in range(count)
                ]
            )
            vals = {"is_external": True, "result": "passed", "state": "done"}
            vals |= {"date": "2027-04-01", "next_date": "2028-04-01"}
            with counted(self.env) as queries:
                model = self.env["customer.asset.inspection"]
                done = model.create([dict(vals, asset_id=asset.id) for asset in assets])
                self.env.flush_all()
                self.assertEqual(len(done.action_id), count)
            return queries.number

        finished(2)
        few, many = finished(2), finished(40)
        self.assertLessEqual(many, few + 6)

    def test_the_right_to_inspect_is_enough_to_remind(self):
        """Who has no right on customer actions finishes, too."""
        inspection = self._begin()
        self._check(inspection, "ggg")
        function = self.env.ref("customer_care.function_action_change")
        function._customer_set_lowest_level(1)
        inspection.with_user(self.user_level_5).action_finish()
        self.assertEqual(inspection.action_id.state, "open")
