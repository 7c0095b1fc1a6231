# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from itertools import combinations

from odoo import api, fields, models
from odoo.fields import Command

from ..models.customer_operation_partner import ADDRESS

# The address is chosen as a whole.
WHOLE_ADDRESS = "address"
# What no clerk decides: the program's own, and what the merge decides by a rule.
NOT_OFFERED = {
    "ref",
    "calendar_last_notif_ack",
    "account_status",
    "account_until",
    "account_reason",
    *ADDRESS,
}


class CustomerMerge(models.TransientModel):
    """Merge customers; or they are a family, or different people."""

    _name = "customer.merge"
    _inherit = ["customer.merge.mixin"]
    _description = "Merge customers"
    _merge_model = "res.partner"
    _merge_field = "partner_ids"

    partner_ids = fields.Many2many(
        "res.partner", string="Customers", context={"active_test": False}
    )
    survivor_id = fields.Many2one(
        "res.partner",
        "This one stays",
        domain="[('id', 'in', partner_ids)]",
        help="The others are archived and point to this one.",
    )
    are_families_two = fields.Boolean(compute="_compute_are_families_two")
    join_families = fields.Boolean(
        "Make one family of theirs",
        help="The other members of the families join that of who stays.",
    )
    line_ids = fields.One2many("customer.merge.line", "wizard_id", "Different values")
    count_ids = fields.One2many("customer.merge.count", "wizard_id", "What moves")

    @api.depends("partner_ids")
    def _compute_are_families_two(self):
        for wizard in self:
            # sudo: whether they are in families is no secret to who may merge them
            families = wizard.partner_ids.sudo().family_id
            wizard.are_families_two = len(families) > 1

    @api.onchange("partner_ids", "survivor_id")
    def _onchange_partners(self):
        self._show_differences()

    def _not_offered(self):
        return super()._not_offered() | NOT_OFFERED

    def _differences_of(self, source, survivor, names):
        lines = super()._differences_of(source, survivor, names)
        mine, theirs = self._address_of(survivor), self._address_of(source)
        if mine and theirs and mine != theirs:
            label = self.env._("Address")
            lines.insert(0, self._line(source, WHOLE_ADDRESS, label, mine, theirs))
        return lines

    @api.model
    def _address_of(self, partner):
        if not any(partner[name] for name in ADDRESS):
            return ""
        return ", ".join(filter(None, partner._display_address(True).split("\n")))

    def _together(self):
        return {**super()._together(), WHOLE_ADDRESS: ADDRESS}

    def _options(self):
        return {**super()._options(), "join_families": self.join_families}

    # -- verbs -----------------------------------------------------------------------

    def action_merge(self):
        """Do what was shown, and remember that they were the same."""
        pairs = self._pairs()
        action = super().action_merge()
        self.env["customer.duplicate"]._decide(pairs, "merged")
        return action

    def action_family(self):
        """They are two persons of one family."""
        self.env["res.users"]._check_function("merge")
        self.ensure_one()
        self._check_chosen()
        pairs = combinations(self.partner_ids.ids, 2)
        self.env["customer.duplicate"]._decide(pairs, "family")
        return self.env["customer.family.add"]._open(
            default_partner_id=self.survivor_id.id,
            default_relative_ids=[Command.set(self._sources().ids)],
        )

    def action_distinct(self):
        """They are different customers: do not propose them again."""
        self.env["res.users"]._check_function("merge")
        self.ensure_one()
        self._check_chosen()
        self.env["customer.duplicate"]._decide(
            combinations(self.partner_ids.ids, 2), "distinct"
        )
        return {"type": "ir.actions.act_window_close"}

    def _too_few(self):
        return self.env._("Choose at least two customers to merge.")

    def _nobody_stays(self):
        return self.env._("Choose which of the customers stays.")

    def _title(self):
        return self.env._("Merge customers")
