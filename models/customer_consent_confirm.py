# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import struct
from collections import namedtuple
from datetime import UTC, datetime, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import signed_link
from .customer_consent import OPT_OUT

# purpose, customer, the moment that makes the link this one, address hash
PAYLOAD = struct.Struct(">BIII32s")
VERSION = 1
CONFIRM = "confirm"
CONFIRM_PATH = "/customer_care/confirm/"
# state: open, done, expired (may be asked for again), void
Answer = namedtuple("Answer", "consent state")


def epoch(moment):
    """Return a time of the database as a number."""
    return int(moment.replace(tzinfo=UTC).timestamp())


def from_epoch(number):
    return datetime.fromtimestamp(number, UTC).replace(tzinfo=None)


class CustomerConsent(models.Model):
    """Confirming by a link that only the owner of the address has got.

    The link names the request it belongs to, so that it dies with it: by a no, by
    another address, by time, by a newer request.
    """

    _inherit = "customer.consent"

    def _answer_url(self, scope, path, moment):
        """Return the absolute address of a page about this row as it is now."""
        payload = PAYLOAD.pack(
            VERSION,
            self.purpose_id.id,
            self.partner_id.id,
            epoch(moment),
            bytes.fromhex(self.address_hash),
        )
        # sudo: whoever sends a message need not be able to read consents
        token = signed_link.sign(self.sudo()._address_key(), scope, payload)
        return f"{self.get_base_url()}{path}{token}"

    @api.model
    def _read_answer_link(self, scope, token, channels):
        """Return (row, moment) of a genuine token, None for any other text.

        The row of a merged customer is the survivor's; it is empty when there is none.
        """
        payload = signed_link.read(self._address_key(), scope, token)
        if not payload or len(payload) != PAYLOAD.size or payload[0] != VERSION:
            return None
        _version, purpose_id, partner_id, number, digest = PAYLOAD.unpack(payload)
        partner = self.env["res.partner"]._survivor_of(partner_id)
        rows = self.search(
            Domain("partner_id", "=", partner.id or -1)
            & Domain("purpose_id", "=", purpose_id)
            & Domain("channel", "in", channels)
            & Domain("address_hash", "=", digest.hex())
        )
        moment = from_epoch(number)
        # two rows for the same address come from a merge
        meant = rows.filtered(lambda c: moment in (c.requested_at, c.valid_until))
        return (meant or rows)[:1], moment

    def _is_unreachable(self):
        """Whether this row is of nobody, or of somebody not to be written to."""
        partner = self.partner_id
        return not partner or partner.is_forgotten or not partner.active

    def _said_no_since(self, moment):
        """Whether anybody said no for this address after that.

        An own no that stands beside an open request is older than the request.
        """
        own = self.filtered("requested_at")
        return bool(
            self.search_count(
                Domain("id", "not in", own.ids)
                & Domain("address_hash", "=", self.address_hash)
                & Domain("purpose_id", "=", self.purpose_id.id)
                & Domain("channel", "=", self.channel)
                & Domain("state", "in", OPT_OUT)
                & Domain("changed_at", ">=", moment),
                limit=1,
            )
        )

    def _of_today(self):
        """Those of these rows whose customer still has the address."""
        current = self.browse()
        for channel, rows in self.grouped("channel").items():
            addresses = rows.partner_id._contact_addresses(channel)
            hashes = self._hashes(channel, addresses)
            current |= rows.filtered(
                lambda c, hashes=hashes: hashes.get(c.partner_id.id) == c.address_hash
            )
        return current

    # -- the link ---------------------------------------------------------------

    def _confirm_url(self):
        return self._answer_url(CONFIRM, CONFIRM_PATH, self.requested_at)

    @api.model
    def _read_confirmation(self, token):
        """Return what a token stands for today, None when it is not one of ours."""
        link = self._read_answer_link(CONFIRM, token, ["email"])
        return link and Answer(link[0], link[0]._confirmation_state(link[1]))

    def _confirmation_state(self, moment):
        if self._is_unreachable() or self.purpose_id not in self.purpose_id.exists():
            return "void"
        if self._standing():
            return "done"
        if self._said_no_since(moment) or self not in self._of_today():
            return "void"
        days = timedelta(days=self.purpose_id.confirm_days)
        if moment + days <= fields.Datetime.now():
            is_newest = not self.requested_at or self.requested_at == moment
            return "expired" if is_newest else "void"
        return "open" if self.requested_at == moment else "void"

    @api.model
    def _confirm(self, token):
        """Make the request of a genuine link a yes; return what it stood for, or None.

        Twice is harmless: a yes that stands is left as it is.
        """
        answer = self._read_confirmation(token)
        if not answer or answer.state != "open":
            return answer
        consent = answer.consent
        before = {consent.partner_id.id: consent._answer()}
        consent._settle(
            {
                "state": "given",
                "method": "confirmation",
                "changed_at": fields.Datetime.now(),
                "user_id": False,
                "note": False,
            }
        )
        consent._log_answers(before)
        return answer._replace(state="confirmed")

    @api.model
    def _ask_again(self, token):
        """Send a new link to who comes with one that is too old."""
        answer = self._read_confirmation(token)
        if not answer or answer.state != "expired":
            return answer
        consent = answer.consent
        before = {consent.partner_id.id: consent.state}
        if consent.requested_at:
            consent._lapse()
        # not by `write`: asked for is a link, even where none is needed any more
        consent._request(
            {"state": "given", "method": "page", "user_id": False, "note": False}
        )
        consent._log_answers(before)
        return answer._replace(state="asked")

    # -- the words --------------------------------------------------------------

    def _wordings(self, is_worded=True):
        """Who confirms agrees to the words of the mail, whatever they are today."""
        wordings = super()._wordings(is_worded)
        confirmed = self.filtered(
            lambda c: c.state == "given" and c.method == "confirmation"
        )
        return {**wordings, **confirmed._requested_wordings()}

    def _requested_wordings(self):
        """Return {row id: the words of its last request}; constant queries."""
        if not self:
            return {}
        # sudo: the words of a request are for its owner
        env = self.sudo().env
        subjects = env["customer.consent.subject"]._of(self.partner_id.ids)
        owners = {subject.uid: subject.partner_id.id for subject in subjects}
        rows = env["customer.consent.log"].search(
            [
                ("event", "=", "requested"),
                ("point_hash", "in", self.mapped("address_hash")),
                ("subject_uid", "in", list(owners)),
            ],
            order="event_time, id",
        )
        asked = {
            (owners[row.subject_uid], row.point_hash, row.purpose_code): row.wording_uid
            for row in rows
        }
        wordings = env["customer.consent.wording"]
        found = wordings.search([("uid", "in", list(filter(None, asked.values())))])
        by_uid = {wording.uid: wording for wording in found}
        return {
            consent.id: by_uid.get(
                asked.get(
                    (
                        consent.partner_id.id,
                        consent.address_hash,
                        consent.purpose_id.code,
                    )
                ),
                wordings,
            )
            for consent in self
        }
