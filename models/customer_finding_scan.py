# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import chip as chips
from ..tools import email_check, postcode
from ..tools import vin as vins

# More customers than that are checked in the background.
AT_ONCE = 20000
OLDEST_AGE = 125
FILLERS = ("1900-01-01", "1900-01-02", "1899-12-30", "1899-12-31")
# What PostgreSQL alone knows to be right; Python judges the rest.
VIN = "^[A-HJ-NPR-Z0-9]{17}$"


class CustomerFinding(models.Model):
    """The check: one query for each kind, and Python for what it cannot judge."""

    _inherit = "customer.finding"

    @api.model
    def action_scan(self):
        """Check the base: at once, or in the background if it is large."""
        self.env["res.users"]._check_function("base_check")
        # sudo: how large the base is
        customers = self.env["res.partner"].sudo().search_count([], limit=AT_ONCE + 1)
        if customers <= AT_ONCE:
            self._scan()
            return self._told(self.env._("The base was checked."))
        # sudo: the job is the program's
        self.env.ref("customer_care.cron_check_base").sudo()._trigger()
        return self._told(
            self.env._("The base is being checked; the list is new in some minutes.")
        )

    @api.model
    def _told(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _cron_scan(self):
        """Look at the whole base anew."""
        self._scan()

    @api.model
    def _scan(self):
        """Make the rows what the base says today; return how many are open."""
        # sudo: the check looks at all companies, record rules show each its own
        findings = self.sudo()
        findings.env.flush_all()
        for kind in self._scans():
            findings._store_found(kind, getattr(findings, f"_find_{kind}")())
        findings.invalidate_model()
        return findings.search_count([("state", "=", "open")])

    @api.model
    def _scans(self):
        return ("email", "birth_date", "postcode", "vin", "chip")

    def _store_found(self, kind, found):
        """Insert what is new, renew what changed, remove what is right by now.

        A value that somebody called right or typed a correction for keeps that as long
        as it stays the same.

        :param found: [(customer id, vehicle id or None, value, problem, proposal)]
        """
        columns = [list(each) for each in zip(*found, strict=True)] or [[]] * 5
        new = SQL(
            "unnest(%s::int[], %s::int[], %s::varchar[], %s::varchar[], %s::varchar[])"
            " AS t (partner_id, asset_id, value, problem, proposal)",
            *columns,
        )
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM customer_finding f
                 WHERE kind = %s AND state <> 'corrected' AND NOT EXISTS (
                       SELECT FROM %s WHERE t.partner_id = f.partner_id
                          AND t.asset_id IS NOT DISTINCT FROM f.asset_id)
                """,
                kind,
                new,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_finding AS f (
                       kind, partner_id, asset_id, value, problem, proposal, state,
                       create_uid, create_date, write_uid, write_date)
                SELECT %(kind)s, t.*, 'open', %(uid)s, now_utc, %(uid)s, now_utc
                  FROM %(new)s, timezone('UTC', now()) AS now_utc
                    ON CONFLICT (kind, partner_id, coalesce(asset_id, 0)) DO UPDATE
                   SET value = excluded.value, problem = excluded.problem,
                       proposal = excluded.proposal, state = 'open'
                 WHERE f.value <> excluded.value OR f.state = 'corrected'
                """,
                kind=kind,
                uid=self.env.uid,
                new=new,
            )
        )

    # -- what is wrong -----------------------------------------------------------------

    @api.model
    def _judge(self, kind, value, country="", year=0):
        """Return (problem, proposal) of a value, None when it may be right."""
        if kind == "email":
            found = email_check.inspect(value)
            return found and (found.problem, found.proposal)
        if kind == "postcode":
            if postcode.fits(value, country):
                return None
            return "form", postcode.propose(value, country)
        if kind == "vin":
            found = vins.inspect(value, year)
            return found and (found.problem, found.suggestion)
        if kind == "chip":
            found = chips.inspect(value)
            if not found or not found.problem:
                return None
            return found.problem, self._chip_meant(found)
        return self._judge_date(value)

    @api.model
    def _chip_meant(self, found):
        """Letters that were read for digits."""
        meant = found.key.translate(str.maketrans("OQILSB", "001158"))
        again = chips.inspect(meant) if meant != found.key else None
        return meant if again and not again.problem else ""

    @api.model
    def _judge_date(self, value):
        """A year of two digits became one of the next century, or of the first."""
        try:
            day = date.fromisoformat(str(value))
        except ValueError:
            return "form", ""
        today = fields.Date.context_today(self)
        if day > today:
            meant = day - relativedelta(years=100)
            is_better = not self._judge_date(meant)
            return "future", meant.isoformat() if is_better else ""
        if str(day) in FILLERS:
            return "filler", ""
        if day < today - timedelta(days=365.25 * OLDEST_AGE):
            meant = day + relativedelta(years=1900) if day.year < 100 else None
            is_better = meant and not self._judge_date(meant)
            return "old", meant.isoformat() if is_better else ""
        return None

    def _judged(self, kind, rows):
        """Keep of (customer, vehicle, value, more …) what is wrong."""
        found = []
        for partner, asset, value, *more in rows:
            if judged := self._judge(kind, value, *more):
                found.append((partner, asset, value, judged[0], judged[1] or None))
        return found

    # -- where to look -----------------------------------------------------------------

    @api.model
    def _partners(self, columns, condition, joins=None):
        """Rows of active contacts whose data may be changed at all."""
        return self.env.execute_query(
            SQL(
                """
                SELECT p.id, NULL, %s FROM res_partner p %s
                 WHERE p.active AND p.is_restricted IS NOT TRUE
                   AND p.is_forgotten IS NOT TRUE AND %s
                """,
                columns,
                joins or SQL(),
                condition,
            )
        )

    @api.model
    def _find_email(self):
        rows = self._partners(
            SQL("p.email"),
            SQL(
                "p.email <> '' AND (p.email !~ %s"
                " OR lower(split_part(p.email, '@', 2)) = ANY(%s)"
                " OR lower(split_part(p.email, '@', 1)) = ANY(%s))",
                email_check.PLAIN,
                list(email_check.TYPOS),
                list(email_check.NOBODY),
            ),
        )
        return self._judged("email", rows)

    @api.model
    def _find_birth_date(self):
        today = fields.Date.context_today(self)
        rows = self._partners(
            SQL("p.birth_date"),
            SQL(
                "(p.birth_date > %s OR p.birth_date < %s"
                " OR p.birth_date = ANY(%s::date[]))",
                today,
                today - timedelta(days=365.25 * OLDEST_AGE),
                list(FILLERS),
            ),
        )
        rows = [(key, None, day.isoformat()) for key, _none, day in rows]
        return self._judged("birth_date", rows)

    @api.model
    def _find_postcode(self):
        patterns = [(code, postcode.regex(code)) for code in postcode.PATTERNS]
        rows = self._partners(
            SQL("p.zip, rule.code"),
            SQL(
                "p.zip <> ''"
                " AND (upper(trim(p.zip)) !~ rule.regex OR rule.code = ANY(%s))",
                list(postcode.KNOWN),
            ),
            SQL(
                "JOIN res_country c ON c.id = p.country_id"
                " JOIN unnest(%s::varchar[], %s::varchar[]) AS rule (code, regex)"
                " ON rule.code = c.code",
                *map(list, zip(*patterns, strict=True)),
            ),
        )
        return self._judged("postcode", rows)

    @api.model
    def _assets(self, kind, column, condition):
        columns = SQL("a.partner_id, a.id, a.%s", SQL.identifier(column))
        if kind == "vehicle":
            columns = SQL("%s, '', coalesce(a.year, 0)", columns)
        return self.env.execute_query(
            SQL(
                """
                SELECT %s FROM customer_asset a
                  JOIN res_partner p ON p.id = a.partner_id
                 WHERE a.active AND a.kind = %s AND a.%s <> '' AND p.active
                   AND p.is_restricted IS NOT TRUE
                   AND p.is_forgotten IS NOT TRUE AND %s
                """,
                columns,
                kind,
                SQL.identifier(column),
                condition,
            )
        )

    @api.model
    def _find_vin(self):
        """Not those that were compared with the vehicle."""
        rows = self._assets(
            "vehicle",
            "vin",
            SQL(
                "a.is_vin_confirmed IS NOT TRUE AND (coalesce(a.vin_key, '') !~ %s"
                " OR left(a.vin_key, 1) = ANY(%s))",
                VIN,
                list(vins.CHECKED),
            ),
        )
        return self._judged("vin", rows)

    @api.model
    def _find_chip(self):
        return self._judged("chip", self._assets("animal", "chip", SQL("TRUE")))
