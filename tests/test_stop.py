# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json
from datetime import timedelta
from unittest.mock import patch

import requests

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, freeze_time, tagged

from .common import CustomerCommon
from .common_queries import counted

NOW = "2027-03-10 10:00:00"
NUMBER = "+48601234567"


class StopCase(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.pl")
        cls.Message = cls.env["customer.message"]
        cls.consents = cls.env["customer.consent"]
        cls.Log = cls.env["customer.consent.log"]
        cls.before = cls.Log.search([]).ids
        cls.customer = cls._make_customer()

    def _rows(self):
        return self.Log.search([("id", "not in", self.before)], order="id")

    def _refusal(self, partner=None, channel="sms", purpose=None):
        partner = partner or self.customer
        purpose = purpose or self.marketing
        return partner._contact_refusals(channel, purpose).get(partner.id)

    def _kept(self):
        """Collect what `_keep_sms` gets."""
        kept = []
        patcher = patch.object(
            type(self.Message),
            "_keep_sms",
            lambda _self, number, text: kept.append((number, text)),
        )
        patcher.start()
        self.addCleanup(patcher.stop)
        return kept


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestStop(StopCase):
    """STOP is a no for the number, in whatever spelling and for whoever has it."""

    def test_stop_in_many_spellings_and_languages_is_a_no(self):
        kept = self._kept()
        for text in (
            "STOP",
            " stop. ",
            "S.T.O.P",
            "Arrêt",
            "ARRET",
            "baja",
            "Wypisz",
            "unsubscribe",
            "STOP 36200",
            "Stop all",
            "opt-out",
            "стоп",
            "Quit!",
        ):
            with self.subTest(text=text):
                self.customer._set_marketing_consent("sms", True, "counter")
                self.assertEqual(self.Message._receive_sms(NUMBER, text), "stop")
                self.assertRecordValues(
                    self.customer.consent_ids,
                    [{"state": "withdrawn", "method": "stop", "user_id": False}],
                )
        self.assertFalse(kept)

    def test_what_is_not_stop_is_kept_and_changes_nothing(self):
        kept = self._kept()
        self.customer._set_marketing_consent("sms", True, "counter")
        texts = [
            "Please don't stop, I like it",
            "End of the month?",
            "Cancel my appointment",
            "Thanks",
            "stopwatch",
            "",
            "36200",
        ]
        for text in texts:
            self.assertEqual(self.Message._receive_sms(NUMBER, text), "kept", text)
        self.assertEqual(kept, [(NUMBER, text) for text in texts])
        self.assertFalse(self._refusal())

    def test_a_text_that_begins_with_stop_is_a_no_and_read_by_a_person(self):
        kept = self._kept()
        self.customer._set_marketing_consent("sms", True, "counter")
        self.assertEqual(self.Message._receive_sms(NUMBER, "Stop it, please!"), "stop")
        self.assertIn("said no", self._refusal())
        self.assertEqual(kept, [(NUMBER, "Stop it, please!")])

    def test_the_number_is_found_in_every_notation_of_gateways(self):
        for number in (
            "+48601234567",
            "48601234567",
            "0048601234567",
            "601234567",
            "+48 601-234-567",
            " 48601234567 ",
            48601234567,
        ):
            with self.subTest(number=number):
                self.customer._set_marketing_consent("sms", True, "counter")
                self.Message._receive_sms(number, "STOP")
                self.assertIn("said no", self._refusal())

    def test_a_foreign_number_is_not_taken_for_one_of_ours(self):
        german = self._make_customer(name="Hans", phone="+49 151 23456789")
        german._set_marketing_consent("sms", True, "counter")
        self.customer._set_marketing_consent("sms", True, "counter")
        self.Message._receive_sms("4915123456789", "STOPP")
        self.assertIn("said no", self._refusal(german))
        self.assertFalse(self._refusal())

    def test_every_customer_with_the_number_is_withdrawn(self):
        twin = self._make_customer(name="Twin", phone="+48 22 826 65 43")
        self.env["customer.phone"].create(
            {"partner_id": twin.id, "number": "601 234 567"}
        )
        archived = self._make_customer(name="Gone", active=False)
        other = self._make_customer(name="Other", phone="+48 602 345 678")
        (self.customer | other)._set_marketing_consent("sms", True, "counter")
        self.Message._receive_sms(NUMBER, "stop")
        for partner in self.customer | twin | archived:
            self.assertEqual(partner.consent_ids.mapped("state"), ["withdrawn"])
        self.assertFalse(self._refusal(other))
        again = self._make_customer(name="New owner")
        self.assertIn("said no", self._refusal(again))

    def test_who_never_said_yes_refuses_and_who_did_withdraws(self):
        twin = self._make_customer(name="Twin")
        self.customer._set_marketing_consent("sms", True, "counter")
        self.Message._receive_sms(NUMBER, "stop")
        events = {row.partner_id: row.event for row in self._rows()}
        self.assertEqual(events, {self.customer: "withdrawn", twin: "refused"})
        row = self._rows()[-1]
        self.assertEqual((row.method, row.actor_type), ("stop", "subject"))

    def test_a_number_of_nobody_keeps_the_no(self):
        self.Message._receive_sms("+48 511 222 333", "STOP")
        row = self.consents.search([("partner_id", "=", False)], limit=1)
        self.assertEqual((row.state, row.method), ("withdrawn", "stop"))
        self.assertEqual(row.address_hint, "+48•••333")
        later = self._make_customer(phone="511 222 333")
        self.assertIn("said no", self._refusal(later))

    def test_stop_ends_all_marketing_by_sms_and_nothing_else(self):
        news = self.env["customer.consent.purpose"].create(
            {"name": "News", "code": "news", "lawful_basis": "legitimate_interest"}
        )
        self.customer._set_marketing_consent("email", True, "counter")
        self.customer._set_marketing_consent("call", True, "counter")
        self.Message._receive_sms(NUMBER, "stop")
        self.assertIn("said no", self._refusal(purpose=news))
        self.assertIn("said no", self._refusal())
        self.assertFalse(self._refusal(purpose=self.service))
        self.assertFalse(self._refusal(channel="email"))
        self.assertFalse(self._refusal(channel="call"))

    def test_a_purpose_says_whether_stop_ends_it(self):
        self.assertTrue(self.marketing.ends_by_stop)
        self.assertFalse(self.service.ends_by_stop)
        self.service.ends_by_stop = True
        self.Message._receive_sms(NUMBER, "stop")
        self.assertIn("said no", self._refusal(purpose=self.service))

    def test_planned_sms_are_cancelled_and_only_those(self):
        self.customer._set_marketing_consent("sms", True, "counter")
        self.customer._set_marketing_consent("email", True, "counter")
        later = fields.Datetime.now() + timedelta(days=3)

        def message(**vals):
            return {
                "partner_id": self.customer.id,
                "channel": "sms",
                "purpose_id": self.marketing.id,
                "body": "Text",
                "scheduled_at": later,
                **vals,
            }

        planned = self.Message._plan(
            [
                message(),
                message(address=NUMBER),
                message(purpose_id=self.service.id),
                message(channel="email"),
            ]
        )
        self.assertEqual(set(planned.mapped("state")), {"planned"})
        self.Message._receive_sms(NUMBER, "STOP")
        self.assertEqual(
            [(m.state, m.reason) for m in planned],
            [
                ("cancelled", "The customer said no."),
                ("cancelled", "The customer said no."),
                ("planned", False),
                ("planned", False),
            ],
        )

    def test_the_same_sms_again_changes_nothing(self):
        self.customer._set_marketing_consent("sms", True, "counter")
        self.Message._receive_sms(NUMBER, "stop")
        self.Message._receive_sms("+48 511 222 333", "stop")
        rows, count = self.consents.search([]).read(), len(self._rows())
        with freeze_time("2027-03-11 10:00:00"):
            self.Message._receive_sms(NUMBER, "stop")
            self.Message._receive_sms("+48 511 222 333", "stop")
        self.assertEqual(self.consents.search([]).read(), rows)
        self.assertEqual(len(self._rows()), count)

    def test_a_shared_number_costs_the_same_for_two_and_two_hundred(self):
        phones = {2: "+48 602 000 002", 3: "+48 602 000 003", 200: "+48 602 000 200"}
        for count, phone in phones.items():
            partners = self.env["res.partner"].create(
                [{"name": f"C {n}", "phone": phone} for n in range(count)]
            )
            partners._set_marketing_consent("sms", True, "counter")

        def cost(phone):
            with counted(self.env) as queries:
                self.Message._receive_sms(phone, "stop")
                self.env.flush_all()
            return queries.number

        cost(phones[2])
        few, many = cost(phones[3]), cost(phones[200])
        self.assertLessEqual(many, few + 8)

    def test_huge_and_strange_input_is_harmless(self):
        kept = self._kept()
        for number, text in (
            (NUMBER, "stop " * 100000),
            (NUMBER, "a\0b"),
            ("1" * 5000, "stop"),
            ("SHOP", "stop"),
            ("12", "stop"),
            (None, None),
            ("\0", "stop"),
            (NUMBER, "😀" * 3000),
        ):
            self.Message._receive_sms(number, text)
        self.assertLessEqual(max(len(text) for _number, text in kept), 1600)
        self.assertFalse(self._rows())

    # -- START ------------------------------------------------------------------

    def _say(self, moment, text):
        with freeze_time(moment):
            return self.Message._receive_sms(NUMBER, text)

    def test_start_takes_a_stop_back_where_there_was_a_yes(self):
        twin = self._make_customer(name="Twin")
        self.customer._set_marketing_consent("sms", True, "counter")
        self._say("2027-03-11 10:00:00", "STOP")
        self.assertEqual(self._say("2027-03-12 10:00:00", "Start"), "start")
        with freeze_time("2027-03-12 10:00:01"):
            self.assertFalse(self._refusal())
            self.assertIn("said no", self._refusal(twin), "never agreed")
        row = self._rows()[-1]
        self.assertEqual(
            (row.event, row.method, row.actor_type, row.wording_uid),
            ("given", "start", "subject", False),
        )

    def test_start_lifts_no_no_that_was_said_otherwise(self):
        kept = self._kept()
        self.customer._set_marketing_consent("sms", True, "counter")
        with freeze_time("2027-03-11 10:00:00"):
            self.customer._set_marketing_consent("sms", False, "phone")
        self._say("2027-03-11 12:00:00", "STOP")
        self.assertEqual(self._say("2027-03-12 10:00:00", "START"), "kept")
        self.assertIn("said no", self._refusal())
        self.assertEqual(kept, [(NUMBER, "START")])

    def test_start_gives_no_yes_to_who_never_agreed_or_whose_yes_is_over(self):
        self._say("2027-03-11 10:00:00", "STOP")
        self.assertEqual(self._say("2027-03-12 10:00:00", "START"), "kept")
        other = self._make_customer(name="Other", phone="+48 602 345 678")
        self.marketing.validity_months = 1
        other._set_marketing_consent("sms", True, "counter")
        with freeze_time("2027-03-20 10:00:00"):
            self.Message._receive_sms("+48602345678", "STOP")
        with freeze_time("2027-05-20 10:00:00"):
            self.Message._receive_sms("+48602345678", "START")
            self.assertIn("said no", self._refusal(other))

    # -- words ------------------------------------------------------------------

    def test_words_can_be_added_and_taken_away(self):
        words = self.env["customer.stop.word"].with_user(self.user_level_2)
        self.assertEqual(self.Message._receive_sms(NUMBER, "Dość!"), "kept")
        words.create({"name": "Dość"})
        self.assertEqual(self.Message._receive_sms(NUMBER, "dosc"), "stop")
        words.search([("key", "=", "dosc")]).active = False
        self.assertEqual(self.Message._receive_sms(NUMBER, "dosc"), "kept")

    def test_a_word_twice_or_without_letters_is_refused_in_a_sentence(self):
        words = self.env["customer.stop.word"]
        with self.assertRaisesRegex(ValidationError, "stop is there already"):
            words.create({"name": "s t o p"})
        for name in ("?!", "36200", " "):
            with self.assertRaises(ValidationError):
                words.create({"name": name})

    def test_only_who_configures_purposes_changes_words(self):
        for user in (self.user_level_3, self.user_no_level):
            with self.assertRaises(AccessError):
                self.env["customer.stop.word"].with_user(user).create({"name": "Bye"})


@tagged("post_install", "-at_install")
class TestSmsIncoming(StopCase, HttpCase):
    """The secret address for SMS gateways."""

    def setUp(self):
        super().setUp()
        self.customer._set_marketing_consent("sms", True, "counter")
        self.url = self._url()

    def _url(self):
        url = self.Message._incoming_sms_url()
        return url.replace(self.customer.get_base_url(), self.base_url())

    def _call(self, method="post", url=None, **kwargs):
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            response = getattr(requests, method)(
                url or self.url, allow_redirects=False, timeout=30, **kwargs
            )
        self.env.invalidate_all()
        return response

    def _again(self):
        self.customer._set_marketing_consent("sms", True, "counter")

    def test_gateways_of_many_makes_are_understood(self):
        number = NUMBER.removeprefix("+")
        calls = {
            "form, From and Body": {"data": {"From": NUMBER, "Body": "Stop"}},
            "sender and message": {"data": {"sender": number, "message": "stop"}},
            "msisdn and text": {"params": {"msisdn": number, "text": "STOP"}},
            "multipart": {
                "files": {"from": (None, NUMBER), "text": (None, "stop")},
            },
            "sms_from and sms_text": {
                "data": {"sms_from": number, "sms_text": "stop", "sms_to": "4866"}
            },
            "JSON": {"json": {"originator": int(number), "payload": "stop"}},
            "wrapped": {"json": {"results": [{"from": number, "text": "STOP"}]}},
            "deeper": {
                "json": {
                    "data": {
                        "payload": {"from": {"phone_number": NUMBER}, "text": "stop"}
                    }
                }
            },
        }
        for name, call in calls.items():
            with self.subTest(gateway=name):
                self._again()
                response = self._call(**call)
                self.assertEqual((response.status_code, response.text), (200, ""))
                self.assertNotIn("Set-Cookie", response.headers)
                self.assertIn("said no", self._refusal())

    def test_get_with_number_and_text_counts_and_without_changes_nothing(self):
        self.assertEqual(self._call("get").status_code, 200)
        self.assertFalse(self._refusal())
        self.assertEqual(self._call("get", params={"to": "4866"}).status_code, 400)
        response = self._call("get", params={"from": NUMBER, "text": "stop"})
        self.assertEqual(response.status_code, 200)
        self.assertIn("said no", self._refusal())

    def test_forged_foreign_and_old_addresses_are_not_found_and_change_nothing(self):
        head, _slash, token = self.url.rpartition("/")
        consents = self.consents
        unsubscribe = consents._unsubscribe_url(
            self.customer, self.marketing, "sms", NUMBER
        ).rpartition("/")[2]
        forged = [
            token[:-1],
            token + "A",
            ("A" if token[0] != "A" else "B") + token[1:],
            unsubscribe,
            "x",
            "%F0%9F%98%80",
        ]
        self.Message._renew_sms_token()
        forged.append(token)
        for text in forged:
            for method in ("get", "post"):
                with self.subTest(token=text, method=method):
                    response = self._call(
                        method,
                        f"{head}/{text}",
                        params={"from": NUMBER, "text": "stop"},
                    )
                    self.assertEqual(response.status_code, 404)
                    self.assertEqual(response.text, "")
        self.assertFalse(self._refusal())
        response = self._call(url=self._url(), data={"from": NUMBER, "text": "stop"})
        self.assertEqual(response.status_code, 200)
        self.assertIn("said no", self._refusal())

    def test_the_answer_tells_nothing_about_who_is_known(self):
        answers = {
            self._call(data={"from": number, "text": text}).content
            for number in (NUMBER, "+48511222333", "SHOP")
            for text in ("stop", "hello")
        }
        self.assertEqual(answers, {b""})

    def test_broken_and_huge_calls_are_refused_and_change_nothing(self):
        headers = {"Content-Type": "application/json"}
        for body in (b"{", b"[" * 20000, b'{"from": null, "text": []}', b"1", b'"x"'):
            response = self._call(data=body, headers=headers)
            self.assertIn(response.status_code, (200, 400), body[:20])
        huge = {"from": NUMBER, "text": "stop " * 100000}
        self.assertIn(self._call(data=huge).status_code, (400, 413))
        self.assertIn(
            self._call(data=json.dumps(huge), headers=headers).status_code, (400, 413)
        )
        self.assertFalse(self._refusal())

    def test_the_address_is_for_who_may_change_settings(self):
        gateway = self.env["customer.sms.gateway"]
        mine = gateway.with_user(self.user_level_2).create({})
        old = mine.url
        self.assertIn("/customer_care/sms/", old)
        mine.action_renew()
        again = gateway.with_user(self.user_level_2).create({})
        self.assertNotEqual(again.url, old)
        for user in (self.user_level_3, self.user_no_level):
            with self.assertRaises(AccessError):
                gateway.with_user(user).create({})
            with self.assertRaises(AccessError):
                gateway.with_user(user).new({}).mapped("url")
            with self.assertRaises(AccessError):
                gateway.with_user(user).browse(mine.id).action_renew()

    def test_a_stop_comes_out_of_the_log_as_it_was(self):
        self._call(data={"from": NUMBER, "text": "stop"})
        self._call(data={"from": "+48511222333", "text": "stop"})
        names = ["partner_id", "state", "method", "address_hash", "changed_at"]
        self.env.flush_all()

        def state():
            rows = self.consents.search([]).read(names)
            return sorted(tuple(str(row[name]) for name in names) for row in rows)

        before = state()
        self.consents._rebuild()
        self.assertEqual(state(), before)
