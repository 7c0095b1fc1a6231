# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re

from markupsafe import Markup

from odoo import models

from .customer_consent_page import PLACE


class CustomerMessage(models.Model):
    """The customer's own link, which is made when a message leaves and is never stored.

    Whoever reads the outbox must not be able to decide as the customer: a stored text
    holds the address of the page without a token.
    """

    _inherit = "customer.message"

    def _preference_url(self, address):
        """Return the link to the choices of this message's customer."""
        # the channel by its own name: a postcard is post
        consents = self.env["customer.consent"].with_company(self.company_id)
        return consents._preference_url(self.partner_id, address, self.channel)

    def _personal_links(self, text, address):
        """Make the address of the page, where a text contains it, the customer's."""
        if PLACE not in (text or ""):
            return text
        base = re.escape(self.get_base_url())
        # only as a link of its own: not within the address of another page
        place = rf"(?<![^\s\"'>(])(?:{base})?{PLACE}(?![\w/-])"
        personal = re.sub(place, lambda _m: self._preference_url(address), str(text))
        # as safe as the text was: only an address of ours was put in
        return Markup(personal) if isinstance(text, Markup) else personal  # noqa: S704
