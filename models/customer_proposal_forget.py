# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.fields import Domain


class CustomerOperation(models.Model):
    """What a forgotten customer proposed waits no more; reinstated, it waits again."""

    _inherit = "customer.operation"

    def _forget_steps(self):
        return ["_forget_proposals", *super()._forget_steps()]

    def _forget_proposals(self, owners):
        proposals = self.env["customer.proposal"].search(
            Domain("partner_id", "in", list(owners)) & Domain("state", "=", "open")
        )
        lines = proposals.line_ids.filtered(lambda line: line.state == "open")
        lines_of = {line.id: owners[line.partner_id.id] for line in lines}
        # both: the state of a proposal follows that of its lines, an undo writes each
        with (
            self._journalled_records(proposals, "partner_id", owners),
            self._journalled(lines._table, lines.ids, owners=lines_of),
        ):
            lines._settle("refused", self.env._("The customer is to be forgotten."))
            self.env.flush_all()
