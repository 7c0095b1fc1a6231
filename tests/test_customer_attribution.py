# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common_attribution import AttributionCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAttributionCounts(AttributionCommon):
    """The sale counts for the right customer, once, and the books stay as they are."""

    def test_it_counts_for_the_right_customer_and_no_longer_for_the_wrong_one(self):
        invoice = self._make_invoice(self.machine, self.plain, post=True)
        self._make_invoice(self.plain, post=True)
        before = self._all()
        row = self._track(invoice)
        self.assertEqual(self._bought(self.jan), 110)
        self.assertEqual(self._bought(self.customer), 10)
        self.assertEqual(self._all(), before)
        lines = self.turnover.search([("partner_id", "=", self.jan.id)])
        self.assertEqual(lines.attribution_id, row)
        self.assertEqual(lines.contact_id, self.jan)

    def test_an_anonymous_receipt_finds_its_customer(self):
        receipt = self._receipt(self.machine, partner_id=False)
        row = self._track(receipt)
        self.assertEqual(self._bought(self.jan), 100)
        self.assertFalse(
            self.turnover.search([("partner_id", "=", False)])
            & (self.turnover.search([("document_id", "=", receipt.id)]))
        )
        self.assertEqual(
            (row.previous_id, row.previous_name), (self.env["res.partner"], "Anonymous")
        )

    def test_the_books_are_not_touched(self):
        invoice = self._make_invoice(self.machine, post=True)
        before = self._books(invoice)
        self._track(invoice)._undo("A slip")
        self._track(invoice)
        self.assertEqual(self._books(invoice), before)

    def _books(self, invoice):
        """Return what the database has of an invoice and its entry, whole."""
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT to_jsonb(move) FROM account_move move WHERE id = %(id)s
                UNION ALL
               SELECT to_jsonb(line) FROM account_move_line line
                WHERE move_id = %(id)s""",
            {"id": invoice.id},
        )
        return sorted(str(row) for row in self.env.cr.fetchall())

    def test_undone_it_is_exactly_as_before(self):
        invoice = self._make_invoice(self.machine, post=True)
        names = ["partner_id", "booked_partner_id", "contact_id", "attribution_id"]
        lines = self._lines()
        before = lines.read([*names, "untaxed", "margin"])
        row = self._track(invoice)
        row._undo("It was hers after all")
        self.env.invalidate_all()
        self.assertEqual(lines.read([*names, "untaxed", "margin"]), before)
        self.assertEqual(self._bought(self.jan), 0)
        self.assertRecordValues(
            row,
            [
                {
                    "state": "undone",
                    "undone_by": self.boss.name,
                    "undone_reason": "It was hers after all",
                }
            ],
        )

    def test_it_can_be_tracked_again_after_it_was_undone(self):
        invoice = self._make_invoice(self.machine, post=True)
        self._track(invoice)._undo("A slip")
        self._track(invoice)
        self.assertEqual(self._bought(self.jan), 100)
        self.assertEqual(self._all(), 100)

    def test_a_credit_note_goes_with_its_invoice(self):
        invoice = self._make_invoice(self.machine, post=True)
        self._track(invoice)
        self._make_refund(invoice)
        self.assertEqual(self._bought(self.jan), 0)
        self.assertEqual(self._bought(self.customer), 0)
        self.assertEqual(
            len(self.turnover.search([("partner_id", "=", self.jan.id)])), 2
        )

    def test_an_order_counts_by_its_invoices_now_and_later(self):
        order = self._make_order(2)
        self._track(order)
        self.assertEqual(self._bought(self.jan), 0, "nothing is invoiced yet")
        self._bill(order)
        self.assertEqual(self._bought(self.jan), 200)
        self.assertEqual(self._bought(self.customer), 0)

    def test_an_invoice_of_two_orders_is_shared_by_line(self):
        mine, hers = self._make_order(2), self._make_order(3)
        invoice = (mine | hers)._create_invoices()
        self.assertEqual(len(invoice), 1)
        invoice.action_post()
        self._track(mine)
        self.assertEqual(self._bought(self.jan), 200)
        self.assertEqual(self._bought(self.customer), 300)

    def test_an_order_whose_invoice_is_tracked_too_counts_once(self):
        order = self._make_order(2)
        invoice = self._bill(order)
        first = self._track(invoice)
        second = self._track(order)
        self.assertEqual(self._bought(self.jan), 200)
        self.assertEqual(self._all(), 200)
        with self.assertRaisesRegex(UserError, f"{order.name} was tracked after"):
            first._undo("A slip")
        second._undo("A slip")
        self.assertEqual(self._bought(self.jan), 200)
        first._undo("A slip")
        self.assertEqual(self._bought(self.customer), 200)

    def test_both_are_undone_together(self):
        order = self._make_order(2)
        rows = self._track(self._bill(order)) | self._track(order)
        rows._undo("A slip")
        self.assertEqual(self._bought(self.customer), 200)

    def test_an_order_and_its_invoice_do_not_count_for_two_customers(self):
        order = self._make_order()
        invoice = self._bill(order)
        self._track(invoice)
        other = self._make_customer(name="Ola")
        for document in (order, invoice):
            with self.assertRaisesRegex(UserError, "Jan Nowak.*Undo that first"):
                self._track(document, customer=other)

    def test_an_invoice_of_a_tracked_order_is_theirs_already(self):
        order = self._make_order()
        invoice = self._bill(order)
        self._track(order)
        with self.assertRaisesRegex(UserError, "counts for Jan Nowak already"):
            self._track(invoice)

    def test_a_contact_person_buys_for_their_firm(self):
        firm = self._make_customer(name="Mill", is_company=True)
        buyer = self._make_customer(name="Otto", parent_id=firm.id)
        invoice = self._make_invoice(self.machine, post=True)
        row = self._track(invoice, customer=buyer)
        self.assertEqual((row.partner_id, row.contact_id), (firm, buyer))
        self.assertEqual(self._bought(firm), 100)
        line = self.turnover.search([("partner_id", "=", firm.id)])
        self.assertEqual(line.contact_id, buyer)

    def test_it_follows_the_customer_into_a_merge(self):
        invoice = self._make_invoice(self.machine, post=True)
        self._track(invoice)
        survivor = self._make_customer(name="Survivor")
        self.jan.sudo().merged_into_id = survivor
        self.assertEqual(self._bought(survivor), 100)
        with self.assertRaisesRegex(UserError, "counts for Survivor already"):
            self._track(invoice, customer=survivor)

    def test_an_invoice_reset_to_draft_counts_for_nobody(self):
        invoice = self._make_invoice(self.machine, post=True)
        self._track(invoice)
        invoice.button_draft()
        self.assertEqual(self._all(), 0)
        invoice.action_post()
        self.assertEqual(self._bought(self.jan), 100)

    def test_the_print_agrees(self):
        self._track(self._make_invoice(self.machine, post=True))
        wizard = self.env["customer.turnover.print"].create(
            {"partner_ids": (self.customer | self.jan).ids}
        )
        self.assertEqual(
            [(row[0], row[3]) for row in wizard._rows()], [(self.jan, 100)]
        )

    def test_the_turnover_of_a_family_agrees(self):
        other = self._make_customer(name="Ola Nowak")
        family = self.env["customer.family"]._unite(self.jan | other)
        hers = self.env["customer.family"]._unite(
            self.customer | self._make_customer(name="Ewa")
        )
        invoice = self._make_invoice(self.machine, self.plain, post=True)
        self._make_invoice(self.plain, post=True)
        row = self._track(invoice)
        self._make_refund(invoice)
        self._track(self._receipt(self.machine, partner_id=False), customer=other)
        self.env.invalidate_all()
        self.assertEqual((family.turnover, hers.turnover), (100, 10))
        self.assertEqual(
            family._turnovers()[family.id], {self.jan.id: 0, other.id: 100}
        )
        row._undo("A slip")
        self.env.invalidate_all()
        self.assertEqual((family.turnover, hers.turnover), (100, 10))

    def test_what_is_tracked_within_a_family_moves_between_its_members(self):
        family = self.env["customer.family"]._unite(self.customer | self.jan)
        self._track(self._make_invoice(self.machine, post=True))
        self.assertEqual(
            family._turnovers()[family.id], {self.customer.id: 0, self.jan.id: 100}
        )

    def test_reading_costs_nothing_where_nothing_is_tracked(self):
        self._make_invoice(self.machine, post=True)
        self.env.cr.precommit.data.clear()
        self.assertNotIn("customer_attribution", self.turnover._table_query.code)

    def test_what_counts_for_a_customer_is_found_by_an_index(self):
        row = self._track(self._make_invoice(self.machine, post=True))
        self.env.flush_all()
        self.env.cr.execute(
            """INSERT INTO customer_attribution
               SELECT (jsonb_populate_record(a, jsonb_build_object(
                          'id', nextval('customer_attribution_id_seq'),
                          'res_id', -n,
                          'partner_id', %s))).*
                 FROM customer_attribution a, generate_series(1, 5000) n
                WHERE a.id = %s""",
            [self.customer.id, row.id],
        )
        self.env.cr.execute("ANALYZE customer_attribution")
        query = self.turnover._search([("partner_id", "=", self.jan.id)])
        sql = query.select("sum(untaxed)")
        self.env.cr.execute(f"EXPLAIN {sql.code}", sql.params)
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("customer_attribution_partner_idx", plan)

    def test_many_tracked_sales_are_read_by_as_many_queries_as_one(self):
        self._track(*(self._make_invoice(self.plain, post=True) for _n in range(12)))
        turnover = self.turnover
        lines = turnover.search([("partner_id", "=", self.jan.id)])
        self.assertEqual(len(lines), 12)
        counts = []
        for some in (lines, lines[:1], lines):
            self.env.invalidate_all()
            self.env["customer.attribution"]._models_in_use()
            before = self.env.cr.sql_log_count
            some.mapped("untaxed")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAttributionRefused(AttributionCommon):
    """What cannot be attributed is refused in a sentence and changes nothing."""

    def _refused(self, words, *documents, customer=None, **kwargs):
        before = self.env["customer.attribution"].search_count([])
        with self.assertRaisesRegex(UserError, words):
            self._track(*documents, customer=customer, **kwargs)
        self.assertEqual(self.env["customer.attribution"].search_count([]), before)

    def test_a_draft_or_a_cancelled_document_is_no_sale(self):
        draft = self._make_invoice(self.machine)
        cancelled = self._make_invoice(self.machine, post=True)
        cancelled.button_draft()
        cancelled.button_cancel()
        quotation = self._make_order(confirm=False)
        for document in (draft, cancelled, quotation):
            self._refused("is a draft or was cancelled", document)

    def test_a_refund_goes_with_its_invoice(self):
        refund = self._make_refund(self._make_invoice(self.machine, post=True))
        self._refused("is a credit note", refund)

    def test_a_bill_of_a_supplier_is_no_sale(self):
        bill = self._make_invoice(self.machine, move_type="in_invoice", post=True)
        self._refused("is no sale to a customer", bill)

    def test_what_is_no_document_of_a_sale_is_refused(self):
        self._refused("Only orders, invoices", self.machine)

    def test_a_document_that_is_gone_is_refused(self):
        invoice = self._make_invoice(self.machine)
        invoice.unlink()
        self._refused("is not there any more", invoice)

    def test_who_bought_it_has_it_already(self):
        invoice = self._make_invoice(self.machine, post=True)
        contact = self._make_customer(name="Ewa", parent_id=self.customer.id)
        for customer in (self.customer, contact):
            self._refused(
                "counts for Anna Kowalska already", invoice, customer=customer
            )

    def test_it_is_not_tracked_twice(self):
        invoice = self._make_invoice(self.machine, post=True)
        row = self._track(invoice)
        with self.assertRaisesRegex(UserError, "counts for Jan Nowak already"):
            self._track(invoice)
        other = self._make_customer(name="Ola")
        with self.assertRaisesRegex(UserError, "Undo that first"):
            self._track(invoice, customer=other)
        rows = self.env["customer.attribution"].search(
            [("res_model", "=", invoice._name), ("res_id", "=", invoice.id)]
        )
        self.assertEqual(rows, row)

    def test_two_users_at_once_do_not_track_it_twice(self):
        row = self._track(self._make_invoice(self.machine, post=True))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            row.sudo().copy({"state": "active"})

    def test_it_is_not_undone_twice(self):
        row = self._track(self._make_invoice(self.machine, post=True))
        row._undo("A slip")
        with self.assertRaisesRegex(UserError, "undone already, by Level 3"):
            row._undo("Again")
        with self.assertRaisesRegex(UserError, "undone already"):
            row.action_undo()
        with self.assertRaisesRegex(UserError, "Choose at least one"):
            row.browse()._undo("Nothing")

    def test_a_reason_is_needed_for_both(self):
        invoice = self._make_invoice(self.machine, post=True)
        for reason in ("", "  ", False):
            self._refused("Please say why", invoice, reason=reason)
        row = self._track(invoice)
        with self.assertRaisesRegex(UserError, "Please say why"):
            row._undo(" ")
        self.assertEqual(row.state, "active")

    def test_a_company_that_is_not_selected_is_closed(self):
        other = self.setup_other_company()
        invoice = (
            self.env["account.move"]
            .with_company(other["company"])
            .create(
                {
                    "move_type": "out_invoice",
                    "company_id": other["company"].id,
                    "partner_id": self.customer.id,
                    "invoice_line_ids": [
                        (0, 0, {"name": "x", "price_unit": 5, "tax_ids": False})
                    ],
                }
            )
        )
        invoice.action_post()
        self._refused("Choose that company first", invoice)

    def test_a_customer_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        invoice = self._make_invoice(self.machine, post=True)
        self.boss.company_ids += other
        self.attributions = self.attributions.with_context(
            allowed_company_ids=[self.env.company.id, other.id]
        )
        stranger = self._make_customer(name="Ola", company_id=other.id)
        self._refused("is a customer of Elsewhere", invoice, customer=stranger)

    def test_an_archived_or_forgotten_customer_is_refused(self):
        invoice = self._make_invoice(self.machine, post=True)
        self.jan.active = False
        self._refused("is archived", invoice)
        self.jan.sudo().write({"active": True, "is_forgotten": True})
        self._refused("is forgotten", invoice)

    def test_nothing_chosen_is_refused(self):
        self._refused("Choose at least one")
        invoice = self._make_invoice(self.machine, post=True)
        self._refused("Choose the customer", invoice, customer=self.jan | self.customer)

    def test_one_that_cannot_be_stops_all(self):
        good = self._make_invoice(self.machine, post=True)
        with self.assertRaisesRegex(UserError, "draft"), self.env.cr.savepoint():
            self._track(good, self._make_invoice(self.machine))
        self.assertFalse(
            self.env["customer.attribution"].search([("partner_id", "=", self.jan.id)])
        )

    def test_nobody_without_the_function_tracks_or_undoes(self):
        invoice = self._make_invoice(self.machine, post=True)
        row = self._track(invoice)
        clerk = self.user_level_4
        rows = self.env["customer.attribution"].with_user(clerk)
        with self.assertRaisesRegex(AccessError, "Track transactions"):
            rows._attribute([invoice], self.jan, "x")
        with self.assertRaisesRegex(AccessError, "Track transactions"):
            row.with_user(clerk)._undo("x")
        with self.assertRaisesRegex(AccessError, "Track transactions"):
            row.with_user(clerk).action_undo()

    def test_nobody_writes_one_by_hand(self):
        row = self._track(self._make_invoice(self.machine, post=True))
        mine = row.with_user(self.user_level_1)
        for call in (
            lambda: mine.write({"partner_id": self.customer.id}),
            mine.unlink,
            mine.copy,
        ):
            with self.assertRaises(AccessError):
                call()

    def test_a_customer_for_whom_sales_count_is_not_deleted(self):
        self._track(self._make_invoice(self.machine, post=True))
        words = self.jan._deletion_blockers()[self.jan.id]
        self.assertIn("transactions tracked to them (1)", words)


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAttributionLog(AttributionCommon):
    """Both customers' events say who tracked what, when and why."""

    def _events(self, partner):
        return self.env["customer.event"].search(
            [("partner_id", "=", partner.id), ("kind", "=", "transaction")]
        )

    def test_both_customers_have_an_event(self):
        invoice = self._make_invoice(self.machine, post=True)
        self._track(invoice)
        for partner in (self.customer, self.jan):
            event = self._events(partner)
            self.assertEqual(len(event), 1)
            self.assertIn(invoice.name, event.old_value)
            self.assertIn("Anna Kowalska", event.old_value)
            self.assertIn("Jan Nowak", event.new_value)
            self.assertEqual(event.reason, "They showed the receipt")
            self.assertEqual(event.user_id, self.boss)

    def test_undoing_is_an_event_of_both_with_its_own_reason(self):
        row = self._track(self._make_invoice(self.machine, post=True))
        row._undo("A slip")
        for partner in (self.customer, self.jan):
            last = self._events(partner)[0]
            self.assertEqual(last.reason, "A slip")
            self.assertIn("Anna Kowalska", last.new_value)

    def test_an_anonymous_sale_is_an_event_of_the_one_customer(self):
        self._track(self._receipt(self.machine, partner_id=False))
        self.assertIn("Anonymous", self._events(self.jan).old_value)

    def test_the_document_opens_for_who_may_read_it_only(self):
        invoice = self._make_invoice(self.machine, post=True)
        row = self._track(invoice)
        action = row.with_user(self.clerk).action_open_document()
        self.assertEqual(action["res_id"], invoice.id)
        with self.assertRaises(AccessError):
            row.with_user(self.user_level_5).action_open_document()
