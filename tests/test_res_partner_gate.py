# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CustomerCommon

CHANNELS = ("email", "sms", "letter", "postcard", "label", "call")


@tagged("post_install", "-at_install")
class TestGate(CustomerCommon):
    """Nobody is contacted who must not be, and the reason is one sentence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._make_customer()

    def _reason(self, channel, purpose=None, partner=None, **kwargs):
        partner = partner or self.customer
        return partner._contact_refusals(channel, purpose, **kwargs).get(partner.id)

    # -- the person -----------------------------------------------------------

    def test_reachable_customer_gets_service_by_every_channel(self):
        for channel in CHANNELS:
            with self.subTest(channel=channel):
                self.assertIsNone(self._reason(channel, self.service))
                self.assertIsNone(self._reason(channel))

    def test_forgotten_restricted_merged_and_archived_are_never_contacted(self):
        survivor = self._make_customer(name="Survivor")
        cases = [
            ({"is_forgotten": True}, "forgotten"),
            ({"is_restricted": True}, "must not be used"),
            ({"merged_into_id": survivor.id}, "merged"),
            ({"active": False}, "archived"),
        ]
        for vals, word in cases:
            partner = self._make_customer(**vals)
            for channel in CHANNELS:
                for purpose in (None, self.service, self.marketing):
                    with self.subTest(vals=vals, channel=channel, purpose=purpose):
                        self.assertIn(word, self._reason(channel, purpose, partner))

    def test_our_own_company_and_a_deleted_customer_are_refused(self):
        own = self.env.company.partner_id
        own.email = "us@example.com"
        self.assertIn("our own", self._reason("email", self.service, own))
        gone = self._make_customer()
        gone.unlink()
        self.assertEqual(
            gone._contact_refusals("email"),
            {gone.id: "This customer no longer exists."},
        )

    def test_being_forgotten_or_restricted_is_no_edit(self):
        for vals in (
            {"is_forgotten": True},
            {"is_restricted": False},
            {"merged_into_id": 1},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self.customer.with_user(self.user_level_1).write(vals)

    # -- the address ----------------------------------------------------------

    def test_customer_without_email_and_phone_is_reached_by_letter_only(self):
        partner = self._make_customer(email=False, phone=False)
        refused = {ch for ch in CHANNELS if self._reason(ch, self.service, partner)}
        self.assertEqual(refused, {"email", "sms", "call"})
        self.assertEqual(
            self._reason("email", None, partner), "There is no e-mail address."
        )
        self.assertEqual(
            self._reason("call", None, partner), "There is no phone number."
        )

    def test_incomplete_postal_address_is_refused(self):
        for missing in ("street", "city", "zip"):
            partner = self._make_customer(**{missing: False})
            with self.subTest(missing=missing):
                self.assertEqual(
                    self._reason("letter", None, partner),
                    "The postal address is incomplete.",
                )
                self.assertNotIn(partner.id, partner._contact_addresses("label"))
        ireland = self.env.ref("base.ie")
        ireland.zip_required = False
        partner = self._make_customer(zip=False, country_id=ireland.id)
        self.assertIsNone(self._reason("letter", None, partner))

    def test_invalid_address_is_refused_with_its_own_reason(self):
        partner = self._make_customer(email="anna(at)example", phone="12")
        self.assertEqual(
            self._reason("email", None, partner), "The e-mail address is not valid."
        )
        self.assertEqual(
            self._reason("sms", None, partner), "The phone number is not valid."
        )
        self.assertIsNone(
            self._reason("call", None, partner), "a person may understand it"
        )

    def test_landline_gets_calls_but_no_sms(self):
        partner = self._make_customer(phone="+48 12 222 22 22")
        self.assertIn("mobile", self._reason("sms", None, partner))
        self.assertIsNone(self._reason("call", None, partner))
        self.assertNotIn(partner.id, partner._contact_addresses("sms"))
        self.assertEqual(
            partner._contact_addresses("call"), {partner.id: "+48122222222"}
        )

    def test_addresses_are_the_normalised_ones(self):
        self.customer.email = '"Anna" <Anna.Kowalska@Example.com>'
        key = self.customer.id
        self.assertEqual(
            self.customer._contact_addresses("email"),
            {key: "anna.kowalska@example.com"},
        )
        self.assertEqual(self.customer._contact_addresses("sms"), {key: "+48601234567"})
        self.assertEqual(
            self.customer._contact_addresses("letter"),
            {key: "ul. Prosta 1\n00-001 Warszawa\nPoland"},
        )

    def test_address_given_by_the_caller_is_the_one_that_is_judged(self):
        given = {self.customer.id: "broken"}
        self.assertIn("not valid", self._reason("email", None, addresses=given))
        self.customer.email = "broken"
        given = {self.customer.id: "other@example.com"}
        self.assertIsNone(self._reason("email", None, addresses=given))

    def test_bounced_address_is_refused_until_it_changes(self):
        self.customer.message_bounce = 1
        self.assertIn("came back", self._reason("email", self.service))
        other = {self.customer.id: "other@example.com"}
        self.assertIsNone(self._reason("email", self.service, addresses=other))
        self.customer.email = "new@example.com"
        self.assertIsNone(self._reason("email", self.service))

    def test_blacklisted_address_gets_neither_marketing_nor_service(self):
        self.env["mail.blacklist"]._add(self.customer.email)
        self.env["phone.blacklist"]._add([self.customer.phone_sanitized])
        for channel in ("email", "sms", "call"):
            for purpose in (self.marketing, self.service, None):
                with self.subTest(channel=channel, purpose=purpose):
                    self.assertIn("blacklist", self._reason(channel, purpose))
        self.assertIsNone(
            self._reason("letter", self.service), "the next channel is free"
        )
        self.env["mail.blacklist"]._remove(self.customer.email)
        self.assertIsNone(self._reason("email", self.service))

    # -- consent --------------------------------------------------------------

    def test_marketing_needs_a_yes_for_this_channel_and_address(self):
        self.assertIn("not agreed", self._reason("email", self.marketing))
        self.customer._set_marketing_consent("email", True, "counter")
        self.assertIsNone(self._reason("email", self.marketing))
        self.assertIn("not agreed", self._reason("sms", self.marketing))
        self.customer.email = "new@example.com"
        self.assertIn("not agreed", self._reason("email", self.marketing))

    def test_yes_to_post_holds_for_letters_postcards_and_labels(self):
        self.customer._set_marketing_consent("letter", True, "form")
        for channel in ("letter", "postcard", "label"):
            self.assertIsNone(self._reason(channel, self.marketing))

    def test_no_of_another_customer_with_the_same_address_counts(self):
        twin = self._make_customer(name="Jan Kowalski")
        past = fields.Datetime.now() - timedelta(days=1)
        self.customer._set_marketing_consent("email", True, "counter").changed_at = past
        twin._set_marketing_consent("email", False, "phone")
        self.assertIn("said no", self._reason("email", self.marketing))
        future = fields.Datetime.now() + timedelta(days=1)
        self.customer.consent_ids.changed_at = future
        self.assertIsNone(self._reason("email", self.marketing), "a later yes lifts it")
        self.assertIn("said no", self._reason("email", self.marketing, twin))

    def test_equally_late_yes_and_no_are_a_no(self):
        twin = self._make_customer(name="Jan Kowalski")
        now = fields.Datetime.now()
        self.customer._set_marketing_consent("email", True, "counter").changed_at = now
        twin._set_marketing_consent("email", False, "phone").changed_at = now
        self.assertIn("said no", self._reason("email", self.marketing))

    def test_no_to_service_refuses_service_and_nothing_else(self):
        self.customer._set_marketing_consent("email", True, "counter")
        self.customer._set_consent(self.service, "email", False, "phone")
        self.assertIn("said no", self._reason("email", self.service))
        self.assertIsNone(self._reason("email", self.marketing))
        self.assertIsNone(self._reason("sms", self.service))
        self.assertIsNone(self._reason("email"))

    def test_legitimate_interest_asks_only_for_objections(self):
        purpose = self.env["customer.consent.purpose"].create(
            {"name": "Club", "code": "club", "lawful_basis": "legitimate_interest"}
        )
        self.assertIsNone(self._reason("email", purpose))
        self.customer._set_consent(purpose, "email", False, "letter")
        self.assertIn("Club", self._reason("email", purpose))

    def test_purpose_that_does_not_use_the_channel_is_refused(self):
        self.service.by_call = False
        self.assertIn("does not use", self._reason("call", self.service))

    # -- for everybody, at any size -------------------------------------------

    def test_gate_answers_for_customers_the_user_cannot_read(self):
        company = self.env["res.company"].create({"name": "Other Company"})
        partner = self._make_customer(company_id=company.id, is_forgotten=True)
        for user in (self.user_no_level, self.user_level_5):
            hidden = partner.with_user(user)
            with self.assertRaises(AccessError):
                hidden.with_context(allowed_company_ids=user.company_ids.ids).read(
                    ["name"]
                )
            purpose = self.marketing.with_user(user)
            self.assertIn("forgotten", self._reason("email", purpose, hidden))

    def test_gate_costs_five_queries_for_a_thousand_and_for_two_thousand(self):
        Partner = self.env["res.partner"]
        partners = Partner.create(
            [
                {
                    "name": f"Customer {number}",
                    "email": f"customer{number}@example.com",
                    "phone": f"+48600{number:06d}",
                    "street": "Prosta 1",
                    "zip": "00-001",
                    "city": "Warszawa",
                }
                for number in range(2000)
            ]
        )
        partners[:10]._set_marketing_consent("email", True, "import")
        for channel in CHANNELS:
            counts = []
            for part in (partners[:1000], partners):
                self.env.flush_all()
                self.env.invalidate_all()
                self.env.registry.clear_cache()
                self.env.user.has_group("base.group_user")
                self.env.company._with_parents()
                start = self.cr.sql_log_count
                refusals = part._contact_refusals(channel, self.marketing)
                counts.append(self.cr.sql_log_count - start)
                refused = len(part) - (10 if channel == "email" else 0)
                self.assertEqual(len(refusals), refused)
            with self.subTest(channel=channel):
                self.assertEqual(counts[0], counts[1])
                self.assertLessEqual(counts[0], 5)

    def test_unknown_channel_is_an_error(self):
        with self.assertRaises(ValueError):
            self.customer._contact_refusals("pigeon")
