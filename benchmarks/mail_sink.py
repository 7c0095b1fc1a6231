"""A mail server for scenarios that send."""

import logging
import socket
from contextlib import contextmanager


@contextmanager
def mail_sink(env):
    """A mail server on loopback that takes everything; core and ours use it."""
    from aiosmtpd.controller import Controller

    logging.getLogger("mail.log").setLevel(logging.ERROR)

    class Sink:
        count = 0

        async def handle_DATA(self, server, session, envelope):
            self.count += 1
            return "250 taken"

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    env.company.email = "shop@example.com"
    env["ir.mail_server"].search([]).active = False
    env["ir.mail_server"].create(
        {"name": "loopback", "smtp_host": "127.0.0.1", "smtp_port": port}
    )
    try:
        yield sink
    finally:
        controller.stop()
