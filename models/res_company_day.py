# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models

from ..tools.calendar_dates import local_to_utc, utc_to_local_date


class ResCompany(models.Model):
    """The days of a company are those of the clock on its wall."""

    _inherit = "res.company"

    def _today(self):
        return utc_to_local_date(fields.Datetime.now(), self._time_zone())

    def _midnight(self, day):
        """Return the UTC time at which this day begins at the company."""
        return local_to_utc(day, 0.0, self._time_zone())

    def _time_zone(self):
        # sudo: where a company is, is no secret
        return self.sudo().partner_id.tz or "UTC"
