# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import random
from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common_queries import counted
from .test_consent_matrix import MatrixCase

NOON = datetime(2027, 3, 10, 12)


class AnswerCase(MatrixCase):
    def _says(
        self, when, given=True, purpose=None, channel="email", who=None, **options
    ):
        with freeze_time(when):
            (who or self.customer).with_user(self.clerk)._set_consent(
                purpose or self.marketing, channel, given, "counter", **options
            )

    def _event(self, when, event, **vals):
        """What other parts of the program write: asked, confirmed, renewed."""
        consents = self.env["customer.consent"]
        address = self.customer._contact_addresses("email")
        [digest] = consents._hashes("email", address).values()
        uids = self.env["customer.consent.subject"]._uids(self.customer.ids)
        return self.Log._append(
            [
                {
                    "subject_uid": uids[self.customer.id],
                    "point_hash": digest,
                    "purpose_code": "marketing",
                    "channel": "email",
                    "event": event,
                    "event_time": fields.Datetime.to_datetime(when),
                    "lawful_basis": "consent",
                    "method": "page",
                    "actor_type": "subject",
                    "company_ref": self.env.company.id,
                    "controller": self.env.company.name,
                    **vals,
                }
            ]
        )

    def _ask(self, at, purpose=None, channel="email", address=None):
        self.env.flush_all()
        return self.Log._answers(
            self.customer,
            purpose or self.marketing,
            channel,
            fields.Datetime.to_datetime(at),
            address,
        )

    def _state(self, at, **options):
        [answer] = self._ask(at, **options)
        return answer["state"], answer["allowed"]

    def _message(self, sent_at, **vals):
        return self.env["customer.message"].create(
            {
                "partner_id": self.customer.id,
                "channel": "email",
                "purpose_id": self.marketing.id,
                "state": "sent",
                "sent_at": sent_at,
                "address": self.customer.email,
                "subject": f"Sent {sent_at}",
                **vals,
            }
        )


@tagged("post_install", "-at_install")
@freeze_time("2027-06-01 10:00:00")
class TestConsentAnswer(AnswerCase):
    """The log says of any day whether we were allowed, and what was sent under it."""

    # -- were we allowed? ---------------------------------------------------------

    def test_each_moment_has_its_own_answer(self):
        self._says("2027-03-10 10:00:00")
        self._says("2027-04-10 10:00:00", False)
        self._says("2027-05-10 10:00:00")
        for at, expected in (
            ("2027-03-10 09:59:59", ("never", False)),
            ("2027-03-10 10:00:00", ("given", True)),
            ("2027-04-10 09:59:59", ("given", True)),
            ("2027-04-10 10:00:00", ("refused", False)),
            ("2027-05-09 10:00:00", ("refused", False)),
            ("2027-05-10 10:00:00", ("given", True)),
        ):
            with self.subTest(at):
                self.assertEqual(self._state(at), expected)
        [answer] = self._ask("2027-03-20 00:00:00")
        self.assertEqual(
            (answer["since"], answer["until"]),
            (datetime(2027, 3, 10, 10), datetime(2027, 4, 10, 10)),
        )

    def test_it_is_the_log_that_answers_and_not_the_last_words(self):
        self._says("2027-03-10 10:00:00")
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM customer_consent")
        self.env.invalidate_all()
        self.assertEqual(self._state("2027-03-11 10:00:00"), ("given", True))

    def test_a_yes_is_over_to_the_second_with_or_without_the_job(self):
        self.marketing.validity_months = 1
        self._says("2027-03-10 10:00:00")
        self.assertEqual(self._state("2027-04-10 09:59:59"), ("given", True))
        self.assertEqual(self._state("2027-04-10 10:00:00"), ("expired", False))
        [answer] = self._ask("2027-04-01 10:00:00")
        self.assertEqual(answer["until"], datetime(2027, 4, 10, 10))
        self.env["customer.consent"].search([])._expire()
        self.assertEqual(self._state("2027-04-10 09:59:59"), ("given", True))
        self.assertEqual(self._state("2027-04-10 10:00:00"), ("expired", False))

    def test_other_bases_allow_until_somebody_objects(self):
        for purpose in (self.club, self.service):
            with self.subTest(purpose.code):
                self.assertEqual(
                    self._state("2027-03-10 10:00:00", purpose=purpose), ("never", True)
                )
                self._says("2027-04-10 10:00:00", False, purpose)
                self.assertEqual(
                    self._state("2027-04-09 10:00:00", purpose=purpose), ("never", True)
                )
                self.assertEqual(
                    self._state("2027-04-10 10:00:00", purpose=purpose),
                    ("refused", False),
                )
        self.assertEqual(
            self._state("2027-04-09 10:00:00", purpose=self.club, channel="call"),
            ("never", False),
            "the purpose does not use it",
        )

    def test_who_was_asked_to_confirm_had_not_agreed_until_they_did(self):
        self._event("2027-03-10 10:00:00", "requested")
        self._event("2027-03-12 10:00:00", "confirmed")
        self.assertEqual(self._state("2027-03-11 10:00:00"), ("requested", False))
        self.assertEqual(self._state("2027-03-12 10:00:00"), ("given", True))

    def test_asking_somebody_who_said_no_does_not_lift_the_no(self):
        self._says("2027-03-10 10:00:00", False)
        self._event("2027-03-11 10:00:00", "requested")
        self.assertEqual(self._state("2027-03-12 10:00:00"), ("refused", False))

    def test_who_did_not_confirm_in_time_is_as_before(self):
        lapsed = {"method": "unconfirmed"}
        self._event("2027-03-10 10:00:00", "requested")
        self._event("2027-03-17 10:00:00", "expired", **lapsed)
        self.assertEqual(self._state("2027-03-18 10:00:00"), ("requested", False))
        self._says("2027-04-01 10:00:00", False)
        self._event("2027-04-02 10:00:00", "requested")
        self._event("2027-04-09 10:00:00", "expired", **lapsed)
        self.assertEqual(self._state("2027-04-10 10:00:00"), ("refused", False))
        self._event("2027-05-01 10:00:00", "confirmed")
        self._event("2027-05-02 10:00:00", "requested")
        self._event("2027-05-09 10:00:00", "expired", **lapsed)
        self.assertEqual(self._state("2027-05-10 10:00:00"), ("given", True))

    def test_what_was_imported_without_proof_or_ended_by_us_allows_nothing(self):
        self._event("2027-03-10 10:00:00", "imported")
        self.assertEqual(self._state("2027-03-10 10:00:00"), ("imported", False))
        self._event("2027-03-11 10:00:00", "given")
        self._event("2027-03-12 10:00:00", "revoked")
        self.assertEqual(self._state("2027-03-11 10:00:00"), ("given", True))
        self.assertEqual(self._state("2027-03-12 10:00:00"), ("expired", False))

    def test_a_renewed_yes_goes_on_without_a_gap(self):
        self._event(
            "2027-03-10 10:00:00", "given", valid_until=datetime(2027, 4, 10, 10)
        )
        self._event(
            "2027-04-01 10:00:00", "renewed", valid_until=datetime(2027, 5, 1, 10)
        )
        self.assertEqual(self._state("2027-04-20 10:00:00"), ("given", True))
        [answer] = self._ask("2027-03-20 10:00:00")
        self.assertEqual(answer["until"], datetime(2027, 5, 1, 10))

    def test_of_a_yes_and_a_no_in_one_second_the_no_counts(self):
        self._event("2027-03-10 10:00:00", "withdrawn")
        self._event("2027-03-10 10:00:00", "given")
        self.assertEqual(self._state("2027-03-10 10:00:00"), ("refused", False))

    def test_a_no_of_somebody_with_the_same_address_counted(self):
        other = self._make_customer(name="Jan Kowalski")
        self._says("2027-03-10 10:00:00")
        self._says("2027-03-20 10:00:00", False, who=other)
        self._says("2027-03-30 10:00:00", True, who=other)
        for at, expected in (
            ("2027-03-19 10:00:00", ("given", True)),
            ("2027-03-20 10:00:00", ("refused", False)),
            ("2027-03-30 10:00:00", ("given", True)),
        ):
            with self.subTest(at):
                self.assertEqual(self._state(at), expected)

    def test_each_address_has_its_own_answer(self):
        self._says("2027-03-10 10:00:00")
        self.customer.email = "anna@example.org"
        answers = {row["address"]: row for row in self._ask("2027-03-20 10:00:00")}
        self.assertEqual(
            {address: row["allowed"] for address, row in answers.items()},
            {"a•••a@e•••.com": True, "a•••a@e•••.org": False},
        )
        [answer] = self._ask("2027-03-20 10:00:00", address="Anna.Kowalska@EXAMPLE.com")
        self.assertTrue(answer["allowed"])
        [answer] = self._ask("2027-03-20 10:00:00", address="nobody@example.com")
        self.assertEqual((answer["state"], answer["allowed"]), ("never", False))

    def test_a_number_is_found_however_it_is_typed(self):
        self._says("2027-03-10 10:00:00", channel="sms")
        for number in ("601 234 567", "+48601234567", "0048 601-234-567"):
            with self.subTest(number):
                [answer] = self._ask(
                    "2027-03-11 10:00:00", channel="sms", address=number
                )
                self.assertTrue(answer["allowed"])

    def test_postcards_and_labels_are_post(self):
        self._says("2027-03-10 10:00:00", channel="letter")
        self._message(NOON, channel="postcard", address=self._post())
        [answer] = self._ask("2027-03-11 10:00:00", channel="letter")
        self.assertTrue(answer["allowed"])
        self.assertEqual(len(answer["messages"]), 1)

    def _post(self):
        return self.customer._contact_addresses("letter")[self.customer.id]

    def test_the_answer_of_now_is_the_answer_of_the_gate(self):
        """Random histories of two people with one address, seen along the way."""
        chance = random.Random(5)
        other = self._make_customer(name="Jan Kowalski")
        start = datetime(2027, 1, 1)
        for number in range(60):
            purpose = chance.choice([self.marketing, self.club, self.service])
            purpose.validity_months = chance.choice([0, 0, 1])
            who = chance.choice([self.customer, self.customer, other])
            start += timedelta(days=chance.randrange(1, 9))
            given = chance.random() < 0.6
            self._says(start, given, purpose, who=who)
            moment = start + timedelta(days=chance.randrange(40))
            with self.subTest(number=number), freeze_time(moment):
                for asked in (self.marketing, self.club, self.service):
                    [answer] = self._ask(moment, purpose=asked)
                    self.assertEqual(
                        answer["allowed"],
                        not self.customer._contact_refusals("email", asked),
                        (asked.code, answer["state"]),
                    )

    def test_after_a_merge_the_survivor_answers_for_both(self):
        other = self._make_customer(name="Anna K.", email="old@example.com")
        self._says("2027-03-10 10:00:00", who=other)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | other).ids, self.customer, extra_checks=False
        )
        [answer] = self._ask("2027-03-11 10:00:00", address="old@example.com")
        self.assertEqual(answer["state"], "given")

    # -- what was sent under it -----------------------------------------------------

    def test_what_was_sent_in_the_time_of_an_answer_is_listed(self):
        self._says("2027-03-10 10:00:00")
        self._says("2027-04-10 10:00:00", False)
        before = self._message("2027-03-01 10:00:00")
        under = self._message("2027-03-15 10:00:00")
        after = self._message("2027-04-15 10:00:00")
        self._message("2027-03-16 10:00:00", purpose_id=self.service.id)
        self._message("2027-03-16 10:00:00", channel="sms", address="+48601234567")
        self._message("2027-03-16 10:00:00", state="failed")
        self._message("2027-03-16 10:00:00", address="other@example.com")
        mine = "anna.kowalska@example.com"
        for at, expected in (
            ("2027-03-05 10:00:00", before),
            ("2027-03-20 10:00:00", under),
            ("2027-04-20 10:00:00", after),
        ):
            with self.subTest(at):
                [answer] = self._ask(at, address=mine)
                self.assertEqual(answer["messages"], expected)

    def test_what_went_to_an_address_nobody_answered_for_is_not_missed(self):
        self._says("2027-03-10 10:00:00")
        self._message("2027-03-15 10:00:00", address="other@example.com")
        answers = {row["address"]: row for row in self._ask("2027-03-20 10:00:00")}
        other = answers["o•••r@e•••.com"]
        self.assertEqual((other["allowed"], len(other["messages"])), (False, 1))

    def test_asking_costs_the_same_for_few_and_many_rows(self):
        def cost():
            with counted(self.env) as queries:
                self._ask("2027-05-30 10:00:00")
            return queries.number

        self._says("2027-03-10 10:00:00")
        self._message("2027-03-15 10:00:00")
        cost()
        few = cost()
        for day in range(1, 30):
            self._says(datetime(2027, 4, day), day % 2)
            self._message(datetime(2027, 4, day, 12))
        self.assertLessEqual(cost(), few + 1)


@tagged("post_install", "-at_install")
@freeze_time("2027-06-01 10:00:00")
class TestConsentAsk(AnswerCase):
    """The dialog and the paper."""

    def _dialog(self, user=None, **values):
        return (
            self.env["customer.consent.ask"]
            .with_user(user or self.user_level_5)
            .create({"partner_id": self.customer.id, **values})
        )

    def _paper(self, ask):
        report = self.env["ir.actions.report"].with_user(ask.env.user)
        name = "customer_care.report_consent_answer"
        return report._render_qweb_html(name, ask.ids)[0].decode()

    def test_the_dialog_answers_while_it_is_filled_in(self):
        self._says("2027-03-10 10:00:00", note="call 7")
        with Form(
            self.env["customer.consent.ask"].with_user(self.user_level_5)
        ) as form:
            self.assertFalse(form.answer)
            form.partner_id = self.customer
            form.at = NOON
            self.assertIn("Allowed", form.answer)
            form.at = "2027-03-09 10:00:00"
            self.assertIn("Not allowed", form.answer)
            self.assertIn("Never asked", form.answer)

    def test_before_a_customer_is_chosen_the_dialog_answers_nothing(self):
        with Form(self.env["customer.consent.ask"].with_user(self.clerk)) as ask:
            self.assertFalse(ask.answer)
            ask.partner_id = self.customer
            self.assertTrue(ask.answer)

    def test_the_paper_has_words_way_person_address_place_and_what_was_sent(self):
        self._says("2027-03-10 10:00:00", note="call 7")
        self._message("2027-03-15 10:00:00", subject="Spring offer")
        self._seal()
        html = self._paper(self._dialog(at="2027-04-01 10:00:00"))
        row = self._rows()[-1]
        for text in (
            "Anna Kowalska",
            "a•••a@e•••.com",
            self.env.ref("customer_care.wording_marketing_en").text[:30],
            "At the counter",
            "call 7",
            "Level 4",
            row.uid,
            f"place {row.number} in the chain",
            "Spring offer",
            "2027-04-01 10:00:00",
        ):
            self.assertIn(text, html)

    def test_the_paper_is_a_pdf(self):
        ask = self._dialog(at="2027-04-01 10:00:00")
        action = ask.action_print()
        self.assertEqual(action["report_name"], "customer_care.report_consent_answer")
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        pdf, kind = report._render_qweb_pdf(action["report_name"], ask.ids)
        self.assertEqual((pdf[:4], kind), (b"%PDF", "pdf"))

    def test_what_was_sent_without_being_allowed_is_said(self):
        self._message("2027-03-15 10:00:00")
        html = self._paper(self._dialog(at="2027-04-01 10:00:00"))
        self.assertIn("1 sent without being allowed", html)

    def test_html_in_a_wording_and_a_note_is_shown_as_text(self):
        self.env["customer.consent.wording"].create(
            {
                "purpose_id": self.marketing.id,
                "lang": "en_US",
                "text": "<script>alert(1)</script>",
            }
        )
        self._says("2027-03-10 10:00:00", note="<img src=x>")
        ask = self._dialog(at="2027-04-01 10:00:00")
        for html in (ask.answer, self._paper(ask)):
            self.assertNotIn("<script>alert", html)
            self.assertIn("&lt;script&gt;alert", html)
            self.assertNotIn("<img src=x", html)

    def test_a_deleted_user_is_still_named(self):
        leaver = self._make_user("leaver", "customer_care.level_4")
        with freeze_time("2027-03-10 10:00:00"):
            self.customer.with_user(leaver)._set_marketing_consent(
                "email", True, "counter"
            )
        leaver.unlink()
        self.env.invalidate_all()
        self.assertIn("Leaver", self._paper(self._dialog(at="2027-04-01 10:00:00")))

    def test_the_future_is_not_answered(self):
        ask = self._dialog(at="2027-06-01 10:00:01")
        self.assertIn("knows the past only", ask.answer)
        self.assertNotIn("llowed", ask.answer.replace("not allowed", ""))
        with self.assertRaisesRegex(UserError, "Choose a moment before now"):
            ask.action_print()

    def test_a_no_taken_down_by_another_company_counts_and_shows_no_details(self):
        other = self.env["res.company"].create({"name": "Other company"})
        self.customer.with_company(other)._set_marketing_consent(
            "email", False, "phone", "a secret note"
        )
        html = self._paper(self._dialog())
        self.assertIn("Not allowed", html)
        self.assertIn("another of our companies", html)
        self.assertNotIn("a secret note", html)

    def test_nobody_without_the_function_asks(self):
        ask = self._dialog()
        for call in (
            lambda: self._dialog(self.user_no_level),
            lambda: ask.with_user(self.user_no_level).action_print(),
            lambda: ask.with_user(self.user_no_level).read(["answer"]),
            lambda: self.customer.with_user(self.user_no_level).action_ask_consent(),
            lambda: self.customer.with_user(
                self.user_no_level
            ).action_print_consent_proof(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_a_customer_of_another_company_is_not_asked_about(self):
        other = self.env["res.company"].create({"name": "Other company"})
        theirs = self._make_customer(company_id=other.id)
        with self.assertRaises(AccessError):
            _answer = self._dialog(partner_id=theirs.id).answer

    def test_the_proof_of_a_customer_has_what_was_said_about_one_cell(self):
        self._says("2027-03-10 10:00:00")
        self._says("2027-03-11 10:00:00", channel="sms")
        mine = self.customer.with_user(self.user_level_5)
        action = mine.with_context(
            consent_purpose=self.marketing.id, consent_channel="sms"
        ).action_print_consent_proof()
        rows = self.Log.browse(action["context"]["active_ids"])
        self.assertEqual(rows.mapped("channel"), ["sms"])
        action = mine.action_print_consent_proof()
        self.assertEqual(len(action["context"]["active_ids"]), 2)
        nobody = self._make_customer(name="Ewa Lis", email="ewa@example.com")
        with self.assertRaisesRegex(UserError, "nothing to prove"):
            nobody.action_print_consent_proof()
