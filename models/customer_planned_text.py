# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re

from odoo import api, models

from ..tools.sms_parts import sms_length

# What a name, a date or a vehicle takes in a text, about.
PLACEHOLDER = re.compile(r"\{\{.*?\}\}", re.DOTALL)
TYPICAL = "x" * 14


class CustomerPlanned(models.Model):
    """How long texts will be that are written when they leave."""

    _inherit = "customer.planned"

    @api.model
    def _text_parts(self):
        """Return {(origin, its id): parts of its SMS}; others are taken as one part.

        For each origin with a text of its own; a part that plans SMS adds its own.
        """
        # sudo: the length of a text, of whatever kind
        types = self.env["customer.action.type"].sudo()
        return {
            (types._name, kind.id): self._parts_of_template(kind.sms_template_id.body)
            for kind in types.search([("sms_template_id", "!=", False)])
        }

    @api.model
    def _parts_of_template(self, text):
        return max(sms_length(PLACEHOLDER.sub(TYPICAL, text or "")).parts, 1)
