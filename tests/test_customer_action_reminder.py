# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import CustomerCommon
from .common_queries import counted


@tagged("post_install", "-at_install")
@freeze_time("2027-03-01 06:00:00")
class TestCustomerActionReminder(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.action.type"].search([]).reminders_on = False
        cls.Action = cls.env["customer.action"]
        cls.Message = cls.env["customer.message"]
        cls.customer = cls._make_customer()
        cls.warranty = cls._make_reminding_type()

    @classmethod
    def _make_reminding_type(
        cls, steps=(0,), channels=("email", "sms", "call"), **vals
    ):
        with freeze_time("2027-01-01 06:00:00"):
            seeded = cls.env.ref("customer_care.customer_action_type_warranty")
            return cls._make_type(
                **{
                    "reminders_on": True,
                    "send_hour": 9.0,
                    "late_window_days": 3,
                    "mail_template_id": seeded.mail_template_id.id,
                    "sms_template_id": seeded.sms_template_id.id,
                    "step_ids": [(0, 0, {"days_before": days}) for days in steps],
                    "channel_ids": [
                        (0, 0, {"sequence": number, "channel": channel})
                        for number, channel in enumerate(channels)
                    ],
                    **vals,
                }
            )

    def _action(self, day, made="2027-01-15 06:00:00", **vals):
        with freeze_time(made):
            return self._make_action(
                **{
                    "partner_id": self.customer.id,
                    "type_id": self.warranty.id,
                    "date_start": datetime(2026, 1, 1, 11),
                    "date_remind": day,
                    **vals,
                }
            )

    def _rows(self, actions):
        return self.Message.search(
            [("source", "in", [f"customer.action,{i}" for i in actions.ids])],
            order="scheduled_at, id",
        )

    def _plan(self, actions):
        self.Action._cron_plan_reminders()
        return self._rows(actions)

    def test_due_reminder_is_planned_at_the_types_hour(self):
        action = self._action(date(2027, 3, 2))
        self.assertRecordValues(
            self._plan(action),
            [
                {
                    "partner_id": self.customer.id,
                    "channel": "email",
                    "subject": "Coffee machine",
                    "state": "planned",
                    "scheduled_at": datetime(2027, 3, 2, 8),
                    "late_until": datetime(2027, 3, 5, 8),
                    "purpose_id": self.env.ref("customer_care.purpose_service").id,
                    "occurrence_key": f"customer.action,{action.id}:2027-03-02:email",
                }
            ],
        )

    def test_every_step_reminds_once(self):
        self.warranty = self._make_reminding_type(steps=(7, 0))
        action = self._action(date(2027, 3, 8))
        rows = self._plan(action)
        self.assertEqual(
            rows.mapped("scheduled_at"),
            [datetime(2027, 3, 1, 8), datetime(2027, 3, 8, 8)],
        )

    def test_planning_again_changes_nothing(self):
        action = self._action(date(2027, 3, 2))
        rows = self._plan(action)
        before = rows.read()
        self.assertEqual(self._plan(action), rows)
        self.assertEqual(rows.read(), before)

    def test_local_hour_is_kept_over_clock_changes(self):
        cases = (
            ("Europe/Warsaw", date(2027, 3, 27), datetime(2027, 3, 27, 8)),
            ("Europe/Warsaw", date(2027, 3, 28), datetime(2027, 3, 28, 7)),
            ("Europe/Warsaw", date(2027, 10, 30), datetime(2027, 10, 30, 7)),
            ("Europe/Warsaw", date(2027, 10, 31), datetime(2027, 10, 31, 8)),
            ("America/New_York", date(2027, 3, 13), datetime(2027, 3, 13, 14)),
            ("America/New_York", date(2027, 3, 14), datetime(2027, 3, 14, 13)),
            ("America/New_York", date(2027, 11, 6), datetime(2027, 11, 6, 13)),
            ("America/New_York", date(2027, 11, 7), datetime(2027, 11, 7, 14)),
        )
        for tz, day, expected in cases:
            customer = self._make_customer(tz=tz)
            action = self._action(day, partner_id=customer.id)
            with freeze_time(f"{day} 00:30:00"):
                row = self._plan(action)
            with self.subTest(tz=tz, day=day):
                self.assertEqual(row.scheduled_at, expected)

    def test_first_channel_that_may_be_used_is_taken(self):
        for vals, channel in (
            ({}, "email"),
            ({"email": False}, "sms"),
            ({"email": False, "phone": "+48 22 621 02 42"}, "call"),
        ):
            customer = self._make_customer(**vals)
            action = self._action(date(2027, 3, 2), partner_id=customer.id)
            with self.subTest(channel):
                self.assertEqual(self._plan(action).mapped("channel"), [channel])

    def test_the_channel_the_customer_prefers_comes_first(self):
        for prefers, vals, channel in (
            ("sms", {}, "sms"),
            ("call", {}, "call"),
            ("sms", {"phone": "+48 22 621 02 42"}, "email"),
            ("letter", {}, "email"),
        ):
            customer = self._make_customer(preferred_channel=prefers, **vals)
            action = self._action(date(2027, 3, 2), partner_id=customer.id)
            with self.subTest(prefers, channel=channel):
                self.assertRecordValues(
                    self._plan(action), [{"channel": channel, "state": "planned"}]
                )

    def test_customer_without_email_and_phone_becomes_a_call(self):
        customer = self._make_customer(email=False, phone=False)
        action = self._action(date(2027, 3, 2), partner_id=customer.id)
        self.assertRecordValues(
            self._plan(action),
            [{"channel": "call", "state": "planned", "address": "no phone number"}],
        )

    def test_marketing_without_a_yes_is_skipped_on_every_channel(self):
        self.warranty = self._make_reminding_type(
            purpose_id=self.env.ref("customer_care.purpose_marketing").id
        )
        rows = self._plan(self._action(date(2027, 3, 2)))
        self.assertEqual(rows.mapped("state"), ["skipped"])
        self.assertTrue(rows.reason)

    def test_archived_and_forgotten_customers_get_nothing(self):
        for vals in ({"active": False}, {"is_forgotten": True}):
            customer = self._make_customer()
            action = self._action(date(2027, 3, 2), partner_id=customer.id)
            customer.write(vals)
            with self.subTest(vals):
                self.assertEqual(self._plan(action).mapped("state"), ["skipped"])

    def test_moving_the_date_takes_back_and_re_arms(self):
        action = self._action(date(2027, 3, 2))
        first = self._plan(action)
        action.date_remind = date(2027, 3, 4)
        self.assertEqual(first.state, "cancelled")
        rows = self._plan(action)
        self.assertEqual(
            [(row.scheduled_at.day, row.state) for row in rows],
            [(2, "cancelled"), (4, "planned")],
        )

    def test_moving_the_date_back_revives_the_same_row(self):
        action = self._action(date(2027, 3, 2))
        first = self._plan(action)
        action.date_remind = date(2027, 3, 20)
        action.date_remind = date(2027, 3, 2)
        self.assertEqual(self._plan(action), first)
        self.assertEqual(first.state, "planned")

    def test_done_and_cancelled_stop(self):
        for verb in ("action_done", "action_cancel"):
            action = self._action(date(2027, 3, 2))
            rows = self._plan(action)
            getattr(action, verb)()
            self.assertEqual(rows.state, "cancelled")
            self.assertEqual(self._plan(action).mapped("state"), ["cancelled"], verb)

    def test_what_a_person_cancelled_stays_cancelled(self):
        action = self._action(date(2027, 3, 2))
        rows = self._plan(action)
        rows.action_cancel()
        self.env.flush_all()
        # The database's clock is not frozen with Python's.
        self.env.cr.execute(
            "UPDATE customer_message SET write_date = %s WHERE id = %s",
            [datetime(2027, 3, 1, 7), rows.id],
        )
        self.assertEqual(self._plan(action).mapped("state"), ["cancelled"])

    def test_settled_on_one_channel_is_not_sent_by_another(self):
        action = self._action(date(2027, 3, 2))
        rows = self._plan(action)
        for state in ("claimed", "sent", "failed", "unknown", "missed"):
            rows.sudo().write({"state": state})
            self.customer.email = False
            with self.subTest(state):
                self.assertEqual(self._plan(action), rows)

    def test_refused_at_sending_goes_by_the_next_channel(self):
        action = self._action(date(2027, 3, 1))
        rows = self._plan(action)
        rows.sudo().write({"state": "skipped", "reason": "There is no e-mail address."})
        self.customer.email = False
        with freeze_time("2027-03-01 09:00:00"):
            again = self._plan(action) - rows
        self.assertRecordValues(again, [{"channel": "sms", "state": "planned"}])

    def test_switching_reminders_on_does_not_flood(self):
        self.warranty.reminders_on = False
        actions = self._action(date(2027, 2, 20)) | self._action(date(2027, 2, 28))
        due = self._action(date(2027, 3, 1))
        self.warranty.reminders_on = True
        self.assertFalse(self._plan(actions))
        self.assertEqual(len(self._plan(due)), 1)
        self.assertEqual(self.warranty.backlog_count, 2)
        self.assertEqual(
            self.Action.search(self.warranty.action_open_backlog()["domain"]), actions
        )

    def test_an_evening_in_new_york_is_still_that_day(self):
        """At eight in the evening there it is tomorrow in UTC already."""
        self.env.company.partner_id.tz = "America/New_York"
        evening = "2027-03-02 01:00:00"
        today = self._action(date(2027, 3, 1), made=evening)
        yesterday = self._action(date(2027, 2, 28), made=evening)
        with freeze_time(evening):
            self.assertEqual(len(self._plan(today)), 1)
            self.assertFalse(self._plan(yesterday))

    def test_switched_on_in_the_evening_counts_from_that_day(self):
        self.env.company.partner_id.tz = "America/New_York"
        self.warranty.reminders_on = False
        action = self._action(date(2027, 3, 1))
        with freeze_time("2027-03-02 01:00:00"):
            self.warranty.reminders_on = True
            self.assertEqual(len(self._plan(action)), 1)

    def test_early_in_the_morning_yesterday_is_over(self):
        """At half past midnight in Warsaw it is yesterday in UTC still."""
        action = self._action(date(2027, 2, 28), made="2027-02-28 23:30:00")
        with freeze_time("2027-02-28 23:30:00"):
            self.assertFalse(self._plan(action))

    def test_what_was_due_before_is_sent_when_asked(self):
        self.warranty.reminders_on = False
        actions = self._action(date(2027, 2, 20)) | self._action(date(2027, 2, 28))
        self.warranty.reminders_on = True
        with self.assertRaises(AccessError):
            self.warranty.with_user(self.user_level_5).action_send_backlog()
        self.warranty.action_send_backlog()
        self.assertRecordValues(
            self._rows(actions),
            [{"scheduled_at": datetime(2027, 3, 1, 6), "state": "planned"}] * 2,
        )

    def test_switching_reminders_off_takes_back_what_is_planned(self):
        rows = self._plan(self._action(date(2027, 3, 2)))
        self.warranty.reminders_on = False
        self.assertEqual(rows.state, "cancelled")

    def test_a_date_typed_in_the_past_sends_nothing(self):
        action = self._action(date(2027, 2, 20), made="2027-03-01 05:00:00")
        self.assertFalse(self._plan(action))
        self.assertEqual(action.timeliness, "overdue")

    def test_registered_today_for_today_is_sent_today(self):
        action = self._action(date(2027, 3, 1), made="2027-03-01 05:00:00")
        with freeze_time("2027-03-01 14:00:00"):
            self.assertEqual(self._plan(action).mapped("state"), ["planned"])

    def test_clock_stopped_for_three_days_counts_what_is_too_late(self):
        self.warranty.late_window_days = 1
        late, fresh = self._action(date(2027, 3, 2)), self._action(date(2027, 3, 5))
        with freeze_time("2027-03-05 10:00:00"):
            self.Action._cron_plan_reminders()
            rows = self._rows(late)
            self.assertLess(rows.late_until, datetime(2027, 3, 5, 10))
            self.assertGreater(self._rows(fresh).late_until, datetime(2027, 3, 5, 10))

    def test_an_expired_action_still_sends_what_was_late(self):
        action = self._action(date(2027, 3, 1), date_end=datetime(2027, 3, 1, 11))
        with freeze_time("2027-03-02 10:00:00"):
            self.Action._cron_expire()
            self.assertEqual(action.state, "expired")
            self.assertEqual(self._plan(action).mapped("state"), ["planned"])

    def test_actions_of_one_customer_become_one_message(self):
        actions = self._action(date(2027, 3, 1), name="Coffee machine")
        actions |= self._action(date(2027, 3, 1), name="Grinder")
        rows = self._plan(actions)
        content = actions._customer_message_content(rows)
        self.assertIn("Coffee machine", content["body"])
        self.assertIn("Grinder", content["body"])
        self.assertEqual(content["body"].count("Dear"), 1)

    def test_planning_costs_the_same_queries_for_ten_and_a_thousand(self):
        def count(number):
            partners = self.env["res.partner"].create(
                [
                    {"name": f"Customer {n}", "email": f"c{number}.{n}@example.com"}
                    for n in range(number)
                ]
            )
            with freeze_time("2027-01-15 06:00:00"):
                self.Action.create(
                    [
                        {
                            "name": "Coffee machine",
                            "partner_id": partner.id,
                            "type_id": self.warranty.id,
                            "date_start": datetime(2026, 1, 1, 11),
                            "date_remind": date(2027, 3, 2),
                        }
                        for partner in partners
                    ]
                )
            with counted(self.env) as queries:
                self.Action._cron_plan_reminders()
            return queries.number

        count(2)
        self.assertEqual(count(10), count(1000))

    def test_planning_ends_where_the_gate_refuses_a_full_batch(self):
        self.warranty = self._make_reminding_type(
            purpose_id=self.env.ref("customer_care.purpose_marketing").id
        )
        actions = self.Action
        for number in range(3):
            customer = self._make_customer(email=f"c{number}@example.com")
            actions |= self._action(date(2027, 3, 2), partner_id=customer.id)
        self.Action._cron_plan_reminders(batch_size=2)
        self.assertEqual(self._rows(actions).mapped("state"), ["skipped"] * 3)
        with freeze_time("2027-03-01 08:00:00"):
            self.Action._cron_plan_reminders(batch_size=2)
        self.assertEqual(
            self._rows(actions).mapped("write_date"), [datetime(2027, 3, 1, 8)] * 3
        )

    def test_customer_given_to_another_company_does_not_stop_the_others(self):
        moved, stays = self._action(date(2027, 3, 2)), self._action(date(2027, 3, 2))
        stays.partner_id = self._make_customer()
        moved.partner_id.company_id = self.env["res.company"].create({"name": "Other"})
        self.Action._cron_plan_reminders()
        self.assertEqual(self._rows(stays).mapped("state"), ["planned"])
        self.assertRecordValues(
            self._rows(moved),
            [
                {
                    "state": "skipped",
                    "reason": "The customer belongs to another company.",
                    "company_id": self.env.company.id,
                }
            ],
        )

    def test_other_customer_is_reminded_though_a_second_passes_meanwhile(self):
        action = self._action(date(2027, 3, 2))
        first = self._plan(action)
        with freeze_time("2027-03-01 06:00:00", auto_tick_seconds=1):
            action.partner_id = self._make_customer(name="Jan Nowak")
        self.assertEqual(first.state, "cancelled")
        with freeze_time("2027-03-01 09:00:00"):
            rows = self._plan(action)
        self.assertRecordValues(
            rows, [{"partner_id": action.partner_id.id, "state": "planned"}]
        )
