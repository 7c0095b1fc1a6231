# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from ..models.customer_consent import KEY_PARAMETER
from .common import CustomerCommon

DAY = "2027-03-10 12:00:00"
REFUSED = "This address must not be used any more."


@tagged("post_install", "-at_install")
class TestSuppression(CustomerCommon):
    """An address that must not be used is not used, whoever has it, and kept unread."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = cls.env["customer.suppression"]
        cls.customer = cls._make_customer()

    def _suppress(self, channel="email", address="anna.kowalska@example.com", **kwargs):
        return self.rows._suppress(channel, [address], "objection", **kwargs)

    def _find(self, text):
        return self.rows.with_user(self.user_level_4).search([("address", "=", text)])

    # -- the gate --------------------------------------------------------------

    def test_suppressed_address_is_refused_for_every_purpose_and_owner(self):
        self.customer._set_marketing_consent("email", True, "counter")
        self._suppress()
        later = self._make_customer(
            name="Someone else", email="ANNA.Kowalska@example.com"
        )
        for partner in self.customer + later:
            for purpose in (None, self.service, self.marketing):
                self.assertEqual(
                    partner._contact_refusals("email", purpose), {partner.id: REFUSED}
                )
        self.assertEqual(self.customer._contact_refusals("sms", self.service), {})
        self.customer.email = "new@example.com"
        self.assertEqual(self.customer._contact_refusals("email", self.service), {})

    def test_channel_of_a_number_is_suppressed_by_itself(self):
        self._suppress("sms", "+48 601 234 567")
        self.assertIn(self.customer.id, self.customer._contact_refusals("sms"))
        self.assertEqual(self.customer._contact_refusals("call"), {})

    def test_postal_address_is_suppressed_for_letters_postcards_and_labels(self):
        block = self.customer._contact_addresses("letter")[self.customer.id]
        self._suppress("postcard", block.upper().replace("\n", ", "))
        for channel in ("letter", "postcard", "label"):
            self.assertEqual(
                self.customer._contact_refusals(channel), {self.customer.id: REFUSED}
            )

    def test_given_address_is_looked_up_too(self):
        self._suppress(address="other@example.com")
        given = {self.customer.id: "Other@example.com"}
        self.assertEqual(
            self.customer._contact_refusals("email", addresses=given),
            {self.customer.id: REFUSED},
        )
        self.assertEqual(self.customer._contact_refusals("email"), {})

    def test_planning_skips_and_sending_asks_again(self):
        vals = {
            "partner_id": self.customer.id,
            "channel": "email",
            "purpose_id": self.service.id,
            "body": "<p>Hello</p>",
        }
        planned = self.env["customer.message"]._plan([vals])
        self._suppress()
        skipped = self.env["customer.message"]._plan([vals])
        self.assertEqual((skipped.state, skipped.reason), ("skipped", REFUSED))
        planned._pass_gate()
        self.assertEqual((planned.state, planned.reason), ("skipped", REFUSED))

    def test_one_company_may_suppress_for_itself(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._suppress(company=other)
        self.assertEqual(self.customer._contact_refusals("email"), {})
        self.assertEqual(
            self.customer.with_company(other)._contact_refusals("email"),
            {self.customer.id: REFUSED},
        )
        self.assertFalse(self._find(self.customer.email), "not of my companies")
        self._suppress()
        self.assertTrue(self._find(self.customer.email))

    # -- what is kept ----------------------------------------------------------

    def test_no_address_is_kept_in_clear(self):
        self._suppress(note="Letter of 3 May")
        self.env.flush_all()
        self.env.cr.execute("SELECT to_jsonb(s)::text FROM customer_suppression s")
        text = " ".join(row for (row,) in self.env.cr.fetchall()).casefold()
        for part in ("kowalska", "example", "@", "•"):
            self.assertNotIn(part, text)
        with self.assertRaisesRegex(ValidationError, "out of the note"):
            self._suppress(
                address="jan@example.com", note="Jan@Example.com does not want it"
            )
        self.assertFalse(self._find("jan@example.com"))

    def test_address_is_found_by_typing_it_whole(self):
        self._suppress()
        self._suppress("call", "+48601234567")
        for text, channel in (
            (" Anna.Kowalska@EXAMPLE.com", "email"),
            ("601 234 567", "call"),
            ("+48601234567", "call"),
        ):
            self.env.company.country_id = self.env.ref("base.pl")
            with self.subTest(text=text):
                self.assertEqual(self._find(text).channel, channel)
        for text in ("anna.kowalska", "example.com", "", "%"):
            self.assertFalse(self._find(text), text)

    def test_lost_key_is_an_error_and_no_reason_to_forget_who_is_suppressed(self):
        self.env["customer.consent"].sudo().search([]).unlink()
        self._suppress()
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.search([("key", "=", KEY_PARAMETER)]).unlink()
        for call in (
            lambda: self.customer._contact_refusals("email"),
            lambda: self._suppress(address="other@example.com"),
        ):
            with self.assertRaisesRegex(UserError, "Restore it from a backup"):
                call()

    def test_suppressing_twice_keeps_the_first_date_and_reason(self):
        with freeze_time(DAY):
            self.assertEqual(self._suppress(), 1)
        self.assertEqual(
            self.rows._suppress("email", [self.customer.email], "bounce"), 0
        )
        row = self._find(self.customer.email)
        self.assertEqual((str(row.suppressed_at), row.reason), (DAY, "objection"))

    def test_nobody_writes_a_row_past_the_verbs(self):
        self._suppress()
        row = self._find(self.customer.email)
        admin = self.env.ref("base.user_admin")
        for user in (self.user_level_1, admin):
            mine = row.with_user(user)
            vals = {"address_hash": "0", "channel": "email", "reason": "bounce"}
            for call in (
                lambda rows=mine: rows.write({"active": False}),
                lambda rows=mine: rows.unlink(),
                lambda rows=mine, vals=vals: rows.create(
                    {**vals, "suppressed_at": DAY}
                ),
            ):
                with self.assertRaises(AccessError):
                    call()
        with self.assertRaises(ValueError):
            self.rows._suppress("email", ["a@example.com"], "whim")

    # -- who enters an address is told -------------------------------------------

    def _notices(self, partner):
        return partner.sudo().customer_event_ids.filtered(
            lambda event: event.kind == "suppression"
        )

    def test_form_says_so_while_the_address_is_typed(self):
        self._suppress()
        self._suppress("call", "+48601234567")
        partners = self.env["res.partner"].with_user(self.user_level_5)
        new = partners.new({"name": "New", "email": "anna.kowalska@example.com"})
        warning = new._onchange_suppressed()["warning"]
        self.assertEqual(warning["type"], "notification")
        self.assertEqual(
            warning["message"],
            "An address of this record must not be used for: E-mail.",
        )
        new = partners.new({"name": "New", "phone": "+48 601 234 567"})
        self.assertIn("Call", new._onchange_suppressed()["warning"]["message"])
        new = partners.new({"name": "New", "email": "other@example.com"})
        self.assertIsNone(new._onchange_suppressed())
        plain = self.env["res.partner"].with_user(self.user_no_level)
        new = plain.new({"name": "New", "email": "anna.kowalska@example.com"})
        self.assertIsNone(new._onchange_suppressed(), "works as before")

    def test_typed_postal_address_is_looked_up_as_it_would_be_used(self):
        block = self.customer._contact_addresses("letter")[self.customer.id]
        self._suppress("letter", block)
        names = ("street", "zip", "city", "country_id")
        vals = {name: self.customer[name] for name in names}
        vals["country_id"] = vals["country_id"].id
        partners = self.env["res.partner"].with_user(self.user_level_5)
        warning = partners.new({"name": "New", **vals})._onchange_suppressed()
        self.assertIn("Post", warning["warning"]["message"])

    def test_creating_and_changing_are_not_refused_and_leave_an_event(self):
        self._suppress()
        self.assertEqual(
            self._notices(self.customer).mapped("new_value"),
            ["An address of this record must not be used for: E-mail."],
        )
        user = self.user_level_5
        new = (
            self.env["res.partner"]
            .with_user(user)
            .create({"name": "New", "email": "anna.kowalska@example.com"})
        )
        self.assertEqual(len(self._notices(new)), 1)
        self.assertNotIn("never", str(self._notices(new).read()).lower())
        new.email = "ANNA.kowalska@example.com"
        self.assertEqual(len(self._notices(new)), 1, "the same address is no news")
        new.email = "free@example.com"
        self.assertEqual(len(self._notices(new)), 1)
        new.email = "anna.kowalska@example.com"
        self.assertEqual(len(self._notices(new)), 2)
        self.assertFalse(self._notices(self._make_customer(email="x@example.com")))

    def test_import_goes_through_and_tells_the_importer_how_many(self):
        self._suppress()
        sent = []
        users = type(self.env["res.users"])
        self.patch(users, "_bus_send", lambda *args, **kwargs: sent.append(args[1:]))
        result = (
            self.env["res.partner"]
            .with_user(self.user_level_2)
            .with_context(import_file=True)
            .load(
                ["name", "email"],
                [
                    ["One", "anna.kowalska@example.com"],
                    ["Two", "two@example.com"],
                    ["Three", "Anna.Kowalska@Example.com"],
                ],
            )
        )
        self.assertEqual((len(result["ids"]), result["messages"]), (3, []))
        [(kind, payload)] = [each for each in sent if each[0] == "simple_notification"]
        self.assertIn("2 of the imported records", payload["message"])
        self.assertNotIn("kowalska", str(payload).lower())
        partners = self.env["res.partner"].browse(result["ids"])
        self.assertEqual(
            [len(self._notices(partner)) for partner in partners], [1, 0, 1]
        )

    def test_notices_of_many_customers_cost_the_queries_of_few(self):
        def vals(count):
            return [
                {"name": f"C{n}", "email": f"many{n}@example.com"} for n in range(count)
            ]

        self.rows._suppress(
            "email", [f"many{n}@example.com" for n in range(40)], "import"
        )
        counts = []
        for number in (4, 40):
            partners = self.env["res.partner"].create(vals(number))
            self.env.flush_all()
            start = self.cr.sql_log_count
            partners._notice_suppressed({"email"})
            counts.append(self.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])

    # -- release ---------------------------------------------------------------

    def _release(self, user=None):
        rows = self.rows.with_user(user or self.user_level_2)
        rows.search([("address", "=", self.customer.email)]).action_release()

    def test_release_needs_a_yes_that_is_newer(self):
        with freeze_time("2027-03-01"):
            self.customer._set_marketing_consent("email", True, "counter")
        with freeze_time(DAY):
            self._suppress()
        with self.assertRaisesRegex(UserError, "nobody has said yes"):
            self._release()
        with freeze_time("2027-03-12"):
            self.customer._set_marketing_consent("sms", True, "counter")
            with self.assertRaisesRegex(UserError, "nobody has said yes"):
                self._release()
            self.customer._set_marketing_consent("email", True, "form")
            self._release()
        self.assertEqual(self.customer._contact_refusals("email", self.marketing), {})
        row = self.rows.with_context(active_test=False).search(
            [("address", "=", self.customer.email)]
        )
        self.assertEqual(
            (row.active, row.released_by_id, row.consent_id.method),
            (False, self.user_level_2, "form"),
        )
        event = self._notices(self.customer)[:1]
        self.assertEqual(event.new_value, "E-mail: released")
        self.assertEqual(event.user_id, self.user_level_2)

    def test_yes_that_was_withdrawn_or_is_over_releases_nothing(self):
        with freeze_time(DAY):
            self._suppress()
        self.customer._set_marketing_consent("email", True, "form")
        consent = self.customer.consent_ids.sudo()
        consent.changed_at = fields.Datetime.now() + timedelta(days=1000)
        consent.valid_until = fields.Datetime.now() - timedelta(days=1)
        with self.assertRaisesRegex(UserError, "nobody has said yes"):
            self._release()

    def test_release_is_all_or_none_and_has_its_function(self):
        with freeze_time(DAY):
            self._suppress()
            self._suppress(address="other@example.com")
        self.customer._set_marketing_consent("email", True, "form")
        self.customer.consent_ids.sudo().changed_at = "2028-01-01"
        rows = self.rows.with_user(self.user_level_2).search([])
        with self.assertRaisesRegex(UserError, "1 of 2"):
            rows.action_release()
        self.assertEqual(rows.mapped("active"), [True, True])
        with self.assertRaisesRegex(AccessError, "Release suppressed addresses"):
            self._release(self.user_level_3)
        self._release()
        self._suppress()
        self.assertEqual(
            len(self._find(self.customer.email)), 1, "suppressed again, as a new row"
        )

    # -- by hand and by list -----------------------------------------------------

    def _wizard(self, user=None, **vals):
        wizards = self.env["customer.suppression.add"].with_user(
            user or self.user_level_3
        )
        return wizards.create(vals)

    def test_addresses_typed_by_hand_are_suppressed_by_what_they_are(self):
        self.env.company.country_id = self.env.ref("base.pl")
        wizard = self._wizard(addresses="Jan <Jan@Example.com>\n\n602 000 111\n???")
        self.assertEqual(
            wizard.preview,
            "E-mail: 1, SMS: 1, Call: 1\n1 lines are not understood and left out: 4.",
        )
        note = wizard.action_suppress()["params"]["message"]
        self.assertIn("3 addresses", note)
        self.assertEqual(self._find("jan@example.com").mapped("channel"), ["email"])
        found = self._find("+48602000111")
        self.assertEqual(set(found.mapped("channel")), {"sms", "call"})
        self.assertEqual(found.user_id, self.user_level_3)

    def test_list_of_another_program_is_read(self):
        for text in (
            "E-Mail;Name\nold@example.com;Old\nÜrsel@example.com;Ü\n",
            "name,email\nOld,old@example.com\n",
            "old@example.com",
            "﻿old@example.com\r\n",
        ):
            for encoding in ("utf-8", "cp1252"):
                try:
                    data = base64.b64encode(text.encode(encoding))
                except UnicodeEncodeError:
                    continue
                found, _unread = self._wizard(file=data)._read()
                with self.subTest(text=text, encoding=encoding):
                    self.assertIn("old@example.com", found["email"])

    def test_list_that_cannot_be_read_changes_nothing(self):
        before = self.rows.search_count([])
        for data, words in (
            (b"PK\x03\x04\x00\x00", "not a text"),
            (b"Name;City\nAnna;Krakow\n", "No address is understood"),
            (b"", "no address yet"),
        ):
            with self.subTest(data=data), self.assertRaisesRegex(UserError, words):
                wizard = self._wizard(file=base64.b64encode(data))
                wizard.action_suppress()
        self.assertEqual(self.rows.search_count([]), before)

    def test_addresses_of_a_customer_are_taken_as_they_are_now(self):
        wizard = self._wizard(
            partner_id=self.customer.id, by_letter=True, by_call=False
        )
        wizard.action_suppress()
        refused = {
            channel: self.customer._contact_refusals(channel).get(self.customer.id)
            for channel in ("email", "sms", "call", "letter")
        }
        self.assertEqual(
            refused, {"email": REFUSED, "sms": REFUSED, "call": None, "letter": REFUSED}
        )

    def test_menu_of_a_customer_opens_the_dialog_for_them(self):
        customer = self.customer.with_user(self.user_level_3)
        action = customer.run_customer_operation("suppress")
        self.assertEqual(action["res_model"], "customer.suppression.add")
        self.assertEqual(action["context"]["default_partner_id"], customer.id)

    def test_long_list_costs_the_queries_of_a_short_one(self):
        counts = []
        for number in (5, 500):
            lines = "\n".join(f"list{number}.{n}@example.com" for n in range(number))
            wizard = self._wizard(addresses=lines)
            self.env.flush_all()
            start = self.cr.sql_log_count
            wizard.action_suppress()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0])

    def test_suppressing_has_its_function_and_own_companies(self):
        with self.assertRaises(AccessError):
            self._wizard(self.user_level_4, addresses="a@example.com")
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaisesRegex(UserError, "own companies"):
            self._wizard(
                addresses="a@example.com", company_id=other.id
            ).action_suppress()
        with self.assertRaises(AccessError):
            self.rows.with_user(self.user_level_5).search([])

    def test_form_of_the_wizard_proposes_the_reason_of_a_list(self):
        form = Form(self.env["customer.suppression.add"].with_user(self.user_level_3))
        form.file = base64.b64encode(b"old@example.com\n")
        self.assertEqual(form.reason, "import")
        self.assertEqual(form.preview, "E-mail: 1")
