# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import TransactionCase, freeze_time, tagged

from .outbox_common import NOW
from .test_bounce import BounceCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestSoftBounce(BounceCommon, TransactionCase):
    def test_mass_mailing_that_came_back_suppresses_a_dead_address(self):
        self.env["mailing.trace"].create(
            {
                "model": "res.partner",
                "res_id": self.anna.id,
                "email": self.anna.email_normalized,
                "message_id": "<mailing@ours.example>",
                "trace_status": "sent",
            }
        )
        dead = self._recipient("5.1.1", "smtp; 550 5.1.1 User unknown")
        self._report("<mailing@ours.example>", {**dead, "address": "jan@example.com"})
        self.assertFalse(self._is_suppressed("jan@example.com"), "not mailed to them")
        self._report("<mailing@ours.example>", dead)
        self.assertTrue(self._is_suppressed())
