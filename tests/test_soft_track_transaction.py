# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, tagged

from .test_soft_pos_alert import TillCase
from .test_soft_pos_turnover import TillTurnoverCommon


@tagged("post_install", "-at_install")
class TestSoftTrackTill(TillTurnoverCommon):
    """Sales at the till are found and tracked, once, also when they are invoiced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.jan = cls._make_customer(name="Jan Nowak")
        cls.nobody = cls.env["res.partner"]
        cls.env["loyalty.program"].search([]).active = False

    def _track(self, *documents, customer=None):
        attributions = self.env["customer.attribution"]
        return attributions._attribute(documents, customer or self.jan, "A receipt")

    def _sum(self, partner):
        self.env.flush_all()
        self.env.invalidate_all()
        return round(sum(self._lines(partner).mapped("untaxed")), 2)

    def _wizard(self, **vals):
        return self.env["customer.track.transaction"].create(
            {"partner_id": self.jan.id, **vals}
        )

    def _program(self, **vals):
        return self.env["loyalty.program"].create(
            {
                "name": "Points",
                "program_type": "loyalty",
                "trigger": "auto",
                "applies_on": "both",
                "rule_ids": [
                    Command.create(
                        {
                            "reward_point_mode": "money",
                            "reward_point_amount": 0.5,
                            **vals,
                        }
                    )
                ],
                "reward_ids": [Command.create({"required_points": 1000})],
            }
        )

    def _points(self, partner):
        cards = self.env["loyalty.card"].search([("partner_id", "=", partner.id)])
        return sum(cards.mapped("points"))

    def test_an_anonymous_sale_counts_for_its_customer_and_back(self):
        order = self._sell(2, partner=self.nobody)
        row = self._track(order)
        self.assertEqual(self._sum(self.jan), 200)
        self.assertRecordValues(
            self._lines(self.jan),
            [{"kind": "till", "attribution_id": row.id, "contact_id": self.jan.id}],
        )
        self.assertFalse(order.partner_id, "the till's books are not touched")
        row._undo("A slip")
        self.assertEqual(self._sum(self.jan), 0)

    def test_closing_the_session_changes_nothing(self):
        self._track(self._sell(2), self._sell(1, partner=self.nobody))
        self._close()
        self.assertEqual(self._sum(self.jan), 300)
        self.assertEqual(self._sum(self.anna), 0)

    def test_what_is_invoiced_later_counts_once_on_its_invoice(self):
        order = self._sell(1)
        self._track(order)
        order.action_pos_order_invoice()
        self.assertEqual(self._sum(self.jan), 100)
        self.assertEqual(self._lines(self.jan).kind, "invoice")
        self.assertEqual(self._sum(self.anna), 0)
        with self.assertRaisesRegex(UserError, "counts for Jan Nowak already"):
            self._track(order.account_move)

    def test_an_invoiced_sale_and_its_invoice_are_tracked_once(self):
        order = self._sell(1)
        order.action_pos_order_invoice()
        self._track(order.account_move)
        self.assertEqual(self._sum(self.jan), 100)
        with self.assertRaisesRegex(UserError, "counts for Jan Nowak already"):
            self._track(order)
        self.assertEqual(self._sum(self.anna), 0)

    def test_what_is_taken_back_goes_with_the_sale(self):
        sale = self._sell(3)
        back = self._sell(-1)
        back.lines.refunded_orderline_id = sale.lines
        with self.assertRaisesRegex(UserError, "takes goods back"):
            self._track(back)
        self._track(sale)
        self.assertEqual(self._sum(self.jan), 200)
        self.assertEqual(self._sum(self.anna), 0)

    def test_what_is_not_paid_is_no_sale(self):
        with self.assertRaisesRegex(UserError, "draft or was cancelled"):
            self._track(self._sell(1, pay=False))

    def test_it_is_found_by_receipt_number_day_amount_and_till(self):
        order = self._sell(2, partner=self.nobody)
        today = order.date_order.date()
        name = order.pos_reference or order.name
        self.assertEqual(self._wizard(number=name).line_ids.mapped("name"), [name])
        self.assertEqual(self._wizard(number=order.uuid).line_ids.res_id, order.id)
        vals = {"till": str(self.config.id), "date_from": today, "amount": 240}
        wizard = self._wizard(**vals)
        self.assertTrue(wizard.has_tills)
        self.assertRecordValues(
            wizard.line_ids,
            [
                {
                    "res_model": "pos.order",
                    "res_id": order.id,
                    "place": "Front counter",
                    "customer": "Anonymous",
                    "is_chosen": True,
                }
            ],
        )
        other = self.env["pos.config"].create({"name": "Back counter"})
        vals["till"] = str(other.id)
        self.assertFalse(self._wizard(**vals).line_ids)

    def test_an_invoiced_sale_is_found_by_its_day_as_an_invoice(self):
        order = self._sell(7)
        order.action_pos_order_invoice()
        found = self._wizard(amount=840).line_ids
        self.assertEqual(found.mapped("res_model"), ["account.move"])

    def test_points_that_nobody_got_are_given_as_the_till_counts_them(self):
        self._program()
        order = self._sell(2, partner=self.nobody)
        row = self._track(order)
        self.assertEqual(self._points(self.jan), 120)
        history = self.env["loyalty.history"].search([], limit=1)
        self.assertRecordValues(
            history,
            [{"order_model": "pos.order", "order_id": order.id, "issued": 120}],
        )
        row._undo("A slip")
        self.assertEqual(self._points(self.jan), 0)

    def test_least_amounts_and_pieces_hold_for_them_too(self):
        for rule, points in (
            ({"minimum_amount": 500}, 0),
            ({"minimum_qty": 3}, 0),
            ({"reward_point_mode": "unit", "reward_point_amount": 3}, 6),
            ({"reward_point_mode": "order", "reward_point_amount": 7}, 7),
        ):
            with self.subTest(rule):
                self.env["loyalty.program"].search([]).active = False
                self._program(**rule)
                customer = self._make_customer(name="Ola")
                self._track(self._sell(2, partner=self.nobody), customer=customer)
                self.assertEqual(self._points(customer), points)

    def test_points_given_to_another_card_move(self):
        program = self._program()
        card = self.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": self.anna.id, "points": 5}
        )
        order = self._sell(2)
        order.confirm_coupon_programs(
            {
                str(card.id): {
                    "points": 120,
                    "program_id": program.id,
                    "coupon_id": card.id,
                    "line_codes": [],
                }
            }
        )
        self.assertEqual(card.points, 125)
        row = self._track(order)
        self.assertEqual((card.points, self._points(self.jan)), (5, 120))
        row._undo("A slip")
        self.assertEqual((card.points, self._points(self.jan)), (125, 0))
        self._track(order)
        self.assertEqual((card.points, self._points(self.jan)), (5, 120))

    def test_the_overview_of_both_agrees(self):
        self._track(self._sell(2))
        self.env.flush_all()
        for partner, turnover in ((self.jan, 200), (self.anna, 0)):
            boxes = {b["key"]: b for b in partner.get_customer_overview()["boxes"]}
            figures = {f["key"]: f["value"] for f in boxes["sales"]["figures"]}
            self.assertEqual(figures["turnover"], turnover)


@tagged("post_install", "-at_install")
class TestSoftNewSale(TillTurnoverCommon):
    """A new sale with warehouses and tills."""

    def _dialog(self):
        action = self.anna.action_new_sale()
        return Form(self.env["customer.new.sale"].with_context(**action["context"]))

    def _start(self, form):
        action = form.save().action_start()
        return Form(self.env[action["res_model"]].with_context(**action["context"]))

    def test_the_warehouse_of_the_user_is_proposed_and_another_one_taken(self):
        north = self.env["stock.warehouse"].create({"name": "North", "code": "NOR"})
        south = self.env["stock.warehouse"].create({"name": "South", "code": "SOU"})
        self.env.user.property_warehouse_id = north
        form = self._dialog()
        form.document = "quotation"
        self.assertTrue(form.has_warehouses)
        self.assertEqual(form.warehouse, str(north.id))
        self.assertEqual(self._start(form).save().warehouse_id, north)
        form = self._dialog()
        form.document = "quotation"
        form.warehouse = str(south.id)
        self.assertEqual(self._start(form).save().warehouse_id, south)

    def test_a_warehouse_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        wizard = self._dialog().save()
        wizard.write({"document": "quotation", "warehouse": str(foreign[:1].id)})
        with self.assertRaisesRegex(UserError, "Choose a warehouse of"):
            wizard.action_start()

    def test_the_till_opens_for_the_customer(self):
        form = self._dialog()
        form.document = "till"
        form.till = str(self.config.id)
        action = form.save().action_start()
        self.assertEqual(action["type"], "ir.actions.act_url")
        self.assertIn(f"/pos/ui/{self.config.id}?", action["url"])
        self.assertIn(f"customer_care_customer={self.anna.id}", action["url"])

    def test_a_till_that_is_none_is_refused(self):
        wizard = self._dialog().save()
        wizard.write({"document": "till", "till": "0"})
        with self.assertRaisesRegex(UserError, "Choose the till"):
            wizard.action_start()

    def test_a_seller_without_a_till_is_not_offered_one(self):
        seller = self._make_user(
            "seller", "customer_care.level_5,sales_team.group_sale_salesman"
        )
        offered = self.anna.with_user(seller)._new_sale_documents()
        self.assertEqual([key for key, _label in offered], ["quotation"])


@tagged("post_install", "-at_install")
class TestSoftNewSaleTour(TillCase, HttpCase):
    def test_from_the_customer_to_the_till(self):
        page = f"/odoo/customers-care/{self.plain.id}"
        self.start_tour(page, "customer_care_till_sale", login="cashier", timeout=180)
