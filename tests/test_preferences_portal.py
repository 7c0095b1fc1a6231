# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from lxml import html

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.customer_page_visit import PER_LINK
from .common_preferences import PreferencesCommon

PLACE = "/my/communication"


@tagged("post_install", "-at_install")
class TestPreferencesPortal(PreferencesCommon):
    """The choices of a customer who has logged in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal_user = new_test_user(
            cls.env, "portal_anna", "base.group_portal", partner_id=cls.customer.id
        )

    def _open(self, path=PLACE, **data):
        self.env.flush_all()
        response = self.url_open(path, data=data or None)
        self.env.invalidate_all()
        return response

    def _portal_page(self):
        return html.fromstring(self._open().content)

    def test_my_account_leads_to_the_own_choices(self):
        self.authenticate("portal_anna", "portal_anna")
        home = html.fromstring(self._open("/my/home").content)
        self.assertTrue(home.xpath(f"//a[@href='{PLACE}']"))
        self.customer._set_marketing_consent("email", True, "counter")
        page = self._portal_page()
        self.assertIn("You agreed on", page.text_content())
        data = {**self._form(page), self._cell("email"): "no"}
        response = self._open(PLACE, **data)
        self.assertIn("Saved.", self._text(response))
        self.assertFalse(self._may())
        row = self._rows()[0]
        self.assertEqual(
            (row.event, row.method, row.actor_type), ("withdrawn", "page", "subject")
        )
        receipt = self._open(f"{PLACE}/receipt.json").json()
        self.assertEqual(receipt["decisions"][0]["number"], row.uid)
        self._open(PLACE, **self._form(self._portal_page(), "withdraw"))
        self.assertEqual(len(self._rows()), 5)

    def test_form_of_somebody_else_is_refused(self):
        other = self._make_customer(name="Jan", email="jan@example.com")
        theirs = self._form(self._page(self._url(other)))
        self.authenticate("portal_anna", "portal_anna")
        mine = self._form(self._portal_page())
        data = {**mine, "form": theirs["form"], self._cell("sms"): "yes"}
        self.assertIn("Nothing was changed", self._text(self._open(PLACE, **data)))
        self.assertFalse(self._rows() | self._rows(other))

    def test_who_posts_too_often_waits(self):
        self.authenticate("portal_anna", "portal_anna")
        data = self._form(self._portal_page())
        codes = [self._open(PLACE, **data).status_code for _post in range(PER_LINK + 1)]
        self.assertEqual(codes, [200] * PER_LINK + [429])

    @mute_logger("odoo.http")
    def test_nothing_without_a_login_or_a_csrf_token(self):
        self.assertIn("/web/login", self._open().url)
        self.authenticate("portal_anna", "portal_anna")
        data = {**self._form(self._portal_page(), "withdraw"), "csrf_token": "x"}
        self.assertEqual(self._open(PLACE, **data).status_code, 400)
        self.assertFalse(self._rows())
