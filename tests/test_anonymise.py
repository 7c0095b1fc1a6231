# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from .common_paper import Paper
from .test_forget import ForgetCommon


class AnonymiseCommon(ForgetCommon):
    """A customer with a past, and somebody who may anonymise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.user_level_1

    def _anonymise(self, customers=None, reason="Request 12", **kwargs):
        customers = self.anna if customers is None else customers
        operation = customers.with_user(self.user)._anonymise(reason, **kwargs)
        self.env.invalidate_all()
        return operation

    def _invoice(self, partner=None, post=True, **vals):
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or self.anna).id,
                "invoice_date": "2026-03-01",
                "invoice_line_ids": [
                    Command.create({"name": "Brake pads", "price_unit": 100.0})
                ],
                **vals,
            }
        )
        if post:
            move.action_post()
            self._pay(move)
        return move

    def _pay(self, move):
        wizard = self.env["account.payment.register"]
        wizard.with_context(active_model="account.move", active_ids=move.ids).create(
            {"payment_date": "2026-03-02"}
        ).action_create_payments()

    def _texts(self, record, columns):
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                "SELECT %s FROM %s WHERE id = ANY(%s)",
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL.identifier(record._table),
                record.ids,
            )
        )


@tagged("post_install", "-at_install")
class TestAnonymise(AnonymiseCommon):
    """Anonymise: the person leaves the database, what the law demands stays."""

    def test_card_phones_and_messages_say_nothing_any_more(self):
        message = self.anna.message_post(body="Anna called from work")
        self._anonymise()
        self.assertTrue(self.anna.is_anonymised)
        self.assertTrue(self.anna.is_forgotten)
        self.assertFalse(self.anna.active)
        self.assertEqual(self.anna.name, "Anonymised")
        for name in ("email", "phone", "street", "zip", "city", "vat", "comment"):
            self.assertFalse(self.anna[name], name)
        self.assertFalse(self.anna.customer_phone_ids)
        self.assertNotIn("Anna", str(message.exists().body or ""))

    def test_what_was_typed_into_dialogs_goes_too(self):
        def dialogs(partner):
            return [
                self.env["customer.consent.change"].create(
                    {
                        "partner_id": partner.id,
                        "note": f"Letter of {partner.name}",
                        "scan": "c2Nhbg==",
                        "scan_name": f"{partner.name}.pdf",
                    }
                ),
                self.env["customer.forget"].create(
                    {
                        "partner_ids": [Command.set(partner.ids)],
                        "reason": f"{partner.name} asked",
                    }
                ),
            ]

        other = self._make_customer(name="Maria Zielińska", email="m@z.example")
        gone, stay = dialogs(self.anna), dialogs(other)
        operation = self._anonymise()
        self.assertFalse(any(each.exists() for each in gone))
        self.assertTrue(all(each.exists() for each in stay))
        left = {hit["model"] for hit in operation.preview["left"]}
        self.assertFalse(left & {each._name for each in gone})

    def test_the_log_of_cleaned_numbers_tells_no_number(self):
        self.env["customer.phone"].create(
            {
                "partner_id": self.anna.id,
                "number": self.anna.customer_phone_ids[0].number.replace(" ", ""),
                "note": "her mother",
            }
        )
        operation = self.env["customer.operation"]._rehearse_phone_doubles()
        operation._run_phone_doubles()
        operation.invalidate_recordset()
        self.assertTrue(operation.line_ids.filtered("before"))
        self._anonymise()
        self.assertFalse(operation.line_ids.filtered("before"))
        self.assertFalse(operation.line_ids.filtered("note"))

    def test_files_of_lists_that_name_the_customer_go_whole(self):
        search = self.env["customer.search"].create(
            {"name": "Everybody", "domain": f"[('id', 'in', {[self.anna.id]})]"}
        )
        run = search._run(["csv"])
        attachment = run.file_ids.attachment_id
        self.assertIn(self.anna.name, attachment.raw.decode("utf-8-sig"))
        self._anonymise()
        self.assertFalse(attachment.exists())

    def test_the_certificate_is_a_page_that_names_nobody(self):
        self.anna.name = "Anna Forgotten"
        self._anonymise()
        entry = self.env["customer.anonymise.register"].search([], limit=1)
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, _kind = report._render_qweb_pdf(
            "customer_care.report_anonymise_certificate", entry.ids
        )
        paper = Paper(content)
        self.assertIn("Request 12", paper.text)
        self.assertNotIn("Forgotten", paper.text)

    def test_certificates_of_several_are_one_paper_with_page_numbers(self):
        self._anonymise(self.anna)
        self._anonymise(self.other)
        entries = self.env["customer.anonymise.register"].search([], limit=2)
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, _kind = report._render_qweb_pdf(
            "customer_care.report_anonymise_certificate", entries.ids
        )
        paper = Paper(content)
        self.assertEqual(paper.pages, 2)
        for number, line in enumerate(("1 / 2", "2 / 2")):
            self.assertEqual(paper.line(line).page, number)

    def test_another_customer_of_the_same_name_keeps_everything(self):
        twin = self._make_customer(
            email="twin@example.net", phone="+48 600 000 001", street="ul. Nowa 5"
        )
        self._anonymise()
        self.assertEqual(
            (twin.name, twin.email, twin.phone, twin.street),
            ("Anna Kowalska", "twin@example.net", "+48 600 000 001", "ul. Nowa 5"),
        )
        self.assertTrue(twin.active)

    def test_a_relative_who_shares_phone_and_email_keeps_theirs(self):
        jan = self._make_customer(name="Jan Kowalski", street="ul. Nowa 5")
        note = jan.message_post(body="Write to anna.kowalska@example.com")
        operation = self._anonymise()
        self.assertEqual(jan.email, "anna.kowalska@example.com")
        self.assertEqual(jan.customer_phone_ids.number_e164, "+48601234567")
        self.assertIn("anna.kowalska@example.com", note.body)
        kinds = {hit["kind"] for hit in operation.preview["left"]}
        self.assertFalse(kinds & {"email", "phone"}, "shared: not looked for")
        self.assertEqual(operation.preview["shared"], 2)

    def test_a_surname_alone_in_a_saved_search_is_named_as_perhaps(self):
        filters = self.env["ir.filters"]
        values = {"model_id": "res.partner", "user_ids": False}
        alone = filters.create(
            {**values, "name": "She", "domain": "[('name', 'ilike', 'kowalska')]"}
        )
        filters.create(
            {**values, "name": "He", "domain": "[('name', 'ilike', 'Kowalskaja')]"}
        )
        search = self.env["customer.search"].create({"name": "Kowalska and friends"})
        operation = self._anonymise()
        hits = [hit for hit in operation.preview["left"] if hit["kind"] == "surname"]
        self.assertEqual(
            {(hit["model"], hit["field"]): hit["ids"] for hit in hits},
            {
                ("ir.filters", "domain"): alone.ids,
                ("customer.search", "name"): search.ids,
            },
        )
        register = self.env["customer.anonymise.register"]
        entry = register.search([("operation_id", "=", operation.id)])
        said = {row["what"] for row in entry._certificate()["left"]}
        self.assertIn("surname, perhaps of somebody else", said)

    def test_the_certificate_calls_fields_as_its_reader_does(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["customer.search"].create({"name": "Kowalska and friends"})
        operation = self._anonymise()
        operation.preview = {
            **operation.preview,
            "left": [
                *operation.preview["left"],
                {"model": "gone_table", "field": "its_column", "kind": "name"}
                | {"rows": 1, "ids": [1], "kept": ""},
            ],
        }
        register = self.env["customer.anonymise.register"]
        entry = register.search([("operation_id", "=", operation.id)])
        label = self.env["ir.model.fields"]._get("customer.search", "name")
        label.with_context(lang="de_DE").field_description = "Name der Suche"
        for lang, word in (("en_US", "Name"), ("de_DE", "Name der Suche")):
            rows = entry.with_context(lang=lang)._certificate()["left"]
            said = {row["model"]: row["field"] for row in rows}
            self.assertEqual(said["customer.search"], word)
            self.assertEqual(said["gone_table"], "its_column")

    def test_a_second_run_changes_nothing(self):
        first = self._anonymise()
        self.env.flush_all()
        before = self._snapshot()
        self.assertEqual(self._anonymise(), first)
        self.assertEqual(self._snapshot(), before)

    def _snapshot(self):
        self.env.flush_all()
        tables = sorted(
            self.env["customer.data.map"]._tables() - {"customer_person_row"}
        )
        return {
            table: self.env.execute_query(
                SQL(
                    "SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY"
                    " md5(t::text))) FROM %s t",
                    SQL.identifier(table),
                )
            )
            for table in tables
        }

    def test_what_came_in_since_is_removed_by_a_second_run(self):
        self._anonymise()
        late = self.anna.message_post(body="Anna Kowalska again")
        self._anonymise()
        self.assertNotIn("Anna", str(late.exists().body or ""))

    def test_tracking_at_the_end_of_the_transaction_tells_nothing(self):
        self.anna.write({"name": "Anna Nowa", "email": "nowa@example.com"})
        self._anonymise()
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertFalse(
            self.env["mail.tracking.value"].search(
                [
                    ("mail_message_id.model", "=", "res.partner"),
                    ("mail_message_id.res_id", "=", self.anna.id),
                ]
            )
        )

    def test_nothing_happens_without_the_function(self):
        self.user = self.user_level_2
        with self.assertRaises(AccessError):
            self._anonymise()
        with self.assertRaises(AccessError):
            self.anna.with_user(self.user).action_anonymise()
        self.assertEqual(self.anna.name, "Anna Kowalska")

    def test_a_reason_is_demanded_and_must_not_name_the_customer(self):
        for reason in ("", "  ", "Anna Kowalska asked", "by anna.kowalska@example.com"):
            with self.subTest(reason=reason), self.assertRaises(UserError):
                self._anonymise(reason=reason)
        self.assertFalse(self.anna.is_anonymised)

    def test_there_is_no_undo_and_no_way_back(self):
        operation = self._anonymise()
        self.assertFalse(operation.may_undo)
        with self.assertRaisesRegex(UserError, "nothing can bring it back"):
            operation.action_undo()
        with self.assertRaisesRegex(UserError, "was anonymised"):
            self._reinstate()

    def test_who_had_the_form_open_writes_nothing_personal_back(self):
        self._anonymise()
        clerk = self.anna.with_user(self.user_level_1)
        for vals in (
            {"email": "anna@example.com"},
            {"name": "Anna Kowalska"},
            {"comment": "<p>Came in today</p>"},
            {"customer_phone_ids": [Command.create({"number": "+48601234567"})]},
        ):
            with self.assertRaisesRegex(UserError, "was anonymised, perhaps"):
                clerk.write(vals)
        self.anna.invalidate_recordset()
        self.assertEqual((self.anna.name, self.anna.email), ("Anonymised", False))
        clerk.write({"email": False, "name": "Anonymised"})

    def test_what_was_merged_into_the_customer_goes_along(self):
        source = self._make_customer(name="A. Kowalska", email="a.k@example.net")
        merge = self.env["customer.operation"]._merge([(source.id, self.anna.id)])
        self._anonymise()
        self.assertTrue(source.is_anonymised)
        self.assertEqual((source.name, source.email), ("Anonymised", False))
        lines = self.env["customer.operation.line"].search(
            [("operation_id", "=", merge.id)]
        )
        self.assertNotIn("kowalska", str(lines.read(["before", "after"])).lower())
        with self.assertRaisesRegex(UserError, "nothing left that could be given back"):
            merge.action_undo()

    def test_the_undo_of_a_merge_of_many_gives_back_the_others(self):
        mine = self._make_customer(name="A. Kowalska", email="a.k@example.net")
        theirs = self._make_customer(name="E. Nowak", email="e.n@example.net")
        merge = self.env["customer.operation"]._merge(
            [(mine.id, self.anna.id), (theirs.id, self.other.id)]
        )
        self._anonymise()
        merge.action_undo()
        self.assertTrue(theirs.active)
        self.assertFalse(theirs.merged_into_id)
        self.assertEqual(theirs.name, "E. Nowak")
        self.assertEqual(mine.merged_into_id, self.anna)

    def test_a_merged_source_is_refused_in_words(self):
        source = self._make_customer(name="A. Kowalska", email="a.k@example.net")
        self.env["customer.operation"]._merge([(source.id, self.anna.id)])
        with self.assertRaisesRegex(UserError, "was merged into Anna Kowalska"):
            self._anonymise(source)

    def test_our_company_and_a_colleague_are_refused(self):
        for partner in (self.env.company.partner_id, self.user_level_3.partner_id):
            with self.subTest(partner=partner.name), self.assertRaises(UserError):
                self._anonymise(partner)
            self.assertFalse(partner.is_anonymised)

    def test_a_company_with_contacts_is_refused_until_they_go_along(self):
        firm = self._make_customer(name="Firma", is_company=True, email="f@example.net")
        contact = self._make_customer(
            name="Piotr Lis", parent_id=firm.id, email="p@example.net", phone=False
        )
        with self.assertRaisesRegex(UserError, "contacts who are persons"):
            self._anonymise(firm)
        self._anonymise(firm | contact)
        self.assertEqual((firm | contact).mapped("is_anonymised"), [True, True])

    def test_a_contact_of_a_company_leaves_it(self):
        firm = self._make_customer(name="Firma", is_company=True, email="f@example.net")
        contact = self._make_customer(
            name="Piotr Lis", parent_id=firm.id, email="p@example.net", phone=False
        )
        self._anonymise(contact)
        self.assertFalse(contact.parent_id)
        self.assertEqual(contact.commercial_partner_id, contact)
        self.assertEqual(firm.name, "Firma")

    def test_a_restricted_customer_is_refused(self):
        self.anna.is_restricted = True
        with self.assertRaisesRegex(UserError, "restricted"):
            self._anonymise()

    def test_open_business_needs_the_override(self):
        self._invoice(post=False)
        with self.assertRaisesRegex(UserError, "not posted"):
            self._anonymise()
        self._anonymise(override="The court decided so")
        self.assertTrue(self.anna.is_anonymised)

    def test_a_customer_of_another_company_needs_somebody_who_works_there(self):
        company = self.env["res.company"].create({"name": "Second shop"})
        self.env["sale.order"].with_company(company).create(
            {"partner_id": self.anna.id, "company_id": company.id, "state": "cancel"}
        )
        with self.assertRaisesRegex(UserError, "customer of Second shop"):
            self._anonymise()
        self.user.company_ids += company
        self._anonymise()
        self.assertTrue(self.anna.is_anonymised)

    def test_nobody_chosen_is_said(self):
        with self.assertRaisesRegex(UserError, "at least one"):
            self._anonymise(self.env["res.partner"])

    def test_a_login_of_the_customer_is_closed(self):
        user = self._make_user(
            "anna_portal", "base.group_portal", partner_id=self.anna.id
        )
        self._anonymise()
        self.assertFalse(user.active)
        self.assertEqual(user.login, f"Anonymised {user.id}")

    def test_the_history_says_that_it_was_done_and_nothing_else(self):
        self.anna.write({"name": "Anna Nowa"})
        self._anonymise()
        events = self.env["customer.event"].search([("partner_id", "=", self.anna.id)])
        words = str(events.read(["old_value", "new_value", "reason"]))
        self.assertNotIn("Anna", words)
        self.assertIn("anonymise", events.mapped("kind"))

    def test_the_preview_does_nothing(self):
        self.env.flush_all()
        before = self._snapshot()
        outcome = self.anna.with_user(self.user)._anonymise_preview()
        self.assertTrue(outcome["removed"])
        self.assertTrue(outcome["masked"])
        after = self._snapshot()
        # notices to open browsers are written at the end of the transaction
        changed = {table for table in before if after[table] != before[table]}
        self.assertEqual(changed - {"bus_bus"}, set())


@tagged("post_install", "-at_install")
class TestAnonymiseInvoice(AnonymiseCommon):
    """Posted invoices print what they were posted with, until the law lets them go."""

    def _print(self, move):
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        return report._render_qweb_html("account.report_invoice", move.ids)[0].decode()

    def test_a_posted_invoice_prints_the_same(self):
        move = self._invoice()
        number = move.name
        self._anonymise()
        printed = self._print(move)
        for text in ("Anna Kowalska", "ul. Prosta 1", "Brake pads", number):
            self.assertIn(text, printed)

    def test_a_sealed_invoice_prints_the_same_and_its_seal_holds(self):
        account = self.env["account.account"].search(
            [("account_type", "=", "income")], limit=1
        )
        journal = self.env["account.journal"].create(
            {
                "name": "Sealed",
                "code": "SEAL",
                "type": "sale",
                "default_account_id": account.id,
                "restrict_mode_hash_table": True,
            }
        )
        move = self._invoice(post=False, journal_id=journal.id)
        move.action_post()
        self._pay(move)
        if not move.inalterable_hash:
            move.button_hash()
        self.assertTrue(move.inalterable_hash)
        self._anonymise()
        self.assertIn("Anna Kowalska", self._print(move))
        self.env.user.group_ids += self.env.ref("account.group_account_user")
        checked = self.env.company._check_hash_integrity()["results"]
        self.assertFalse([each for each in checked if each["status"] == "corrupted"])

    def test_kept_until_the_law_of_the_country_ends(self):
        self._invoice()
        self.env.company.country_id = self.env.ref("base.de")
        kept = self._anonymise().preview["kept"]["account.move"]
        self.assertEqual(kept["until"], "2034-12-31")
        self.assertIn("147", kept["law"])

    def test_an_order_of_new_years_night_is_kept_as_one_of_the_new_year(self):
        self.env.company.country_id = self.env.ref("base.pl")
        order = self.env["sale.order"].create({"partner_id": self.anna.id})
        order.action_cancel()
        for moment, until in (
            ("2026-12-31 22:30:00", "2032-12-31"),
            ("2026-12-31 23:30:00", "2033-12-31"),  # half past midnight in Warsaw
        ):
            order.date_order = moment
            kept = self.anna.with_user(self.user)._anonymise_rehearsal()["kept"]
            self.assertEqual(kept["sale.order"]["until"], until)

    def test_after_that_the_printed_name_goes_by_the_cron(self):
        move = self._invoice()
        self.env.company.country_id = self.env.ref("base.de")
        self._anonymise()
        rules = self.env["customer.retention.rule"]
        with freeze_time("2034-12-31 10:00:00"):
            rules._cron_retention()
            self.env["customer.operation"]._cron_run()
        self.assertIn("Anna", str(move.customer_printed))
        with freeze_time("2035-01-02 10:00:00"):
            rules._cron_retention()
            self.env["customer.operation"]._cron_run()
        self.env.invalidate_all()
        self.assertNotIn("Anna", str(move.customer_printed))
        self.assertTrue(move.name)


@tagged("post_install", "-at_install")
class TestAnonymiseTour(AnonymiseCommon, HttpCase):
    is_frozen = False

    def test_a_customer_is_anonymised_and_the_register_says_so(self):
        self.anna.name = "Anna Forgotten"
        self.start_tour(
            "/odoo/customers-care", "customer_care_anonymise", login="level_1"
        )
        self.env.invalidate_all()
        self.assertTrue(self.anna.is_anonymised)
        entry = self.env["customer.anonymise.register"].search(
            [("reason", "=", "Request 12")]
        )
        self.assertEqual(len(entry), 1)
