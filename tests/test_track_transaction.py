# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import Form, HttpCase, freeze_time, tagged

from ..models.customer_attribution_search import MOST
from .common_attribution import AttributionCommon


class TrackCommon(AttributionCommon):
    def _wizard(self, user=None, **vals):
        wizards = self.env["customer.track.transaction"].with_user(user or self.boss)
        return wizards.create({"partner_id": self.jan.id, **vals})

    def _found(self, **vals):
        return self._wizard(**vals).line_ids.mapped("name")


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestTrackTransaction(TrackCommon):
    """Find a sale by what is known of it, and let it count for the customer."""

    def test_a_number_finds_it_and_chooses_it(self):
        invoice = self._make_invoice(self.machine, post=True)
        for typed in (invoice.name, f" {invoice.name.lower()} "):
            wizard = self._wizard(number=typed)
            self.assertRecordValues(
                wizard.line_ids,
                [
                    {
                        "is_chosen": True,
                        "name": invoice.name,
                        "customer": "Anna Kowalska",
                        "amount": invoice.amount_total,
                        "obstacle": False,
                    }
                ],
            )
        self.assertIn(f"{invoice.name} will count for Jan Nowak", wizard.preview)

    def test_a_part_of_a_number_proposes_only_when_none_fits_exactly(self):
        one = self._make_invoice(self.machine, post=True)
        two = self._make_invoice(self.machine, post=True)
        one.ref = two.name[-5:]
        self.assertEqual(self._found(number=two.name[-5:]), [one.name])
        one.ref = False
        self.assertIn(two.name, self._found(number=two.name[-5:]))

    def test_signs_of_a_pattern_are_no_pattern(self):
        self._make_invoice(self.machine, post=True)
        self.assertFalse(self._found(number="%"))
        self.assertFalse(self._found(number="INV_2027"))

    def test_an_order_is_found_by_its_number(self):
        order = self._make_order()
        self.assertEqual(self._found(number=order.name), [order.name])

    def test_days_and_amount_find_it(self):
        invoice = self._make_invoice(
            {"product_id": self.machine.id, "tax_ids": False}, post=True
        )
        day = {"date_from": "2027-03-01", "date_to": "2027-03-01"}
        self.assertIn(invoice.name, self._found(**day))
        self.assertIn(invoice.name, self._found(**day, amount=100))
        self.assertIn(invoice.name, self._found(amount=100.004))
        self.assertFalse(self._found(**day, amount=100.01))
        self.assertFalse(self._found(date_from="2027-03-02", date_to="2027-03-09"))
        self.assertNotIn(invoice.name, self._found(date_from="2027-03-02"))

    def test_only_anonymous_sales(self):
        invoice = self._make_invoice(self.machine, post=True)
        receipt = self._receipt(self.machine, partner_id=False)
        found = self._found(date_from="2027-03-01", is_anonymous=True)
        self.assertIn(receipt.name, found)
        self.assertNotIn(invoice.name, found)

    def test_an_order_with_its_invoice_is_found_once_by_its_day(self):
        order = self._make_order(7)
        invoice = self._bill(order)
        self.assertEqual(self._found(amount=700), [invoice.name])

    def test_what_is_in_the_way_is_said_and_not_chosen(self):
        refund = self._make_refund(self._make_invoice(self.machine, post=True))
        wizard = self._wizard(number=refund.name)
        self.assertFalse(wizard.line_ids.is_chosen)
        self.assertIn("is a credit note", wizard.line_ids.obstacle)
        wizard.line_ids.write({"is_chosen": True, "obstacle": False})
        wizard.reason = "By force"
        with self.assertRaisesRegex(UserError, "is a credit note"):
            wizard.action_track()

    def test_no_match_says_what_to_do(self):
        wizard = self._wizard(number="NOTHING/4711")
        self.assertFalse(wizard.line_ids)
        self.assertIn("No sale fits", wizard.message)
        with self.assertRaisesRegex(UserError, "Choose at least one"):
            wizard.action_track()

    def test_nothing_said_asks_for_something(self):
        self._make_invoice(self.machine, post=True)
        for vals in ({}, {"number": "  "}, {"is_anonymous": True}):
            wizard = self._wizard(**vals)
            self.assertFalse(wizard.line_ids)
            self.assertIn("Scan or type the number", wizard.message)

    def test_many_matches_say_that_they_were_cut(self):
        day = {"date_from": "2027-03-07", "date_to": "2027-03-07"}
        for count in (MOST, 1):
            for _number in range(count):
                self._make_invoice(self.plain, invoice_date="2027-03-07", post=True)
            wizard = self._wizard(**day)
            self.assertEqual(len(wizard.line_ids), MOST)
            is_cut = count == 1
            self.assertEqual(wizard.is_cut, is_cut)
            self.assertEqual(bool(wizard.message), is_cut)
        self.assertIn(f"More than {MOST} fit", wizard.message)

    def test_sales_of_a_company_that_is_not_selected_are_not_found(self):
        invoice = self._make_invoice(self.machine, post=True)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.boss.company_ids += other
        wizards = self.env["customer.track.transaction"].with_user(self.boss)
        wizard = wizards.with_context(allowed_company_ids=other.ids).create(
            {"partner_id": self.jan.id, "number": invoice.name}
        )
        self.assertFalse(wizard.line_ids)
        self.assertIn("company", wizard.message)

    def test_the_form_finds_while_typing_and_tracks(self):
        receipt = self._receipt(self.machine, partner_id=False)
        wizards = self.env["customer.track.transaction"].with_user(self.boss)
        form = Form(wizards.with_context(default_partner_id=self.jan.id))
        form.number = receipt.name
        self.assertIn("before: Anonymous", form.preview)
        form.reason = "They showed the receipt"
        form.save().action_track()
        self.assertEqual(self._bought(self.jan), 100)

    def test_several_are_tracked_at_once(self):
        for _number in range(2):
            self._make_invoice(self.plain, invoice_date="2027-03-07", post=True)
        wizard = self._wizard(date_from="2027-03-07", date_to="2027-03-07")
        self.assertFalse(any(wizard.line_ids.mapped("is_chosen")), "several: ask")
        wizard.line_ids.is_chosen = True
        wizard.reason = "Their week"
        wizard.action_track()
        self.assertEqual(self._bought(self.jan), 20)

    def test_without_a_reason_nothing_happens(self):
        invoice = self._make_invoice(self.machine, post=True)
        with self.assertRaisesRegex(UserError, "Please say why"):
            self._wizard(number=invoice.name).action_track()

    def test_another_kind_of_document_is_refused_by_rpc(self):
        wizard = self._wizard()
        wizard.write(
            {
                "reason": "By force",
                "line_ids": [
                    (0, 0, {"res_model": "res.users", "res_id": 2, "is_chosen": True})
                ],
            }
        )
        with self.assertRaisesRegex(UserError, "Only orders, invoices"):
            wizard.action_track()

    def test_companies_of_others_are_closed_by_rpc(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": other.id}
        )
        forged = {"allowed_company_ids": [self.env.company.id, other.id]}
        row = {"res_model": "sale.order", "res_id": foreign.id, "is_chosen": True}
        vals = {"partner_id": self.jan.id, "line_ids": [(0, 0, row)], "reason": "x"}
        wizard = self._wizard()
        wizard.write(vals)
        with self.assertRaises(AccessError):
            wizard.with_context(**forged).read(["preview"])
        with self.assertRaises(AccessError):
            wizard.with_context(**forged).action_track()
        with self.assertRaises(AccessError):
            self.attributions.with_context(**forged)._attribute(
                [foreign], self.jan, "x"
            )

    def test_nobody_without_the_function_searches_by_rpc(self):
        invoice = self._make_invoice(self.machine, post=True)
        vals = {"partner_id": self.jan.id, "number": invoice.name}
        wizards = self.env["customer.track.transaction"].with_user(self.user_level_4)
        for method, args in (
            ("create", [vals]),
            (
                "onchange",
                [[], vals, ["number"], {"line_ids": {"fields": {"name": {}}}}],
            ),
        ):
            with self.assertRaises(AccessError):
                call_kw(wizards, method, args, {})
        jan = self.jan.with_user(self.user_level_4)
        for call in (
            jan.action_track_transaction,
            lambda: jan.run_customer_operation("track_transaction"),
        ):
            with self.assertRaisesRegex(AccessError, "Track transactions"):
                call()

    def test_without_a_customer_it_is_refused_in_a_sentence(self):
        wizards = self.env["customer.track.transaction"].with_user(self.boss)
        with self.assertRaisesRegex(ValidationError, '"Customer" is missing'):
            wizards.create({"number": "INV/1"})

    def test_the_door_refuses_who_is_gone(self):
        action = self.jan.with_user(self.boss).action_track_transaction()
        self.assertEqual(action["context"]["default_partner_id"], self.jan.id)
        self.jan.active = False
        with self.assertRaisesRegex(UserError, "is archived"):
            self.jan.with_user(self.boss).action_track_transaction()

    def test_undo_asks_why(self):
        row = self._track(self._make_invoice(self.machine, post=True))
        action = row.action_undo()
        undo = (
            self.env["customer.attribution.undo"]
            .with_user(self.boss)
            .with_context(**action["context"])
        )
        form = Form(undo)
        form.reason = "A slip"
        form.save().action_undo()
        self.assertEqual((row.state, row.undone_reason), ("undone", "A slip"))


@tagged("post_install", "-at_install")
class TestTrackTour(TrackCommon, HttpCase):
    def test_an_anonymous_sale_is_tracked_and_seen_in_the_history_and_undone(self):
        self._receipt(
            {"product_id": self.machine.id, "tax_ids": False},
            partner_id=False,
            invoice_date="2026-03-01",
            name="COUNTER/4711",
        )
        page = f"/odoo/customers-care/{self.jan.id}"
        self.start_tour(page, "customer_care_track", login=self.boss.login)
        row = self.env["customer.attribution"].search([], limit=1)
        self.assertRecordValues(
            row, [{"partner_id": self.jan.id, "reason": "They showed the receipt"}]
        )
        self.start_tour(
            "/odoo/tracked-transactions", "customer_care_untrack", login=self.boss.login
        )
        self.assertEqual((row.state, row.undone_reason), ("undone", "A slip"))
