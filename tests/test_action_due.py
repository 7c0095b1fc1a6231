# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_reading import ReadingCase


@freeze_time("2027-03-10 10:00:00")
class DueCase(ReadingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = "Europe/Warsaw"
        cls.oil = cls._make_type(
            name="Oil change",
            code="oil",
            duration=12,
            duration_unit="months",
            lead_time=14,
            lead_unit="days",
            distance=15000,
            completes_older=True,
            reminders_on=True,
        )

    @classmethod
    def _change_oil(cls, day="2026-09-01", asset=None, **vals):
        return cls.env["customer.action"].create(
            {
                "name": "Oil change",
                "type_id": cls.oil.id,
                "partner_id": cls.customer.id,
                "asset_id": (asset or cls.vehicle).id,
                "date_start": f"{day} 10:00:00",
                **vals,
            }
        )

    def _due(self, action, day, by, remind=None):
        self.assertEqual((str(action.due_date or ""), action.due_by), (day, by))
        if remind:
            self.assertEqual(str(action.date_remind), remind)


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestActionDue(DueCase):
    def test_the_clock_is_first_when_it_is_expected_before_the_year_is_over(self):
        self._read_monthly(rate=60.0)
        action = self._change_oil(reading_start=57360)
        self.assertEqual(action.reading_due, 72360)
        # the last reading says 70,420 km; 1,940 km more take 33 days of 60
        last = self.vehicle.odometer_date
        days = (action.due_date - last).days
        self.assertEqual(days, -(-(72360 - self.vehicle.odometer) // 60))
        self.assertEqual(action.due_by, "predicted")
        self.assertEqual((action.due_date - action.date_remind).days, 14)

    def test_the_year_is_first_when_little_is_driven(self):
        self._read_monthly(rate=5.0)
        action = self._change_oil(reading_start=50500)
        self._due(action, "2027-09-01", "date", "2027-08-18")

    def test_what_the_clock_has_reached_is_due_at_once(self):
        self._read("2027-03-01", 72400)
        action = self._change_oil(reading_start=57360)
        self._due(action, "2027-03-01", "reading")

    def test_without_a_reading_the_calendar_decides(self):
        action = self._change_oil()
        self.assertEqual((action.reading_start, action.reading_due), (0, 0))
        self._due(action, "2027-09-01", "date", "2027-08-18")

    def test_what_the_clock_showed_is_proposed_from_the_readings(self):
        self._read_monthly(rate=40.0)
        action = self._change_oil("2027-02-01")
        self.assertEqual(action.reading_due - action.reading_start, 15000)
        self.assertAlmostEqual(
            action.reading_start, self.vehicle._expected_on(date(2027, 2, 1)).value, 0
        )

    def test_a_reading_moves_the_day_and_the_reminder_with_it(self):
        self._read_monthly(rate=40.0)
        self.oil.duration = 24
        action = self._change_oil(reading_start=57360)
        self._due(action, "2027-09-11", "predicted", "2027-08-28")
        self._read("2027-03-10", 65500)
        self.env["customer.action"]._cron_plan_reminders()
        self.assertLess(str(action.due_date), "2027-09-11")
        self.assertEqual((action.due_date - action.date_remind).days, 14)
        self.assertEqual(action.reminded_due, action.due_date)

    def test_a_typed_lead_is_kept_when_the_day_moves(self):
        self._read_monthly(rate=40.0)
        action = self._change_oil("2027-02-01", reading_start=61000)
        action.date_remind = action.reminded_due.replace(day=1)
        lead = action.reminded_due - action.date_remind
        self._read("2027-03-10", 64000)
        action._follow_due()
        self.assertEqual(action.due_date - action.date_remind, lead)

    def test_sooner_than_its_lead_it_reminds_today_and_not_in_the_past(self):
        self._read_monthly(rate=40.0)
        self.oil.duration = 24
        action = self._change_oil("2026-03-01", reading_start=50000)
        self._due(action, "2027-03-11", "predicted", "2027-02-25")
        self._read("2027-03-10", 65100)
        action._follow_due()
        self._due(action, "2027-03-10", "reading", "2027-03-10")

    def test_whoever_was_reminded_is_not_reminded_again_by_a_reading(self):
        self._read_monthly(rate=40.0)
        self.oil.duration = 24
        action = self._change_oil(reading_start=57360)
        self.env["customer.message"].sudo().create(
            {
                "partner_id": self.customer.id,
                "channel": "email",
                "source": f"customer.action,{action.id}",
                "state": "sent",
            }
        )
        self._read("2027-03-10", 65500)
        self.env["customer.action"]._cron_plan_reminders()
        self.assertLess(str(action.due_date), "2027-09-11")
        self.assertEqual(str(action.date_remind), "2027-08-28")
        self.assertEqual(action.reminded_due, action.due_date)

    def test_the_old_clock_counts_after_it_was_exchanged(self):
        self._read_monthly(rate=40.0)
        action = self._change_oil("2027-01-01", reading_start=62000)
        before = action.due_date
        last = self.vehicle.odometer
        self._read("2027-02-02", 0, is_exchange=True, exchange_end=last + 40)
        self.assertLess(abs((action.due_date - before).days), 5)

    def test_many_follow_with_as_many_queries_as_few(self):
        def cost(count):
            self.env.cr.flush()
            assets = [self._make_vehicle(f"Car {count} {n}") for n in range(count)]
            for asset in assets:
                self._read("2026-01-10", 1000, asset)
                self._read("2027-01-10", 9000, asset)
            actions = self.env["customer.action"].browse(
                self._change_oil("2026-12-01", asset, reading_start=8000).id
                for asset in assets
            )
            actions.flush_recordset()
            self.env.cr.execute(
                "UPDATE customer_action SET reminded_due = NULL WHERE id = ANY(%s)",
                [actions.ids],
            )
            self.env.invalidate_all()
            return self._count_queries(
                lambda: actions.search(actions._moved_domain())._follow_due()
            )

        cost(2)
        self.assertEqual(cost(30), cost(3))

    def test_nonsense_is_refused(self):
        action = self._change_oil()
        for value in (-1, float("nan"), 1e12):
            with self.assertRaisesRegex(ValidationError, "nothing that a clock shows"):
                action.reading_due = value
        with self.assertRaisesRegex(ValidationError, "the clock showed 500 already"):
            action.write({"reading_start": 500, "reading_due": 400})
        with self.assertRaisesRegex(ValidationError, "no distance between"):
            self.oil.distance = -5
        with self.assertRaisesRegex(ValidationError, "needs a duration"):
            self._make_type(schedule="fixed", duration=0)


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestActionSeries(DueCase):
    def test_the_newer_one_completes_the_older_of_its_kind(self):
        older = self._change_oil("2026-03-01")
        brakes = self._change_oil("2026-03-01", type_id=self._make_type().id)
        other = self._change_oil("2026-03-01", self._make_vehicle("Fabia"))
        newer = self._change_oil("2027-03-01")
        self.assertEqual(
            (older.state, brakes.state, other.state, newer.state),
            ("done", "open", "open", "open"),
        )
        self.assertEqual(older.completed_by_id, newer)
        self.assertIn("Completed by a newer one", older.message_ids[0].body)

    def test_what_was_planned_for_the_older_one_does_not_leave(self):
        older = self._change_oil("2026-03-28")
        message = self.env["customer.message"]._plan(
            [
                {
                    "partner_id": self.customer.id,
                    "channel": "call",
                    "source": older,
                    "occurrence": "x",
                }
            ]
        )
        self.assertEqual(message.state, "planned")
        self._change_oil("2027-03-01")
        self.assertEqual(message.state, "cancelled")

    def test_one_entered_late_is_itself_the_older(self):
        newer = self._change_oil("2027-03-01")
        late = self._change_oil("2026-03-20")
        self.assertEqual((late.state, newer.state), ("done", "open"))

    def test_a_newer_one_that_does_not_count_gives_the_older_back(self):
        older = self._change_oil("2026-04-01")
        newer = self._change_oil("2027-03-01")
        newer.state = "cancelled"
        self.assertEqual((older.state, older.completed_by_id.id), ("open", False))
        newer.state = "open"
        self.assertEqual(older.state, "done")
        newer.unlink()
        self.assertEqual(older.state, "open")

    def test_one_a_person_opens_again_stays_open(self):
        older = self._change_oil("2026-04-01")
        self._change_oil("2027-03-01")
        older.state = "open"
        self.assertEqual((older.state, older.completed_by_id.id), ("open", False))

    def test_without_vehicle_or_product_nothing_is_of_one_kind(self):
        older = self._change_oil("2026-04-01", asset_id=False)
        self._change_oil("2027-03-01", asset_id=False)
        self.assertEqual(older.state, "open")

    def test_types_that_do_not_complete_leave_the_older(self):
        self.oil.completes_older = False
        older = self._change_oil("2026-04-01")
        self._change_oil("2027-03-01")
        self.assertEqual(older.state, "open")

    def test_floating_counts_from_the_day_it_was_done(self):
        self._change_oil("2026-03-31")
        self._due(self._change_oil("2027-02-15"), "2028-02-15", "date")

    def test_fixed_stays_in_its_month_however_late_it_was_done(self):
        self.oil.write({"schedule": "fixed", "distance": 0})
        self._due(self._change_oil("2025-03-31"), "2026-03-31", "date")
        self._due(self._change_oil("2026-05-20"), "2027-03-31", "date")
        self._due(self._change_oil("2027-03-02"), "2028-03-31", "date")

    def test_months_clamp_from_the_original_day(self):
        self.oil.write({"schedule": "fixed", "distance": 0, "duration": 1})
        self._due(self._change_oil("2025-12-31"), "2026-01-31", "date")
        self._due(self._change_oil("2026-01-31"), "2026-02-28", "date")
        self._due(self._change_oil("2026-02-28"), "2026-03-31", "date")

    def test_a_typed_expiry_is_no_matter_of_the_series(self):
        self.oil.write({"schedule": "fixed", "distance": 0})
        self._change_oil("2025-03-31")
        typed = self._change_oil("2026-05-20", date_end="2026-12-24 11:00:00")
        self._due(typed, "2026-12-24", "date")

    def test_the_regular_service_stays_in_its_month(self):
        self.vehicle.write(
            {
                "service_months": 12,
                "service_schedule": "fixed",
                "service_last_date": "2025-05-31",
            }
        )
        self.assertEqual(str(self.vehicle.service_next_date), "2026-05-31")
        self.vehicle._service_done(date(2026, 8, 3), 0)
        self.assertEqual(str(self.vehicle.service_next_date), "2027-05-31")
        self.vehicle.service_schedule = "floating"
        self.assertEqual(str(self.vehicle.service_next_date), "2027-08-03")
        with self.assertRaisesRegex(ValidationError, "needs a number of months"):
            self.vehicle.write({"service_schedule": "fixed", "service_months": 0})
