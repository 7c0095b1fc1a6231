# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models

BAD_NEWS = ("exception", "bounce")
GOOD_NEWS = ("process", "pending", "sent")


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    def _update_sms_notifications(
        self, notification_status, failure_type=False, failure_reason=False
    ):
        """A delivery report about an SMS of the outbox says what became of it."""
        result = super()._update_sms_notifications(
            notification_status,
            failure_type=failure_type,
            failure_reason=failure_reason,
        )
        # sudo: the report comes from the provider, without a user
        messages = self.env["customer.message"].sudo()
        reported = messages.search(
            [
                ("batch_uid", "in", self.mapped("sms_uuid")),
                ("channel", "=", "sms"),
                ("state", "in", ("sent", "unknown")),
            ]
        )
        if notification_status in BAD_NEWS and reported:
            reported._record_undelivered(failure_type, failure_reason)
        elif notification_status in GOOD_NEWS:
            reported.filtered(lambda row: row.state == "unknown")._resolve_sent()
        # sudo: as above
        kept = self.env["customer.sms.kept"].sudo()
        kept.search([("uuid", "in", self.mapped("sms_uuid"))])._take_report(
            notification_status, failure_type
        )
        return result
