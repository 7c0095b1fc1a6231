# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import logging
import time

from psycopg2.errors import QueryCanceled

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

_logger = logging.getLogger(__name__)
# Seconds that a screen waits for figures; what takes longer is counted in the
# background. What took less than QUICK is counted anew whenever the centre is opened.
PATIENCE = 4.0
GLANCE = 1.5
QUICK = 0.2


class CustomerMaintenance(models.Model):
    """Counting: at once what is quick, in the background what is not.

    No figure may make a screen wait, however many customers there are: each query gets
    what is left of the time, and PostgreSQL ends it then.
    """

    _inherit = "customer.maintenance"

    def action_count(self):
        """Count these now; what takes too long is counted in the background."""
        self.env["res.users"]._check_function("maintenance")
        self.check_access("read")
        self._count(PATIENCE)
        return True

    @api.model
    def _glance(self, rows):
        """Freshen what is quickly counted, so that small databases are never stale."""
        rows.filtered(
            lambda row: (
                not row.is_waiting and (not row.counted_at or row.seconds < QUICK)
            )
        )._count(GLANCE)

    def _count(self, budget=None):
        """Count these rows.

        :param budget: seconds for all of them; None: as long as it takes
        """
        # sudo: figures are the program's, and the same for all who may see the tool
        rows = self.sudo().filtered("is_counted")
        end = budget and time.monotonic() + budget
        late = rows.browse()
        for row in rows:
            left = end and end - time.monotonic()
            if (budget and left <= 0) or not row._count_one(left):
                late += row
        if late:
            late.is_waiting = True
            # sudo: whoever asks for it need not know crons
            self.env.ref("customer_care.cron_count_maintenance").sudo()._trigger()

    def _count_one(self, seconds):
        """Count one row; return whether it was done in time."""
        begin = time.monotonic()
        values = {"error": False}
        try:
            # a query that takes too long is no fault
            with (
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
                self._time_limit(seconds),
            ):
                values["found_count"] = self._find_count()
        except QueryCanceled:
            return False
        except Exception as error:  # noqa: BLE001 - one tool's fault is not all tools'
            _logger.exception("Maintenance: %s could not be counted", self.key)
            values["error"] = str(error) or repr(error)
        self.write(
            {
                "counted_at": fields.Datetime.now(),
                "seconds": time.monotonic() - begin,
                "is_waiting": False,
                **values,
            }
        )
        return True

    def _find_count(self):
        company = self.company_id
        scoped = self.with_company(company).with_context(
            allowed_company_ids=company.ids
        )
        count = scoped._tool()["count"]
        if isinstance(count, str):
            return getattr(scoped, count)() or 0
        model, domain = count
        context = scoped._tool().get("context", {})
        return (
            scoped.env[model]
            .with_context(**context)
            .search_count(Domain(domain) & scoped._company_domain(model))
        )

    @api.model
    def _company_domain(self, model):
        """What belongs to the company at work or one above it, or to all."""
        names = self.env[model]._fields
        name = "company_id" if "company_id" in names else "partner_id.company_id"
        if name == "partner_id.company_id" and "partner_id" not in names:
            return Domain.TRUE
        return self.env.company._in_reach(name)

    def _time_limit(self, seconds):
        return TimeLimit(self.env.cr, seconds)

    @api.model
    def _cron_count(self):
        """Count everything for all companies; in a cron each figure is committed."""
        # sudo: run by the system
        rows = self.sudo()
        rows._sync(rows.env["res.company"].search(Domain.TRUE))
        rows = rows.search(
            Domain.TRUE, order="is_waiting desc, counted_at, id"
        ).filtered(lambda row: row.is_counted)
        for left, row in zip(reversed(range(len(rows))), rows, strict=True):
            row._count_one(None)
            if self.env.context.get("cron_id") and not self.env[
                "ir.cron"
            ]._commit_progress(1, remaining=left):
                return


class TimeLimit:
    """PostgreSQL ends a query of this block when the time is over."""

    def __init__(self, cr, seconds):
        self.cr, self.seconds = cr, seconds

    def __enter__(self):
        self.cr.execute("SHOW statement_timeout")
        (self.before,) = self.cr.fetchone()
        if self.seconds:
            self._set(str(max(int(self.seconds * 1000), 1)))

    def __exit__(self, kind, *rest):
        # an error rolls back to the savepoint, and the setting with it
        if kind is None and self.seconds:
            self._set(self.before)

    def _set(self, value):
        self.cr.execute(SQL("SELECT set_config('statement_timeout', %s, true)", value))
