# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerActionType(models.Model):
    """Which actions their customer sees: a warranty, not our note to call back."""

    _inherit = "customer.action.type"

    in_my_account = fields.Boolean(
        "Shown in My account",
        help="The customer sees these actions, with their certificates.",
    )
