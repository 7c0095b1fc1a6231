# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models

from ..tools.contact_hours import country_zones, next_allowed, number_zones
from .customer_message_record import FREE


class CustomerMessage(models.Model):
    """Quiet hours: what is due outside of its purpose's hours waits for them."""

    _inherit = "customer.message"

    def _local_zones(self):
        """Return the time zones where the customer may be: usually one.

        Their own; else where their number or their country says; else the company's.
        """
        partner = self.partner_id
        if partner.tz:
            return (partner.tz,)
        company = self.company_id or self.env.company
        return (
            number_zones(self.address or partner.phone_sanitized)
            or country_zones(partner.country_id.code)
            or (company.partner_id.tz or "UTC",)
        )

    def _time_zone(self):
        return self._local_zones()[0]

    def _allowed_at(self, moment):
        """Return when this message may leave at the earliest, from ``moment`` on."""
        # sudo: whoever sends may use every purpose, but not look at their list
        hours = self.purpose_id.sudo()._hours(self.channel) if self.purpose_id else None
        return next_allowed(hours, moment, self._local_zones()) if hours else moment

    def _obey_hours(self):
        """Put off the claimed rows that may not leave now; return the others."""
        now = fields.Datetime.now()
        waiting = {}
        for row in self:
            moment = row._allowed_at(now)
            if moment > now:
                waiting.setdefault(moment, []).append(row.id)
        reason = self.env._("Outside of the hours of its purpose.")
        late = self.browse()
        for moment, ids in waiting.items():
            late |= self.browse(ids)._defer(moment, reason)
        late._record_missed(
            self.env._("Its time was over before the next allowed hour.")
        )
        return self - self.browse(row_id for ids in waiting.values() for row_id in ids)

    def _defer(self, moment, reason):
        """Plan claimed rows for later; return those that would then be too late."""
        late = self.filtered(lambda row: row.late_until and row.late_until < moment)
        (self - late).write(
            {**FREE, "state": "planned", "scheduled_at": moment, "reason": reason}
        )
        if self - late:
            self._wake_sender([moment])
        return late

    def _record_missed(self, reason):
        self._record_not_sent("missed", reason)
