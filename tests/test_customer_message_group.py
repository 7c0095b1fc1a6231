# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta
from unittest.mock import patch

from odoo.tests import TransactionCase, freeze_time, tagged

from odoo.addons.sale.models.sale_order import SaleOrder

from .outbox_common import NOW, OutboxCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerMessageGroup(OutboxCommon, TransactionCase):
    """Which messages of one customer and day leave as one; the purpose decides."""

    def _about_order(self, **vals):
        order = self.env["sale.order"].create({"partner_id": self.anna.id})
        return self._plan(
            self.anna,
            **{
                "source": f"sale.order,{order.id}",
                "occurrence": f"order:{vals}",
                **vals,
            },
        )

    def _send_all(self):
        def write(orders, messages):
            return {"subject": "Your order", "body": "<p>It is ready.</p>"}

        with patch.object(SaleOrder, "_customer_message_content", write, create=True):
            return self._send()

    def test_by_default_those_about_the_same_kind_of_thing(self):
        same = self._plan(self.anna) + self._plan(self.anna, occurrence="b")
        other = self._about_order()
        self.assertEqual(len(self._send_all()), 2)
        self.assertEqual(same[0].batch_uid, same[1].batch_uid)
        self.assertNotEqual(other.batch_uid, same[0].batch_uid)

    def test_none_leaves_each_by_itself(self):
        self.service.grouping = "none"
        rows = self._plan(self.anna) + self._plan(self.anna, occurrence="b")
        self.assertEqual(len(self._send_all()), 2)
        self.assertNotEqual(*rows.mapped("batch_uid"))

    def test_a_day_joins_all_that_rules_planned(self):
        self.service.grouping = "day"
        rows = self._plan(self.anna) + self._about_order()
        [email] = self._send_all()
        self.assertEqual(email["Subject"], "About Anna Kowalska · Your order")
        html = email.get_body(("html",)).get_content()
        self.assertIn("It is ready.", html)
        self.assertIn(f"{rows[0].id}", html)
        self.assertEqual(rows.mapped("state"), ["sent", "sent"])
        self.assertEqual(*rows.mapped("batch_uid"))

    def test_a_day_takes_along_what_is_due_later_that_day(self):
        self.service.grouping = "day"
        now = self._plan(self.anna)
        later = self._about_order(scheduled_at=NOW + timedelta(hours=5))
        tomorrow = self._about_order(scheduled_at=NOW + timedelta(hours=20))
        alone = self._plan(self.jan, scheduled_at=NOW + timedelta(hours=5))
        self.assertEqual(len(self._send_all()), 1)
        self.assertEqual((now + later).mapped("state"), ["sent", "sent"])
        self.assertEqual(now.batch_uid, later.batch_uid)
        self.assertRecordValues(
            tomorrow + alone,
            [{"state": "planned", "claimed_by": 0, "batch_uid": False}] * 2,
        )

    def test_what_a_person_wrote_leaves_alone_and_at_its_time(self):
        self.service.grouping = "day"
        self._plan(self.anna)
        written = self.Message.create(
            {
                "partner_id": self.anna.id,
                "channel": "email",
                "purpose_id": self.service.id,
                "subject": "Keys",
                "body": "<p>Here</p>",
                "scheduled_at": NOW + timedelta(hours=1),
            }
        )
        self.assertEqual(len(self._send_all()), 1)
        self.assertEqual(written.state, "planned")
        with freeze_time(NOW + timedelta(hours=1)):
            [email] = self._send_all()
        self.assertEqual(email["Subject"], "Keys")

    def test_a_text_that_breaks_fails_the_message_it_is_part_of(self):
        self.service.grouping = "day"
        rows = self._plan(self.anna) + self._about_order()

        def breaks(orders, messages):
            raise ValueError("The template is broken")

        with patch.object(SaleOrder, "_customer_message_content", breaks, create=True):
            self.assertFalse(self._send())
        self.assertEqual(rows.mapped("state"), ["failed", "failed"])
        self.assertEqual(rows[0].reason, "The template is broken")
