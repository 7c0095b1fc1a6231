# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.consent_chain import START, link_hash, row_hash
from .customer_consent_log import PROVED

FETCH = 2000
LATE = timedelta(hours=1)


class CustomerConsentSeal(models.Model):
    """Reading the whole chain again, row by row, without holding it in memory."""

    _inherit = "customer.consent.seal"

    @api.model
    def _verify(self):
        """Compute every proof again.

        :return: {company: {"count": rows read, "number", "link": the end of its chain,
            "fault": the first thing that is wrong in words, or False}}
        """
        keys = self.env["customer.consent.key"]._keys()
        zero = dict.fromkeys(
            name
            for name in PROVED
            if self.env["customer.consent.log"]._fields[name].type == "integer"
        )
        chains = {}
        for seal, row in self._stream():
            chain = chains.setdefault(
                seal["company_ref"],
                {"count": 0, "number": 0, "link": START, "fault": False},
            )
            if chain["fault"]:
                continue
            chain["count"] += 1
            proved = dict(zip(PROVED, row[2:], strict=True))
            for name in zero:
                proved[name] = proved[name] or 0
            chain["fault"] = self._fault(keys, chain, seal, row[0], row[1], proved)
            chain.update(number=seal["number"], link=seal["hash"])
        return chains

    @api.model
    def _fault(self, keys, chain, seal, log_id, digest, proved):
        """Return what is wrong with one link, in words, or False."""
        place = {"number": seal["number"]}
        if seal["number"] != chain["number"] + 1 or seal["previous"] != chain["link"]:
            return self.env._("The chain is broken before place %(number)s.", **place)
        if log_id is None:
            return self.env._("The row at place %(number)s was removed.", **place)
        for key in (seal["key_id"], proved["key_id"]):
            if key not in keys:
                return self.env._(
                    "The key %(key)s of place %(number)s is not configured.",
                    key=key,
                    **place,
                )
        if proved["company_ref"] != seal["company_ref"] or digest != row_hash(
            keys[proved["key_id"]], proved
        ):
            return self.env._("The row at place %(number)s was changed.", **place)
        link = link_hash(keys[seal["key_id"]], seal["number"], digest, seal["previous"])
        if link != seal["hash"]:
            return self.env._("The link at place %(number)s was changed.", **place)
        return False

    @api.model
    def _stream(self):
        """Yield (seal, [row id, its hash, what it proves...]), in the chain's order."""
        self.env["customer.consent.log"].flush_model()
        self.flush_model()
        names = ("company_ref", "number", "previous", "hash", "key_id")
        columns = [SQL("seal.%s", SQL.identifier(name)) for name in names]
        columns += [SQL("log.%s", SQL.identifier(name)) for name in ("id", "hash")]
        columns += [SQL("log.%s", SQL.identifier(name)) for name in PROVED]
        cr = self.env.cr
        cr.execute(
            SQL(
                """
                DECLARE customer_care_chain NO SCROLL CURSOR FOR
                 SELECT %s
                   FROM customer_consent_seal seal
              LEFT JOIN customer_consent_log log ON log.id = seal.log_ref
               ORDER BY seal.company_ref, seal.number
                """,
                SQL(", ").join(columns),
            )
        )
        try:
            while True:
                cr.execute(SQL("FETCH %s FROM customer_care_chain", FETCH))
                rows = cr.fetchall()
                for row in rows:
                    yield dict(zip(names, row[:5], strict=True)), row[5:]
                if len(rows) < FETCH:
                    return
        finally:
            cr.execute("CLOSE customer_care_chain")

    @api.model
    def _late_rows(self):
        """Return how many rows have waited for their place for over an hour."""
        [(count,)] = self.env.execute_query(
            SQL(
                """
                SELECT count(*)
                  FROM customer_consent_log log
                 WHERE log.recorded_at < %s
                   AND NOT EXISTS (SELECT FROM customer_consent_seal seal
                                    WHERE seal.log_ref = log.id)
                """,
                fields.Datetime.now() - LATE,
            )
        )
        return count
