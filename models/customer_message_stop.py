# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import hmac
import secrets

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import signed_link
from ..tools.address_hash import mask
from ..tools.phone_numbers import read_number
from .customer_consent import OPT_OUT

PATH = "/customer_care/sms/"
SCOPE = "incoming_sms"
PARAMETER = "customer_care.incoming_sms"
# Ten joined SMS; nobody writes a longer one.
MOST_TEXT = 1600
MOST_NUMBER = 40


class CustomerMessage(models.Model):
    """SMS that customers send us: STOP is obeyed at once, the rest is kept.

    STOP belongs to the number, as every answer belongs to its address: it ends the
    purposes that "end with STOP" (all marketing, unless the purpose says otherwise) for
    every customer who has the number, and for whoever gets it later.
    """

    _inherit = "customer.message"

    @api.model
    def _receive_sms(self, number, text):
        """Take an SMS of a customer; return "stop", "start" or "kept".

        To be called by whatever talks to an SMS gateway; the same SMS twice changes
        nothing more. A text that says more than the word is kept as well.
        """
        # sudo: an SMS comes from outside, whoever hands it over
        messages = self.sudo()
        text = str(text or "").replace("\0", "")[:MOST_TEXT]
        e164 = messages._incoming_number(str(number or "")[:MOST_NUMBER])
        meaning, is_whole = self.env["customer.stop.word"]._meaning(text)
        if e164 and meaning == "stop":
            messages._stop_sms(e164)
        elif not (e164 and meaning == "start" and messages._restart_sms(e164)):
            meaning, is_whole = "kept", False
        if not is_whole:
            messages._keep_sms(e164 or str(number or "")[:MOST_NUMBER], text)
        return meaning

    @api.model
    def _keep_sms(self, number, text):
        """Keep what a customer wrote; nothing here, to be overridden.

        :param number: in E.164, or as it came where that is unclear
        """

    @api.model
    def _incoming_number(self, text):
        """Return a number in E.164, empty when it is none.

        Gateways leave out the plus of an international number. One that can be read in
        two ways is the one that a customer has.
        """
        text = text.replace("\0", "").strip()
        regions = self.env["res.partner"]._phone_regions()
        found = [read_number(text, *regions).e164]
        if text.isascii() and text.isdigit():
            found.insert(0, read_number(f"+{text.lstrip('0')}").e164)
        found = list(dict.fromkeys(filter(None, found)))
        if len(found) > 1:
            phones = self.env["customer.phone"]
            known = phones.search([("number_e164", "in", found)]).mapped("number_e164")
            found = [each for each in found if each in known] or found
        return found[0] if found else ""

    @api.model
    def _stop_sms(self, number):
        """Say no for a number, whoever has it, and take back what is planned."""
        purposes = (
            self.env["customer.consent.purpose"]
            .with_context(active_test=False)
            .search([("ends_by_stop", "=", True), ("by_sms", "=", True)])
        )
        consents = self.env["customer.consent"]
        digest = consents._hashes("sms", {0: number})[0]
        rows = consents.search(
            Domain("address_hash", "=", digest)
            & Domain("channel", "=", "sms")
            & Domain("purpose_id", "in", purposes.ids)
        )
        phones = self.env["customer.phone"].with_context(active_test=False)
        owners = phones.search([("number_e164", "=", number)]).partner_id
        owners |= rows.partner_id
        for purpose in purposes:
            own = rows.filtered(lambda c, purpose=purpose: c.purpose_id == purpose)
            settled = own.filtered(lambda c: c.state in OPT_OUT)
            said = set(settled.mapped("partner_id.id"))
            # said before: the first date and method stay
            left = set(owners.ids) - said if owners else {False} if not settled else ()
            points = dict.fromkeys(left, (digest, mask("sms", number)))
            if points:
                consents._record(purpose, "sms", points, "withdrawn", "stop")
        self._cancel_stopped(number, owners, purposes)

    @api.model
    def _cancel_stopped(self, number, owners, purposes):
        primary = owners._contact_addresses("sms")
        having = [owner for owner, address in primary.items() if address == number]
        self._cancel_planned(
            Domain("channel", "=", "sms")
            & Domain("purpose_id", "in", purposes.ids)
            & (
                Domain("address", "=", number)
                | Domain("partner_id", "in", having)
                & Domain("address", "in", [False, ""])
            ),
            self.env._("The customer said no."),
        )

    @api.model
    def _restart_sms(self, number):
        """Take back a STOP; return the rows that are a yes again.

        START says to nothing that was not agreed to before: only a yes that STOP ended,
        and that would still hold today, comes back. A no said otherwise stays.
        """
        consents = self.env["customer.consent"]
        digest = consents._hashes("sms", {0: number})[0]
        stopped = consents.search(
            Domain("address_hash", "=", digest)
            & Domain("channel", "=", "sms")
            & Domain("state", "=", "withdrawn")
            & Domain("method", "=", "stop")
            & Domain("partner_id", "!=", False)
        )
        back = stopped._agreed_before()
        before = {row.partner_id.id: row.state for row in back}
        back.write(
            {
                "state": "given",
                "method": "start",
                "changed_at": fields.Datetime.now(),
                "user_id": False,
                "note": False,
            }
        )
        back._log_answers(before)
        return back

    # -- the address for gateways -----------------------------------------------

    @api.model
    def _sms_token(self):
        """Return the secret part of the address, which is made once."""
        # sudo: parameters are the administrator's; this one is the program's
        parameters = self.env["ir.config_parameter"].sudo()
        nonce = parameters.get_param(PARAMETER)
        if not nonce:
            nonce = secrets.token_hex(12)
            parameters.set_param(PARAMETER, nonce)
        key = self.env["customer.consent"]._address_key()
        return signed_link.sign(key, SCOPE, bytes.fromhex(nonce))

    @api.model
    def _renew_sms_token(self):
        """Make another secret; the old address is answered no more."""
        # sudo: as above
        self.env["ir.config_parameter"].sudo().set_param(
            PARAMETER, secrets.token_hex(12)
        )

    @api.model
    def _is_sms_token(self, token):
        # sudo: as above; without a secret there is no address, and none is made here
        if not self.env["ir.config_parameter"].sudo().get_param(PARAMETER):
            return False
        return hmac.compare_digest(self._sms_token().encode(), token.encode())

    @api.model
    def _incoming_sms_url(self):
        return f"{self.get_base_url()}{PATH}{self._sms_token()}"
