# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
import io
from datetime import datetime
from unittest.mock import patch

from openpyxl import Workbook

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from odoo.addons.base.models.ir_cron import IrCron

from ..tools.consent_file import Line
from .common import CustomerCommon
from .common_queries import counted

WORDS = "I want offers by e-mail from the shop in ul. Prosta."
HEAD = "E-mail;Date;Source;Words;Answer"


@tagged("post_install", "-at_install")
class TestConsentImport(CustomerCommon, TransactionCase):
    """Answers from elsewhere come in as what they are, once, and after a look."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.pl")
        cls.anna = cls._make_customer(
            name="Anna", email="anna@imp.example.com", phone="+48604000001", ref="IMP-1"
        )
        cls.jan = cls._make_customer(
            name="Jan", email="jan@imp.example.com", phone="+48604000002", ref="IMP-2"
        )
        cls.consents = cls.env["customer.consent"]

    def _wizard(self, content, user=None, **vals):
        if isinstance(content, str):
            content = content.encode()
        wizard = self.env["customer.consent.import"].with_user(user or self.env.user)
        return wizard.create({"file": base64.b64encode(content), **vals})

    def _check(self, *lines, head=HEAD, **vals):
        wizard = self._wizard("\n".join((head, *lines)), **vals)
        wizard.action_check()
        return wizard

    def _import(self, *lines, head=HEAD, **vals):
        wizard = self._check(*lines, head=head, **vals)
        wizard.action_import()
        return wizard

    def _counts(self, wizard):
        names = ("new", "unproven", "unchanged", "conflict", "unknown", "problem")
        return {n: wizard[f"{n}_count"] for n in names if wizard[f"{n}_count"]}

    def _said(self, partner, channel="email"):
        rows = self.consents.search(
            [("partner_id", "=", partner.id), ("channel", "=", channel)]
        )
        return rows.mapped("state")

    def _may(self, partner, channel="email"):
        return not partner._contact_refusals(channel, self.marketing)

    def _log(self, partner):
        return self.env["customer.consent.log"].search(
            [("partner_id", "=", partner.id)], order="id"
        )

    # what comes in as what

    def test_a_yes_with_time_source_and_words_is_proven(self):
        wizard = self._import(f"ANNA@imp.example.com;2024-05-03 14:30;Fair;{WORDS};yes")
        self.assertEqual(self._counts(wizard), {"new": 1})
        self.assertTrue(self._may(self.anna))
        row = self._log(self.anna)
        self.assertEqual(
            (row.event, row.method, row.event_time, row.source, row.wording_text),
            ("given", "import", datetime(2024, 5, 3, 14, 30), "Fair", WORDS),
        )
        self.assertTrue(row.is_proven)
        self.assertFalse(row.wording_uid, "these were not our words")
        self.assertEqual(row.actor_type, "staff")

    def test_a_yes_that_lacks_one_of_them_is_unproven_and_opens_no_gate(self):
        for line in (
            f";Fair;{WORDS};yes",
            f"2024-05-03;;{WORDS};yes",
            "2024-05-03;Fair;;yes",
            ";;;",
        ):
            with self.subTest(line):
                person = self._make_customer(
                    email=f"p{hash(line) % 10**8}@imp.example.com"
                )
                wizard = self._import(f"{person.email};{line}")
                self.assertEqual(self._counts(wizard), {"unproven": 1})
                self.assertEqual(self._said(person), ["imported"])
                self.assertFalse(self._may(person))
                row = self._log(person)
                self.assertEqual((row.event, row.is_proven), ("imported", False))

    def test_a_no_needs_no_proof(self):
        wizard = self._import("anna@imp.example.com;;;;no")
        self.assertEqual(self._counts(wizard), {"new": 1})
        self.assertEqual(self._said(self.anna), ["withdrawn"])
        self.assertEqual(self._log(self.anna).event, "withdrawn")

    def test_a_no_of_an_address_nobody_has_is_kept(self):
        wizard = self._import("nobody@imp.example.com;;;;no")
        self.assertEqual(self._counts(wizard), {"new": 1})
        late = self._make_customer(email="nobody@imp.example.com")
        self.assertFalse(self._may(late))
        again = self._check("nobody@imp.example.com;;;;no")
        self.assertEqual(self._counts(again), {"unchanged": 1})

    def test_a_yes_of_nobody_we_know_is_left_out(self):
        wizard = self._import(f"nobody@imp.example.com;2024-05-03;Fair;{WORDS};yes")
        self.assertEqual(self._counts(wizard), {"unknown": 1, "problem": 1})
        self.assertIn("Line 2: We know no such customer.", wizard.problem_text)

    def test_by_code_and_by_phone_and_former_code(self):
        wizard = self._import(
            f"imp-1;;sms;2024-05-03;Fair;{WORDS}",
            f";604 000 002;;2024-05-03;Fair;{WORDS}",
            head="Code,Phone,Channel,Date,Source,Words".replace(",", ";"),
        )
        self.assertEqual(self._counts(wizard), {"new": 2})
        self.assertTrue(self._may(self.anna, "sms"))
        self.assertTrue(self._may(self.jan, "sms"))

    def test_two_customers_with_one_address_need_the_code_for_a_yes(self):
        twin = self._make_customer(
            name="Twin", email="anna@imp.example.com", ref="TW-1"
        )
        wizard = self._import(f"anna@imp.example.com;2024-05-03;Fair;{WORDS};yes")
        self.assertEqual(self._counts(wizard), {"problem": 1})
        self.assertIn("add the code", wizard.problem_text)
        self._import(
            f"TW-1;anna@imp.example.com;2024-05-03;Fair;{WORDS}",
            head="Code;E-mail;Date;Source;Words",
        )
        self.assertTrue(self._may(twin))
        self.assertFalse(self._may(self.anna))
        wizard = self._import("anna@imp.example.com;;;;no")
        self.assertEqual(self._counts(wizard), {"new": 2})
        self.assertFalse(self._may(twin))

    def test_what_is_planned_is_taken_back_by_a_no(self):
        self._import(f"anna@imp.example.com;2024-05-03;Fair;{WORDS};yes")
        message = (
            self.env["customer.message"]
            .sudo()
            ._plan(
                [
                    {
                        "partner_id": self.anna.id,
                        "channel": "email",
                        "purpose_id": self.marketing.id,
                        "body": "Offer",
                    }
                ]
            )
        )
        self.assertEqual(message.state, "planned")
        self._import("anna@imp.example.com;;;;no")
        self.assertEqual(message.state, "cancelled")

    def test_a_file_may_speak_polish_or_german(self):
        """Titles and words as our own translations call them."""
        self._import(
            f"604 000 001;SMS;2024-05-03;Targi;{WORDS};nie",
            head="Numer telefonu;Kanał;Data;Źródło;Treść;Odpowiedź",
        )
        self.assertEqual(self._said(self.anna, "sms"), ["withdrawn"])
        self._import(
            f"IMP-2;Anruf;03.05.2024;Messe;{WORDS};ja",
            head="Kundennummer;Kanal;Datum;Quelle;Wortlaut;Einwilligung",
        )
        self.assertEqual(self._said(self.jan, "call"), ["given"])

    def test_the_customers_history_has_it(self):
        before = len(self.anna.customer_event_ids)
        self._import("anna@imp.example.com;;Fair;;no")
        event = self.anna.customer_event_ids.sorted("id")[before:]
        self.assertEqual((event.kind, event.reason), ("consent", "By import, Fair"))

    # beside what is known

    def test_a_later_no_is_never_overwritten_by_an_older_yes(self):
        self.anna._set_marketing_consent("email", False, "phone")
        wizard = self._import(f"anna@imp.example.com;2024-05-03;Fair;{WORDS};yes")
        self.assertEqual(self._counts(wizard), {"conflict": 1, "problem": 1})
        self.assertEqual(self._said(self.anna), ["withdrawn"])
        wizard = self._import("anna@imp.example.com;;;;yes")
        self.assertEqual(self._counts(wizard), {"conflict": 1, "problem": 1})

    def test_the_no_of_another_one_with_the_address_counts_too(self):
        self._import("later@imp.example.com;2025-01-01;;;no")
        late = self._make_customer(email="later@imp.example.com")
        wizard = self._import(f"later@imp.example.com;2024-05-03;Fair;{WORDS};yes")
        self.assertEqual(self._counts(wizard), {"conflict": 1, "problem": 1})
        wizard = self._import(f"later@imp.example.com;2025-05-03;Fair;{WORDS};yes")
        self.assertEqual(self._counts(wizard), {"new": 1})
        self.assertTrue(self._may(late))

    def test_an_older_no_does_not_end_a_later_yes(self):
        self.anna._set_marketing_consent("email", True, "counter")
        wizard = self._import("anna@imp.example.com;2024-05-03;;;no")
        self.assertEqual(self._counts(wizard), {"conflict": 1, "problem": 1})
        self.assertTrue(self._may(self.anna))

    def test_a_yes_for_a_suppressed_address_is_left_out(self):
        self.env["customer.suppression"].sudo()._suppress(
            "email", ["anna@imp.example.com"], "objection"
        )
        for line in ("anna@imp.example.com;", ";IMP-1"):
            wizard = self._import(
                f"{line};2024-05-03;Fair;{WORDS}", head="E-mail;Code;Date;Source;Words"
            )
            self.assertEqual(self._counts(wizard), {"conflict": 1, "problem": 1})
            self.assertIn("must not be used any more", wizard.problem_text)
        self.assertFalse(self._said(self.anna))

    def test_a_proof_that_comes_later_makes_it_a_yes(self):
        self._import("anna@imp.example.com;;;;yes")
        wizard = self._import(f"anna@imp.example.com;2024-05-03;Fair;{WORDS};yes")
        self.assertEqual(self._counts(wizard), {"new": 1})
        self.assertTrue(self._may(self.anna))
        self.assertEqual(self._said(self.anna), ["given"])

    def test_importing_twice_changes_nothing(self):
        lines = (
            f"anna@imp.example.com;2024-05-03;Fair;{WORDS};yes",
            "jan@imp.example.com;;;;no",
            "nobody@imp.example.com;;;;no",
        )
        self._import(*lines)
        log = self.env["customer.consent.log"]
        rows = log.search_count([])
        wizard = self._import(*lines)
        self.assertEqual(self._counts(wizard), {"unchanged": 3})
        self.assertEqual(log.search_count([]), rows)

    def test_a_yes_given_after_an_undated_no_survives_the_same_file(self):
        self._import("anna@imp.example.com;;;;no")
        self.anna._set_marketing_consent("email", True, "counter")
        wizard = self._import("anna@imp.example.com;;;;no")
        self.assertEqual(self._counts(wizard), {"unchanged": 1})
        self.assertTrue(self._may(self.anna))

    def test_the_last_of_several_lines_about_one_address_counts(self):
        wizard = self._import(
            "anna@imp.example.com;2025-01-01;Fair;;no",
            f"anna@imp.example.com;2024-05-03;Fair;{WORDS};yes",
            "anna@imp.example.com;2025-01-01;Fair;;no",
        )
        self.assertEqual(
            self._counts(wizard),
            {"new": 1, "conflict": 1, "unchanged": 1, "problem": 1},
        )
        self.assertEqual(self._said(self.anna), ["withdrawn"])

    def test_the_log_rebuilds_what_was_imported(self):
        self._import(
            f"anna@imp.example.com;2024-05-03;Fair;{WORDS};yes",
            "jan@imp.example.com;;;;yes",
            "nobody@imp.example.com;;;;no",
        )
        fields_ = (
            "partner_id",
            "channel",
            "address_hash",
            "state",
            "changed_at",
            "method",
        )

        def known():
            rows = self.consents.search([]).mapped(
                lambda row: tuple(str(row[name]) for name in fields_)
            )
            return sorted(rows)

        before = known()
        self.consents._rebuild()
        self.assertEqual(known(), before)

    # checked before it is written

    def test_checking_writes_nothing(self):
        log = self.env["customer.consent.log"]
        before = (log.search_count([]), self.consents.search_count([]))
        wizard = self._check(
            f"anna@imp.example.com;2024-05-03;Fair;{WORDS};yes",
            "jan@imp.example.com;;;;no",
        )
        self.assertEqual(self._counts(wizard), {"new": 2})
        self.assertEqual(before, (log.search_count([]), self.consents.search_count([])))

    def test_only_what_was_checked_is_imported(self):
        wizard = self._wizard(f"{HEAD}\nanna@imp.example.com;;;;no")
        with self.assertRaisesRegex(UserError, "Check it first"):
            wizard.action_import()
        wizard.action_check()
        wizard.file = base64.b64encode(f"{HEAD}\njan@imp.example.com;;;;no".encode())
        with self.assertRaisesRegex(UserError, "Check it first"):
            wizard.action_import()
        self.assertFalse(self._said(self.anna) + self._said(self.jan))

    # bad input

    def test_bad_files_are_refused_in_a_sentence(self):
        for content, sentence in (
            (b"  \n", "no line in this file"),
            (b"E-mail;Answer\n", "no line in this file"),
            (b"name;town\nAnna;Warsaw\n", "must name the columns"),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x01", "cannot be read"),
            (b"PK\x03\x04 no workbook", "cannot be read"),
        ):
            with self.subTest(content):
                with self.assertRaisesRegex(UserError, sentence):
                    self._wizard(content).action_check()
        with self.assertRaisesRegex(UserError, "Choose a file"):
            self.env["customer.consent.import"].create({}).action_check()

    def test_bad_lines_are_left_out_each_with_its_number_and_why(self):
        head = "E-mail;Phone;Code;Purpose;Channel;Answer;Date"
        bad = {
            "anna@;;;;;yes;": "anna@ is no e-mail address.",
            ";12;;;;yes;": "12 is no phone number.",
            "anna@imp.example.com;;;Lottery;;yes;": "There is no purpose Lottery.",
            "anna@imp.example.com;;;;pigeon;yes;": "There is no channel pigeon.",
            "anna@imp.example.com;;;;;perhaps;": "perhaps is neither yes nor no.",
            "anna@imp.example.com;;;;;yes;5/3/24": "5/3/24 is no date; write it as"
            " 2024-05-31.",
            "anna@imp.example.com;;;;;yes;2999-01-01": "2999-01-01 is in the future.",
            "anna@imp.example.com;;;;;yes;1066-10-14": "1066-10-14 is too long ago.",
            ";;;;;yes;2024-01-01": "There is no address for this channel and no"
            " customer code.",
            ";;NONE-1;;;yes;": "We know no such customer.",
        }
        wizard = self._import(*bad, "jan@imp.example.com;;;;;no;", head=head)
        self.assertEqual(
            set(wizard.problem_text.splitlines()),
            {f"Line {n}: {why}" for n, why in enumerate(bad.values(), 2)},
        )
        self.assertEqual(self._said(self.jan), ["withdrawn"])
        self.assertFalse(self._said(self.anna))

    def test_purposes_are_found_by_code_and_by_name(self):
        head = "E-mail;Purpose;Answer"
        wizard = self._import(
            f"anna@imp.example.com;{self.service.code};no",
            f"jan@imp.example.com;{self.service.name.upper()};no",
            head=head,
        )
        self.assertEqual(self._counts(wizard), {"new": 2})
        rows = self.consents.search([("partner_id", "in", (self.anna | self.jan).ids)])
        self.assertEqual(rows.purpose_id, self.service)

    def test_a_spreadsheet_takes_no_line_left_out_for_a_formula(self):
        wizard = self._check('=HYPERLINK("http://x")@;;;;yes', "+48@-;;@SUM(1);;yes")
        content = base64.b64decode(wizard.problem_file).decode("utf-8-sig")
        cells = content.replace('"', "").replace("\r\n", ";").split(";")
        self.assertFalse([cell for cell in cells if cell[:1] in "=+-@" and cell])
        self.assertIn("'=HYPERLINK", content)

    def test_many_problems_are_shown_in_part_and_kept_whole(self):
        wizard = self._check(*(f"x{n}@;;;;yes" for n in range(150)))
        self.assertEqual(len(wizard.problem_text.splitlines()), 101)
        content = base64.b64decode(wizard.problem_file).decode()
        self.assertEqual(content.count("no e-mail address"), 150)

    def test_other_encodings_separators_and_workbooks(self):
        polish = (
            "E-mail,Date,Source,Words\n"
            f"anna@imp.example.com,3.5.2024,Targi Łódź,{WORDS}\n"
        )
        for content in (
            polish.encode("cp1250"),
            polish.replace(",", "\t").encode("utf-16"),
        ):
            wizard = self._wizard(content)
            wizard.action_check()
            self.assertEqual(self._counts(wizard), {"new": 1})
        book, out = Workbook(), io.BytesIO()
        book.active.append(["E-mail", "Date", "Source", "Words"])
        book.active.append(
            ["anna@imp.example.com", datetime(2024, 5, 3), "Fair", WORDS]
        )
        book.save(out)
        wizard = self._wizard(out.getvalue())
        wizard.action_check()
        self.assertEqual(self._counts(wizard), {"new": 1})

    # from Odoo's lists

    def test_blacklists_come_in_as_objections(self):
        self.env["mail.blacklist"]._add("anna@imp.example.com")
        self.env["phone.blacklist"].create({"number": "+48604000002"})
        for source in ("email_blacklist", "phone_blacklist"):
            wizard = self.env["customer.consent.import"].create({"source": source})
            wizard.action_check()
            wizard.action_import()
        self.assertEqual(self._said(self.anna), ["objected"])
        self.assertEqual(self._said(self.jan, "sms"), ["objected"])
        self.assertEqual(self._said(self.jan, "call"), ["objected"])
        self.assertEqual(self._log(self.anna).source, "Odoo's blacklist")
        wizard.action_check()
        self.assertEqual(self._counts(wizard), {"unchanged": 2})

    def test_a_mailing_list_needs_email_marketing(self):
        if "mailing.list" in self.env:
            self.skipTest("e-mail marketing is installed")
        wizard = self.env["customer.consent.import"].create({})
        with self.assertRaisesRegex(UserError, "Choose a mailing list"):
            wizard._lines_of_list()

    # who, and how much

    def test_only_who_has_the_function_imports(self):
        with self.assertRaises(AccessError):
            self._wizard(f"{HEAD}\nanna@imp.example.com;;;;no", self.user_level_3)
        wizard = self._wizard(f"{HEAD}\nanna@imp.example.com;;;;no", self.user_level_2)
        wizard.action_check()
        wizard.action_import()
        self.assertEqual(self._said(self.anna), ["withdrawn"])
        self.assertEqual(self._log(self.anna).actor_name, self.user_level_2.name)

    def _many(self, count, first=0):
        numbers = range(first, first + count)
        self.env["res.partner"].with_context(tracking_disable=True).create(
            [{"name": f"N{n}", "email": f"n{n}@imp.example.com"} for n in numbers]
        )
        return [
            Line(
                n,
                email=f"n{n}@imp.example.com",
                date="2024-05-03",
                source="Fair",
                words=WORDS,
            )
            for n in numbers
        ]

    def _queries(self, lines, is_rehearsal):
        with counted(self.env) as queries:
            defaults = {"purpose": self.marketing, "channel": False}
            reader = self.env["customer.consent.reader"]
            result = reader._run(lines, defaults, is_rehearsal=is_rehearsal)
            self.env.flush_all()
        return queries.number, result

    def test_a_batch_costs_the_same_queries_whatever_its_size(self):
        few, many = self._many(10), self._many(1000, first=10)
        self._queries(self._many(2, first=2000), is_rehearsal=False)
        for is_rehearsal in (True, False):
            with self.subTest(is_rehearsal=is_rehearsal):
                small, _result = self._queries(few, is_rehearsal)
                large, result = self._queries(many, is_rehearsal)
                self.assertEqual(result["new"], 1000)
                # the ORM inserts a hundred rows at once, here into five tables
                inserts = 0 if is_rehearsal else 5 * 10
                self.assertLessEqual(large, small + inserts)

    def test_a_long_list_goes_on_where_it_was_stopped(self):
        """Killed after the third batch, it neither doubles nor loses a line."""
        lines = "\n".join(f"s{n}@imp.example.com;no" for n in range(5_200))
        wizard = self._wizard(f"E-mail;Answer\n{lines}\nbroken@;no")
        wizard.action_check()
        self.assertEqual(self._counts(wizard), {"new": 5_200, "problem": 1})
        action = wizard.action_import()
        job = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual((job.state, job.position), ("queued", 0))
        self.assertFalse(self.consents.search_count([("method", "=", "import")]))
        with patch.object(IrCron, "_commit_progress", side_effect=[9, 9, 0]):
            job._cron_import()
        self.assertEqual((job.state, job.position), ("queued", 3_000))
        with patch.object(IrCron, "_commit_progress", return_value=9):
            job._cron_import()
            job._cron_import()
        self.assertEqual((job.state, job.position), ("done", 5_201))
        self.assertEqual((job.new_count, job.unchanged_count), (5_200, 0))
        self.assertFalse(job.lines)
        rows = self.consents.search_count([("method", "=", "import")])
        self.assertEqual(rows, 5_200)
        content = base64.b64decode(job.problem_file).decode("utf-8-sig")
        self.assertIn("5202;broken@ is no e-mail address.", content)
        row = self.env["customer.consent.log"].search([], order="id desc", limit=1)
        self.assertEqual(row.actor_name, self.env.user.name)

    def test_what_is_known_is_changed_in_sets_too(self):
        """A thousand unproven answers get their proof."""
        lines = self._many(1000)
        unproven = [line._replace(words="") for line in lines]
        self._queries(unproven, is_rehearsal=False)
        few, result = self._queries(lines[:10], is_rehearsal=False)
        self.assertEqual(result["new"], 10)
        many, result = self._queries(lines[10:], is_rehearsal=False)
        self.assertEqual(result["new"], 990)
        self.assertLessEqual(many, few + 5 * 10)

    def test_fifty_thousand_lines_are_checked_in_constant_queries_per_batch(self):
        lines = [
            Line(n, email=f"stranger{n}@imp.example.com", answer="no")
            for n in range(50_000)
        ]
        one, _result = self._queries(lines[:1000], is_rehearsal=True)
        all_of_them, result = self._queries(lines, is_rehearsal=True)
        self.assertEqual(result["new"], 50_000)
        self.assertLessEqual(all_of_them, one * 50)

    def test_a_killed_import_goes_on_where_a_list_was_cut(self):
        """Pieces of a list may be repeated: what is there already is not doubled."""
        lines = self._many(30)
        self._queries(lines[:20], is_rehearsal=False)
        _queries, result = self._queries(lines, is_rehearsal=False)
        self.assertEqual((result["unchanged"], result["new"]), (20, 10))
        rows = self.consents.search([("address_hint", "like", "n%@i•••.com")])
        self.assertEqual(len(rows.partner_id), len(rows))

    def test_an_old_yes_ends_when_its_purpose_says(self):
        self.marketing.validity_months = 12
        self._import(f"anna@imp.example.com;2020-05-03;Fair;{WORDS};yes")
        row = self.consents.search([("partner_id", "=", self.anna.id)])
        self.assertLess(row.valid_until, fields.Datetime.now())
        self.assertFalse(self._may(self.anna))

    def test_of_a_confirmed_purpose_only_confirmed_answers_are_a_yes(self):
        """And nobody on the list is written to for having been imported."""
        self.marketing.needs_double_opt_in = True
        yes, confirmed = self._many(2)
        result = self._queries([yes, confirmed._replace(answer="confirmed")], False)[1]
        self.assertEqual((result["new"], result["unproven"]), (1, 1))
        rows = self.env["customer.consent"].search(
            [("partner_id.email", "in", ("n0@imp.example.com", "n1@imp.example.com"))],
            order="partner_id",
        )
        self.assertEqual(rows.mapped("state"), ["imported", "given"])
        self.assertFalse(rows[1].requested_at)
        messages = self.env["customer.message"].search(
            [("partner_id", "in", rows.partner_id.ids)]
        )
        self.assertFalse(messages)
