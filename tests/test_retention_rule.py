# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .test_anonymise import AnonymiseCommon


@tagged("post_install", "-at_install")
class TestRetentionRule(AnonymiseCommon):
    """How long what is kept, by the law of the company's country."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["customer.retention.rule"]
        cls.company = cls.env.company

    def _until(self, country, document, day):
        self.company.country_id = self.env.ref(f"base.{country}")
        until, rule = self.rules._until(self.company, document, date.fromisoformat(day))
        return str(until), rule

    def test_the_periods_of_the_countries(self):
        for country, document, day, until in [
            # five years from the end of the financial year, or of that of the tax
            ("pl", "invoice", "2026-03-01", "2031-12-31"),
            ("pl", "invoice", "2026-12-15", "2032-12-31"),
            ("de", "invoice", "2026-01-01", "2034-12-31"),
            ("de", "invoice", "2026-12-31", "2034-12-31"),
            ("uk", "invoice", "2026-03-01", "2032-12-31"),
            ("at", "invoice", "2026-03-01", "2033-12-31"),
            ("fr", "invoice", "2026-03-01", "2036-12-31"),
            ("nl", "invoice", "2026-03-01", "2033-12-31"),
            ("es", "invoice", "2026-03-01", "2032-12-31"),
            # a country nobody wrote a rule for
            ("br", "invoice", "2026-03-01", "2036-12-31"),
            ("pl", "contract", "2024-02-29", "2025-02-28"),
        ]:
            with self.subTest(country=country, document=document, day=day):
                self.assertEqual(self._until(country, document, day)[0], until)

    def test_a_financial_year_that_is_not_the_calendars(self):
        self.company.write({"fiscalyear_last_month": "3", "fiscalyear_last_day": 31})
        self.assertEqual(self._until("uk", "invoice", "2026-03-31")[0], "2032-03-31")
        self.assertEqual(self._until("uk", "invoice", "2026-04-01")[0], "2033-03-31")

    def test_the_longest_rule_counts_and_is_named(self):
        until, rule = self._until("pl", "invoice", "2026-12-15")
        self.assertIn("time-barred", rule.law)
        self.assertEqual(until, "2032-12-31")

    def test_the_record_of_processing_says_how_long(self):
        self.company.country_id = self.env.ref("base.de")
        lines = self.rules._record_lines(self.company)
        [invoice] = [line for line in lines if line[0].startswith("Invoices")]
        self.assertEqual(invoice[1], "8 years; counted from: End of the calendar year")
        self.assertTrue(invoice[2])

    def test_a_period_is_said_in_the_right_number(self):
        rule = self.rules.create({"document": "invoice", "law": "X", "years": 2})
        one = self.rules.create(
            {"document": "invoice", "law": "Y", "years": 1, "months": 1}
        )
        for lang, words in (
            ("en_US", ["2 years", "1 year, 1 month"]),
            ("de_DE", ["2 Jahre", "1 Jahr, 1 Monat"]),
            ("pl_PL", ["2 lata", "1 rok, 1 miesiąc"]),
        ):
            self.env["res.lang"]._activate_lang(lang)
            said = [each.with_context(lang=lang)._period_words() for each in rule + one]
            self.assertEqual(said, words)

    def test_what_is_kept_begins_on_one_day(self):
        self.company.country_id = self.env.ref("base.de")
        first = self.rules._kept_from(self.company, "invoice", date(2035, 1, 1))
        self.assertEqual(first, date(2027, 1, 1))
        first = self.rules._kept_from(self.company, "invoice", date(2034, 12, 31))
        self.assertEqual(first, date(2026, 1, 1))
        self.assertIsNone(self.rules._kept_from(self.company, "card", date(2034, 1, 1)))

    def test_impossible_periods_are_refused(self):
        for vals in ({"years": -1}, {"months": -1}, {"years": 101}):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self.rules.create({"document": "invoice", "law": "X", **vals})

    def test_a_card_rule_without_years_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "at least a year"):
            self.rules.create({"document": "card", "law": "X", "months": 6})

    def test_only_who_may_anonymise_changes_rules(self):
        vals = {"document": "invoice", "law": "X", "years": 1}
        with self.assertRaises(AccessError):
            self.rules.with_user(self.user_level_2).create(vals)
        self.rules.with_user(self.user_level_1).create(vals)

    # -- by itself -----------------------------------------------------------------

    def _night(self, moment):
        with freeze_time(moment):
            self.rules._cron_retention()
            self.env["customer.operation"]._cron_run()
        self.env.invalidate_all()

    def test_nothing_is_removed_before_somebody_switches_a_rule_on(self):
        self._forget()
        self._night("2046-01-01 03:00:00")
        self.assertFalse(self.anna.is_anonymised)
        self.assertFalse(self.other.is_anonymised)

    def test_the_forgotten_are_anonymised_when_their_time_is_over(self):
        self.env.ref("customer_care.retention_own_forgotten").active = True
        self._forget()
        self._night("2026-06-10 03:00:00")
        self.assertFalse(self.anna.is_anonymised, "the last day")
        self._night("2026-06-12 03:00:00")
        self.assertTrue(self.anna.is_anonymised)
        self.assertFalse(self.other.is_anonymised)

    def test_a_period_ends_with_the_day_of_the_company(self):
        """Nobody goes because the day is over in London, and all stay no day longer."""
        self.env.ref("customer_care.retention_own_forgotten").active = True
        self._forget()
        self.anna.company_id = self.company
        for tz, forgotten_on, before, after in (
            # 10 March until the evening of 10 June, there
            ("America/New_York", "10 16:00", "11 03:59:59", "11 04:00:00"),
            ("Pacific/Auckland", "09 12:00", "10 11:59:59", "10 12:00:00"),
            # begun in the evening, which is the next day in UTC
            ("America/New_York", "11 02:00", "11 03:59:59", "11 04:00:00"),
        ):
            self.company.partner_id.tz = tz
            self.anna.forgotten_on = f"2026-03-{forgotten_on}:00"
            with self.subTest(tz=tz, forgotten_on=forgotten_on):
                for moment, over in ((before, False), (after, True)):
                    with freeze_time(f"2026-06-{moment}"):
                        found = self.rules._cards_over("forgotten", self.anna.ids)
                    self.assertEqual(found == self.anna, over, moment)

    def test_a_customer_of_all_companies_is_kept_for_the_one_that_keeps_longest(self):
        patient = self.env["res.company"].create({"name": "Patient"})
        rule = self.env.ref("customer_care.retention_own_forgotten")
        rule.write({"active": True, "company_id": self.company.id, "months": 3})
        rule.copy({"company_id": patient.id, "months": 12, "active": True})
        self._forget()
        self.anna.forgotten_on = "2026-03-10 09:00:00"
        for company, day, over in (
            (self.company, "2026-06-12", True),
            (patient, "2026-06-12", False),
            (patient, "2027-03-12", True),
            (patient.browse(), "2026-06-12", False),
            (patient.browse(), "2027-03-12", True),
        ):
            self.anna.company_id = company
            with self.subTest(company=company.name, day=day):
                with freeze_time(f"{day} 03:00:00"):
                    found = self.rules._cards_over("forgotten", self.anna.ids)
                self.assertEqual(found == self.anna, over)

    def test_what_was_bought_on_new_year_s_eve_is_of_the_old_year(self):
        """In the time of the company, for who bought and for what is kept."""
        self.company.partner_id.tz = "America/New_York"
        rule = self.env.ref("customer_care.retention_own_card")
        rule.write({"active": True, "years": 2, "start": "year_end"})
        old = self._old_customer()
        old.company_id = self.company
        order = self.env["sale.order"].create({"partner_id": old.id})
        for date_order, over in (
            ("2024-01-01 04:59:59", True),
            ("2024-01-01 05:00:00", False),
        ):
            order.date_order = date_order
            self.env.flush_all()
            with self.subTest(date_order=date_order):
                with freeze_time("2026-01-01 05:00:00"):
                    found = self.rules._cards_over("card", old.ids)
                self.assertEqual(found == old, over)

    def test_documents_are_kept_until_the_day_is_over_at_their_company(self):
        self.company.country_id = self.env.ref("base.de")
        operations = self.env["customer.operation"]
        for tz, before, after in (
            ("America/New_York", "2035-01-01 04:59:59", "2035-01-01 05:00:00"),
            ("Pacific/Auckland", "2034-12-31 10:59:59", "2034-12-31 11:00:00"),
        ):
            self.company.partner_id.tz = tz
            with self.subTest(tz=tz):
                with freeze_time(before):
                    first = operations._first_kept_days("invoice")[self.company.id]
                self.assertEqual(first, date(2026, 1, 1))
                with freeze_time(after):
                    first = operations._first_kept_days("invoice")[self.company.id]
                self.assertEqual(first, date(2027, 1, 1))

    def test_customers_without_business_are_anonymised_when_the_rule_is_on(self):
        rule = self.env.ref("customer_care.retention_own_card")
        rule.write({"active": True, "years": 2})
        old = self._make_customer(name="Old Friend", email="o@example.net", phone=False)
        busy = self._make_customer(name="Busy Bee", email="b@example.net", phone=False)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2019-01-01' WHERE id = ANY(%s)",
            [[old.id, busy.id]],
        )
        (old | busy).customer_rank = 1
        self._invoice(busy)
        self.env.invalidate_all()
        self._night("2026-03-10 12:00:00")
        self.assertTrue(old.is_anonymised)
        self.assertFalse(busy.is_anonymised)

    def test_who_cannot_be_anonymised_is_left_alone(self):
        self.env.ref("customer_care.retention_own_forgotten").active = True
        self._forget()
        self.anna.is_restricted = True
        self._night("2030-01-01 03:00:00")
        self.assertFalse(self.anna.is_anonymised)

    def test_who_waits_is_not_queued_twice(self):
        self.env.ref("customer_care.retention_own_forgotten").active = True
        self._forget()
        with freeze_time("2030-01-01 03:00:00"):
            self.rules._cron_retention()
            self.rules._cron_retention()
        operations = self.env["customer.operation"].search(
            [("kind", "=", "anonymise"), ("state", "=", "queued")]
        )
        self.assertEqual(len(operations), 1)

    # -- rehearsed -----------------------------------------------------------------

    def _old_customer(self):
        old = self._make_customer(name="Old Friend", email="o@example.net", phone=False)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2019-01-01' WHERE id = %s", [old.id]
        )
        old.customer_rank = 1
        self.env.invalidate_all()
        return old

    def _rehearse(self, rule):
        action = rule.with_user(self.user_level_1).action_rehearse()
        return self.env["customer.operation"].browse(action["res_id"])

    def test_a_rule_is_rehearsed_before_it_is_switched_on(self):
        rule = self.env.ref("customer_care.retention_own_card")
        rule.years = 2
        old = self._old_customer()
        operation = self._rehearse(rule)
        self.assertEqual((operation.state, rule.active), ("rehearsed", False))
        self.assertIn(old.id, operation.request["customers"])
        self.assertTrue(operation.preview["masked"]["res.partner"])
        self.assertIn("Contact", operation.anonymise_outcome)
        self.assertEqual((old.name, old.is_forgotten), ("Old Friend", False))

    def test_what_was_rehearsed_is_started_and_logged(self):
        rule = self.env.ref("customer_care.retention_own_card")
        rule.years = 2
        old = self._old_customer()
        operation = self._rehearse(rule)
        with self.assertRaises(AccessError):
            operation.with_user(self.user_level_2).action_start()
        operation.with_user(self.user_level_1).action_start()
        self.assertEqual(operation.state, "queued")
        self.env["customer.operation"]._cron_run(batch_size=1)
        self.env.invalidate_all()
        self.assertTrue(old.is_anonymised)
        self.assertEqual(operation.state, "done")
        with self.assertRaisesRegex(UserError, "started already"):
            operation.with_user(self.user_level_1).action_start()

    def test_who_came_back_since_the_rehearsal_stays(self):
        rule = self.env.ref("customer_care.retention_own_card")
        rule.years = 2
        old = self._old_customer()
        operation = self._rehearse(rule)
        operation.with_user(self.user_level_1).action_start()
        self._invoice(old)
        self.env["customer.operation"]._cron_run()
        self.env.invalidate_all()
        self.assertFalse(old.is_anonymised)
        refused = operation.line_ids.filtered(lambda line: line.source_id == old.id)
        self.assertIn("not reached by the retention rule", refused.note)
        # the log names nobody who is anonymised later
        self._anonymise(old)
        self.assertFalse(refused.note)

    def test_a_rule_that_reaches_nobody_says_so(self):
        rule = self.env.ref("customer_care.retention_own_forgotten")
        with self.assertRaisesRegex(UserError, "reaches nobody"):
            self._rehearse(rule)

    def test_only_who_may_anonymise_rehearses(self):
        rule = self.env.ref("customer_care.retention_own_forgotten")
        with self.assertRaises(AccessError):
            rule.with_user(self.user_level_2).action_rehearse()

    # -- what was kept ----------------------------------------------------------------

    def test_what_an_invoice_kept_goes_when_its_time_is_over(self):
        """The words, the frozen name and the printed file; number and amount stay."""
        self.company.country_id = self.env.ref("base.de")
        move = self._invoice(self.anna, narration="For Anna Nowak")
        file = self.env["ir.attachment"].create(
            {
                "name": "Anna Nowak.pdf",
                "raw": b"%PDF Anna",
                "res_model": "account.move",
                "res_id": move.id,
            }
        )
        move.message_main_attachment_id = file
        self._anonymise(self.anna)
        self.assertTrue(move.customer_printed)
        self.assertTrue(file.exists())
        self._night("2034-12-31 12:00:00")
        self.assertTrue(move.customer_printed, "the last day")
        self._night("2035-01-02 12:00:00")
        self.assertFalse(move.customer_printed)
        self.assertFalse(move.narration)
        self.assertFalse(file.exists())
        self.assertEqual((move.state, move.amount_untaxed), ("posted", 100.0))
        operation = self.env["customer.operation"].search(
            [("kind", "=", "anonymise")], limit=1
        )
        self.assertEqual(operation.state, "done")
        self.assertTrue(operation.preview["masked"]["account.move"])

    def test_the_records_of_a_treated_animal_are_kept_for_their_time(self):
        self.company.country_id = self.env.ref("base.pl")
        animal = self.env["customer.asset"].create(
            {"kind": "animal", "name": "Rex", "partner_id": self.anna.id}
        )
        car = self.env["customer.asset"].create(
            {"kind": "vehicle", "name": "Golf", "partner_id": self.anna.id}
        )
        visit, check = self.env["customer.asset.inspection"].create(
            [
                {
                    "asset_id": one.id,
                    "date": "2026-03-01",
                    "is_external": True,
                    "note": "Seen",
                }
                for one in (animal, car)
            ]
        )
        operation = self._anonymise(self.anna)
        self.assertTrue(visit.note)
        self.assertFalse(check.note)
        kept = operation.preview["kept"]["customer.asset.inspection"]
        self.assertEqual(kept["until"], "2029-12-31")
        self._night("2030-01-02 12:00:00")
        self.assertFalse(visit.note)
