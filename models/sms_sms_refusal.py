# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class SmsSms(models.Model):
    """Odoo keeps the kind of a failure only; ours come with a sentence."""

    _inherit = "sms.sms"

    customer_refusal = fields.Char("Why not", readonly=True, copy=False)
