# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import HttpCase, tagged

from .common_till import TillCommon


@tagged("post_install", "-at_install")
class TestSoftPosDoor(TillCommon, HttpCase):
    """Who is entered at the till may be there already: one click takes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.maker = cls._make_user(
            "maker",
            "customer_care.level_3,base.group_user,base.group_partner_manager,"
            "point_of_sale.group_pos_user",
        )
        cls.maker.password = "maker"
        cls.known = cls._make_customer(
            name="Till Known", email="till.known@example.com"
        )

    def _made(self):
        domain = [("name", "in", ("Till Knwon", "Till Nobody"))]
        partners = self.env["res.partner"].with_context(active_test=False)
        return partners.search(domain)

    def test_a_duplicate_is_caught_at_the_till_and_taken_by_one_click(self):
        self._tour("customer_care_till_door", login="maker")
        self.assertFalse(self._made())

    def test_with_the_new_data_the_existing_customer_is_taken_too(self):
        self._tour("customer_care_till_door_new_data", login="maker")
        self.assertEqual(self._made().merged_into_id, self.known)

    def test_nothing_blocks_who_is_another_one(self):
        self._tour("customer_care_till_door_all_the_same", login="maker")
        self.assertEqual(self._made().mapped("name"), ["Till Nobody"])
        self.assertFalse(self._made().merged_into_id)
