# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import deque
from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import SQL
from odoo.tools.sql import column_exists

from .common_asset_document import SALES, AssetCommon


@tagged("post_install", "-at_install")
class TestAssetOnInvoice(AssetCommon):
    """An invoice for a vehicle: header, lines, and what is refused."""

    def test_every_line_that_sells_something_carries_the_header(self):
        invoice = self._make_invoice(
            {},
            {},
            {
                "display_type": "line_note",
                "name": "Note",
                "product_id": False,
                "price_unit": 0,
            },
            customer_asset_id=self.van.id,
        )
        self.assertEqual(self._on_lines(invoice), [self.van, self.van])
        others = invoice.line_ids - invoice._asset_lines()
        self.assertTrue(others)
        self.assertFalse(others.customer_asset_id)

    def test_the_header_changes_and_a_lines_own_choice_stays(self):
        invoice = self._make_invoice(
            {}, {"customer_asset_id": self.truck.id}, customer_asset_id=self.van.id
        )
        invoice.customer_asset_id = self.dog
        self.assertEqual(self._on_lines(invoice), [self.dog, self.truck])
        invoice.customer_asset_id = False
        self.assertEqual(
            self._on_lines(invoice), [self.env["customer.asset"], self.truck]
        )
        invoice.customer_asset_id = self.van
        self.assertEqual(self._on_lines(invoice), [self.van, self.truck])

    def test_what_is_written_to_a_line_together_with_the_header_stays(self):
        invoice = self._make_invoice({}, {}, customer_asset_id=self.van.id)
        first = invoice._asset_lines()[0]
        choice = Command.update(first.id, {"customer_asset_id": self.van.id})
        invoice.write(
            {"customer_asset_id": self.truck.id, "invoice_line_ids": [choice]}
        )
        self.assertEqual(self._on_lines(invoice), [self.van, self.truck])

    def test_lines_written_by_either_name_and_new_ones_keep_their_choice(self):
        invoice = self._make_invoice({}, {}, customer_asset_id=self.van.id)
        first, second = invoice._asset_lines()
        new = {"product_id": self.work.id, "price_unit": 1}
        invoice.write(
            {
                "customer_asset_id": self.truck.id,
                "line_ids": [
                    Command.update(first.id, {"customer_asset_id": self.van.id})
                ],
                "invoice_line_ids": [
                    Command.update(second.id, {"quantity": 3}),
                    Command.create({**new, "customer_asset_id": self.van.id}),
                    Command.create(new),
                ],
            }
        )
        named = [line.customer_asset_id for line in invoice._asset_lines().sorted("id")]
        self.assertEqual(named, [self.van, self.truck, self.van, self.truck])

    def test_a_line_added_later_is_for_the_same(self):
        invoice = self._make_invoice(customer_asset_id=self.van.id)
        line = Command.create({"product_id": self.work.id, "price_unit": 5})
        invoice.write({"invoice_line_ids": [line]})
        self.assertEqual(self._on_lines(invoice), [self.van, self.van])

    def test_choosing_the_vehicle_first_fills_the_owner_in(self):
        moves = self.env["account.move"].with_user(self.clerk)
        with Form(moves.with_context(default_move_type="out_invoice")) as form:
            form.customer_asset_id = self.van
            self.assertEqual(form.partner_id, self.firm)
            with form.invoice_line_ids.new() as line:
                line.product_id = self.work
                self.assertEqual(line.customer_asset_id, self.van)
            form.customer_asset_id = self.truck
            with form.invoice_line_ids.edit(0) as line:
                self.assertEqual(line.customer_asset_id, self.truck)
                line.customer_asset_id = self.van
            form.customer_asset_id = self.dog
            with form.invoice_line_ids.edit(0) as line:
                self.assertEqual(line.customer_asset_id, self.van)
        self.assertEqual(form.record.customer_asset_id, self.dog)
        self.assertEqual(self._on_lines(form.record), [self.van])

    def test_another_customer_on_the_form_takes_the_vehicle_off(self):
        invoice = self._make_invoice(customer_asset_id=self.van.id, customer_reading=5)
        with Form(invoice.with_user(self.clerk)) as form:
            form.partner_id = self.other
            self.assertFalse(form.customer_asset_id)
        self.assertEqual(self._on_lines(invoice), [self.env["customer.asset"]])
        self.assertEqual(invoice.customer_reading, 0.0)

    def test_the_owner_is_the_customer_if_none_is_named(self):
        invoice = self.env["account.move"].create(
            {"move_type": "out_invoice", "customer_asset_id": self.van.id}
        )
        self.assertEqual(invoice.partner_id, self.firm)

    def test_a_vehicle_of_somebody_else_is_refused(self):
        sentence = "Car of Nowak.* belongs to Nowak and not to Kowalski Transport"
        with self.assertRaisesRegex(ValidationError, sentence):
            self._make_invoice(customer_asset_id=self.foreign.id)
        with self.assertRaisesRegex(ValidationError, sentence):
            self._make_invoice({"customer_asset_id": self.foreign.id})
        invoice = self._make_invoice(customer_asset_id=self.van.id)
        with self.assertRaisesRegex(ValidationError, "Van.* belongs to"):
            invoice.partner_id = self.other

    def test_who_may_not_see_it_is_not_told_whose_it_is(self):
        moves = self.env["account.move"].with_user(self.bookkeeper)
        vals = {"move_type": "out_invoice", "partner_id": self.firm.id}
        with self.assertRaises(ValidationError) as refused:
            moves.create({**vals, "customer_asset_id": self.foreign.id})
        self.assertNotIn("Car of Nowak", str(refused.exception))
        self.assertIn("belongs to", str(refused.exception))

    def test_opening_an_invoice_without_one_costs_nothing_more(self):
        invoice = self._make_invoice().with_user(self.clerk)
        base = {"partner_id": {"fields": {}}, "invoice_line_ids": {"fields": {}}}
        # what the form reads of every invoice, its lines and its customer
        base.update(dict.fromkeys(("state", "move_type", "invoice_date"), {}))
        base["invoice_line_ids"]["fields"] = {"display_type": {}}
        base.update(family_head_id={}, account_stop={})
        names = ("customer_asset_id", "carried_asset_id", "customer_asset_owner_ids")
        names += ("customer_asset_kind", "customer_reading", "is_asset_locked")
        names += ("customer_reading_question", "customer_reading_unit")
        ours = {**base, **{name: {} for name in names}}
        counts = []
        for spec in (base, ours, base, ours):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            invoice.web_read(spec)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[3] - counts[2], 1)

    def test_a_contact_of_the_owner_may_have_it_on_the_invoice(self):
        contact = self._make_customer(name="Driver", parent_id=self.firm.id)
        invoice = self._make_invoice(
            customer_asset_id=self.van.id, partner_id=contact.id
        )
        self.assertEqual(self._on_lines(invoice), [self.van])

    def test_what_is_gone_is_refused_in_new_documents_and_stays_on_old_ones(self):
        invoice = self._make_invoice(customer_asset_id=self.van.id)
        cases = (
            ({"gone": "sold"}, "Van.* was sold"),
            ({"gone": "scrapped"}, "Van.* was scrapped"),
            ({"gone": False, "active": False}, "Van.* is switched off"),
            ({"active": True, "merged_into_id": self.truck.id}, "combined with Truck"),
        )
        for vals, sentence in cases:
            self.van.write(vals)
            for make in (self._make_invoice, self._make_order):
                with (
                    self.subTest(sentence),
                    self.assertRaisesRegex(ValidationError, sentence),
                ):
                    make(customer_asset_id=self.van.id)
                with (
                    self.subTest(sentence),
                    self.assertRaisesRegex(ValidationError, sentence),
                ):
                    make({"customer_asset_id": self.van.id})
        self.dog.death_date = "2026-11-01"
        with self.assertRaisesRegex(ValidationError, "Rex.* is dead"):
            with self.env.cr.savepoint():
                invoice.customer_asset_id = self.dog
        invoice.invalidate_recordset()
        invoice.action_post()
        self.assertEqual(self._on_lines(invoice), [self.van])

    def test_documents_of_a_former_owner_stay_as_they_are(self):
        invoice = self._make_invoice(customer_asset_id=self.van.id)
        self.van.partner_id = self.other
        invoice.ref = "Changed afterwards"
        invoice.action_post()
        self.assertEqual(invoice.customer_asset_id, self.van)
        self.assertEqual(invoice.partner_id, self.firm)

    def test_a_duplicate_names_only_what_is_still_offered(self):
        invoice = self._make_invoice(
            {}, {"customer_asset_id": self.truck.id}, customer_asset_id=self.van.id
        )
        order = self._make_order({}, customer_asset_id=self.van.id)
        self.assertEqual(self._on_lines(invoice.copy()), [self.van, self.truck])
        self.van.gone = "sold"
        copy = invoice.copy()
        self.assertFalse(copy.customer_asset_id)
        self.assertEqual(self._on_lines(copy), [self.env["customer.asset"], self.truck])
        self.assertFalse(order.copy().customer_asset_id)
        self.assertFalse(order.copy().order_line.customer_asset_id)

    def test_a_credit_note_is_for_the_same_also_when_it_is_gone(self):
        invoice = self._make_invoice(
            {}, {"customer_asset_id": self.truck.id}, customer_asset_id=self.van.id
        )
        invoice.action_post()
        self.van.write({"gone": "sold", "partner_id": self.other.id})
        refund = invoice._reverse_moves()
        self.assertEqual(refund.customer_asset_id, self.van)
        self.assertEqual(self._on_lines(refund), [self.van, self.truck])

    def test_a_posted_invoice_keeps_what_was_handed_out(self):
        invoice = self._make_invoice(customer_asset_id=self.van.id, customer_reading=9)
        invoice.action_post()
        mine = invoice.with_user(self.clerk)
        for change in (
            lambda: mine.write({"customer_asset_id": self.truck.id}),
            lambda: mine.write({"customer_asset_id": False}),
            lambda: mine.write({"customer_reading": 10}),
            lambda: mine._asset_lines().write({"customer_asset_id": self.truck.id}),
        ):
            with self.assertRaisesRegex(UserError, "Reset it to draft first"):
                change()

    def test_a_posted_invoice_without_one_can_be_told_later(self):
        invoice = self._make_invoice()
        invoice.action_post()
        invoice.with_user(self.clerk).customer_asset_id = self.van
        self.assertEqual(self._on_lines(invoice), [self.van])

    def test_a_vehicle_of_another_company_is_refused(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.truck.company_id = company
        with self.assertRaises(UserError):
            self._make_invoice(customer_asset_id=self.truck.id)
        with self.assertRaises(UserError):
            self._make_order(customer_asset_id=self.truck.id)

    def test_who_may_not_see_vehicles_posts_and_credits_the_invoice(self):
        invoice = self._make_invoice(customer_asset_id=self.van.id, customer_reading=9)
        mine = invoice.with_user(self.bookkeeper)
        mine.action_post()
        self.assertEqual(self.van.reading_ids.value, 9)
        refund = mine._reverse_moves()
        self.assertEqual(refund.sudo().customer_asset_id, self.van)
        self.assertEqual(mine.copy().sudo().customer_asset_id, self.van)

    def _queries(self, number, **vals):
        """Return how many queries ours are when so many invoices are posted."""
        moves = self.env["account.move"]
        for _each in range(number):
            moves |= self._make_invoice({}, {}, **vals)
        moves.invoice_line_ids.mapped("display_type")
        moves.invoice_line_ids.customer_asset_id.mapped("kind")
        before = self.env.cr.sql_log_count
        moves._check_customer_asset_owner()
        moves._check_customer_asset_offered()
        moves._check_reading_questions()
        moves._keep_readings()
        for move in moves:
            move._asset_rows()
        return self.env.cr.sql_log_count - before

    def test_posting_without_a_vehicle_costs_no_query(self):
        self._queries(1)
        self.assertEqual(self._queries(5), 0)

    def test_posting_many_for_vehicles_costs_as_much_as_posting_few(self):
        vals = {"customer_asset_id": self.van.id, "customer_reading": 5}
        self._queries(2, **vals)
        few, many = self._queries(2, **vals), self._queries(12, **vals)
        self.assertLessEqual(many, few + 2)


@tagged("post_install", "-at_install")
class TestAssetOnOrder(AssetCommon):
    """From the order to the invoice, one by one and together."""

    def _invoiced(self, orders):
        orders.action_confirm()
        return orders._create_invoices()

    def test_the_invoice_is_for_the_same_with_the_reading(self):
        order = self._make_order(
            {},
            {"customer_asset_id": self.truck.id},
            customer_asset_id=self.van.id,
            customer_reading=123456,
        )
        invoice = self._invoiced(order)
        self.assertEqual(invoice.customer_asset_id, self.van)
        self.assertEqual(invoice.customer_reading, 123456)
        self.assertEqual(self._on_lines(invoice), [self.van, self.truck])

    def test_orders_for_different_ones_on_one_invoice_keep_them_on_their_lines(self):
        orders = self._make_order(customer_asset_id=self.van.id, customer_reading=500)
        orders |= self._make_order(customer_asset_id=self.truck.id, customer_reading=70)
        orders |= self._make_order()
        invoice = self._invoiced(orders)
        self.assertEqual(len(invoice), 1)
        self.assertFalse(invoice.customer_asset_id)
        self.assertCountEqual(
            self._on_lines(invoice), [self.van, self.truck, self.env["customer.asset"]]
        )
        invoice.action_post()
        self.assertEqual(self.van.reading_ids.mapped("value"), [500])
        self.assertEqual(self.truck.reading_ids.mapped("value"), [70])
        self.assertEqual(self.truck.reading_ids.unit, "mi")

    def test_orders_for_the_same_on_one_invoice_name_it_on_the_header(self):
        orders = self._make_order(customer_asset_id=self.van.id)
        orders |= self._make_order(customer_asset_id=self.van.id)
        self.assertEqual(self._invoiced(orders).customer_asset_id, self.van)

    def test_it_may_be_gone_before_the_order_is_invoiced(self):
        order = self._make_order(customer_asset_id=self.van.id)
        self.van.write({"gone": "sold", "partner_id": self.other.id})
        self.assertEqual(self._invoiced(order).customer_asset_id, self.van)

    def test_somebody_else_may_pay(self):
        insurer = self._make_customer(name="Insurer", is_company=True)
        order = self._make_order(
            customer_asset_id=self.van.id, partner_invoice_id=insurer.id
        )
        invoice = self._invoiced(order)
        self.assertEqual(invoice.partner_id, insurer)
        self.assertEqual(self._on_lines(invoice), [self.van])

    def test_a_second_invoice_of_the_order_does_not_repeat_the_reading(self):
        order = self._make_order(
            {"product_uom_qty": 2}, customer_asset_id=self.van.id, customer_reading=500
        )
        first = self._invoiced(order)
        first.invoice_line_ids.quantity = 1
        first.action_post()
        second = order._create_invoices()
        self.assertEqual(second.customer_reading, 0.0)
        second.action_post()
        self.assertEqual(self.van.reading_ids.mapped("value"), [500])

    def test_a_collective_settlement_keeps_them_apart(self):
        orders = self._make_order(customer_asset_id=self.van.id, customer_reading=500)
        orders |= self._make_order(customer_asset_id=self.truck.id, customer_reading=70)
        orders.action_confirm()
        firm = self.firm.with_user(
            self._make_user("biller", f"customer_care.level_1,{SALES}_all_leads")
        )
        action = firm.action_collective_settlement()
        wizards = firm.env[action["res_model"]].with_context(**action["context"])
        wizard = wizards.create({})
        wizard.action_preview()
        wizard.action_settle()
        self.assertEqual(wizard.state, "done", wizard.notice)
        [invoice] = orders.invoice_ids
        self.assertFalse(invoice.customer_asset_id)
        self.assertEqual(self._on_lines(invoice), [self.van, self.truck])
        if invoice.state == "draft":
            invoice.action_post()
        self.assertEqual(self.van.reading_ids.mapped("value"), [500])
        self.assertEqual(self.truck.reading_ids.mapped("value"), [70])

    def test_the_column_is_made_without_working_anything_out(self):
        self._make_order()
        self._make_invoice()
        for model in ("sale.order.line", "account.move.line"):
            lines = self.env[model]
            field = lines._fields["customer_asset_id"]
            self.env.flush_all()
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE %s DROP COLUMN customer_asset_id",
                    SQL.identifier(lines._table),
                )
            )
            registry = self.env.registry
            with (
                patch.object(registry, "_post_init_queue", deque(), create=True),
                patch.object(registry, "_foreign_keys", {}, create=True),
                patch.object(registry, "_is_install", False, create=True),
                patch.object(type(self.env), "add_to_compute") as to_compute,
            ):
                lines._auto_init()
                for function in registry._post_init_queue:
                    function()
            self.assertTrue(
                column_exists(self.env.cr, lines._table, "customer_asset_id")
            )
            marked = [call.args[0] for call in to_compute.call_args_list]
            self.assertNotIn(field, marked)

    def test_a_form_of_an_order_does_the_same(self):
        orders = self.env["sale.order"].with_user(self.clerk)
        with Form(orders) as form:
            form.customer_asset_id = self.van
            self.assertEqual(form.partner_id, self.firm)
            with form.order_line.new() as line:
                line.product_id = self.work
        self.assertEqual(self._on_lines(form.record), [self.van])

    def test_a_member_buys_on_the_account_of_the_familys_head(self):
        head = self._make_customer(name="Head")
        member = self._make_customer(name="Member")
        self.env["customer.family"].create(
            {
                "name": "F",
                "head_id": head.id,
                "member_ids": [Command.set((head | member).ids)],
            }
        )
        cat = self._make_asset("Cat", kind="animal", partner_id=member.id)
        order = self._make_order(
            partner_id=head.id, customer_member_id=member.id, customer_asset_id=cat.id
        )
        self.assertEqual(self._invoiced(order).customer_asset_id, cat)
        with self.assertRaisesRegex(ValidationError, "Cat.* belongs to Member"):
            self._make_order(partner_id=head.id, customer_asset_id=cat.id)
