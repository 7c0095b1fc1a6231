# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

# A job that is late by more than that shows that nothing runs the jobs.
LATE_MINUTES = 30
# The name of a job without that of the addon.
NAME = SQL("regexp_replace(c.cron_name, '^Customer Care: *', '')")
TITLE = SQL("upper(left(%(name)s, 1)) || substr(%(name)s, 2)", name=NAME)


class CustomerJob(models.Model):
    """The scheduled jobs of this addon: last run, its result, next run, failures.

    Odoo keeps for a job when it ran and how often it failed in a row, and for some days
    how many records it did; why it failed only the server's log says. So each run of
    ours is noted here, in the job's own transaction (`ir_cron.py`).
    """

    _name = "customer.job"
    _description = "Scheduled job"
    _order = "name, id"

    cron_id = fields.Many2one(
        "ir.cron", "Job", required=True, readonly=True, ondelete="cascade"
    )
    name = fields.Char(readonly=True)
    title = fields.Char("Job title", compute="_compute_title")
    is_active = fields.Boolean("Switched on", related="cron_id.active")
    next_run = fields.Datetime(related="cron_id.nextcall", string="Next run")
    interval_number = fields.Integer(related="cron_id.interval_number")
    interval_type = fields.Selection(related="cron_id.interval_type")
    last_run = fields.Datetime("Last run", readonly=True)
    seconds = fields.Float(readonly=True, help="How long the last run took.")
    state = fields.Selection(
        [("done", "Done"), ("failed", "Failed")], "Last result", readonly=True
    )
    done_count = fields.Integer("Records done", readonly=True)
    remaining_count = fields.Integer("Left for the next run", readonly=True)
    error = fields.Text("Why it failed", readonly=True)
    last_success = fields.Datetime("Last success", readonly=True)
    failure_count = fields.Integer("Failures in a row", readonly=True)
    outcome = fields.Text("Result", compute="_compute_outcome")
    is_late = fields.Boolean(compute="_compute_outcome")
    is_bad = fields.Boolean(compute="_compute_outcome")

    _cron_uniq = models.UniqueIndex("(cron_id)")

    @api.model
    def _crons(self):
        """Return {cron id: name without prefix} of the jobs of this addon."""
        # sudo: ir.model.data is closed to users, and a job's name is no secret
        data = self.env["ir.model.data"].sudo()
        rows = data.search_fetch(
            [("module", "=", "customer_care"), ("model", "=", "ir.cron")]
            + [("name", "=like", r"cron\_%")],
            ["name", "res_id"],
        )
        return {row.res_id: row.name.removeprefix("cron_") for row in rows}

    @api.model
    def _all(self):
        """Return the rows of all jobs, made where they are missing."""
        # sudo: the rows are the program's
        crons = self.env["ir.cron"].sudo().with_context(active_test=False)
        present = crons.browse(self._crons()).exists()
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "INSERT INTO customer_job (cron_id, name, failure_count)"
                " SELECT c.id, %s, 0 FROM ir_cron c WHERE c.id = ANY(%s)"
                " ON CONFLICT (cron_id) DO NOTHING",
                TITLE,
                present.ids,
            )
        )
        self.invalidate_model()
        return self.search([("cron_id", "in", present.ids)])

    @api.model
    def _note(self, cron, seconds, done, remaining, error=False):
        """Write down a run in one statement: also after a rollback, without the ORM."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_job AS j (
                       cron_id, name, last_run, seconds, done_count, remaining_count,
                       state, error, last_success, failure_count)
                SELECT c.id, %(title)s, now_utc, %(seconds)s, %(done)s, %(remaining)s,
                       %(state)s, %(error)s,
                       CASE WHEN %(error)s IS NULL THEN now_utc END,
                       CASE WHEN %(error)s IS NULL THEN 0 ELSE 1 END
                  FROM ir_cron c, timezone('UTC', clock_timestamp()) AS now_utc
                 WHERE c.id = %(cron)s
                    ON CONFLICT (cron_id) DO UPDATE
                   SET last_run = excluded.last_run, seconds = excluded.seconds,
                       done_count = excluded.done_count,
                       remaining_count = excluded.remaining_count,
                       state = excluded.state, error = excluded.error,
                       last_success =
                           coalesce(excluded.last_success, j.last_success),
                       failure_count = CASE WHEN excluded.error IS NULL THEN 0
                                            ELSE j.failure_count + 1 END
                """,
                title=TITLE,
                cron=cron.id,
                seconds=seconds,
                done=done,
                remaining=remaining,
                state="failed" if error else "done",
                error=error or None,
            )
        )
        self.invalidate_model()

    @api.depends("cron_id")
    @api.depends_context("lang")
    def _compute_title(self):
        """`name` sorts and is English; this is what the reader calls the job."""
        for job in self:
            # sudo: what a job is called is no secret
            words = job.sudo().cron_id.name.removeprefix("Customer Care:").strip()
            job.title = words[:1].upper() + words[1:]

    @api.depends("state", "done_count", "remaining_count", "error", "next_run")
    @api.depends_context("lang")
    def _compute_outcome(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), minutes=LATE_MINUTES)
        names, results = self._crons(), self._results()
        for job in self:
            sentence, is_bad = job._plain_outcome(), job.state == "failed"
            method = results.get(names.get(job.cron_id.id))
            if job.state == "done" and method:
                sentence, is_bad = getattr(job, method)()
            job.is_late = bool(job.is_active and job.next_run and job.next_run < limit)
            job.outcome, job.is_bad = sentence, is_bad or job.is_late

    def _plain_outcome(self):
        if not self.state:
            return self.env._("It has not run yet.")
        if self.state == "failed":
            return self.env._("It failed: %s", (self.error or "").partition("\n")[0])
        if self.remaining_count:
            return self.env._(
                "%(done)s done, %(left)s left.",
                done=self.done_count,
                left=self.remaining_count,
            )
        if self.done_count:
            return self.env._("%s done.", self.done_count)
        return self.env._("Done.")

    @api.model
    def _results(self):
        """{name of a job: method that returns (its result in words, is it bad)}.

        To be extended.
        """
        return {
            "duplicates": "_result_duplicates",
            "verify_consents": "_result_verify",
            "check_base": "_result_check_base",
        }

    def _result_duplicates(self):
        # sudo: a number of all companies
        waiting = self.env["customer.duplicate"].sudo()
        count = waiting.search_count([("decision", "=", "open")])
        return self.env._("%s pairs wait for a decision.", count), False

    def _result_check_base(self):
        # sudo: a number of all companies
        found = self.env["customer.finding"].sudo()
        count = found.search_count([("state", "=", "open")])
        return self.env._("%s values cannot be right.", count), False

    def _result_verify(self):
        # sudo: whether the log is whole is no secret
        checks = self.env["customer.consent.check"].sudo()
        last = checks.search([], limit=1)
        if not last:
            return self.env._("There was nothing to verify."), False
        same = checks.search([("create_date", "=", last.create_date)])
        # where the key lies is said by Health
        return same._summary(is_outside=True), bool(same.filtered("fault"))

    def action_run(self):
        """Let the job run now."""
        self.ensure_one()
        self.env["res.users"]._check_function("maintenance")
        self.check_access("read")
        # sudo: a job of ours is started, nothing about it is changed
        cron = self.cron_id.sudo()
        cron.with_context(active_test=False)._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("%s starts within a minute.", self.title),
            },
        }
