# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import time
from pathlib import Path

from odoo.tests import BaseCase, get_db_name, tagged

from .outbox_processes import OutboxDatabase

# Both have looked at the request before either acts, as two requests at once would.
SCRIPT = """
from odoo.service.model import retrying
env["customer.consent"]._read_confirmation({token!r})
wait_for({go!r})
answer(retrying(lambda: {act}, env))
"""
CONFIRM = "env['customer.consent']._confirm({token!r}).state"
REFUSE = (
    "env['res.partner'].browse({partner_id})"
    "._set_marketing_consent('email', False, 'phone').state"
)


@tagged("post_install", "-at_install")
class TestDoubleOptInParallel(BaseCase):
    """What two transactions at once make of one request."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = OutboxDatabase(get_db_name())
        cls.addClassCleanup(cls.copy.drop)

    def _request(self, name):
        """Return the customer's id and the token of a request."""
        with self.copy.env() as env:
            purpose = env.ref("customer_care.purpose_marketing")
            purpose.needs_double_opt_in = True
            partner = env["res.partner"].create(
                {"name": name, "email": f"{name}@example.com"}
            )
            row = partner._set_marketing_consent("email", True, "counter")
            return partner.id, row._confirm_url().rpartition("/")[2]

    def _at_once(self, partner_id, token, *acts):
        go = str(Path(self.copy.folder) / f"go{time.monotonic_ns()}")
        processes = [
            self.copy.start(
                SCRIPT.format(
                    token=token,
                    go=go,
                    act=act.format(token=token, partner_id=partner_id),
                )
            )
            for act in acts
        ]
        for process in processes:
            self.copy._wait_for_line(process, "READY")
        Path(go).touch()
        return [self.copy.result(process) for process in processes]

    def _log(self, partner_id):
        return [
            event
            for (event,) in self.copy.sql(
                """SELECT event FROM customer_consent_log log
                     JOIN customer_consent_subject subject
                       ON subject.uid = log.subject_uid
                    WHERE subject.partner_id = %s ORDER BY log.id""",
                partner_id,
            )
        ]

    def _state(self, partner_id):
        return self.copy.sql(
            "SELECT state FROM customer_consent WHERE partner_id = %s", partner_id
        )

    def test_two_confirmations_at_once_are_one(self):
        partner_id, token = self._request("anna")
        states = self._at_once(partner_id, token, CONFIRM, CONFIRM)
        self.assertEqual(sorted(states), ["confirmed", "done"], self.copy.logs())
        self.assertEqual(self._log(partner_id), ["requested", "confirmed"])
        self.assertEqual(self._state(partner_id), [("given",)])

    def test_a_no_at_the_same_time_as_the_confirmation_wins(self):
        for turn in range(2):
            with self.subTest(turn=turn):
                partner_id, token = self._request(f"jan{turn}")
                acts = [CONFIRM, REFUSE][:: -1 if turn else 1]
                self._at_once(partner_id, token, *acts)
                self.assertEqual(self._state(partner_id), [("withdrawn",)])
                self.assertIn(
                    self._log(partner_id),
                    (
                        ["requested", "refused"],
                        ["requested", "confirmed", "withdrawn"],
                    ),
                )
