# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import datetime, timedelta
from unittest.mock import patch

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.base.models.ir_cron import IrCron

from ..models import customer_consent_rebuild
from ..models.customer_append_only import FUNCTION
from ..models.customer_consent_key import PARAMETER, VARIABLE
from .common import CustomerCommon
from .common_queries import counted

NOW = "2027-03-10 10:00:00"


class LogCase(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._make_customer()
        cls.Log = cls.env["customer.consent.log"]
        cls.Seal = cls.env["customer.consent.seal"]
        cls.Check = cls.env["customer.consent.check"]
        cls.before = cls.Log.search([]).ids

    def _rows(self):
        return self.Log.search([("id", "not in", self.before)], order="id")

    def _say(self, given=True, channel="email", method="counter", **options):
        self.customer._set_marketing_consent(channel, given, method, **options)
        return self._rows()[-1:]

    def _seal(self):
        while self.Seal._append_seals():
            continue

    def _faults(self):
        return [chain["fault"] for chain in self.Seal._verify().values()]

    def _change_by_superuser(self, query, *values):
        """As somebody who may do everything in the database."""
        self.env.flush_all()
        cr = self.env.cr
        for table in ("customer_consent_log", "customer_consent_seal"):
            name = SQL.identifier(table)
            cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", name))
        cr.execute(query, values)
        for table in ("customer_consent_log", "customer_consent_seal"):
            name = SQL.identifier(table)
            cr.execute(SQL("ALTER TABLE %s ENABLE TRIGGER USER", name))
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestConsentLog(LogCase):
    """Who agreed to what, when, how and to which words: written once."""

    def test_a_yes_is_written_down_with_everything_that_proves_it(self):
        clerk = self.user_level_4
        self.customer.with_user(clerk)._set_marketing_consent(
            "email", True, "phone", "call 7"
        )
        row = self._rows()
        words = self.env.ref("customer_care.wording_marketing_en")
        self.assertRecordValues(
            row,
            [
                {
                    "partner_id": self.customer.id,
                    "purpose_code": "marketing",
                    "channel": "email",
                    "event": "given",
                    "lawful_basis": "consent",
                    "event_time": datetime(2027, 3, 10, 10),
                    "recorded_at": datetime(2027, 3, 10, 10),
                    "valid_until": False,
                    "wording_uid": words.uid,
                    "wording_version": 1,
                    "wording_sha256": words.sha256,
                    "lang": "en_US",
                    "method": "phone",
                    "actor_type": "staff",
                    "actor_ref": clerk.id,
                    "actor_name": clerk.name,
                    "company_ref": self.env.company.id,
                    "controller": self.env.company.name,
                    "address_hint": "a•••a@e•••.com",
                    "note": "call 7",
                }
            ],
        )
        self.assertEqual(row.point_hash, self.customer.consent_ids.address_hash)

    def test_the_language_of_the_words_has_its_name(self):
        self.assertEqual(self._say().lang_name, "English (US)")
        self.assertEqual(self.Log.new({"lang": "xx_XX"}).lang_name, "xx_XX")

    def test_the_log_holds_no_address_no_name_and_no_note(self):
        self._say(note="call 7, Anna")
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT * FROM customer_consent_log ORDER BY id DESC LIMIT 1"
        )
        text = " ".join(map(str, self.env.cr.fetchone()))
        for word in ("Anna", "Kowalska", "example.com", "call 7", "a•••a"):
            self.assertNotIn(word, text)

    def test_each_change_is_a_row_and_none_is_written_twice(self):
        self._say(True)
        self._say(False, method="letter")
        self._say(True, channel="sms")
        self.assertEqual(
            [(row.channel, row.event, row.method) for row in self._rows()],
            [
                ("email", "given", "counter"),
                ("email", "withdrawn", "letter"),
                ("sms", "given", "counter"),
            ],
        )
        self.assertEqual(len(set(self._rows().mapped("subject_uid"))), 1)

    def test_a_no_that_ends_a_yes_for_another_address_is_two_rows(self):
        self._say(True)
        self.customer.email = "anna@example.org"
        self._say(False)
        rows = self._rows()
        self.assertEqual(rows.mapped("event"), ["given", "withdrawn", "withdrawn"])
        self.assertEqual(len(set(rows.mapped("point_hash"))), 2)

    def test_the_customer_is_named_as_who_acted_by_a_link(self):
        self._say(True)
        consents = self.env["customer.consent"]
        url = consents._unsubscribe_url(
            self.customer, self.marketing, "email", self.customer.email
        )
        link = consents._read_link(url.rsplit("/", 1)[1])
        consents._unsubscribe(link, "one_click")
        row = self._rows()[-1]
        self.assertEqual(
            (row.event, row.method, row.actor_type, row.actor_ref, row.actor_name),
            ("withdrawn", "one_click", "subject", 0, False),
        )

    # -- nobody changes a row ---------------------------------------------------

    def test_no_row_is_changed_or_removed_through_the_program(self):
        row = self._say()
        self._seal()
        seal = self.Seal.search([("log_ref", "=", row.id)])
        for record in (row, seal):
            with self.assertRaisesRegex(UserError, "is written once"):
                record.write({"company_ref": 0})
            with self.assertRaisesRegex(UserError, "is written once"):
                record.unlink()
        for user in (self.user_level_1, self.user_level_5):
            with self.assertRaises(UserError):
                row.with_user(user).write({"event": "given"})
            with self.assertRaises(AccessError):
                self.Log.with_user(user).create({"uid": "forged"})

    def test_postgresql_refuses_update_delete_and_truncate(self):
        self._say()
        self._seal()
        self.env.flush_all()
        for table, column in (
            ("customer_consent_log", "event"),
            ("customer_consent_seal", "hash"),
        ):
            for query in (
                SQL(
                    "UPDATE %s SET %s = 'x'",
                    SQL.identifier(table),
                    SQL.identifier(column),
                ),
                SQL("DELETE FROM %s", SQL.identifier(table)),
                SQL("TRUNCATE %s", SQL.identifier(table)),
            ):
                with (
                    self.subTest(query=query.code),
                    mute_logger("odoo.sql_db"),
                    self.assertRaisesRegex(psycopg2.Error, "is written once"),
                    self.env.cr.savepoint(),
                ):
                    self.env.cr.execute(query)

    def test_deleting_the_user_who_wrote_a_row_changes_nothing(self):
        clerk = self._make_user("leaves", "customer_care.level_4")
        self.customer.with_user(clerk)._set_marketing_consent("email", True, "counter")
        row = self._rows()
        name = clerk.name
        clerk.unlink()
        self.env.invalidate_all()
        self.assertEqual((row.actor_name, row.event), (name, "given"))
        self._seal()
        self.assertEqual(set(self._faults()), {False})

    def test_deleting_the_customer_leaves_the_row_and_the_no(self):
        self._say(False)
        row = self._rows()
        self.customer.sudo().with_context(customer_event_reason="A test").unlink()
        self.env.invalidate_all()
        self.assertTrue(row.exists())
        self.assertFalse(row.partner_id)
        self._seal()
        self.assertEqual(set(self._faults()), {False})
        again = self._make_customer()
        self.assertIn("no", again._contact_refusals("email", self.marketing)[again.id])

    def test_core_s_merge_moves_the_history_and_breaks_nothing(self):
        self._say(True)
        other = self._make_customer(email="anna@example.org")
        other._set_marketing_consent("email", True, "form")
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | other).ids, self.customer, extra_checks=False
        )
        self._seal()
        self.assertEqual(set(self._faults()), {False})
        self.assertEqual(
            set(self._rows().mapped("partner_id")), {self.customer}, "both histories"
        )

    def test_the_function_goes_with_the_addon_and_takes_its_triggers_along(self):
        from ..hooks import uninstall_hook

        uninstall_hook(self.env)
        self.env.cr.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgname LIKE %s", [f"{FUNCTION}%"]
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))
        for model in ("customer.consent.log", "customer.consent.seal"):
            self.env[model].init()
        self.env.cr.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgname LIKE %s", [f"{FUNCTION}%"]
        )
        self.assertEqual(self.env.cr.fetchone(), (4,))

    # -- the state is what the log says -----------------------------------------

    def _state(self):
        names = (
            "partner_id purpose_id channel address_hash address_hint state changed_at "
            "valid_until method user_id note"
        ).split()
        rows = self.env["customer.consent"].search([]).read(names)
        return sorted(tuple(str(row[name]) for name in names) for row in rows)

    def test_the_state_can_be_made_anew_from_the_log(self):
        self._say(True, note="call 7")
        self._say(False, channel="sms", method="letter")
        self._say(True, channel="call")
        with freeze_time("2027-03-11 10:00:00"):
            self.customer.email = "anna@example.org"
            self._say(True, method="form")
            self._say(False, channel="call")
        gone = self._make_customer(email="gone@example.com")
        gone._set_marketing_consent("email", False, "phone")
        gone.unlink()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self._state()
        self.assertEqual(len(before), 5)
        self.env["customer.consent"]._rebuild()
        self.assertEqual(self._state(), before)

    def test_answers_from_before_the_log_are_taken_over_once(self):
        row = self._say(True)
        self._seal()
        # as if the log had begun after that answer
        self._change_by_superuser("DELETE FROM customer_consent_seal")
        self._change_by_superuser(
            "DELETE FROM customer_consent_log WHERE id = %s", row.id
        )
        consents = self.env["customer.consent"]
        self.assertEqual(consents._take_over_answers(), self.customer.consent_ids)
        taken = self._rows()
        self.assertEqual(
            (taken.event, taken.event_time, taken.method, taken.wording_uid),
            ("given", datetime(2027, 3, 10, 10), "counter", False),
        )
        self.assertFalse(consents._take_over_answers())

    def test_the_key_is_made_before_anybody_answers(self):
        self._change_by_superuser("DELETE FROM customer_consent_seal")
        self._change_by_superuser("DELETE FROM customer_consent_log")
        parameters = self.env["ir.config_parameter"]
        parameters.set_param(PARAMETER, False)
        self.env["customer.consent"]._take_over_answers()
        self.assertTrue(parameters.get_param(PARAMETER))

    def test_answers_from_before_the_log_are_taken_over_in_pieces_and_in_order(self):
        for place in range(5):
            someone = self._make_customer(email=f"old.{place}@example.com")
            someone._set_marketing_consent("email", False, "phone")
        self._change_by_superuser("DELETE FROM customer_consent_log")
        consents = self.env["customer.consent"]
        old = consents.search([], order="changed_at, id")
        self.assertGreaterEqual(len(old), 5)
        with patch.object(customer_consent_rebuild, "TAKEN_OVER", 2):
            self.assertEqual(consents._take_over_answers(), old)
        taken = self.env["customer.consent.log"].search([], order="id")
        self.assertEqual(
            taken.mapped("point_hash"), old.mapped("address_hash"), "the oldest first"
        )

    def test_who_reads_consents_reads_the_log_of_their_companies(self):
        row = self._say()
        user = self.user_level_5
        self.assertEqual(row.with_user(user).event, "given")
        self.customer.with_user(user).action_consent_history()
        with self.assertRaises(AccessError):
            row.with_user(self.user_no_level).read(["event"])
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self._make_customer(company_id=other.id)
        theirs._set_marketing_consent("email", True, "counter")
        foreign = self._rows()[-1]
        self.assertEqual(foreign.company_ref, other.id)
        with self.assertRaises(AccessError):
            foreign.with_user(user).read(["event"])

    def test_writing_down_costs_the_same_for_two_and_two_hundred(self):
        partners = self.env["res.partner"].create(
            [
                {"name": f"Customer {n}", "email": f"c{n}@example.com"}
                for n in range(204)
            ]
        )

        def cost(some):
            with counted(self.env) as queries:
                some._set_marketing_consent("email", True, "import")
                self.env.flush_all()
            return queries.number

        cost(partners[:2])
        few, many = cost(partners[2:4]), cost(partners[4:])
        # the ORM inserts a hundred rows a query, into four tables here
        self.assertLessEqual(many, few + 8)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestConsentChain(LogCase):
    """Each row has a place; what is changed or removed is found."""

    def setUp(self):
        super().setUp()
        self._seal()
        self.rows = self.Log.browse()
        for channel in ("email", "sms", "call", "letter"):
            self.rows |= self._say(channel=channel)
        self._seal()

    def test_places_follow_each_other_without_a_gap(self):
        numbers = [row.number for row in self.rows]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 4)))
        self.assertEqual(set(self._faults()), {False})
        self.assertEqual(self.Seal._append_seals(), 0, "sealed once")

    def test_each_company_has_a_chain_of_its_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self._make_customer(company_id=other.id)
        theirs._set_marketing_consent("email", True, "counter")
        self._seal()
        self.assertEqual(self._rows()[-1].number, 1)
        self.assertEqual(set(self._faults()), {False})

    def test_a_row_changed_behind_the_program_is_found(self):
        row = self.rows[1]
        self._change_by_superuser(
            "UPDATE customer_consent_log SET event = 'withdrawn' WHERE id = %s", row.id
        )
        self.assertIn(f"The row at place {row.number} was changed.", self._faults())

    def test_a_row_removed_behind_the_program_is_found(self):
        number = self.rows[1].number
        self._change_by_superuser(
            "DELETE FROM customer_consent_log WHERE id = %s", self.rows[1].id
        )
        self.assertIn(f"The row at place {number} was removed.", self._faults())

    def test_a_link_removed_behind_the_program_is_found(self):
        number = self.rows[1].number
        self._change_by_superuser(
            "DELETE FROM customer_consent_seal WHERE log_ref = %s", self.rows[1].id
        )
        self.assertIn(f"The chain is broken before place {number + 1}.", self._faults())

    def test_a_row_whose_hash_was_computed_without_the_key_is_found(self):
        row = self.rows[1]
        self._change_by_superuser(
            "UPDATE customer_consent_log SET event = 'withdrawn', hash = md5('x')"
            " WHERE id = %s",
            row.id,
        )
        self.assertIn(f"The row at place {row.number} was changed.", self._faults())

    @mute_logger("odoo.addons.customer_care.models.customer_consent_check")
    def test_rows_removed_from_the_end_are_found_by_the_check_before(self):
        self.Check._run()
        last = self.rows[-1]
        number = last.number
        self._change_by_superuser(
            "DELETE FROM customer_consent_seal WHERE log_ref = %s", last.id
        )
        self._change_by_superuser(
            "DELETE FROM customer_consent_log WHERE id = %s", last.id
        )
        self.assertEqual(set(self._faults()), {False}, "the chain alone cannot tell")
        fault = self.Check._run().filtered("fault").mapped("fault")
        self.assertEqual(len(fault), 1)
        self.assertIn(f"ends at place {number - 1} and went to {number}", fault[0])

    @mute_logger("odoo.addons.customer_care.models.customer_consent_check")
    def test_rows_that_wait_for_over_an_hour_are_reported(self):
        self._say(False)
        self.assertFalse(self.Check._run().filtered("fault"))
        with freeze_time("2027-03-10 11:00:01"):
            faults = self.Check._run().mapped("fault")
        self.assertIn("1 decisions have waited", faults[0])

    def test_an_older_key_still_verifies_and_a_lost_one_is_named(self):
        with patch.dict("os.environ", {VARIABLE: "new-key"}):
            row = self._say(False)
            self._seal()
            self.assertNotEqual(row.key_id, self.rows[0].key_id)
            self.assertEqual(set(self._faults()), {False}, "both keys are known")
        self.assertIn(
            f"The key {row.key_id} of place {row.number} is not configured.",
            self._faults(),
        )

    def test_a_lost_key_is_no_reason_to_make_another_one(self):
        self.env["ir.config_parameter"].set_param("customer_care.consent_key", False)
        with self.assertRaisesRegex(UserError, "Restore the system parameter"):
            self._say(False)

    def test_the_button_says_what_it_found_and_warns_of_the_key(self):
        with patch.object(type(self.Seal), "_seal", lambda self, wait=True: 0):
            told = self.Log.with_user(self.user_level_5).action_verify()["params"]
            self.assertEqual(told["type"], "warning")
            self.assertIn("are as they were written", told["message"])
            self.assertIn("whoever can write to it could rewrite", told["message"])
            with self.assertRaises(AccessError):
                self.Log.with_user(self.user_no_level).action_verify()

    def test_the_proof_is_printed_with_words_time_method_and_place(self):
        row = self.rows[0]
        with patch.object(type(self.Seal), "_seal", lambda self, wait=True: 0):
            action = row.with_user(self.user_level_5).action_print_proof()
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html(action["report_name"], row.ids)[0]
            .decode()
        )
        for text in (
            "I agree to receive offers",
            "2027-03-10 10:00:00 UTC",
            "At the counter",
            "Anna Kowalska",
            row.uid,
            row.hash,
        ):
            self.assertIn(text, html)
        self.assertRegex(html, rf"Place in the chain</td><td>\s*{row.number}\s*<")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWordingAndValidity(LogCase):
    """Words stay as they were answered; a yes may hold for a time."""

    def _wording(self, **vals):
        return self.env["customer.consent.wording"].create(
            {"purpose_id": self.marketing.id, "lang": "en_US", "text": "New", **vals}
        )

    def test_answered_words_stay_and_a_new_version_is_asked_from_then_on(self):
        old = self.env.ref("customer_care.wording_marketing_en")
        old.text = "Not answered yet, so it may change."
        self._say(True)
        for change in (
            lambda: old.write({"text": "Something else"}),
            lambda: old.write({"lang": "en_US"}),
            old.unlink,
        ):
            with self.assertRaisesRegex(UserError, "Version 1 of Offers has been"):
                change()
        new = self._wording()
        self.assertEqual(new.version, old.version + 1)
        self.assertEqual(self._say(False).wording_uid, new.uid)

    def test_a_customer_is_asked_in_their_language_else_in_english(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        ours = self.marketing.wording_ids.filtered(lambda each: each.lang == "pl_PL")
        polish = self._wording(lang="pl_PL", text="Zgadzam się")
        self.assertEqual(polish.version, len(ours) + 1)
        self.customer.lang = "pl_PL"
        self.assertEqual(self._say().wording_uid, polish.uid)
        other = self._make_customer(lang="en_US", email="o@example.com")
        other._set_marketing_consent("email", True, "counter")
        self.assertEqual(self._rows()[-1].lang, "en_US")

    def test_html_in_a_wording_is_shown_as_text(self):
        self._wording(text="<script>alert(1)</script>")
        row = self._say()
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("customer_care.report_consent_proof", row.ids)[0]
            .decode()
        )
        self.assertNotIn("<script>alert", html)
        self.assertIn("&lt;script&gt;alert", html)

    def test_a_yes_ends_when_its_time_is_over(self):
        self.marketing.validity_months = 12
        row = self._say(True)
        self.assertEqual(row.valid_until, datetime(2028, 3, 10, 10))
        may = lambda: not self.customer._contact_refusals("email", self.marketing)  # noqa: E731
        with freeze_time("2028-03-10 09:59:59"):
            self.assertTrue(may())
        with freeze_time("2028-03-10 10:00:00"):
            self.assertFalse(may(), "before the job ran")
            self._expire()
            self.assertFalse(may())
        self.assertRecordValues(
            self._rows()[-1],
            [
                {
                    "event": "expired",
                    "event_time": datetime(2028, 3, 10, 10),
                    "actor_type": "system",
                    "valid_until": False,
                }
            ],
        )
        self.assertEqual(self.customer.consent_ids.state, "expired")

    def _expire(self):
        with patch.object(IrCron, "_commit_progress", return_value=float("inf")):
            self.env["customer.consent"]._cron_expire()

    def test_an_expired_yes_is_no_refusal_and_can_be_given_again(self):
        self.marketing.validity_months = 1
        self._say(True)
        with freeze_time("2027-05-10 10:00:00"):
            self._expire()
            self.assertIn(
                "has not agreed",
                self.customer._contact_refusals("email", self.marketing)[
                    self.customer.id
                ],
            )
            self._say(True)
            self.assertFalse(self.customer._contact_refusals("email", self.marketing))
            self._expire()
            self.assertFalse(self.customer._contact_refusals("email", self.marketing))

    def test_a_negative_time_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Use 0 for no end"):
            self.marketing.validity_months = -1

    def test_a_no_never_expires(self):
        self.marketing.validity_months = 1
        self._say(False)
        self.assertFalse(self.customer.consent_ids.valid_until)
        with freeze_time(fields.Datetime.now() + timedelta(days=900)):
            self._expire()
            self.assertIn(
                "said no",
                self.customer._contact_refusals("email", self.marketing)[
                    self.customer.id
                ],
            )
