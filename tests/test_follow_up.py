# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestFollowUp(CustomerCommon):
    def test_new_follow_up_is_off(self):
        rule = self.env["customer.follow.up"].create({"name": "Oil"})

        self.assertFalse(rule.active)
