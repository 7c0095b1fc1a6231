# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import email
import socket
from contextlib import contextmanager
from email import policy
from math import inf
from unittest.mock import patch

from aiosmtpd.controller import Controller

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.base.models.ir_mail_server import IrMail_Server


def use_mail_server(env, port):
    """Let Odoo know one mail server: the one on this port of loopback."""
    env["ir.mail_server"].search([]).unlink()
    env["ir.mail_server"].create(
        {
            "name": "Loopback",
            "smtp_host": "127.0.0.1",
            "smtp_port": port,
            "smtp_encryption": "none",
            "smtp_authentication": "login",
        }
    )


@contextmanager
def really_sending():
    """Let e-mails leave in a test, and a job go on without committing."""
    commit = patch.object(IrCron, "_commit_progress", return_value=inf)
    enabled = patch.object(IrMail_Server, "_disable_send", lambda *_args: False)
    with commit, enabled:
        yield


class MailOffice:
    """A real SMTP server on loopback that keeps what it gets.

    ``rcpt(address)`` and ``data(address, number)`` may return another answer than
    "250 OK"; the answer None closes the connection without a word.
    """

    def __init__(self, rcpt=None, data=None):
        self.letters = []  # [(recipient, EmailMessage)]
        self.connections = 0
        self.rcpt, self.data = rcpt, data
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_exc):
        self.controller.stop()

    @property
    def recipients(self):
        return sorted(recipient for recipient, __ in self.letters)

    async def handle_EHLO(self, _server, session, _envelope, hostname, responses):
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(self, server, _session, envelope, address, _options):
        answer = self.rcpt(address) if self.rcpt else "250 OK"
        if answer is None:
            server.transport.abort()
            return "421 closed"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, _session, envelope):
        recipient = envelope.rcpt_tos[0]
        letter = email.message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((recipient, letter))
        answer = self.data(recipient, len(self.letters)) if self.data else "250 OK"
        if answer is None:
            server.transport.abort()
            return "421 closed"
        return answer
