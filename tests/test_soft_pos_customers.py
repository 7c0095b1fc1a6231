# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from .common import CustomerCommon
from .common_doors import TAKEN, TYPED, TYPED_LATER, DoorsMixin


@tagged("post_install", "-at_install")
class TestSoftPosCustomers(DoorsMixin, CustomerCommon):
    """A customer made or changed at the till is a customer like any other.

    The till opens the contact form in a dialog (`point_of_sale.
    res_partner_action_edit_pos`), which saves by `web_save`, and then loads what was
    saved by `read`; other customers come by `get_new_partner`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open_doors()
        cls.cashier = cls._make_user(
            "cashier",
            "base.group_user,base.group_partner_manager,point_of_sale.group_pos_user",
        )

    def _save(self, partner, vals):
        """As the dialog's Save: an empty partner is a new one."""
        return partner.with_user(self.cashier).web_save(vals, {"id": {}})

    def _new(self, name, **vals):
        saved = self._save(self.env["res.partner"], {"name": name, **vals})
        return self.env["res.partner"].browse(saved[0]["id"])

    def test_till_opens_the_form_that_the_other_tests_fill(self):
        action = self.env.ref("point_of_sale.res_partner_action_edit_pos")
        self.assertEqual(action.view_id, self.env.ref("base.view_partner_form"))

    def test_customer_made_in_the_tills_form_is_like_any_other(self):
        partner = self._fill_form(self.cashier, "At the till")
        self._assert_like_any_customer(partner, "At the till", self.cashier)

    def test_customer_made_by_the_tills_call_is_like_any_other(self):
        partner = self._new("At the till", phone=TYPED)
        self._assert_like_any_customer(partner, "At the till", self.cashier)

    def test_customer_changed_at_the_till_keeps_code_and_leaves_events(self):
        partner = self._new("Before", phone=TYPED)
        self._save(partner, {"name": "After", "phone": TYPED_LATER})
        self._assert_changed_like_any(partner, self.cashier, "Before", "After")

    def test_taken_code_is_refused_at_the_till(self):
        with self._assert_taken_code_refused():
            self._new("Second owner", ref=TAKEN)

    def test_till_reads_the_new_customer_back(self):
        partner = self._new("At the till", phone=TYPED)
        config = self.env["pos.config"].create({"name": "Counter"})
        loaded = self.env["res.partner"].with_user(self.cashier)
        found = loaded.get_new_partner(config.id, [("id", "=", partner.id)], 0)
        self.assertEqual([row["name"] for row in found["res.partner"]], ["At the till"])
