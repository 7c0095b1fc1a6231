# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL

# What core calls an SMS in its own states, in the words of its notifications.
STATUS = {
    "outgoing": "ready",
    "process": "process",
    "pending": "pending",
    "sent": "sent",
    "error": "exception",
    "canceled": "canceled",
}


class SmsSms(models.Model):
    """Core's SMS are kept for the history of the customer before they are deleted."""

    _inherit = "sms.sms"

    @api.autovacuum
    def _gc_device(self):
        self._keep_for_history(SQL("sms.to_delete"))
        return super()._gc_device()

    def unlink(self):
        self._keep_for_history(SQL("sms.id = ANY(%s)", self.ids))
        return super().unlink()

    @api.model
    def _keep_for_history(self, condition):
        """Copy those SMS that stand in no chatter; what never left is not history."""
        self.flush_model()
        self.env["sms.tracker"].flush_model()
        self.env["customer.sms.kept"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_sms_kept (partner_id, direction, date, number,
                       body, core_state, failure_type, uuid, create_date, write_date)
                SELECT sms.partner_id, 'out', sms.create_date, sms.number, sms.body,
                       CASE sms.state %(names)s END, sms.failure_type, sms.uuid,
                       sms.create_date, sms.create_date
                  FROM sms_sms sms
                 WHERE %(condition)s AND sms.partner_id IS NOT NULL
                       AND sms.state IN ('process', 'pending', 'sent', 'error')
                       AND NOT EXISTS (%(in_chatter)s)
                """,
                condition=condition,
                names=self._status_names(),
                in_chatter=self._in_chatter(),
            )
        )
        self.env["customer.sms.kept"].invalidate_model(flush=False)

    @api.model
    def _status_names(self):
        return SQL(" ").join(
            SQL("WHEN %s THEN %s", state, status) for state, status in STATUS.items()
        )

    @api.model
    def _in_chatter(self):
        """Return the query of the notification that stands for an SMS, `sms`."""
        return SQL(
            """SELECT FROM sms_tracker tracker
                WHERE tracker.sms_uuid = sms.uuid
                      AND tracker.mail_notification_id IS NOT NULL"""
        )
