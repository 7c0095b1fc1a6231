# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerMailingRefusal(models.TransientModel):
    """One recipient who will not get a mailing, for the list before it is sent."""

    _name = "customer.mailing.refusal"
    _description = "Recipient who will not get a mailing"
    _order = "reason, name, id"

    name = fields.Char("Recipient", readonly=True)
    reason = fields.Char("Why not", readonly=True)
