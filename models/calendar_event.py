# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models


class CalendarEvent(models.Model):
    """The appointment shows the alerts of the customers who attend."""

    _name = "calendar.event"
    _inherit = ["calendar.event", "customer.alert.mixin", "customer.fact.mixin"]
    _alerts_name_customer = True

    def _alert_partners(self):
        if self._check_private_event_conditions():
            return self.env["res.partner"]
        return self.partner_ids.filtered("partner_share")

    def _alert_partner_fields(self):
        return ["partner_ids"]
