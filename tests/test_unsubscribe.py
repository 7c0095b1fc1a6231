# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

import requests
from lxml import html

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import CustomerCommon
from .common_visitor import forged

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@tagged("post_install", "-at_install")
class TestUnsubscribe(CustomerCommon, HttpCase):
    """The customer's own way to say no, over real HTTP and without a login."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._make_customer()
        cls.customer._set_marketing_consent("email", True, "counter")

    def setUp(self):
        super().setUp()
        self.url = self._url()

    def _url(self, partner=None, purpose=None, channel="email", address=None):
        url = self.env["customer.consent"]._unsubscribe_url(
            partner or self.customer,
            purpose or self.marketing,
            channel,
            address or self.customer.email,
        )
        return self.base_url() + url.removeprefix(self.customer.get_base_url())

    def _may(self, partner=None, purpose=None):
        partner = partner or self.customer
        return not partner._contact_refusals("email", purpose or self.marketing)

    def _get(self, url=None):
        return self.url_open(url or self.url)

    def _post(self, data, url=None):
        return self.url_open(url or self.url, data=data)

    def _text(self, response):
        return html.fromstring(response.content).text_content()

    # -- looking --------------------------------------------------------------

    def test_link_is_absolute_and_names_no_address(self):
        url = self.env["customer.consent"]._unsubscribe_url(
            self.customer, self.marketing, "email", self.customer.email
        )
        self.assertTrue(url.startswith("http"))
        self.assertNotIn("kowalska", url.lower())
        token = url.rpartition("/")[2]
        self.assertLess(len(token), 80, "it has to fit into an SMS")

    def test_get_shows_and_changes_nothing_however_often_scanners_follow(self):
        before = self.customer.consent_ids.read()
        for _visit in range(3):
            response = self._get()
            self.assertEqual(response.status_code, 200)
        head = self.opener.head(self.url)
        self.assertEqual(head.status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self.customer.consent_ids.read(), before)
        text = self._text(response)
        self.assertIn("Do you want no more of these messages?", text)
        self.assertIn("a•••a@e•••.com", text)
        self.assertNotIn("kowalska", response.text.lower())
        self.assertEqual(response.headers["Cache-Control"], "no-store")

    def test_page_can_be_used_by_keyboard_and_screen_reader(self):
        page = html.fromstring(self._get().content)
        self.assertEqual(page.get("lang"), "en-US")
        self.assertEqual(len(page.xpath("//main")), 1)
        self.assertEqual(len(page.xpath("//h1")), 1)
        self.assertEqual(
            len(page.xpath("//form[@method='post']//button[@type='submit']")), 1
        )
        self.assertFalse(page.xpath("//script"))
        done = html.fromstring(self._post({"decision": "unsubscribe"}).content)
        self.assertEqual(len(done.xpath("//*[@role='status']")), 1)

    def test_page_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.customer.lang = "pl_PL"
        self.marketing.with_context(lang="pl_PL").name = "Oferty"
        response = self._get()
        self.assertIn("Oferty", response.text)
        self.assertEqual(html.fromstring(response.content).get("lang"), "pl-PL")

    def test_markup_in_names_is_text(self):
        self.env.company.name = "<script>alert(1)</script>"
        self.marketing.description = "<b>bold</b>"
        self.assertNotIn("<script>", self._get().text)
        self.assertIn("&lt;b&gt;bold", self._get().text)

    # -- saying no ------------------------------------------------------------

    def test_post_withdraws_says_so_and_cancels_the_planned_message(self):
        message = self.env["customer.message"]._plan(
            [
                {
                    "partner_id": self.customer.id,
                    "channel": "email",
                    "purpose_id": self.marketing.id,
                    "subject": "Offer",
                    "body": "Text",
                    "scheduled_at": fields.Datetime.now() + timedelta(days=3),
                }
            ]
        )
        self.assertEqual(message.state, "planned")
        response = self._post({"decision": "unsubscribe"})
        self.assertEqual(response.status_code, 200)
        self.assertIn("You are unsubscribed", self._text(response))
        self.env.invalidate_all()
        self.assertFalse(self._may())
        self.assertTrue(self._may(purpose=self.service), "service goes on")
        self.assertRecordValues(
            self.customer.consent_ids,
            [{"state": "withdrawn", "method": "link", "user_id": False}],
        )
        self.assertEqual(message.state, "cancelled")

    def test_one_click_in_both_encodings_answers_200_without_redirect_or_cookie(self):
        for encoding in (
            {"data": ONE_CLICK},
            {"files": {"List-Unsubscribe": (None, "One-Click")}},
        ):
            with self.subTest(encoding=list(encoding)):
                self.customer._set_marketing_consent("email", True, "counter")
                self.env.flush_all()
                # a plain client: no session, no cookie
                with self.allow_requests(all_requests=True):
                    response = requests.post(
                        self.url, allow_redirects=False, timeout=30, **encoding
                    )
                self.assertEqual(response.status_code, 200)
                self.assertNotIn("Set-Cookie", response.headers)
                self.assertNotIn("Location", response.headers)
                self.env.invalidate_all()
                self.assertRecordValues(
                    self.customer.consent_ids,
                    [{"state": "withdrawn", "method": "one_click"}],
                )

    def test_second_post_is_harmless_and_keeps_the_first_date(self):
        self._post(ONE_CLICK)
        self.env.invalidate_all()
        first = self.customer.consent_ids.read()
        for data in (ONE_CLICK, {"decision": "unsubscribe"}):
            self.assertEqual(self._post(data).status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self.customer.consent_ids.read(), first)

    def test_unsubscribing_from_service_is_kept_for_service(self):
        self.opener.post(self._url(purpose=self.service))
        self.env.invalidate_all()
        self.assertFalse(self._may(purpose=self.service))
        self.assertTrue(self._may())

    def test_address_the_customer_no_longer_has_says_no_for_itself(self):
        self.customer.email = "new@example.com"
        self.customer._set_marketing_consent("email", True, "counter")
        self._post(ONE_CLICK)
        self.env.invalidate_all()
        self.assertTrue(self._may())
        twin = self._make_customer(email="anna.kowalska@example.com")
        self.assertIn(
            "said no", twin._contact_refusals("email", self.marketing)[twin.id]
        )

    # -- a mistake ------------------------------------------------------------

    def test_mistake_can_be_taken_back_on_the_page(self):
        response = self._post({"decision": "unsubscribe"})
        self.assertIn("That was a mistake", self._text(response))
        response = self._post({"decision": "resubscribe"})
        self.assertIn("You will hear from us again", self._text(response))
        self.env.invalidate_all()
        self.assertTrue(self._may())

    def test_no_said_to_a_person_is_not_taken_back_by_link(self):
        self.customer._set_marketing_consent("email", False, "phone")
        self.assertNotIn("That was a mistake", self._text(self._get()))
        response = self._post({"decision": "resubscribe"})
        self.assertIn("Only we can change this", self._text(response))
        self.env.invalidate_all()
        self.assertFalse(self._may())

    # -- links that live long -------------------------------------------------

    def test_link_of_a_merged_customer_leads_to_the_survivor(self):
        survivor = self._make_customer(name="Survivor")
        url = self.url
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (survivor | self.customer).ids, survivor
        )
        self.assertTrue(self._may(survivor))
        self._post(ONE_CLICK, url)
        self.env.invalidate_all()
        self.assertFalse(self._may(survivor))

    def test_link_of_a_deleted_customer_keeps_the_no_for_the_address(self):
        self.customer.unlink()
        self.assertEqual(self._get().status_code, 200)
        self.assertEqual(self._post(ONE_CLICK).status_code, 200)
        self.env.invalidate_all()
        again = self._make_customer()
        self.assertIn(
            "said no", again._contact_refusals("email", self.marketing)[again.id]
        )

    def test_link_of_a_deleted_purpose_stops_marketing(self):
        purpose = self.env["customer.consent.purpose"].create(
            {"name": "Old", "code": "old"}
        )
        url = self._url(purpose=purpose)
        purpose.unlink()
        self._post(ONE_CLICK, url)
        self.env.invalidate_all()
        self.assertFalse(self._may())

    # -- attacks --------------------------------------------------------------

    @mute_logger("odoo.http")
    def test_forged_and_truncated_tokens_get_a_sentence_and_change_nothing(self):
        before = self.env["customer.consent"].search([]).read()
        head, _slash, token = self.url.rpartition("/")
        for text in forged(token):
            for method in ("get", "post"):
                with self.subTest(token=text, method=method):
                    url = f"{head}/{text}"
                    response = (
                        self._get(url)
                        if method == "get"
                        else self._post(ONE_CLICK, url)
                    )
                    self.assertEqual(response.status_code, 404)
                    self.assertIn("This link is not valid", self._text(response))
        self.env.invalidate_all()
        self.assertEqual(self.env["customer.consent"].search([]).read(), before)

    def test_token_of_another_database_is_refused(self):
        url = self.url
        self.customer.consent_ids.unlink()
        self.env["customer.consent"].search([]).unlink()
        self.env["ir.config_parameter"].set_param(
            "customer_care.address_key", "other" * 8
        )
        self.assertEqual(self._get(url).status_code, 404)
