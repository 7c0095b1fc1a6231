# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import time

from odoo import models
from odoo.exceptions import UserError


class IrCron(models.Model):
    """Each run of a job of ours is written down, with the reason when it failed."""

    _inherit = "ir.cron"

    def _callback(self, cron_name, server_action_id):
        jobs = self.env["customer.job"]
        if self.id not in jobs._crons():
            return super()._callback(cron_name, server_action_id)
        begin = time.monotonic()
        try:
            result = super()._callback(cron_name, server_action_id)
        except Exception as error:
            # the run is rolled back by now; Odoo commits what follows
            self._note_run(begin, _reason(error))
            raise
        self._note_run(begin)
        return result

    def _note_run(self, begin, error=False):
        # sudo: the run notes how it went, whatever user it has
        progress = self.env["ir.cron.progress"].sudo()
        progress = progress.browse(self.env.context.get("ir_cron_progress_id")).exists()
        self.env["customer.job"]._note(
            self,
            time.monotonic() - begin,
            sum(progress.mapped("done")),
            sum(progress.mapped("remaining")),
            error,
        )


def _reason(error):
    """Return why it failed: Odoo wraps what a job's code raises."""
    while isinstance(error, ValueError) and error.__cause__:
        error = error.__cause__
    return str(error) if isinstance(error, UserError) else repr(error)
