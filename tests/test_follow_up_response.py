# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import math
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common_follow_up import DAY, FollowUpCase
from .common_queries import counted

N = 30


class ResponseCase(FollowUpCase):
    """Anna and Jan are written to, Ewa is the control group."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.jan, cls.ewa = (
            cls._make_friend(name, birth_date="1980-03-10")
            for name in ("Anna", "Jan", "Ewa")
        )

    def setUp(self):
        super().setUp()
        self.rule = self._make_rule(response_days=N)
        self._hold_back(self.ewa)

    def _hold_back(self, partner):
        """Plan and send, with this one in the control group."""
        chosen = SQL("c.partner_id = %s", partner.id)
        with patch.object(type(self.rule), "_controlled", lambda rule: chosen):
            self._night()

    def _rows(self, rule=None):
        rows = self.env["customer.follow.up.response"]
        rows.invalidate_model()
        return rows.search([("follow_up_id", "=", (rule or self.rule).id)])

    def _row(self, partner):
        return self._rows().filtered(lambda row: row.partner_id == partner)

    def _buy(self, partner, days, **vals):
        return self._make_invoice(partner, DAY + timedelta(days=days), **vals)

    def _refund(self, move, days):
        day = DAY + timedelta(days=days)
        refund = move._reverse_moves([{"invoice_date": day, "date": day}], cancel=False)
        refund.action_post()
        return refund

    def _figures(self, partner):
        row = self._row(partner)
        return row.came_back, row.days_until, row.visits, row.turnover


@tagged("post_install", "-at_install")
class TestFollowUpResponse(ResponseCase):
    def test_who_was_reached_and_who_was_held_back_has_a_row(self):
        groups = {row.partner_id: row.response_group for row in self._rows()}
        self.assertEqual(
            groups,
            {self.anna: "reached", self.jan: "reached", self.ewa: "control"},
        )
        for row in self._rows():
            self.assertEqual(
                (row.entered_on, row.counted_from, row.counted_until),
                (DAY, DAY, DAY + timedelta(days=N)),
            )
            self.assertEqual(
                (row.came_back, row.visits, row.turnover, row.withdrew, row.bounced),
                (False, 0, 0.0, False, False),
            )

    def test_who_got_nothing_is_in_neither_group(self):
        self._make_friend("Ola", birth_date="1980-03-10", company_id=False)
        late = self._make_friend("Piotr", birth_date="1980-03-10")
        late.email = False
        rule = self._make_rule(name="Second", hour=18)
        self._night()
        self.assertFalse(self._rows(rule), "planned for the evening")
        with self._days_later(0.5):
            self._night()
        self.assertNotIn(late, self._rows(rule).partner_id)
        self.assertEqual(len(self._rows(rule)), 4)

    def test_what_left_in_trial_mode_reached_nobody(self):
        self._messages(self.rule).sudo().write({"is_trial": True})
        self.assertEqual(self._rows().partner_id, self.ewa)

    def test_the_last_day_counts_and_the_day_after_does_not(self):
        self._buy(self.anna, N)
        self._buy(self.jan, N + 1)
        self.assertEqual(self._figures(self.anna), (True, N, 1, 100.0))
        self.assertEqual(self._figures(self.jan), (False, 0, 0, 0.0))

    def test_what_was_bought_before_the_message_is_no_answer(self):
        self._buy(self.anna, -1)
        self.assertEqual(self._figures(self.anna), (False, 0, 0, 0.0))

    def test_who_comes_on_the_same_day_came_back(self):
        self._buy(self.anna, 0)
        self.assertEqual(self._figures(self.anna), (True, 0, 1, 100.0))

    def test_the_purchase_that_is_thanked_for_is_no_answer(self):
        self._buy(self.anna, 0)
        rule = self._make_rule(name="Thank you", trigger="invoice", delay=0)
        self._night()
        self.assertEqual(self._rows(rule).mapped("came_back"), [False])
        self._buy(self.anna, 2)
        self.assertEqual(self._rows(rule).mapped("days_until"), [2])

    def test_the_days_are_those_that_the_rule_says_now(self):
        self._buy(self.anna, 20)
        self.rule.response_days = 19
        self.assertFalse(self._row(self.anna).came_back)
        self.rule.response_days = 20
        self.assertTrue(self._row(self.anna).came_back)

    def test_two_purchases_of_a_day_are_one_visit(self):
        for days in (3, 3, 5):
            self._buy(self.anna, days)
        self.assertEqual(self._figures(self.anna), (True, 3, 2, 300.0))

    def test_a_draft_is_no_purchase(self):
        self._buy(self.anna, 3, is_posted=False)
        self.assertFalse(self._row(self.anna).came_back)

    def test_a_credit_note_lowers_the_turnover_and_is_no_visit(self):
        bought = self._buy(self.anna, 3)
        self._buy(self.anna, 4)
        self._refund(bought, 6)
        self._refund(self._buy(self.jan, -5), 6)
        self.assertEqual(self._figures(self.anna), (True, 3, 2, 100.0))
        self.assertEqual(self._figures(self.jan), (False, 0, 0, -100.0))

    def test_a_credit_note_after_the_days_lowers_nothing(self):
        self._refund(self._buy(self.anna, 3), N + 1)
        self.assertEqual(self._figures(self.anna), (True, 3, 1, 100.0))

    def test_the_control_group_is_counted_in_the_same_days(self):
        self._buy(self.ewa, N)
        self.assertEqual(self._figures(self.ewa), (True, N, 1, 100.0))
        self._buy(self.ewa, N + 1)
        self.assertEqual(self._figures(self.ewa), (True, N, 1, 100.0))

    def test_groups_are_compared_by_their_share(self):
        self._buy(self.anna, 3)
        self._buy(self.anna, 4)
        found = self.env["customer.follow.up.response"]._read_group(
            [("follow_up_id", "=", self.rule.id)],
            ["response_group"],
            ["back_rate:avg", "back_count:sum", "turnover:sum", "turnover_each:avg"],
            order="response_group desc",
        )
        self.assertEqual(
            found, [("reached", 50.0, 1, 200.0, 100.0), ("control", 0.0, 0, 0.0, 0.0)]
        )

    def test_days_are_counted_from_the_first_message_that_left(self):
        rule = self._make_rule(
            name="Later", steps=((4, "email"), (9, "email")), stop_on_visit=False
        )
        self._night()
        for days in (4, 9):
            with self._days_later(days):
                self._night()
        row = self._rows(rule).filtered(lambda r: r.partner_id == self.anna)
        self.assertEqual(
            (row.entered_on, row.counted_from), (DAY, DAY + timedelta(days=4))
        )
        self._buy(self.anna, 6)
        self.assertEqual(self._rows(rule).filtered("came_back").days_until, 2)

    def test_only_what_was_sold_for_the_vehicle_is_an_answer(self):
        octavia, golf = self.env["customer.asset"].create(
            [
                {"kind": "vehicle", "name": name, "partner_id": self.anna.id}
                for name in ("Octavia", "Golf")
            ]
        )
        field = self.env["ir.model.fields"]._get("customer.asset", "birth_date")
        octavia.birth_date = "2020-03-10"
        search = self._make_search(name="Cars", base="asset", domain="[]")
        rule = self._make_rule(
            name="Cars",
            search_id=search.id,
            trigger="anniversary",
            date_field_id=field.id,
        )
        self._night()
        row = self._rows(rule)
        self.assertEqual(row.asset_id, octavia)
        self._buy(self.anna, 2, asset=golf)
        self.assertFalse(self._rows(rule).came_back)
        self._buy(self.anna, 3, asset=octavia)
        row = self._rows(rule)
        self.assertEqual((row.days_until, row.visits, row.turnover), (3, 1, 100.0))

    def test_who_was_merged_brings_their_purchases(self):
        spare = self._make_friend("Anna N")
        self._buy(spare, 5)
        self.env["customer.operation"]._merge([(spare.id, self.anna.id)])
        self.assertEqual(self._figures(self.anna), (True, 5, 1, 100.0))

    def test_a_no_after_the_message_is_counted(self):
        with self._days_later(2):
            self.anna._set_consent(self.service, "email", False, "phone")
            self.ewa._set_consent(self.service, "email", False, "phone")
            self.jan._set_consent(self.marketing, "email", False, "phone")
        withdrew = {row.partner_id for row in self._rows() if row.withdrew}
        self.assertEqual(withdrew, {self.anna, self.ewa})

    def test_a_no_after_the_days_is_not_counted(self):
        with self._days_later(N):
            self.anna._set_consent(self.service, "email", False, "phone")
        with self._days_later(N + 1):
            self.jan._set_consent(self.service, "email", False, "phone")
        withdrew = {row.partner_id for row in self._rows() if row.withdrew}
        self.assertEqual(withdrew, {self.anna})

    def test_being_forgotten_is_no_answer(self):
        with self._days_later(2):
            self.anna._set_consent(self.service, "email", True, "phone")
            self.anna._forget("Asked for it")
        self.assertFalse(self._row(self.anna).withdrew)

    def test_what_came_back_undelivered_is_counted(self):
        message = self._messages(self.rule).filtered(
            lambda row: row.partner_id == self.anna
        )
        message._record_undelivered("mail_bounce", "No such user")
        bounced = {row.partner_id for row in self._rows() if row.bounced}
        self.assertEqual(bounced, {self.anna})
        self.assertEqual(len(self._rows()), 3)

    def _write_to_anna(self, error, where=(IrMail_Server, "send_email")):
        """Plan a message to her alone, and fail with this when it is to leave."""
        search = self._make_search(name="Anna", domain=f"[('id', '=', {self.anna.id})]")
        rule = self._make_rule(name="Second", search_id=search.id, response_days=N)
        rule._plan_due()
        commit = patch.object(IrCron, "_commit_progress", return_value=math.inf)
        with commit, patch.object(*where, side_effect=error):
            self.Message._cron_send()
        return rule, self._messages(rule)

    def test_what_the_server_refused_at_once_came_back_too(self):
        rule, message = self._write_to_anna(
            SMTPRecipientsRefused({"anna@example.com": (550, b"5.1.1 No such user")})
        )
        self.assertEqual((message.state, message.sent_at), ("failed", False))
        row = self._rows(rule)
        self.assertEqual((row.partner_id, row.bounced), (self.anna, True))
        self.assertEqual((row.response_group, row.counted_from), ("reached", DAY))
        self.assertEqual(row.bounced_count, 1)

    def test_what_could_not_even_be_written_reached_nobody(self):
        rule, message = self._write_to_anna(
            ValueError("The text is broken"),
            (type(self.Entry), "_customer_message_contents"),
        )
        self.assertEqual(
            (message.state, message.reason), ("failed", "The text is broken")
        )
        self.assertFalse(self._rows(rule))

    def test_the_time_is_over_after_the_last_day(self):
        for days, is_over in ((N, False), (N + 1, True)):
            with self._days_later(days):
                self.assertEqual({row.is_over for row in self._rows()}, {is_over})

    def test_what_another_company_sold_is_no_answer(self):
        other = self.env["res.company"].create({"name": "Other"})
        move = self._buy(self.anna, 3)
        self.env.flush_all()
        for table in ("account_move", "account_move_line"):
            self.cr.execute(
                SQL(
                    "UPDATE %s SET company_id = %s WHERE %s = %s",
                    SQL.identifier(table),
                    other.id,
                    SQL.identifier("id" if table == "account_move" else "move_id"),
                    move.id,
                )
            )
        self.env.invalidate_all()
        self.assertFalse(self._row(self.anna).came_back)

    def test_the_rows_of_other_companies_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Other"})
        user = self._make_user(
            "elsewhere",
            "customer_care.level_2",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        rows = self.env["customer.follow.up.response"].with_user(user)
        self.assertFalse(rows.search([]))
        with self.assertRaises(AccessError):
            rows.browse(self._row(self.anna).id).action_open_entry()

    def test_turnover_is_for_who_may_see_what_customers_bought(self):
        user = self._make_user(
            "follows", "base.group_user,customer_care.function_follow_up_see"
        )
        self.assertFalse(user.has_group("customer_care.function_history_see"))
        self._buy(self.anna, 3)
        rows = self.env["customer.follow.up.response"].with_user(user)
        row = rows.browse(self._row(self.anna).id)
        self.assertEqual((row.came_back, row.visits), (True, 1))
        for name in ("turnover", "turnover_each"):
            with self.subTest(name), self.assertRaises(AccessError):
                rows.formatted_read_group([], ["follow_up_id"], [f"{name}:sum"])
            with self.subTest(name), self.assertRaises(AccessError):
                row.read([name])
        for kind in ("pivot", "list", "graph"):
            self.assertNotIn("turnover", rows.get_view(view_type=kind)["arch"])
        user.group_ids += self.env.ref("customer_care.function_history_see")
        self.assertEqual(row.turnover, 100.0)

    def test_who_sees_no_follow_ups_sees_no_responses(self):
        clerk = self._make_user(
            "seller", "base.group_user,customer_care.function_history_see"
        )
        rows = self.env["customer.follow.up.response"].with_user(clerk)
        with self.assertRaises(AccessError):
            rows.search([])
        with self.assertRaisesRegex(AccessError, "See follow-ups"):
            self.rule.with_user(clerk).action_open_responses()

    def test_nobody_changes_a_response(self):
        row = self._row(self.anna).with_user(self.user_level_1)
        with self.assertRaises(AccessError):
            row.write({"visits": 9})
        with self.assertRaises(AccessError):
            row.unlink()

    def test_the_button_of_a_rule_shows_its_own_responses(self):
        other = self._make_rule(name="Second")
        self._night()
        action = self.rule.action_open_responses()
        rows = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(rows, self._rows())
        self.assertTrue(self._rows(other))
        opened = rows[0].action_open_entry()
        entry = self.env[opened["res_model"]].browse(opened["res_id"])
        self.assertEqual(entry.partner_id, rows[0].partner_id)

    def test_forty_are_counted_by_the_queries_of_two(self):
        names = ["came_back", "visits", "turnover", "withdrew", "bounced"]
        rows = self._rows()
        rows[:2].read(names)
        few = self._count(lambda: self._rows().read(names))
        for number in range(40):
            self._make_friend(f"Friend {number}", birth_date="1980-03-10")
        self._night()
        self.assertEqual(len(self._rows()), 43)
        many = self._count(lambda: self._rows().read(names))
        self.assertEqual(many, few)

    def _count(self, call):
        with counted(self.env) as queries:
            call()
        return queries.number
