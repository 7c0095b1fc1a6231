# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestConsent(CustomerCommon):
    """A yes or no belongs to purpose, channel and address; no merge loses a no."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._make_customer()
        cls.wizard = cls.env["base.partner.merge.automatic.wizard"]

    def _may(self, partner, channel="email", purpose=None):
        purpose = purpose or self.marketing
        return partner.id not in partner._contact_refusals(channel, purpose)

    def _days_ago(self, partner, days):
        partner.consent_ids.changed_at = fields.Datetime.now() - timedelta(days=days)

    # -- recording ------------------------------------------------------------

    def test_yes_records_who_when_how_and_not_the_address(self):
        clerk = self.user_level_4
        self.customer.with_user(clerk)._set_marketing_consent(
            "email", True, "phone", "call 7"
        )
        row = self.customer.consent_ids
        self.assertRecordValues(
            row,
            [
                {
                    "purpose_id": self.marketing.id,
                    "channel": "email",
                    "state": "given",
                    "method": "phone",
                    "user_id": clerk.id,
                    "address_hint": "a•••a@e•••.com",
                    "note": "call 7",
                }
            ],
        )
        self.assertEqual(len(row.address_hash), 64)
        self.assertTrue(self.customer.marketing_email)
        self.assertFalse(self.customer.marketing_sms)

    def test_second_answer_replaces_the_first(self):
        self.customer._set_marketing_consent("email", True, "counter")
        self.customer._set_marketing_consent("email", False, "letter")
        self.assertRecordValues(
            self.customer.consent_ids, [{"state": "withdrawn", "method": "letter"}]
        )
        self.assertFalse(self.customer.marketing_email)

    def test_no_ends_a_yes_given_for_an_earlier_address(self):
        self.customer._set_marketing_consent("email", True, "counter")
        self.customer.email = False
        self.customer._set_marketing_consent("email", False, "phone")
        self.assertEqual(self.customer.consent_ids.mapped("state"), ["withdrawn"])

    def test_answer_without_an_address_is_refused_with_the_name(self):
        self.customer.email = False
        with self.assertRaisesRegex(UserError, "Anna Kowalska"):
            self.customer._set_marketing_consent("email", True, "counter")

    def test_dialog_records_the_answer(self):
        action = self.customer.with_context(
            consent_channel="sms", consent_given=True
        ).action_change_consent()
        wizard = self.env["customer.consent.change"].with_context(**action["context"])
        with Form(wizard.with_user(self.user_level_4)) as form:
            form.method = "form"
        form.record.action_record()
        self.assertRecordValues(
            self.customer.consent_ids,
            [{"channel": "sms", "state": "given", "method": "form"}],
        )

    def test_withdrawal_cancels_what_is_planned_for_the_address(self):
        self.customer._set_marketing_consent("email", True, "counter")
        message, service = self.env["customer.message"]._plan(
            [
                {
                    "partner_id": self.customer.id,
                    "channel": "email",
                    "purpose_id": purpose.id,
                    "subject": "Offer",
                    "body": "Text",
                    "scheduled_at": fields.Datetime.now() + timedelta(days=3),
                }
                for purpose in (self.marketing, self.service)
            ]
        )
        self.assertEqual(message.state, "planned")
        self.customer._set_marketing_consent("email", False, "phone")
        self.assertRecordValues(
            message | service,
            [
                {"state": "cancelled", "reason": "The customer said no."},
                {"state": "planned", "reason": False},
            ],
        )

    # -- rights ---------------------------------------------------------------

    def test_user_without_the_function_cannot_record(self):
        for user in (self.user_level_5, self.user_no_level):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.customer.with_user(user)._set_marketing_consent(
                    "email", True, "phone"
                )
            with self.assertRaises(AccessError):
                self.env["customer.consent.change"].with_user(user).create(
                    {"partner_id": self.customer.id}
                )
        self.assertFalse(self.customer.consent_ids)

    def test_rows_cannot_be_written_past_the_verb_even_by_level_1(self):
        row = self.customer._set_marketing_consent("email", False, "phone")
        mine = row.with_user(self.user_level_1)
        self.assertEqual(mine.state, "withdrawn")
        with self.assertRaises(AccessError):
            mine.write({"state": "given"})
        with self.assertRaises(AccessError):
            mine.copy()
        with self.assertRaises(AccessError):
            mine.unlink()

    def test_user_without_a_level_sees_no_consents(self):
        self.customer._set_marketing_consent("email", True, "phone")
        nobody = self.env(user=self.user_no_level)
        with self.assertRaises(AccessError):
            nobody["customer.consent"].search([])
        with self.assertRaises(AccessError):
            self.customer.with_user(self.user_no_level).read(["marketing_email"])

    def test_consents_of_another_company_are_not_seen(self):
        company = self.env["res.company"].create({"name": "Other Company"})
        other = self._make_customer(company_id=company.id, email="other@example.com")
        (other | self.customer)._set_marketing_consent("email", True, "phone")
        seen = self.env["customer.consent"].with_user(self.user_level_2).search([])
        self.assertIn(self.customer, seen.partner_id)
        self.assertNotIn(other, seen.sudo().partner_id)

    # -- what outlives the customer -------------------------------------------

    def test_recreated_customer_with_the_address_of_a_no_is_refused(self):
        self.customer._set_marketing_consent("email", False, "phone")
        self.customer.unlink()
        again = self._make_customer(name="Somebody new")
        refusal = again._contact_refusals("email", self.marketing)[again.id]
        self.assertIn("said no", refusal)

    def test_yes_of_a_deleted_customer_is_no_yes_of_the_next(self):
        self.customer._set_marketing_consent("email", True, "phone")
        self.customer.unlink()
        again = self._make_customer(name="Somebody new")
        self.assertIn(
            "not agreed", again._contact_refusals("email", self.marketing)[again.id]
        )

    def test_key_is_made_once_and_its_loss_is_an_error(self):
        consents = self.env["customer.consent"]
        key = consents._address_key()
        self.assertGreaterEqual(len(key), 32)
        self.assertEqual(consents._address_key(), key)
        self.env["ir.config_parameter"].set_param("database.secret", "copied")
        self.assertEqual(consents._address_key(), key, "a copied database keeps it")
        self.customer._set_marketing_consent("email", False, "phone")
        self.env["ir.config_parameter"].set_param("customer_care.address_key", False)
        with self.assertRaisesRegex(UserError, "customer_care.address_key"):
            self.customer._contact_refusals("email", self.marketing)

    def test_seeded_purposes_cannot_be_deleted(self):
        with self.assertRaisesRegex(UserError, "archive"):
            self.marketing.unlink()

    # -- core's merge ---------------------------------------------------------

    def test_core_merge_keeps_every_row(self):
        twin = self._make_customer(name="Twin")
        (self.customer | twin)._set_marketing_consent("email", True, "counter")
        twin._set_marketing_consent("sms", True, "counter")
        rows = (self.customer | twin).consent_ids
        self.wizard._merge((self.customer | twin).ids, self.customer)
        self.assertEqual(rows.exists(), rows)
        self.assertEqual(rows.partner_id, self.customer)
        self.assertTrue(self._may(self.customer))
        self.assertTrue(self._may(self.customer, "sms"))

    def test_core_merge_no_for_the_same_address_wins(self):
        twin = self._make_customer(name="Twin")
        twin._set_marketing_consent("email", False, "phone")
        self.customer._set_marketing_consent("email", True, "counter")
        self._days_ago(self.customer, 2)
        self._days_ago(twin, 1)
        self.wizard._merge((self.customer | twin).ids, self.customer)
        self.assertFalse(self._may(self.customer))

    def test_core_merge_later_yes_for_the_same_address_lifts_the_no(self):
        twin = self._make_customer(name="Twin")
        twin._set_marketing_consent("email", False, "phone")
        self.customer._set_marketing_consent("email", True, "counter")
        self._days_ago(twin, 2)
        self._days_ago(self.customer, 1)
        self.wizard._merge((self.customer | twin).ids, self.customer)
        self.assertTrue(self._may(self.customer))

    def test_core_merge_no_for_another_address_ends_the_survivors_yes(self):
        twin = self._make_customer(name="Twin", email="twin@example.com")
        twin._set_marketing_consent("email", False, "phone")
        self.customer._set_marketing_consent("email", True, "counter")
        self.customer._set_marketing_consent("sms", True, "counter")
        self._days_ago(twin, 30)
        self.wizard._merge((self.customer | twin).ids, self.customer)
        self.assertFalse(self._may(self.customer))
        self.assertTrue(self._may(self.customer, "sms"), "the no was for e-mail")
        mail = self.customer.consent_ids.filtered(lambda c: c.channel == "email")
        self.assertEqual(set(mail.mapped("state")), {"withdrawn"})
        self.assertIn("merge", mail.mapped("method"))

    def test_core_merge_changes_nothing_of_a_third_customer(self):
        third = self._make_customer(name="Third", email="third@example.com")
        third._set_marketing_consent("email", True, "counter")
        twin = self._make_customer(name="Twin", email="twin@example.com")
        twin._set_marketing_consent("email", False, "phone")
        self.wizard._merge((self.customer | twin).ids, self.customer)
        self.assertTrue(self._may(third))
