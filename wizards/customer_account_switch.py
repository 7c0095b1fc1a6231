# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.customer_account import STATUSES


class CustomerAccountSwitch(models.TransientModel):
    """Switch accounts on or off for the current company, seeing the counts first."""

    _name = "customer.account.switch"
    _description = "Switch customer accounts on or off"
    _inherit = ["customer.required.mixin"]

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    is_on = fields.Boolean(compute="_compute_counts")
    trusted_count = fields.Integer(
        "With terms or open items", compute="_compute_counts"
    )
    other_count = fields.Integer("All other customers", compute="_compute_counts")
    known_count = fields.Integer("Have a status already", compute="_compute_counts")
    trusted_status = fields.Selection(
        STATUSES, "They get", required=True, default="active"
    )
    other_status = fields.Selection(
        STATUSES, "They get ", required=True, default="none"
    )

    @api.depends("company_id")
    def _compute_counts(self):
        self.env["res.users"]._check_function("settings", "account_change")
        for wizard in self:
            account = self.env["customer.account"].with_company(wizard.company_id)
            # sudo: a setting of the company, read by whoever works there
            wizard.is_on = wizard.company_id.sudo().use_customer_account
            counts = {"trusted": 0, "others": 0, "known": 0}
            if not wizard.is_on:
                counts = account._switch_counts()
            wizard.trusted_count = counts["trusted"]
            wizard.other_count = counts["others"]
            wizard.known_count = counts["known"]

    def action_switch_on(self):
        """Give existing customers their status, and check from now on."""
        account = self._account()
        if self.is_on:
            raise UserError(self.env._("Accounts are switched on already."))
        account._switch_on(self.trusted_status, self.other_status)
        return self._done(self.env._("Off"), self.env._("On"))

    def action_switch_off(self):
        """Check nothing any more."""
        self._account()._switch_off()
        return self._done(self.env._("On"), self.env._("Off"))

    def _account(self):
        """Return the accounts of the company, for whoever may switch them."""
        self.ensure_one()
        self.env["res.users"]._check_function("settings", "account_change")
        if self.company_id not in self.env.companies:
            raise UserError(
                self.env._("Please select the company %s first.", self.company_id.name)
            )
        return self.env["customer.account"].with_company(self.company_id)

    def _done(self, old, new):
        # sudo: the name of the company in the log
        subject = self.env._("Accounts of %s", self.company_id.sudo().name)
        self.env["customer.security.log"]._record("account", [(subject, old, new)])
        return {"type": "ir.actions.client", "tag": "reload"}
