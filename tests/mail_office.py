# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import email
import socket
from email import policy

from aiosmtpd.controller import Controller


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
