# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64

from odoo import api, fields, models

from ..tools.consent_file import Line, write_table
from .customer_consent_reader import BATCH, COUNTS


class CustomerConsentImportJob(models.Model):
    """A long list that is imported in the background, a batch at a time.

    Each batch is kept together with how far the job came: one that is killed goes on
    where the last batch ended, and what it did not keep it has not done.
    """

    _name = "customer.consent.import.job"
    _description = "Import of consents in the background"
    _order = "id desc"

    name = fields.Char("List", readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    purpose_id = fields.Many2one(
        "customer.consent.purpose", readonly=True, ondelete="cascade"
    )
    channel = fields.Char(readonly=True)
    lines = fields.Json(readonly=True)
    position = fields.Integer("Lines done", readonly=True)
    total = fields.Integer("Lines", readonly=True)
    state = fields.Selection(
        [("queued", "Under way"), ("done", "Done")], readonly=True, default="queued"
    )
    new_count = fields.Integer("New", readonly=True)
    unproven_count = fields.Integer("New, but unproven", readonly=True)
    unchanged_count = fields.Integer("Known already", readonly=True)
    conflict_count = fields.Integer("Contrary to a later answer", readonly=True)
    unknown_count = fields.Integer("Of nobody we know", readonly=True)
    problems = fields.Json(readonly=True)
    problem_file = fields.Binary("Left out, and why", compute="_compute_problem_file")

    @api.depends("problems")
    def _compute_problem_file(self):
        for job in self:
            rows = [(self.env._("Line"), self.env._("Why"), *Line._fields[1:])]
            rows += [(line[0], why, *line[1:]) for line, why in job.problems or []]
            job.problem_file = job.problems and base64.b64encode(write_table(rows))

    @api.model
    def _queue(self, name, lines, purpose, channel):
        """Leave lines to the background."""
        job = self.create(
            {
                "name": name,
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "purpose_id": purpose.id,
                "channel": channel,
                "lines": [list(line) for line in lines],
                "total": len(lines),
            }
        )
        self.env.ref("customer_care.cron_consent_import")._trigger()
        return job

    @api.model
    def _cron_import(self):
        """Go on with what is queued, the oldest first, as long as there is time."""
        for job in self.search([("state", "=", "queued")], order="id"):
            if not job._go_on():
                break

    def _go_on(self):
        """Import batch after batch; return whether there is time for more."""
        lines = [Line(*line) for line in self.lines]
        reader = self.env["customer.consent.reader"]
        reader = reader.with_user(self.user_id or self.env.user)
        reader = reader.with_company(self.company_id)
        defaults = {"purpose": self.purpose_id, "channel": self.channel}
        left = True
        while left and self.position < self.total:
            batch = lines[self.position : self.position + BATCH]
            result = reader._run(batch, defaults, is_rehearsal=False)
            self._note(result, len(batch))
            left = self.env["ir.cron"]._commit_progress(
                len(batch), remaining=self.total - self.position
            )
        return left

    def _note(self, result, count):
        problems = [[list(line), why] for line, why in result["problems"]]
        done = self.position + count
        values = {
            f"{name}_count": self[f"{name}_count"] + result[name] for name in COUNTS
        }
        if done >= self.total:
            # the list was personal data, and nobody needs it any more
            values |= {"state": "done", "lines": False}
        self.write(
            {
                **values,
                "position": done,
                "problems": [*(self.problems or []), *problems],
            }
        )
