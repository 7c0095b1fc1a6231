# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common_appointment import NOW, AppointmentCommon
from .common_layaway import LayawayCommon


class ExpectedCommon:
    """What the calendar of everything planned says of one kind of reminders."""

    def _reckoned(self, origin):
        self.env["customer.planned.expected"]._reckon()
        return self._batches(origin)

    def _batches(self, origin):
        found = self.env["customer.planned"].search([("origin", "=", origin)])
        return [(str(b.date), b.channel, b.state, b.count) for b in found]

    def _find(self, origin):
        return self.env["customer.planned"].search([("origin", "=", origin)])


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPlannedAppointments(ExpectedCommon, AppointmentCommon):
    """It is the 1st of March; the outbox looks ahead up to the 8th."""

    ORIGIN = "calendar.event"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["calendar.event"].search([]).unlink()
        cls.env.user.tz = "Europe/Warsaw"
        cls.env.company.partner_id.tz = "Europe/Warsaw"
        cls.env.company.sms_part_price = 0.1
        cls.manager = cls._make_user("manager", "customer_care.level_3")

    def test_far_away_they_are_expected_near_they_are_planned(self):
        self._make_appointment("2027-03-05 09:00:00")
        self._make_appointment("2027-03-20 09:00:00")
        self._make_appointment("2027-03-20 11:00:00")
        self.assertEqual(
            self._reckoned(self.ORIGIN),
            [
                ("2027-03-04", "email", "planned", 1),
                ("2027-03-19", "email", "expected", 2),
            ],
        )

    def test_where_the_outbox_ends_each_is_counted_once(self):
        for day in range(7, 14):
            for hour in (1, 12, 22):
                self._make_appointment(f"2027-03-{day:02} {hour:02}:00:00")
        self.env["calendar.event"]._cron_plan_customer_reminders()
        batches = self._reckoned(self.ORIGIN)
        self.assertEqual(sum(batch[3] for batch in batches), 21)
        self.assertEqual({batch[2] for batch in batches}, {"planned", "expected"})

    def test_by_the_way_the_customer_prefers_with_its_cost(self):
        self.customer.preferred_channel = "sms"
        self._make_appointment("2027-03-20 09:00:00")
        self._reckoned(self.ORIGIN)
        batch = self._find(self.ORIGIN)
        template = self.env.ref("customer_care.sms_template_appointment")
        parts = batch._parts_of_template(template.body)
        self.assertEqual((batch.channel, batch.parts), ("sms", parts))
        self.assertAlmostEqual(batch.cost, 0.1 * parts)
        self.assertEqual(
            batch.purpose_id, self.env.ref("customer_care.purpose_service")
        )

    def test_a_whole_day_is_expected_in_the_morning_before(self):
        self._make_appointment(
            "2027-03-20 00:00:00",
            allday=True,
            start_date="2027-03-20",
            stop_date="2027-03-20",
        )
        self.assertEqual(
            self._reckoned(self.ORIGIN), [("2027-03-19", "email", "expected", 1)]
        )

    def test_what_is_cancelled_or_not_to_be_reminded_of_is_not_expected(self):
        gone = self._make_appointment("2027-03-20 09:00:00")
        gone.active = False
        self._make_appointment("2027-03-21 09:00:00", customer_remind=False)
        self._make_appointment("2027-12-01 09:00:00")
        self.assertFalse(self._reckoned(self.ORIGIN))
        self._make_appointment("2027-03-22 09:00:00")
        self.env.company.appointment_reminders = False
        self.assertFalse(self._reckoned(self.ORIGIN))

    def test_stopped_they_are_not_sent_when_they_are_planned(self):
        event = self._make_appointment("2027-03-20 09:00:00")
        self._reckoned(self.ORIGIN)
        holds = self.env["customer.planned.hold"].with_user(self.manager)
        holds._decide(self._find(self.ORIGIN), "Closed for holidays")
        self.assertEqual(
            self._batches(self.ORIGIN), [("2027-03-19", "email", "stopped", 1)]
        )
        with freeze_time("2027-03-14 08:00:00"):
            event._cron_plan_customer_reminders()
            self.assertEqual(self._rows(event).mapped("state"), ["cancelled"])

    def test_they_move_with_the_appointment_and_not_by_themselves(self):
        event = self._make_appointment("2027-03-20 09:00:00")
        self._reckoned(self.ORIGIN)
        holds = self.env["customer.planned.hold"].with_user(self.manager)
        day = self._find(self.ORIGIN).date.replace(day=18)
        with self.assertRaisesRegex(UserError, "move with them. Move the appointments"):
            holds._decide(self._find(self.ORIGIN), "Closed", day)
        self.assertFalse(holds.search([]))
        event.write({"start": "2027-03-23 09:00:00", "stop": "2027-03-23 10:00:00"})
        self.assertEqual(
            self._reckoned(self.ORIGIN), [("2027-03-22", "email", "expected", 1)]
        )

    def test_a_hundred_cost_the_queries_of_one(self):
        def reckoned():
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.env["customer.planned.expected"]._reckon()
            return self.cr.sql_log_count - before

        self._make_appointment("2027-03-20 09:00:00")
        reckoned()
        few = reckoned()
        for minute in range(20):
            self._make_appointment(f"2027-03-20 10:{minute:02}:00")
        self.assertEqual(reckoned(), few)


@tagged("post_install", "-at_install")
@freeze_time("2027-03-01 08:00:00")
class TestPlannedLayaways(ExpectedCommon, LayawayCommon):
    """Three instalments: on the 1st of March, April and May."""

    ORIGIN = "customer.layaway.instalment"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write(
            {
                "layaway_reminders": True,
                "layaway_days_before": 3,
                "layaway_days_after": 7,
                "sms_part_price": 0.1,
            }
        )
        cls.manager = cls._make_user("manager", "customer_care.level_3")

    def _expected(self):
        return [
            batch
            for batch in self._reckoned(self.ORIGIN)
            if batch[2] in ("expected", "stopped")
        ]

    def test_instalments_to_come_are_expected_before_and_after_their_day(self):
        self._make_layaway()
        self.assertEqual(
            self._expected(),
            [
                ("2027-03-29", "email", "expected", 1),
                ("2027-04-08", "email", "expected", 1),
            ],
        )

    def test_what_is_paid_already_is_not_expected(self):
        order = self._make_layaway()
        self._take(order, order.amount_total * 2 / 3)
        self.assertFalse(self._expected())

    def test_stopped_they_are_not_sent_and_moved_they_leave_on_the_other_day(self):
        order = self._make_layaway()
        self._expected()
        holds = self.env["customer.planned.hold"].with_user(self.manager)
        first, second = self._find(self.ORIGIN).filtered(
            lambda batch: batch.state == "expected"
        )
        other = first.date.replace(day=30)
        holds._decide(first, "Closed", other)
        holds._decide(second, "Not this time")
        self.assertEqual(
            self._expected(),
            [
                ("2027-03-30", "email", "expected", 1),
                ("2027-04-08", "email", "stopped", 1),
            ],
        )
        for day in ("2027-03-25", "2027-04-02"):
            with freeze_time(f"{day} 08:00:00"):
                self.env[self.ORIGIN]._cron_plan_reminders()
        rows = self.env["customer.message"].search(
            [("source", "=like", f"{self.ORIGIN},%")], order="scheduled_at"
        )
        mine = rows.filtered(lambda row: row.source.order_id == order)
        self.assertEqual(
            [(str(row.scheduled_at.date()), row.state) for row in mine][-2:],
            [("2027-03-30", "planned"), ("2027-04-08", "cancelled")],
        )
