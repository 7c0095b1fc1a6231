# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import logging

from psycopg2.extensions import TransactionRollbackError

from odoo import api, models
from odoo.exceptions import UserError

from .customer_search_run_progress import Paused

_logger = logging.getLogger(__name__)


class CustomerSearchRun(models.Model):
    """The job that makes what long lists want, and the button that stops it."""

    _inherit = "customer.search.run"

    @api.model
    def _cron_make(self):
        """Go on with the runs under way, each by its runner's rights.

        Odoo lets one worker at a time into this job. Whoever waited longest is next, so
        a short list does not wait for the end of a long one.
        """
        runs = self.search([("state", "=", "running")], order="write_date, id")
        for run in runs:
            if not run._go_on():
                return

    def _go_on(self):
        """Make what is wanted; return whether there is time for the next run.

        What is finished is committed with how far it is; a failure stops this run and
        says why.
        """
        cron_id = self.env.context.get("cron_id")
        mine = self.with_user(self.user_id).with_company(self.company_id)
        mine = mine.with_context(
            lang=self.lang, cron_id=cron_id, allowed_company_ids=self.company_id.ids
        )
        if not cron_id:
            mine._make()
            return True
        try:
            mine._make()
            self.env.flush_all()
        except (Paused, TransactionRollbackError):
            # the time is over, or somebody pressed a button of the run meanwhile
            self.env.cr.rollback()
            self.env.clear()
        except Exception as error:
            _logger.exception("Run %s of a data search stopped", self.id)
            self.env.cr.rollback()
            self.env.clear()
            self.write({"state": "stopped", "error": str(error) or repr(error)})
        left = self.search_count([("state", "=", "running")])
        return self.env["ir.cron"]._commit_progress(1, remaining=left)

    def action_stop(self):
        """Stop making more of the list; what is kept and planned stays."""
        self.ensure_one()
        self.env["res.users"]._check_function("search_use")
        self._check_mine()
        if self.state != "running":
            raise UserError(self.env._("This run is not under way."))
        # sudo: runs are written by the program alone
        self.sudo().write(
            {
                "state": "stopped",
                "error": self.env._(
                    "%s stopped it. What was made until then is kept.",
                    self.env.user.name,
                ),
            }
        )
        return True
