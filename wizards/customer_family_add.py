# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.window import dialog


class CustomerFamilyAdd(models.TransientModel):
    """Add customers to a family that is there, or let them make a new one.

    One question: who belongs together? A family that is among the customers chosen
    takes the others in; without one they make a new family.
    """

    _name = "customer.family.add"
    _description = "Add to a family"

    partner_id = fields.Many2one("res.partner", "Customer", ondelete="cascade")
    family_id = fields.Many2one("customer.family", ondelete="cascade")
    relative_ids = fields.Many2many("res.partner", string="Others")
    line_ids = fields.One2many(
        "customer.family.add.line",
        "wizard_id",
        "Same address or telephone number",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    customer_ids = fields.Many2many("res.partner", compute="_compute_customers")
    target_id = fields.Many2one("customer.family", compute="_compute_customers")
    head_id = fields.Many2one(
        "res.partner",
        "Head of the family",
        compute="_compute_head_id",
        store=True,
        readonly=False,
        ondelete="cascade",
        help="The customer on whose account the members may buy.",
    )
    name = fields.Char(
        "Name of the family", compute="_compute_name", store=True, readonly=False
    )
    preview = fields.Text("What will happen", compute="_compute_preview")

    @api.model
    def _open(self, name=None, **context):
        """Return the action that opens the dialog."""
        return dialog(
            self._name,
            name or self.env._("Add to family"),
            context={**self.env.context, **context},
        )

    @api.depends("partner_id", "family_id")
    def _compute_line_ids(self):
        """Propose those at the same address or number, nobody chosen."""
        for wizard in self:
            known = wizard.partner_id | wizard.family_id._present().with_env(self.env)
            proposals = known._origin._family_proposals() if known else {}
            wizard.line_ids = [Command.clear()] + [
                Command.create({"partner_id": partner.id, "reason": reason})
                for partner, reason in self._reasons(proposals).items()
            ]

    @api.model
    def _reasons(self, proposals):
        words = {"address": self.env._("address"), "phone": self.env._("phone")}
        return {
            partner: ", ".join(words[key] for key in sorted(same))
            for partner, same in proposals.items()
        }

    @api.depends("partner_id", "family_id", "relative_ids", "line_ids.is_chosen")
    def _compute_customers(self):
        for wizard in self:
            chosen = wizard.line_ids.filtered("is_chosen").partner_id
            customers = (wizard.partner_id | wizard.relative_ids | chosen)._origin
            wizard.customer_ids = customers
            wizard.target_id = wizard.family_id or customers.family_id[:1]

    @api.depends("customer_ids", "target_id")
    def _compute_head_id(self):
        for wizard in self:
            customers = wizard.customer_ids._origin
            if wizard.target_id or len(customers) < 2:
                wizard.head_id = False
            elif wizard.head_id._origin not in customers or not wizard.head_id:
                others = customers - wizard.partner_id._origin
                wizard.head_id = others[:1]

    @api.depends("head_id")
    def _compute_name(self):
        families = self.env["customer.family"]
        for wizard in self:
            wizard.name = families._proposed_name(wizard.head_id)

    @api.depends("customer_ids", "target_id", "head_id", "name")
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = wizard._sentence()

    def _sentence(self):
        """Say in words what the button will do."""
        customers = self.customer_ids._origin
        # sudo: the name of a family whose head is a customer of another company
        target = self.target_id.sudo()
        joining = customers.filtered(lambda p: p.family_id != target) if target else ()
        if joining:
            return self.env._(
                "%(names)s will join %(family)s: %(members)s.",
                names=", ".join(joining.mapped("name")),
                family=target.name,
                members=", ".join(target._present().mapped("name")),
            )
        if not target and len(customers) > 1 and self.head_id:
            others = customers - self.head_id._origin
            return self.env._(
                "A new family, %(family)s: %(head)s (head), %(members)s.",
                family=self.name or "?",
                head=self.head_id.name,
                members=", ".join(others.mapped("name")),
            )
        return self.env._("Choose who belongs to the family.")

    def action_add(self):
        """Let those chosen join the family, or make one of them."""
        self.ensure_one()
        self.env["res.users"]._check_function("family_change")
        customers = self.customer_ids
        customers.check_access("read")
        if self.family_id:
            others = customers.family_id - self.family_id
            if not customers:
                raise UserError(self.env._("Choose at least one customer to add."))
            if not others:
                self.family_id._add(customers)
                return {"type": "ir.actions.act_window_close"}
            customers |= self.family_id.head_id
        if len(customers) < 2:
            raise UserError(
                self.env._(
                    "A family has at least two members. Choose who belongs together."
                )
            )
        self.env["customer.family"]._unite(customers, self.head_id, self.name)
        return {"type": "ir.actions.act_window_close"}
