# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import math
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.addons.base.models.res_partner import ResPartner

from .common import CustomerCommon

NOW = datetime(2027, 3, 10, 12, 0)


class OutboxCommon(CustomerCommon):
    """Plans messages about partners (the simplest source) and sends them to a list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Message = cls.env["customer.message"]
        cls.env.company.email = "shop@example.com"
        cls.anna = cls._make_customer()
        cls.jan = cls._make_customer(name="Jan Nowak", email="jan.nowak@example.com")

    def _vals(self, partner, **vals):
        """What a rule plans: about the partner, due an hour ago, for three days."""
        return {
            "partner_id": partner.id,
            "channel": "email",
            "purpose_id": self.service.id,
            "scheduled_at": NOW - timedelta(hours=1),
            "late_until": NOW + timedelta(days=3),
            "source": f"res.partner,{partner.id}",
            "occurrence": f"res.partner,{partner.id}:2027-03-10",
            "may_resend": True,
            **vals,
        }

    def _plan(self, *partners, **vals):
        return self.Message._plan([self._vals(partner, **vals) for partner in partners])

    @contextmanager
    def _writing(self, content=None):
        """Let partners say something: a content, or a function of (sources, rows)."""

        def write(sources, messages):
            if callable(content):
                return content(sources, messages)
            return content or {
                "subject": f"About {sources[0].name}",
                "body": f"<p>{' and '.join(str(row.id) for row in messages)}</p>",
            }

        with patch.object(ResPartner, "_customer_message_content", write, create=True):
            yield

    @contextmanager
    def _post_office(self, answer=None):
        """Collect the e-mails handed to the server; ``answer(email)`` may raise."""
        handed = []

        def send_email(server, message, **_kwargs):
            if answer:
                answer(message)
            handed.append(message)
            return message["Message-Id"]

        with patch.object(IrMail_Server, "send_email", send_email):
            yield handed

    def _send(self, content=None, answer=None):
        """Run the sender without commits and return the e-mails it handed over."""
        commit = patch.object(IrCron, "_commit_progress", return_value=math.inf)
        with commit, self._writing(content), self._post_office(answer) as handed:
            self.Message._cron_send()
        return handed

    def _set_sending(self, state, trial_email=False):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("customer_care.sending", state)
        parameters.set_param("customer_care.trial_email", trial_email)
