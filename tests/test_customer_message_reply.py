# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import mute_logger

from .outbox_common import NOW, OutboxCommon

ANSWER = """\
Return-Path: <{sender}>
From: {author} <{sender}>
To: {to}
Subject: Re: {subject}
Message-ID: <{id}@mail.example.net>
In-Reply-To: {uid}
References: {references}
Date: Wed, 10 Mar 2027 13:00:00 +0000
{headers}Content-Type: text/html; charset=utf-8

<p>{text}</p><script>alert(1)</script>
"""


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerMessageReply(OutboxCommon, TransactionCase):
    """An e-mail answer lands with what the message was about, and is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.user_level_4
        cls.action = cls._make_action(
            partner_id=cls.anna.id,
            name="Warranty of the coffee machine",
            user_id=cls.clerk.id,
        )
        cls.action.message_unsubscribe(cls.clerk.partner_id.ids)

    def _sent(self, partner=None, **vals):
        """A message that has left, by default about the action."""
        partner = partner or self.anna
        vals = {"source": f"customer.action,{self.action.id}", **vals}
        row = self._plan(partner, body="<p>It ends soon.</p>", **vals)
        [email] = self._send()
        self.assertEqual(email["Message-Id"], row.message_uid)
        return row

    def _answer(self, row, text="Yes, please.", model=None, **values):
        """Hand an answer to the gateway, as fetchmail and a mail alias do."""
        values = {
            "sender": "anna.kowalska@example.com",
            "author": "Anna",
            "to": "shop@example.com",
            "subject": row.subject,
            "id": f"answer-{row.id}",
            "uid": row.message_uid,
            "references": row.message_uid,
            "headers": "",
            **values,
        }
        with mute_logger("odoo.addons.mail.models.mail_thread"):
            return self.env["mail.thread"].message_process(
                model, ANSWER.format(text=text, **values)
            )

    def _answers(self, record):
        return record.message_ids.filtered(lambda m: m.message_type == "email")

    def _told(self, user):
        """Notifications of a user."""
        return self.env["mail.notification"].search(
            [("res_partner_id", "=", user.partner_id.id)]
        )

    def test_an_answer_lands_on_the_action_and_its_user_is_told(self):
        row = self._sent()
        self._answer(row)
        [message] = self._answers(self.action)
        self.assertIn("Yes, please.", message.body)
        self.assertEqual(message.author_id, self.anna)
        self.assertRecordValues(row, [{"state": "sent", "replied_at": NOW}])
        [told] = self._told(self.clerk)
        self.assertEqual(told.mail_message_id.model, "customer.action")
        self.assertEqual(told.mail_message_id.res_id, self.action.id)
        self.assertIn("Yes, please.", told.mail_message_id.body)
        self.assertNotIn("<script", told.mail_message_id.body)

    def test_a_follower_is_told_once(self):
        self.action.message_subscribe(self.clerk.partner_id.ids)
        self._answer(self._sent())
        self.assertEqual(len(self._told(self.clerk)), 1)

    def test_an_answer_to_an_appointment_lands_there(self):
        event = self.env["calendar.event"].create(
            {
                "name": "Fitting",
                "start": NOW,
                "stop": NOW,
                "user_id": self.clerk.id,
                "partner_ids": self.anna.ids,
            }
        )
        self._answer(self._sent(source=f"calendar.event,{event.id}"))
        self.assertIn("Yes, please.", self._answers(event).body)

    def test_an_answer_about_nothing_lands_on_the_customer(self):
        row = self._sent(source=False, user_id=self.clerk.id)
        self._answer(row)
        self.assertIn("Yes, please.", self._answers(self.anna).body)
        self.assertTrue(self._told(self.clerk), "who wrote it is told")

    def test_when_the_action_is_gone_it_lands_on_the_customer(self):
        row = self._sent()
        self.action.unlink()
        self._answer(row)
        self.assertTrue(self._answers(self.anna))

    def test_when_the_customer_was_merged_it_lands_on_the_other(self):
        row = self._sent(source=False)
        self.anna.merged_into_id = self.jan
        self._answer(row)
        self.assertTrue(self._answers(self.jan))
        self.assertFalse(self._answers(self.anna))

    def test_what_left_together_is_answered_together(self):
        warranty = self.env.ref("customer_care.customer_action_type_warranty")
        self.action.type_id = warranty
        other = self._make_action(
            partner_id=self.anna.id, name="Insurance", type_id=warranty.id
        )
        rows = self._plan(
            self.anna, source=f"customer.action,{self.action.id}", occurrence="a"
        ) + self._plan(self.anna, source=f"customer.action,{other.id}", occurrence="b")
        [_email] = self._send()
        self._answer(rows[0])
        self.assertEqual(rows.mapped("replied_at"), [NOW, NOW])
        for action in (self.action, other):
            self.assertEqual(len(self._answers(action)), 1, action.name)

    def test_an_absence_note_is_filed_and_nobody_replied(self):
        row = self._sent()
        self._answer(row, headers="Auto-Submitted: auto-replied\n")
        self.assertTrue(self._answers(self.action))
        self.assertFalse(row.replied_at)
        self.assertFalse(self._told(self.clerk))

    def test_a_bounce_is_no_reply(self):
        row = self._sent()
        self._answer(row, sender="MAILER-DAEMON@example.com")
        self.assertFalse(row.replied_at)
        self.assertFalse(self._answers(self.action))

    def test_the_same_answer_delivered_twice_is_filed_once(self):
        row = self._sent()
        self._answer(row)
        self._answer(row)
        self.assertEqual(len(self._answers(self.action)), 1)

    def test_once_somebody_wrote_back_the_conversation_is_cores(self):
        row = self._sent()
        self._answer(row)
        [first] = self._answers(self.action)
        self._answer(row, references=f"{row.message_uid} {first.message_id}", id="two")
        answers = self._answers(self.action)
        self.assertEqual(len(answers), 2)
        self.assertIn(first, answers.parent_id)

    def test_a_forward_to_another_alias_is_not_an_answer(self):
        domain = self.env["mail.alias.domain"].create({"name": "alias.example.com"})
        self.env["mail.alias"].create(
            {
                "alias_name": "people",
                "alias_domain_id": domain.id,
                "alias_model_id": self.env["ir.model"]._get_id("res.partner"),
            }
        )
        row = self._sent()
        self._answer(row, to="people@alias.example.com")
        self.assertFalse(self._answers(self.action))

    def test_an_answer_to_something_else_is_left_to_core(self):
        row = self._sent()
        self._answer(
            row, uid="<x@y>", references="<x@y>", model="res.partner", sender="o@x.com"
        )
        self.assertFalse(row.replied_at)
        self.assertFalse(self._answers(self.action))

    def test_answers_go_to_the_address_that_the_gateway_reads(self):
        domain = self.env["mail.alias.domain"].create(
            {"name": "alias.example.com", "catchall_alias": "answers"}
        )
        self.env.company.alias_domain_id = domain
        row = self._plan(self.anna)
        [email] = self._send()
        self.assertIn("answers@alias.example.com", email["Reply-To"])
        self._answer(row, to="answers@alias.example.com")
        self.assertEqual(row.replied_at, NOW)

    def test_found_by_an_index_whatever_the_size(self):
        query = self.Message._search([("message_uid", "in", ["<x@y>"])])
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute("EXPLAIN " + query.select().code, query.select().params)
        plan = " ".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("message_uid", plan)
        self.assertIn("Index", plan)
