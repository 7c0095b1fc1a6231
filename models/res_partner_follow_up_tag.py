# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models


class ResPartner(models.Model):
    """Tag for follow-up, and never: from the customer's operations."""

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        # sudo: a switch of ours
        is_on = self.env.company.sudo().customer_follow_ups
        return [
            *super()._customer_operations(),
            {
                "key": "follow_up_tag",
                "label": self.env._("Tag for follow-up"),
                "icon": "fa-tag",
                "sequence": 56,
                "functions": ["follow_up_tag"],
                "method": "action_tag_for_follow_up",
                "shown": lambda customer: is_on and customer.active,
            },
            {
                "key": "follow_up_never",
                "label": self.env._("Never follow up"),
                "icon": "fa-minus-circle",
                "sequence": 57,
                "functions": ["follow_up_tag"],
                "method": "action_never_follow_up",
                "shown": lambda customer: is_on and customer.active,
            },
        ]

    def action_tag_for_follow_up(self):
        """Ask for which follow-up, from when, and a remark."""
        return self._open_follow_up_tag(self.env._("Tag for follow-up"))

    def action_never_follow_up(self):
        """Ask of which follow-up this customer is left out, and why."""
        return self._open_follow_up_tag(
            self.env._("Never for this customer"), default_never=True
        )

    def _open_follow_up_tag(self, name, **context):
        self.env["res.users"]._check_function("follow_up_tag")
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_follow_up_tag_add_action_partner"
        )
        action["context"] = {
            "active_model": self._name,
            "active_ids": self.ids,
            "active_id": self.ids[0] if self else False,
            "dialog_size": "medium",
            **context,
        }
        return dict(action, name=name)
