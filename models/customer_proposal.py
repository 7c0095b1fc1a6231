# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerProposal(models.Model):
    """What a customer asks us to correct about themselves, or about what is theirs.

    The customer's pages write nothing into the customer: a clerk reads what was
    proposed beside what stands there now, and accepts or refuses each of it. Rows are
    made by `res.partner._propose` and changed by verbs, never through the ORM by a
    user.
    """

    _name = "customer.proposal"
    _description = "Proposal of a customer"
    _inherit = ["customer.required.mixin"]
    _order = "create_date desc, id desc"
    _check_company_domain = models.check_company_domain_parent_of

    # cascade: what a deleted customer wished for goes with them
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    source = fields.Selection(
        [("account", "My account"), ("registration", "Registration of a product")],
        "Where from",
        required=True,
        readonly=True,
        default="account",
    )
    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Whose code was used.",
    )
    note = fields.Text("The customer writes", readonly=True)
    line_ids = fields.One2many("customer.proposal.line", "proposal_id", readonly=True)
    summary = fields.Char("What", compute="_compute_summary")
    state = fields.Selection(
        [
            ("open", "Open"),
            ("accepted", "Accepted"),
            ("partly", "Partly accepted"),
            ("refused", "Refused"),
            ("replaced", "Replaced"),
        ],
        compute="_compute_state",
        store=True,
        help="Replaced: the customer proposed something else for it later.",
    )
    company_id = fields.Many2one(
        "res.company", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    _open_idx = models.Index("(create_date) WHERE state = 'open'")

    @api.depends("line_ids.state")
    def _compute_state(self):
        for proposal in self:
            states = set(proposal.line_ids.mapped("state"))
            decided = states - {"replaced"}
            if "open" in states:
                proposal.state = "open"
            elif len(decided) > 1:
                proposal.state = "partly"
            else:
                proposal.state = next(iter(decided or states or {"open"}))

    @api.depends("line_ids.field", "line_ids.new_value", "line_ids.asset_id")
    def _compute_summary(self):
        """What a clerk accepts by the button in the list is read in the list."""
        for proposal in self:
            proposal.summary = "; ".join(
                f"{line.display_name}: {line.new_text or '–'}"
                for line in proposal.line_ids
            )

    @api.depends("partner_id", "line_ids")
    def _compute_display_name(self):
        for proposal in self:
            # sudo: whose proposal is read, may be read who proposes it
            names = [proposal.sudo().partner_id.display_name or ""]
            names += proposal.line_ids.mapped("display_name")
            proposal.display_name = ", ".join(names)

    def action_accept(self):
        """Take over all that is open; see `customer.proposal.line._accept`."""
        self.env["res.users"]._check_function("proposal_decide")
        self.check_access("read")
        return self.line_ids._accept(is_whole=True)

    def action_refuse(self):
        """Ask for the reason, which the customer reads."""
        self.env["res.users"]._check_function("proposal_decide")
        self.check_access("read")
        return self.line_ids._ask_reason()
