# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from .common_account import AccountCommon
from .common_gateway import GatewayCommon


@tagged("post_install", "-at_install")
class TestSoftSmsHistory(GatewayCommon, AccountCommon):
    """SMS of mailings and of the point of sale are in the customer's history too."""

    def test_an_sms_of_a_mailing_stays_when_core_deletes_it(self):
        mailing = self.env["mailing.mailing"].create(
            {
                "subject": "Sale",
                "mailing_type": "sms",
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": [("id", "=", self.anna.id)],
                "body_plaintext": "Everything at half price",
                "sms_force_send": True,
            }
        )
        self.anna._set_marketing_consent("sms", True, "counter")
        with self._gateway() as gateway:
            mailing.sudo().action_send_sms()
        self.assertEqual(len(gateway.sent), 1)
        self.assertEqual(self._history()[:1].state, "sent")
        self.env["sms.sms"]._gc_device()
        self.env.invalidate_all()
        [row] = self._history()
        self.assertIn("Everything at half price", row.body)
        self.assertEqual((row.kind, row.state), ("kept", "sent"))
        # the provider's report comes after core forgot its SMS
        self.env["sms.tracker"].sudo().search(
            [
                (
                    "sms_uuid",
                    "=",
                    self.env["customer.sms.kept"].browse(row.origin_id).uuid,
                )
            ]
        )._action_update_from_sms_state("sent")
        self.assertEqual(self._history().state, "delivered")

    def test_a_receipt_of_the_till_is_in_the_history(self):
        self._open_till()
        order = self.env["pos.order"].create(
            {
                "session_id": self.session.id,
                "company_id": self.env.company.id,
                "partner_id": self.anna.id,
                "amount_tax": 0,
                "amount_total": 0,
                "amount_paid": 0,
                "amount_return": 0,
            }
        )
        with self._gateway():
            order._message_sms("Your receipt", sms_numbers=["+48605000111"])
        self.assertRecordValues(
            self._history(),
            [{"kind": "number", "number": "+48605000111", "state": "sent"}],
        )
