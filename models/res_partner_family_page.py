# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.window import dialog, form_window
from .res_partner_family import SEE

# The list on the page holds the newest; the invoices button opens them all.
SHOWN = 20


class ResPartner(models.Model):
    """What the page Family shows and offers; without a family it costs nothing."""

    _inherit = "res.partner"

    family_head_id = fields.Many2one(
        "res.partner",
        "Head of the family",
        compute="_compute_family",
        compute_sudo=True,
        groups=SEE,
    )
    is_family_head = fields.Boolean(
        "Is head", compute="_compute_family", compute_sudo=True, groups=SEE
    )
    family_member_ids = fields.Many2many(
        "res.partner",
        string="Family members",
        compute="_compute_family_member_ids",
        compute_sudo=True,
        groups=SEE,
    )
    family_currency_id = fields.Many2one(
        "res.currency", compute="_compute_family_turnover", groups=SEE
    )
    family_share = fields.Monetary(
        "Turnover",
        currency_field="family_currency_id",
        compute="_compute_family_turnover",
        groups=SEE,
    )
    family_turnover = fields.Monetary(
        "Combined turnover",
        currency_field="family_currency_id",
        compute="_compute_family_turnover",
        groups=SEE,
    )
    family_purchase_ids = fields.Many2many(
        "account.move",
        string="Purchases on the head's account",
        compute="_compute_family_purchase_ids",
        compute_sudo=True,
        groups=SEE,
    )

    @api.depends("family_id.head_id")
    def _compute_family(self):
        for partner in self:
            family = partner.family_id
            partner.family_head_id = family.head_id
            partner.is_family_head = bool(family) and family.head_id == partner._origin

    @api.depends("family_id.member_ids")
    def _compute_family_member_ids(self):
        members = self.family_id._present().grouped("family_id")
        for partner in self:
            family = partner.family_id._origin
            partner.family_member_ids = members.get(family, self.browse())

    @api.depends("family_id")
    @api.depends_context("company", "allowed_company_ids")
    def _compute_family_turnover(self):
        turnovers = self.family_id._origin._turnovers()
        self.family_currency_id = self.env.company.currency_id
        for partner in self:
            shares = turnovers.get(partner.family_id._origin.id, {})
            partner.family_share = shares.get(partner._origin.id, 0.0)
            partner.family_turnover = sum(shares.values())

    @api.depends("family_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_family_purchase_ids(self):
        """Those the user may see: invoices keep their own access rights."""
        moves = self.env["account.move"].sudo(False)
        may = moves.has_access("read")
        for partner in self:
            domain = partner._family_purchase_domain() if may else Domain.FALSE
            if not domain.is_false():
                partner.family_purchase_ids = moves.search(
                    domain, order="invoice_date desc, id desc", limit=SHOWN
                )
            else:
                partner.family_purchase_ids = moves

    # -- what is offered -------------------------------------------------------

    @api.model
    def _customer_operations(self):
        # sudo: only whether there is a family
        return super()._customer_operations() + [
            {
                "key": "add_to_family",
                "label": self.env._("Add to family"),
                "icon": "fa-home",
                "sequence": 110,
                "functions": ["family_change"],
                "method": "action_add_to_family",
                "shown": lambda partner: (
                    not partner.sudo().family_id and not partner._family_refusals()
                ),
            },
            {
                "key": "separate_family",
                "label": self.env._("Separate from family"),
                "icon": "fa-user-times",
                "sequence": 112,
                "functions": ["family_change"],
                "method": "action_separate_family",
                "shown": lambda partner: bool(partner.sudo().family_id),
            },
        ]

    def action_add_to_family(self):
        """Ask with whom this customer makes, or whose family they join."""
        self.ensure_one()
        self.env["res.users"]._check_function("family_change")
        if self.family_id:
            return self.family_id.action_add_members()
        return self.env["customer.family.add"]._open(default_partner_id=self.id)

    def action_separate_family(self):
        """Say what stays where and ask who keeps what, then separate."""
        self.ensure_one()
        self.env["res.users"]._check_function("family_change")
        self.family_id.check_access("read")
        return dialog(
            "customer.family.separate",
            self.env._("Separate from family"),
            context={"default_partner_id": self.id},
        )

    def action_make_family_head(self):
        """Make this member the head of their family."""
        self.ensure_one()
        self.family_id._set_head(self)

    def action_open_family(self):
        """Open the family of this customer."""
        self.ensure_one()
        self.env["res.users"]._check_function("family_see")
        return form_window(
            "customer.family", self.family_id.id, name=self.family_id.name
        )
