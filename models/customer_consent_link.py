# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import struct
from collections import namedtuple

from odoo import api, models
from odoo.fields import Domain

from ..tools import signed_link
from ..tools.address_hash import mask
from .customer_consent import CONSENT_CHANNEL, OPT_OUT

SCOPE = "unsubscribe"
PATH = "/customer_care/unsubscribe/"
# A no said by link may be taken back by link; one said to a person may not.
BY_LINK = ("link", "one_click")

Link = namedtuple("Link", "partner purposes channel address_hash hint")
# version, channel, purpose, customer, address hash; the channel by its place here
PAYLOAD = struct.Struct(">BBII32s")
VERSION = 1
LINK_CHANNELS = ("email", "sms", "letter", "call")


class CustomerConsent(models.Model):
    """Unsubscribing by link: the customer's own way to say no, without a login."""

    _inherit = "customer.consent"

    @api.model
    def _unsubscribe_url(self, partner, purpose, channel, address):
        """Return the absolute address of the page on which this address can say no.

        It does not expire: the last mail of a customer may be years old. It names the
        address by its hash, so that nobody learns one from a forwarded link.
        """
        channel = CONSENT_CHANNEL.get(channel, channel)
        # sudo: whoever sends a message need not be able to read consents
        consents = self.sudo()
        digest = consents._hashes(channel, {0: address})[0]
        payload = PAYLOAD.pack(
            VERSION,
            LINK_CHANNELS.index(channel),
            purpose.id,
            partner.id,
            bytes.fromhex(digest),
        )
        token = signed_link.sign(consents._address_key(), SCOPE, payload)
        return f"{self.get_base_url()}{PATH}{token}"

    @api.model
    def _read_link(self, token):
        """Return what a token stands for, None when it is not one of ours.

        A customer merged since is answered by the survivor, a deleted one by nobody:
        the no is kept for the address alone.
        """
        payload = signed_link.read(self._address_key(), SCOPE, token)
        if not payload or payload[0] != VERSION or len(payload) != PAYLOAD.size:
            return None
        _version, place, purpose_id, partner_id, digest = PAYLOAD.unpack(payload)
        channel, digest = LINK_CHANNELS[place], digest.hex()
        purposes = self.env["customer.consent.purpose"].browse(purpose_id).exists()
        if not purposes:
            # the purpose is gone, the wish is not: no marketing to this address
            purposes = purposes.search([("is_marketing", "=", True)])
        partner = self.env["res.partner"]._survivor_of(partner_id)
        hint = self._hint(partner, channel, digest)
        return Link(partner, purposes, channel, digest, hint)

    @api.model
    def _hint(self, partner, channel, digest):
        """Return the masked address behind a hash, as far as somebody still has it."""
        for address in partner._contact_addresses(channel).values():
            if self._hashes(channel, {0: address})[0] == digest:
                return mask(channel, address)
        said = self.search([("address_hash", "=", digest)], limit=1)
        return said.address_hint or ""

    @api.model
    def _is_unsubscribed(self, link):
        """Whether the address said no to all the link is about."""
        owner = link.partner.id or 0
        return all(
            self._decisions(purpose, link.channel, {owner: link.address_hash}).get(
                owner
            )
            == "refused"
            for purpose in link.purposes
        )

    @api.model
    def _may_resubscribe(self, link):
        """Whether the no was said by a link, so that a link may take it back."""
        no = self.search(self._link_domain(link) & Domain("state", "in", OPT_OUT))
        return bool(link.partner and no) and set(no.mapped("method")) <= set(BY_LINK)

    @api.model
    def _unsubscribe(self, link, method):
        """Say no for the address of the link; what is planned for it is taken back."""
        point = {link.partner.id: (link.address_hash, link.hint)}
        recorded = self.browse()
        for purpose in link.purposes:
            if self._is_unsubscribed(link._replace(purposes=purpose)):
                # said before; the first date and method stay, what is planned still
                # goes
                recorded |= self.search(
                    self._link_domain(link) & Domain("purpose_id", "=", purpose.id)
                )
                continue
            recorded |= self._record(purpose, link.channel, point, "withdrawn", method)
        recorded._cancel_planned()
        return recorded

    @api.model
    def _resubscribe(self, link):
        """Take back a no that was said by link."""
        if not self._may_resubscribe(link):
            return False
        point = {link.partner.id: (link.address_hash, link.hint)}
        for purpose in link.purposes:
            self._record(purpose, link.channel, point, "given", "link")
        return True

    @api.model
    def _link_domain(self, link):
        return (
            Domain("purpose_id", "in", link.purposes.ids)
            & Domain("channel", "=", link.channel)
            & Domain("address_hash", "=", link.address_hash)
        )

    @api.model
    def _given_of(self, partners, purpose, channel):
        """The standing yes of these customers, for whatever address."""
        return self.search(
            Domain("partner_id", "in", partners.ids)
            & Domain("purpose_id", "=", purpose.id)
            & Domain("channel", "=", CONSENT_CHANNEL.get(channel, channel))
            & Domain("state", "=", "given")
        )

    def _cancel_planned(self, addresses=None):
        """Take back what is planned for the addresses of these rows, whoever has them.

        Only hashes are kept, so the text of an address is found where it is in use: in
        the planned messages of the row's customer and in the customer's record. What is
        planned elsewhere for the same address is stopped by the gate when it is sent.
        """
        # sudo: a no stops what is planned, whoever records it
        messages = self.env["customer.message"].sudo()
        for row in self:
            channels = [row.channel]
            channels += [
                key for key, value in CONSENT_CHANNEL.items() if value == row.channel
            ]
            planned = (
                Domain("state", "=", "planned")
                & Domain("purpose_id", "=", row.purpose_id.id)
                & Domain("channel", "in", channels)
            )
            found = row._addresses_in_use(messages, planned, addresses)
            mine = Domain("partner_id", "=", row.partner_id.id or -1)
            primary = row.partner_id._contact_addresses(row.channel).values()
            hit = Domain("address", "in", list(found))
            if set(primary) & found or not primary:
                hit |= mine & Domain("address", "in", [False, ""])
            messages._cancel_planned(planned & hit, self.env._("The customer said no."))

    def _addresses_in_use(self, messages, planned, addresses):
        """The texts of addresses that have this row's hash."""
        owner = self.partner_id
        texts = set((addresses or {}).values()) | set(
            owner._contact_addresses(self.channel).values()
        )
        if owner:
            own = messages.search(planned & Domain("partner_id", "=", owner.id))
            texts |= {address for address in own.mapped("address") if address}
        hashes = self._hashes(self.channel, {text: text for text in texts})
        return {text for text, digest in hashes.items() if digest == self.address_hash}
