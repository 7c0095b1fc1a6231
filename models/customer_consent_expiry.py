# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 500


class CustomerConsent(models.Model):
    """A yes that was given for a time ends, and the log says so."""

    _inherit = "customer.consent"

    @api.model
    def _cron_expire(self):
        """End what is over, a batch at a time.

        The gate refuses from the minute a yes is over; this writes it down.
        """
        domain = Domain("state", "=", "given") & Domain(
            "valid_until", "<=", fields.Datetime.now()
        )
        over = self.search(domain, limit=BATCH, order="valid_until, id")
        over._expire()
        self.env["ir.cron"]._commit_progress(
            len(over), remaining=self.search_count(domain)
        )

    def _expire(self):
        for until, consents in self.grouped("valid_until").items():
            before = {row.partner_id.id: row.state for row in consents}
            consents.write(
                {
                    "state": "expired",
                    "changed_at": until,
                    "user_id": False,
                    "note": False,
                }
            )
            consents._log_answers(before)
