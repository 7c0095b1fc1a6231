# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import logging

from odoo import api, models

_logger = logging.getLogger(__name__)


class CustomerFollowUp(models.Model):
    """The job of the night: each rule by itself, and what was killed goes on."""

    _inherit = "customer.follow.up"

    @api.model
    def _cron_plan(self):
        """Plan what is due of all rules that are on.

        Batches are committed one by one. A failure ends its rule, somebody is told, and
        the next one goes on. Outside of the job nothing is committed.
        """
        cron_id = self.env.context.get("cron_id")
        rules = self.search(
            [("active", "=", True), ("company_id.customer_follow_ups", "=", True)],
            order="id",
        )
        if cron_id:
            self.env["ir.cron"]._commit_progress(remaining=len(rules))
        for rule in rules:
            try:
                rule._plan_due()
            except Exception as error:
                if not cron_id:
                    raise
                _logger.exception("Follow-up %s stopped", rule.id)
                self.env.cr.rollback()
                self.env.clear()
                rule.state_note = str(error) or repr(error)
                rule._tell(rule.state_note)
            if cron_id:
                self.env["ir.cron"]._commit_progress(1)
