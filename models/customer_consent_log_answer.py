# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain

from ..tools.address_hash import mask, medium
from .customer_consent import CONSENT_CHANNEL

# What an event of the log leaves behind; the others are no answer.
STATE_OF = {
    "given": "given",
    "confirmed": "given",
    "renewed": "given",
    "withdrawn": "refused",
    "objected": "refused",
    "refused": "refused",
    "expired": "expired",
    "revoked": "expired",
    "imported": "imported",
    "requested": "requested",
}
YESES = tuple(event for event, state in STATE_OF.items() if state == "given")
NOES = tuple(event for event, state in STATE_OF.items() if state == "refused")


class CustomerConsentLog(models.Model):
    """Asking the log: were we allowed, on any day, and by what?

    Computed from the log alone, by the rule of the gate: one's own yes for an address,
    while it held, unless somebody said no for this address after it. `customer.consent`
    knows the last word only.
    """

    _inherit = "customer.consent.log"

    @api.model
    def _answers(self, partner, purpose, channel, at, address=None):
        """Return the answer for each address that the question is about.

        Without an address: the one the customer has now, all that they ever answered
        for until then, and all that something was sent to.

        :return: list of dicts: `address` (masked), `state`, `allowed`, `basis`, `row`
            (the decisive one, or nothing), `rows` (all until then, the last first),
            `since` and `until` (when this state began and ended), `messages` (what was
            sent in between)
        """
        channel = CONSENT_CHANNEL.get(channel, channel)
        # sudo: links are the program's; the caller may see the customer
        uids = self.env["customer.consent.subject"].sudo()._of(partner.ids)
        uids = uids.mapped("uid")
        about = Domain("purpose_code", "=", purpose.code) & Domain(
            "channel", "=", channel
        )
        hints = self._asked_addresses(partner, channel, address)
        sent = self._sent(partner, purpose, channel)
        if not address:
            for digest, messages in sent.items():
                hints.setdefault(digest, mask(channel, messages[0].address))
            own = self._own_points(about, uids, at)
            hints = {**own, **hints}
        rows = self._rows_about(about, uids, hints).grouped("point_hash")
        # sudo: a no that another of our companies took down counts as well
        log = self.sudo()
        nothing = self.env["customer.message"]
        return [
            rows.get(point, log)._answer_of(
                hint, sent.get(point, nothing), (uids, purpose, channel, at)
            )
            for point, hint in (hints or {None: ""}).items()
        ]

    def _answer_of(self, address, sent, question):
        """Return the answer for one address, with what was sent while it stood."""
        answer = self._answer(*question)
        since, until = answer["since"], answer["until"]
        return {
            **answer,
            "address": address,
            "messages": sent.filtered(
                lambda message: (
                    not (since and message.sent_at < since)
                    and not (until and message.sent_at >= until)
                )
            ),
        }

    @api.model
    def _own_points(self, about, uids, at):
        """Return {hash: masked address} of what was answered for until a moment."""
        # sudo: as above
        rows = self.sudo().search(
            about & Domain("subject_uid", "in", uids) & Domain("event_time", "<=", at)
        )
        return {row.point_hash: row.address_hint or "" for row in rows}

    @api.model
    def _rows_about(self, about, uids, points):
        """Return all that was said for these addresses, the first first.

        By the customer, and by whoever ever said no for one: a later yes of theirs
        takes it back.
        """
        # sudo: a no counts, whichever company heard it
        log = self.sudo()
        about &= Domain("point_hash", "in", list(points))
        noes = log.search(about & Domain("event", "in", NOES))
        who = {*uids, *noes.mapped("subject_uid")}
        rows = log.search(
            about & Domain("subject_uid", "in", list(who)), order="event_time, id"
        )
        return rows.filtered(lambda row: row.event in STATE_OF)

    @api.model
    def _asked_addresses(self, partner, channel, address):
        """Return {hash: masked address} of what was typed, else of the address now."""
        if address and medium(channel) == "phone":
            address = partner._phone_format(number=address) or address
        rows = partner._gate_rows(channel, address and {partner.id: address})
        used = rows.get(partner.id, {}).get("address")
        if not used:
            return {}
        # sudo: the key of the hashes is the program's
        digest = self.env["customer.consent"].sudo()._hashes(channel, {0: used})[0]
        return {digest: mask(channel, used)}

    @api.model
    def _sent(self, partner, purpose, channel):
        """Return {hash of the address: what was sent to it, the last first}."""
        channels = [k for k, v in CONSENT_CHANNEL.items() if v == channel]
        # sudo: who may ask is told what was sent, of their companies
        sent = (
            self.env["customer.message"]
            .sudo()
            .search(
                Domain("partner_id", "=", partner.id)
                & Domain("purpose_id", "=", purpose.id)
                & Domain("channel", "in", [channel, *channels])
                & Domain("state", "=", "sent")
                & Domain("company_id", "in", [False, *self.env.companies.ids]),
                order="sent_at desc, id desc",
            )
        )
        # sudo: as above
        hashes = (
            self.env["customer.consent"]
            .sudo()
            ._hashes(channel, {message.id: message.address or "" for message in sent})
        )
        return sent.filtered("address").grouped(lambda message: hashes[message.id])

    def _answer(self, uids, purpose, channel, at):
        """Return what these rows about one address, oldest first, say of a moment."""
        before = self.filtered(lambda row: row.event_time <= at)
        state, row, since = before._state_at(uids, at)
        basis = row.lawful_basis or purpose.lawful_basis
        is_used = purpose._allows(channel)
        return {
            "state": state,
            "row": row,
            "rows": before[::-1],
            "basis": basis,
            "is_used": is_used,
            "allowed": state == "given"
            or (state != "refused" and basis != "consent" and is_used),
            "since": since,
            "until": self._end_of(state, uids, at),
        }

    def _end_of(self, state, uids, at):
        """Return when the state of a moment ended: by a decision, or by itself."""
        moments = {
            moment for row in self for moment in (row.event_time, row.valid_until)
        }
        for moment in sorted(filter(None, moments)):
            until = self.filtered(lambda row, moment=moment: row.event_time <= moment)
            if moment > at and until._state_at(uids, moment)[0] != state:
                return moment
        return None

    def _state_at(self, uids, at):
        """Return (state, decisive row, since when), of the rows until a moment.

        Being asked to confirm, and not doing so in time, changes nothing of what was
        said before.
        """
        lasts, asked = {}, self.browse()
        for row in self:
            if row.event == "requested" or row.method == "unconfirmed":
                asked = row if row.subject_uid in uids else asked
                continue
            last = lasts.get(row.subject_uid)
            # of two at the same second the no counts
            if last and last.event_time == row.event_time and last.event in NOES:
                continue
            lasts[row.subject_uid] = row
        noes = [row for row in lasts.values() if row.event in NOES]
        own = [row for uid, row in lasts.items() if uid in uids and row not in noes]
        no = max(noes, key=_moment, default=self.browse())
        last = max(own, key=_moment, default=self.browse())
        is_yes = last.event in YESES
        is_over = is_yes and last.valid_until and last.valid_until <= at
        if is_yes and not is_over and not (no and no.event_time >= last.event_time):
            return "given", last, last.event_time
        if no:
            return "refused", no, no.event_time
        if asked and not (last and last.event_time > asked.event_time):
            return "requested", asked, asked.event_time
        if is_over:
            return "expired", last, last.valid_until
        if last:
            return STATE_OF[last.event], last, last.event_time
        return "never", last, None


def _moment(row):
    return row.event_time, row.id
