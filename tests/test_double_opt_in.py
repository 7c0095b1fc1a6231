# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import datetime, timedelta
from unittest.mock import patch

import requests
from lxml import html

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_cron import IrCron

from ..models import customer_page_visit
from .common import CustomerCommon
from .common_queries import counted
from .common_visitor import forged
from .mail_office import MailOffice, really_sending, use_mail_server

NOW = "2027-03-10 10:00:00"


class OptInCase(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.email = "shop@example.com"
        cls.customer = cls._make_customer()
        cls.consents = cls.env["customer.consent"]
        cls.Log = cls.env["customer.consent.log"]
        cls.marketing.needs_double_opt_in = True
        cls.before = cls.Log.search([]).ids

    def _rows(self):
        return self.Log.search([("id", "not in", self.before)], order="id")

    def _say(self, given=True, channel="email", method="counter", partner=None):
        partner = partner or self.customer
        return partner._set_marketing_consent(channel, given, method)

    def _requests(self, partner=None):
        return self.env["customer.message"].search(
            [
                ("partner_id", "=", (partner or self.customer).id),
                ("occurrence", "=like", "consent_request:%"),
            ],
            order="id",
        )

    def _refusal(self, partner=None, channel="email"):
        partner = partner or self.customer
        return partner._contact_refusals(channel, self.marketing).get(partner.id)

    def _token(self, consent=None):
        consent = consent or self.customer.consent_ids
        return consent._confirm_url().rpartition("/")[2]

    def _leave(self, messages, moment=None):
        """As if these had left."""
        messages.write({"state": "sent", "sent_at": moment or fields.Datetime.now()})

    def _state(self):
        names = (
            "partner_id purpose_id channel address_hash address_hint state changed_at "
            "valid_until method user_id note requested_at"
        ).split()
        rows = self.consents.search([]).read(names)
        return sorted(tuple(str(row[name]) for name in names) for row in rows)

    def _check_rebuilt(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self._state()
        self.consents._rebuild()
        self.assertEqual(self._state(), before)

    def _expire(self):
        with patch.object(IrCron, "_commit_progress", return_value=float("inf")):
            self.consents._cron_expire()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDoubleOptIn(OptInCase):
    """A yes for an e-mail address counts when its owner has confirmed it."""

    def test_a_yes_is_a_request_and_one_mail_and_nobody_is_written_to_for_it(self):
        clerk = self.user_level_4
        self.customer.with_user(clerk)._set_marketing_consent(
            "email", True, "counter", "call 7"
        )
        self.assertRecordValues(
            self.customer.consent_ids,
            [
                {
                    "state": "requested",
                    "requested_at": datetime(2027, 3, 10, 10),
                    "method": "counter",
                    "valid_until": False,
                }
            ],
        )
        self.assertIn("has not agreed", self._refusal())
        self.assertFalse(self.customer.marketing_email)
        self.assertRecordValues(
            self._requests(),
            [
                {
                    "state": "planned",
                    "channel": "email",
                    "purpose_id": self.service.id,
                    "address": "anna.kowalska@example.com",
                    "scheduled_at": datetime(2027, 3, 10, 10),
                    "late_until": datetime(2027, 3, 17, 10),
                }
            ],
        )
        self.assertRecordValues(
            self._rows(),
            [
                {
                    "event": "requested",
                    "event_time": datetime(2027, 3, 10, 10),
                    "valid_until": datetime(2027, 3, 17, 10),
                    "wording_uid": self.env.ref(
                        "customer_care.wording_marketing_en"
                    ).uid,
                    "method": "counter",
                    "actor_ref": clerk.id,
                    "note": "call 7",
                }
            ],
        )
        event = self.customer.customer_event_ids.filtered(
            lambda e: e.kind == "consent"
        )[:1]
        self.assertIn("Asked to confirm", event.new_value)
        self._check_rebuilt()

    def test_every_way_to_say_yes_ends_in_a_request(self):
        points = self.consents._points("email", {self.customer.id: "a@example.com"})
        ways = {
            "record": lambda: self.consents._record(
                self.marketing, "email", points, "given", "page"
            ),
            "import": lambda: self.consents._record(
                self.marketing, "email", points, "given", "import"
            ),
            "even when it is called a confirmation": lambda: self.consents._record(
                self.marketing, "email", points, "given", "confirmation"
            ),
            "create": lambda: self.consents.create(
                {
                    "partner_id": self.customer.id,
                    "purpose_id": self.marketing.id,
                    "channel": "email",
                    "address_hash": points[self.customer.id][0],
                    "state": "given",
                    "method": "import",
                }
            ),
        }
        for name, say in ways.items():
            with self.subTest(way=name):
                self.assertEqual(say().mapped("state"), ["requested"])
                self.customer.consent_ids.unlink()
        row = self._say()
        row._settle({"state": "expired"})
        row.write({"state": "given"})
        self.assertEqual(row.state, "requested")

    def test_no_context_of_a_caller_skips_the_confirmation(self):
        wizard = self.env["customer.consent.change"].with_user(self.user_level_4)
        wizard = wizard.with_context(consent_is_confirmed=True, requested_at=False)
        wizard.create({"partner_id": self.customer.id}).action_record()
        self.assertEqual(self.customer.consent_ids.state, "requested")

    def test_other_channels_and_other_purposes_need_no_confirmation(self):
        for channel in ("sms", "call", "letter"):
            self.assertEqual(self._say(channel=channel).state, "given")
        self.marketing.needs_double_opt_in = False
        self.assertEqual(self._say().state, "given")
        self.assertFalse(self._requests())

    def test_a_yes_from_before_stands(self):
        self.marketing.needs_double_opt_in = False
        row = self._say()
        self.marketing.needs_double_opt_in = True
        self.assertFalse(self._refusal())
        self._say()
        self.assertEqual(row.state, "given", "said again, it is no less")
        self.assertFalse(self._requests())

    def test_a_no_stands_until_it_is_confirmed_whatever_the_lawful_basis(self):
        self.marketing.lawful_basis = "soft_opt_in"
        row = self._say(False, method="phone")
        with freeze_time("2027-03-11 10:00:00"):
            self._say(True)
            self.assertIn("said no", self._refusal())
            self.assertEqual((row.state, row.method), ("withdrawn", "phone"))
            self.assertTrue(row.requested_at)
            self.assertEqual(self._rows().mapped("event"), ["refused", "requested"])
            self.assertEqual(self._rows()[-1].method, "counter")
            self._check_rebuilt()
            row = self.customer.consent_ids
            self.assertEqual(self.consents._confirm(self._token()).state, "confirmed")
            self.assertFalse(self._refusal())
            self._check_rebuilt()

    # -- confirming -------------------------------------------------------------

    def test_confirming_makes_it_a_yes_from_then_on(self):
        self.marketing.validity_months = 12
        self._say()
        token = self._token()
        with freeze_time("2027-03-12 09:00:00"):
            self.assertEqual(self.consents._confirm(token).state, "confirmed")
            self.assertRecordValues(
                self.customer.consent_ids,
                [
                    {
                        "state": "given",
                        "method": "confirmation",
                        "changed_at": datetime(2027, 3, 12, 9),
                        "valid_until": datetime(2028, 3, 12, 9),
                        "requested_at": False,
                        "user_id": False,
                    }
                ],
            )
            self.assertFalse(self._refusal())
            row = self._rows()[-1]
            self.assertEqual(
                (row.event, row.actor_type, row.valid_until),
                ("confirmed", "subject", datetime(2028, 3, 12, 9)),
            )
            self.assertEqual(self._requests().state, "cancelled")
            self._check_rebuilt()

    def test_confirming_twice_is_harmless(self):
        self._say()
        token = self._token()
        self.consents._confirm(token)
        before = self._state()
        with freeze_time("2027-03-11 10:00:00"):
            self.assertEqual(self.consents._confirm(token).state, "done")
        self.assertEqual(self._state(), before)
        self.assertEqual(self._rows().mapped("event"), ["requested", "confirmed"])

    def test_after_a_withdrawal_the_old_link_confirms_nothing(self):
        self._say()
        token = self._token()
        with freeze_time("2027-03-11 10:00:00"):
            self._say(False, method="phone")
            self.assertEqual(self._requests().state, "cancelled")
            self.assertEqual(self.consents._confirm(token).state, "void")
            self.assertIn("said no", self._refusal())
            # nor when another request is open
            self._say(True)
            self.assertEqual(self.consents._confirm(token).state, "void")
            self.assertIn("said no", self._refusal())
            self.assertEqual(
                self._rows().mapped("event"), ["requested", "refused", "requested"]
            )

    def test_a_no_of_another_customer_for_the_address_ends_it_too(self):
        twin = self._make_customer(name="Twin")
        self._say()
        token = self._token()
        with freeze_time("2027-03-11 10:00:00"):
            self._say(False, partner=twin)
            self.assertEqual(self.consents._confirm(token).state, "void")

    def test_another_address_makes_it_void_and_stops_the_mail(self):
        self._say()
        token = self._token()
        self.customer.email = "new@example.com"
        self.assertEqual(self.consents._confirm(token).state, "void")
        self.assertIn("has not agreed", self._refusal())
        gone = self.customer.consent_ids._customer_message_gone()
        self.assertIn("another address", gone[self.customer.consent_ids.id])

    def test_a_forgotten_customer_confirms_nothing(self):
        self._say()
        token = self._token()
        self.customer.sudo().is_forgotten = True
        self.assertEqual(self.consents._confirm(token).state, "void")

    def test_who_confirms_agrees_to_the_words_of_the_mail(self):
        words = self.env.ref("customer_care.wording_marketing_en")
        self._say()
        self.env["customer.consent.wording"].create(
            {"purpose_id": self.marketing.id, "lang": "en_US", "text": "Other words"}
        )
        message = self._requests()
        content = self.customer.consent_ids._customer_message_content(message)
        self.assertIn(words.text, content["body"])
        self.assertNotIn("Other words", content["body"])
        self.consents._confirm(self._token())
        self.assertEqual(self._rows()[-1].wording_uid, words.uid)

    def test_a_merged_customer_confirms_for_the_survivor(self):
        self._say()
        token = self._token()
        survivor = self._make_customer(name="Survivor")
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (survivor | self.customer).ids, survivor
        )
        self.assertEqual(self.consents._confirm(token).state, "confirmed")
        self.assertFalse(self._refusal(survivor))

    # -- the mail ---------------------------------------------------------------

    def test_the_mail_has_the_words_and_a_link_and_advertises_nothing(self):
        self._say()
        content = self.customer.consent_ids._customer_message_content(self._requests())
        page = html.fromstring(str(content["body"]))
        self.assertEqual(
            page.xpath("//blockquote")[0].text_content().strip(),
            self.env.ref("customer_care.wording_marketing_en").text,
        )
        (link,) = page.xpath("//a/@href")
        self.assertEqual(link, self.customer.consent_ids._confirm_url())
        self.assertNotIn("kowalska", link)
        self.assertIn(self.env.company.name, content["subject"])

    def test_html_in_a_wording_is_text(self):
        self.env["customer.consent.wording"].create(
            {"purpose_id": self.marketing.id, "lang": "en_US", "text": "<b>x</b><i>"}
        )
        self._say()
        content = self.customer.consent_ids._customer_message_content(self._requests())
        self.assertIn("&lt;b&gt;x&lt;/b&gt;&lt;i&gt;", content["body"])

    def test_two_purposes_on_one_day_are_one_mail(self):
        other = self.env["customer.consent.purpose"].create(
            {"name": "News", "code": "news", "needs_double_opt_in": True}
        )
        self._say()
        self.customer._set_consent(other, "email", True, "counter")
        messages = self._requests()
        (group,) = messages._group_messages(
            dict.fromkeys(messages.ids, self.customer.email)
        )
        content = self.customer.consent_ids._customer_message_content(group)
        page = html.fromstring(str(content["body"]))
        self.assertEqual(len(set(page.xpath("//a/@href"))), 2)

    def test_an_address_gets_one_such_mail_a_day_however_often_yes_is_said(self):
        for _turn in range(20):
            self._say(True)
            self._say(False)
        self._say(True)
        planned = self._requests().filtered(lambda m: m.state == "planned")
        self.assertEqual(len(planned), 1)
        self._leave(planned)
        twin = self._make_customer(name="Twin")
        with freeze_time("2027-03-10 15:00:00"):
            self._say(False)
            self._say(True)
            self._say(True, partner=twin)
        later = (self._requests() | self._requests(twin)).filtered(
            lambda m: m.state == "planned"
        )
        self.assertEqual(set(later.mapped("scheduled_at")), {datetime(2027, 3, 11, 10)})

    def test_said_again_while_it_waits_it_is_reminded_of_once(self):
        self._say()
        self._say()
        self.assertEqual(len(self._requests()), 1, "the first has not left yet")
        self._leave(self._requests())
        with freeze_time("2027-03-12 10:00:00"):
            for _turn in range(5):
                self._say()
            first, second = self._requests()
            self.assertEqual(second.state, "planned")
            self._leave(second)
        with freeze_time("2027-03-15 10:00:00"):
            self._say()
        self.assertEqual(self._requests(), first | second)
        self.assertEqual(self._rows().mapped("event"), ["requested"])

    def test_requests_cost_the_same_for_two_and_two_hundred(self):
        partners = self.env["res.partner"].create(
            [
                {"name": f"Customer {n}", "email": f"c{n}@example.com"}
                for n in range(204)
            ]
        )

        def cost(some):
            with counted(self.env) as queries:
                some._set_marketing_consent("email", True, "import")
                self.env.flush_all()
            return queries.number

        cost(partners[:2])
        few, many = cost(partners[2:4]), cost(partners[4:])
        self.assertLessEqual(many, few + 8)
        self.assertEqual(set(partners.consent_ids.mapped("state")), {"requested"})

    # -- the end ----------------------------------------------------------------

    def test_a_request_nobody_answers_ends_by_itself(self):
        self._say()
        token = self._token()
        with freeze_time("2027-03-17 10:00:00"):
            self.assertEqual(self.consents._confirm(token).state, "expired")
            self._expire()
            self.assertRecordValues(
                self.customer.consent_ids,
                [
                    {
                        "state": "expired",
                        "method": "unconfirmed",
                        "requested_at": False,
                        "changed_at": datetime(2027, 3, 17, 10),
                    }
                ],
            )
            row = self._rows()[-1]
            self.assertEqual((row.event, row.actor_type), ("expired", "system"))
            self.assertIn("has not agreed", self._refusal())
            self._expire()
            self.assertEqual(len(self._rows()), 2, "once")
            self._check_rebuilt()

    def test_a_no_outlives_a_request_nobody_answers(self):
        self._say(False, method="phone")
        with freeze_time("2027-03-11 10:00:00"):
            self._say(True)
        with freeze_time("2027-04-10 10:00:00"):
            self._expire()
            self.assertRecordValues(
                self.customer.consent_ids,
                [{"state": "withdrawn", "method": "phone", "requested_at": False}],
            )
            self.assertIn("said no", self._refusal())
            self._check_rebuilt()

    def test_who_comes_with_an_old_link_can_ask_for_a_new_one(self):
        self._say()
        token = self._token()
        self._leave(self._requests())
        for is_swept in (False, True):
            moment = "2027-03-20 10:00:00" if not is_swept else "2027-04-20 10:00:00"
            with self.subTest(is_swept=is_swept), freeze_time(moment):
                if is_swept:
                    self._expire()
                self.assertEqual(self.consents._ask_again(token).state, "asked")
                row = self.customer.consent_ids
                self.assertEqual(row.state, "requested")
                self.assertEqual(row.requested_at, fields.Datetime.now())
                self.assertEqual(self._requests()[-1].state, "planned")
                self.assertEqual(self.consents._confirm(token).state, "void")
                token = self._token()
        with freeze_time("2027-04-21 10:00:00"):
            self.assertEqual(self.consents._confirm(token).state, "confirmed")

    def test_asking_for_a_new_link_is_no_yes_where_none_is_needed_any_more(self):
        self._say()
        token = self._token()
        self.marketing.needs_double_opt_in = False
        with freeze_time("2027-03-20 10:00:00"):
            self.assertEqual(self.consents._ask_again(token).state, "asked")
            self.assertEqual(self.customer.consent_ids.state, "requested")

    def test_taking_a_no_back_by_its_link_is_a_request_too(self):
        url = self.consents._unsubscribe_url(
            self.customer, self.marketing, "email", self.customer.email
        )
        link = self.consents._read_link(url.rpartition("/")[2])
        self.consents._unsubscribe(link, "link")
        with freeze_time("2027-03-11 10:00:00"):
            self.consents._resubscribe(link)
            self.assertIn("said no", self._refusal())
            self.assertEqual(len(self._requests()), 1)

    def test_nobody_asks_again_after_a_no(self):
        self._say()
        token = self._token()
        with freeze_time("2027-03-12 10:00:00"):
            self._say(False)
        with freeze_time("2027-03-20 10:00:00"):
            self.assertEqual(self.consents._ask_again(token).state, "void")
            self.assertEqual(self.customer.consent_ids.state, "withdrawn")

    # -- settings ---------------------------------------------------------------

    def test_days_that_make_no_sense_are_refused_in_a_sentence(self):
        for days in (0, -1, 61):
            with self.assertRaisesRegex(ValidationError, "works for 1 to 60 days"):
                self.marketing.confirm_days = days
        self.marketing.confirm_days = 7
        with self.assertRaisesRegex(ValidationError, "before the end"):
            self.marketing.renew_days = -1

    def test_a_user_without_the_function_asks_nobody(self):
        with self.assertRaises(AccessError):
            self.customer.with_user(self.user_level_5)._set_marketing_consent(
                "email", True, "phone"
            )
        self.assertFalse(self._requests())


@tagged("post_install", "-at_install")
class TestConfirmationPage(OptInCase, HttpCase):
    """The page behind the link, over real HTTP and without a login."""

    def setUp(self):
        super().setUp()
        self._say()
        self.url = self._url()

    def _url(self, consent=None):
        consent = consent or self.customer.consent_ids
        return consent._confirm_url().replace(consent.get_base_url(), self.base_url())

    def _text(self, response):
        return html.fromstring(response.content).text_content()

    def _post(self, url=None, **data):
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            response = requests.post(
                url or self.url,
                data=data or {"decision": "confirm"},
                allow_redirects=False,
                timeout=30,
            )
        self.env.invalidate_all()
        return response

    def test_a_scanner_that_follows_the_link_changes_nothing(self):
        before, rows = self.customer.consent_ids.read(), len(self._rows())
        for _visit in range(3):
            response = self.url_open(self.url)
            self.assertEqual(response.status_code, 200)
        self.assertEqual(self.opener.head(self.url).status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self.customer.consent_ids.read(), before)
        self.assertEqual(len(self._rows()), rows)
        text = self._text(response)
        self.assertIn("Do you agree?", text)
        self.assertIn(self.env.ref("customer_care.wording_marketing_en").text, text)
        self.assertIn("a•••a@e•••.com", text)
        self.assertNotIn("kowalska", response.text.lower())
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")

    def test_the_button_makes_it_a_yes_without_session_or_redirect(self):
        response = self._post()
        self.assertEqual(response.status_code, 200)
        self.assertNotIn("Set-Cookie", response.headers)
        self.assertIn("You have agreed", self._text(response))
        self.assertRecordValues(
            self.customer.consent_ids, [{"state": "given", "method": "confirmation"}]
        )
        again = self._post()
        self.assertIn("confirmed this already", self._text(again))
        self.assertEqual(self._rows().mapped("event"), ["requested", "confirmed"])
        self.assertIn("confirmed this already", self._text(self.url_open(self.url)))

    def test_who_confirms_too_often_waits_and_what_was_decided_stands(self):
        with patch.object(customer_page_visit, "PER_LINK", 2):
            answers = [self._post() for _post in range(3)]
        self.assertEqual([answer.status_code for answer in answers], [200, 200, 429])
        self.assertIn("Please wait a moment", self._text(answers[2]))
        self.assertGreater(int(answers[2].headers["Retry-After"]), 0)
        self.assertEqual(self.customer.consent_ids.state, "given")

    def test_page_can_be_used_by_keyboard_and_screen_reader(self):
        page = html.fromstring(self.url_open(self.url).content)
        self.assertEqual(page.get("lang"), "en-US")
        for what in (
            "//main",
            "//h1",
            "//form[@method='post']//button[@type='submit']",
        ):
            self.assertEqual(len(page.xpath(what)), 1, what)
        self.assertFalse(page.xpath("//script"))
        self.assertTrue(page.xpath("//meta[@name='viewport']"))

    def test_the_button_is_pressed_in_a_real_browser(self):
        """In a frame, which outlives the page that the button leads to."""
        self.browser_js(
            self.url.removeprefix(self.base_url()),
            """
            const frame = document.createElement("iframe");
            frame.onload = () => {
                const page = frame.contentDocument;
                if (page.querySelector("[role=status]")) {
                    console.log("test successful");
                } else {
                    page.querySelector("form button").click();
                }
            };
            frame.src = location.href;
            document.body.append(frame);
            """,
            ready="!!document.querySelector('form button')",
            login=None,
        )
        self.env.invalidate_all()
        self.assertEqual(self.customer.consent_ids.state, "given")

    def test_a_link_to_all_choices_is_on_a_fresh_page_only(self):
        choices = patch.object(
            type(self.consents),
            "_preference_url",
            lambda _self, _partner, address, channel="email": f"/choices/{address}",
            create=True,
        )
        with choices:
            self.assertIn("/choices/anna.kow", self.url_open(self.url).text)
            self.assertIn("/choices/anna.kow", self._post().text)
            self.assertNotIn("/choices/", self.url_open(self.url).text, "it was used")
            self.customer.email = "new@example.com"
            for act in (self.url_open, self._post):
                self.assertNotIn("/choices/", act(self.url).text)

    def test_page_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.customer.lang = "pl_PL"
        self.marketing.with_context(lang="pl_PL").name = "Oferty"
        response = self.url_open(self.url)
        self.assertIn("Oferty", response.text)
        self.assertEqual(html.fromstring(response.content).get("lang"), "pl-PL")

    def test_markup_in_a_wording_is_text(self):
        self._say(False)
        self.env["customer.consent.wording"].create(
            {
                "purpose_id": self.marketing.id,
                "lang": "en_US",
                "text": "<script>alert(1)</script>",
            }
        )
        self._say(True)
        page = self.url_open(self._url()).text
        self.assertIn("&lt;script&gt;alert(1)", page)
        self.assertNotIn("<script>", page)

    def test_an_old_link_gets_a_clear_page_and_a_new_mail(self):
        old = fields.Datetime.now() - timedelta(days=8)
        self.customer.consent_ids.requested_at = old
        url = self._url()
        page = self.url_open(url)
        self.assertIn("This link is too old", self._text(page))
        self.assertEqual(self.customer.consent_ids.requested_at, old)
        response = self._post(url)
        self.assertIn("This link is too old", self._text(response))
        self.assertEqual(self.customer.consent_ids.state, "requested")
        response = self._post(url, decision="again")
        self.assertIn("A new link is on its way", self._text(response))
        self.assertGreater(self.customer.consent_ids.requested_at, old)
        self.assertIn("nothing to confirm", self._text(self.url_open(url)))

    @mute_logger("odoo.http")
    def test_forged_truncated_and_foreign_tokens_change_nothing(self):
        before = self._state()
        head, _slash, token = self.url.rpartition("/")
        unsubscribe = self.consents._unsubscribe_url(
            self.customer, self.marketing, "email", self.customer.email
        ).rpartition("/")[2]
        renewal = self.customer.consent_ids._renewal_url().rpartition("/")[2]
        for text in [*forged(token), unsubscribe, renewal]:
            for act in (self.url_open, self._post):
                with self.subTest(token=text):
                    response = act(f"{head}/{text}")
                    self.assertEqual(response.status_code, 404)
                    self.assertIn("This link is not valid", self._text(response))
        self.env.invalidate_all()
        self.assertEqual(self._state(), before)

    def test_token_of_another_database_is_refused(self):
        url = self.url
        self.env["ir.config_parameter"].set_param("customer_care.address_key", "other")
        self.assertEqual(self._post(url).status_code, 404)

    def test_the_link_of_a_deleted_customer_confirms_nothing(self):
        self._requests().unlink()
        self.customer.unlink()
        self.assertIn("nothing to confirm", self._text(self.url_open(self.url)))
        self.assertEqual(self._post().status_code, 200)

    def test_the_mail_really_sent_is_confirmed_by_a_plain_http_client(self):
        with MailOffice() as office:
            use_mail_server(self.env, office.port)
            with really_sending():
                self.env["customer.message"]._cron_send()
        ((recipient, letter),) = office.letters
        self.assertEqual(recipient, "anna.kowalska@example.com")
        self.assertIsNone(letter["List-Unsubscribe"], "it is a service message")
        body = letter.get_body(("html",)).get_content()
        page = html.fromstring(body)
        self.assertIn(
            self.env.ref("customer_care.wording_marketing_en").text,
            page.text_content(),
        )
        (link,) = page.xpath("//a[contains(@href, '/customer_care/confirm/')]/@href")
        url = link.replace(self.customer.get_base_url(), self.base_url())
        self.assertEqual(self.url_open(url).status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self.customer.consent_ids.state, "requested")
        kept = self._requests()
        self.assertEqual(kept.state, "sent")
        self.assertIn("/customer_care/confirm/hidden", kept.body)
        self.assertNotIn(link.rpartition("/")[2], kept.body, "no clerk can follow it")
        self._post(url)
        self.assertEqual(self.customer.consent_ids.state, "given")
        self.assertFalse(self._refusal())
