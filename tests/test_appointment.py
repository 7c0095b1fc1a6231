# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.mail.models.mail_thread import MailThread

from .common_appointment import NOW, AppointmentCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAppointment(AppointmentCommon):
    """A meeting of the calendar is an appointment of a customer, and what follows."""

    # -- whose appointment it is --

    def test_the_only_customer_among_the_attendees_is_its_customer(self):
        event = self._make_appointment()
        self.assertEqual(event.customer_partner_id, self.customer)
        self.assertEqual(event.customer_state, "planned")
        self.assertEqual(event.customer_company_id, self.env.company)
        self.assertTrue(event.customer_remind)

    def test_of_two_customers_somebody_has_to_choose(self):
        other = self._make_customer(name="Jan Nowak")
        event = self._make_appointment(customer=self.customer | other)
        self.assertFalse(event.customer_partner_id)
        self.assertFalse(event.customer_state)
        event.customer_partner_id = other
        self.assertEqual(event.customer_state, "planned")
        event.partner_ids = [Command.link(self.other_clerk.partner_id.id)]
        self.assertEqual(event.customer_partner_id, other, "others change nothing")

    def test_colleagues_alone_are_no_customers(self):
        event = self._make_appointment(customer=self.other_clerk.partner_id)
        self.assertFalse(event.customer_partner_id)
        self.assertFalse(self._rows(event))

    def test_the_customer_chosen_attends(self):
        event = self._make_appointment(customer=self.other_clerk.partner_id)
        event.customer_partner_id = self.customer
        self.assertIn(self.customer, event.partner_ids)
        self.assertEqual(
            event.attendee_ids.partner_id,
            self.customer | self.clerk.partner_id | self.other_clerk.partner_id,
        )

    def test_the_customer_given_attends_once(self):
        event = self.env["calendar.event"].create(
            {
                "name": "Cleaning",
                "start": "2027-03-03 09:00:00",
                "stop": "2027-03-03 10:00:00",
                "customer_partner_id": self.customer.id,
                "partner_ids": [Command.link(self.customer.id)],
            }
        )
        self.assertEqual(event.attendee_ids.partner_id, self.customer)
        self.assertEqual(len(event.attendee_ids), 1)

    def test_another_customer_takes_the_place_of_the_former_one(self):
        event = self._make_appointment()
        event.action_customer_confirmed()
        other = self._make_customer(name="Jan Nowak")
        event.customer_partner_id = other
        self.assertNotIn(self.customer, event.partner_ids)
        self.assertIn(other, event.partner_ids)
        self.assertEqual(event.customer_state, "planned", "they said nothing yet")

    def test_events_from_before_are_adopted_in_one_statement(self):
        event = self._make_appointment()
        declined = self._make_appointment("2027-03-04 09:00:00")
        declined.attendee_ids.filtered(
            lambda row: row.partner_id == self.customer
        ).state = "declined"
        nobody = self._make_appointment(customer=self.other_clerk.partner_id)
        events = event | declined | nobody
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE calendar_event SET customer_partner_id = NULL, customer_state ="
            " NULL, customer_company_id = NULL WHERE id = ANY(%s)",
            [events.ids],
        )
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.env["calendar.event"]._adopt_events()
        self.env.invalidate_all()
        self.assertEqual(
            events.mapped("customer_state"), ["planned", "declined", False]
        )
        self.assertEqual((event | declined).customer_partner_id, self.customer)
        self.assertFalse(event.customer_remind, "nobody asked for reminders of these")

    # -- the dialog --

    def test_booked_in_the_dialog(self):
        event = self._book(user_id=self.other_clerk.id, remind=False)
        self.assertEqual(event.customer_partner_id, self.customer)
        self.assertEqual(event.user_id, self.other_clerk)
        self.assertEqual(event.name, "Cleaning")
        self.assertEqual(str(event.stop), "2027-03-03 10:00:00")
        self.assertEqual(event.partner_ids, self.customer | self.other_clerk.partner_id)
        self.assertFalse(self._rows(event))

    def test_the_customer_gets_no_invitation_and_the_colleague_does(self):
        with self.mock_invitations() as told:
            self._book(user_id=self.other_clerk.id)
        self.assertEqual(told, [self.other_clerk.partner_id])

    @contextmanager
    def mock_invitations(self):
        """Yield the people whom Odoo writes to about a meeting."""
        people = []

        def note(_self, **kwargs):
            people.append(self.env["res.partner"].browse(kwargs["partner_ids"]))
            return self.env["mail.message"]

        with patch.object(MailThread, "message_notify", note):
            yield people

    def test_it_warns_when_the_user_is_busy(self):
        self._make_appointment(user=self.other_clerk)
        busy = self._dialog(user_id=self.other_clerk.id, start="2027-03-03 09:30:00")
        self.assertIn("Clerk b, Anna Kowalska is busy from 3/3/27", busy.conflict)
        free = self._dialog(user_id=self.other_clerk.id, start="2027-03-03 10:00:00")
        self.assertFalse(free.conflict)

    def test_what_a_private_meeting_is_about_stays_private(self):
        self._make_appointment(
            user=self.other_clerk,
            customer=self._make_customer(name="Jan Nowak"),
            name="Secret",
            privacy="private",
        )
        dialog = self._dialog(user_id=self.other_clerk.id)
        self.assertIn("Clerk b is busy", dialog.conflict)
        self.assertNotIn("Secret", dialog.conflict)

    def test_an_end_before_the_start_is_refused(self):
        with self.assertRaisesRegex(UserError, "ends before it begins"):
            self._dialog(duration=-1.0).action_book()
        with self.assertRaisesRegex(ValidationError, "earlier than the starting"):
            self._make_appointment(stop="2027-03-03 08:00:00")

    def test_nobody_is_reminded_of_the_past(self):
        with self.assertRaisesRegex(UserError, "^This time is past: .*switch the rem"):
            self._dialog(start="2027-02-28 09:00:00").action_book()
        event = self._book(start="2027-02-28 09:00:00", remind=False)
        self.assertTrue(event, "a visit without an appointment may be noted")
        event.customer_remind = True
        self.assertFalse(self._rows(event))

    # -- who can have none --

    def test_an_archived_customer_has_none(self):
        self.customer.active = False
        with self.assertRaisesRegex(UserError, "is archived"):
            self.customer.with_user(self.clerk).action_new_appointment()
        with self.assertRaisesRegex(UserError, "is archived"):
            self._dialog().action_book()

    def test_a_forgotten_customer_has_none(self):
        event = self._make_appointment(customer=self.other_clerk.partner_id)
        self.customer.sudo().is_forgotten = True
        with self.assertRaisesRegex(UserError, "asked to be forgotten"):
            self._dialog().action_book()
        with self.assertRaisesRegex(UserError, "asked to be forgotten"):
            event.customer_partner_id = self.customer

    def test_a_merged_customer_sends_to_the_survivor(self):
        survivor = self._make_customer(name="Anna Nowak")
        self.customer.sudo().write({"merged_into_id": survivor.id, "active": False})
        with self.assertRaisesRegex(
            UserError,
            "was merged into Anna Nowak. Make the appointment with Anna Nowak",
        ):
            self._dialog().action_book()

    def test_a_customer_of_another_company_has_none(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.customer.company_id = company
        values = {
            "name": "Cleaning",
            "user_id": self.clerk.id,
            "customer_partner_id": self.customer.id,
        }
        with self.assertRaisesRegex(UserError, "is a customer of Elsewhere"):
            self.env["calendar.event"].create(values)
        with self.assertRaises(AccessError):
            self._dialog().action_book()
        self.customer.company_id = self.env.company
        dialog = self._dialog()
        self.customer.company_id = company
        with self.assertRaises(AccessError):
            dialog.action_book()

    def test_who_lacks_the_function_changes_nothing_by_rpc(self):
        event = self._make_appointment(user=self.user_no_level)
        with self.assertRaisesRegex(AccessError, "set by the program"):
            event.with_user(self.user_no_level).write({"customer_state": "no_show"})
        for vals in ({"customer_remind": False}, {"customer_partner_id": False}):
            with self.assertRaisesRegex(AccessError, "Change appointments"):
                event.with_user(self.user_no_level).write(vals)
        with self.assertRaisesRegex(AccessError, "Change appointments"):
            event.with_user(self.user_no_level).action_customer_arrived()
        self.assertEqual(event.customer_state, "planned")

    def test_without_any_level_the_calendar_works_as_before(self):
        event = self._make_appointment(user=self.user_no_level)
        event = event.with_user(self.user_no_level)
        event.write({"start": "2027-03-04 09:00:00"})
        event.unlink()
        made = (
            self.env["calendar.event"]
            .with_user(self.user_no_level)
            .create({"name": "Mine"})
        )
        self.assertFalse(made.customer_state)

    # -- at the desk --

    def test_arrived_done_and_a_slip_taken_back(self):
        event = self._make_appointment().with_user(self.clerk)
        event.action_customer_arrived()
        self.assertEqual(event.customer_state, "arrived")
        self.assertEqual(str(event.customer_arrived_at), NOW)
        event.action_customer_done()
        self.assertEqual(event.customer_state, "done")
        event.action_customer_reset()
        self.assertEqual(event.customer_state, "planned")
        self.assertFalse(event.customer_arrived_at)

    def test_the_second_of_two_clerks_finds_it_done(self):
        event = self._make_appointment()
        event.with_user(self.clerk).action_customer_arrived()
        with freeze_time("2027-03-01 08:05:00"):
            event.with_user(self.other_clerk).action_customer_arrived()
        self.assertEqual(str(event.customer_arrived_at), NOW)

    def test_a_no_show_is_known_only_after_it_began(self):
        event = self._make_appointment().with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "has not begun yet"):
            event.action_customer_no_show()
        with freeze_time("2027-03-03 09:10:00"):
            event.action_customer_no_show()
        self.assertEqual(event.customer_state, "no_show")
        with self.assertRaisesRegex(UserError, "is marked as No-show"):
            event.action_customer_confirmed()

    def test_cancelled_it_leaves_the_calendar_and_stays_in_the_history(self):
        event = self._make_appointment().with_user(self.clerk)
        event.action_customer_cancel()
        self.assertFalse(event.active)
        self.assertEqual(event.customer_state, "cancelled")
        event.active = True
        self.assertEqual(event.customer_state, "planned")

    def test_who_has_been_there_cannot_be_cancelled(self):
        event = self._make_appointment().with_user(self.clerk)
        event.action_customer_arrived()
        with self.assertRaisesRegex(UserError, "as Arrived and cannot become Cancel"):
            event.action_customer_cancel()
        self.assertTrue(event.active)
        self.assertEqual(event.customer_state, "arrived")

    def test_a_meeting_of_colleagues_has_no_steps_of_a_customer(self):
        both = self._make_appointment() | self._make_appointment(
            customer=self.other_clerk.partner_id, name="Staff"
        )
        for verb in ("arrived", "done", "cancel", "confirmed", "reset"):
            with (
                self.subTest(verb),
                self.assertRaisesRegex(UserError, "Staff.* has no customer. Open it"),
            ):
                getattr(both.with_user(self.clerk), f"action_customer_{verb}")()
        self.assertEqual(both[0].customer_state, "planned")
        self.assertTrue(both[1].active)

    def test_moved_an_answer_to_the_old_time_does_not_count(self):
        event = self._make_appointment()
        event.with_user(self.clerk).action_customer_confirmed()
        mine = event.attendee_ids.filtered(lambda a: a.partner_id == self.customer)
        self.assertEqual(mine.state, "accepted")
        event.start = "2027-03-04 09:00:00"
        self.assertEqual(event.customer_state, "planned")
        self.assertEqual(mine.state, "needsAction")

    def test_an_answer_to_odoos_invitation_is_one_to_us(self):
        event = self._make_appointment()
        mine = event.attendee_ids.filtered(lambda a: a.partner_id == self.customer)
        mine.do_accept()
        self.assertEqual(event.customer_state, "confirmed")
        mine.do_decline()
        self.assertEqual(event.customer_state, "declined")
        event.attendee_ids.filtered(
            lambda a: a.partner_id == self.clerk.partner_id
        ).do_decline()
        self.assertEqual(event.customer_state, "declined")

    # -- book next --

    def _next(self, event):
        context = event.with_user(self.clerk).action_customer_book_next()["context"]
        return context

    def test_the_next_one_has_the_customers_own_rhythm(self):
        before = self._make_appointment("2027-01-20 09:00:00")
        before.customer_state = "done"
        context = self._next(self._make_appointment("2027-03-03 09:00:00"))
        self.assertEqual(context["default_start"], "2027-04-14 08:00:00")
        self.assertEqual(context["default_user_id"], self.clerk.id)
        self.assertEqual(context["default_duration"], 1.0)
        self.assertEqual(context["default_name"], "Cleaning")

    def test_the_rhythm_is_that_of_the_same_kind(self):
        checkup, cleaning = self.env["calendar.event.type"].create(
            [{"name": "Check-up"}, {"name": "Cleaning"}]
        )
        for start, kind in (
            ("2027-01-20 09:00:00", checkup),
            ("2027-02-24 09:00:00", cleaning),
        ):
            self._make_appointment(start, categ_ids=kind.ids).customer_state = "done"
        event = self._make_appointment("2027-03-03 09:00:00", categ_ids=checkup.ids)
        self.assertEqual(self._next(event)["default_start"], "2027-04-14 08:00:00")

    def test_without_a_rhythm_the_company_says_and_summer_time_keeps_the_hour(self):
        context = self._next(self._make_appointment("2027-03-03 09:00:00"))
        # 10 o'clock in Warsaw before and after the clocks change on March 28
        self.assertEqual(context["default_start"], "2027-03-31 08:00:00")

    # -- the customer's page --

    def test_the_page_says_next_past_and_no_shows(self):
        for day, state in (
            (1, "done"),
            (8, "no_show"),
            (15, "arrived"),
            (22, "planned"),
        ):
            self._make_appointment(f"2027-02-{day:02} 09:00:00").customer_state = state
        self._make_appointment("2027-02-25 09:00:00").active = False
        self._make_appointment()
        data = self.customer.with_user(self.clerk).get_customer_appointments()
        figures = data["figures"]
        self.assertEqual(figures["past"], 4)
        self.assertEqual(figures["no_show"], 1)
        self.assertEqual(figures["rate"], 33, "of the three of whom it is known")
        self.assertIn("3/3/27", figures["next"].replace("2027", "27"))
        self.assertEqual(
            [row["state"] for row in data["rows"]],
            ["planned", "cancelled", "planned", "arrived", "no_show", "done"],
        )
        self.assertTrue(data["can_change"])

    def test_a_private_one_is_not_on_the_page_of_others(self):
        self._make_appointment(privacy="private")
        mine = self.customer.with_user(self.clerk).get_customer_appointments()
        others = self.customer.with_user(self.other_clerk).get_customer_appointments()
        self.assertEqual(len(mine["rows"]), 1)
        self.assertTrue(mine["figures"]["next"])
        self.assertFalse(others["rows"])
        self.assertFalse(others["figures"]["next"])

    def test_a_private_one_has_no_name_among_the_messages(self):
        event = self._make_appointment(privacy="private", name="Secret")
        self.assertEqual(self._rows(event).subject, "Appointment")

    def test_the_overview_says_next_past_and_no_shows(self):
        self._make_appointment("2027-02-08 09:00:00").customer_state = "no_show"
        self._make_appointment("2027-02-15 09:00:00").customer_state = "done"
        self._make_appointment()
        boxes = self.customer.with_user(self.clerk).get_customer_overview()["boxes"]
        [box] = [box for box in boxes if box["key"] == "no_shows"]
        figures = {figure["key"]: figure for figure in box["figures"]}
        self.assertIn("3/3/27", figures["next_appointment"]["value"])
        self.assertEqual(figures["past_appointments"]["value"], 2)
        self.assertEqual(figures["no_shows"]["value"], 1)
        self.assertEqual(figures["no_shows"]["note"], "50 % of those known")
        [rows] = [box["rows"] for box in boxes if box["key"] == "appointments"]
        states = [row[3]["value"] for row in rows]
        self.assertEqual(states, ["coming", "Done", "No-show"])

    def test_deleting_a_customer_with_appointments_says_so(self):
        self._make_appointment(customer_remind=False)
        words = self.customer._deletion_blockers()[self.customer.id]
        self.assertEqual(words, ["appointments (1)"])

    def test_reading_the_page_costs_the_same_for_many(self):
        def count(customer):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            customer.get_customer_appointments()
            return self.env.cr.sql_log_count - before

        few = self._make_customer(name="Few")
        self._make_appointment(customer=few)
        for day in range(1, 21):
            self._make_appointment(f"2027-02-{day:02} 09:00:00")
        customer = self.customer.with_user(self.clerk)
        customer.get_customer_appointments()
        self.assertLessEqual(count(customer), count(few.with_user(self.clerk)) + 1)
