# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from lxml import html

from odoo.tests import HttpCase, new_test_user

from .common import CustomerCommon


class MyAccountCommon(CustomerCommon, HttpCase):
    """Two customers with a login and things of their own; one is logged in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_customer()
        cls.jan = cls._make_customer(
            name="Jan Nowak", email="jan@example.com", phone="+48 602 345 678"
        )
        cls.anna_user = cls._make_login("portal_anna", cls.anna)
        cls.jan_user = cls._make_login("portal_jan", cls.jan)
        cls.warranty = cls._make_type(name="Warranty", in_my_account="certificate")
        cls.inside = cls._make_type(name="Our own note")
        cls.car = cls._make_asset(plate="WA 12345", make="Škoda", odometer_unit="km")
        cls.dog = cls._make_asset(kind="animal", name="Rex")
        cls.boiler = cls._make_asset(
            kind="equipment", name="Boiler", serial_number="B-77", odometer_unit="h"
        )
        cls.jans_car = cls._make_asset(partner=cls.jan, name="Fiat", plate="KR 777")

    @classmethod
    def _make_login(cls, login, partner, **vals):
        same = {"name": partner.name, "email": partner.email}
        vals = {**same, "partner_id": partner.id, **vals}
        return new_test_user(cls.env, login, "base.group_portal", **vals)

    @classmethod
    def _make_asset(cls, partner=None, **vals):
        partner = partner or cls.anna
        return cls.env["customer.asset"].create(
            {"kind": "vehicle", "name": "Octavia", "partner_id": partner.id, **vals}
        )

    def setUp(self):
        super().setUp()
        self.authenticate("portal_anna", "portal_anna")

    def _open(self, path, **data):
        self.env.flush_all()
        response = self.url_open(path, data=data or None)
        self.env.invalidate_all()
        return response

    def _text(self, response):
        """What the page itself says, without Odoo's header and footer."""
        wraps = html.fromstring(response.content).xpath("//*[@id='wrap']")
        return " ".join(" ".join(wrap.text_content() for wrap in wraps).split())

    def _page(self, path):
        return self._text(self._open(path))

    def _send(self, path, **data):
        """Fill in the form of a page and send it: the other fields go along as they
        are shown."""
        page = html.fromstring(self._open(path).content)
        (form,) = page.xpath("//*[@id='wrap']//form[@method='post']")
        fields = {
            field.get("name"): field.get("value") or ""
            for field in form.xpath(".//input")
        }
        fields |= {
            field.get("name"): (field.xpath("./option[@selected]/@value") or [""])[0]
            or field.xpath("./option/@value")[0]
            for field in form.xpath(".//select")
        }
        fields |= {field.get("name"): "" for field in form.xpath(".//textarea")}
        return self._open(path, **{**fields, **data})

    def _proposals(self, partner=None):
        partner = partner or self.anna
        return self.env["customer.proposal"].search([("partner_id", "=", partner.id)])
