"""The e-mails of a search: planning and sending them, against core's mass composer."""

import logging
import socket
from contextlib import contextmanager

COUNT = 1_000
AT_LEAST = 5


def template(env):
    return env["mail.template"].create(
        {
            "name": "Bench",
            "model_id": env["ir.model"]._get_id("res.partner"),
            "subject": "For {{ object.name }}",
            "body_html": '<p>Dear <t t-out="object.name"/>, come by.</p>',
            "email_from": "shop@example.com",
            "partner_to": "{{ object.id }}",
        }
    )


def planning(bench, run, partners):
    """Plan the e-mails of a list, against the composer that queues as many."""
    env = bench.env
    ours, _core = bench.compare(
        f"plan {COUNT:,} e-mails, core's mass composer",
        lambda: run._output_email(),
        lambda: _compose(env, run.search_id.email_template_id, partners),
        at_least=AT_LEAST,
        repeat=2,
    )
    bench.memory("planning e-mails", ours, 300)


def _compose(env, text, partners):
    composer = env["mail.compose.message"].create(
        {
            "composition_mode": "mass_mail",
            "model": "res.partner",
            "res_ids": partners.ids,
            "template_id": text.id,
            "force_send": False,
        }
    )
    composer._action_send_mail()


def sending(bench, run, partners):
    """Send them to a server on loopback, core's from its queue."""
    env = bench.env
    env["ir.config_parameter"].set_param("customer_care.sending", "on")
    with mail_server(env) as sink:
        _compose(env, run.search_id.email_template_id, partners)
        mails = env["mail.mail"].search([("state", "=", "outgoing")])
        run._output_email()
        env.cr.commit()  # the sender works in transactions of its own
        theirs = bench.measure(lambda: mails.send(), keep=True)
        taken = sink.count
        ours = bench.measure(env["customer.message"]._cron_send, keep=True)
    bench.check(f"all {COUNT:,} arrived, core's {taken:,}", taken == COUNT)
    bench.check(f"all {COUNT:,} arrived, ours", sink.count - taken == COUNT)
    bench.limit(f"send {COUNT:,} e-mails, core's queue", ours, theirs, 1.0)


@contextmanager
def mail_server(env):
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
