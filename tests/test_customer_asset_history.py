# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_asset_document import AssetCommon


@tagged("post_install", "-at_install")
class TestReadingAtService(AssetCommon):
    """What the clock showed becomes a reading when the invoice is posted."""

    def _post(self, **vals):
        invoice = self._make_invoice(**vals)
        invoice.action_post()
        return invoice

    def test_posting_writes_the_reading_down_with_its_invoice(self):
        invoice = self._post(customer_asset_id=self.van.id, customer_reading=123456)
        reading = self.van.reading_ids
        self.assertEqual(
            (reading.value, reading.unit, reading.source, reading.move_id),
            (123456, "km", "service", invoice),
        )
        self.assertEqual(reading.date, date(2026, 11, 20))

    def test_it_is_in_the_unit_of_the_vehicle(self):
        self._post(customer_asset_id=self.truck.id, customer_reading=1000)
        self.assertEqual(self.truck.reading_ids.unit, "mi")

    def test_reset_to_draft_takes_it_back_and_posting_again_gives_the_new_one(self):
        invoice = self._post(customer_asset_id=self.van.id, customer_reading=500)
        invoice.button_draft()
        self.assertFalse(self.van.reading_ids)
        invoice.customer_reading = 510
        invoice.action_post()
        self.assertEqual(self.van.reading_ids.value, 510)
        invoice.button_draft()
        invoice.button_cancel()
        self.assertFalse(self.van.reading_ids)

    def test_what_a_customer_told_stays_when_the_invoice_is_reset(self):
        told = self.env["customer.asset.reading"].create(
            {
                "asset_id": self.van.id,
                "value": 400,
                "date": "2026-11-01",
                "source": "customer",
            }
        )
        invoice = self._post(customer_asset_id=self.van.id, customer_reading=500)
        invoice.button_draft()
        self.assertEqual(self.van.reading_ids, told)

    def test_without_a_reading_for_an_animal_and_on_credit_notes_there_is_none(self):
        self._post(customer_asset_id=self.van.id)
        self._post(customer_asset_id=self.dog.id, customer_reading=5)
        invoice = self._post(customer_asset_id=self.truck.id, customer_reading=5)
        refund = invoice._reverse_moves()
        self.assertEqual(refund.customer_reading, 0.0)
        refund.action_post()
        self.assertFalse((self.van | self.dog).reading_ids)
        self.assertEqual(len(self.truck.reading_ids), 1)

    def test_a_negative_reading_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "a number from 0 to 99,999,999"):
            self._make_invoice(customer_asset_id=self.van.id, customer_reading=-1)
        with self.assertRaisesRegex(ValidationError, "a number from 0 to 99,999,999"):
            self._make_order(customer_asset_id=self.van.id, customer_reading=-1)

    def test_what_cannot_be_is_asked_about_before_it_is_posted(self):
        readings = self.env["customer.asset.reading"]
        readings.create({"asset_id": self.van.id, "value": 90000, "date": "2026-11-01"})
        invoice = self._make_invoice(customer_asset_id=self.van.id, customer_reading=10)
        mine = invoice.with_user(self.clerk)
        self.assertIn("less than", mine.customer_reading_question)
        with self.assertRaisesRegex(UserError, "less than.*\n.*Correct although"):
            mine.action_post()
        self.assertEqual(invoice.state, "draft")
        mine.is_reading_confirmed = True
        mine.action_post()
        self.assertEqual(invoice.state, "posted")
        reading = self.van.reading_ids.filtered("move_id")
        self.assertEqual((reading.value, reading.is_confirmed), (10, True))
        self.assertFalse(mine.customer_reading_question)

    def test_what_posts_by_itself_is_not_held_up(self):
        self.env["customer.asset.reading"].create(
            {"asset_id": self.van.id, "value": 90000, "date": "2026-11-01"}
        )
        invoice = self._make_invoice(customer_asset_id=self.van.id, customer_reading=10)
        invoice._post()
        self.assertEqual(self.van.reading_ids.filtered("move_id").value, 10)

    def test_an_invoice_of_tomorrow_is_read_today(self):
        today = fields.Date.context_today(self.van)
        invoice = self._make_invoice(
            customer_asset_id=self.van.id,
            customer_reading=10,
            invoice_date=today + timedelta(days=3),
        )
        invoice._post(soft=False)
        self.assertEqual(self.van.reading_ids.date, today)

    def test_many_invoices_are_posted_at_a_constant_number_of_queries(self):
        counts = []
        for number in (2, 12):
            vans = [self._make_asset(f"Van {n}") for n in range(number)]
            invoices = self.env["account.move"]
            for van in vans:
                invoices |= self._make_invoice(
                    customer_asset_id=van.id, customer_reading=10
                )
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            invoices._keep_readings()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)


@tagged("post_install", "-at_install")
class TestInvoiceHistory(AssetCommon):
    """What was done for a vehicle, whoever owned it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seen = cls.van.with_user(cls.clerk)

    def _post(self, *lines, **vals):
        invoice = self._make_invoice(*lines, **vals)
        invoice.action_post()
        return invoice

    def test_visits_cost_and_last_visit(self):
        self._post(customer_asset_id=self.van.id, invoice_date="2026-10-01")
        self._post({"price_unit": 50}, customer_asset_id=self.van.id)
        self._post({"price_unit": 7}, customer_asset_id=self.van.id)
        mixed = self._post(
            {"price_unit": 1000, "customer_asset_id": self.truck.id},
            {"price_unit": 3},
            customer_asset_id=self.van.id,
        )
        self.assertEqual(self.seen.lifetime_cost, 160)
        self.assertEqual(self.seen.visit_count, 2)
        self.assertEqual(self.seen.last_visit, date(2026, 11, 20))
        self.assertEqual(self.seen.history_currency_id, self.env.company.currency_id)
        refund = mixed._reverse_moves([{"invoice_date": "2026-11-25"}])
        refund.action_post()
        self.env.invalidate_all()
        self.assertEqual(self.seen.lifetime_cost, 157)
        self.assertEqual(self.seen.visit_count, 2)
        self.assertEqual(self.seen.last_visit, date(2026, 11, 20))

    def test_another_currency_counts_at_the_rate_of_the_document(self):
        currency = self.env["res.currency"].create({"name": "XTC", "symbol": "X"})
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "rate": 4.0, "name": "2026-01-01"}
        )
        self._post(
            {"price_unit": 400}, customer_asset_id=self.van.id, currency_id=currency.id
        )
        self.assertEqual(self.seen.lifetime_cost, 100)

    def test_drafts_orders_and_what_is_for_nothing_do_not_count(self):
        self._make_invoice(customer_asset_id=self.van.id)
        self._make_order(customer_asset_id=self.van.id).action_confirm()
        self._post()
        self.assertEqual(self.seen.lifetime_cost, 0)
        self.assertEqual(self.seen.visit_count, 0)
        self.assertFalse(self.seen.last_visit)

    def test_a_kept_appointment_is_a_visit_too(self):
        start = fields.Datetime.now() - timedelta(days=3)
        event = self.env["calendar.event"].create(
            {
                "name": "Check",
                "start": start,
                "stop": start + timedelta(hours=1),
                "customer_partner_id": self.firm.id,
                "customer_asset_id": self.van.id,
            }
        )
        self.assertFalse(self.seen.last_visit)
        event.customer_state = "done"
        self.env.invalidate_all()
        day = fields.Datetime.context_timestamp(self.seen, start).date()
        self.assertEqual(self.seen.last_visit, day)

    def test_the_history_lists_the_lines_of_former_owners_too(self):
        first = self._post(customer_asset_id=self.van.id)
        self.van.partner_id = self.other
        second = self._post(customer_asset_id=self.van.id, partner_id=self.other.id)
        action = self.seen.action_open_history()
        rows = self.env["customer.turnover"].with_user(self.clerk)
        rows = rows.search(action["domain"])
        self.assertEqual(rows.mapped("document_id"), [second.id, first.id])
        self.assertEqual(rows.partner_id, self.firm | self.other)
        self.assertEqual(rows.asset_id, self.van)

    def test_other_companies_are_not_in_it(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self._post(customer_asset_id=self.van.id)
        clerk = self._make_user("elsewhere", "customer_care.level_5")
        clerk.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        seen = self.van.with_user(clerk).with_context(allowed_company_ids=company.ids)
        self.assertEqual(seen.visit_count, 0)

    def test_a_number_of_queries_that_does_not_depend_on_how_many(self):
        vans = self.van | self.truck
        for number in range(20):
            vans |= self._make_asset(f"Van {number}")
        counts = []
        names = ["last_visit", "visit_count", "lifetime_cost", "order_count"]
        names += ["customer_message_count", "customer_note_count"]
        for some in (vans[:2], vans, vans[:2], vans):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.with_user(self.clerk).read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[3])

    def test_who_may_not_see_purchases_reads_no_history(self):
        function = self.env.ref("customer_care.function_history_see")
        function.implied_by_ids = [(5,)]
        clerk = self._make_user("narrow", "customer_care.level_5")
        self.assertNotIn(function, clerk.all_group_ids)
        seen = self.van.with_user(clerk)
        with self.assertRaises(AccessError):
            seen.read(["lifetime_cost"])
        with self.assertRaises(AccessError):
            seen.action_open_history()


@tagged("post_install", "-at_install")
class TestPlaces(AssetCommon):
    """Where a vehicle is named, and a new job for it."""

    def test_orders_actions_notes_appointments_and_messages_are_counted(self):
        van = self.van
        order = self._make_order(customer_asset_id=van.id)
        other = self._make_order({"customer_asset_id": van.id})
        action = self._make_action(partner_id=self.firm.id, asset_id=van.id)
        note = self.env["customer.note"].create(
            {"partner_id": self.firm.id, "name": "Rattles", "asset_id": van.id}
        )
        event = self.env["calendar.event"].create(
            {
                "name": "Check",
                "start": "2026-12-01 10:00:00",
                "stop": "2026-12-01 11:00:00",
                "customer_partner_id": self.firm.id,
                "customer_asset_id": van.id,
                "customer_remind": False,
            }
        )
        messages = self.env["customer.message"].search([])
        self.env["customer.message"]._plan(
            [
                {
                    "partner_id": self.firm.id,
                    "channel": "call",
                    "purpose_id": self.service.id,
                    "source": f"customer.action,{action.id}",
                    "scheduled_at": fields.Datetime.now(),
                }
            ]
        )
        message = self.env["customer.message"].search([]) - messages
        boss = self._make_user(
            "boss", "customer_care.level_1,sales_team.group_sale_salesman_all_leads"
        )
        seen = van.with_user(boss)
        self.assertEqual(seen.order_count, 2)
        self.assertEqual(seen.customer_action_count, 1)
        self.assertEqual(seen.customer_note_count, 1)
        self.assertEqual(seen.appointment_count, 1)
        self.assertEqual(seen.customer_message_count, 1)
        for verb, expected in (
            ("action_open_orders", order | other),
            ("action_open_customer_actions", action),
            ("action_open_notes", note),
            ("action_open_appointments", event),
            ("action_open_messages", message),
        ):
            action = getattr(seen, verb)()
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found, expected, verb)
        self.assertEqual(self.truck.with_user(boss).order_count, 0)

    def test_a_new_job_is_a_quotation_with_customer_and_vehicle(self):
        action = self.van.with_user(self.clerk).action_new_job()
        self.assertEqual(action["res_model"], "sale.order")
        orders = self.env["sale.order"].with_user(self.clerk)
        order = orders.with_context(**action["context"]).create({})
        self.assertEqual(order.partner_id, self.firm)
        self.assertEqual(order.customer_asset_id, self.van)

    def test_no_new_job_for_what_is_gone_or_without_the_right(self):
        with self.assertRaisesRegex(AccessError, "may not create quotations"):
            self.van.with_user(self.user_level_5).action_new_job()
        self.van.gone = "sold"
        with self.assertRaisesRegex(ValidationError, "Van.* was sold"):
            self.van.with_user(self.clerk).action_new_job()

    def test_from_the_customer_the_only_one_the_chosen_one_or_a_list(self):
        firm = self.firm.with_user(self.clerk)
        action = firm.action_new_job()
        self.assertEqual(action["res_model"], "customer.asset")
        chosen = firm.with_context(counter_row=["customer.asset", self.truck.id])
        context = chosen.action_new_job()["context"]
        self.assertEqual(context["default_customer_asset_id"], self.truck.id)
        foreign = firm.with_context(counter_row=["customer.asset", self.foreign.id])
        with self.assertRaisesRegex(UserError, "has no vehicle"):
            foreign.action_new_job()
        (self.truck | self.dog).active = False
        context = firm.action_new_job()["context"]
        self.assertEqual(context["default_customer_asset_id"], self.van.id)
        self.van.active = False
        with self.assertRaisesRegex(UserError, "has no vehicle"):
            firm.action_new_job()
        operations = [entry["key"] for entry in firm._allowed_operations()]
        self.assertNotIn("new_job", operations)
