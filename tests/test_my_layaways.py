# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from freezegun import freeze_time
from lxml import html

from odoo.tests import HttpCase, new_test_user, tagged

from .common_layaway import LayawayCommon


@tagged("post_install", "-at_install")
class TestMyLayaways(LayawayCommon, HttpCase):
    """What a customer who has logged in sees of their lay-aways."""

    def _page(self, login):
        self.authenticate(login, login)
        self.env.flush_all()
        content = self.url_open("/my/lay-aways").content
        (wrap,) = html.fromstring(content).xpath("//*[@id='wrap']")
        return " ".join(wrap.text_content().split())

    @freeze_time("2027-03-01")
    def test_balance_and_instalments_are_shown_to_their_customer_alone(self):
        order = self._make_layaway()
        self._take(order, 120.0)
        partner = order.partner_id
        same = {"name": partner.name, "email": "one@example.com"}
        new_test_user(
            self.env, "portal_one", "base.group_portal", partner_id=partner.id, **same
        )
        other = self._make_customer(name="Jan Nowak", email="jan@example.com")
        same = {"name": other.name, "email": other.email}
        new_test_user(
            self.env, "portal_two", "base.group_portal", partner_id=other.id, **same
        )
        text = self._page("portal_one")
        strange = self._page("portal_two")
        for words in (order.name, "300.00", "120.00", "180.00", "04/01/2027"):
            self.assertIn(words, text)
        self.assertIn("80.00 open", text)
        self.assertNotIn(order.name, strange)
        self.assertIn("You have no lay-away with us.", strange)
