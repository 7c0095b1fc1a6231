# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, datetime

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-01 10:00:00")
class TestFarNumbers(CustomerCommon):
    """A slip of the keyboard is refused where it is typed.

    Kept, it would stop whatever counts with it later: a new action, each mailing, the
    jobs of the night.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._make_customer()
        cls.warranty = cls._make_type(duration=24, lead_time=30)
        cls.product = cls.env["product.template"].create({"name": "Machine"})
        cls.checklist = cls.env["customer.asset.checklist"].create(
            {"name": "Yearly", "kind": "vehicle"}
        )
        cls.rule = cls.env["customer.retention.rule"].create(
            {"law": "House rule", "document": "invoice", "years": 5}
        )
        cls.animal = cls.env["customer.asset"].create(
            {"kind": "animal", "name": "Rex", "partner_id": cls.customer.id}
        )

    def _check_refused(self, record, words, **vals):
        """These values are refused in these words, and the old ones stay."""
        before = record.read(list(vals))
        with (
            self.subTest(vals),
            self.assertRaisesRegex(ValidationError, words),
            self.env.cr.savepoint(),
        ):
            record.write(vals)
        record.invalidate_recordset()
        self.assertEqual(record.read(list(vals)), before)

    def test_a_type_promises_a_hundred_years_at_most(self):
        words = "Duration and lead time go up to 100 years"
        far = 2**31 - 1
        for name, unit in (("duration", "duration_unit"), ("lead_time", "lead_unit")):
            for number, kind in ((101, "years"), (1201, "months"), (far, "days")):
                self._check_refused(self.warranty, words, **{name: number, unit: kind})
        self.warranty.write({"duration": 100, "duration_unit": "years"})
        action = self._make_action(
            type_id=self.warranty.id,
            partner_id=self.customer.id,
            date_start=datetime(2027, 3, 1, 11),
        )
        self.assertEqual(action.date_end, datetime(2127, 3, 1, 11))

    def test_a_unit_that_makes_it_too_long_is_refused(self):
        words = "Duration and lead time go up to 100 years"
        self.warranty.duration = 1200
        self._check_refused(self.warranty, words, duration_unit="years")

    def test_a_reminder_is_late_by_ten_years_at_most(self):
        words = "days for sending late go up to 3650"
        self._check_refused(self.warranty, words, late_window_days=3651)

    def test_a_step_lies_within_ten_years_of_its_reminder(self):
        words = "lies within 3650 days of the reminder date"
        self.warranty.step_ids = [Command.create({"days_before": 7})]
        for days in (3651, -3651, 2**31 - 1):
            self._check_refused(self.warranty.step_ids, words, days_before=days)

    def test_a_service_comes_within_a_hundred_years(self):
        car = self.env["customer.asset"].create(
            {"kind": "vehicle", "name": "Octavia", "partner_id": self.customer.id}
        )
        self._check_refused(car, "cannot be 1201", service_months=1201)
        car.write({"service_months": 1200, "service_last_date": "2027-03-01"})
        self.assertEqual(car.service_next_date, date(2127, 3, 1))

    def test_a_product_promises_a_hundred_years_at_most(self):
        words = "customer action goes up to 100 years"
        self._check_refused(self.product, words, action_duration=1201)
        self._check_refused(
            self.product, words, action_duration=101, action_duration_unit="years"
        )

    def test_a_yes_holds_and_is_renewed_within_the_calendar(self):
        words = "Offers: a yes holds for at most 1200 months"
        self._check_refused(self.marketing, words, validity_months=1201)
        words = "asked again at most 3650 days"
        self._check_refused(self.marketing, words, renew_days=3651)

    def test_messages_are_counted_over_ten_years_at_most(self):
        words = "counted over at most 3650 days"
        self._check_refused(self.marketing, words, cap_count=2, cap_days=3651)

    def test_a_period_of_retention_in_months_has_the_same_end_as_in_years(self):
        words = "up to 100 years, and not a negative one"
        for vals in (
            {"years": 101},
            {"years": 0, "months": 1201},
            {"years": 100, "months": 1},
            {"years": -1},
            {"months": -1},
        ):
            self._check_refused(self.rule, words, **vals)

    def test_an_inspection_is_due_within_a_hundred_years(self):
        words = "Yearly: an interval goes up to 100 years"
        self._check_refused(self.checklist, words, interval=101, interval_unit="years")
        self._check_refused(self.checklist, words, recheck_days=36526)

    def test_an_age_is_one_that_something_can_have(self):
        for age in (200.5, 2e9):
            with (
                self.subTest(age),
                self.assertRaisesRegex(ValidationError, "An age goes up to 200 years"),
            ):
                self.animal.estimated_age = age
        self.animal.estimated_age = 200
        self.assertEqual(self.animal.birth_date, date(1827, 3, 1))

    def test_an_extension_ends_within_the_calendar(self):
        for vals, words in (
            ({"duration": 8000, "duration_unit": "years"}, "beyond the year 9999"),
            ({"duration": 2**31 - 1, "duration_unit": "days"}, "beyond the year 9999"),
            ({"duration": 0}, "longer than zero"),
            ({"duration": -1}, "longer than zero"),
        ):
            action = self._make_action(
                type_id=self.warranty.id,
                partner_id=self.customer.id,
                date_end=datetime(2028, 3, 1, 11),
            )
            wizard = self.env["customer.action.extend"].create(
                {"action_ids": action.ids, **vals}
            )
            with self.subTest(vals), self.assertRaisesRegex(UserError, words):
                wizard.action_extend()
            self.assertEqual(action.date_end, datetime(2028, 3, 1, 11))

    def test_an_appointment_lasts_a_day_at_most_and_the_dialog_survives_more(self):
        for duration, words in (
            (24.5, "at most one day"),
            (1e12, "at most one day"),
            (0, "ends before it begins"),
            (float("nan"), "ends before it begins"),
        ):
            dialog = self.env["customer.appointment"].new(
                {
                    "partner_id": self.customer.id,
                    "user_id": self.env.uid,
                    "start": datetime(2027, 3, 2, 9),
                    "duration": duration,
                }
            )
            with self.subTest(duration):
                self.assertFalse(dialog.conflict)
                with self.assertRaisesRegex(UserError, words):
                    dialog._check()

    def test_days_beyond_the_calendar_find_everything_or_nothing(self):
        action = self._make_action(
            type_id=self.warranty.id,
            partner_id=self.customer.id,
            date_end=datetime(2028, 3, 1, 11),
        )
        for operator, value, is_found in (
            ("<", 10**9, True),
            (">", 10**9, False),
            (">=", -(10**9), True),
            ("<=", -(10**9), False),
            ("in", [10**9], False),
        ):
            with self.subTest(operator=operator, value=value):
                found = action.search([("search_due_in", operator, value)])
                self.assertEqual(action in found, is_found)
                buyers = [("search_days_since_visit", operator, value)]
                self.assertNotIn(self.customer, self.customer.search(buyers))

    def test_an_age_nobody_has_finds_everybody_or_nobody(self):
        self.customer.birth_date = date(1990, 1, 1)
        partners = self.env["res.partner"]
        for operator, value, is_found in (
            (">", 99999, False),
            ("<", 99999, True),
            (">=", -99999, True),
            ("<=", -99999, False),
            ("in", [37], True),
            ("in", [99999], False),
        ):
            with self.subTest(operator=operator, value=value):
                found = partners.search([("search_age", operator, value)])
                self.assertEqual(self.customer in found, is_found)

    def test_a_period_may_end_on_the_last_day_there_is(self):
        """What never ends is written 31.12.9999 in many an office."""
        action = self._make_action(
            type_id=self.warranty.id,
            partner_id=self.customer.id,
            date_end=datetime(2028, 3, 1, 11),
        )
        period = {"date_from": date(2027, 1, 1), "date_to": date.max}
        for zone in ("Europe/Warsaw", "America/New_York", "Asia/Tokyo"):
            env = self.env(context=dict(self.env.context, tz=zone))
            with self.subTest(zone):
                printed = env["customer.action.list.print"].create(
                    {**period, "date_field": "date_end", "type_ids": action.type_id.ids}
                )
                self.assertEqual(printed.action_count, 1)
                notes = env["customer.note.print"].create(period)
                self.assertFalse(env["customer.note"].search_count(notes._domain()))
                settlement = env["customer.settlement"].create(
                    {**period, "partner_id": self.customer.id}
                )
                self.assertFalse(settlement.line_ids)
                tracked = env["customer.track.transaction"].create(
                    {
                        **period,
                        "partner_id": self.customer.id,
                        "amount": 987654.32,
                    }
                )
                self.assertFalse(tracked.line_ids)
