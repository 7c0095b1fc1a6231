"""Where e-mails and SMS of `./dev faults` end: what came is written down, with when."""

import email
import json
import re
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from email import policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller

from .load_server import HOST, free_port

# Which search, or rule, wrote to whom: stands in each text.
TOKEN = re.compile(r"TOKEN\d+P\d+")
MAIL_SECONDS = 0.005
SMS_SECONDS = 0.15


@dataclass(frozen=True)
class Letter:
    """What arrived."""

    at: float
    address: str
    key: str  # the Message-ID of an e-mail, the uuid of an SMS
    tokens: tuple[str, ...]


class Sinks:
    """Takes everything, a little slower than real ones so that there is time to die."""

    def __init__(self) -> None:
        self.mails: list[Letter] = []
        self.sms: list[Letter] = []

    async def handle_DATA(self, _server, _session, envelope):
        """What is acknowledged is written down before."""
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        text = message.get_body(("plain", "html")).get_content()
        self.mails += [
            Letter(time.time(), address, message["Message-ID"], _tokens(text))
            for address in envelope.rcpt_tos
        ]
        time.sleep(MAIL_SECONDS)
        return "250 taken"

    def take_sms(self, params):
        """Answer as Odoo's SMS API does."""
        answers = []
        for message in params["messages"]:
            for number in message["numbers"]:
                self.sms.append(
                    Letter(
                        time.time(),
                        number["number"],
                        number["uuid"],
                        _tokens(message["content"]),
                    )
                )
                answers.append({"uuid": number["uuid"], "state": "success"})
        time.sleep(SMS_SECONDS)
        return answers


def _tokens(text):
    return tuple(sorted(set(TOKEN.findall(text))))


@contextmanager
def taking():
    """Yield (sinks, port of SMTP, port of the SMS API)."""
    sinks = Sinks()

    class Api(BaseHTTPRequestHandler):
        def do_POST(self):
            size = int(self.headers["Content-Length"])
            body = json.loads(self.rfile.read(size))
            answer = {"jsonrpc": "2.0", "id": body.get("id")}
            answer["result"] = sinks.take_sms(body["params"])
            data = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_args):
            pass

    smtp = Controller(sinks, hostname=HOST, port=free_port())
    api = ThreadingHTTPServer((HOST, 0), Api)
    threading.Thread(target=api.serve_forever, daemon=True).start()
    smtp.start()
    try:
        yield sinks, smtp.port, api.server_port
    finally:
        smtp.stop()
        api.shutdown()
