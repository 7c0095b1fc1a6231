# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.tools import SQL


class CustomerConsentConfirmation(models.Model):
    """Double opt-in: who was asked to confirm, who did, and after how long.

    One row for each request in the log. The first confirmation of the same person,
    address, purpose and channel answers the last request before it.
    """

    _name = "customer.consent.confirmation"
    _description = "Confirmations of double opt-in"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "purpose_id"
    _depends = {
        "customer.consent.log": [
            "channel",
            "company_ref",
            "event",
            "event_time",
            "point_hash",
            "purpose_code",
            "subject_uid",
        ],
        "customer.consent.purpose": ["code"],
    }

    date = fields.Datetime("Asked on", readonly=True)
    confirmed_at = fields.Datetime("Confirmed on", readonly=True)
    purpose_id = fields.Many2one("customer.consent.purpose", readonly=True)
    channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS"), ("letter", "Post"), ("call", "Call")],
        readonly=True,
    )
    is_confirmed = fields.Boolean("Confirmed", readonly=True)
    confirmed = fields.Integer("Confirmations", aggregator="sum", readonly=True)
    rate = fields.Float("Confirmed (%)", aggregator="avg", readonly=True)
    hours = fields.Float("Hours until confirmed", aggregator="avg", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        """Each request with what follows it, in one pass over these two events."""
        return SQL(
            """
            SELECT asked.id,
                   asked.date,
                   asked.confirmed_at,
                   purpose.id AS purpose_id,
                   asked.channel,
                   asked.confirmed_at IS NOT NULL AS is_confirmed,
                   (asked.confirmed_at IS NOT NULL)::int AS confirmed,
                   100.0 * (asked.confirmed_at IS NOT NULL)::int AS rate,
                   EXTRACT(EPOCH FROM asked.confirmed_at - asked.date) / 3600 AS hours,
                   asked.company_ref AS company_id
              FROM (SELECT log.id, log.event, log.event_time AS date, log.purpose_code,
                           log.channel, log.company_ref,
                           CASE WHEN lead(log.event) OVER following = 'confirmed'
                                THEN lead(log.event_time) OVER following
                           END AS confirmed_at
                      FROM customer_consent_log log
                     WHERE log.event IN ('requested', 'confirmed')
                    WINDOW following AS (
                           PARTITION BY log.subject_uid, log.point_hash,
                                        log.purpose_code, log.channel
                           ORDER BY log.event_time, log.id)) asked
         LEFT JOIN customer_consent_purpose purpose ON purpose.code = asked.purpose_code
             WHERE asked.event = 'requested'
            """
        )
