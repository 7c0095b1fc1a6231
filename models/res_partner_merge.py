# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Command

from ..tools.window import dialog

# The engine has done the work: what core would do again finds nothing to do.
DONE = "customer_merge_done"


class ResPartner(models.Model):
    """A merged customer is archived and points to the survivor; it is not deleted."""

    _inherit = "res.partner"

    def unlink(self):
        if self.env.context.get(DONE):
            others = self.filtered(lambda partner: not partner.merged_into_id)
            return super(ResPartner, others).unlink()
        return super().unlink()

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "merge",
                "label": self.env._("Merge with another customer"),
                "icon": "fa-compress",
                "sequence": 85,
                "functions": ["merge"],
                "method": "action_merge_with",
                "shown": lambda partner: not partner.merged_into_id,
            },
        ]

    def action_merge_with(self):
        """This one stays; the other is looked up."""
        self.ensure_one()
        self.env["res.users"]._check_function("merge")
        return dialog(
            "customer.merge",
            self.env._("Merge customers"),
            context={
                "default_partner_ids": [Command.set(self.ids)],
                "default_survivor_id": self.id,
            },
        )
