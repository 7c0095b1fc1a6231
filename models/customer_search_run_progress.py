# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

from .customer_search_run import PAPER


class Paused(Exception):
    """The job's time is over, or somebody stopped the run; what was kept stays."""


class CustomerSearchRun(models.Model):
    """How far a run is: kept with what was made, so that what is killed goes on."""

    _inherit = "customer.search.run"

    progress = fields.Json(readonly=True, copy=False, help="Places done by output.")
    progress_lines = fields.Json("Progress", compute="_compute_progress_lines")

    def _check_output(self, output):
        """Refuse, in a sentence, an output whose function the runner does not have."""
        self.ensure_one()
        if function := self._output_functions().get(output):
            self.env["res.users"].with_user(self.user_id)._check_function(function)

    def _place_of(self, output):
        """Return the place of the list up to which an output is made."""
        # sudo: how far it is is written by the program alone
        return (self.sudo().progress or {}).get(output, 0)

    def _is_done(self, key):
        return bool(self._place_of(f"{key}_done"))

    def _note_done(self, key):
        self._commit_output(f"{key}_done", 1)

    def _commit_output(self, output, place):
        """Write down how far an output is; in a job, let it last.

        A job works for some seconds and lets the others in, so no list is too long for
        the time Odoo gives a worker; and it looks whether somebody stopped the run.
        """
        # sudo: how far it is is written by the program alone
        run = self.sudo()
        run.progress = {**(run.progress or {}), output: place}
        if not self.env.context.get("cron_id"):
            return
        seconds = self.env["ir.cron"]._commit_progress(1, remaining=1)
        run.invalidate_recordset(["state"], flush=False)
        if run.state != "running" or not seconds:
            raise Paused

    def _last_place(self):
        """Return the last place of the frozen list."""
        [[last]] = self.env.execute_query(
            SQL(
                "SELECT coalesce(max(sequence), 0) FROM customer_search_recipient"
                " WHERE run_id = %s AND sequence > 0",
                self.id,
            )
        )
        return last

    @api.depends("progress", "state", "count", "outputs")
    @api.depends_context("lang")
    def _compute_progress_lines(self):
        """Say of each step how far it is, in the order in which they are made."""
        for run in self:
            run.progress_lines = [
                {
                    "key": key,
                    "label": label,
                    "percent": run._percent_of(key, place),
                    "is_done": run._is_done(key),
                }
                for key, label, place in run._steps()
            ]

    def _steps(self):
        """Return [(key, label, key of its place)] of what is done for this run."""
        labels, keys = self._outputs(), self._keys(self.outputs)
        steps = [("list", self.env._("Who may be contacted how"), "gate")]
        if set(keys) & set(PAPER):
            steps.append(("paper", self.env._("Addresses"), "paper_settling"))
        return [*steps, *((key, labels.get(key, key), key) for key in keys)]

    def _percent_of(self, key, place):
        """Return 100 only for what is finished: files are kept after the last row."""
        if self._is_done(key):
            return 100
        return min(int(100 * self._place_of(place) / (self.count or 1)), 99)
