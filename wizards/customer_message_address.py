# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.customer_choices import choices_of
from ..models.customer_message_person import RETRYABLE


class CustomerMessageAddress(models.TransientModel):
    """The right address of messages, one line for each customer and channel."""

    _name = "customer.message.address"
    _description = "Correct addresses"

    message_ids = fields.Many2many("customer.message", string="Messages")
    line_ids = fields.One2many(
        "customer.message.address.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    @api.depends("message_ids")
    def _compute_line_ids(self):
        for wizard in self:
            rows = wizard.message_ids._origin.filtered(
                lambda row: row.state in ("planned", *RETRYABLE)
            )
            wizard.line_ids = [fields.Command.clear()] + [
                fields.Command.create(
                    {
                        "partner_id": partner.id,
                        "channel": channel,
                        "former": same[0].address
                        or same._find_addresses().get(same[0].id),
                        "reason": same[0].reason,
                    }
                )
                for (partner, channel), same in rows.grouped(
                    lambda row: (row.partner_id, row.channel)
                ).items()
            ]

    def action_apply(self):
        """Correct every line that was filled in, or none if one is wrong."""
        self.ensure_one()
        self.env["res.users"]._check_function("message_manage")
        lines = self.line_ids.filtered("address")
        if not lines:
            raise UserError(self.env._("Enter at least one address."))
        for line in lines:
            self.message_ids.filtered(
                lambda row, line=line: (
                    row.partner_id == line.partner_id and row.channel == line.channel
                )
            )._correct_address(line.address, line.also_customer)
        return {"type": "ir.actions.act_window_close"}


class CustomerMessageAddressLine(models.TransientModel):
    _name = "customer.message.address.line"
    _description = "Corrected address"

    wizard_id = fields.Many2one(
        "customer.message.address", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    channel = fields.Selection(
        choices_of("customer.message", "channel"),
        readonly=True,
    )
    former = fields.Char("So far", readonly=True)
    reason = fields.Char(readonly=True)
    address = fields.Char("Right address")
    also_customer = fields.Boolean("On the customer too", default=True)
