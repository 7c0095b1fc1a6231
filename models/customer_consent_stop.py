# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models

from .customer_consent_record import YES


class CustomerConsent(models.Model):
    """What START may take back."""

    _inherit = "customer.consent"

    def _agreed_before(self):
        """Those of these rows that were a yes before, and one that would still hold."""
        uids = self._subject_uids() if self else {}
        rows = self.env["customer.consent.log"].search(
            [
                ("point_hash", "in", self.mapped("address_hash")),
                ("subject_uid", "in", list(uids.values())),
                ("event", "in", (*YES, "expired", "revoked")),
            ],
            order="event_time, id",
        )
        last = {(row.subject_uid, row.purpose_code, row.channel): row for row in rows}
        now = fields.Datetime.now()
        return self.filtered(
            lambda c: (
                (row := last.get((uids[c.id], c.purpose_id.code, c.channel)))
                and row.event in YES
                and not (row.valid_until and row.valid_until <= now)
            )
        )

    def _wordings(self, is_worded=True):
        """START is said to no words."""
        wordings = super()._wordings(is_worded)
        started = self.filtered(lambda c: c.state == "given" and c.method == "start")
        none = self.env["customer.consent.wording"]
        return {**wordings, **dict.fromkeys(started.ids, none)}
