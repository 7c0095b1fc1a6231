# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.customer_account import STATUSES
from ..models.res_partner_event import REASON


class CustomerAccountChange(models.TransientModel):
    """Another account status or limit for customers, and why."""

    _name = "customer.account.change"
    _description = "Change the account status"
    _inherit = ["customer.required.mixin"]

    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        required=True,
        context={"active_test": False},
    )
    status = fields.Selection(STATUSES, required=True)
    until = fields.Date(help="The last day; afterwards the status before counts again.")
    change_limit = fields.Boolean("Change the limit")
    limit = fields.Monetary(
        "Credit limit",
        help="What may be owed at most, with confirmed orders; 0 is no limit.",
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    reason = fields.Char(required=True)
    is_one = fields.Boolean(compute="_compute_summary")
    now = fields.Char("At present", compute="_compute_summary")

    @api.model
    def default_get(self, fields):
        """Propose what one customer has; several get a limit on demand."""
        values = super().default_get(fields)
        customer = self.new({"partner_ids": values.get("partner_ids")}).partner_ids
        if len(customer) == 1:
            customer = customer._origin
            values["status"] = customer._account_status_today()
            # sudo: the limit is accounting's, and this function's to change
            values["limit"] = customer.sudo().credit_limit
            values["change_limit"] = True
        return values

    @api.depends("partner_ids")
    def _compute_summary(self):
        for wizard in self:
            customer = wizard.partner_ids._origin
            wizard.is_one = len(customer) == 1
            wizard.now = wizard.is_one and customer.account_summary

    def action_change(self):
        """Write it down for all of them; the reason stands in their events."""
        self.ensure_one()
        self.env["res.users"]._check_function("account_change")
        self.partner_ids.check_access("read")
        answers = self.env["customer.account"]._answers(self.partner_ids.ids)
        owners = {answer["partner_id"] for answer in answers.values()}
        if not owners:
            raise UserError(self.env._("Please choose a customer."))
        # sudo: status and limit are this function's, the rest of the customer another's
        customers = self.env["res.partner"].sudo().browse(owners)
        vals = {
            "account_status": self.status,
            "account_until": self.until,
            "account_reason": self.reason,
        }
        if self.change_limit:
            vals["credit_limit"] = self.limit
        customers.with_context(**{REASON: self.reason}).write(vals)
        return {"type": "ir.actions.act_window_close"}
