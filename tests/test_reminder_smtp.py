# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, datetime

from odoo.tests import freeze_time, tagged

from .common import CustomerCommon
from .mail_office import MailOffice, really_sending, use_mail_server


@tagged("post_install", "-at_install")
class TestReminderSmtp(CustomerCommon):
    """The whole way of a reminder: two crons, a real server, and what arrived."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"email": "shop@example.com", "city": "Warszawa"})
        cls.env["res.lang"]._activate_lang("pl_PL")
        cls.env["customer.action.type"].search([]).reminders_on = False
        cls.warranty = cls.env.ref("customer_care.customer_action_type_warranty")
        cls.offer = cls.env.ref("customer_care.customer_action_type_offer")
        for action_type in (cls.warranty, cls.offer):
            action_type.step_ids.unlink()
            action_type.step_ids = [(0, 0, {"days_before": 0})]
        with freeze_time("2027-03-01 06:00:00"):
            (cls.warranty | cls.offer).reminders_on = True
            cls.anna = cls._make_customer(lang="pl_PL")
            cls.jan = cls._make_customer(name="Jan Nowak", email="jan@example.com")

    @freeze_time("2027-03-01 06:00:00")
    def _remind(self, partner, name, **vals):
        return self._make_action(
            **{
                "partner_id": partner.id,
                "type_id": self.warranty.id,
                "name": name,
                "date_start": datetime(2026, 3, 10, 11),
                "date_end": datetime(2027, 3, 20, 11),
                "date_remind": date(2027, 3, 10),
                **vals,
            }
        )

    def _run_crons(self, office):
        use_mail_server(self.env, office.port)
        with really_sending():
            self.env["customer.action"]._cron_plan_reminders()
            self.env["customer.message"]._cron_send()

    def _html(self, letter):
        return letter.get_body(("html",)).get_content()

    def test_reminders_arrive_once_at_the_hour_of_the_type(self):
        machine = self._remind(self.anna, "Coffee machine", serial_number="SN-4711")
        grinder = self._remind(self.anna, "Grinder")
        self._remind(self.jan, "Kettle")
        self._remind(self.jan, "Returned goods").action_cancel()
        with MailOffice() as office:
            with freeze_time("2027-03-10 07:30:00"):
                self._run_crons(office)
            self.assertFalse(office.letters, "it is half past eight in Warsaw")
            with freeze_time("2027-03-10 08:30:00"):
                self._run_crons(office)
                self._run_crons(office)
        self.assertEqual(
            office.recipients, ["anna.kowalska@example.com", "jan@example.com"]
        )
        letters = dict(office.letters)
        html = self._html(letters["anna.kowalska@example.com"])
        for words in ("Coffee machine", "SN-4711", "Grinder", self.env.company.name):
            self.assertIn(words, html)
        self.assertIn('lang="pl-PL"', html)
        self.assertNotIn("Kettle", html)
        self.assertNotIn("Returned goods", self._html(letters["jan@example.com"]))
        self.assertIsNone(letters["jan@example.com"]["List-Unsubscribe"])
        rows = self.env["customer.message"].search(
            [("partner_id", "in", (self.anna | self.jan).ids)]
        )
        self.assertEqual(set(rows.mapped("state")), {"sent"})
        sources = {row.source for row in rows if row.partner_id == self.anna}
        self.assertEqual(sources, {machine, grinder})

    def test_an_offer_reaches_only_who_said_yes_and_can_be_ended_there(self):
        consents = self.env["customer.consent"]
        points = consents._points("email", {self.jan.id: self.jan.email_normalized})
        consents._record(self.offer.purpose_id, "email", points, "given", "counter")
        for partner in (self.anna, self.jan):
            self._remind(partner, "Descaling set", type_id=self.offer.id)
        with MailOffice() as office, freeze_time("2027-03-10 08:30:00"):
            self._run_crons(office)
        ((recipient, letter),) = office.letters
        self.assertEqual(recipient, "jan@example.com")
        self.assertEqual(letter["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertIn(letter["List-Unsubscribe"].strip("<>"), self._html(letter))

    def test_a_broken_text_fails_with_the_reason_and_the_rest_go_out(self):
        template = self.offer.mail_template_id.copy(
            {"body_html": '<p t-out="object.nmae"/>'}
        )
        broken = self._make_type(
            name="Broken",
            purpose_id=self.warranty.purpose_id.id,
            mail_template_id=template.id,
            step_ids=[(0, 0, {"days_before": 0})],
            channel_ids=[(0, 0, {"channel": "email"})],
        )
        with freeze_time("2027-03-01 06:00:00"):
            broken.reminders_on = True
        self._remind(self.anna, "Coffee machine", type_id=broken.id)
        self._remind(self.jan, "Kettle")
        with MailOffice() as office, freeze_time("2027-03-10 08:30:00"):
            self._run_crons(office)
        self.assertEqual(office.recipients, ["jan@example.com"])
        failed = self.env["customer.message"].search(
            [("partner_id", "=", self.anna.id), ("channel", "=", "email")]
        )
        self.assertEqual(failed.state, "failed")
        self.assertIn("nmae", failed.reason)
