# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class ResPartner(models.Model):
    """What a customer is interested in."""

    _inherit = "res.partner"

    interest_ids = fields.Many2many(
        "customer.interest",
        "customer_interest_partner_rel",
        "partner_id",
        "interest_id",
        "Interests",
        ondelete="restrict",
        copy=False,
        # an archived interest stays ticked and is shown
        context={"active_test": False},
        groups="customer_care.function_interest_see",
    )

    @api.model
    def _functions_to_write(self):
        return {**super()._functions_to_write(), "interest_ids": "interest_change"}
