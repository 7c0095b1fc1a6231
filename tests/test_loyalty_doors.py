# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from .test_loyalty_rate import LoyaltyCommon


@tagged("post_install", "-at_install")
class TestLoyaltyDoors(LoyaltyCommon):
    """No way round the function and no number that is none, whatever the door."""

    def _rpc(self, user, method, *args, records=None, model="res.partner", **kwargs):
        """As the web client and any program outside call."""
        args = [records.ids, *args] if records is not None else list(args)
        return call_kw(self.env[model].with_user(user), method, args, kwargs)

    def test_a_mass_edit_of_what_is_no_rate_changes_nobody(self):
        both = self.anna | self._make_customer(name="Jan")
        for rate in (-5, 501, "many"):
            for method in ("write", "web_save"):
                args = ({"loyalty_rate": rate},)
                if method == "web_save":
                    args = (*args, {"loyalty_rate": {}})
                for records in (both, self.anna):
                    if method == "web_save" and len(records) > 1:
                        continue
                    with (
                        self.subTest(rate, method=method),
                        self.assertRaisesRegex(ValidationError, "0 to 500"),
                    ):
                        self._rpc(self.user_level_2, method, *args, records=records)
        self.assertEqual(both.mapped("loyalty_rate"), [100, 100])

    def test_the_dialog_refuses_what_is_no_rate(self):
        for rate in (-5, 501):
            dialog = Form(
                self.env["customer.rate.change"]
                .with_user(self.user_level_2)
                .with_context(default_partner_id=self.anna.id)
            )
            dialog.rate = rate
            dialog.reason = "x"
            with (
                self.subTest(rate),
                self.assertRaisesRegex(ValidationError, "0 to 500"),
            ):
                dialog.save().action_change()
        self.assertEqual(self.anna.loyalty_rate, 100)

    def test_text_in_the_dialog_by_rpc_is_refused_in_a_sentence(self):
        vals = {"partner_id": self.anna.id, "rate": "many", "reason": "x"}
        with self.assertRaisesRegex(ValidationError, "0 to 500"):
            self._rpc(self.user_level_2, "create", [vals], model="customer.rate.change")

    def test_an_import_says_it_and_imports_nothing(self):
        for text in ("-5", "501", "many"):
            result = self._rpc(
                self.user_level_1,
                "load",
                [".id", "loyalty_rate"],
                [[str(self.anna.id), text]],
            )
            with self.subTest(text):
                self.assertFalse(result["ids"])
                self.assertIn("number", result["messages"][0]["message"])
        self.assertEqual(self.anna.loyalty_rate, 100)

    def test_a_clerk_has_no_way_round(self):
        clerk = self.user_level_3
        self.anna.loyalty_rate = 200
        partners = self.env["res.partner"].with_user(clerk)
        with self.assertRaises(AccessError):
            partners.with_context(default_loyalty_rate=500).create({"name": "New"})
        with self.assertRaises(AccessError):
            self.anna.with_user(clerk).copy({"loyalty_rate": 500})
        copied = self.anna.with_user(clerk).copy()
        self.assertEqual(copied.loyalty_rate, 100)
        person = self._make_customer(name="P", parent_id=self.anna.id)
        with self.assertRaises(AccessError):
            person.with_user(clerk).write({"loyalty_rate": 100})
        with self.assertRaises(ValidationError):
            person.with_user(clerk).loyalty_rate = 500
        with self.assertRaises(AccessError):
            self._rpc(clerk, "web_save", {"loyalty_rate": 5}, {}, records=self.anna)
        with self.assertRaises(AccessError):
            self._rpc(clerk, "action_change_rate", records=self.anna)
        wizard = self.env["customer.rate.change"].with_user(clerk)
        with self.assertRaises(AccessError):
            wizard.create(
                {"partner_id": self.anna.id, "rate": 500, "reason": "x"}
            ).action_change()
        self.env["ir.default"].with_user(clerk).set(
            "res.partner", "loyalty_rate", 500, user_id=True
        )
        new = partners.create({"name": "New"})
        self.assertEqual(new.loyalty_rate, 100)
        self.assertEqual(self.anna.loyalty_rate, 200)
        fields = partners.fields_get(["loyalty_rate"])
        self.assertTrue(fields["loyalty_rate"]["readonly"])

    def _program(self, kind, **rule):
        return self.env["loyalty.program"].create(
            {
                "name": kind,
                "program_type": kind,
                "trigger": "auto",
                "applies_on": "future",
                "rule_ids": [
                    Command.create(
                        {
                            "reward_point_mode": "money",
                            "reward_point_amount": 1,
                            "minimum_amount": 1,
                            **rule,
                        }
                    )
                ],
                "reward_ids": [Command.create({"required_points": 1})],
            }
        )

    def _order(self, product=None):
        line = {"product_id": (product or self.product).id}
        return self.env["sale.order"].create(
            {"partner_id": self.anna.id, "order_line": [Command.create(line)]}
        )

    def test_points_of_other_programmes_are_never_multiplied(self):
        self.anna.loyalty_rate = 500
        order = self._order()
        for kind, label in (
            self.env["loyalty.program"]._fields["program_type"].selection
        ):
            expected = 500 if kind == "loyalty" else 100
            program = self._program(kind, product_ids=self.product.ids)
            status = order._program_check_compute_points(program)[program]
            with self.subTest(label):
                self.assertEqual(status.get("points"), [expected])

    def test_money_put_on_an_ewallet_or_a_gift_card_stays_the_same(self):
        self.anna.loyalty_rate = 500
        for kind in ("ewallet", "gift_card"):
            top_up = self.env["product.product"].create(
                {"name": kind, "list_price": 50, "type": "service", "taxes_id": False}
            )
            program = self._program(kind, product_ids=top_up.ids)
            order = self._order(top_up)
            order._update_programs_and_rewards()
            order.action_confirm()
            with self.subTest(kind):
                self.assertEqual(program.coupon_ids.mapped("points"), [50])

    def test_the_rate_of_the_day_of_confirmation_counts(self):
        order = self._order()
        order._update_programs_and_rewards()
        self.anna.loyalty_rate = 300
        order.action_confirm()
        card = self.env["loyalty.card"].search(
            [("program_id", "=", self.programs["loyalty"].id)]
        )
        self.assertEqual(card.points, 300)

    def test_a_mass_edit_of_those_who_may_is_an_event_each(self):
        many = self.anna | self._make_customer(name="Jan")
        many.with_user(self.user_level_2).write({"loyalty_rate": 150})
        events = self.env["customer.event"].search(
            [("kind", "=", "rate"), ("partner_id", "in", many.ids)]
        )
        self.assertEqual(len(events), 2)

    def test_the_rate_in_the_other_company_is_an_event_with_the_company(self):
        other = self.env["res.company"].create({"name": "Branch"})
        self.env.user.company_ids += other
        self.anna.with_company(other).loyalty_rate = 250
        event = self.env["customer.event"].search(
            [("kind", "=", "rate"), ("partner_id", "=", self.anna.id)]
        )
        self.assertEqual(
            (event.old_value, event.new_value, event.company_id),
            ("100 %", "250 %", other),
        )
        self.assertEqual(self.anna.loyalty_rate, 100)
        order = self.env["sale.order"].create(
            {"partner_id": self.anna.id, "company_id": other.id}
        )
        self.assertEqual(
            order.partner_id.with_company(order.company_id)._loyalty_factors(),
            {self.anna.id: 2.5},
        )

    def test_own_rates_are_off_by_default(self):
        self.env["ir.config_parameter"].search(
            [("key", "=", "customer_care.own_loyalty_rates")]
        ).unlink()
        self.assertFalse(self.env["res.partner"]._has_own_loyalty_rates())

    def test_a_rate_given_to_a_new_customer_is_an_event_too(self):
        manager = self.env["res.partner"].with_user(self.user_level_2)
        result = manager.load(
            ["name", "email", "loyalty_rate"], [["New", "n@example.com", "300"]]
        )
        event = self.env["customer.event"].search(
            [("partner_id", "in", result["ids"]), ("kind", "=", "rate")]
        )
        self.assertRecordValues(
            event,
            [
                {
                    "old_value": "100 %",
                    "new_value": "300 %",
                    "company_id": self.env.company.id,
                }
            ],
        )
