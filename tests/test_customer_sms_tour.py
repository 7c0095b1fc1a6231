# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import HttpCase, tagged

from .common_gateway import GatewayCommon


@tagged("post_install", "-at_install")
class TestCustomerSmsTour(GatewayCommon, HttpCase):
    def test_an_sms_is_planned_changed_and_cancelled_on_the_customer(self):
        anna = self._make_customer(name="Anna Tour", phone="+48 22 621 02 42")
        self.env["customer.phone"].create(
            {"partner_id": anna.id, "number": "+48 601 234 567"}
        )
        with self._gateway():
            anna._message_sms("From the chatter", partner_ids=anna.ids)
        self.start_tour(
            f"/odoo/res.partner/{anna.id}", "customer_care_sms", login="level_4"
        )
        [row] = self.Message.search([("partner_id", "=", anna.id)])
        self.assertRecordValues(
            row,
            [
                {
                    "state": "cancelled",
                    "subject": "Glasses ready for Anna",
                    "purpose_id": self.service.id,
                    "reason": "Cancelled by Level 4.",
                }
            ],
        )
        self.assertEqual(row.phone_id.number, "+48 601 234 567")
        self.assertEqual(row.scheduled_at.year, 2098)
