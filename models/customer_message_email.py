# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import mimetypes
from dataclasses import dataclass, field

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize, formataddr

from ..tools.mail_links import keep_links
from ..tools.outgoing import (
    DROPPED,
    LATER,
    REFUSED,
    SERVER,
    UNSURE,
    Outgoing,
    SmtpLine,
    one_line,
    smtp_verdict,
    smtp_words,
)

LAYOUT = "customer_care.customer_message_mail"
# So many messages in a row that lose the connection twice: the server is to blame.
BROKEN_IN_A_ROW = 2


@dataclass
class Sender:
    """A company as a sender of e-mails: plain data and its connection.

    ``reply_to``: where Odoo's gateway reads the answers; ``down``: why its server
    cannot be used; ``broken``: messages in a row that lost
    the connection.
    """

    company_id: int
    email_from: str
    context: dict
    reply_to: str = ""
    line: SmtpLine = field(default=None)
    down: str = ""
    broken: int = 0


class CustomerMessage(models.Model):
    """E-mails: letterhead, unsubscribe link, and one SMTP connection for many."""

    _inherit = "customer.message"

    def _compose_email(self, out: Outgoing, content, own_address):
        """Put the content of these rows, one e-mail, into the company's layout."""
        first = self[0]
        unsubscribe_url = first._unsubscribe_url(own_address)
        if unsubscribe_url:
            out.headers |= {
                "List-Unsubscribe": f"<{unsubscribe_url}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            }
        if not out.written:
            out.headers["Auto-Submitted"] = "auto-generated"
        out.html = self._mail_html(
            first._personal_links(out.body, own_address),
            unsubscribe_url=unsubscribe_url,
            preference_url=unsubscribe_url and first._preference_url(own_address),
            trial_for=out.is_trial and own_address,
        )
        out.attachments = [
            (name, data, mimetypes.guess_type(name)[0] or "application/octet-stream")
            for name, data in self._attachments(content)
        ]

    def _unsubscribe_url(self, address):
        """Return the link that every purpose but service carries."""
        service_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "customer_care.purpose_service"
        )
        if not self.purpose_id or self.purpose_id.id == service_id:
            return False
        # sudo: the link is signed for the customer
        return (
            self.env["customer.consent"]
            .sudo()
            ._unsubscribe_url(self.partner_id, self.purpose_id, self.channel, address)
        )

    @api.model
    def _mail_html(
        self, body, unsubscribe_url=False, trial_for=False, preference_url=False
    ):
        """Return a text in the letterhead of the environment's company and language."""
        # sudo: the company's name and logo on its own letter
        html = self.env["ir.qweb"]._render(
            LAYOUT,
            {
                # rendered or sanitized HTML, see `Outgoing.body`
                "body": Markup(body or ""),  # noqa: S704
                "company": self.env.company.sudo(),
                "lang": self.env.lang,
                "unsubscribe_url": unsubscribe_url,
                "preference_url": preference_url,
                "trial_for": trial_for,
            },
            minimal_qcontext=True,
            lang=self.env.lang,
        )
        # sudo: a setting of the program
        base_url = self.env["ir.config_parameter"].sudo().get_param("web.base.url")
        return str(self.env["mail.render.mixin"]._replace_local_links(html, base_url))

    def _attachments(self, content):
        """Return [(name, bytes)]: those of the content, and its report as PDF."""
        attachments = list(content.get("attachments") or [])
        if report := content.get("report"):
            source_ids = [row.source.id for row in self if row.source]
            data, kind = self.env["ir.actions.report"]._render_qweb_pdf(
                report, source_ids
            )
            attachments.append((f"{self.env.ref(report).name}.{kind}", data))
        return attachments

    # Delivery

    @api.model
    def _deliver_email(self, outgoings, way, shunned):
        """Send messages; return whether there may be more.

        ``way`` is what `_way_of_sending` said when they were made. Companies whose
        server is down are added to ``shunned``; their messages wait, and for none
        of them it counts as an attempt.
        """
        queue = sorted(outgoings, key=lambda out: out.company_id)
        senders = {}
        try:
            while queue:
                company_id = queue[0].company_id
                if company_id not in senders:
                    senders[company_id] = self._make_sender(company_id)
                sender = senders[company_id]
                if not self._open_line(sender):
                    shunned.add(company_id)
                    queue = self._put_off(queue, sender)
                elif not self._deliver_one(queue, sender, way):
                    return False
        finally:
            for sender in senders.values():
                sender.line.close()
        self.env["ir.cron"]._commit_progress()
        return True

    @api.model
    def _deliver_one(self, queue, sender, way):
        """Send the first of the queue and take it off; False stops everything.

        The commit before it leaves also saves what became of the one before.
        """
        out = queue[0]
        self._hand_over(out)
        self.env["ir.cron"]._commit_progress(len(out.ids))
        if not self._may_go_on(way):
            self._put_back(queue, handed=out)
            self.env["ir.cron"]._commit_progress()
            return False
        verdict, words = self._try_email(sender, out)
        if verdict == DROPPED and self._open_line(sender):
            # A server may close an idle connection; a new one decides.
            verdict, words = self._try_email(sender, out)
            sender.broken += verdict == DROPPED
            if sender.broken < BROKEN_IN_A_ROW and verdict == DROPPED:
                verdict = LATER
        if verdict in (SERVER, DROPPED):
            sender.down = sender.down or words
            self._take_back(out)
            return True
        queue.pop(0)
        self._record_verdict(out, verdict, words)
        sender.broken = sender.broken if verdict == LATER else 0
        return True

    @api.model
    def _record_verdict(self, out, verdict, words):
        if not verdict:
            self._record_sent(out)
        elif verdict == REFUSED:
            self._record_refused(out, words)
        elif verdict == LATER:
            self._record_later(out, words)
        else:
            self._record_unsure(out, words)

    @api.model
    def _put_off(self, queue, sender):
        """Let the messages of a sender wait for his server; return the others."""
        mine = [out for out in queue if out.company_id == sender.company_id]
        reason = self.env._("The mail server cannot be used: %s", sender.down)
        self._put_back(mine, reason=reason, deferred=True)
        self.env["ir.cron"]._commit_progress()
        return [out for out in queue if out.company_id != sender.company_id]

    @api.model
    def _make_sender(self, company_id):
        company = self.env["res.company"].browse(company_id)
        server = self.env["ir.mail_server"].with_company(company)
        email_from = company.email_formatted or server._get_default_from_address() or ""
        # given here, core does not read them from the company for each e-mail
        default_from = email_normalize(server._get_default_from_address() or "")
        context = {
            "domain_notifications_email": default_from or email_from,
            "domain_bounce_address": server._get_default_bounce_address() or email_from,
        }
        reply_to = company.catchall_email and company.catchall_formatted
        sender = Sender(company_id, email_from, context, reply_to or "")
        missing = self.env._("%s has no e-mail address to send from.", company.name)

        def connect():
            if not email_from:
                raise UserError(missing)
            return server.with_context(**context)._connect__(smtp_from=email_from)

        sender.line = SmtpLine(connect)
        return sender

    @api.model
    def _open_line(self, sender):
        """Return whether there is a connection for this sender."""
        if sender.down:
            return False
        try:
            sender.line.open()
        except Exception as error:  # noqa: BLE001 - name, network, TLS, log-in, settings
            sender.down = smtp_words(error)
            return False
        return True

    @api.model
    def _try_email(self, sender, out):
        """Hand one e-mail to the server; return (verdict or None, its words)."""
        try:
            self._send_email(sender, out)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - judged below
            verdict = smtp_verdict(error, sender.line.body_sent)
            if verdict in (DROPPED, UNSURE):
                sender.line.drop()
            return verdict, smtp_words(error)
        return None, ""

    @api.model
    def _send_email(self, sender, out):
        server = self.env["ir.mail_server"].with_context(
            **sender.context, send_validated_to=[out.address]
        )
        email = server._build_email__(
            email_from=sender.email_from,
            email_to=[formataddr((one_line(out.name), out.address))],
            reply_to=sender.reply_to,
            subject=one_line(out.subject),
            body=out.html,
            subtype="html",
            attachments=out.attachments,
            message_id=out.message_uid,
            headers=out.headers,
        )
        server.send_email(keep_links(email), smtp_session=sender.line.open())
