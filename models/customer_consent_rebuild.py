# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL


class CustomerConsent(models.Model):
    """The last words made anew from the log, and old answers taken into it."""

    _inherit = "customer.consent"

    @api.model
    def _rebuild(self):
        """Throw the rows away and make them from the log, in two queries.

        A person who was deleted meanwhile is nobody; the address keeps its answer.
        """
        self.env["customer.consent.log"].flush_model()
        self.env["customer.consent.subject"].flush_model()
        self.env["customer.consent.evidence"].flush_model()
        self.env["customer.consent.purpose"].flush_model()
        self.flush_model()
        cr = self.env.cr
        cr.execute(SQL("DELETE FROM customer_consent"))
        cr.execute(
            SQL(
                """
                INSERT INTO customer_consent (
                       partner_id, purpose_id, channel, address_hash, address_hint,
                       state, changed_at, valid_until, method, user_id, note,
                       create_uid, create_date, write_uid, write_date)
                SELECT DISTINCT ON (owner, log.point_hash, purpose.id, log.channel)
                       subject.partner_id, purpose.id, log.channel, log.point_hash,
                       evidence.content->>'address', state.name, log.event_time,
                       log.valid_until, log.method, users.id,
                       evidence.content->>'note',
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM customer_consent_log log
            CROSS JOIN LATERAL (SELECT CASE log.event
                       WHEN 'confirmed' THEN 'given' WHEN 'renewed' THEN 'given'
                       WHEN 'refused' THEN 'withdrawn' WHEN 'revoked' THEN 'withdrawn'
                       ELSE log.event END AS name) state
                  JOIN customer_consent_purpose purpose
                    ON purpose.code = log.purpose_code
             LEFT JOIN customer_consent_subject subject
                    ON subject.uid = log.subject_uid
            CROSS JOIN LATERAL (SELECT coalesce(subject.partner_id, 0) AS owner) o
             LEFT JOIN customer_consent_evidence evidence ON evidence.log_uid = log.uid
             LEFT JOIN res_users users ON users.id = log.actor_ref
                 WHERE state.name IN ('given', 'withdrawn', 'objected', 'expired',
                                      'imported')
              ORDER BY owner, log.point_hash, purpose.id, log.channel,
                       log.event_time DESC, state.name = 'given', log.id DESC
                """,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.invalidate_model()

    @api.model
    def _take_over_answers(self):
        """Write into the log what was answered before there was one.

        When and how is known, the words are not: those rows name no wording.
        """
        # sudo: the program's own work, once
        consents = self.sudo()
        consents.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT consent.id
                  FROM customer_consent consent
                  JOIN customer_consent_purpose purpose
                    ON purpose.id = consent.purpose_id
                 WHERE NOT EXISTS (
                       SELECT FROM customer_consent_log log
                        WHERE log.point_hash = consent.address_hash
                          AND log.channel = consent.channel
                          AND log.purpose_code = purpose.code)
              ORDER BY consent.changed_at, consent.id
                """
            )
        )
        old = consents.browse(row_id for (row_id,) in rows)
        old.with_context(lang=None)._write_down(is_worded=False)
        return old
