# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError


class CustomerSearchRun(models.Model):
    """The user's own newest paper, opened from the menu without running anything."""

    _inherit = "customer.search.run"

    @api.model
    def action_open_last(self, output):
        """Open the run of the last report, labels, postcards or letters of the user."""
        self.env["res.users"]._check_function("search_use")
        labels = self._outputs()
        if output not in labels:
            raise UserError(self.env._("There is no output %s.", output))
        file = self.env["customer.search.file"].search(
            [("output", "=", output), ("run_id.user_id", "=", self.env.uid)],
            # not by the run: a link is ordered as its model is, newest first
            order="id desc",
            limit=1,
        )
        if file:
            return file.run_id._open()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_search_run_action"
        )
        mine = [("user_id", "=", self.env.uid), ("file_ids.output", "=", output)]
        return dict(action, domain=mine, context={})
