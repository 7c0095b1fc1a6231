# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.mail.models.mail_thread import MailThread
from odoo.addons.sms.models.mail_thread import MailThread as SmsThread

from .common_appointment import NOW, AppointmentCommon
from .common_queries import counted


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAppointmentReminder(AppointmentCommon):
    """Reminders of appointments, through the outbox."""

    def _states(self, event):
        return [(str(row.scheduled_at), row.state) for row in self._rows(event)]

    # -- planned --

    def test_a_day_before_by_email_about_the_event(self):
        event = self._make_appointment()
        row = self._rows(event)
        self.assertEqual(self._states(event), [("2027-03-02 09:00:00", "planned")])
        self.assertEqual(row.channel, "email")
        self.assertEqual(row.source, event)
        self.assertEqual(row.purpose_id, self.service)
        self.assertEqual(row.late_until, event.start)
        self.assertEqual(row.company_id, self.env.company)
        self.assertEqual(row.user_id, self.clerk)

    def test_what_is_far_away_is_planned_by_the_job_and_once(self):
        event = self._make_appointment("2027-03-20 09:00:00")
        self.assertFalse(self._rows(event))
        for _run in range(2):
            with freeze_time("2027-03-15 08:00:00"):
                self.env["calendar.event"]._cron_plan_customer_reminders()
        self.assertEqual(self._states(event), [("2027-03-19 09:00:00", "planned")])

    def test_what_the_customer_prefers_then_what_reaches_them_then_a_call(self):
        for vals, channel in (
            ({"preferred_channel": "sms"}, "sms"),
            ({"email": False}, "sms"),
            ({"email": False, "phone": "+48 22 555 01 10"}, "call"),
            ({}, "email"),
        ):
            vals = {"preferred_channel": False, **vals}
            event = self._make_appointment(customer=self._make_customer(**vals))
            self.assertEqual(self._rows(event).channel, channel, vals)
        self.env.company.appointment_channel = "sms"
        event = self._make_appointment()
        self.assertEqual(self._rows(event).channel, "sms")

    def test_without_any_address_somebody_has_to_look_for_a_number(self):
        customer = self._make_customer(email=False, phone=False)
        row = self._rows(self._make_appointment(customer=customer))
        self.assertEqual((row.channel, row.state), ("call", "planned"))
        self.assertEqual(row.address, "no phone number")

    def test_none_for_what_is_too_near_past_or_switched_off(self):
        for start in ("2027-03-02 07:59:00", "2027-02-28 09:00:00"):
            self.assertFalse(self._rows(self._make_appointment(start)), start)
        off = self._make_appointment(customer_remind=False)
        self.assertFalse(self._rows(off))
        off.customer_remind = True
        self.assertEqual(len(self._rows(off)), 1)
        off.customer_remind = False
        self.assertEqual(self._rows(off).state, "cancelled")

    def test_the_company_switches_them_off_and_sets_the_lead(self):
        event = self._make_appointment()
        self.env.company.appointment_lead_hours = 3
        self.assertEqual(self._states(event), [("2027-03-03 06:00:00", "planned")])
        self.env.company.appointment_reminders = False
        self.assertEqual(self._rows(event).state, "cancelled")
        with self.assertRaisesRegex(ValidationError, "1 to 336 hours"):
            self.env.company.appointment_lead_hours = 0

    def test_a_whole_day_is_reminded_of_in_the_morning_before(self):
        event = self._make_appointment(
            allday=True, start_date="2027-03-29", stop_date="2027-03-29"
        )
        with freeze_time("2027-03-24 08:00:00"):
            self.env["calendar.event"]._cron_plan_customer_reminders()
        # 9 o'clock in Warsaw on the day on which the clocks changed
        self.assertEqual(self._states(event), [("2027-03-28 07:00:00", "planned")])
        self.assertEqual(str(self._rows(event).late_until), "2027-03-28 22:00:00")

    def test_each_occurrence_of_a_series_is_reminded_of_once(self):
        series = self.env["calendar.event"].create(
            {
                "name": "Course",
                "start": "2027-03-03 09:00:00",
                "stop": "2027-03-03 10:00:00",
                "user_id": self.clerk.id,
                "partner_ids": [
                    Command.set((self.clerk.partner_id | self.customer).ids)
                ],
                "recurrency": True,
                "rrule_type": "daily",
                "interval": 2,
                "count": 3,
                "event_tz": "UTC",
            }
        )
        events = series.recurrence_id.calendar_event_ids
        self.env["calendar.event"]._cron_plan_customer_reminders()
        rows = self._rows(events)
        self.assertEqual(
            [str(row.scheduled_at) for row in rows.sorted("scheduled_at")],
            ["2027-03-02 09:00:00", "2027-03-04 09:00:00", "2027-03-06 09:00:00"],
        )
        events.sorted("start")[1].action_customer_cancel()
        states = [row.state for row in self._rows(events).sorted("scheduled_at")]
        self.assertEqual(states, ["planned", "cancelled", "planned"])

    # -- in step with the appointment --

    def test_moved_it_moves_along(self):
        event = self._make_appointment()
        row = self._rows(event)
        event.write({"start": "2027-03-05 09:00:00", "stop": "2027-03-05 10:00:00"})
        self.assertEqual(self._rows(event), row, "the same row")
        self.assertEqual(self._states(event), [("2027-03-04 09:00:00", "planned")])
        self.env["calendar.event"]._cron_plan_customer_reminders()
        self.assertEqual(len(self._rows(event)), 1)

    def test_moved_too_near_it_is_taken_back(self):
        event = self._make_appointment()
        event.write({"start": "2027-03-01 12:00:00", "stop": "2027-03-01 13:00:00"})
        row = self._rows(event)
        self.assertEqual(row.state, "cancelled")
        self.assertIn("too near", row.reason)

    def test_moved_after_it_was_sent_the_new_time_is_reminded_of(self):
        event = self._make_appointment()
        self._rows(event).write({"state": "sent"})
        with freeze_time("2027-03-02 12:00:00"):
            event.write({"start": "2027-03-06 09:00:00", "stop": "2027-03-06 10:00:00"})
        self.assertEqual(
            self._states(event),
            [("2027-03-02 09:00:00", "sent"), ("2027-03-05 09:00:00", "planned")],
        )

    def test_cancelled_deleted_or_over_it_does_not_leave(self):
        for act, words in (
            (lambda event: event.action_customer_cancel(), "cancelled"),
            (lambda event: event.unlink(), "deleted"),
            (lambda event: event.action_archive(), "cancelled"),
            (lambda event: event.action_customer_declined(), "cannot come"),
            (lambda event: event.action_customer_arrived(), "over"),
        ):
            event = self._make_appointment()
            row = self._rows(event)
            act(event)
            self.assertEqual(row.state, "cancelled", words)
            self.assertIn(words, row.reason)

    def test_brought_back_it_is_planned_again(self):
        event = self._make_appointment()
        event.active = False
        with freeze_time("2027-03-01 08:10:00"):
            event.active = True
        self.assertEqual(self._states(event), [("2027-03-02 09:00:00", "planned")])

    def test_what_a_person_cancelled_stays_cancelled(self):
        event = self._make_appointment()
        with freeze_time("2027-03-01 08:10:00"):
            self._rows(event).action_cancel()
            # the time of the transaction is the machine's, not the frozen one
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE customer_message SET write_date = %s WHERE id = %s",
                ["2027-03-01 08:10:00", self._rows(event).id],
            )
            self.env.invalidate_all()
            self.env["calendar.event"]._cron_plan_customer_reminders()
            event.name = "Renamed"
            event.user_id = self.other_clerk
        self.assertEqual(self._rows(event).state, "cancelled")

    def test_the_gate_refuses_a_forgotten_customer_when_it_would_leave(self):
        row = self._rows(self._make_appointment())
        self.customer.sudo().is_forgotten = True
        self.env["calendar.event"]._cron_plan_customer_reminders()
        self.assertFalse(row._pass_gate())
        self.assertEqual(row.state, "skipped")
        self.assertIn("forgotten", row.reason)

    def test_another_customer_is_reminded_and_the_former_one_is_not(self):
        event = self._make_appointment()
        former = self._rows(event)
        other = self._make_customer(name="Jan Nowak", email="jan@example.com")
        event.customer_partner_id = other
        self.assertEqual(former.state, "cancelled")
        self.assertEqual((self._rows(event) - former).partner_id, other)

    # -- the words --

    def test_the_hour_is_that_of_the_clock_where_the_customer_comes_to(self):
        self.env.company.partner_id.tz = "Europe/Warsaw"
        event = self._make_appointment()
        for tz, clock in (
            ("Europe/Brussels", "10:00 AM"),
            ("America/New_York", "10:00 AM (Central European Standard Time)"),
        ):
            self.customer.tz = tz
            subject = event._customer_message_content(self._rows(event))["subject"]
            self.assertEqual(
                subject, f"Your appointment on Wednesday, March 3, 2027, {clock}"
            )
        self.env["res.lang"]._activate_lang("pl_PL")
        self.assertIn(
            "10:00 (czas środkowoeuropejski standardowy)",
            event.with_context(lang="pl_PL")._customer_when(),
        )

    def test_a_shop_without_a_time_zone_has_that_of_whoever_expects_the_customer(self):
        self.env.company.partner_id.tz = False
        self.customer.tz = "America/New_York"
        event = self._make_appointment()
        event.user_id.tz = "Europe/Warsaw"
        self.assertIn("10:00 AM (Central", event._customer_when())
        event.user_id.tz = False
        self.assertIn("4:00 AM", event._customer_when())
        self.assertNotIn("(", event._customer_when())

    def test_the_words_and_links(self):
        event = self._make_appointment()
        content = event._customer_message_content(self._rows(event))
        self.assertIn("Cleaning", content["body"])
        url = event._customer_answer_url()
        self.assertIn(f"{url}?answer=coming", content["body"])
        self.assertIn(f"{url}?answer=cannot", content["body"])

    def test_a_whole_day_is_told_without_an_hour(self):
        event = self._make_appointment(
            allday=True, start_date="2027-03-03", stop_date="2027-03-03"
        )
        subject = event._customer_message_content(self._rows(event))["subject"]
        self.assertIn("Wednesday, March 3, 2027", subject)
        self.assertNotRegex(subject, r"\d:\d\d|AM|PM")

    def test_of_what_the_customer_declined_no_reminder_leaves(self):
        event = self._make_appointment()
        row = self._rows(event)
        event.with_user(self.clerk).action_customer_declined()
        self.assertEqual(
            event._customer_message_gone(), {event.id: "The customer cannot come."}
        )
        self.assertNotIn("planned", row.exists().mapped("state"))

    def test_an_sms_holds_one_short_link(self):
        self.customer.preferred_channel = "sms"
        event = self._make_appointment()
        body = event._customer_message_content(self._rows(event))["body"]
        self.assertEqual(body.count("http"), 1)
        self.assertTrue(body.isascii(), "a narrow space halves the room of an SMS")
        self.assertLess(len(event._customer_answer_url().rpartition("/")[2]), 40)

    def test_two_on_one_day_leave_as_one_message_with_both(self):
        first = self._make_appointment()
        second = self._make_appointment("2027-03-03 14:00:00", name="Tasting")
        rows = self._rows(first | second)
        with freeze_time("2027-03-02 14:00:00"):
            [out] = rows._prepare_outgoing()
        self.assertIn("Tasting", out.body)
        self.assertIn(first._customer_answer_url(), out.body)
        self.assertIn(second._customer_answer_url(), out.body)

    # -- Odoo's own alarms --

    @contextmanager
    def _alarms(self):
        """Yield [(channel, partners)] of what Odoo's alarms send."""
        sent = []

        def notify(_self, **kwargs):
            sent.append(
                ("email", self.env["res.partner"].browse(kwargs["partner_ids"]))
            )
            return self.env["mail.message"]

        def sms(_self, **kwargs):
            people = self.env["res.partner"].browse(kwargs.get("partner_ids") or [])
            sent.extend(("sms", partner) for partner in people)

        with (
            patch.object(MailThread, "message_notify", notify),
            patch.object(SmsThread, "_message_sms_with_template", sms),
        ):
            yield sent

    def _alarm(self, kind, hours=2):
        return self.env["calendar.alarm"].create(
            {
                "name": f"{kind} {hours}",
                "alarm_type": kind,
                "duration": hours,
                "interval": "hours",
                "mail_template_id": self.env.ref(
                    "calendar.calendar_template_meeting_reminder"
                ).id,
            }
        )

    def _run_alarms(self, at):
        with freeze_time(at), self._alarms() as sent:
            manager = self.env["calendar.alarm_manager"].with_context(
                lastcall=datetime.fromisoformat(at) - timedelta(minutes=30)
            )
            manager._send_reminder()
        return sent

    def test_odoos_alarm_leaves_out_whom_we_remind_by_the_same_channel(self):
        self.clerk.email = "clerk@example.com"
        self.clerk.partner_id.phone = "+48 601 000 111"
        for kind, preferred in (("email", "email"), ("sms", "sms")):
            self.customer.preferred_channel = preferred
            alarm = self._alarm(kind)
            alarm.notify_responsible = True
            event = self._make_appointment(alarm_ids=[Command.set(alarm.ids)])
            self.assertEqual(self._rows(event).channel, kind)
            sent = self._run_alarms("2027-03-03 07:10:00")
            people = [partner for channel, partner in sent if channel == kind]
            self.assertEqual(people, [self.clerk.partner_id], "the clerk alone")
            event.unlink()

    def test_odoos_alarm_by_another_channel_reaches_the_customer(self):
        event = self._make_appointment(alarm_ids=[Command.set(self._alarm("sms").ids)])
        self.assertEqual(self._rows(event).channel, "email")
        sent = self._run_alarms("2027-03-03 07:10:00")
        self.assertEqual(sent, [("sms", self.customer)])

    def test_without_our_reminder_odoos_alarm_is_as_before(self):
        self._make_appointment(
            customer_remind=False, alarm_ids=[Command.set(self._alarm("email").ids)]
        )
        self.clerk.email = False
        sent = self._run_alarms("2027-03-03 07:10:00")
        self.assertEqual(sent, [("email", self.customer)])

    def test_an_alarm_that_is_earlier_leaves_it_to_us(self):
        event = self._make_appointment(
            "2027-03-20 09:00:00",
            alarm_ids=[Command.set(self._alarm("email", 240).ids)],
        )
        self.clerk.email = False
        self.assertFalse(self._rows(event))
        self.assertEqual(self._run_alarms("2027-03-10 09:10:00"), [])
        self.assertEqual(self._states(event), [("2027-03-19 09:00:00", "planned")])

    def test_where_odoos_alarm_was_first_we_take_another_channel(self):
        event = self._make_appointment(
            "2027-03-20 09:00:00",
            customer_remind=False,
            alarm_ids=[Command.set(self._alarm("email", 240).ids)],
        )
        self.clerk.email = False
        self.assertEqual(
            self._run_alarms("2027-03-10 09:10:00"), [("email", self.customer)]
        )
        with freeze_time("2027-03-15 08:00:00"):
            event.customer_remind = True
        self.assertEqual(self._rows(event).channel, "sms")

    def test_a_customer_who_must_not_be_written_to_gets_no_mail_of_odoos(self):
        event = self._make_appointment(
            alarm_ids=[Command.set(self._alarm("email").ids)]
        )
        self.clerk.email = False
        self.customer.sudo().is_forgotten = True
        self.assertEqual(self._run_alarms("2027-03-03 07:10:00"), [])
        self.assertTrue(event)

    # -- sets --

    def test_planning_costs_the_same_for_ten_and_for_a_hundred(self):
        def count(number, day):
            events = self.env["calendar.event"]
            with freeze_time("2027-02-01 08:00:00"):
                for _each in range(number):
                    events |= self._make_appointment(f"2027-03-{day:02} 09:00:00")
            with counted(self.env) as queries:
                with freeze_time("2027-03-01 08:00:00"):
                    self.env["calendar.event"]._cron_plan_customer_reminders()
            used = queries.number
            self.assertEqual(len(self._rows(events)), number)
            return used

        count(1, 3)
        few = count(4, 4)
        self.assertLessEqual(count(30, 5), few + 4)
