# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.tools import SQL

from ..tools.local_day_sql import company_day


class CustomerFollowUpEntry(models.Model):
    """An entry ends, and what is planned for it is taken back."""

    _inherit = "customer.follow.up.entry"

    def _end(self, state, reason):
        """End these in one statement each for entries and messages."""
        if not self:
            return
        self.flush_model()
        self.env["customer.message"]._cancel_planned(
            [("source", "in", [f"{self._name},{each}" for each in self.ids])], reason
        )
        self.env.cr.execute(
            SQL(
                """UPDATE customer_follow_up_entry e
                      SET state = %s, reason = %s, ended_on = %s
                    WHERE e.id = ANY(%s)""",
                state,
                reason,
                company_day(SQL("%s", fields.Datetime.now()), SQL("e.company_id")),
                self.ids,
            )
        )
        self.invalidate_model(flush=False)

    def _customer_message_gone(self):
        """Of whom came meanwhile, or is not to be written to, nothing leaves."""
        # sudo: the outbox asks about everybody
        entries = self.sudo()
        gone = {}
        for entry in entries:
            if entry.state in ("stopped", "control", "excluded"):
                gone[entry.id] = entry.reason or self.env._("Not in this follow-up.")
            elif not entry.follow_up_id.active:
                gone[entry.id] = self.env._("This follow-up is switched off.")
        running = entries.filtered(lambda e: e.id not in gone and e.state == "running")
        for rule, mine in running.grouped("follow_up_id").items():
            ended = rule._program()._ended(mine.ids)
            for (_state, reason), ids in ended.items():
                gone.update(dict.fromkeys(ids, reason))
        return gone
