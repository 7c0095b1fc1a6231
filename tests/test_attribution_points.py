# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import freeze_time, tagged

from .common_attribution import AttributionCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAttributionPoints(AttributionCommon):
    """The points of a sale go with it: once, at the customer's rate, and back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([]).active = False
        cls.program = cls._make_program("loyalty")
        cls.ewallet = cls._make_program("ewallet", trigger_product_ids=cls.machine.ids)

    @classmethod
    def _make_program(cls, kind, **vals):
        return cls.env["loyalty.program"].create(
            {
                "name": kind.capitalize(),
                "program_type": kind,
                "trigger": "auto",
                "applies_on": "both" if kind == "loyalty" else "future",
                "rule_ids": [
                    (0, 0, {"reward_point_mode": "money", "reward_point_amount": 1})
                ],
                "reward_ids": [(0, 0, {"required_points": 1000})],
                **vals,
            }
        )

    @classmethod
    def _sell(cls, quantity=1, **vals):
        order = cls._make_order(quantity, confirm=False, **vals)
        order._update_programs_and_rewards()
        order.action_confirm()
        return order

    def _points(self, partner, program=None):
        cards = self.env["loyalty.card"].search(
            [
                ("partner_id", "=", partner.id),
                ("program_id", "=", (program or self.program).id),
            ]
        )
        self.assertLessEqual(len(cards), 1)
        return cards.points

    def _history(self, partner):
        rows = self.env["loyalty.history"].search(
            [
                ("card_id.partner_id", "=", partner.id),
                ("card_id.program_id", "=", self.program.id),
            ],
            order="id",
        )
        return [(row.issued, row.used) for row in rows]

    def test_they_leave_the_wrong_card_and_come_to_the_right_one(self):
        order = self._sell()
        self.assertEqual(self._points(self.customer), 100)
        row = self._track(order)
        self.assertEqual(self._points(self.customer), 0)
        self.assertEqual(self._points(self.jan), 100)
        self.assertRecordValues(
            row.point_ids,
            [
                {
                    "program_name": "Loyalty",
                    "from_name": "Anna Kowalska",
                    "taken": 100,
                    "to_name": "Jan Nowak",
                    "given": 100,
                }
            ],
        )

    def test_both_histories_say_so_as_core_writes_them(self):
        order = self._sell()
        row = self._track(order)
        self.assertEqual(self._history(self.customer), [(100, 0), (0, 100)])
        self.assertEqual(self._history(self.jan), [(100, 0)])
        last = self.env["loyalty.history"].search([], limit=1)
        self.assertEqual((last.order_model, last.order_id), ("sale.order", order.id))
        self.assertIn("tracked from Anna Kowalska", last.description)
        row._undo("A slip")
        self.assertEqual(self._history(self.customer), [(100, 0), (0, 100), (100, 0)])
        self.assertEqual(self._history(self.jan), [(100, 0), (0, 100)])

    def test_undone_they_go_back(self):
        card = self.env["loyalty.card"].create(
            {"program_id": self.program.id, "partner_id": self.jan.id, "points": 7}
        )
        order = self._sell()
        self._track(order)._undo("A slip")
        self.assertEqual(self._points(self.customer), 100)
        self.assertEqual(card.points, 7)
        entry = order.coupon_point_ids.filtered(
            lambda each: each.coupon_id.program_id == self.program
        )
        self.assertRecordValues(entry, [{"points": 100}])
        self.assertEqual(entry.coupon_id.partner_id, self.customer)

    def test_they_follow_the_rate_of_each(self):
        self.env["customer.settings"]._write_own_loyalty_rates(True)
        self.customer.loyalty_rate = 200
        self.jan.loyalty_rate = 50
        order = self._sell()
        self.assertEqual(self._points(self.customer), 200)
        row = self._track(order)
        self.assertEqual(self._points(self.customer), 0)
        self.assertEqual(self._points(self.jan), 50)
        self.jan.loyalty_rate = 500
        row._undo("A slip")
        self.assertEqual(self._points(self.customer), 200)
        self.assertEqual(self._points(self.jan), 0)

    def test_who_gets_none_gets_none_and_a_rate_of_zero_hid_them(self):
        self.env["customer.settings"]._write_own_loyalty_rates(True)
        self.customer.loyalty_rate = 0
        order = self._sell()
        self._track(order)
        self.assertEqual(self._points(self.jan), 100)
        self.jan.loyalty_rate = 0
        other = self._sell(partner_id=self.customer.id)
        self._track(other)
        self.assertEqual(self._points(self.jan), 100)

    def test_an_order_without_points_gives_them_now(self):
        """Sold to whoever stood there, before anybody asked for a card."""
        nobody = self._make_customer(name="Counter customer")
        order = self._make_order(2, confirm=False, partner_id=nobody.id)
        order.write({"state": "sale"})
        self.assertEqual(self._points(nobody), 0)
        row = self._track(order)
        self.assertEqual(self._points(self.jan), 200)
        row._undo("A slip")
        self.assertEqual(self._points(self.jan), 0)
        self.assertFalse(order.coupon_point_ids)

    def test_a_programme_of_later_gave_nothing_then(self):
        order = self._make_order(confirm=False)
        order.write({"state": "sale"})
        self.program.date_from = "2027-03-09"
        self._track(order)
        self.assertEqual(self._points(self.jan), 0)

    def test_the_day_of_a_sale_by_night_is_that_of_the_clock_on_the_wall(self):
        for name, points in (("date_from", 100), ("date_to", 0)):
            order = self._make_order(confirm=False)
            order.write({"state": "sale", "date_order": "2027-03-08 23:30:00"})
            day = "2027-03-09" if name == "date_from" else "2027-03-08"
            self.program.write({"date_from": False, "date_to": False, name: day})
            row = self._track(order)
            self.assertEqual(str(row.day), "2027-03-09")
            self.assertEqual(self._points(self.jan), points, name)
            row._undo("A slip")

    def test_the_money_of_an_ewallet_stays(self):
        card = self.env["loyalty.card"].create(
            {"program_id": self.ewallet.id, "partner_id": self.customer.id}
        )
        order = self._sell()
        before = card.points
        self._track(order)
        self.assertEqual(card.points, before)
        self.assertEqual(self._points(self.jan, self.ewallet), 0)

    def test_an_invoice_takes_those_of_its_order(self):
        order = self._sell()
        self._track(self._bill(order))
        self.assertEqual(self._points(self.jan), 100)
        self.assertEqual(self._points(self.customer), 0)

    def test_an_invoice_of_a_part_leaves_them(self):
        order = self._sell(2)
        order.order_line.product_uom_qty = 3
        first = self._bill(order)
        order.order_line.product_uom_qty = 4
        self._bill(order)
        self._track(first)
        self.assertEqual(self._points(self.jan), 0)

    def test_an_order_and_its_invoice_give_them_once(self):
        order = self._sell()
        first = self._track(self._bill(order))
        second = self._track(order)
        self.assertEqual(self._points(self.jan), 100)
        second._undo("A slip")
        self.assertEqual(self._points(self.jan), 100)
        first._undo("A slip")
        self.assertEqual(self._points(self.jan), 0)
        self.assertEqual(self._points(self.customer), 100)

    def test_an_invoice_without_an_order_has_none(self):
        self._track(self._make_invoice(self.machine, post=True))
        self.assertEqual(self._points(self.jan), 0)

    def test_a_cancelled_order_takes_them_from_whoever_has_them(self):
        order = self._sell()
        row = self._track(order)
        order._action_cancel()
        self.assertEqual(self._points(self.jan), 0)
        self.assertEqual(self._points(self.customer), 0)
        row._undo("Cancelled anyway")
        self.assertEqual(self._points(self.jan), 0)
        self.assertEqual(self._points(self.customer), 0)

    def test_a_card_that_is_gone_does_not_hinder_undoing(self):
        order = self._sell()
        row = self._track(order)
        cards = self.env["loyalty.card"].sudo()
        cards.search([("partner_id", "=", self.jan.id)]).unlink()
        row._undo("A slip")
        self.assertEqual(self._points(self.customer), 100)

    def test_a_contact_persons_sale_comes_to_the_firms_card(self):
        firm = self._make_customer(name="Mill", is_company=True)
        buyer = self._make_customer(name="Otto", parent_id=firm.id)
        card = self.env["loyalty.card"].create(
            {"program_id": self.program.id, "partner_id": firm.id}
        )
        self._track(self._sell(), customer=buyer)
        self.assertEqual(card.points, 100)

    def test_nobody_is_written_to(self):
        template = self.env["mail.template"].create(
            {
                "name": "Points of the test",
                "model_id": self.env["ir.model"]._get_id("loyalty.card"),
                "partner_to": "{{ object.partner_id.id }}",
                "subject": "Points",
                "body_html": "<p>You have points</p>",
            }
        )
        self.program.communication_plan_ids = [
            (0, 0, {"trigger": "create", "mail_template_id": template.id}),
            (
                0,
                0,
                {
                    "trigger": "points_reach",
                    "points": 50,
                    "mail_template_id": template.id,
                },
            ),
        ]
        before = self.env["mail.mail"].search_count([])
        order = self._sell()
        self.assertGreater(self.env["mail.mail"].search_count([]), before, "core does")
        before = self.env["mail.mail"].search_count([])
        self._track(order)
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_the_dialog_says_what_happens_to_them(self):
        order = self._sell()
        wizard = (
            self.env["customer.track.transaction"]
            .with_user(self.boss)
            .create({"partner_id": self.jan.id, "number": order.name})
        )
        self.assertIn(
            "100 points leave the card of Anna Kowalska, 100 come to theirs",
            wizard.preview,
        )
        self.assertEqual(self._points(self.customer), 100, "nothing is done yet")
