# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json

from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name

from .outbox_processes import OutboxDatabase

# What reached the gateway, as (text), by a provider that notes it.
SEND = """
from odoo.addons.sms.tools.sms_api import SmsApiBase
texts = []
class Provider(SmsApiBase):
    def _send_sms_batch(self, messages, delivery_reports_url=False):
        texts.extend(message["content"] for message in messages)
        numbers = [number for message in messages for number in message["numbers"]]
        return [{"uuid": number["uuid"], "state": "success"} for number in numbers]
type(env["res.company"])._get_sms_api_class = lambda self: Provider
wait_for(go)
Message._cron_send()
answer(texts)
"""
# A clerk who changes every planned SMS, as the dialog does, each in its own request.
CHANGE = """
from odoo.exceptions import UserError
from odoo.service.model import retrying
rows = Message.search([], order="id")
wait_for(go)
refused = []
for row in rows:
    def work():
        env.invalidate_all()
        row._change_sms({
            "channel": "sms", "purpose_id": row.purpose_id.id, "body": "Changed",
            "subject": "Changed", "scheduled_at": "2020-01-01 12:00:00"})
    try:
        retrying(work, env)
    except UserError as error:
        env.cr.rollback()
        refused.append(str(error))
answer(refused)
"""
COUNT = 20


@tagged("post_install", "-at_install")
class TestCustomerSmsFaults(BaseCase):
    """A change and the sender at once, in real processes on a copy of the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = OutboxDatabase(get_db_name())
        cls.addClassCleanup(cls.database.drop)

    def _plan(self):
        with self.database.env() as env:
            env["ir.config_parameter"].set_param("customer_care.sending", "on")
            partners = env["res.partner"].create(
                [
                    {"name": f"Customer {n}", "phone": f"+486012345{n:02}"}
                    for n in range(COUNT)
                ]
            )
            env.cr.execute("DELETE FROM customer_message")
            env["customer.message"]._plan(
                [
                    {
                        "partner_id": partner.id,
                        "channel": "sms",
                        "purpose_id": env.ref("customer_care.purpose_service").id,
                        "body": "As it was",
                    }
                    for partner in partners
                ]
            )

    def test_each_sms_leaves_once_and_either_the_change_or_the_sender_was_first(self):
        self._plan()
        go = f"{self.database.folder}/go"
        sender = self.database.start(f"go = {go!r}\n{SEND}")
        clerk = self.database.start(f"go = {go!r}\n{CHANGE}")
        for process in (sender, clerk):
            self.database._wait_for_line(process, "READY")
        with open(go, "w"):
            pass
        sent, refused = self.database.result(sender), self.database.result(clerk)
        self.assertIsNotNone(sent, self.database.logs())
        self.assertIsNotNone(refused, self.database.logs())
        # what a change released too late for that run leaves with the next one
        rest = self.database.run(f"go = {go!r}\n{SEND}")
        texts = sent + rest
        self.assertEqual(len(texts), COUNT, "each of them once")
        changed = texts.count("Changed")
        self.assertEqual(changed, COUNT - len(refused), json.dumps(refused))
        for sentence in refused:
            self.assertIn("cannot be changed any more", sentence)
        states = self.database.sql("SELECT DISTINCT state FROM customer_message")
        self.assertEqual(states, [("sent",)])
