# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.tools import SQL


class CustomerSearchRun(models.Model):
    """How far a run is: kept with what was made, so that what is killed goes on."""

    _inherit = "customer.search.run"

    progress = fields.Json(readonly=True, copy=False, help="Places done by output.")

    def _check_output(self, output):
        """Refuse, in a sentence, an output whose function the runner does not have."""
        self.ensure_one()
        if function := self._output_functions().get(output):
            self.env["res.users"].with_user(self.user_id)._check_function(function)

    def _place_of(self, output):
        """Return the place of the list up to which an output is made."""
        # sudo: how far it is is written by the program alone
        return (self.sudo().progress or {}).get(output, 0)

    def _commit_output(self, output, place):
        """Write down how far an output is; in a job, let it last."""
        # sudo: how far it is is written by the program alone
        run = self.sudo()
        run.progress = {**(run.progress or {}), output: place}
        if self.env.context.get("cron_id"):
            self.env["ir.cron"]._commit_progress(1)

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
