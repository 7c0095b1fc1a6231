# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_inspection import InspectionCommon
from .common_queries import counted


@tagged("post_install", "-at_install")
@freeze_time("2027-04-20 10:00:00")
class TestAssetAdvisedWork(InspectionCommon):
    """What was advised is open until it is sold or declined, and has a value."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._make_user(
            "seller", "customer_care.level_5,sales_team.group_sale_salesman"
        )

    def _found(self, states="aug", **vals):
        return self._inspect(states=states, **vals).line_ids

    def _order(self, lines):
        action = lines.with_user(self.seller).action_quote()
        return self.env["sale.order"].browse(action["res_id"])

    def test_advised_work_is_open_with_its_value(self):
        pads, tread, horn = self._found()
        self.assertEqual((pads.work_state, tread.work_state), ("open", "open"))
        self.assertFalse(horn.work_state, "what is good is no work")
        self.assertEqual(pads.inspection_id.open_value, 580)
        self.assertEqual(self.asset.advised_value, 580)

    def test_the_points_of_the_newest_inspection_come_first(self):
        old = self._found(day=date(2027, 4, 1))
        again = self._found(day=date(2027, 4, 1))
        new = self._found(day=date(2027, 4, 20))
        found = old.search([("id", "in", (old | again | new).ids)])
        self.assertEqual(found, new | again | old)
        self.assertEqual((old | again | new).sorted(), found)

    def test_a_quotation_in_one_click(self):
        lines = self._found()
        order = self._order(lines)
        self.assertRecordValues(
            order,
            [
                {
                    "partner_id": self.owner.id,
                    "customer_asset_id": self.asset.id,
                    "state": "draft",
                    "amount_untaxed": 180,
                }
            ],
        )
        self.assertRecordValues(
            order.order_line,
            [
                {"display_type": "line_note", "product_id": False, "price_unit": 0},
                {"display_type": False, "product_id": self.pads.id, "price_unit": 180},
            ],
        )
        self.assertRegex(order.order_line[0].name, "^Tread – estimated .*400.00")
        self.assertEqual(lines.mapped("work_state"), ["quoted", "quoted", False])
        self.assertEqual(self.asset.advised_value, 0)

    def test_the_price_that_was_estimated_is_quoted(self):
        lines = self._found()
        lines[0].price = 150
        self.assertEqual(self._order(lines).amount_untaxed, 150)

    def test_confirmed_is_sold(self):
        lines = self._found()
        order = self._order(lines)
        order.action_confirm()
        self.assertEqual(lines.mapped("work_state"), ["sold", "sold", False])

    def test_cancelled_is_open_again(self):
        lines = self._found()
        order = self._order(lines)
        order.action_confirm()
        order._action_cancel()
        self.assertEqual(lines.mapped("work_state"), ["open", "open", False])
        again = self._order(lines)
        self.assertNotEqual(again, order)
        self.assertEqual(lines[0].sale_order_id, again)

    def test_what_leaves_the_quotation_is_open_again(self):
        lines = self._found()
        order = self._order(lines)
        order.order_line[0].unlink()
        self.assertEqual(lines.mapped("work_state"), ["quoted", "open", False])
        order._action_cancel()
        order.unlink()
        self.assertEqual(lines.mapped("work_state"), ["open", "open", False])

    def test_nothing_is_quoted_twice(self):
        lines = self._found()
        self._order(lines)
        with self.assertRaisesRegex(UserError, "No advised work is open"):
            lines.action_quote()
        with self.assertRaisesRegex(UserError, "No advised work is open"):
            self._inspect(states="ggg").action_quote()
        self.assertEqual(
            self.env["sale.order"].search_count([("partner_id", "=", self.owner.id)]), 1
        )

    def test_each_vehicle_has_its_own_quotation(self):
        other = self._make_asset(name="Fabia")
        lines = self._found() | self._found(asset=other)
        action = lines.with_user(self.seller).action_quote()
        orders = self.env["sale.order"].search(action["domain"])
        self.assertEqual(orders.customer_asset_id, self.asset | other)
        self.assertEqual(len(orders), 2)

    def test_the_owner_of_today_gets_the_quotation(self):
        lines = self._found()
        self.asset.partner_id = buyer = self._make_customer(name="Jan Nowak")
        self.assertEqual(lines.partner_id, buyer)
        self.assertEqual(self._order(lines).partner_id, buyer)

    def test_who_may_not_sell_makes_no_quotation(self):
        lines = self._found()
        with self.assertRaises(AccessError):
            lines.with_user(self.user_level_5).action_quote()
        self.assertEqual(lines[0].work_state, "open")

    def test_a_reminder_on_a_date(self):
        lines = self._found()
        wizard = self.env["customer.asset.work.remind"].with_user(self.user_level_5)
        context = lines.with_user(self.user_level_5).action_remind()["context"]
        wizard = wizard.with_context(**context).create({"date": "2027-06-01"})
        self.assertEqual(wizard.line_ids.ids, lines[:2].ids)
        wizard.action_remind()
        action = lines.action_id
        self.assertRecordValues(
            action,
            [
                {
                    "name": "Pads, Tread (Octavia)",
                    "partner_id": self.owner.id,
                    "asset_id": self.asset.id,
                    "date_remind": date(2027, 6, 1),
                    "state": "open",
                }
            ],
        )
        self.assertEqual(
            action.type_id,
            self.env.ref("customer_care.customer_action_type_advised_work"),
        )
        self.assertEqual(lines[0].work_state, "open", "a reminder sells nothing")

    def test_the_engine_reminds_of_advised_work(self):
        lines = self._found()
        kind = self.env.ref("customer_care.customer_action_type_advised_work")
        action = lines._remind(date(2027, 6, 1), kind)
        with freeze_time("2027-05-30 06:00:00"):
            self.env["customer.action"]._cron_plan_reminders()
        [row] = self.env["customer.message"].search(
            [("source", "=", f"customer.action,{action.id}")]
        )
        self.assertEqual(
            (row.state, row.channel, str(row.scheduled_at.date())),
            ("planned", "email", "2027-06-01"),
        )
        content = action._customer_message_content(row)
        self.assertIn("Pads, Tread (Octavia)", content["body"])
        self.assertIn("Still to be done", content["subject"])

    def test_reminding_again_moves_the_reminder(self):
        lines = self._found()
        kind = self.env.ref("customer_care.customer_action_type_advised_work")
        first = lines._remind(date(2027, 6, 1), kind)
        self.assertEqual(lines._remind(date(2027, 7, 1), kind), first)
        self.assertEqual(first.date_remind, date(2027, 7, 1))
        with self.assertRaisesRegex(UserError, "Choose a day from today on"):
            lines._remind(date(2027, 4, 19), kind)
        self.assertEqual(first.date_remind, date(2027, 7, 1))

    def test_sold_work_is_reminded_of_no_more(self):
        lines = self._found()
        kind = self.env.ref("customer_care.customer_action_type_advised_work")
        action = lines._remind(date(2027, 6, 1), kind)
        lines[0].action_decline()
        self.assertEqual(action.state, "open", "the tyres are still open")
        self._order(lines).action_confirm()
        self.assertEqual(lines.mapped("work_state"), ["declined", "sold", False])
        self.assertEqual(action.state, "done")

    def test_work_is_declined_sold_and_open_again(self):
        lines = self._found().with_user(self.user_level_5)
        lines.action_decline()
        self.assertEqual(lines.mapped("work_state"), ["declined", "declined", False])
        lines[0].action_sold()
        self.assertEqual(lines[0].work_state, "sold")
        lines.action_open_again()
        self.assertEqual(lines.mapped("work_state"), ["open", "open", False])
        with self.assertRaisesRegex(UserError, "Nothing was advised"):
            lines[2].action_decline()

    def test_a_newer_inspection_settles_older_advice(self):
        older = self._inspect(date(2026, 4, 20), "aag").line_ids
        newer = self._found("ga-")
        self.assertEqual(older.mapped("work_state"), [False, False, False])
        self.assertEqual(newer.mapped("work_state"), [False, "open", False])
        self.assertEqual(self.asset.advised_value, 400, "counted once")
        newer.inspection_id.action_reopen()
        newer.inspection_id.unlink()
        self.assertEqual(older.mapped("work_state"), ["open", "open", False])

    def test_an_older_inspection_entered_late_is_no_news(self):
        newer = self._found("aag")
        older = self._inspect(date(2026, 4, 20), "ggg").line_ids
        self.assertEqual(newer.mapped("work_state"), ["open", "open", False])
        self.assertEqual(older[0].superseded_by_id, newer[0])

    def test_a_second_look_on_the_same_day_settles_the_first(self):
        """Repaired at noon and looked at again in the afternoon."""
        first, second = self._found(), self._found("ggg")
        self.assertEqual(first.superseded_by_id, second)
        self.assertFalse(second.superseded_by_id)
        self.assertEqual(self.asset.advised_value, 0)

    def test_no_work_is_offered_for_what_is_gone(self):
        lines = self._found()
        kind = self.env.ref("customer_care.customer_action_type_advised_work")
        action = lines._remind(date(2027, 6, 1), kind)
        self.asset.write({"gone": "sold", "gone_on": "2027-04-20"})
        self.assertEqual(action.state, "cancelled")
        with self.assertRaisesRegex(UserError, "is gone or archived"):
            lines.with_user(self.seller).action_quote()
        with self.assertRaisesRegex(UserError, "is gone or archived"):
            lines._remind(date(2027, 6, 1), kind)

    def test_a_price_below_zero_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "less than zero"):
            self._found()[0].price = -1

    def test_the_list_sums_the_open_value_by_customer(self):
        lines = self._found() | self._found(asset=self._make_asset(name="Fabia"))
        domain = [("id", "in", lines.ids), ("work_state", "=", "open")]
        [(partner, value)] = lines._read_group(domain, ["partner_id"], ["price:sum"])
        self.assertEqual((partner, value), (self.owner, 1160))

    def test_quoting_many_takes_as_many_queries_as_quoting_few(self):
        def found(count):
            assets = self.env["customer.asset"].create(
                [
                    {
                        "name": f"Car {number}",
                        "kind": "vehicle",
                        "partner_id": self.owner.id,
                    }
                    for number in range(count)
                ]
            )
            inspections = self.env["customer.asset.inspection"].create(
                [
                    {"asset_id": asset.id, "checklist_id": self.checklist.id}
                    for asset in assets
                ]
            )
            inspections.line_ids.write({"state": "advise"})
            return inspections

        self._queries(found(2).action_finish)
        few, many = found(2), found(30)
        self.assertLessEqual(
            self._queries(many.action_finish), self._queries(few.action_finish) + 30
        )

    def _queries(self, method):
        with counted(self.env) as queries:
            method()
            self.env.flush_all()
        return queries.number

    def test_decisions_are_open_also_when_the_inspection_is_locked(self):
        line = self._found()[0]
        self.assertEqual(line.inspection_id.state, "done")
        line.with_user(self.user_level_5).write({"price": 200})
        self.assertEqual(line.price, 200)
        with self.assertRaisesRegex(UserError, "is finished"):
            line.inspection_id.write(
                {"line_ids": [Command.update(line.id, {"state": "good"})]}
            )
