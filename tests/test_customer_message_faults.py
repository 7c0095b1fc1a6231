# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import os
import signal
from collections import Counter
from pathlib import Path

from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name

from .mail_office import MailOffice, use_mail_server
from .outbox_processes import OutboxDatabase

SEND = "Message._cron_send()\nanswer(True)\n"
# Sends when told to, and answers how many e-mails it was.
COUNT = """
tried = []
original = type(Message)._try_email
def count(self, *args):
    tried.append(1)
    return original(self, *args)
type(Message)._try_email = count
wait_for(go)
Message._cron_send()
answer(len(tried))
"""
# A provider that writes down what it was given, and can die after it.
PROVIDER = """
from odoo.addons.sms.tools.sms_api import SmsApiBase
class Provider(SmsApiBase):
    def _send_sms_batch(self, messages, delivery_reports_url=False):
        numbers = [number for message in messages for number in message["numbers"]]
        with open(BOOK, "a") as book:
            book.writelines(number["number"] + "\\n" for number in numbers)
        if DIES:
            os.kill(os.getpid(), signal.SIGKILL)
        return [{"uuid": number["uuid"], "state": "success"} for number in numbers]
type(env["res.company"])._get_sms_api_class = lambda self: Provider
customer_message_sms.CHUNK = 2
"""


@tagged("post_install", "-at_install")
class TestCustomerMessageFaults(BaseCase):
    """Two workers at once, and workers that are killed, on a copy of the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = OutboxDatabase(get_db_name())
        cls.addClassCleanup(cls.database.drop)

    def setUp(self):
        super().setUp()
        self.database.sql("DELETE FROM customer_message")

    def _planned(self, count=20, each=1, channel="email", may_resend=True, port=1):
        """Plan ``each`` messages for ``count`` new customers; set the mail server."""
        with self.database.env() as env:
            self._set_up_sending(env, port)
            service = env.ref("customer_care.purpose_service").id
            rows = env["customer.message"]._plan(
                [
                    {
                        "partner_id": partner.id,
                        "channel": channel,
                        "purpose_id": service,
                        "source": f"res.partner,{partner.id}",
                        "occurrence": f"{partner.id}:{number}",
                        "may_resend": may_resend,
                    }
                    for partner in self._customers(env, count)
                    for number in range(each)
                ]
            )
            self.assertEqual(rows.mapped("state"), ["planned"] * count * each)

    def _set_up_sending(self, env, port):
        env["ir.config_parameter"].set_param("customer_care.sending", "on")
        env.company.email = "shop@example.com"
        use_mail_server(env, port)

    def _customers(self, env, count):
        return env["res.partner"].create(
            [
                {
                    "name": f"Customer {number}",
                    "email": f"c{number}@example.com",
                    "phone": f"+48 601 234 {number:03}",
                    "street": "ul. Prosta 1",
                    "zip": "00-001",
                    "city": "Warszawa",
                    "country_id": env.ref("base.pl").id,
                }
                for number in range(count)
            ]
        )

    def _states(self):
        return dict(
            self.database.sql(
                "SELECT state, count(*) FROM customer_message GROUP BY state"
            )
        )

    def test_two_workers_at_once_double_nothing(self):
        with MailOffice() as office:
            self._planned(40, each=2, port=office.port)
            shares = self.database.run_together(COUNT)
        self.assertEqual(self._states(), {"sent": 80}, self.database.logs())
        self.assertEqual(
            Counter(office.recipients), {f"c{n}@example.com": 1 for n in range(40)}
        )
        self.assertEqual(sum(shares), 40)
        self.assertTrue(all(shares), "both had their share")

    def _kill_the_worker(self, may_resend):
        """Kill a worker when the server has its third mail, and let another go on."""

        def data(_recipient, number):
            if number == 3:
                os.kill(worker.pid, signal.SIGKILL)
                worker.wait()
            return "250 OK"

        with MailOffice(data=data) as office:
            self._planned(10, may_resend=may_resend, port=office.port)
            worker = self.database.start(SEND)
            self.database.result(worker)
            self.assertEqual(worker.returncode, -signal.SIGKILL)
            self.assertEqual(self._states()["claimed"], 3, "that one and its batch")
            self.assertEqual(len(office.letters), 3)
            self.database.send_here()
        return office

    def test_killed_after_the_server_took_it_a_mail_leaves_once_more_with_its_id(self):
        office = self._kill_the_worker(may_resend=True)
        self.assertEqual(self._states(), {"sent": 10})
        copies = Counter(letter["Message-Id"] for __, letter in office.letters)
        self.assertEqual(sorted(copies.values()), [1] * 9 + [2])
        twice = Counter(office.recipients)[office.letters[2][0]]
        self.assertEqual(twice, 2, "only the one that was on its way")

    def test_killed_without_leave_to_resend_it_is_unknown(self):
        office = self._kill_the_worker(may_resend=False)
        self.assertEqual(self._states(), {"sent": 9, "unknown": 1})
        self.assertEqual(len(set(office.recipients)), len(office.letters))

    def test_killed_after_the_provider_took_it_no_sms_leaves_twice(self):
        book = Path(self.database.folder) / "book"
        head = f"BOOK = {str(book)!r}\n"
        self._planned(8, channel="sms")
        self.database.run(f"{head}DIES = True\n{PROVIDER}{SEND}")
        self.assertEqual(len(book.read_text().split()), 2, "one call of the provider")
        self.database.run(f"{head}DIES = False\n{PROVIDER}{SEND}")
        numbers = book.read_text().split()
        self.assertEqual(len(numbers), 8)
        self.assertEqual(len(set(numbers)), 8, "none twice")
        self.assertEqual(self._states(), {"sent": 6, "unknown": 2})
        self.database.send_here()
        self.assertEqual(
            self._states(), {"sent": 6, "unknown": 2}, "it stays with a person"
        )

    def test_a_worker_that_lives_keeps_what_it_claimed(self):
        slow = (
            "type(Message)._deliver_email = lambda *args: (wait_for(go), True)[1]\n"
            + SEND
        )
        with MailOffice() as office:
            self._planned(4, port=office.port)
            go = Path(self.database.folder) / "go_slow"
            worker = self.database.start(f"go = {str(go)!r}\n{slow}")
            self.database._wait_for_line(worker, "READY")
            self.database.send_here()
            self.assertEqual(self._states(), {"claimed": 4})
            self.assertFalse(office.letters)
            self.database.kill(worker)
            self.database.send_here()
        self.assertEqual(self._states(), {"sent": 4})
        self.assertEqual(len(office.letters), 4)

    def test_two_clerks_at_once_print_each_letter_once(self):
        self._planned(12, channel="letter")
        script = """
from odoo.service.model import retrying
def work():
    action = Message.action_print_letters()
    return action.get("context", {}).get("active_ids", [])
wait_for(go)
answer(retrying(work, env))
"""
        printed = self.database.run_together(script)
        self.assertEqual(
            sorted(map(bool, printed)), [False, True], self.database.logs()
        )
        self.assertEqual(len(printed[0] + printed[1]), 12)
        self.assertEqual(self._states(), {"claimed": 12})

    def test_two_planners_at_once_plan_each_occurrence_once(self):
        self._planned(12, each=2)
        self.database.sql("UPDATE customer_message SET state = 'cancelled'")
        script = """
from odoo.service.model import retrying
def work():
    return len(Message._plan([{
        "partner_id": row.partner_id.id, "channel": "email",
        "occurrence": row.occurrence,
        "source": f"res.partner,{row.partner_id.id}"} for row in Message.search([])]))
wait_for(go)
answer(retrying(work, env))
"""
        planned = self.database.run_together(script)
        self.assertEqual(sorted(planned), [0, 24], self.database.logs())
        self.assertEqual(self._states(), {"planned": 24})

    def test_the_cron_sends_all_batches_and_counts_them(self):
        with MailOffice() as office:
            self._planned(12, port=office.port)
            self.database.run_cron()
        self.assertEqual(self._states(), {"sent": 12}, self.database.logs())
        self.assertEqual(len(office.letters), 12)
        done = self.database.sql(
            "SELECT sum(done), max(remaining) FROM ir_cron_progress"
        )
        self.assertGreaterEqual(done[0][0], 12)
