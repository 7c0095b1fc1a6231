# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import socket
from contextlib import contextmanager
from datetime import timedelta

from odoo.tests import TransactionCase, freeze_time, tagged

from .mail_office import MailOffice, really_sending, use_mail_server
from .outbox_common import NOW, OutboxCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerMessageSmtp(OutboxCommon, TransactionCase):
    """Real e-mails through a real server, read where they arrived."""

    @contextmanager
    def _mail_office(self, **answers):
        with MailOffice(**answers) as office:
            use_mail_server(self.env, office.port)
            yield office

    def _really_send(self, content=None):
        with really_sending(), self._writing(content):
            self.Message._cron_send()

    def _partners(self, count):
        return self.env["res.partner"].create(
            [
                {"name": f"Customer {n}", "email": f"c{n}@example.com"}
                for n in range(count)
            ]
        )

    def test_what_arrives_has_letterhead_headers_and_language(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.env.company.write({"street": "ul. Sklepowa 7", "city": "Warszawa"})
        self.anna.lang = "pl_PL"
        row = self._plan(self.anna)
        seen = {}

        def write(sources, messages):
            seen.update(lang=sources.env.lang, tz=messages.env.context["tz"])
            return {"subject": "Zażółć gęślą jaźń", "body": "<p>Do <b>widzenia</b></p>"}

        with self._mail_office() as office:
            self._really_send(write)
        ((recipient, letter),) = office.letters
        self.assertEqual(seen, {"lang": "pl_PL", "tz": "Europe/Warsaw"})
        self.assertEqual(recipient, "anna.kowalska@example.com")
        self.assertEqual(letter["Subject"], "Zażółć gęślą jaźń")
        self.assertEqual(letter["Message-Id"], row.message_uid)
        self.assertEqual(letter["To"], "Anna Kowalska <anna.kowalska@example.com>")
        self.assertIn("shop@example.com", letter["From"])
        self.assertIn("shop@example.com", letter["Reply-To"])
        self.assertEqual(letter["Auto-Submitted"], "auto-generated")
        self.assertIsNone(letter["List-Unsubscribe"], "a service message has none")
        html = letter.get_body(("html",)).get_content()
        for words in (
            self.env.company.name,
            "ul. Sklepowa 7",
            "<b>widzenia</b>",
            'lang="pl-PL"',
        ):
            self.assertIn(words, html)
        self.assertIn("widzenia", letter.get_body(("plain",)).get_content())
        self.assertRecordValues(row, [{"state": "sent", "lang": "pl_PL"}])

    def test_marketing_carries_a_visible_and_a_one_click_link(self):
        self._give_consent(self.anna)
        row = self._plan(self.anna, purpose_id=self.marketing.id)
        self.assertEqual(row.state, "planned", row.reason)
        with self._mail_office() as office:
            self._really_send()
        ((__, letter),) = office.letters
        self.assertEqual(letter["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        url = letter["List-Unsubscribe"].strip("<>")
        self.assertIn("/customer_care/unsubscribe/", url)
        self.assertIn(url, letter.get_body(("html",)).get_content())

    def test_the_one_click_link_arrives_as_a_link_however_long_it_is(self):
        self._give_consent(self.anna)
        self._plan(self.anna, purpose_id=self.marketing.id)
        with self._mail_office() as office:
            self._really_send()
        ((__, letter),) = office.letters
        as_it_came = dict(letter.raw_items())["List-Unsubscribe"]
        self.assertRegex(as_it_came, r"^<https?://[^\s=?]+/unsubscribe/[\w-]{60,}>$")

    def _give_consent(self, partner):
        consents = self.env["customer.consent"]
        points = consents._points("email", {partner.id: partner.email_normalized})
        consents._record(self.marketing, "email", points, "given", "counter")

    def test_a_batch_uses_one_connection(self):
        rows = self._plan(*self._partners(30))
        with self._mail_office() as office:
            self._really_send()
        self.assertEqual(len(office.letters), 30)
        self.assertEqual(office.connections, 1)
        self.assertEqual(set(rows.mapped("state")), {"sent"})

    def test_one_refused_recipient_does_not_hold_up_the_others(self):
        rows = self._plan(*self._partners(5))

        def rcpt(address):
            return "550 5.1.1 Nobody here" if address.startswith("c2@") else "250 OK"

        with self._mail_office(rcpt=rcpt) as office:
            self._really_send()
        self.assertEqual(len(office.letters), 4)
        bad = rows.filtered(lambda row: row.partner_id.email == "c2@example.com")
        self.assertRecordValues(
            bad, [{"state": "failed", "reason": "550 5.1.1 Nobody here"}]
        )
        self.assertEqual(set((rows - bad).mapped("state")), {"sent"})

    def test_a_connection_closed_between_two_mails_is_opened_again(self):
        rows = self._plan(*self._partners(6))
        closed = []

        def rcpt(address):
            if address.startswith(("c2@", "c4@")) and address not in closed:
                closed.append(address)
                return None
            return "250 OK"

        with self._mail_office(rcpt=rcpt) as office:
            self._really_send()
        self.assertEqual(office.recipients, [f"c{n}@example.com" for n in range(6)])
        self.assertEqual(office.connections, 3)
        self.assertRecordValues(rows, [{"state": "sent", "attempts": 1}] * 6)

    def test_closed_while_the_text_is_taken_it_is_sent_once_more_with_the_same_id(self):
        rows = self._plan(*self._partners(4))
        with self._mail_office(
            data=lambda __, number: None if number == 2 else "250 OK"
        ) as office:
            self._really_send()
            unsure = rows.filtered(lambda row: row.state == "planned")
            self.assertEqual(len(unsure), 1)
            self.assertEqual(len(rows.filtered(lambda row: row.state == "sent")), 3)
            with freeze_time(unsure.next_try_at + timedelta(seconds=1)):
                self._really_send()
        self.assertEqual(set(rows.mapped("state")), {"sent"})
        ids = [letter["Message-Id"] for __, letter in office.letters]
        self.assertEqual(len(ids), 5)
        self.assertEqual(len(set(ids)), 4, "the one sent twice has one Message-ID")

    def test_a_server_that_is_down_loses_and_doubles_nothing(self):
        rows = self._plan(*self._partners(4))
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        use_mail_server(self.env, port)
        moment = NOW
        for pause in (5, 15, 45, 135, 240, 240):
            with freeze_time(moment):
                self._really_send()
            self.assertEqual(set(rows.mapped("state")), {"planned"})
            self.assertEqual(set(rows.mapped("attempts")), {0})
            self.assertEqual(
                set(rows.mapped("next_try_at")), {moment + timedelta(minutes=pause)}
            )
            moment = rows[0].next_try_at
        self.assertEqual(
            set(rows.mapped("reason")),
            {"The mail server cannot be used: Connection refused"},
        )
        with freeze_time(moment), self._mail_office() as office:
            self._really_send()
        self.assertEqual(office.recipients, [f"c{n}@example.com" for n in range(4)])
        self.assertEqual(set(rows.mapped("state")), {"sent"})

    def test_a_server_that_dies_half_way_keeps_the_rest_waiting(self):
        rows = self._plan(*self._partners(6))
        with self._mail_office() as office:

            def rcpt(address):
                if len(office.letters) < 3:
                    return "250 OK"
                # accepts no more connections, and drops the one it has
                office.controller.server.close()
                return None

            office.rcpt = rcpt
            self._really_send()
        self.assertEqual(len(office.letters), 3)
        states = sorted(rows.mapped("state"))
        self.assertEqual(states, ["planned"] * 3 + ["sent"] * 3)
        waiting = rows.filtered(lambda row: row.state == "planned")
        self.assertEqual(set(waiting.mapped("attempts")), {0})
        self.assertEqual(set(waiting.mapped("batch_uid")), {False})

    def test_attachments_arrive(self):
        self._plan(self.anna)
        with self._mail_office() as office:
            self._really_send(
                lambda sources, rows: {
                    "subject": "With paper",
                    "body": "<p>See below</p>",
                    "attachments": [("warranty.pdf", b"%PDF-1.4 test")],
                }
            )
        ((__, letter),) = office.letters
        (attachment,) = letter.iter_attachments()
        self.assertEqual(attachment.get_filename(), "warranty.pdf")
        self.assertEqual(attachment.get_content_type(), "application/pdf")
        self.assertEqual(attachment.get_content(), b"%PDF-1.4 test")
