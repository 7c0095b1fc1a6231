# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.customer_mailing import OWNER_FIELD

NAMES = ("yes", "unasked", "no")


class CustomerMailingSwitch(models.TransientModel):
    """Whether Odoo's own mailings need a yes, seeing first how many that leaves."""

    _name = "customer.mailing.switch"
    _description = "Do mailings need a yes?"
    _inherit = ["customer.required.mixin"]

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    is_on = fields.Boolean(compute="_compute_counts")
    email_yes = fields.Integer(compute="_compute_counts")
    email_unasked = fields.Integer(compute="_compute_counts")
    email_no = fields.Integer(compute="_compute_counts")
    sms_yes = fields.Integer(compute="_compute_counts")
    sms_unasked = fields.Integer(compute="_compute_counts")
    sms_no = fields.Integer(compute="_compute_counts")

    @api.depends("company_id")
    def _compute_counts(self):
        self.env["res.users"]._check_function("settings")
        for wizard in self:
            # sudo: a setting of the company, read by whoever works there
            wizard.is_on = wizard.company_id.sudo().customer_mailings_need_yes
            for channel in OWNER_FIELD:
                counts = wizard._counts(channel)
                for name in NAMES:
                    wizard[f"{channel}_{name}"] = counts[name]

    def _counts(self, channel):
        """Return how many customers said yes or no to offers, or were never asked.

        The gate judges all who ever answered at once, each by the address they have: a
        yes is whom it lets pass when a yes is needed, a no whom it stops even so.
        """
        mailing = self.env["customer.mailing"].with_company(self.company_id)
        purpose = mailing._default_purpose(is_mailing=True)
        # sudo: these are counts of all customers of the company
        partners = self.env["res.partner"].sudo()
        reachable = (
            partners._customer_domain()
            & Domain(OWNER_FIELD[channel], "!=", False)
            & self.company_id._in_reach()
            & Domain("is_forgotten", "=", False)
            & Domain("is_restricted", "=", False)
        )
        said = Domain("purpose_id", "=", purpose.id) & Domain("channel", "=", channel)
        answered = partners.search(
            reachable & Domain("consent_ids", "any", said), order="id"
        )
        gate = mailing.with_context(is_blacklist_asked=False)
        without_yes = gate._ask_gate(
            channel, purpose, answered.ids, is_yes_optional=False
        )
        no = gate._ask_gate(channel, purpose, list(without_yes), is_yes_optional=True)
        yes = len(answered) - len(without_yes)
        unasked = partners.search_count(reachable) - yes - len(no)
        return {"yes": yes, "no": len(no), "unasked": unasked}

    def action_switch_on(self):
        """From now on mailings with offers go only to who said yes."""
        return self._switch(True)

    def action_switch_off(self):
        """Mailings go to everybody again who did not say no."""
        return self._switch(False)

    def _switch(self, is_on):
        self.ensure_one()
        self.env["res.users"]._check_function("settings")
        if self.company_id not in self.env.companies:
            raise UserError(
                self.env._("Please select the company %s first.", self.company_id.name)
            )
        # sudo: companies are the administrator's; this switch and no other
        company = self.company_id.sudo()
        if company.customer_mailings_need_yes == is_on:
            raise UserError(
                self.env._("Mailings need a yes already.")
                if is_on
                else self.env._("Mailings need no yes already.")
            )
        company.customer_mailings_need_yes = is_on
        names = {False: self.env._("Off"), True: self.env._("On")}
        subject = self.env._("Mailings of %s need a yes", company.name)
        self.env["customer.security.log"]._record(
            "mailing", [(subject, names[not is_on], names[is_on])]
        )
        return {"type": "ir.actions.client", "tag": "reload"}
