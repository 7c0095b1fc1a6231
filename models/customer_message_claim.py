# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import random
import socket
from contextlib import contextmanager

import psycopg2.errors

from odoo import api, fields, models
from odoo.tools import SQL

from .customer_message import CHANNELS, ELECTRONIC

# First half of the advisory locks that living workers hold; the second is their key.
LOCK_SPACE = 1_128_485_198
CLAIM_ATTEMPTS = 10
COLLISIONS = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
)


class CustomerMessage(models.Model):
    """Claiming: which worker holds which row, and what becomes of it without him.

    Odoo works in REPEATABLE READ: SKIP LOCKED passes over rows that are locked, but
    a row that another worker changed since our snapshot raises a serialisation
    error. Each statement here is therefore the first of its own transaction, and is
    tried again.
    """

    _inherit = "customer.message"

    @api.model
    @contextmanager
    def _working(self):
        """Hold a session lock that says that this worker lives; yields its key.

        The session keeps the lock over commits and loses it with its process, so
        nobody has to guess by the clock whether a worker is dead.
        """
        worker = self._lock_worker()
        try:
            yield worker
        except psycopg2.Error:
            self.env.cr.rollback()  # else the lock could not be given back
            raise
        finally:
            self.env.cr.execute(
                SQL("SELECT pg_advisory_unlock(%s, %s)", LOCK_SPACE, worker)
            )

    @api.model
    def _lock_worker(self):
        while True:
            worker = random.SystemRandom().randrange(1, 2**31)
            self.env.cr.execute(
                SQL("SELECT pg_try_advisory_lock(%s, %s)", LOCK_SPACE, worker)
            )
            if self.env.cr.fetchone()[0]:
                return worker

    @api.model
    def _first_statement(self, query):
        """Execute as the first statement of a transaction, commit, return the rows."""
        for __ in range(CLAIM_ATTEMPTS):
            self.env["ir.cron"]._commit_progress()
            self.flush_model()  # nothing is left to flush where commits are real
            try:
                self.env.cr.execute(query, log_exceptions=False)
            except COLLISIONS:
                self.env.cr.rollback()
                continue
            rows = self.env.cr.fetchall()
            self.invalidate_model(flush=False)
            self.env["ir.cron"]._commit_progress()
            return rows
        return []  # too busy: the next run finds them again

    @api.model
    def _claim(self, worker, channel, limit, shunned=()):
        """Claim what is due for up to ``limit`` customers and return the row ids.

        A customer is claimed as a whole, by the lock on his first due row: two
        workers never take one half each of what should leave as one message.
        ``shunned``: companies whose server is down.
        """
        rows = self._first_statement(
            SQL(
                """
                WITH leader AS (
                    SELECT partner_id
                      FROM customer_message message
                     WHERE %(due)s
                       AND NOT EXISTS (
                           SELECT FROM (
                               SELECT * FROM customer_message WHERE %(due)s) other
                            WHERE other.partner_id = message.partner_id
                              AND other.id < message.id)
                  ORDER BY scheduled_at, id
                     LIMIT %(limit)s
                       FOR UPDATE SKIP LOCKED
                )
                UPDATE customer_message
                   SET state = 'claimed', claimed_by = %(worker)s, claimed_at = %(now)s,
                       handed_at = NULL,
                       message_uid = coalesce(
                           message_uid,
                           '<' || gen_random_uuid() || '@' || %(host)s || '>')
                  FROM leader
                 WHERE customer_message.partner_id = leader.partner_id
                   AND (%(due)s OR %(along)s)
             RETURNING id
                """,
                due=self._due_condition(channel, shunned),
                along=self._along_condition(channel),
                limit=limit,
                worker=worker,
                host=socket.gethostname() or "localhost",
                now=fields.Datetime.now(),
            )
        )
        return sorted(row_id for (row_id,) in rows)

    @api.model
    def _due_condition(self, channel, shunned):
        """Return when a row of this channel is to leave now."""
        return SQL(
            """state = 'planned' AND channel = %(channel)s AND scheduled_at <= %(now)s
               AND (next_try_at IS NULL OR next_try_at <= %(now)s)
               AND (late_until IS NULL OR late_until >= %(now)s)
               AND coalesce(company_id, 0) != ALL(%(shunned)s)""",
            channel=channel,
            now=fields.Datetime.now(),
            shunned=list(shunned),
        )

    @api.model
    def _take_over(self):
        """Free the rows of workers that died.

        Not yet handed to a provider: planned again. Handed over: an e-mail that may
        be sent again is planned once more as the same message, everything else is
        unknown. Paper and calls are claimed by persons and never touched here.
        """
        dead = self.env._(
            "The program ended while this was being sent; nobody can tell"
            " whether it left."
        )
        return self._first_statement(
            SQL(
                """
                WITH orphan AS (
                    SELECT id,
                           CASE WHEN handed_at IS NULL THEN 'planned'
                                WHEN channel = 'email' AND may_resend THEN 'planned'
                                ELSE 'unknown' END AS state
                      FROM customer_message message
                     WHERE state = 'claimed' AND channel IN %(channels)s
                       AND NOT EXISTS (%(worker_lock)s)
                       FOR UPDATE SKIP LOCKED
                )
                UPDATE customer_message
                   SET state = orphan.state,
                       may_resend = may_resend AND handed_at IS NULL,
                       attempts = coalesce(attempts, 0) + (handed_at IS NOT NULL)::int,
                       reason = CASE WHEN handed_at IS NULL THEN reason
                                     ELSE %(dead)s END,
                       claimed_by = NULL, claimed_at = NULL, handed_at = NULL
                  FROM orphan
                 WHERE customer_message.id = orphan.id
             RETURNING customer_message.id
                """,
                channels=ELECTRONIC,
                worker_lock=self._worker_lock(),
                dead=dead,
            )
        )

    @api.model
    def _worker_lock(self):
        """Return the query of the lock that the living worker of a row holds."""
        return SQL(
            """
            SELECT FROM pg_locks lock
             WHERE lock.locktype = 'advisory'
               AND lock.database = (SELECT oid FROM pg_database
                                     WHERE datname = current_database())
               AND lock.classid = %s AND lock.objsubid = 2
               AND lock.objid = message.claimed_by::oid
            """,
            LOCK_SPACE,
        )

    @api.model
    def _mark_missed(self):
        """Count what can no longer be sent in time, so that it is never sent late.

        A planned row with a batch may have left already: that one is unknown.
        """
        return self._first_statement(
            SQL(
                """
                WITH late AS (
                    SELECT id FROM customer_message
                     WHERE state = 'planned' AND late_until < %(now)s
                       AND scheduled_at < %(now)s AND channel IN %(channels)s
                       FOR UPDATE SKIP LOCKED
                )
                UPDATE customer_message
                   SET state = CASE WHEN batch_uid IS NULL THEN 'missed'
                                    ELSE 'unknown' END,
                       reason = CASE WHEN batch_uid IS NULL THEN %(reason)s
                                     ELSE reason END,
                       write_date = %(now)s
                  FROM late
                 WHERE customer_message.id = late.id
             RETURNING customer_message.id
                """,
                now=fields.Datetime.now(),
                reason=self.env._("It could not be sent in time."),
                # All of them, named for the index of what is due.
                channels=tuple(dict(CHANNELS)),
            )
        )

    def _release(self, reason=None, deferred=False):
        """Plan again what was claimed and certainly did not leave."""
        if not self:
            return
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_message
                   SET state = 'planned', claimed_by = NULL, claimed_at = NULL,
                       handed_at = NULL, reason = coalesce(%(reason)s, reason),
                       deferrals = coalesce(deferrals, 0) + %(deferred)s::int,
                       next_try_at = CASE WHEN %(deferred)s
                           THEN %(now)s::timestamp + make_interval(
                                mins => least(
                                    5 * 3 ^ least(coalesce(deferrals, 0), 4), 240)::int)
                           ELSE next_try_at END
                 WHERE id IN %(ids)s AND state = 'claimed'
                """,
                reason=reason or None,
                deferred=deferred,
                now=fields.Datetime.now(),
                ids=tuple(self.ids),
            )
        )
        self.invalidate_model(flush=False)
