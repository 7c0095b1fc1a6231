# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class CustomerMessage(models.Model):
    """What left in a period is found by an index; planned rows are not in it."""

    _inherit = "customer.message"

    _sent_idx = models.Index("(sent_at) WHERE sent_at IS NOT NULL")


class CustomerConsentLog(models.Model):
    """What was decided in a period."""

    _inherit = "customer.consent.log"

    _event_idx = models.Index("(event_time, event)")
