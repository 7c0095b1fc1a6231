# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_follow_up import DAY, FollowUpCase
from .common_paper import Paper


@tagged("post_install", "-at_install")
class TestFollowUpPaper(FollowUpCase):
    """The button Follow up now: paper is made now, in pairs, and recorded once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.search.write(
            {
                "postcard_id": cls.env.ref("customer_care.postcard_thank_you").id,
                "letter_template_id": cls.env.ref("customer_care.letter_thank_you").id,
            }
        )
        cls.people = cls.env["res.partner"]
        for name in ("Zofia", "Anna", "Maria"):
            cls.people |= cls._make_friend(name, birth_date="1980-03-10")

    def _make(self, rule):
        action = rule.with_user(self.user_level_3).action_make()
        self.assertEqual(action["res_model"], "customer.search.run")
        return self.env["customer.search.run"].browse(action["res_id"])

    def test_labels_and_postcards_are_made_of_the_same_people_and_recorded_once(self):
        rule = self._make_rule(steps=((0, "postcard"), (0, "label")))
        run = self._make(rule)
        self.assertEqual(run.state, "done")
        self.assertEqual(run.follow_up_id, rule)
        names = [r.partner_id.name for r in run.recipient_ids]
        self.assertEqual(names, ["Anna", "Maria", "Zofia"])
        files = {file.output: file for file in run.file_ids}
        # and the report that is ticked in the search, of the same people
        self.assertEqual(set(files), {"labels", "postcards", "report"})
        labels = Paper(files["labels"].attachment_id.raw)
        found = [w.text for w in labels.words if w.text in names]
        self.assertEqual(sorted(found), names)
        rows = self._messages(rule)
        self.assertEqual(len(rows), 6)
        self.assertEqual(set(rows.mapped("state")), {"claimed"})
        self.assertEqual(rows.paper_run_id, run)
        # once more: there is nothing to make
        action = rule.with_user(self.user_level_3).action_make()
        self.assertEqual(action["res_model"], "customer.message")
        self.assertEqual(self._messages(rule), rows)

        for file in (files["labels"], files["postcards"]):
            file = file.with_user(self.user_level_3)
            file.action_printed_well()
        self.assertEqual(set(rows.mapped("state")), {"sent"})
        self._night()
        self.assertEqual(set(self._entries(rule).mapped("state")), {"done"})

    def test_letters_have_the_text_of_the_step(self):
        letter = self.env.ref("customer_care.letter_miss_you")
        rule = self._make_rule(steps=((0, "letter"),))
        rule.step_ids.template_id = letter
        self._make(rule)
        self.assertIn("have not seen you", self._messages(rule)[0].body)
        self.assertEqual(set(self._messages(rule).mapped("state")), {"claimed"})

    def test_who_has_no_address_gets_no_paper_and_the_row_says_why(self):
        rule = self._make_rule(steps=((0, "postcard"), (0, "label")), hour=18)
        rule._plan_due()
        self.people[0].zip = False
        with self._days_later(0.5):
            run = self._make(rule)
        mine = self._messages(rule).grouped("partner_id")
        self.assertEqual(mine[self.people[0]].mapped("state"), ["skipped"] * 2)
        self.assertIn("postal address", mine[self.people[0]][0].reason)
        self.assertEqual(mine[self.people[1]].mapped("state"), ["claimed"] * 2)
        self.assertEqual(
            run.recipient_ids.filtered("refusal_post").partner_id, self.people[0]
        )

    def test_steps_of_two_days_are_two_runs(self):
        rule = self._make_rule(steps=((0, "postcard"), (2, "letter")))
        with self._at(DAY + timedelta(days=0)):
            rule._plan_due()
        with self._days_later(3):
            action = rule.with_user(self.user_level_3).action_make()
        runs = self.env["customer.search.run"].search(action["domain"], order="id")
        self.assertEqual(runs.mapped("outputs"), ["postcards,report", "letters,report"])

    def test_a_list_of_a_follow_up_is_not_used_for_more(self):
        self.search.out_email = True
        run = self._make(self._make_rule(steps=((0, "label"),)))
        with self.assertRaisesRegex(UserError, "of the follow-up"):
            run.with_user(self.user_level_3).action_make()

    def test_a_call_stands_on_somebody_s_list(self):
        rule = self._make_rule(steps=((0, "call"),))
        rule.step_ids.user_id = self.user_level_4
        self._night()
        rows = self._messages(rule)
        self.assertEqual(rows.user_id, self.user_level_4)
        due = self.Message.search(self.Message._due_domain("call"))
        self.assertLessEqual(rows, due)
        rows[0].with_user(self.user_level_4).action_call_done()
        self.assertEqual(rows[0].state, "sent")

    def test_nothing_is_made_while_sending_is_stopped_or_the_rule_is_off(self):
        rule = self._make_rule(steps=((0, "label"),))
        self.env["ir.config_parameter"].set_param("customer_care.sending", "stopped")
        with self.assertRaisesRegex(UserError, "stopped"):
            rule.with_user(self.user_level_3).action_make()
        rule.active = False
        with self.assertRaisesRegex(UserError, "Switch a follow-up on first"):
            rule.with_user(self.user_level_3).action_make()
        self.assertFalse(self._messages(rule))

    def test_who_may_not_make_follow_ups_is_told_so(self):
        rule = self._make_rule(steps=((0, "label"),))
        for user in (self.user_level_4, self.user_no_level):
            with self.assertRaises(AccessError):
                rule.with_user(user).action_make()


@tagged("post_install", "-at_install")
class TestFollowUpMaintenance(FollowUpCase):
    """What was generated: cleaned up, voided, sent again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_friend("Anna", birth_date="1980-03-10")

    def setUp(self):
        super().setUp()
        self.rule = self._make_rule(steps=((0, "email"), (5, "call")))
        self._night()
        self.sent, self.planned = self._messages(self.rule).sorted("scheduled_at")

    def _mine(self, rows):
        return rows.with_user(self.user_level_3)

    def _listed(self):
        action = self.rule.with_user(self.user_level_3).action_open_messages()
        self.assertEqual(action["res_model"], "customer.message")
        return self._mine(self.Message).search(
            [*action["domain"], ("is_cleaned_up", "=", False)]
        )

    def test_what_was_sent_is_deleted_from_the_list_and_kept_in_the_history(self):
        self.assertEqual(self._listed(), self.sent | self.planned)
        by_date = self._mine(self.Message).search(
            [("follow_up_id", "=", self.rule.id), ("sent_at", ">=", "2027-03-10")]
        )
        self.assertEqual(by_date, self.sent)
        self._mine(self.sent).action_clean_up_follow_ups()
        self.assertEqual(self._listed(), self.planned)
        self.assertIn(self.sent, self.anna.customer_message_ids)
        self.rule.planned_until = False
        self.assertEqual(self._night(), [])

    def test_what_was_not_sent_is_not_deleted_as_if_it_were(self):
        with self.assertRaisesRegex(UserError, "was not sent"):
            self._mine(self.sent | self.planned).action_clean_up_follow_ups()
        self.assertFalse(self.sent.is_cleaned_up)

    def test_voided_it_stays_so(self):
        self._mine(self.planned).action_void_follow_ups()
        self.assertEqual(
            (self.planned.state, self.planned.reason), ("cancelled", "Voided.")
        )
        with self._days_later(6):
            self._night()
        self.assertEqual(self.planned.state, "cancelled")
        self.assertEqual(self._entries(self.rule).state, "done")
        with self.assertRaisesRegex(UserError, "cannot be taken back"):
            self._mine(self.sent).action_void_follow_ups()

    def test_sent_again_it_is_a_message_of_its_own(self):
        self._mine(self.sent).action_resend_follow_ups()
        self.assertEqual(self._send(), ['"Anna" <anna@example.com>'])
        self.assertEqual(self.sent.state, "sent")
        rows = self._messages(self.rule).filtered(lambda m: m.channel == "email")
        self.assertEqual(rows.mapped("state"), ["sent", "sent"])
        self._mine(self.sent).action_resend_follow_ups()
        self.assertEqual(len(self._send()), 1)

    def test_who_said_no_gets_no_second_one_either(self):
        self.anna._set_consent(self.service, "email", False, "phone")
        self._mine(self.sent).action_resend_follow_ups()
        self.assertEqual(self._send(), [])

    def test_missed_it_is_sent_again_on_request(self):
        self.planned.write({"state": "missed", "channel": "email"})
        self._mine(self.planned).action_resend_follow_ups()
        self.assertEqual(len(self._send()), 1)
        self.assertEqual(self.planned.state, "sent")

    def test_only_messages_of_follow_ups_and_only_by_who_may(self):
        other = self.Message._plan(
            {"partner_id": self.anna.id, "channel": "call", "body": "Call"}
        )
        for name in (
            "action_clean_up_follow_ups",
            "action_void_follow_ups",
            "action_resend_follow_ups",
        ):
            with self.assertRaisesRegex(UserError, "not of a follow-up"):
                getattr(self._mine(other), name)()
            with self.assertRaises(AccessError):
                getattr(self.planned.with_user(self.user_level_4), name)()
        self.assertEqual(self.planned.state, "planned")
