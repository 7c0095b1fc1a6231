# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from ast import literal_eval
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, freeze_time, tagged

from .outbox_common import NOW, OutboxCommon

REPORT = "customer_care.report_customer_letter"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerMessagePaper(OutboxCommon, TransactionCase):
    def _letters(self, *partners, **vals):
        return self._plan(*partners, **{"channel": "letter", **vals})

    def _print(self, letters=None, user=None):
        rows = self.Message if letters is None else letters
        with self._writing():
            return rows.with_user(user or self.user_level_4).action_print_letters()

    def _html(self, rows):
        return (
            self.env["ir.actions.report"]
            ._render_qweb_html(REPORT, rows.ids)[0]
            .decode()
        )

    def test_printing_claims_what_is_due_and_confirming_sends_it(self):
        due = self._letters(self.anna, self.jan)
        later = self._letters(
            self.anna, occurrence="x", scheduled_at=NOW + timedelta(days=1)
        )
        action = self._print()
        self.assertEqual(action["type"], "ir.actions.report")
        self.assertEqual(sorted(action["context"]["active_ids"]), sorted(due.ids))
        self.assertRecordValues(
            due.sorted("id"),
            [
                {
                    "state": "claimed",
                    "user_id": self.user_level_4.id,
                    "subject": "About Anna Kowalska",
                    "address": "ul. Prosta 1\n00-001 Warszawa\nPoland",
                },
                {
                    "state": "claimed",
                    "user_id": self.user_level_4.id,
                    "subject": "About Jan Nowak",
                    "address": "ul. Prosta 1\n00-001 Warszawa\nPoland",
                },
            ],
        )
        self.assertEqual(later.state, "planned")
        due.with_user(self.user_level_4).action_confirm_printed()
        self.assertEqual(due.mapped("state"), ["sent", "sent"])
        self.assertEqual(due.mapped("sent_at"), [NOW, NOW])

    def test_what_one_clerk_printed_another_does_not_print_again(self):
        self._letters(self.anna)
        self._print()
        again = self._print(user=self.user_level_3)
        self.assertEqual(again["tag"], "display_notification")
        self.assertEqual(again["params"]["title"], "No letter was printed")

    def test_printed_and_unconfirmed_letters_stay_in_the_list(self):
        row = self._letters(self.anna)
        self._print()
        action = self.env.ref("customer_care.customer_message_action_letters")
        self.assertIn(row, self.Message.search(literal_eval(action.domain)))
        self._send()
        self.assertEqual(row.state, "claimed", "the sender never touches paper")

    def test_a_letter_that_did_not_come_out_is_planned_again(self):
        row = self._letters(self.anna)
        self._print()
        with self._writing():
            row.with_user(self.user_level_4).action_not_printed()
        self.assertRecordValues(
            row,
            [{"state": "planned", "body": False, "address": False, "batch_uid": False}],
        )
        self.assertEqual(self._print()["type"], "ir.actions.report")

    def test_the_gate_is_asked_when_printing(self):
        gone, fine = self._letters(self.anna, self.jan)
        self.anna.active = False
        action = self._print()
        self.assertEqual(action["context"]["active_ids"], fine.ids)
        self.assertRecordValues(
            gone, [{"state": "skipped", "reason": "This customer is archived."}]
        )

    def test_stopped_no_letter_is_printed(self):
        row = self._letters(self.anna)
        self._set_sending("stopped")
        with self.assertRaisesRegex(UserError, "Sending to customers is stopped"):
            self._print()
        self.assertEqual(row.state, "planned")

    def test_several_of_one_customer_on_one_day_are_one_letter(self):
        rows = self._letters(self.anna) + self._letters(self.anna, occurrence="b")
        other = self._letters(self.jan)
        self._print()
        self.assertEqual(len(rows._letter_values()), 1)
        self.assertEqual(len((rows + other)._letter_values()), 2)

    def test_the_letter_carries_letterhead_address_and_language(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.env.company.write(
            {
                "street": "ul. Sklepowa 7",
                "zip": "00-950",
                "city": "Warszawa",
                "phone": "+48 22 555",
            }
        )
        self.anna.lang = "pl_PL"
        row = self._letters(self.anna)
        self._print()
        content = self._html(row)
        for words in (
            self.env.company.name,
            "ul. Sklepowa 7",
            "+48 22 555",
            "Anna Kowalska",
            "ul. Prosta 1",
            "00-001 Warszawa",
            "About Anna Kowalska",
            "10.03.2027",
        ):
            self.assertIn(words, content)
        self.assertEqual(row.lang, "pl_PL")

    def test_a_letter_within_the_country_does_not_name_it(self):
        row = self._letters(self.anna)
        self._print()
        self.env.company.country_id = self.env.ref("base.pl")
        home = ["Anna Kowalska", "ul. Prosta 1", "00-001 Warszawa"]
        self.assertEqual(row._letter_values()[0]["address"], home)
        self.env.company.country_id = self.env.ref("base.de")
        self.assertEqual(row._letter_values()[0]["address"], [*home, "POLAND"])

    def test_each_letter_starts_a_page_of_one_article(self):
        rows = self._letters(self.anna, self.jan)
        self._print()
        content = self._html(rows)
        self.assertEqual(content.count("page-break-before: always"), 1)
        self.assertEqual(content.count('class="article'), 1)

    def test_the_same_paper_can_be_printed_again(self):
        row = self._letters(self.anna)
        self._print()
        row.with_user(self.user_level_4).action_confirm_printed()
        action = row.with_user(self.user_level_4).action_reprint_letters()
        self.assertEqual(action["context"]["active_ids"], row.ids)
        self.assertEqual(row.state, "sent")

    # Calls

    def test_a_call_is_done_by_a_person(self):
        row = self._plan(self.anna, channel="call")
        self._send()
        self.assertEqual(row.state, "planned")
        row.with_user(self.user_level_4).action_call_done()
        self.assertRecordValues(
            row,
            [
                {
                    "state": "sent",
                    "sent_at": NOW,
                    "user_id": self.user_level_4.id,
                    "address": "+48601234567",
                }
            ],
        )
        with self.assertRaisesRegex(UserError, "Nothing to do"):
            row.with_user(self.user_level_4).action_call_done()

    def test_whom_the_gate_refuses_leaves_the_list_of_calls(self):
        row = self._plan(self.anna, channel="call")
        self.anna.is_restricted = True
        self._send()
        self.assertEqual(row.state, "skipped")
