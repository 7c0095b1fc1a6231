# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re

from odoo import api, models

from ..tools.outgoing import Outgoing
from .customer_consent_renewal import RENEWAL
from .customer_consent_request import REQUEST

LINK = re.compile(r"(/customer_care/(?:confirm|renew|preferences)/)[\w-]+")


class CustomerMessage(models.Model):
    """Messages that ask for a consent: their links are for the customer alone.

    What left is kept for whoever may read messages; a clerk who could follow the link
    could confirm in the customer's name.
    """

    _inherit = "customer.message"

    @api.model
    def _hand_over(self, out: Outgoing):
        result = super()._hand_over(out)
        row = self.browse(out.ids)[:1]
        if (row.occurrence or "").startswith((REQUEST, RENEWAL)):
            row.body = LINK.sub(r"\1hidden", row.body or "")
        return result
