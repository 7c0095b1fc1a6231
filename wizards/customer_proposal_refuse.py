# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.exceptions import UserError


class CustomerProposalRefuse(models.TransientModel):
    """Why what a customer proposed is not taken over."""

    _name = "customer.proposal.refuse"
    _description = "Refuse what a customer proposed"

    line_ids = fields.Many2many("customer.proposal.line", string="What")
    reason = fields.Char(help="The customer reads it.")

    def action_refuse(self):
        """Refuse and close."""
        self.ensure_one()
        self.env["res.users"]._check_function("proposal_decide")
        reason = (self.reason or "").strip()
        if not reason:
            raise UserError(
                self.env._("Give the reason: the customer reads it in My account.")
            )
        self.line_ids.check_access("read")
        self.line_ids._refuse(reason)
        return {"type": "ir.actions.act_window_close"}
