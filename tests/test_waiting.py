# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_appointment import NOW, AppointmentCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWaiting(AppointmentCommon):
    """Who waits is proposed for times that become free; a person decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.waiter = cls._make_customer(
            name="Jan Nowak", email="jan@example.com", preferred_channel=False
        )
        cls.freed_before = cls.env["customer.freed.time"].search([])

    def _wait(self, **vals):
        vals = {"partner_id": self.waiter.id, "name": "Check", "duration": 0.5, **vals}
        return self.env["customer.waiting"].create(vals)

    def _freed(self, event=None):
        return self.env["customer.freed.time"].search([]) - self.freed_before

    def _free(self, **vals):
        self._make_appointment(**vals).action_customer_cancel()
        return self._freed()

    def _to_dos(self, waiting):
        return self.env["mail.activity"].search(
            [("res_model", "=", "customer.waiting"), ("res_id", "in", waiting.ids)]
        )

    def test_cancelled_moved_declined_and_deleted_times_are_free(self):
        for act, reason in (
            (lambda event: event.action_customer_cancel(), "cancelled"),
            (lambda event: event.action_customer_declined(), "declined"),
            (lambda event: event.unlink(), "cancelled"),
            (
                lambda event: event.write(
                    {"start": "2027-03-09 09:00:00", "stop": "2027-03-09 10:00:00"}
                ),
                "moved",
            ),
        ):
            act(self._make_appointment())
            freed = self._freed()
            self.assertEqual(freed.mapped("reason"), [reason])
            self.assertEqual(str(freed.start), "2027-03-03 09:00:00")
            self.assertEqual(freed.user_id, self.clerk)
            freed.unlink()

    def test_past_times_and_meetings_without_a_customer_are_not(self):
        self._make_appointment("2027-02-28 09:00:00").unlink()
        self._make_appointment(customer=self.other_clerk.partner_id).unlink()
        self.assertFalse(self._freed())

    def test_the_user_is_told_who_waits_and_nobody_is_written_to(self):
        waiting = self._wait()
        messages = self.env["customer.message"].search_count(
            [("partner_id", "=", self.waiter.id)]
        )
        self._free()
        task = self._to_dos(waiting)
        self.assertEqual(task.user_id, self.clerk)
        self.assertIn("3/3/27, 10:00", task.summary, "the clerk's time")
        self.assertIn("Jan Nowak", task.note)
        self.assertEqual(
            messages,
            self.env["customer.message"].search_count(
                [("partner_id", "=", self.waiter.id)]
            ),
        )

    def test_a_colleague_without_the_function_gets_no_task_and_no_error(self):
        waiting = self._wait()
        for user in (self.user_no_level, self.env["res.users"]):
            event = self._make_appointment(user=user)
            event.with_user(self.user_no_level).unlink()
            self.assertFalse(self._to_dos(waiting))
        self.assertEqual(len(self._freed()), 2)

    def test_what_suits(self):
        [freed] = self._free(stop="2027-03-03 10:00:00")  # Wednesday, 10 in Warsaw
        kind = self.env["calendar.event.type"].create({"name": "Of the test"})
        for vals, suits in (
            ({}, True),
            ({"on_wednesday": False}, False),
            ({"part_of_day": "morning"}, True),
            ({"part_of_day": "afternoon"}, False),
            ({"date_from": "2027-03-03", "date_to": "2027-03-03"}, True),
            ({"date_from": "2027-03-04"}, False),
            ({"date_to": "2027-03-02"}, False),
            ({"user_id": self.clerk.id}, True),
            ({"user_id": self.other_clerk.id}, False),
            ({"duration": 1.0}, True),
            ({"duration": 1.5}, False),
            ({"kind_id": kind.id}, True),
            ({"partner_id": self.customer.id}, False),
        ):
            waiting = self._wait(**vals)
            self.assertEqual(waiting in freed._matches()[freed], suits, vals)
            waiting.unlink()
        freed.kind_ids = kind
        other = self.env["calendar.event.type"].create({"name": "Other of the test"})
        self.assertFalse(freed._matches()[freed] & self._wait(kind_id=other.id))

    def test_until_a_day_means_the_evening_where_the_shop_is_too(self):
        self.env.company.partner_id.tz = "America/Los_Angeles"
        evening = self._free(start="2027-03-04 01:00:00")  # Wednesday, 17 there
        waiting = self._wait(date_to="2027-03-03")
        self.assertIn(waiting, evening._matches()[evening])
        waiting.date_to = "2027-03-02"
        self.assertNotIn(waiting, evening._matches()[evening])

    def test_booked_in_one_click(self):
        waiting = self._wait()
        freed = self._free()
        waiting.with_user(self.clerk).action_book(freed.id)
        event = waiting.event_id
        self.assertEqual(waiting.state, "booked")
        self.assertEqual(event.customer_partner_id, self.waiter)
        self.assertEqual(str(event.start), "2027-03-03 09:00:00")
        self.assertEqual(str(event.stop), "2027-03-03 09:30:00")
        self.assertEqual(event.user_id, self.clerk)
        self.assertEqual(freed.booked_event_id, event)
        self.assertFalse(self._to_dos(waiting), "the task is done")

    def test_the_second_one_finds_it_taken(self):
        first, second = self._wait(), self._wait(partner_id=self._make_customer().id)
        freed = self._free()
        first.with_user(self.clerk).action_book(freed.id)
        with self.assertRaisesRegex(UserError, "not free any more"):
            second.with_user(self.other_clerk).action_book(freed.id)
        self.assertEqual(second.state, "waiting")
        with self.assertRaisesRegex(UserError, "does not wait any more"):
            first.with_user(self.clerk).action_book(freed.id)

    def test_a_time_taken_otherwise_is_not_offered(self):
        freed = self._free()
        moments = (freed.start, freed.stop)
        self.assertEqual(self.env["customer.freed.time"]._open_ones(*moments), freed)
        self._make_appointment(customer=self.waiter)
        self.assertFalse(self.env["customer.freed.time"]._open_ones(*moments))

    def test_an_offer_is_a_persons_deed_and_goes_through_the_outbox(self):
        waiting = self._wait()
        freed = self._free()
        with self.assertRaisesRegex(AccessError, "Send customer messages"):
            waiting.with_user(self.clerk).action_offer(freed.id)
        waiting.with_user(self.user_level_4).action_offer(freed.id)
        row = self.env["customer.message"].search(
            [("source", "=", f"customer.waiting,{waiting.id}")]
        )
        self.assertEqual((row.state, row.channel), ("planned", "sms"))
        self.assertIn("Wednesday, March 3, 2027, 10:00", row.body)
        self.assertEqual(waiting.state, "offered")
        self.assertEqual(row.user_id, self.user_level_4)

    def test_who_cannot_be_written_to_is_to_be_called(self):
        self.waiter.write({"email": False, "phone": False})
        waiting = self._wait()
        freed = self._free()
        with self.assertRaisesRegex(UserError, "Call them instead"):
            waiting.with_user(self.user_level_4).action_offer(freed.id)
        self.assertEqual(waiting.state, "waiting")

    def test_bad_entries_are_refused_in_a_sentence(self):
        for vals, words in (
            (
                {"date_from": "2027-03-05", "date_to": "2027-03-04"},
                "before the earliest",
            ),
            ({"duration": 0}, "more than nothing"),
            (
                {
                    f"on_{day}day": False
                    for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
                },
                "at least one day",
            ),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                self._wait(**vals)
        self.waiter.sudo().is_forgotten = True
        with self.assertRaisesRegex(UserError, "asked to be forgotten"):
            self._wait()

    def test_other_companies_see_nothing_of_it(self):
        waiting = self._wait()
        self._free()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user = self._make_user(
            "elsewhere",
            "customer_care.level_5",
            company_id=company.id,
            company_ids=company.ids,
        )
        self.assertNotIn(waiting, waiting.with_user(user).search([]))
        self.assertFalse(self.env["customer.freed.time"].with_user(user).search([]))

    def test_booking_from_the_list_asks_for_a_time_and_closes_the_entry(self):
        waiting = self._wait()
        action = waiting.with_user(self.clerk).action_book()
        dialog = (
            self.env["customer.appointment"]
            .with_user(self.clerk)
            .with_context(**action["context"])
            .create({"start": "2027-03-05 09:00:00"})
        )
        dialog.action_book()
        self.assertEqual(waiting.state, "booked")
        self.assertEqual(str(waiting.event_id.start), "2027-03-05 09:00:00")

    def test_an_appointment_closes_nobody_else_s_waiting(self):
        waiting = self._wait()
        dialog = (
            self.env["customer.appointment"]
            .with_user(self.clerk)
            .create(
                {
                    "partner_id": self.customer.id,
                    "start": "2027-03-05 09:00:00",
                    "waiting_id": waiting.id,
                }
            )
        )
        with self.assertRaisesRegex(ValidationError, "is not of"):
            dialog.action_book()
        self.assertEqual(waiting.state, "waiting")

    def test_gone_and_back(self):
        waiting = self._wait().with_user(self.clerk)
        waiting.action_gone()
        self.assertEqual(waiting.state, "gone")
        waiting.action_wait()
        self.assertEqual(waiting.state, "waiting")
