# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from ..models.res_partner_event import REASON
from ..models.res_partner_loyalty import FULL


class CustomerRateChange(models.TransientModel):
    """Another loyalty rate for a customer, and why."""

    _name = "customer.rate.change"
    _description = "Change a loyalty rate"
    _inherit = ["customer.required.mixin"]

    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    rate_before = fields.Float("Rate now (%)", related="partner_id.loyalty_rate")
    rate = fields.Float("New rate (%)", digits=(5, 2), required=True, default=FULL)
    reason = fields.Char(required=True)

    @api.model
    def default_get(self, fields):
        """Begin with the rate there is."""
        values = super().default_get(fields)
        if partner_id := values.get("partner_id"):
            partner = self.env["res.partner"].browse(partner_id)
            values["rate"] = partner.commercial_partner_id.loyalty_rate
        return values

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        for vals in vals_list:
            self.env["res.partner"]._check_loyalty_rate(vals.get("rate", FULL))
        return super().create(vals_list)

    def write(self, vals):
        if "rate" in vals:
            self.env["res.partner"]._check_loyalty_rate(vals["rate"])
        return super().write(vals)

    def action_change(self):
        """Set the rate; the reason stands in the customer's events."""
        self.ensure_one()
        self.env["res.users"]._check_function("rate_change")
        self.partner_id.check_access("read")
        # sudo: the rate is this function's, the rest of the customer another one's
        customer = self.partner_id.commercial_partner_id.sudo()
        customer.with_context(**{REASON: self.reason}).loyalty_rate = self.rate
        return {"type": "ir.actions.act_window_close"}
