# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import urljoin

from odoo import fields
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models import customer_page_visit
from .common_preferences import PreferencesCommon

PATH = "/customer_care/preferences/"


@tagged("post_install", "-at_install")
class TestPreferencesAttacks(PreferencesCommon):
    """What must not work on the customer's page of choices."""

    def setUp(self):
        super().setUp()
        self.customer._set_marketing_consent("email", True, "counter")
        self.before = self._everything()

    def _everything(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return (
            self.log.search([]).read(),
            self.consents.search([]).read(),
            self.env["customer.message"].search([]).read(),
            self.env["customer.event"].search([]).read(),
        )

    def _assert_unchanged(self):
        self.assertEqual(self._everything(), self.before)

    def _later(self, **delta):
        return freeze_time(fields.Datetime.now() + timedelta(**delta))

    # -- tokens ---------------------------------------------------------------

    @mute_logger("odoo.http")
    def test_forged_truncated_foreign_and_long_tokens_get_a_sentence(self):
        token = self.url.rpartition("/")[2]
        unsubscribe = self.consents._unsubscribe_url(
            self.customer, self.marketing, "email", self.customer.email
        )
        middle = len(token) // 2
        tokens = [
            token[:-1],
            token[:20],
            token + "A",
            token + "=",
            token[:-1] + ("A" if token[-1] != "A" else "B"),
            token[:middle]
            + ("A" if token[middle] != "A" else "B")
            + token[middle + 1 :],
            token[::-1],
            unsubscribe.rpartition("/")[2],
            "A" * 5000,
            "%F0%9F%98%80",
            "..%2F..%2Fetc",
        ]
        for text in tokens:
            for method in ("get", "post"):
                with self.subTest(token=text[:40], method=method):
                    response = self._request(
                        method,
                        self.base_url() + PATH + text,
                        data={"action": "withdraw"},
                    )
                    self.assertEqual(response.status_code, 404)
                    if "etc" not in text:
                        self.assertIn("This link is not valid", self._text(response))
        self.assertEqual(self._get(self.base_url() + PATH[:-1]).status_code, 404)
        self._assert_unchanged()

    def test_each_bit_of_the_token_is_signed(self):
        token = self.url.rpartition("/")[2]
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        for place in range(len(raw)):
            forged = bytearray(raw)
            forged[place] ^= 1
            text = base64.urlsafe_b64encode(forged).rstrip(b"=").decode()
            self.assertIsNone(self.consents._read_preference(text), place)

    @mute_logger("odoo.http")
    def test_token_of_another_database_is_refused(self):
        url = self.url
        self.env["ir.config_parameter"].set_param(
            "customer_care.address_key", "other" * 8
        )
        self.assertEqual(self._get(url).status_code, 404)

    # -- the end of a link ----------------------------------------------------

    def test_expired_link_changes_nothing_and_shows_no_address(self):
        page = self._page()
        with self._later(days=90, minutes=-5):
            self.assertEqual(self._get().status_code, 200)
        with self._later(days=90, seconds=2):
            response = self._get()
            self.assertEqual(response.status_code, 410)
            self.assertIn("This link has ended", self._text(response))
            self.assertNotIn("•", response.text)
            self.assertNotIn("anna", response.text.lower())
            self.assertNotIn("Offers", response.text)
            self._withdraw(page=page)
            self._choose(page=page, email="no")
            self.assertEqual(self._get(f"{self.url}/receipt.json").status_code, 410)
        self._assert_unchanged()

    def test_how_long_a_link_is_good_for_is_a_setting(self):
        settings = self.env["customer.settings"].with_user(self.user_level_2)
        settings.create({"preference_days": 1}).action_save()
        with self._later(days=1, seconds=2):
            self.assertEqual(self._get().status_code, 410)
        settings.create({"preference_days": 7}).action_save()
        with self._later(days=1, seconds=2):
            self.assertEqual(self._get().status_code, 200)

    def test_new_link_goes_to_the_same_address_once_a_day(self):
        messages = self.env["customer.message"]
        count = messages.search_count([])
        with self._later(days=91):
            for _click in range(3):
                response = self._post(**self._form(self._page(), "renew"))
                self.assertEqual(response.status_code, 200)
                self.assertIn("a new link is on its way", self._text(response))
        found = messages.search(
            [], order="id desc", limit=messages.search_count([]) - count
        )
        self.assertRecordValues(
            found,
            [
                {
                    "partner_id": self.customer.id,
                    "address": "anna.kowalska@example.com",
                    "purpose_id": self.service.id,
                    "channel": "email",
                    "state": "planned",
                }
            ],
        )
        self.assertNotIn(PATH, found.body, "the outbox holds no link to act with")

    def test_new_link_never_goes_to_another_address(self):
        count = self.env["customer.message"].search_count([])
        self.customer.email = "new@example.com"
        with self._later(days=91):
            response = self._post(**self._form(self._page(), "renew"))
        self.assertIn("a new link is on its way", self._text(response), "tells nothing")
        self.assertEqual(self.env["customer.message"].search_count([]), count)

    def test_unsubscribe_link_that_never_ends_opens_no_page(self):
        url = self.consents._unsubscribe_url(
            self.customer, self.marketing, "email", self.customer.email
        )
        page = self._page(self._local(url))
        (link,) = page.xpath("//a[text()='All your choices']/@href")
        response = self._get(self._local(link))
        self.assertEqual(response.status_code, 200)
        self.assertIn("For your safety we send you the link", self._text(response))
        self.assertNotIn("Offers", response.text)
        self._post(self._local(link), action="withdraw")
        self._assert_unchanged()

    # -- who only looks -------------------------------------------------------

    @mute_logger("odoo.http")
    def test_scanner_that_follows_every_link_changes_nothing(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.before = self._everything()
        seen, todo = set(), [self.url]
        while todo:
            url = todo.pop()
            if url in seen or not url.startswith(self.base_url()):
                continue
            seen.add(url)
            self._request("head", url)
            response = self._get(url)
            if "html" in response.headers["Content-Type"]:
                page = self._html(response)
                links = page.xpath("//@href | //@src | //@action")
                todo += [urljoin(url, link) for link in links]
        self.assertGreater(len(seen), 4)
        self._assert_unchanged()

    def test_other_methods_are_refused(self):
        with mute_logger("odoo.http"):
            for method in ("put", "delete", "patch"):
                self.assertEqual(self._request(method).status_code, 405)
        self._assert_unchanged()

    def test_page_leaves_no_trace_in_the_browser_and_leads_nowhere(self):
        page = self._page()
        with self._later(days=91):
            expired = self._get()
        for response in (
            self._get(),
            expired,
            self._get(self.url + "x"),
            self._get(f"{self.url}/receipt.json"),
            self._withdraw(page=page),
        ):
            headers = response.headers
            self.assertNotIn("Set-Cookie", headers)
            self.assertNotIn("Location", headers)
            self.assertEqual(headers["Cache-Control"], "no-store")
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertIn("noindex", headers["X-Robots-Tag"])
            self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
            self.assertNotIn("unsafe", headers["Content-Security-Policy"])
        outside = [
            link
            for link in page.xpath("//@href | //@src | //@action")
            if not link.startswith(("/customer_care/", "mailto:", "data:,"))
        ]
        self.assertFalse(outside)

    def test_no_open_redirect(self):
        for name in ("redirect", "next", "url", "action", "return"):
            evil = "https://evil.example.com/"
            response = self._get(f"{self.url}?{name}={evil}")
            self.assertEqual(response.status_code, 200)
            self.assertNotIn("evil.example.com", response.text)
            response = self._request("post", data={name: evil})
            self.assertEqual(response.status_code, 200)
            self.assertNotIn("evil.example.com", response.text)
        self._assert_unchanged()

    def test_language_is_one_that_is_installed(self):
        for lang in (
            "xx_YY",
            "../../etc/passwd",
            "<script>alert(1)</script>",
            "en_US' OR 1=1 --",
            "pl_PL",
        ):
            response = self._get(self.url, params={"lang": lang})
            self.assertEqual(response.status_code, 200)
            self.assertEqual(self._html(response).get("lang"), "en-US")
            self.assertNotIn("<script", response.text)
            self.assertEqual(self._post(lang=lang).status_code, 200)
        self._assert_unchanged()

    def test_markup_in_wordings_and_names_is_text(self):
        evil = "<script>alert(1)</script><b>bold</b>"
        self.env["customer.consent.wording"].create(
            {"purpose_id": self.marketing.id, "lang": "en_US", "text": evil}
        )
        self.marketing.name = evil
        self.env.company.name = evil
        self._choose(sms="yes")
        for text in (self._get().text, self._withdraw().text):
            self.assertNotIn("<script", text)
            self.assertNotIn("<b>", text)
            self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;bold", text)

    # -- posting --------------------------------------------------------------

    def test_replayed_post_doubles_nothing(self):
        page = self._page()
        for _time in range(3):
            self._choose(page=page, email="no", sms="yes")
        self.assertEqual(len(self._rows()), 3)
        page = self._page()
        for _time in range(3):
            self._withdraw(page=page)
        # SMS, post and calls
        self.assertEqual(len(self._rows()), 6)

    def test_old_form_never_brings_back_what_was_withdrawn(self):
        page = self._page()
        self._choose(page=page, sms="yes")
        self.assertTrue(self._may("sms"))
        self._withdraw()
        with self._later(minutes=1):
            response = self._choose(page=page, sms="yes", email="yes")
        self.assertIn("changed in the meantime", self._text(response))
        self.assertFalse(self._may("sms"))
        self.assertFalse(self._may("email"))

    def test_form_of_another_page_is_refused(self):
        twin = self._make_customer(name="Jan", email="jan@example.com")
        theirs = self._page(self._url(twin))
        self.before = self._everything()
        response = self._choose(page=theirs, sms="yes", email="no")
        self.assertIn("Nothing was changed", self._text(response))
        for form in ("", "x", "A" * 100_000, self.url.rpartition("/")[2]):
            cell = self._cell("sms")
            response = self._post(form=form, action="save", **{cell: "yes"})
            self.assertIn("Nothing was changed", self._text(response))
        self._assert_unchanged()

    def test_nonsense_in_a_form_changes_nothing(self):
        form = self._form(self._page())
        for cell, value in (
            ("choice-999999-email", "yes"),
            (self._cell("pigeon"), "yes"),
            ("choice-", "no"),
            (self._cell("email"), "maybe"),
            (self._cell("email"), "<script>"),
        ):
            self.assertEqual(self._post(**form, **{cell: value}).status_code, 200)
        self._assert_unchanged()

    def test_files_and_zero_bytes_where_words_belong_change_nothing(self):
        names = ("form", "lang", "action", "numbers", self._cell("sms"))
        for name in names:
            for kind in ({"files": {name: ("x", b"x")}}, {"data": {name: "a\0b"}}):
                with self.subTest(name=name, kind=list(kind)):
                    self.assertEqual(self._request("post", **kind).status_code, 200)
        data = {"action": "receipt", "numbers": "a\0b' OR 1=1"}
        self.assertEqual(self._request("post", data=data).status_code, 200)
        response = self._get(f"{self.url}/receipt.json?numbers=%00&lang=%00")
        self.assertEqual(response.status_code, 200)
        self._assert_unchanged()

    def test_who_is_logged_in_plays_no_part(self):
        self.authenticate("level_3", "level_3x")
        cookies = {"session_id": self.session.sid}
        data = {**self._form(self._page()), self._cell("sms"): "yes"}
        response = self._request("post", data=data, cookies=cookies)
        self.assertEqual(response.status_code, 200)
        row = self._rows()[0]
        self.assertEqual(
            (row.channel, row.actor_type, row.actor_ref), ("sms", "subject", 0)
        )
        consent = self.consents.search([("channel", "=", "sms")], limit=1)
        self.assertFalse(consent.user_id)

    # -- ten thousand posts ---------------------------------------------------

    def test_who_posts_too_often_waits_and_nobody_else_does(self):
        limit = customer_page_visit.PER_LINK
        codes = [self._post().status_code for _post in range(limit + 5)]
        self.assertEqual(codes, [200] * limit + [429] * 5)
        response = self._withdraw()
        self.assertEqual(response.status_code, 429)
        seconds = int(response.headers["Retry-After"])
        self.assertTrue(0 < seconds <= 600, seconds)
        self._assert_unchanged()
        self.assertEqual(self._get().status_code, 200, "looking is free")
        twin = self._make_customer(name="Jan", email="jan@example.com")
        self.assertEqual(self._withdraw(self._url(twin)).status_code, 200)
        with self._later(seconds=seconds + 1):
            self.assertEqual(self._withdraw().status_code, 200)
        self.assertFalse(self._may())

    @mute_logger("odoo.http")
    def test_a_flood_from_one_place_does_not_keep_a_genuine_link_out(self):
        forged = self.base_url() + PATH + "A" * 90
        with patch.object(customer_page_visit, "PER_REMOTE", 10):
            codes = [self._post(forged).status_code for _post in range(15)]
            self.assertEqual(codes, [404] * 10 + [429] * 5)
            self.assertEqual(self._withdraw().status_code, 200)
        self.assertFalse(self._may())

    @mute_logger("odoo.http")
    def test_the_page_that_asks_to_wait_is_kept_and_never_old(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        forged = self.base_url() + PATH + "A" * 90
        render, often = type(self.env["ir.qweb"])._render, []

        def count(qweb, template, *args, **kwargs):
            often.append(template)
            return render(qweb, template, *args, **kwargs)

        with (
            patch.object(customer_page_visit, "PER_REMOTE", 0),
            patch.object(type(self.env["ir.qweb"]), "_render", count),
        ):
            first = self._post(forged)
            self.assertEqual(self._post(forged).content, first.content)
            self.assertEqual(len(often), 1, "a flood renders nothing")
            self.assertIn("Please wait a moment", self._text(first))
            polish = self._post(forged, lang="pl_PL")
            self.assertEqual(self._html(polish).get("lang"), "pl-PL")
            self.env.company.name = "Another name"
            self.assertIn("Another name", self._text(self._post(forged)))
            view = self.env.ref("customer_care.preference_problem")
            view.arch = view.arch.replace("Please wait a moment", "Not so fast")
            self.assertIn("Not so fast", self._text(self._post(forged)))

    @mute_logger("odoo.http")
    def test_who_asks_too_often_is_told_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.customer.lang = "pl_PL"
        with (
            patch.object(customer_page_visit, "PER_REMOTE", 0),
            patch.object(customer_page_visit, "ALWAYS", 0),
        ):
            refused = self._post(self.url)
        self.assertEqual(refused.status_code, 429)
        self.assertEqual(self._html(refused).get("lang"), "pl-PL")

    @mute_logger("odoo.http")
    def test_a_flood_fills_no_table_and_old_posts_are_forgotten(self):
        visits = self.env["customer.page.visit"]
        with patch.object(customer_page_visit, "PER_REMOTE", 10):
            for _post in range(30):
                self._post(self.base_url() + PATH + "forged")
            self.assertEqual(visits.search_count([]), 10)
        self.assertNotIn("127.0.0.1", str(visits.search([]).mapped("key")))
        with self._later(minutes=11):
            visits._forget_old()
        self.assertFalse(visits.search_count([]))

    def test_one_click_again_and_again_is_cheap_and_changes_nothing(self):
        url = self._local(
            self.consents._unsubscribe_url(
                self.customer, self.marketing, "email", self.customer.email
            )
        )
        click = {"List-Unsubscribe": "One-Click"}
        self.assertEqual(self._post(url, **click).status_code, 200)
        self.before = self._everything()
        for _click in range(50):
            response = self._post(url, **click)
            self.assertEqual((response.status_code, response.text), (200, ""))
        self._assert_unchanged()
        link = self.consents._read_link(url.rpartition("/")[2])
        with self.assertQueryCount(12):
            self.consents._unsubscribe(link, "one_click")
