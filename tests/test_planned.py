# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from ..tools.sms_parts import sms_length
from .common_queries import counted
from .outbox_common import NOW, OutboxCommon

TEXTS = (
    "a" * 160,
    "a" * 161,
    "€" * 80,
    "€" * 81,
    "ż" * 70,
    "ż" * 71,
    "[x]^{}\\~|-" * 13,
    "Zażółć gęślą jaźń",
    "Tea & coffee",
    "x" * 459,
    "x" * 460,
)


class PlannedCase(OutboxCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = "Europe/Warsaw"
        cls.env["customer.message"].search([]).unlink()
        cls.env["customer.planned.expected"].search([]).unlink()
        cls.env["customer.planned.hold"].with_context(active_test=False).search(
            []
        ).unlink()
        cls.env["customer.action"].search([]).active = False
        cls.env.company.write(
            {"sms_part_price": 0.1, "letter_postage": 2.5, "postcard_postage": 1.5}
        )
        cls.planned = cls.env["customer.planned"]
        cls.holds = cls.env["customer.planned.hold"]
        cls.manager = cls._make_user("manager", "customer_care.level_3")
        cls.clerk = cls._make_user("clerk", "customer_care.level_5")
        cls.kind = cls._make_type(
            name="Check",
            code="check",
            duration=0,
            lead_time=0,
            reminders_on=True,
            sms_template_id=cls.env.ref("customer_care.sms_template_service").id,
            step_ids=[Command.create({"days_before": 0})],
            channel_ids=[Command.create({"channel": "sms"})],
        )

    def _message(self, days=1, partner=None, **vals):
        scheduled = NOW + timedelta(days=days)
        return self.Message.sudo().create(
            {
                "partner_id": (partner or self.anna).id,
                "channel": "sms",
                "body": "<p>Hello</p>",
                "purpose_id": self.service.id,
                "scheduled_at": scheduled,
                **vals,
            }
        )

    def _remind_on(self, day, **vals):
        with freeze_time(NOW - timedelta(days=1)):
            return self._make_action(
                type_id=self.kind.id, date_remind=day, partner_id=self.anna.id, **vals
            )

    def _batches(self, *domain):
        return [
            (str(b.date), b.channel, b.state, b.count, round(b.cost, 2))
            for b in self.planned.search(list(domain))
        ]


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestPlanned(PlannedCase):
    def test_what_is_planned_is_one_batch_for_each_day_and_way(self):
        self._message()
        self._message(partner=self.jan, body="<p>%s</p>" % ("a" * 161))
        self._message(channel="letter")
        self._message(channel="postcard", days=2)
        self._message(channel="email", days=3)
        self.assertEqual(
            self._batches(),
            [
                ("2027-03-11", "letter", "planned", 1, 2.5),
                ("2027-03-11", "sms", "planned", 2, 0.3),
                ("2027-03-12", "postcard", "planned", 1, 1.5),
                ("2027-03-13", "email", "planned", 1, 0.0),
            ],
        )

    def test_parts_are_what_the_text_says_in_any_alphabet(self):
        for number, text in enumerate(TEXTS):
            html = text.replace("&", "&amp;")
            self._message(days=number + 1, body=f"<p>{html}</p>")
        self.assertEqual(
            self.planned.search([]).mapped("parts"),
            [sms_length(text).parts for text in TEXTS],
        )

    def test_what_is_overdue_stands_on_today_and_what_is_far_away_nowhere(self):
        self._message(days=-3)
        self._message(days=80)
        self.assertEqual(self._batches(), [("2027-03-10", "sms", "planned", 1, 0.1)])

    def test_a_day_is_the_one_of_who_looks(self):
        self._message(scheduled_at=datetime(2027, 3, 11, 23, 30))
        self.assertEqual(self._batches()[0][0], "2027-03-12")
        utc = self.planned.with_context(tz="UTC")
        self.assertEqual(str(utc.search([]).date), "2027-03-11")

    def test_what_was_sent_or_cancelled_is_no_plan(self):
        self._message(state="sent")
        self._message(state="cancelled")
        self.assertFalse(self._batches())

    def test_reminders_to_come_are_expected_by_their_type_and_way(self):
        self._remind_on("2027-04-01")
        self._remind_on("2027-04-01", name="Another")
        self._remind_on("2027-12-01")
        self.env["customer.planned.expected"]._reckon()
        self.assertEqual(
            self._batches(), [("2027-04-01", "sms", "expected", 2, 0.2 * self._parts())]
        )
        batch = self.planned.search([])
        self.assertEqual(batch.origin_name, "Check")
        self.assertEqual(batch.purpose_id, self.kind.purpose_id)

    def test_whom_a_follow_up_will_find_is_expected_on_the_days_of_its_steps(self):
        self.env.company.customer_follow_ups = True
        self.env["customer.follow.up"].search([]).active = False
        search = self.env["customer.search"].create(
            {
                "name": "Friends",
                "base": "customer",
                "domain": "[('comment', 'ilike', 'friend')]",
                "purpose_id": self.service.id,
                "sms_text": "a" * 200,
                "email_template_id": self.env["mail.template"]
                .create(
                    {
                        "name": "Hello",
                        "model_id": self.env["ir.model"]._get_id("res.partner"),
                        "subject": "Hello",
                        "body_html": "<p>Hello</p>",
                    }
                )
                .id,
            }
        )
        self.anna.write({"comment": "friend", "birth_date": "1980-03-20"})
        self.jan.write({"comment": "friend", "birth_date": "1980-03-20"})
        rule = self.env["customer.follow.up"].create(
            {
                "name": "Birthday",
                "search_id": search.id,
                "trigger": "birthday",
                "purpose_id": self.service.id,
                "step_ids": [
                    Command.create({"days": 0, "channel": "sms"}),
                    Command.create({"days": 10, "channel": "email"}),
                ],
            }
        )
        self.env["customer.planned.expected"]._reckon()
        self.assertFalse(self._batches())
        rule.active = True
        self.env["customer.planned.expected"]._reckon()
        self.assertEqual(
            self._batches(),
            [
                ("2027-03-20", "sms", "expected", 2, 0.4),
                ("2027-03-30", "email", "expected", 2, 0.0),
            ],
        )
        self.holds.with_user(self.manager)._decide(
            self.planned.search([("channel", "=", "sms")]), "Closed"
        )
        with freeze_time("2027-03-20 12:00:00"):
            rule._plan_due()
            self.assertEqual(
                self.Message.search([("channel", "=", "sms")]).mapped("state"),
                ["cancelled", "cancelled"],
            )

    def _parts(self):
        return self.planned._parts_of_template(self.kind.sms_template_id.body)

    def test_what_is_in_the_outbox_is_not_expected_once_more(self):
        self._remind_on("2027-03-15")
        self.env["customer.action"]._cron_plan_reminders()
        self.env["customer.planned.expected"]._reckon()
        self.assertEqual(
            [row[:4] for row in self._batches()], [("2027-03-15", "sms", "planned", 1)]
        )

    def test_reckoned_again_it_is_counted_once(self):
        self._remind_on("2027-04-01")
        for _time in range(2):
            self.env["customer.planned.expected"]._cron_reckon()
        self.assertEqual(self._batches()[0][3], 1)

    def test_another_company_s_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._message(company_id=other.id)
        self.assertFalse(self.planned.with_user(self.manager).search([]))

    def test_looking_costs_the_same_for_many(self):
        def look():
            with counted(self.env) as queries:
                batches = self.planned.search([])
                batches.mapped("display_name")
                batches.mapped("origin_name")
            return queries.number

        self._message()
        look()
        few = look()
        for number in range(30):
            self._message(days=number + 1)
        self.assertEqual(look(), few)

    def test_the_button_opens_the_messages_of_the_batch(self):
        mine = self._message()
        self._message(days=2)
        self._message(channel="letter")
        batch = self.planned.search([("channel", "=", "sms")], limit=1)
        action = batch.action_open_messages()
        self.assertEqual(self.Message.search(action["domain"]), mine)

    def test_a_price_is_a_number_that_is_not_negative(self):
        for value in (-1, float("nan"), float("inf")):
            with self.assertRaisesRegex(ValidationError, "is no price"):
                self.env.company.letter_postage = value


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestPlannedHold(PlannedCase):
    def _change(self, batches, user=None, **vals):
        wizard = self.env["customer.planned.change"].with_user(user or self.manager)
        action = batches.with_user(user or self.manager).action_stop()
        wizard = wizard.with_context(**action["context"]).create(
            {"verb": "stop", "reason": "Closed", **vals}
        )
        wizard.action_apply()
        return wizard

    def test_a_stopped_batch_does_not_leave_and_says_who_and_why(self):
        message, other = self._message(), self._message(days=2)
        self._change(self.planned.search([("date", "=", "2027-03-11")]))
        self.assertEqual((message.state, other.state), ("cancelled", "planned"))
        self.assertEqual(message.reason, f"Stopped by {self.manager.name}: Closed")
        self.assertEqual(
            [row[:4] for row in self._batches()],
            [("2027-03-11", "sms", "stopped", 1), ("2027-03-12", "sms", "planned", 1)],
        )

    def test_a_stopped_message_that_may_have_left_is_unknown(self):
        message = self._message()
        message.batch_uid = "b" * 32  # it waits for its second attempt
        self._change(self.planned.search([]))
        self.assertEqual(message.state, "unknown")

    def test_what_is_planned_later_for_that_day_is_stopped_too(self):
        self._remind_on("2027-03-20")
        self.env["customer.planned.expected"]._reckon()
        self._change(self.planned.search([]))
        self.assertEqual(self._batches()[0][2], "stopped")
        with freeze_time("2027-03-16 12:00:00"):
            self.env["customer.action"]._cron_plan_reminders()
            message = self.Message.search([])
            self.assertEqual(message.state, "cancelled")
            self.assertIn("Closed", message.reason)
            self.env["customer.action"]._cron_plan_reminders()
            self.assertEqual(len(self.Message.search([])), 1)

    def test_moved_it_leaves_at_the_same_hour_of_the_other_day(self):
        # over the change of the clocks on 28 March
        message = self._message(days=14)
        action = self.planned.search([]).with_user(self.manager).action_move()
        wizard = self.env["customer.planned.change"].with_user(self.manager)
        wizard = wizard.with_context(**action["context"]).create(
            {"verb": "move", "date_to": "2027-03-30", "reason": "Fair"}
        )
        self.assertEqual(wizard.count, 1)
        wizard.action_apply()
        self.assertEqual(message.scheduled_at, datetime(2027, 3, 30, 11))
        self.assertEqual(message.state, "planned")
        self.assertIn("Fair", message.reason)

    def test_what_is_expected_moves_when_it_is_planned(self):
        self._remind_on("2027-03-20")
        self.env["customer.planned.expected"]._reckon()
        self._change(self.planned.search([]), verb="move", date_to="2027-03-22")
        self.assertEqual(
            [row[:4] for row in self._batches()], [("2027-03-22", "sms", "expected", 1)]
        )
        with freeze_time("2027-03-16 12:00:00"):
            self.env["customer.action"]._cron_plan_reminders()
        message = self.Message.search([])
        self.assertEqual(message.scheduled_at, datetime(2027, 3, 22, 8))
        self.assertGreater(message.late_until, message.scheduled_at)

    def test_what_is_of_use_until_an_hour_is_not_moved_past_it(self):
        self._message(late_until=NOW + timedelta(days=2))
        batch = self.planned.search([])
        refused = self.assertRaisesRegex(UserError, "of no use any more")
        with refused, self.env.cr.savepoint():
            self._change(batch, verb="move", date_to="2027-03-20")
        self.assertFalse(self.holds.search([]))

    def test_reminders_keep_their_window_when_they_are_moved(self):
        action = self._remind_on("2027-03-15")
        self.env["customer.action"]._cron_plan_reminders()
        message = self.Message.search([("source", "=", f"customer.action,{action.id}")])
        window = message.late_until - message.scheduled_at
        self._change(self.planned.search([]), verb="move", date_to="2027-03-25")
        self.assertEqual(message.late_until - message.scheduled_at, window)

    def test_taken_back_it_leaves_after_all(self):
        message = self._message()
        self._change(self.planned.search([]))
        self.planned.search([]).with_user(self.manager).action_take_back()
        self.assertEqual((message.state, message.reason), ("planned", False))
        hold = self.holds.with_context(active_test=False).search([])
        self.assertFalse(hold.active)
        with self.assertRaisesRegex(UserError, "taken back already"):
            hold.with_user(self.manager).action_take_back()

    def test_a_whole_day_is_stopped_at_once(self):
        messages = self._message() | self._message(channel="letter")
        other = self._message(days=2)
        batch = self.planned.search([("channel", "=", "letter")])
        self._change(batch, whole_days=True)
        self.assertEqual(messages.mapped("state"), ["cancelled", "cancelled"])
        self.assertEqual(other.state, "planned")

    def test_other_purposes_and_rules_of_the_day_go_on(self):
        mine = self._message()
        offer = self._message(purpose_id=self.marketing.id)
        action = self._remind_on("2027-03-11")
        self.env["customer.action"]._cron_plan_reminders()
        reminder = self.Message.search(
            [("source", "=", f"customer.action,{action.id}")]
        )
        domain = [("origin", "=", False), ("purpose_id", "=", self.service.id)]
        self._change(self.planned.search(domain))
        self.assertEqual(
            (mine.state, offer.state, reminder.state),
            ("cancelled", "planned", "planned"),
        )

    def test_a_thousand_cost_the_queries_of_ten(self):
        def cost(count, day):
            vals = [
                self._vals(
                    self.anna,
                    channel="call",
                    occurrence=f"{day}:{n}",
                    source=None,
                    scheduled_at=NOW + timedelta(days=day),
                    late_until=None,
                )
                for n in range(count)
            ]
            self.Message._plan(vals)
            self.env.flush_all()
            self.env.invalidate_all()
            batch = self.planned.search([("date", "=", (NOW + timedelta(day)).date())])
            self.assertEqual(batch.count, count)
            before = self.env.cr.sql_log_count
            self.assertEqual(self.holds._decide(batch, "Closed"), count)
            return self.env.cr.sql_log_count - before

        cost(10, 1)
        self.assertEqual(cost(1000, 2), cost(10, 3))

    def test_without_a_reason_or_a_day_to_come_nothing_happens(self):
        message = self._message()
        batch = self.planned.search([])
        for vals, words in (
            ({"reason": "  "}, "say why"),
            ({"reason": False}, "say why"),
            ({"verb": "move", "date_to": "2027-03-09"}, "is past"),
            ({"verb": "move", "date_to": "2027-03-11"}, "leave on .* anyway"),
            ({"verb": "move"}, "which day"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._change(batch, **vals)
        self.assertEqual(message.state, "planned")
        self._change(batch)
        with self.assertRaisesRegex(UserError, "stopped already"):
            self._change(self.planned.search([]))

    def test_who_may_not_decide_may_look_but_not_by_rpc_either(self):
        self._message()
        batch = self.planned.search([]).with_user(self.clerk)
        self.assertEqual(batch.count, 1)
        for call in (
            batch.action_stop,
            batch.action_move,
            lambda: self.holds.with_user(self.clerk)._decide(batch, "No"),
        ):
            with self.assertRaises(AccessError):
                call()
        self._change(self.planned.search([]))
        with self.assertRaises(AccessError):
            self.holds.search([]).with_user(self.clerk).action_take_back()
        with self.assertRaises(AccessError):
            self.holds.with_user(self.manager).create({"reason": "By hand"})
