# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import gc
from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import HttpCase, freeze_time, tagged

from .test_customer_turnover import TurnoverCommon

LIMIT = 30


class OverviewCommon(TurnoverCommon):
    """Purchases of two years: discounts, euros, a refund and a receipt."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_brand = cls.env["customer.brand"].create({"name": "Burr"})
        cls.plain.brand_id = cls.other_brand
        cls.seller = cls._make_user(
            "seller",
            "customer_care.level_5,sales_team.group_sale_salesman_all_leads,"
            "account.group_account_invoice",
        )

    @classmethod
    def _plant(cls):
        for day, lines, vals in (
            ("2026-02-10", [{"product_id": cls.machine.id}], {}),
            ("2026-11-02", [{"product_id": cls.plain.id, "quantity": 5}], {}),
            (
                "2027-01-05",
                [{"product_id": cls.machine.id, "quantity": 2, "discount": 10}],
                {},
            ),
            (
                "2027-02-20",
                [{"product_id": cls.plain.id, "price_unit": 80}],
                {"currency_id": cls.euro.id},
            ),
        ):
            cls._make_invoice(*lines, invoice_date=day, post=True, **vals)
        cls._receipt(
            {"product_id": cls.plain.id, "quantity": 3}, invoice_date="2027-03-01"
        )
        cls._make_invoice(cls.plain, invoice_date="2027-03-02", post=True)
        cls._make_invoice(
            cls.plain, move_type="out_refund", invoice_date="2027-03-05", post=True
        )
        cls.env.flush_all()

    def _overview(self, user=None, customer=None):
        customer = customer or self.customer
        return customer.with_user(user or self.user_level_5).get_customer_overview()

    def _box(self, key, **kwargs):
        boxes = {box["key"]: box for box in self._overview(**kwargs)["boxes"]}
        return boxes.get(key)

    def _figures(self, **kwargs):
        return {
            figure["key"]: figure for figure in self._box("sales", **kwargs)["figures"]
        }

    def _values(self, key, **kwargs):
        return [
            tuple(cell["value"] for cell in row)
            for row in self._box(key, **kwargs)["rows"]
        ]


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestCustomerOverview(OverviewCommon):
    """The numbers of the overview, and the list behind each of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._plant()

    def test_lifetime_turnover_is_what_the_ledger_says(self):
        value = self._figures()["turnover"]["value"]
        self.assertAlmostEqual(value, self._ledger(), 2)
        self.assertAlmostEqual(value, 100 + 50 + 180 + 40 + 30 + 10 - 10, 2)

    def test_this_year_last_year_basket_and_last_visit(self):
        figures = self._figures()
        values = {key: figure["value"] for key, figure in figures.items()}
        with_tax = sum(self._lines(("kind", "!=", "refund")).mapped("total"))
        self.assertAlmostEqual(values["this_year"], 250, 2)
        self.assertAlmostEqual(values["last_year"], 150, 2)
        self.assertEqual(values["purchases"], 6)
        self.assertEqual(figures["purchases"]["note"], "Refunds: 1")
        self.assertAlmostEqual(values["basket"], with_tax / 6, 2)
        self.assertEqual(values["last_visit"], "2027-03-02")

    def test_sales_by_month_stand_beside_those_of_last_year(self):
        rows = self._values("months")
        self.assertEqual(len(rows), 12)
        self.assertEqual(rows[0], ("Jan", 0, 180))
        self.assertEqual(rows[1], ("Feb", 100, 40))
        self.assertEqual(rows[2], ("Mar", 0, 30))
        self.assertEqual(rows[10], ("Nov", 50, False), "the future is not zero")

    def test_sales_by_year(self):
        self.assertEqual(self._values("years"), [("2026", 150, 2), ("2027", 250, 5)])

    def test_brands_stand_in_the_order_of_their_turnover(self):
        self.assertEqual(
            [row[:3] for row in self._values("brands")],
            [("Barista", 280, 2), ("Burr", 120, 5)],
        )

    def test_five_brands_and_no_sixth(self):
        for number in range(6):
            brand = self.env["customer.brand"].create({"name": f"Brand {number}"})
            product = self.env["product.product"].create(
                {"name": "P", "list_price": 1000 + number, "brand_id": brand.id}
            )
            self._make_invoice(product, post=True)
        names = [row[0] for row in self._values("brands")]
        self.assertEqual(names, [f"Brand {number}" for number in (5, 4, 3, 2, 1)])

    def test_branches_visited(self):
        self.assertEqual(
            self._values("branches"), [(self.env.company.name, 400, 7, "2027-03-05")]
        )

    def test_every_number_opens_the_list_behind_it(self):
        """What the list adds up to is the number that opened it."""
        seen = 0
        for box in self._overview()["boxes"]:
            columns = box.get("columns", [])
            for row in box.get("rows", []):
                for column, cell in zip(columns, row, strict=True):
                    way = cell.get("open") or row[0].get("open")
                    if not cell["value"] or column["type"] == "text" or not way:
                        continue
                    lines = self.turnover.search(way["domain"])
                    if column["type"] == "monetary":
                        self.assertAlmostEqual(
                            sum(lines.mapped("untaxed")), cell["value"], 2
                        )
                        seen += 1
                    elif column["type"] == "integer":
                        self.assertEqual(
                            len(set(lines.mapped("document_id"))), cell["value"]
                        )
        self.assertEqual(seen, 5 + 2 + 2 + 1)
        for key, figure in self._figures(user=self.user_level_2).items():
            lines = self.turnover.search(figure["open"]["domain"])
            field = {"margin": "margin"}.get(key, "untaxed")
            if figure["type"] == "monetary" and key != "basket":
                self.assertAlmostEqual(sum(lines.mapped(field)), figure["value"], 2)

    def test_the_margin_is_for_those_who_may_see_it(self):
        figures = self._figures(user=self.user_level_2)
        self.assertAlmostEqual(figures["margin"]["value"], 400 - 3 * 40, 2)
        self.assertEqual(figures["margin"]["note"], "70 % of the turnover")
        clerk = self._overview(user=self.user_level_5)
        self.assertNotIn("margin", str(clerk).lower())

    def test_who_has_no_function_gets_no_overview_by_rpc(self):
        self.env.ref("customer_care.function_history_see")._customer_set_lowest_level(1)
        for method in ("get_customer_overview", "action_customer_overview"):
            with self.assertRaisesRegex(AccessError, "See what customers bought"):
                call_kw(
                    self.env["res.partner"].with_user(self.user_level_4),
                    method,
                    [self.customer.ids],
                    {},
                )

    def test_a_contact_shows_the_customer_it_belongs_to(self):
        contact = self._make_customer(name="Jan", parent_id=self.customer.id)
        found = self._overview(customer=contact)
        self.assertEqual(found["customer"]["id"], self.customer.id)
        self.assertAlmostEqual(
            self._figures(customer=contact)["turnover"]["value"], 400, 2
        )

    def test_merged_sources_count_and_show_the_survivor(self):
        source = self._make_customer(name="Source")
        self._make_invoice(self.machine, partner_id=source.id, post=True)
        source.sudo().merged_into_id = self.customer
        self.assertAlmostEqual(self._figures()["turnover"]["value"], 500, 2)
        self.assertEqual(
            self._overview(customer=source)["customer"]["id"], self.customer.id
        )

    def test_a_customer_who_never_bought_has_an_overview(self):
        new = self._make_customer(name="New")
        figures = self._figures(customer=new, user=self.user_level_2)
        self.assertEqual(figures["turnover"]["value"], 0)
        self.assertEqual(figures["basket"]["value"], 0)
        self.assertFalse(figures["last_visit"]["value"])
        self.assertEqual(self._values("brands", customer=new), [])

    def test_the_number_of_queries_is_small_and_does_not_grow(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            # an environment that nobody has collected yet knows its user and company
            gc.collect()
            # whether sales were tracked is asked once in a transaction: here each time
            self.env["customer.attribution"]._changed()
            before = self.env.cr.sql_log_count
            self._overview(user=self.seller)
            return self.env.cr.sql_log_count - before

        for _warming in range(2):  # the rules of companies are asked for at the second
            queries()
        few = queries()
        for number in range(12):
            self._make_invoice(
                self.machine, invoice_date=f"2025-{number + 1:02}-03", post=True
            )
            self._make_customer(name=f"Contact {number}", parent_id=self.customer.id)
        self.assertEqual(queries(), few)
        self.assertLessEqual(few, LIMIT)


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestOverviewContact(OverviewCommon):
    """What is under way with a customer."""

    def _order(self, **vals):
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [Command.create({"product_id": self.machine.id})],
                **vals,
            }
        )

    def test_open_orders_are_quotations_and_what_is_not_invoiced_in_full(self):
        self.env.user.group_ids += self.env.ref("sales_team.group_sale_manager")
        quotation, confirmed, invoiced, cancelled = (self._order() for __ in range(4))
        (confirmed | invoiced).action_confirm()
        invoiced.order_line.qty_delivered = 1
        invoiced._create_invoices().action_post()
        cancelled._action_cancel()
        rows = self._values("orders", user=self.seller)
        self.assertEqual({row[0] for row in rows}, {quotation.name, confirmed.name})
        way = self._box("orders", user=self.seller)["open"]
        found = self.env["sale.order"].search(way["domain"])
        self.assertEqual(found, quotation | confirmed)

    def test_documents_are_for_those_who_may_read_them(self):
        for key in ("orders", "payments", "points"):
            with self.subTest(key):
                self.assertIsNone(self._box(key, user=self.user_level_5))
                self.assertTrue(self._box(key, user=self.seller))

    def test_without_stock_there_is_no_box_of_deliveries(self):
        self.assertNotIn("stock.picking", self.env)
        self.assertIsNone(self._box("deliveries", user=self.env.user))

    def test_last_payments_with_what_was_paid_back_below_zero(self):
        for amount, kind, day in (
            (50, "inbound", "2027-03-01"),
            (20, "outbound", "2027-03-05"),
        ):
            self.env["account.payment"].create(
                {
                    "partner_id": self.customer.id,
                    "partner_type": "customer",
                    "payment_type": kind,
                    "amount": amount,
                    "date": day,
                }
            ).action_post()
        rows = self._values("payments", user=self.seller)
        self.assertEqual(
            [row[1:] for row in rows], [("2027-03-05", -20), ("2027-03-01", 50)]
        )

    def test_visits_and_next_appointments(self):
        for name, day in (("Past", 1), ("Next", 20)):
            self.env["calendar.event"].create(
                {
                    "name": name,
                    "start": datetime(2027, 3, day, 9),
                    "stop": datetime(2027, 3, day, 10),
                    "partner_ids": [Command.set(self.customer.ids)],
                }
            )
        rows = self._values("appointments")
        self.assertEqual(
            [(row[0], row[3]) for row in rows], [("Next", "coming"), ("Past", "past")]
        )

    def test_next_customer_actions(self):
        for name, day, state in (
            ("Later", "2027-05-01", "open"),
            ("Soon", "2027-04-01", "open"),
            ("Done", "2027-03-01", "done"),
        ):
            self._make_action(
                name=name,
                partner_id=self.customer.id,
                date_remind=day,
                state=state,
            )
        self.assertEqual([row[0] for row in self._values("actions")], ["Soon", "Later"])

    def test_actions_are_for_those_who_may_see_them(self):
        for name in ("see", "change"):
            function = self.env.ref(f"customer_care.function_action_{name}")
            function._customer_set_lowest_level(1)
        self.assertIsNone(self._box("actions"))

    def test_loyalty_points_and_no_money(self):
        for kind, points in (("loyalty", 120), ("ewallet", 50)):
            program = (
                self.env["loyalty.program"]
                .sudo()
                .create({"name": kind, "program_type": kind, "applies_on": "both"})
            )
            self.env["loyalty.card"].sudo().create(
                {
                    "program_id": program.id,
                    "partner_id": self.customer.id,
                    "points": points,
                }
            )
        rows = self._values("points", user=self.seller)
        self.assertEqual([(row[0], row[2]) for row in rows], [("loyalty", 120)])

    def test_another_part_adds_a_box(self):
        partners = type(self.env["res.partner"])
        origin = partners._customer_overview_parts

        def parts(model):
            return [
                *origin(model),
                {"sequence": 5, "functions": [], "method": "_overview_mood"},
                {"sequence": 6, "functions": ["margin_see"], "method": "_overview_no"},
            ]

        self.patch(partners, "_customer_overview_parts", parts)
        partners._overview_mood = lambda partner, scope: [
            {"key": "mood", "figures": []}
        ]
        self.addCleanup(delattr, partners, "_overview_mood")
        self.assertEqual(self._overview()["boxes"][0]["key"], "mood")

    def test_the_menu_of_the_customer_opens_all_of_it(self):
        clerk = self.customer.with_user(self.user_level_5)
        keys = [entry["key"] for entry in clerk.get_customer_operations()]
        ours = ["overview", "turnover_history", "turnover_print"]
        self.assertEqual([key for key in keys if key in ours], ours)
        action = clerk.run_customer_operation("overview")
        self.assertEqual(action["tag"], "customer_care.customer_overview")
        self.assertEqual(action["context"]["active_id"], self.customer.id)


@tagged("post_install", "-at_install")
class TestOverviewTour(OverviewCommon, HttpCase):
    def test_the_overview_opens_and_its_numbers_are_those_of_the_ledger(self):
        self._plant()
        self.env["calendar.event"].create(
            {
                "name": "Tasting",
                "start": fields.Datetime.now() + timedelta(days=3),
                "stop": fields.Datetime.now() + timedelta(days=3, hours=1),
                "partner_ids": [Command.set(self.customer.ids)],
            }
        )
        self.assertAlmostEqual(self._ledger(), 400, 2)
        self.start_tour(
            f"/odoo/customer-overview/{self.customer.id}",
            "customer_care_overview",
            login="level_2",
        )
