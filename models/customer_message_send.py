# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import logging
import math
import time
from uuid import uuid4

from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain

from ..tools.outgoing import Outgoing, html_to_text, text_to_html
from .customer_message import ELECTRONIC

_logger = logging.getLogger(__name__)

# Customers claimed at a time: few enough that the gate's answer is fresh.
BATCH = 200
# A job that outlives the server's limit is killed: stop this long after its budget.
GRACE_SECONDS = 40
COUNT_LIMIT = 10000


class CustomerMessage(models.Model):
    """Sending: claim, ask the gate, write, hand over, record."""

    _inherit = "customer.message"

    @api.model
    def _cron_send(self):
        """Send what is due by e-mail and SMS. The only method here that commits.

        Each row is claimed in a committed transaction before anything leaves, and
        each message is recorded and committed by itself.
        """
        remaining = 0
        if self._way_of_sending():
            with self._working() as worker:
                self._take_over()
                self._mark_missed()
                shunned = set()
                for channel in ELECTRONIC:
                    self._send_channel(channel, worker, shunned)
                self._skip_refused_calls()
            remaining = self._count_remaining(shunned)
        self.env["ir.cron"]._commit_progress(remaining=remaining)

    @api.model
    def _way_of_sending(self):
        """Return ("on", False), ("trial", address), or None when nothing may leave."""
        state = self._sending_state()
        if state == "on":
            return state, False
        trial_email = self.env["customer.sending"]._trial_email()
        return (state, trial_email) if state == "trial" and trial_email else None

    @api.model
    def _count_remaining(self, shunned):
        """Return how much could be sent at once; what waits for a server could not."""
        domain = (
            self._due_domain(*ELECTRONIC)
            & (Domain("next_try_at", "=", False) | Domain("next_try_at", "<=", "now"))
            & Domain("company_id", "not in", list(shunned))
        )
        return self.search_count(domain, limit=COUNT_LIMIT)

    @api.model
    def _send_channel(self, channel, worker, shunned):
        deliver = getattr(self, f"_deliver_{channel}")
        while way := self._way_of_sending():
            ids = self._claim(worker, channel, BATCH, shunned)
            if not ids:
                return
            outgoings = self.browse(ids)._prepare_outgoing(way[1])
            if not deliver(outgoings, way, shunned):
                return
            if self._seconds_left() <= 0:
                return

    @api.model
    def _seconds_left(self):
        """Return the rest of this run's budget; endless outside a cron."""
        return self.env.context.get("cron_end_time", math.inf) - time.monotonic()

    @api.model
    def _may_go_on(self, way):
        """Whether sending is as it was when the message was made, and there is time."""
        return self._way_of_sending() == way and self._seconds_left() > -GRACE_SECONDS

    # From rows to messages

    def _prepare_outgoing(self, trial_email=False):
        """Return these claimed rows as messages; the others are recorded as to why."""
        addresses = self._leave_out_others()._pass_gate()
        rows = self.browse(addresses)._obey_hours()
        messages = rows._obey_caps(rows._group_messages(addresses))
        result = []
        for group, content in zip(messages, self._contents(messages), strict=True):
            try:
                if isinstance(content, Exception):
                    raise content
                result.append(group._make_outgoing(content, addresses, trial_email))
            except Exception as error:  # noqa: BLE001 - any template may be broken
                self.browse(group.ids)._record_failed(str(error) or repr(error))
        return result

    def _pass_gate(self):
        """Ask the gate; return {row id: address} of the rows that may go on."""
        rows = [
            {
                "id": row.id,
                "partner_id": row.partner_id.id,
                "channel": row.channel,
                "purpose_id": row.purpose_id.id,
                "company_id": row.company_id.id,
                "address": row.address,
                "phone_id": row.phone_id.id,
            }
            for row in self
        ]
        refused = {row["id"]: reason for row, reason in self._refusals(rows)}
        refused |= self._gone_sources()
        passed = self.filtered(lambda row: row.id not in refused)
        addresses = passed._find_addresses()
        for row in passed:
            if not addresses.get(row.id):
                refused[row.id] = self.env._("There is no address for this channel.")
        for reason in set(refused.values()):
            self.browse(
                row_id for row_id, why in refused.items() if why == reason
            )._record_skipped(reason)
        return {row.id: addresses[row.id] for row in self if row.id not in refused}

    def _gone_sources(self):
        """Return {row id: reason} of the rows whose matter is settled.

        Their record was deleted meanwhile, or says by `_customer_message_gone` that
        nobody is to hear of it any more.
        """
        reason = self.env._("What this message was about no longer exists.")
        gone = {}
        for model, rows in (
            self.filtered(lambda row: row.source and not row.body)
            .grouped(lambda row: row.source._name)
            .items()
        ):
            sources = self.env[model].browse(row.source.id for row in rows).exists()
            there = set(sources.ids)
            gone |= {row.id: reason for row in rows if row.source.id not in there}
            if hasattr(sources, "_customer_message_gone"):
                settled = sources._customer_message_gone()
                gone |= {
                    row.id: settled[row.source.id]
                    for row in rows
                    if row.source.id in settled
                }
        return gone

    def _find_addresses(self):
        """Return {row id: address}: the row's own, else the customer's."""
        found = {row.id: row.address for row in self if row.address}
        for channel, rows in (
            self.filtered(lambda row: not row.address).grouped("channel").items()
        ):
            own = rows.partner_id._contact_addresses(channel)
            found |= {row.id: own.get(row.partner_id.id) for row in rows}
        return found

    # What a message says

    def _written_content(self, written):
        """Return the content that was stored with the rows."""
        if not written and self[0].channel in ELECTRONIC:
            return ValueError(self.env._("It has neither a text nor a source."))
        body = written.body or ""
        if self[0].channel == "sms":
            body = html_to_text(body)
        return {"subject": written.subject or self[0].subject or "", "body": body}

    @api.model
    def _source_contents(self, model, groups):
        """Ask the sources: all at once where they offer it, else one by one."""
        source_ids = [row.source.id for group in groups for row in group]
        records = groups[0].env[model].browse(source_ids)
        if hasattr(records, "_customer_message_contents"):
            try:
                with self.env.cr.savepoint():
                    return records._customer_message_contents(groups)
            except Exception:  # noqa: BLE001 - asked one by one, the culprit shows
                _logger.info("Messages of %s are written one by one", model)
        return [self._source_content(records, group) for group in groups]

    @api.model
    def _source_content(self, records, group):
        sources = records.browse(row.source.id for row in group).with_prefetch(
            records.ids
        )
        try:
            with self.env.cr.savepoint():
                return sources._customer_message_content(group)
        except Exception as error:  # noqa: BLE001 - any template may be broken
            return error

    def _make_outgoing(self, content, addresses, trial_email):
        """Return these rows, one message, as plain data."""
        first, channel = self[0], self[0].channel
        company = first.company_id or self.env.company
        repeat = bool(first.batch_uid)
        out = Outgoing(
            ids=self.ids,
            company_id=company.id,
            address=trial_email or addresses[first.id],
            message_uid=first.message_uid,
            batch_uid=first.batch_uid or uuid4().hex,
            lang=self.env.lang,
            name=first.partner_id.name or "",
            subject=content.get("subject") or "",
            # HTML, whatever its Python type: sources render or escape it
            body=Markup(content.get("body") or ""),  # noqa: S704
            given=self.filtered("address").ids,
            written=bool(self.filtered("body")),
            attempts=max(self.mapped("attempts")),
            may_resend=channel == "email" and all(self.mapped("may_resend")),
            is_repeat=repeat,
            is_trial=bool(trial_email),
        )
        if channel == "sms":
            out.text = str(content.get("body") or "")
            out.body = text_to_html(out.text)
            out.subject = False
        getattr(self, f"_compose_{channel}")(out, content, addresses[first.id])
        return out
