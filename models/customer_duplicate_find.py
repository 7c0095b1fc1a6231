# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

# More customers are scanned in the background.
AT_ONCE = 20_000


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _comparable_domain(self):
        """Of the customers, those who may be somebody else's duplicate."""
        return Domain(
            [
                ("active", "=", True),
                ("merged_into_id", "=", False),
                ("is_forgotten", "=", False),
                ("is_restricted", "=", False),
            ]
        )


class CustomerDuplicate(models.Model):
    """Where the pairs come from: a scan of who is new or changed, or of everybody."""

    _inherit = "customer.duplicate"

    scan_id = fields.Many2one(
        "customer.duplicate.scan",
        "Found by",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    reasons = fields.Json(
        readonly=True, help="What the scan found that cannot be found again later."
    )

    @api.model
    def _scan(self, full=False):
        """Look for duplicates in the caller's transaction, and return the scan.

        :param full: compare everybody, not only who was changed since the last scan
        """
        # sudo: pairs and scans are written by the program; buttons check the function
        scan = self.env["customer.duplicate.scan"].sudo()._begin(full)
        scan._run()
        return scan

    @api.model
    def _cron_scan(self):
        """Scan batch by batch; what was interrupted goes on where it stood."""
        # sudo: the scheduled job compares all companies
        scans = self.env["customer.duplicate.scan"].sudo()
        try:
            scan = scans._begin()
        except UserError:
            return  # another worker is at it
        scan._run()

    def action_scan(self):
        """Scan now, or in the background when there are many customers."""
        self.env["res.users"]._check_function("merge")
        # sudo: only how many there are
        customers = self.env["res.partner"].sudo()
        if customers.search_count([], limit=AT_ONCE + 1) > AT_ONCE:
            # sudo: whoever asks for it need not know crons
            self.env.ref("customer_care.cron_duplicates").sudo()._trigger()
            message = self.env._(
                "The scan has been started. It runs in the background."
            )
        else:
            scan = self._scan()
            message = self.env._(
                "%(compared)s comparisons among %(customers)s customers.",
                compared=int(scan.compared_count),
                customers=scan.customer_count,
            )
        return self._said(message)

    @api.model
    def _said(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _keep(self, scan, found):
        """Write who is worth a question; what somebody decided stays decided.

        :param found: list of (id, id, score, verdict), the smaller id first
        """
        if not found:
            return
        # texts of arrays: the server reads them quicker than as many parameters
        firsts, seconds, scores, verdicts = (
            f"{{{','.join(map(str, column))}}}" for column in zip(*found, strict=True)
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_duplicate AS known (
                       partner_id, other_id, score, verdict, decision, scan_id,
                       create_uid, write_uid, create_date, write_date)
                SELECT t.one, t.other, t.score, t.verdict, 'open',
                       %(scan)s, %(user)s, %(user)s, now() AT TIME ZONE 'UTC',
                       now() AT TIME ZONE 'UTC'
                  FROM unnest(%(firsts)s::int[], %(seconds)s::int[],
                              %(scores)s::float8[], %(verdicts)s::text[])
                       AS t (one, other, score, verdict)
                  JOIN res_partner p ON p.id = t.one AND p.merged_into_id IS NULL
                  JOIN res_partner o ON o.id = t.other AND o.merged_into_id IS NULL
                    ON CONFLICT (partner_id, other_id) DO UPDATE
                   SET score = EXCLUDED.score, verdict = EXCLUDED.verdict,
                       reasons = NULL, scan_id = EXCLUDED.scan_id,
                       write_date = EXCLUDED.write_date
                 WHERE known.decision = 'open'
                """,
                scan=scan.id or None,
                user=self.env.uid,
                firsts=firsts,
                seconds=seconds,
                scores=scores,
                verdicts=verdicts,
            )
        )
        self.invalidate_model()

    @api.model
    def _forget_gone(self, scan):
        """Remove open pairs that this scan looked at and did not find again.

        And those of customers who may not be proposed any more: merged, archived,
        forgotten, restricted.
        """
        changed = scan._changed_sql()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM customer_duplicate d
                 WHERE d.decision = 'open' AND EXISTS (
                       SELECT FROM res_partner p
                        WHERE p.id IN (d.partner_id, d.other_id)
                          AND (p.merged_into_id IS NOT NULL OR p.is_forgotten
                               OR p.is_restricted OR NOT p.active
                               OR (d.scan_id IS DISTINCT FROM %s AND %s)))
                """,
                scan.id,
                changed,
            )
        )
        self.invalidate_model()
