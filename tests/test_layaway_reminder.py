# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_layaway import LayawayCommon
from .common_queries import counted

MODEL = "customer.layaway.instalment"


@tagged("post_install", "-at_install")
@freeze_time("2027-03-01 06:00:00")
class TestLayawayReminder(LayawayCommon):
    """Instalments that fall due or are overdue, through the outbox."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"layaway_days_before": 3, "layaway_days_after": 2})
        cls.customer.preferred_channel = False

    def _plan(self, day, hour=6):
        with freeze_time(f"{day} {hour:02}:00:00"):
            self.env[MODEL]._cron_plan_reminders()
        return self._rows()

    def _rows(self):
        self.env.invalidate_all()
        return self.env["customer.message"].search(
            [("source", "=like", f"{MODEL},%")], order="scheduled_at, id"
        )

    def _days(self, rows):
        return [str(row.scheduled_at.date()) for row in rows]

    def test_before_and_after_the_day(self):
        self._make_layaway(parts=[("2027-04-01", 300.0)])
        rows = self._plan("2027-03-28")
        self.assertEqual(self._days(rows), ["2027-03-29", "2027-04-03"])
        self.assertEqual(set(rows.mapped("channel")), {"email"})
        self.assertEqual(set(rows.mapped("state")), {"planned"})
        self.assertEqual(rows.purpose_id, self.service)
        self.assertEqual(rows.company_id, self.env.company)

    def test_nothing_twice(self):
        self._make_layaway(parts=[("2027-04-01", 300.0)])
        first = self._plan("2027-03-28")
        self.assertEqual(self._plan("2027-03-28", 9), first)
        first.sudo().write({"state": "sent"})
        self.assertEqual(self._plan("2027-04-02"), first)

    def test_a_cancelled_reminder_stays_cancelled(self):
        self._make_layaway(parts=[("2027-04-01", 300.0)])
        rows = self._plan("2027-03-28")
        with freeze_time("2027-03-28 08:00:00"):
            rows[0].action_cancel()
        self.assertEqual(self._plan("2027-03-28", 10)[0].state, "cancelled")

    def test_nothing_when_it_is_paid_or_cancelled(self):
        paid = self._make_layaway(parts=[("2027-04-01", 300.0)])
        self._take(paid, 300.0)
        cancelled = self._make_layaway(parts=[("2027-04-01", 300.0)])
        self._cancel(cancelled)
        quotation = self._make_order(3.0)
        self._agree(quotation, [("2027-04-01", 300.0)])
        self.assertFalse(self._plan("2027-03-28"))

    def test_a_payment_takes_planned_reminders_back(self):
        order = self._make_layaway(parts=[("2027-04-01", 100.0), ("2027-04-02", 200.0)])
        rows = self._plan("2027-03-28")
        self.assertEqual(len(rows), 4)
        with freeze_time("2027-03-28 10:00:00"):
            self._take(order, 100.0)
        states = {row.source.id: row.state for row in self._rows()}
        first, second = order.layaway_instalment_ids
        self.assertEqual(states, {first.id: "skipped", second.id: "planned"})

    def test_a_payment_taken_back_is_reminded_of_again(self):
        order = self._make_layaway(parts=[("2027-04-01", 300.0)])
        self._plan("2027-03-28")
        with freeze_time("2027-03-28 10:00:00"):
            self._take(order, 300.0)
            self._documents(order).line_ids.remove_move_reconcile()
        rows = self._plan("2027-03-28", 12)
        self.assertEqual(rows.mapped("state"), ["planned", "planned"])

    def test_what_accounting_books_takes_them_back_before_they_leave(self):
        order = self._make_layaway(parts=[("2027-04-01", 300.0)])
        rows = self._plan("2027-03-28")
        final = order._create_invoices(final=True)
        final.action_post()
        self._pay(final)
        gone = rows._gone_sources()
        self.assertEqual(set(gone.values()), {"It was paid meanwhile."})
        self.assertEqual(set(gone), set(rows.ids))
        self.assertEqual(set(self._plan("2027-03-28", 9).mapped("state")), {"skipped"})

    def test_cancelling_takes_them_back(self):
        order = self._make_layaway(parts=[("2027-04-01", 300.0)])
        self._plan("2027-03-28")
        self._cancel(order)
        self.assertEqual(set(self._rows().mapped("state")), {"skipped"})
        self.assertEqual(set(self._plan("2027-03-29").mapped("state")), {"skipped"})

    def test_another_day_is_reminded_of_and_the_old_one_is_not(self):
        order = self._make_layaway(parts=[("2027-04-01", 300.0)])
        self._plan("2027-03-28")
        with freeze_time("2027-03-28 10:00:00"):
            self._agree(order, [("2027-04-02", 300.0)])
        rows = self._plan("2027-03-28", 12)
        planned = rows.filtered(lambda row: row.state == "planned")
        self.assertEqual(self._days(planned), ["2027-03-30", "2027-04-04"])
        self.assertEqual(len(rows - planned), 2)

    def test_no_reminder_of_days_before_it_was_agreed(self):
        with freeze_time("2027-03-31 10:00:00"):
            self._make_layaway(parts=[("2027-04-01", 300.0)])
        rows = self._plan("2027-03-31", 11)
        self.assertEqual(self._days(rows), ["2027-04-03"])

    def test_switched_off_nothing_is_planned(self):
        self.env.company.layaway_reminders = False
        self._make_layaway(parts=[("2027-04-01", 300.0)])
        self.assertFalse(self._plan("2027-03-28"))

    def test_on_the_day_itself_once(self):
        self.env.company.write({"layaway_days_before": 0, "layaway_days_after": 0})
        self._make_layaway(parts=[("2027-04-01", 300.0)])
        rows = self._plan("2027-03-28")
        self.assertEqual(self._days(rows), ["2027-04-01"])

    def test_days_without_sense_are_refused(self):
        settings = self.env["customer.settings"]
        for days in (-1, 61):
            with self.assertRaisesRegex(ValidationError, "0 to 60 days"):
                settings.create({"layaway_days_before": days}).action_save()
        settings.create({"layaway_days_before": 5}).action_save()
        self.assertEqual(self.env.company.layaway_days_before, 5)

    def test_the_preferred_channel_comes_first(self):
        self.customer.preferred_channel = "sms"
        self._make_layaway(parts=[("2027-04-01", 300.0)])
        self.assertEqual(set(self._plan("2027-03-28").mapped("channel")), {"sms"})

    def test_whom_nothing_reaches_somebody_calls(self):
        self.customer.write({"email": False, "phone": False})
        self._make_layaway(parts=[("2027-04-01", 300.0)])
        rows = self._plan("2027-03-28")
        self.assertEqual(set(rows.mapped("channel")), {"call"})
        self.assertEqual(set(rows.mapped("address")), {"no phone number"})

    def test_the_gate_is_asked(self):
        with patch.object(
            type(self.env["res.partner"]),
            "_contact_refusals",
            lambda partners, *args, **kwargs: dict.fromkeys(partners.ids, "Objected."),
        ):
            self._make_layaway(parts=[("2027-04-01", 300.0)])
            rows = self._plan("2027-03-28")
        self.assertEqual(set(rows.mapped("state")), {"skipped"})
        self.assertEqual(set(rows.mapped("reason")), {"Objected."})

    def test_what_the_customer_reads(self):
        order = self._make_layaway(parts=[("2027-04-01", 100.0), ("2027-04-02", 200.0)])
        self._take(order, 40.0)
        rows = self._plan("2027-03-28")
        (content,) = rows._contents([rows[0].with_context(tz="UTC", lang="en_US")])
        self.assertEqual(content["subject"], f"Your lay-away {order.name}")
        body = content["body"].replace("\xa0", "")
        self.assertIn("60.00", body)
        self.assertIn("260.00", body)
        self.assertIn("due on 04/01/2027", body)
        sms = rows[0]
        sms.sudo().channel = "sms"
        (content,) = rows._contents([sms.with_context(tz="UTC", lang="en_US")])
        text = content["body"].replace("\xa0", "")
        self.assertIn(f"{order.name}: $60.00 (04/01/2027)", text)

    def test_what_falls_due_on_one_day_is_one_message(self):
        first = self._make_layaway(parts=[("2027-04-01", 300.0)])
        second = self._make_layaway(parts=[("2027-04-01", 300.0)])
        rows = self._plan("2027-03-28")
        (group, _after) = rows._group_messages(dict.fromkeys(rows.ids, "a@example.com"))
        self.assertEqual(len(group), 2)
        (content,) = rows._contents([group])
        self.assertIn(first.name, content["body"])
        self.assertIn(second.name, content["body"])

    def test_what_was_paid_does_not_leave(self):
        order = self._make_layaway(parts=[("2027-04-01", 300.0)])
        rows = self._plan("2027-03-28")
        final = order._create_invoices(final=True)
        final.action_post()
        self._pay(final)
        with freeze_time(max(rows.mapped("scheduled_at"))):
            self.assertEqual(rows.sudo()._prepare_outgoing(), [])
        self.assertEqual(set(rows.mapped("state")), {"skipped"})
        self.assertEqual(set(rows.mapped("reason")), {"It was paid meanwhile."})

    def test_planned_in_batches_with_progress(self):
        for _number in range(3):
            self._make_layaway(parts=[("2027-04-01", 300.0)])
        cron = self.env.ref("customer_care.cron_plan_layaway_reminders")
        calls = []

        def progress(_self, processed=0, *, remaining=None, **_kwargs):
            calls.append((processed, remaining))
            return 0 if len(calls) == 2 else 10

        parts = self.env[MODEL].with_context(cron_id=cron.id)
        with (
            freeze_time("2027-03-28 06:00:00"),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", progress),
        ):
            parts._cron_plan_reminders(batch_size=2)
            self.assertEqual(calls, [(2, 4), (2, 2)])
            self.assertEqual(len(self._rows()), 4)
            parts._cron_plan_reminders(batch_size=2)
        self.assertEqual(len(self._rows()), 6)

    def test_the_number_of_queries_does_not_depend_on_that_of_the_lay_aways(self):
        def plan(number):
            for _number in range(number):
                self._make_layaway(parts=[("2027-04-01", 300.0)])
            with counted(self.env) as queries:
                with freeze_time("2027-03-28 06:00:00"):
                    self.env[MODEL]._cron_plan_reminders()
            return queries.number

        plan(1)
        few = plan(2)
        self.assertLessEqual(plan(12), few + 2)
