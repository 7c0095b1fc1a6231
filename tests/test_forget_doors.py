# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .test_forget import ForgetCommon


@tagged("post_install", "-at_install")
class TestForgetDoors(ForgetCommon):
    """A forgotten customer tries every door, and stays out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.env.ref("base.user_admin")
        cls.anna.with_user(cls.user_level_2)._forget("Asked")

    def _partners(self):
        return self.env["res.partner"].with_user(self.user_level_1)

    def _refuse(self, error=UserError, sentence="asked to be forgotten"):
        return self.assertRaisesRegex(error, sentence)

    def test_search_and_name_search_find_nobody(self):
        partners = self._partners()
        for text in (self.anna.name, self.anna.ref, self.anna.email, self.anna.phone):
            found = [each[0] for each in partners.name_search(text)]
            self.assertNotIn(self.anna.id, found, text)
        self.assertNotIn(self.anna, partners.search([("name", "=", self.anna.name)]))

    def test_the_filter_all_shows_who_was_forgotten(self):
        found = self._partners().search(
            [("active", "in", (True, False)), ("is_forgotten", "=", True)]
        )
        self.assertIn(self.anna, found)

    def test_no_order(self):
        with self._refuse(ValidationError):
            self.env["sale.order"].create({"partner_id": self.anna.id})

    def test_no_order_of_somebody_else_becomes_theirs(self):
        order = self.env["sale.order"].create({"partner_id": self.other.id})
        with self._refuse(ValidationError):
            order.partner_id = self.anna

    def test_a_quotation_from_before_becomes_no_order_unless_it_is_paid(self):
        quotation = self.env["sale.order"].create({"partner_id": self.other.id})
        paid = quotation.copy()
        self.other.with_user(self.user_level_2)._forget("Asked")
        with self._refuse(ValidationError):
            quotation.with_user(self.clerk).action_confirm()
        self.assertEqual(quotation.state, "draft")
        paid.with_user(self.clerk).sudo().action_confirm()
        self.assertEqual(paid.state, "sale")

    def test_no_invoice_but_money_back(self):
        vals = {
            "partner_id": self.anna.id,
            "invoice_line_ids": [Command.create({"name": "Oil", "price_unit": 10})],
        }
        with self._refuse(ValidationError):
            self.env["account.move"].create({**vals, "move_type": "out_invoice"})
        refund = self.env["account.move"].create({**vals, "move_type": "out_refund"})
        self.assertEqual(refund.partner_id, self.anna)

    def test_no_appointment(self):
        with self._refuse():
            self._appoint()

    def test_no_note(self):
        with self._refuse(sentence="is forgotten"):
            self.env["customer.note"].with_user(self.user_level_1).create(
                {"partner_id": self.anna.id, "name": "Called", "purpose": "sales"}
            )

    def test_no_customer_action(self):
        with self._refuse(sentence="is forgotten"):
            self._make_action(partner_id=self.anna.id)

    def test_no_message_by_any_channel(self):
        for channel in ("email", "sms", "letter", "call"):
            self.assertIn(self.anna.id, self.anna._contact_refusals(channel))
            self.assertEqual(self._plan(channel=channel).state, "skipped")

    def test_nobody_activates_by_hand(self):
        for partner in (self.anna, self.anna.with_user(self.user_level_1)):
            with self._refuse():
                partner.write({"active": True})
            with self._refuse():
                partner.action_unarchive()
        self.assertFalse(self.anna.active)

    def test_nobody_writes_the_flag(self):
        with self.assertRaises(UserError):
            self.anna.with_user(self.user_level_1).write({"is_forgotten": False})

    def test_an_import_does_not_bring_them_back(self):
        self.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "anna",
                "model": "res.partner",
                "res_id": self.anna.id,
            }
        )
        answer = self._partners().load(["id", "active"], [["__import__.anna", "True"]])
        self.assertFalse(answer["ids"])
        self.assertIn("asked to be forgotten", answer["messages"][0]["message"])

    def test_no_family_with_them(self):
        with self.assertRaises(UserError):
            self.env["customer.family"]._unite(self.anna | self.other)

    def test_no_merge_with_them(self):
        with self._refuse():
            self.env["customer.operation"].with_user(self.user)._merge(
                [(self.other.id, self.anna.id)]
            )

    def test_the_counter_finds_nobody(self):
        found = self._partners().get_counter_matches(self.anna.name)
        self.assertEqual(found["matches"], [])


@tagged("post_install", "-at_install")
class TestForgetTour(ForgetCommon, HttpCase):
    is_frozen = False

    def test_the_clerk_forgets_and_reinstates(self):
        self.anna.name = "Anna Forgotten"
        self.other.name = "Somebody Else"
        self._plan(scheduled_at=fields.Datetime.now() + timedelta(days=1))
        self.start_tour("/odoo/customers-care", "customer_care_forget", login="level_2")
        self.env.invalidate_all()
        self.assertTrue(self.anna.active)
        events = self.env["customer.event"].search(
            [("partner_id", "=", self.anna.id), ("kind", "in", ("forget", "reinstate"))]
        )
        self.assertEqual(
            sorted(events.mapped("reason")), ["Asked by letter", "Came back"]
        )
