# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import hmac
import struct
from dataclasses import dataclass, field
from datetime import timezone

from odoo import api, fields, models, tools
from odoo.fields import Domain

from ..tools import signed_link
from ..tools.address_hash import mask
from .customer_consent import CONSENT_CHANNEL
from .customer_consent_link import LINK_CHANNELS

SCOPE = "preferences"
PATH = "/customer_care/preferences/"
# The same without a token: what a text may contain, made personal when it leaves.
PLACE = PATH.rstrip("/")
DAYS_PARAMETER = "customer_care.preference_days"
DAYS = 90
# version, channel, company, customer, the user who took the link, address hash
PAYLOAD = struct.Struct(">BBIII32s")
VERSION = 1
# A token of ours has 112 letters; a longer text is none.
LONGEST = 200


@dataclass
class Page:
    """Whose choices a link shows.

    ``is_own``: whether the address is still the customer's; if not, nothing but what
    was said for this address is shown, and only a no can be said. ``points``:
    {channel: (address hash, masked address)} of what can be decided about.
    ``is_new``: False for a link that was never good, see `_preference_url_of`.
    """

    partner: models.BaseModel
    company: models.BaseModel
    channel: str
    address_hash: str
    hint: str = ""
    is_own: bool = True
    is_expired: bool = False
    is_new: bool = True
    taken_by: str = ""
    points: dict = field(default_factory=dict)

    @property
    def is_locked(self):
        """Whether only a no can be said here."""
        partner = self.partner
        return not self.is_own or partner.is_forgotten or partner.is_restricted


class CustomerConsent(models.Model):
    """The customer's page with all choices: its signed link, which ends."""

    _inherit = "customer.consent"

    @api.model
    def _preference_url(self, partner, address, channel="email", taken_by=None):
        """Return the absolute address of the page with this customer's choices.

        :param taken_by: the user who gets to see the link; what is decided through it
            says so, because it need not have been the customer
        """
        # sudo: whoever sends a message need not be able to read consents
        digest = self.sudo()._hashes(channel, {0: address})[0]
        moment = _seconds(fields.Datetime.now())
        return self._preference_url_of(partner, digest, channel, moment, taken_by)

    @api.model
    def _preference_url_of(self, partner, digest, channel, moment=0, taken_by=None):
        """The same for the hash of an address.

        :param moment: when the link was made; by default long ago: such a link only
            offers to send one that is good
        """
        payload = PAYLOAD.pack(
            VERSION,
            LINK_CHANNELS.index(CONSENT_CHANNEL.get(channel, channel)),
            partner._company_at_work(self.env.company).id,
            partner.id or 0,
            taken_by.id if taken_by else 0,
            bytes.fromhex(digest),
        )
        # sudo: as above
        key = self.sudo()._address_key()
        token = signed_link.sign_at(key, SCOPE, payload, moment)
        return f"{self.get_base_url()}{PATH}{token}"

    @api.model
    def _preference_days(self):
        """How many days a link to the page is good for."""
        # sudo: parameters are for administrators, the page is for everybody
        days = self.env["ir.config_parameter"].sudo().get_param(DAYS_PARAMETER)
        return int(days) if (days or "").isdigit() else DAYS

    @api.model
    def _read_preference(self, token):
        """Return the page of a token, None when it is not one of ours.

        A customer merged since is answered by the survivor, a deleted one by nobody:
        the address is left.
        """
        if not (said := self._unpack_preference(token)):
            return None
        issued, _version, place, company_id, partner_id, user_id, digest = said
        partner = self.env["res.partner"]._survivor_of(partner_id)
        company = self.env["res.company"].browse(company_id).exists()
        age = _seconds(fields.Datetime.now()) - issued
        page = Page(
            partner=partner,
            company=partner._company_at_work(company or self.env.company),
            channel=LINK_CHANNELS[place],
            address_hash=digest.hex(),
            is_new=bool(issued),
            is_expired=age > self._preference_days() * 86400,
            taken_by=self.env["res.users"].browse(user_id).exists().name or "",
        )
        self._find_points(page, self.env["res.partner"].browse(partner_id).exists())
        return page

    @api.model
    def _unpack_preference(self, token):
        """Return what a token says, without reading; None when it is not ours."""
        if len(token) > LONGEST:
            return None
        found = signed_link.read_at(self._address_key(), SCOPE, token)
        if not found or len(found[0]) != PAYLOAD.size or found[0][0] != VERSION:
            return None
        payload, issued = found
        return issued, *PAYLOAD.unpack(payload)

    @api.model
    def _preference_lang(self, token):
        """Return the language of the customer of a token, and read nothing else."""
        said = self._unpack_preference(token)
        partners = self.env["res.partner"].with_context(active_test=False)
        return said and partners.search_fetch([("id", "=", said[4])], ["lang"]).lang

    @api.model
    def _page_of(self, partner, company):
        """Return the page of a customer who has logged in."""
        page = Page(partner, partner._company_at_work(company), "email", "")
        page.points = self._own_points(partner)
        page.hint = page.points.get("email", ("", ""))[1]
        return page

    @api.model
    def _own_points(self, partner):
        """{channel: (address hash, masked address)} of what the customer has now."""
        by_channel = partner._contact_addresses_by_channel(LINK_CHANNELS)
        return {
            channel: self._points(channel, addresses)[partner.id]
            for channel, addresses in by_channel.items()
            if partner.id in addresses
        }

    @api.model
    def _find_points(self, page, merged):
        """Fill in what the page is about.

        An address that is no longer the customer's may be somebody else's by now, who
        learns nothing about the customer. That of a merged customer still counts.
        """
        own = self._own_points(page.partner) if page.partner else {}
        address = self._address_behind(page, page.partner | merged)
        page.is_own = bool(page.partner and address)
        page.hint = mask(page.channel, address) if address else self._hint_of(page)
        page.points = own if page.is_own else {}
        page.points[page.channel] = (page.address_hash, page.hint)

    @api.model
    def _hint_of(self, page):
        said = Domain("address_hash", "=", page.address_hash)
        said &= Domain("address_hint", "!=", False)
        return self.search(said, limit=1).address_hint or ""

    @api.model
    def _address_behind(self, page, partners):
        """Return the address in clear that the link was made for, if one of these
        customers still has it."""
        texts = list(partners._contact_addresses(page.channel).values())
        if page.channel == "email":
            # also one that e-mails came back from
            texts += partners.filtered("email_normalized").mapped("email_normalized")
        hashes = self._hashes(page.channel, dict(enumerate(texts)))
        for number, digest in hashes.items():
            if hmac.compare_digest(digest, page.address_hash):
                return texts[number]
        return ""

    @api.model
    def _send_new_link(self, page):
        """Send a link that is good again to the address of this one; once a day.

        To the address as the customer still has it: the link knows its hash alone.
        """
        merged = self.env["res.partner"].with_context(active_test=False)
        merged = merged.search([("merged_into_id", "=", page.partner.id or -1)])
        address = self._address_behind(page, page.partner | merged)
        if not address:
            return self.env["customer.message"]
        today = fields.Date.context_today(page.partner)
        return page.partner.with_company(page.company)._plan_preference_link(
            page.channel,
            address,
            occurrence=f"preferences:{page.partner.id}:{page.address_hash[:16]}:{today}",
        )

    @api.model
    def _page_html(self, template, values):
        """Return one of the customers' pages in the language of the environment."""
        lang = self.env["res.lang"]._get_data(code=self.env.lang)
        values = {
            "company": self.env.company,
            "html_lang": (self.env.lang or "en_US").replace("_", "-"),
            "direction": lang.direction or "ltr",
            "lang": self.env.lang,
            **values,
        }
        return f"<!DOCTYPE html>\n{self.env['ir.qweb']._render(template, values)}"

    @api.model
    def _page_for_too_many(self):
        """Return the page that asks to wait: kept, so that a flood costs little."""
        names = ("name", "email", "phone")
        company = self.env.company
        company = company.search_fetch([("id", "=", company.id)], names)
        return self._render_too_many(tuple(company[name] for name in names))

    @api.model
    @tools.ormcache("self.env.lang", "self.env.company.id", "shown", cache="templates")
    def _render_too_many(self, shown):
        """:param shown: what the page says of the company"""
        return self._page_html("customer_care.preference_page", {"problem": "often"})


def _seconds(moment):
    """Return a time of the database as seconds since 1970."""
    return int(moment.replace(tzinfo=timezone.utc).timestamp())
