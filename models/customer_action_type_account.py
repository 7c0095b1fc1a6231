# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerActionType(models.Model):
    """Which actions their customer sees: a warranty, not our note to call back."""

    _inherit = "customer.action.type"

    in_my_account = fields.Selection(
        [("date", "As a date"), ("certificate", "With its certificate")],
        "Shown in My account",
        help="What the customer sees of these actions; empty: nothing.",
    )
