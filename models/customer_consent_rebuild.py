# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL, split_every

from .customer_consent import OPT_OUT

# Answers that are held in memory at once.
TAKEN_OVER = 5000
STATES = ("requested", "given", "withdrawn", "objected", "expired", "imported")
# Each row of the log as a state of its owner; nobody's address has owner 0.
SAID = """
    SELECT owner, log.point_hash, purpose.id AS purpose_id, log.channel,
           subject.partner_id, evidence.content->>'address' AS hint,
           state.name AS state, log.event_time, log.valid_until, log.method,
           users.id AS user_id, evidence.content->>'note' AS note, log.id,
           log.event = 'requested' AS is_request,
           log.event = 'requested'
           OR coalesce(log.method = 'unconfirmed', false) AS is_asked
      FROM customer_consent_log log
CROSS JOIN LATERAL (SELECT CASE log.event
           WHEN 'confirmed' THEN 'given' WHEN 'renewed' THEN 'given'
           WHEN 'refused' THEN 'withdrawn' WHEN 'revoked' THEN 'expired'
           ELSE log.event END AS name) state
      JOIN customer_consent_purpose purpose ON purpose.code = log.purpose_code
 LEFT JOIN customer_consent_subject subject ON subject.uid = log.subject_uid
CROSS JOIN LATERAL (SELECT coalesce(subject.partner_id, 0) AS owner) o
 LEFT JOIN customer_consent_evidence evidence ON evidence.log_uid = log.uid
 LEFT JOIN res_users users ON users.id = log.actor_ref
     WHERE state.name IN %(states)s
"""
# The last answer and the last thing that was asked.
LAST = """
    SELECT DISTINCT ON (owner, point_hash, purpose_id, channel, is_asked) *
      FROM said
  ORDER BY owner, point_hash, purpose_id, channel, is_asked,
           event_time DESC, state = 'given', id DESC
"""
# One of the two: what was asked counts while it is the newest, but lifts no no.
NEWEST = """
    SELECT last.*, asked.event_time AS asked_at, asked.valid_until AS until
      FROM last
 LEFT JOIN last asked
        ON asked.is_request AND asked.owner = last.owner
       AND asked.point_hash = last.point_hash
       AND asked.purpose_id = last.purpose_id
       AND asked.channel = last.channel
       AND (asked.event_time, asked.id) >= (last.event_time, last.id)
     WHERE NOT EXISTS (
           SELECT FROM last other
            WHERE other.owner = last.owner
              AND other.point_hash = last.point_hash
              AND other.purpose_id = last.purpose_id
              AND other.channel = last.channel
              AND other.is_asked <> last.is_asked
              AND CASE WHEN last.is_asked
                  THEN other.state IN %(no)s
                    OR (other.event_time, other.id) > (last.event_time, last.id)
                  ELSE last.state NOT IN %(no)s
                   AND (other.event_time, other.id) > (last.event_time, last.id)
                  END)
"""


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
        self.env.cr.execute(SQL("DELETE FROM customer_consent"))
        self.env.cr.execute(
            SQL(
                """
                WITH said AS (%(said)s), last AS (%(last)s), newest AS (%(newest)s)
                INSERT INTO customer_consent (
                       partner_id, purpose_id, channel, address_hash, address_hint,
                       state, changed_at, valid_until, method, user_id, note,
                       requested_at, create_uid, create_date, write_uid, write_date)
                SELECT partner_id, purpose_id, channel, point_hash, hint,
                       state, event_time,
                       CASE WHEN state = 'given' THEN valid_until END,
                       method, user_id, note,
                       CASE WHEN is_asked OR until > %(now)s THEN asked_at END,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM newest
                """,
                said=SQL(SAID, states=STATES),
                last=SQL(LAST),
                newest=SQL(NEWEST, no=OPT_OUT),
                uid=self.env.uid,
                now=fields.Datetime.now(),
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
        ids = [row_id for (row_id,) in rows]
        # made before anybody answers: two first answers at once would make two
        self.env["customer.consent.key"]._keys()
        for some in split_every(TAKEN_OVER, ids):
            consents.browse(some).with_context(lang=None)._write_down(is_worded=False)
            consents.env.flush_all()
            consents.env.invalidate_all()
        return consents.browse(ids)
