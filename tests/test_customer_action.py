# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-01 10:00:00")
class TestCustomerAction(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._make_customer()
        cls.warranty = cls._make_type(
            name="Warranty",
            duration=12,
            duration_unit="months",
            lead_time=30,
            lead_unit="days",
        )

    def _action(self, **vals):
        return self._make_action(
            **{"partner_id": self.customer.id, "type_id": self.warranty.id, **vals}
        )

    def test_start_defaults_to_noon_in_the_users_time_zone(self):
        self.assertEqual(self._action().date_start, datetime(2027, 3, 1, 11))
        new_yorker = self.env["customer.action"].with_context(tz="America/New_York")
        self.assertEqual(
            new_yorker.default_get(["date_start"])["date_start"],
            datetime(2027, 3, 1, 17),
        )

    def test_expiry_and_reminder_are_proposed_from_the_type(self):
        action = self._action()
        self.assertEqual(action.date_end, datetime(2028, 3, 1, 11))
        self.assertEqual(action.date_remind, date(2028, 1, 31))

    def test_expiry_of_the_31st_ends_on_the_last_day_of_a_shorter_month(self):
        self.warranty.write({"duration": 1, "lead_time": 0})
        action = self._action(date_start=datetime(2027, 1, 31, 11))
        self.assertEqual(action.date_end, datetime(2027, 2, 28, 11))

    def test_expiry_of_29_february_is_28_february(self):
        action = self._action(date_start=datetime(2028, 2, 29, 11))
        self.assertEqual(action.date_end, datetime(2029, 2, 28, 11))

    def test_without_expiry_the_reminder_counts_from_the_start(self):
        self.warranty.write({"duration": 0, "lead_time": 7})
        action = self._action()
        self.assertFalse(action.date_end)
        self.assertEqual(action.date_remind, date(2027, 3, 8))

    def test_reminder_is_never_proposed_before_the_start(self):
        self.warranty.write({"duration": 5, "duration_unit": "days"})
        self.assertEqual(self._action().date_remind, date(2027, 3, 1))

    def test_reminder_date_can_be_typed(self):
        action = self._action(date_remind=date(2027, 6, 1))
        self.assertEqual(action.date_remind, date(2027, 6, 1))

    def test_form_proposes_while_typing(self):
        with Form(self.env["customer.action"]) as form:
            form.partner_id = self.customer
            form.type_id = self.warranty
            form.name = "Coffee machine"
            self.assertEqual(form.date_remind, date(2028, 1, 31))
            form.date_end = datetime(2027, 6, 1, 10)
            self.assertEqual(form.date_remind, date(2027, 5, 2))
        self.assertEqual(form.record.date_remind, date(2027, 5, 2))

    def test_typed_reminder_keeps_its_lead_when_the_expiry_moves(self):
        action = self._action(date_remind=date(2028, 2, 20))
        action.date_end = datetime(2028, 4, 1, 10)
        self.assertEqual(action.date_remind, date(2028, 3, 22))

    def test_other_type_proposes_anew_only_what_was_not_typed(self):
        other = self._make_type(duration=12, lead_time=60)
        proposed, typed = self._action(), self._action(date_remind=date(2027, 9, 9))
        (proposed | typed).type_id = other
        self.assertEqual(proposed.date_remind, date(2028, 1, 1))
        self.assertEqual(typed.date_remind, date(2027, 9, 9))

    def test_extension_keeps_who_when_why_and_both_dates(self):
        action = self._action()
        action.with_user(self.user_level_5)._extend(
            datetime(2029, 3, 1, 11), "Goodwill"
        )
        self.assertRecordValues(
            action.extension_ids,
            [
                {
                    "user_id": self.user_level_5.id,
                    "reason": "Goodwill",
                    "date_end_old": datetime(2028, 3, 1, 11),
                    "date_end_new": datetime(2029, 3, 1, 11),
                    "date_remind_old": date(2028, 1, 31),
                    "date_remind_new": date(2029, 1, 30),
                }
            ],
        )

    def test_extension_can_be_repeated_and_reopens_an_expired_action(self):
        action = self._action()
        action.state = "expired"
        action._extend(datetime(2028, 6, 1, 11), "Once")
        action._extend(datetime(2028, 9, 1, 11), "Twice")
        self.assertEqual(action.state, "open")
        self.assertEqual(action.extension_count, 2)
        self.assertEqual(action.date_remind, date(2028, 8, 2))

    def test_extension_moves_a_typed_reminder_by_the_same_lead(self):
        action = self._action(date_remind=date(2028, 2, 20))
        action._extend(datetime(2028, 4, 1, 11), "Goodwill")
        self.assertEqual(action.date_remind, date(2028, 3, 22))

    def test_extension_needs_a_reason_a_later_end_and_a_running_action(self):
        action = self._action()
        for date_end, reason, state in (
            (datetime(2029, 1, 1), "", "open"),
            (datetime(2029, 1, 1), "  ", "open"),
            (action.date_end, "Same end", "open"),
            (datetime(2027, 1, 1), "Earlier", "open"),
            (datetime(2029, 1, 1), "Late", "done"),
            (datetime(2029, 1, 1), "Late", "cancelled"),
        ):
            action.state = state
            with self.subTest(reason=reason), self.assertRaises(UserError):
                action._extend(date_end, reason)
        self.assertFalse(action.extension_ids)
        self.assertEqual(action.date_end, datetime(2028, 3, 1, 11))

    def test_nobody_writes_the_history_of_extensions(self):
        action = self._action()
        extension = action._extend(datetime(2029, 3, 1, 11), "Goodwill")
        for user in self.users_by_level.values():
            with self.assertRaises(AccessError):
                extension.with_user(user).write({"reason": "Other"})
            with self.assertRaises(AccessError):
                extension.with_user(user).unlink()

    def test_wizard_extends_many_by_a_duration_each_from_its_own_end(self):
        first = self._action()
        second = self._action(date_end=datetime(2027, 12, 31, 11))
        wizard = self.env["customer.action.extend"].create(
            {
                "action_ids": [(6, 0, (first | second).ids)],
                "duration": 2,
                "reason": "Anniversary",
            }
        )
        wizard.action_extend()
        self.assertEqual(first.date_end, datetime(2028, 5, 1, 10), "noon in summer")
        self.assertEqual(second.date_end, datetime(2028, 2, 29, 11))

    def test_noon_stays_noon_in_summer(self):
        self.warranty.duration = 6
        autumn = self._action(date_start=datetime(2027, 10, 1, 10))
        self.assertEqual(autumn.date_end, datetime(2028, 4, 1, 10))
        winter = self._action(date_start=datetime(2027, 12, 1, 11))
        self.assertEqual(winter.date_end, datetime(2028, 6, 1, 10))
        self._extend_by(winter, 6)
        self.assertEqual(winter.date_end, datetime(2028, 12, 1, 11))

    def test_the_last_day_of_a_month_is_that_of_the_users_calendar(self):
        action = self._action(date_end=datetime(2027, 12, 1, 4, 30))
        new_yorker = action.with_context(tz="America/New_York")
        self._extend_by(new_yorker, 1)  # from 30 November, 23:30
        self.assertEqual(action.date_end, datetime(2027, 12, 31, 4, 30))

    def _extend_by(self, action, months):
        wizard = action.env["customer.action.extend"].create(
            {
                "action_ids": [(6, 0, action.ids)],
                "duration": months,
                "reason": "Goodwill",
            }
        )
        wizard.action_extend()

    def test_an_extension_that_is_over_already_is_refused(self):
        action = self._action(
            date_start=datetime(2024, 1, 1, 11), date_end=datetime(2025, 1, 1, 11)
        )
        action.state = "expired"
        with self.assertRaisesRegex(UserError, "01/01/2026, and that is over"):
            self._extend_by(action, 12)
        self.assertEqual(action.state, "expired")

    def test_expired_actions_are_closed_by_the_cron_and_no_others(self):
        over = self._action(
            date_start=datetime(2027, 1, 1, 11), date_end=datetime(2027, 3, 1, 9)
        )
        running, endless = self._action(), self._action(date_end=False)
        done = self._action(
            date_start=datetime(2027, 1, 1, 11), date_end=datetime(2027, 3, 1, 9)
        )
        done.state = "done"
        self.env["customer.action"]._cron_expire()
        self.assertEqual(over.state, "expired")
        self.assertEqual((running | endless).mapped("state"), ["open", "open"])
        self.assertEqual(done.state, "done")

    def test_missing_description_is_said_in_a_sentence(self):
        for name in ("", "   ", False, None):
            with (
                self.subTest(name=name),
                self.assertRaisesRegex(ValidationError, "Description"),
            ):
                self._action(name=name)
        action = self._action()
        with self.assertRaisesRegex(ValidationError, "Description"):
            action.name = ""
        with self.assertRaisesRegex(ValidationError, "Customer"):
            self.env["customer.action"].create(
                {"name": "Nobody's", "type_id": self.warranty.id}
            )

    def test_end_before_start_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "before it starts"):
            self._action(date_end=datetime(2027, 2, 1, 11))

    def test_reminder_after_expiry_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "after its expiry"):
            self._action(date_remind=date(2028, 3, 2))
        self.assertTrue(self._action(date_remind=date(2028, 3, 1)))

    def test_customer_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other company"})
        stranger = self._make_customer(company_id=other.id)
        with self.assertRaises(UserError):
            self._action(partner_id=stranger.id)

    def test_archived_forgotten_and_merged_customers_are_refused(self):
        for vals, words in (
            ({"active": False}, "archived"),
            ({"is_forgotten": True}, "forgotten"),
            ({"active": False, "merged_into_id": self.customer.id}, "merged"),
        ):
            partner = self._make_customer()
            partner.write(vals)
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self._action(partner_id=partner.id)
            action = self._action()
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                action.partner_id = partner

    def test_quantity_of_zero_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "more than zero"):
            self._action(quantity=0)

    def test_user_without_level_sees_and_does_nothing(self):
        action = self._action().with_user(self.user_no_level)
        with self.assertRaises(AccessError):
            action.read(["name"])
        with self.assertRaises(AccessError):
            action.action_done()
        with self.assertRaises(AccessError):
            self.env["customer.action"].with_user(
                self.user_no_level
            ).get_center_counters()

    def test_only_the_function_deletes(self):
        action = self._action()
        for level in (3, 4, 5):
            with self.assertRaises(AccessError):
                action.with_user(self.users_by_level[level]).unlink()
        action.with_user(self.user_level_2).unlink()
        self.assertFalse(action.exists())

    def test_actions_of_another_company_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Other company"})
        action = self._action(
            company_id=other.id,
            type_id=self._make_type().id,
            partner_id=self._make_customer().id,
        )
        shared = self._action(company_id=False)
        seen = self.env["customer.action"].with_user(self.user_level_5).search([])
        self.assertNotIn(action, seen)
        self.assertIn(shared, seen)

    def test_customer_counts_actions_in_one_query(self):
        partners = self.customer | self._make_customer() | self._make_customer()
        self._action()
        self._action()
        partners.invalidate_recordset()
        with self.assertQueryCount(1):
            counts = partners.mapped("customer_action_count")
        self.assertEqual(counts, [2, 0, 0])
