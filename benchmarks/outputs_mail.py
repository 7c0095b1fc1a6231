"""The e-mails of a search: planning and sending them, against core's mass composer."""

from . import outputs_list
from .mail_sink import mail_sink

COUNT = 1_000
AT_LEAST = 5


def _template(env):
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


def measure(bench, shop):
    run = outputs_list.frozen(
        bench,
        shop,
        min(COUNT, bench.customers) * 2,  # half of them may be written to
        email_template_id=_template(bench.env).id,
    )
    partners = _partners(bench.env, run)
    _planning(bench, run, partners)
    _sending(bench, run, partners)


def _partners(env, run):
    """Return whom the gate lets through."""
    rows = run._message_rows("email", 0)
    return env["res.partner"].browse(row[1] for row in rows)


def _planning(bench, run, partners):
    """Plan the e-mails of a list, against the composer that queues as many."""
    env = bench.env
    ours, _core = bench.compare(
        f"plan {len(partners):,} e-mails, core's mass composer",
        lambda: run._output_email(),
        lambda: _compose(env, run.search_id.email_template_id, partners),
        at_least=AT_LEAST,
        repeat=2,
    )
    bench.memory("memory of planning e-mails", ours, 300)


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


def _sending(bench, run, partners):
    """Send them to a server on loopback, core's from its queue."""
    env = bench.env
    env["ir.config_parameter"].set_param("customer_care.sending", "on")
    with mail_sink(env) as sink:
        _compose(env, run.search_id.email_template_id, partners)
        mails = env["mail.mail"].search([("state", "=", "outgoing")])
        run._output_email()
        env.cr.commit()  # the sender works in transactions of its own
        theirs = bench.measure(lambda: mails.send(), keep=True)
        taken = sink.count
        ours = bench.measure(env["customer.message"]._cron_send, keep=True)
    bench.check(
        f"all {len(partners):,} arrived, core's {taken:,}", taken == len(partners)
    )
    bench.check(
        f"all {len(partners):,} arrived, ours", sink.count - taken == len(partners)
    )
    bench.limit(f"send {len(partners):,} e-mails, core's queue", ours, theirs, 1.0)
