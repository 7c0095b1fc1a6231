# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestNoteTour(CustomerCommon, HttpCase):
    """No frozen clock: the browser has its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._make_customer()
        cls.anna = cls._make_user("op_anna", "customer_care.level_5", name="Anna")
        cls.bert = cls._make_user("op_bert", "customer_care.level_5", name="Bert")
        cls.boss = cls._make_user("the_boss", "customer_care.level_3", name="Boss")

    def test_a_call_with_a_call_back_for_a_colleague(self):
        self.start_tour("/odoo", "customer_care_note_record", login="op_anna")
        note = self.env["customer.note"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual((note.user_id, note.follow_up_user_id), (self.anna, self.bert))
        self.assertEqual(note.detail, "He wants to pay <b>on Friday</b>")
        self.assertEqual(note.follow_up_instructions, "Ask for the transfer")
        self.assertEqual(note.activity_id.user_id, self.bert)
        self.start_tour("/odoo", "customer_care_note_call_back", login="op_bert")
        note.invalidate_recordset()
        self.assertEqual((note.follow_up_state, note.is_complete), ("done", True))
        self.assertEqual(note.follow_up_feedback, "He pays on Friday")
        url = "/odoo/action-customer_care.customer_note_print_action"
        self.start_tour(url, "customer_care_note_report", login="the_boss")
        wizard = self.env["customer.note.print"].with_user(self.boss)
        tomorrow = fields.Date.today() + timedelta(days=2)
        wizard = wizard.create({"kind": "follow_up_user_id", "date_to": tomorrow})
        report = self.env["ir.actions.report"].with_user(self.boss)
        html, _kind = report._render_qweb_html(
            "customer_care.report_customer_note", wizard.ids
        )
        self.assertRegex(html.decode(), r"(?s)Bert.*Total")
        totals = self.env["report.customer_care.report_customer_note"]._totals(wizard)
        [row] = [row for row in totals if row["label"] == "Bert"]
        self.assertEqual((row["count"], row["open"], row["done"]), (1, 0, 1))

    def test_the_page_of_a_customer(self):
        notes = self.env["customer.note"].with_user(self.anna)
        angry = self.env.ref("customer_care.customer_note_mood_angry")
        new = {"partner_id": self.customer.id, "name": "Complains", "mood_id": angry.id}
        notes.create([new, new])
        waiting = notes.create(
            {
                "partner_id": self.customer.id,
                "name": "Waits for us",
                "is_complete": False,
                "follow_up_user_id": self.bert.id,
                "follow_up_at": fields.Datetime.now() + timedelta(days=1),
            }
        )
        page = f"/odoo/action-contacts.action_contacts/{self.customer.id}"
        self.start_tour(page, "customer_care_note_page", login="op_anna")
        waiting.invalidate_recordset()
        self.assertEqual(waiting.follow_up_state, "done")
        self.assertEqual(waiting.closed_by_id.name, "We talked")
