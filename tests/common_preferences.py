# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import requests
from lxml import html

from odoo.tests import HttpCase

from .common import CustomerCommon


class PreferencesCommon(CustomerCommon, HttpCase):
    """A customer with a page of choices, read and answered over real HTTP by a client
    without cookies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.email = "shop@example.com"
        cls.customer = cls._make_customer()
        cls.consents = cls.env["customer.consent"]
        cls.log = cls.env["customer.consent.log"]

    def setUp(self):
        super().setUp()
        self.url = self._url()

    def _url(self, partner=None, address=None, channel="email", **kwargs):
        partner = partner or self.customer
        url = self.consents._preference_url(
            partner, address or partner.email, channel, **kwargs
        )
        return self._local(url)

    def _local(self, url):
        """The same on the server of the test."""
        return self.base_url() + url.removeprefix(self.customer.get_base_url())

    def _request(self, method, url=None, **kwargs):
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            response = requests.request(
                method, url or self.url, allow_redirects=False, timeout=60, **kwargs
            )
        self.env.invalidate_all()
        return response

    def _get(self, url=None, **kwargs):
        return self._request("get", url, **kwargs)

    def _post(self, url=None, **data):
        return self._request("post", url, data=data)

    def _page(self, url=None, **kwargs):
        return self._html(self._get(url, **kwargs))

    def _html(self, response):
        return html.fromstring(response.content)

    def _flat(self, node):
        return " ".join(node.text_content().split())

    def _text(self, response):
        return self._flat(self._html(response))

    def _form(self, page, action="save"):
        """The hidden fields of a form of the page."""
        (form,) = page.xpath(f".//form[.//input[@name='action'][@value='{action}']]")
        return {
            field.get("name"): field.get("value")
            for field in form.xpath(".//input[@type='hidden']")
        }

    def _cell(self, channel="email", purpose=None):
        return f"choice-{(purpose or self.marketing).id}-{channel}"

    def _choose(self, url=None, page=None, **answers):
        """Save a form with these answers about offers: {channel: "yes" | "no"}."""
        page = self._page(url) if page is None else page
        cells = {self._cell(channel): said for channel, said in answers.items()}
        return self._post(url, **self._form(page), **cells)

    def _withdraw(self, url=None, page=None):
        page = self._page(url) if page is None else page
        return self._post(url, **self._form(page, "withdraw"))

    def _rows(self, partner=None):
        return self.log.search([("partner_id", "=", (partner or self.customer).id)])

    def _may(self, channel="email", partner=None):
        partner = partner or self.customer
        return not partner._contact_refusals(channel, self.marketing)
