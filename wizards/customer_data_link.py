# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.customer_data_delivery import DAYS
from ..tools.window import dialog


class CustomerDataLink(models.TransientModel):
    """A link by which the customer takes a package: shown once, or sent."""

    _name = "customer.data.link"
    _description = "Link to a data package"

    package_id = fields.Many2one("customer.data.package", required=True, readonly=True)
    days = fields.Integer("Good for days", default=DAYS, required=True)
    times = fields.Integer("Downloads", default=1, required=True)
    has_login = fields.Boolean(compute="_compute_ways")
    refusal = fields.Char(compute="_compute_ways")
    email = fields.Char(related="package_id.partner_id.email")
    # in the browser only: the database never has it
    url = fields.Char("Link", store=False)

    @api.depends("package_id")
    def _compute_ways(self):
        deliveries = self.env["customer.data.delivery"]
        for wizard in self:
            partner = wizard.package_id.partner_id
            wizard.has_login = deliveries._has_login(partner)
            refused = partner._contact_refusals("email") if partner else {}
            wizard.refusal = refused.get(partner.id)

    def action_make(self):
        """Make a link and show it once."""
        self.ensure_one()
        url = self.package_id._link(self.days, self.times)
        return dialog(
            self._name,
            self.env._("Link for %s", self.package_id.partner_id.display_name),
            context={
                "default_package_id": self.package_id.id,
                "default_url": url,
                "dialog_size": "medium",
            },
        )

    def action_send(self):
        """Send it to the customer by e-mail."""
        self.ensure_one()
        if self.refusal:
            raise UserError(
                self.env._("It cannot be sent: %s Copy the link instead.", self.refusal)
            )
        self.package_id._send_link(self.days, self.times)
        return {"type": "ir.actions.act_window_close"}
