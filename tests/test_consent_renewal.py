# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from ast import literal_eval
from datetime import datetime, timedelta
from unittest.mock import patch

import requests
from lxml import html

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_cron import IrCron

from ..models import customer_consent_expiry
from .common_queries import counted
from .mail_office import MailOffice, really_sending, use_mail_server
from .test_double_opt_in import OptInCase

NOW = "2027-03-10 10:00:00"
END = datetime(2028, 3, 10, 10)
SOON = "2028-02-20 10:00:00"
OVER = "2028-03-10 10:00:01"


class RenewalCase(OptInCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Message = cls.env["customer.message"]
        cls.marketing.write({"needs_double_opt_in": False, "validity_months": 12})

    def _renewals(self):
        return self.Message.search(
            [("occurrence", "=like", "consent_renewal:%")], order="id"
        )

    def _cron(self, name):
        commits = []
        commit = patch.object(
            IrCron,
            "_commit_progress",
            lambda _self, processed=0, remaining=None, **_kw: commits.append(
                (processed, remaining)
            ),
        )
        with commit:
            getattr(self.consents, name)()
        return commits[-1]

    def _wizard(self, rows, user=None):
        action = rows.with_user(user or self.user_level_4).action_ask_renewal()
        wizards = self.env["customer.consent.renew"].with_user(
            user or self.user_level_4
        )
        return Form(wizards.with_context(**action["context"])).save()


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestConsentRenewal(RenewalCase):
    """Who is asked, while it is lawful, once; and what the answer does."""

    def setUp(self):
        super().setUp()
        self.row = self._say()

    def test_a_yes_that_ends_soon_is_asked_about_under_its_own_purpose(self):
        with freeze_time(SOON):
            message = self.row._ask_renewal()
            self.assertRecordValues(
                message,
                [
                    {
                        "state": "planned",
                        "channel": "email",
                        "purpose_id": self.marketing.id,
                        "partner_id": self.customer.id,
                        "late_until": END,
                    }
                ],
            )
            self.assertEqual(message.source, self.row)
            self.assertTrue(self.row.is_renewal_asked)

    def test_nobody_is_asked_twice_for_the_same_yes(self):
        with freeze_time(SOON):
            self.row._ask_renewal()
            self.assertFalse(self.row._ask_renewal())
        with freeze_time("2028-03-01 10:00:00"):
            self.assertFalse(self.row._ask_renewal())
            self.assertEqual(len(self._renewals()), 1)
            self.consents._renew(self.row._renewal_url().rpartition("/")[2])
            self.assertFalse(self.row.is_renewal_asked, "the new yes was not asked")
        with freeze_time("2029-02-10 10:00:00"):
            self.assertEqual(len(self.row._ask_renewal()), 1)

    def test_a_yes_that_is_over_is_not_asked_about_by_e_mail(self):
        for is_swept in (False, True):
            with self.subTest(is_swept=is_swept), freeze_time(OVER):
                if is_swept:
                    self._expire()
                self.assertFalse(self.row._ask_renewal())
                wizard = self._wizard(self.row)
                self.assertEqual((wizard.ask_count, wizard.over_count), (0, 1))
                with self.assertRaisesRegex(UserError, "advertising without consent"):
                    wizard.action_ask()
        self.assertFalse(self._renewals())

    def test_a_mail_that_did_not_leave_in_time_leaves_no_more(self):
        with freeze_time("2028-03-10 09:00:00"):
            message = self.row._ask_renewal()
        with freeze_time(OVER), really_sending():
            self.Message._cron_send()
        self.assertEqual(message.state, "missed")

    def test_a_letter_goes_to_who_agreed_to_letters(self):
        other = self._make_customer(name="No letters", email="n@example.com")
        rows = self.row | self._say(partner=other)
        with freeze_time(OVER):
            self._say(channel="letter")
            self._expire()
            messages = rows._ask_renewal(is_by_letter=True)
            self.assertEqual(
                [(m.partner_id, m.channel, m.state) for m in messages],
                [
                    (self.customer, "letter", "planned"),
                    (other, "letter", "skipped"),
                ],
            )
            content = self.row._customer_message_content(messages[0])
            self.assertIn("ended on 03/10/2028", content["body"])

    def test_who_said_no_moved_or_never_confirmed_is_not_asked(self):
        moved = self._make_customer(name="Moved", email="old@example.com")
        refusing = self._make_customer(name="No", email="no@example.com")
        rows = self.row | self._say(partner=moved) | self._say(partner=refusing)
        moved.email = "new@example.com"
        self.marketing.needs_double_opt_in = True
        late = self._make_customer(name="Late", email="late@example.com")
        rows |= self._say(partner=late)
        with freeze_time("2028-02-01 10:00:00"):
            self._say(False, partner=refusing)
            self._expire()
        with freeze_time(SOON):
            kinds = rows._sort_for_renewal()
            self.assertEqual(kinds["ask"], self.row)
            self.assertEqual(kinds["moved"].partner_id, moved)
            self.assertEqual(kinds["other"].partner_id, refusing | late)
            self.assertEqual(rows._ask_renewal(True).partner_id, self.customer)

    def test_who_is_called_is_on_the_list_of_calls_with_what_to_ask(self):
        call = self._say(channel="call")
        with freeze_time(SOON):
            message = call._ask_renewal()
            self.assertEqual(
                (message.channel, message.state, message.subject),
                ("call", "planned", "Ask whether it goes on: Offers"),
            )

    def test_the_gate_decides_and_says_why(self):
        self.customer.sudo().is_restricted = True
        with freeze_time(SOON):
            message = self.row._ask_renewal()
            self.assertEqual(message.state, "skipped")
            self.assertIn("must not be used", message.reason)
            self.assertFalse(self.row.is_renewal_asked)

    def test_the_mail_has_the_words_the_end_and_a_link(self):
        with freeze_time(SOON):
            message = self.row._ask_renewal()
            content = self.row._customer_message_content(message)
            page = html.fromstring(str(content["body"]))
            text = page.text_content()
            self.assertIn("ends on 03/10/2028", text)
            self.assertIn(self.env.ref("customer_care.wording_marketing_en").text, text)
            self.assertIn(self.row._renewal_url(), page.xpath("//a/@href"))
            self._say(channel="sms")
            # a quarter past midnight where the customer is
            self.row.sudo().valid_until = "2028-03-10 23:15:00"
            content = self.row._customer_message_content(message)
            self.assertIn("ends on 03/11/2028", content["body"])
        sms = self.customer.consent_ids.filtered(lambda c: c.channel == "sms")
        with freeze_time("2029-02-10 10:00:00"):
            content = sms._customer_message_content(sms._ask_renewal())
            self.assertIn(sms._renewal_url(), content["body"])
            self.assertNotIn("<", content["body"])

    def test_a_yes_that_goes_on_is_renewed_from_then_on(self):
        with freeze_time(SOON):
            token = self.row._renewal_url().rpartition("/")[2]
            self.assertEqual(self.consents._renew(token).state, "renewed")
            self.assertRecordValues(
                self.row,
                [
                    {
                        "state": "given",
                        "method": "page",
                        "valid_until": datetime(2029, 2, 20, 10),
                        "user_id": False,
                    }
                ],
            )
            row = self._rows()[-1]
            self.assertEqual(
                (row.event, row.actor_type, row.valid_until),
                ("renewed", "subject", datetime(2029, 2, 20, 10)),
            )
            self._check_rebuilt()
        self.row = self.customer.consent_ids
        with freeze_time("2028-02-25 10:00:00"):
            self.assertEqual(self.consents._renew(token).state, "done")
        self.assertEqual(self.row.valid_until, datetime(2029, 2, 20, 10))

    def test_a_renewal_needs_no_second_confirmation_but_a_new_yes_does(self):
        self.marketing.needs_double_opt_in = True
        token = self.row._renewal_url().rpartition("/")[2]
        with freeze_time(SOON):
            self.assertEqual(self.consents._renew(token).state, "renewed")
            token = self.row._renewal_url().rpartition("/")[2]
        with freeze_time("2030-01-01 10:00:00"):
            self._expire()
            self.assertEqual(self.consents._renew(token).state, "asked")
            self.assertEqual(self.row.state, "requested")

    def test_after_a_no_the_link_renews_nothing(self):
        token = self.row._renewal_url().rpartition("/")[2]
        with freeze_time(SOON):
            self._say(False)
            self.assertEqual(self.consents._renew(token).state, "void")
            self.assertEqual(self.row.state, "withdrawn")

    def test_said_again_at_the_counter_it_is_renewed_too(self):
        with freeze_time(SOON):
            self._say()
        self.assertEqual(self._rows().mapped("event"), ["given", "renewed"])

    # -- the list and the dialog ------------------------------------------------

    def test_the_list_shows_what_ends_and_what_is_over_without_a_no(self):
        refusing = self._make_customer(name="No", email="no@example.com")
        over = self._make_customer(name="Over", email="over@example.com")
        with freeze_time("2026-03-01 10:00:00"):
            self._say(partner=over)
        self._say(partner=refusing)
        self._say(False, partner=refusing)
        with freeze_time(SOON):
            self._expire()
            action = self.env.ref("customer_care.customer_consent_action_renewal")
            shown = self.consents.with_user(self.user_level_5).search(
                [
                    *literal_eval(action.domain),
                    ("partner_id", "in", (self.customer | refusing | over).ids),
                ]
            )
            self.assertEqual(shown.partner_id, self.customer | over)
            self.row._ask_renewal()
            for asked, found in ((True, self.customer), (False, over)):
                rows = shown.search(
                    [("id", "in", shown.ids), ("is_renewal_asked", "=", asked)]
                )
                self.assertEqual(rows.partner_id, found)

    def test_without_a_selection_all_that_end_soon_are_asked(self):
        other = self._make_customer(name="Other", email="o@example.com")
        with freeze_time("2027-09-10 10:00:00"):
            later = self._say(partner=other)
        with freeze_time(SOON):
            wizard = self._wizard(self.consents)
            self.assertIn(self.row, wizard.consent_ids)
            self.assertNotIn(later, wizard.consent_ids)
            self.assertGreaterEqual(wizard.ask_count, 1)
            action = wizard.action_ask()
            messages = self.Message.search(action["domain"])
            self.assertIn(self.customer, messages.partner_id)
            self.assertNotIn(self.row, self._wizard(self.consents).consent_ids)

    def test_only_who_may_send_asks(self):
        for user in (self.user_level_5, self.user_no_level):
            with self.assertRaises(AccessError):
                self.row.with_user(user).action_ask_renewal()
            with self.assertRaises(AccessError):
                self.env["customer.consent.renew"].with_user(user).create(
                    {"consent_ids": [(6, 0, self.row.ids)]}
                )

    def test_asking_costs_the_same_for_two_and_two_hundred(self):
        partners = self.env["res.partner"].create(
            [
                {"name": f"Customer {n}", "email": f"c{n}@example.com"}
                for n in range(204)
            ]
        )
        rows = partners._set_marketing_consent("email", True, "import")

        def cost(some):
            with counted(self.env) as queries:
                some._ask_renewal()
            return queries.number

        with freeze_time(SOON):
            cost(rows[:2])
            few, many = cost(rows[2:4]), cost(rows[4:])
        self.assertLessEqual(many, few + 4)
        self.assertEqual(len(self._renewals()), 204)

    # -- by themselves ----------------------------------------------------------

    def test_a_purpose_that_says_so_asks_by_itself_once(self):
        with freeze_time(SOON):
            self._cron("_cron_renew")
            self.assertFalse(self._renewals(), "no purpose says so")
            self.marketing.renew_days = 30
        with freeze_time("2028-02-01 10:00:00"):
            self._cron("_cron_renew")
            self.assertFalse(self._renewals(), "too early")
        with freeze_time(SOON):
            self._cron("_cron_renew")
            self.assertEqual(self._renewals().partner_id, self.customer)
            self._cron("_cron_renew")
        with freeze_time(OVER):
            self._cron("_cron_renew")
        self.assertEqual(len(self._renewals()), 1)

    def test_expiring_goes_on_batch_by_batch_to_the_end(self):
        partners = self.env["res.partner"].create(
            [{"name": f"C {n}", "email": f"c{n}@example.com"} for n in range(12)]
        )
        rows = self.consents
        for number, partner in enumerate(partners):
            with freeze_time(datetime(2027, 3, 11, 10) + timedelta(days=number)):
                rows |= self._say(partner=partner)
        with (
            patch.object(customer_consent_expiry, "BATCH", 5),
            freeze_time("2029-01-01 10:00:00"),
        ):
            done = self._cron("_cron_expire")
            self.assertEqual(done[0], 5)
            self.assertGreaterEqual(done[1], 8)
            while self._cron("_cron_expire")[1]:
                continue
        self.assertEqual(set(rows.mapped("state")), {"expired"})
        self.assertEqual(rows[3].changed_at, datetime(2028, 3, 14, 10))
        events = self._rows().filtered(lambda r: r.event == "expired")
        self.assertEqual(len(events), 13)
        self._check_rebuilt()

    def test_expiring_costs_the_same_for_two_ends_and_fifty(self):
        partners = self.env["res.partner"].create(
            [{"name": f"C {n}", "email": f"c{n}@example.com"} for n in range(54)]
        )
        rows = self.consents
        for number, partner in enumerate(partners):
            with freeze_time(datetime(2027, 3, 11, 10) + timedelta(days=number)):
                rows |= self._say(partner=partner)

        def cost(some):
            with counted(self.env) as queries:
                some._expire()
                self.env.flush_all()
            return queries.number

        with freeze_time("2029-01-01 10:00:00"):
            cost(rows[:2])
            few, many = cost(rows[2:4]), cost(rows[4:])
        self.assertLessEqual(many, few + 4)

    # -- given up ---------------------------------------------------------------

    def test_a_purpose_given_up_ends_what_was_agreed_and_archiving_alone_does_not(self):
        with freeze_time("2027-03-11 10:00:00"):
            self.marketing.active = False
            self._expire()
            self.assertEqual(self.row.state, "given")
            self.marketing.active = True
            planned = self.Message._plan(
                [
                    {
                        "partner_id": self.customer.id,
                        "channel": "email",
                        "purpose_id": self.marketing.id,
                        "body": "Offer",
                    }
                ]
            )
            self.marketing.with_user(self.user_level_2).action_give_up()
            self._expire()
            self.assertEqual((self.row.state, self.row.method), ("expired", "ended"))
            self.assertEqual(planned.state, "cancelled")
            row = self._rows()[-1]
            self.assertEqual((row.event, row.actor_type), ("revoked", "system"))
            self._check_rebuilt()
        with self.assertRaises(AccessError):
            self.marketing.with_user(self.user_level_3).action_give_up()


@tagged("post_install", "-at_install")
class TestRenewalPage(RenewalCase, HttpCase):
    """The page behind the link: GET shows, the button acts."""

    def setUp(self):
        super().setUp()
        self.row = self._say()
        self.row.valid_until = fields.Datetime.now() + timedelta(days=20)
        self.url = self._local(self.row._renewal_url())
        self.words = self.env.ref("customer_care.wording_marketing_en").uid

    def _local(self, url):
        return url.replace(self.row.get_base_url(), self.base_url())

    def _text(self, response):
        return html.fromstring(response.content).text_content()

    def _post(self, url=None, words=None):
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            response = requests.post(
                url or self.url,
                data={"words": self.words if words is None else words},
                allow_redirects=False,
                timeout=30,
            )
        self.env.invalidate_all()
        return response

    def test_looking_changes_nothing_and_the_button_renews_once(self):
        before = self.row.read()
        for _visit in range(3):
            response = self.url_open(self.url)
        self.assertIn("Shall it go on?", self._text(response))
        self.env.invalidate_all()
        self.assertEqual(self.row.read(), before)
        response = self._post()
        self.assertIn("It goes on", self._text(response))
        self.assertNotIn("Set-Cookie", response.headers)
        until = self.row.valid_until
        self.assertGreater(until, fields.Datetime.now() + timedelta(days=300))
        self.assertIn("noted this already", self._text(self._post()))
        self.assertEqual(self.row.valid_until, until)
        self.assertEqual(self._rows().mapped("event"), ["given", "renewed"])

    def test_words_that_changed_meanwhile_are_shown_before_they_are_agreed_to(self):
        until = self.row.valid_until
        self.env["customer.consent.wording"].create(
            {"purpose_id": self.marketing.id, "lang": "en_US", "text": "Other words"}
        )
        response = self._post()
        self.assertIn("Other words", self._text(response))
        self.assertIn("Shall it go on?", self._text(response))
        self.assertEqual(self.row.valid_until, until)

    def test_a_yes_that_is_over_can_be_given_again_by_its_owner(self):
        self.row.valid_until = fields.Datetime.now() - timedelta(days=1)
        self._expire()
        url = self._local(self.row._renewal_url())
        self.assertIn("has ended", self._text(self.url_open(url)))
        self.assertEqual(self.row.state, "expired")
        self._post(url)
        self.assertEqual(self.row.state, "given")

    def test_the_clerk_asks_from_the_list(self):
        self.consents.search([("id", "!=", self.row.id)]).unlink()
        self.start_tour(
            "/odoo/customer-consents-renewal",
            "customer_care_consent_renewal",
            login="level_4",
        )
        self.assertEqual(self._renewals().partner_id, self.customer)

    @mute_logger("odoo.http")
    def test_forged_and_foreign_tokens_change_nothing(self):
        head, _slash, token = self.url.rpartition("/")
        foreign = self.consents._unsubscribe_url(
            self.customer, self.marketing, "email", self.customer.email
        ).rpartition("/")[2]
        before = self.row.read()
        for text in (token[:-1], token + "A", "A" + token[1:-1], foreign, "x"):
            self.assertEqual(self._post(f"{head}/{text}").status_code, 404)
        self.assertEqual(self.row.read(), before)

    def test_the_mail_really_sent_carries_the_headers_and_renews(self):
        self.row._ask_renewal()
        with MailOffice() as office:
            use_mail_server(self.env, office.port)
            with really_sending():
                self.Message._cron_send()
        ((recipient, letter),) = office.letters
        self.assertEqual(recipient, "anna.kowalska@example.com")
        self.assertEqual(letter["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        page = html.fromstring(letter.get_body(("html",)).get_content())
        (link,) = page.xpath("//a[contains(@href, '/customer_care/renew/')]/@href")
        self._post(self._local(link))
        self.assertEqual(self._rows()[-1].event, "renewed")
