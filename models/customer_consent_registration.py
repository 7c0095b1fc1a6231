# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import signed_link
from .customer_consent_answer import SHOWN
from .customer_consent_choices import HASH
from .customer_consent_page import Page

ASKED = ("email", "sms", "call")
FORM_SCOPE = "registration form"


class CustomerConsent(models.Model):
    """The consents that are asked for when a product is registered.

    Whoever holds the invoice can say yes for the address they type, and learns nothing:
    neither whether it is the customer's nor what was said before. A no that was said
    for the address stands, unless its owner confirms the opposite by e-mail.
    """

    _inherit = "customer.consent"

    @api.model
    def _registration_page(self, invoice):
        partner = self.env["res.partner"]._survivor_of(invoice.partner_id.id)
        return Page(partner, invoice.company_id, "email", "")

    @api.model
    def _registration_purposes(self, page):
        """Return what is asked: {purpose: its words}; nothing of who is not asked."""
        partner = page.partner
        if not partner.active or page.is_locked:
            return {}
        lang = self.env.lang or "en_US"
        wordings = self.env["customer.consent.wording"]
        return {
            purpose: wordings._current(purpose, {lang})[lang]
            for purpose in self._page_purposes(page)
            if purpose._needs_consent() and self._asked_channels(purpose)
        }

    @api.model
    def _asked_channels(self, purpose):
        return [channel for channel in ASKED if purpose._allows(channel)]

    @api.model
    def _sign_registration(self, invoice, purposes):
        """Return what the form sends back: the words that it showed."""
        shown = {
            purpose.id: [wording.id or 0, (wording.sha256 or "")[:HASH]]
            for purpose, wording in purposes.items()
        }
        payload = json.dumps(shown, separators=(",", ":")).encode()
        scope = f"{FORM_SCOPE} {invoice.id}"
        return signed_link.sign(self._address_key(), scope, payload)

    @api.model
    def _read_registration_form(self, invoice, purposes, text):
        """Return {purpose: wording} as the form showed them, those unchanged since.

        None when it is no form of ours for this invoice.
        """
        scope = f"{FORM_SCOPE} {invoice.id}"
        payload = signed_link.read(self._address_key(), scope, text or "")
        if payload is None:
            return None
        shown = json.loads(payload)
        return {
            purpose: wording
            for purpose, wording in purposes.items()
            if shown.get(str(purpose.id))
            == [wording.id or 0, (wording.sha256 or "")[:HASH]]
        }

    @api.model
    def _agree_at_registration(self, page, wording_by_purpose, ticked, note):
        """Record the yes of each box that was ticked.

        :param page: with the points that were typed
        :param ticked: [(purpose, channel)]
        :return: the rows recorded; one that waits for a confirmation is `requested_at`
        """
        recorded = self.browse()
        for purpose, channel in ticked:
            if purpose not in wording_by_purpose or channel not in page.points:
                continue
            point = {page.partner.id: page.points[channel]}
            hashes = {page.partner.id: page.points[channel][0]}
            said = self._decisions(purpose, channel, hashes).get(page.partner.id)
            is_confirmed = channel == "email" and purpose.needs_double_opt_in
            if said == "given" or (said == "refused" and not is_confirmed):
                continue
            shown = {purpose.id: wording_by_purpose[purpose].id or 0}
            consents = self.with_context(**{SHOWN: shown})
            recorded |= consents._record(purpose, channel, point, "given", "page", note)
        return recorded

    @api.model
    def _ask_for_address(self, partner):
        """Ask to confirm a yes that was said before the address was the customer's."""
        address = partner._contact_addresses("email").get(partner.id)
        if not address:
            return
        digest = self._hashes("email", {0: address})[0]
        waiting = self.search(
            Domain("partner_id", "=", partner.id)
            & Domain("channel", "=", "email")
            & Domain("address_hash", "=", digest)
            & Domain("requested_at", "!=", False)
        )
        now = fields.Datetime.now()
        waiting.filtered(lambda c: c._request_end() > now)._ask_to_confirm()
