# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import math
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.base.models.ir_cron import IrCron

from .common_queries import counted
from .common_search_files import SearchFilesCommon
from .outbox_common import NOW, OutboxCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestSearchMessages(OutboxCommon, SearchFilesCommon):
    """E-mails and SMS of a search: through the gate, into the outbox, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls.env["mail.template"].create(
            {
                "name": "Offer",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "subject": "For {{ object.name }}",
                "body_html": '<p>Dear <t t-out="object.name"/></p>',
            }
        )
        cls.search.write(
            {
                "email_template_id": cls.template.id,
                "sms_text": "Dear {{ object.name }}, come by.",
            }
        )

    def _messages(self, run):
        return self.Message.search([("source", "=", f"{run._name},{run.id}")])

    def test_each_customer_gets_one_planned_message(self):
        self.partners[1].email = False
        run = self.search._run("email")
        messages = self._messages(run)
        self.assertEqual(len(messages), 4)
        self.assertEqual(set(messages.mapped("state")), {"planned"})
        self.assertEqual(messages.purpose_id, self.service)
        self.assertNotIn(self.partners[1], messages.partner_id)

    def test_an_e_mail_is_written_when_it_leaves_and_escapes_what_customers_are(self):
        self.search._run("email")
        bodies = [
            email.get_body(("html",)).get_content() for email in self._send_emails()
        ]
        self.assertEqual(len(bodies), 5)
        self.assertEqual(sum("&lt;b&gt;Anna&lt;/b&gt;" in body for body in bodies), 1)

    def _send_emails(self):
        commit = patch.object(IrCron, "_commit_progress", return_value=math.inf)
        with commit, self._post_office() as handed:
            self.Message._cron_send()
        return handed

    def test_an_e_mail_is_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.template.with_context(lang="pl_PL").write(
            {
                "subject": "Dla {{ object.name }}",
                "body_html": '<p>Droga <t t-out="object.name"/></p>',
            }
        )
        self.partners[4].lang = "pl_PL"
        run = self.search._run("email")
        self._send_emails()
        sent = {m.partner_id: m for m in self._messages(run)}
        self.assertEqual(sent[self.partners[4]].subject, "Dla Żaneta Иванова")
        self.assertEqual(sent[self.partners[0]].subject, "For =cmd|calc")

    def test_who_withdraws_between_freeze_and_send_gets_nothing(self):
        run = self.search._run("email")
        self.partners[2]._set_consent(self.service, "email", False, "counter")
        emails = self._send_emails()
        self.assertEqual(len(emails), 4)
        row = self._messages(run).filtered(lambda m: m.partner_id == self.partners[2])
        self.assertEqual(row.state, "cancelled")

    def test_whom_the_gate_refuses_at_the_last_moment_gets_nothing(self):
        run = self.search._run("email")
        self.env["customer.suppression"]._suppress(
            "email", [self.partners[2].email], "import"
        )
        self.assertEqual(len(self._send_emails()), 4)
        row = self._messages(run).filtered(lambda m: m.partner_id == self.partners[2])
        self.assertEqual(row.state, "skipped")
        self.assertEqual(row.reason, "This address must not be used any more.")

    def test_who_withdraws_between_freeze_and_plan_is_planned_as_left_out(self):
        run = self.search._run("csv")
        self.partners[2]._set_consent(self.service, "email", False, "counter")
        run._output_email()
        row = self._messages(run).filtered(lambda m: m.partner_id == self.partners[2])
        self.assertEqual(row.state, "skipped")

    def test_planned_twice_nobody_gets_it_twice(self):
        run = self.search._run("email,sms")
        before = self._messages(run)
        self.assertEqual(len(before), 10)
        run.progress = False  # as if nobody had written down how far it was
        run._output_email()
        run._output_sms()
        self.assertEqual(self._messages(run), before)

    def test_an_sms_says_what_the_search_says(self):
        run = self.search._run("sms")
        message = self._messages(run)[0]
        content = run._customer_message_content(message)
        name = message.partner_id.name
        self.assertEqual(content["body"], f"Dear {name}, come by.")

    def test_planning_costs_the_same_queries_for_few_and_many(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Many {n}", "email": f"many{n}@example.com"} for n in range(300)]
        )
        counts = []
        for some in (partners[:10], partners):
            run = self._make_search(
                domain=str([("id", "in", some.ids)]),
                email_template_id=self.template.id,
            )._run("csv")
            with counted(self.env) as queries:
                run._output_email()
            counts.append(queries.number)
            self.assertEqual(len(self._messages(run)), len(some))
        self.assertLessEqual(counts[1], counts[0])

    def test_nothing_is_planned_without_text_or_purpose(self):
        for values, words in (
            ({"email_template_id": False}, "Choose the e-mail"),
            ({"purpose_id": False}, "Say what"),
        ):
            search = self._make_search(email_template_id=self.template.id)
            search.write(values)
            run = search._run("csv")
            with self.assertRaisesRegex(UserError, words):
                run._output_email()
        with self.assertRaisesRegex(UserError, "Write the SMS"):
            self._make_search()._run("csv")._output_sms()
