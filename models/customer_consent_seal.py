# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from ..tools.consent_chain import START, link_hash

BATCH = 1000
# Of pg_advisory_lock: one job at a time seals a database.
LOCK = 5_203_907_211


class CustomerConsentSeal(models.Model):
    """The place of each row of the consent log in the chain of its company.

    Decisions are recorded without waiting for each other. One job gives them their
    places afterwards: under REPEATABLE READ two appenders would see the same end of the
    chain, even behind a lock. A row that is removed or changed leaves a broken link.
    """

    _name = "customer.consent.seal"
    _inherit = ["customer.append.only"]
    _description = "Chain of the Consent Log"
    _log_access = False
    _order = "company_ref, number"
    _rec_name = "number"

    log_ref = fields.Integer("Row of the log", required=True)
    company_ref = fields.Integer("Company number", required=True)
    number = fields.Integer("Place in the chain", required=True)
    previous = fields.Char("Link before", required=True)
    hash = fields.Char("Link", required=True)
    key_id = fields.Char(required=True)
    sealed_at = fields.Datetime(required=True)

    _log_ref_unique = models.UniqueIndex("(log_ref)", "A row has one place.")
    _place_unique = models.UniqueIndex(
        "(company_ref, number)", "A place has one row of the log."
    )

    @api.model
    def _cron_seal(self):
        """Seal what is new; nothing to do while another job is at it."""
        while self._seal(wait=False) == BATCH:
            continue

    @api.model
    def _seal(self, wait=True):
        """Seal what is committed and new, in a transaction of its own.

        The lock is one of the connection and taken in a transaction of its own: the
        snapshot of the sealing must be younger than the lock.

        :param wait: whether to wait for another job, or to leave it to that one
        :return: how many rows were sealed
        """
        with self.env.registry.cursor() as cr, _locked(cr, wait) as is_mine:
            if not is_mine:
                return 0
            # whoever asks may be a user of a transaction that has not ended
            seals = self.with_env(self.env(cr=cr, user=SUPERUSER_ID))
            count = seals._append_seals()
            cr.commit()  # pylint: disable=invalid-commit
        return count

    @api.model
    def _append_seals(self):
        """Give places to a batch of rows that have none; the lock is the caller's."""
        name, key = next(iter(self.env["customer.consent.key"]._keys().items()))
        ends = self._ends()
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT log.id, log.company_ref, log.hash
                  FROM customer_consent_log log
                 WHERE NOT EXISTS (SELECT FROM customer_consent_seal seal
                                    WHERE seal.log_ref = log.id)
              ORDER BY log.id
                 LIMIT %s
                """,
                BATCH,
            )
        )
        seals = []
        for log_id, company_ref, digest in rows:
            number, previous = ends.get(company_ref, (0, START))
            link = link_hash(key, number + 1, digest, previous)
            seals.append(
                {
                    "log_ref": log_id,
                    "company_ref": company_ref,
                    "number": number + 1,
                    "previous": previous,
                    "hash": link,
                    "key_id": name,
                    "sealed_at": now,
                }
            )
            ends[company_ref] = number + 1, link
        # sudo: nobody may write seals by hand
        self.sudo().create(seals)
        return len(seals)

    @api.model
    def _ends(self):
        """Return {company: (number, link) of the end of its chain}."""
        self.env["customer.consent.log"].flush_model()
        self.flush_model()
        return {
            company_ref: (number, link)
            for company_ref, number, link in self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT ON (company_ref) company_ref, number, hash
                      FROM customer_consent_seal
                  ORDER BY company_ref, number DESC
                    """
                )
            )
        }


@contextmanager
def _locked(cr, wait):
    """Hold the lock of the sealing job on a connection; yields whether it is ours."""
    verb = "pg_advisory_lock" if wait else "pg_try_advisory_lock"
    cr.execute(SQL("SELECT %s(%s)", SQL.identifier(verb), LOCK))
    [(answer,)] = cr.fetchall()
    cr.commit()  # pylint: disable=invalid-commit
    is_mine = wait or answer
    try:
        yield is_mine
    finally:
        if is_mine:
            cr.rollback()
            cr.execute(SQL("SELECT pg_advisory_unlock(%s)", LOCK))
            cr.commit()  # pylint: disable=invalid-commit
