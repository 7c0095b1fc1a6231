# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_till import TillCommon
from .test_forget import ForgetCommon


@tagged("post_install", "-at_install")
class TestSoftForget(ForgetCommon, TillCommon):
    """Doors and open business of addons that may be absent."""

    def _forgotten(self):
        self.anna.with_user(self.user_level_2)._forget("Asked")
        self.env.invalidate_all()

    def test_the_till_loads_nobody_who_was_forgotten(self):
        both = self.anna | self.other
        self.assertEqual(set(self._loaded(self.cashier, both)), set(both))
        self._forgotten()
        self.assertEqual(set(self._loaded(self.cashier, both)), {self.other})

    def test_the_search_of_the_till_finds_nobody_who_was_forgotten(self):
        partners = self.env["res.partner"].with_user(self.cashier)
        ways = (
            [("name", "ilike", self.anna.name)],
            [("phone_mobile_search", "ilike", self.anna.phone)],
            [("email", "ilike", self.anna.email)],
            [("id", "=", self.anna.id)],
        )
        for domain in ways:
            found = partners.get_new_partner(self.till.id, domain, 0)["res.partner"]
            self.assertIn(self.anna.id, [row["id"] for row in found], domain)
        self._forgotten()
        for domain in ways:
            found = partners.get_new_partner(self.till.id, domain, 0)["res.partner"]
            self.assertNotIn(self.anna.id, [row["id"] for row in found], domain)

    def test_a_running_repair_is_in_the_way(self):
        repair = self.env["repair.order"].create({"partner_id": self.anna.id})
        with self.assertRaisesRegex(UserError, "running repairs"):
            self.anna.with_user(self.user_level_2)._forget("Asked")
        self.assertFalse(self.anna.is_forgotten)
        repair.action_repair_cancel()
        self._forgotten()
        self.assertTrue(self.anna.is_forgotten)

    def test_an_open_receipt_at_the_till_is_in_the_way(self):
        self.till.with_user(self.cashier).open_ui()
        self.env["pos.order"].create(
            {
                "session_id": self.till.current_session_id.id,
                "partner_id": self.anna.id,
                "amount_tax": 0,
                "amount_total": 0,
                "amount_paid": 0,
                "amount_return": 0,
            }
        )
        with self.assertRaisesRegex(UserError, "open receipts at the till"):
            self.anna.with_user(self.user_level_2)._forget("Asked")
        self.assertFalse(self.anna.is_forgotten)
