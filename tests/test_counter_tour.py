# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta
from urllib.parse import parse_qs, urlparse

from lxml import html

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common_account import AccountCommon

PAGE = "/odoo/customer-counter"
CALLS = f"{PAGE}?number=%2B48228266543"


@tagged("post_install", "-at_install")
class TestCounterTour(AccountCommon, HttpCase):
    """In a browser: the page a shop has open all day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.pl")
        cls.customer.write({"name": "Zenobia Wyrwidąb", "ref": "XQ-77"})
        cls.customer.phone = "022 826 65 43"
        cls.firm.write({"ref": "MILL-1", "phone": "+48 58 301 11 11"})
        cls.buyer.phone = False

    def test_by_phone_and_by_invoice_number(self):
        self._make_bill(post=True)
        bill = self._make_bill(post=True, partner_id=self.firm.id)
        bill.name = "INV/COUNTER/0007"
        self.env["customer.alert"].create(
            {"partner_id": self.firm.id, "name": "Cash only", "kind": "acknowledge"}
        )
        for code in ("S-1", "S-2"):
            self._make_customer(name="Same name", ref=code, phone=False)
        self.start_tour(PAGE, "customer_care_counter_find", login="seller")
        read = self.env["customer.alert.acknowledgement"].search(
            [("user_id", "=", self.seller.id)]
        )
        self.assertEqual(read.mapped("alert_text"), ["Cash only"])

    def test_by_keyboard_alone_through_extending_an_action(self):
        today = fields.Date.context_today(self.env["customer.action"])
        for days, name in enumerate(("Coffee machine", "Kettle")):
            self._make_action(
                name=name,
                partner_id=self.customer.id,
                date_end=f"{today.year + 1}-03-20 11:00:00",
                date_remind=today + timedelta(days=days),
            )
        kettle = self.env["customer.action"].search([("name", "=", "Kettle")])
        self.start_tour(PAGE, "customer_care_counter_keyboard", login="seller")
        self.assertEqual(str(kettle.date_end.date()), f"{today.year + 2}-03-20")
        self.assertEqual(kettle.extension_ids.mapped("reason"), ["Goodwill"])

    def test_a_number_in_the_address_opens_the_customer(self):
        self.start_tour(CALLS, "customer_care_counter_number", login="seller")
        plus = CALLS.replace("%2B", "+")
        self.start_tour(plus, "customer_care_counter_number", login="seller")
        digits = CALLS.replace("%2B48", "0048")
        self.start_tour(digits, "customer_care_counter_number", login="seller")

    def test_a_number_of_two_customers_lists_them(self):
        self.firm.phone = "+48 22 826 65 43"
        self.start_tour(CALLS, "customer_care_counter_number_of_two", login="seller")

    def test_an_unknown_number_becomes_a_new_customer(self):
        self.start_tour(
            f"{PAGE}?number=%2B48601222333",
            "customer_care_counter_number_unknown",
            login="seller",
        )
        customer = self.env["res.partner"].search([("name", "=", "Caller New")])
        self.assertEqual(customer.customer_phone_ids.number_e164, "+48601222333")
        self.assertTrue(customer.ref)

    def test_the_number_outlives_the_login(self):
        response = self.url_open(CALLS, allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        page = self.url_open(response.headers["Location"])
        token = html.fromstring(page.text).xpath("//input[@name='csrf_token']/@value")
        form = {"login": "seller", "password": "seller".ljust(8, "x")}
        form |= {"csrf_token": token[0]}
        back = html.fromstring(page.text).xpath("//input[@name='redirect']/@value")
        form["redirect"] = back[0]
        response = self.url_open("/web/login", data=form, allow_redirects=False)
        address = urlparse(response.headers["Location"])
        self.assertEqual(address.path, PAGE)
        self.assertEqual(parse_qs(address.query), {"number": ["+48228266543"]})

    def test_the_command_palette_finds_the_same(self):
        self._make_bill(post=True, partner_id=self.firm.id).name = "INV/COUNTER/0007"
        self.start_tour(
            "/odoo/customers-care", "customer_care_counter_palette", login="seller"
        )

    def test_who_does_not_work_at_the_counter_is_not_offered_it(self):
        self.authenticate("outsider", "outsider")
        info = self.url_open("/web/session/get_session_info", json={}).json()["result"]
        self.assertFalse(info["customer_care_counter"])
        self.authenticate("seller", "seller")
        info = self.url_open("/web/session/get_session_info", json={}).json()["result"]
        self.assertTrue(info["customer_care_counter"])
