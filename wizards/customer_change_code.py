# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerChangeCode(models.TransientModel):
    """Give a customer another code, and say why."""

    _name = "customer.change.code"
    _description = "Change a customer code"
    _inherit = ["customer.required.mixin"]

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True
    )
    old_code = fields.Char("Present code", related="partner_id.ref")
    new_code = fields.Char("New code")
    proposal = fields.Char(compute="_compute_proposal")
    reason = fields.Char()

    @api.depends("partner_id")
    def _compute_proposal(self):
        """Only shown: it is drawn when the code is changed, and not before."""
        for wizard in self:
            sequence = wizard.partner_id._code_sequence()
            wizard.proposal = sequence._peek_free_code()

    def action_change(self):
        self.ensure_one()
        code = self.partner_id._change_code(self.new_code, self.reason)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The new customer code is %s.", code),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
