# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CustomerFollowUpExclusion(models.Model):
    """Never for this customer: no follow-up, or not this one, with the reason."""

    _name = "customer.follow.up.exclusion"
    _description = "Never for this customer"
    _inherit = ["customer.required.mixin"]
    _order = "id desc"
    _check_company_domain = models.check_company_domain_parent_of
    _rec_name = "partner_id"

    active = fields.Boolean("In force", default=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    follow_up_id = fields.Many2one(
        "customer.follow.up",
        "Follow-up",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: none at all.",
    )
    company_id = fields.Many2one(related="follow_up_id.company_id", store=True)
    reason = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Decided by", readonly=True)

    _unique = models.UniqueIndex(
        "(partner_id, coalesce(follow_up_id, 0)) WHERE active IS TRUE",
        "This customer is left out already.",
    )

    @api.model
    def _never(self, follow_up, partners):
        """Return what keeps these customers out of a follow-up."""
        # sudo: it holds for whoever asks
        return self.sudo().search(
            Domain("partner_id", "in", partners.ids)
            & Domain("follow_up_id", "in", [False, *follow_up.ids])
        )

    @api.model
    def _exclude(self, partners, follow_up, reason):
        """Leave these customers out of a follow-up, or of all, from now on."""
        self.env["res.users"]._check_function("follow_up_tag")
        partners.check_access("read")
        if not (reason or "").strip():
            raise UserError(self.env._("Please say why. Whoever wonders will read it."))
        if not partners:
            raise UserError(self.env._("Choose at least one customer."))
        # sudo: written by this verb alone, for who may tag
        rows = self.sudo()
        known = rows.search(
            Domain("partner_id", "in", partners.ids)
            & Domain("follow_up_id", "=", follow_up.id)
        )
        made = rows.create(
            [
                {
                    "partner_id": partner.id,
                    "follow_up_id": follow_up.id,
                    "reason": reason.strip(),
                    "user_id": self.env.uid,
                }
                for partner in partners - known.partner_id
            ]
        )
        self._end_entries(partners, follow_up, reason.strip())
        return made

    @api.model
    def _end_entries(self, partners, follow_up, reason):
        """Who is in it now gets nothing more of it."""
        # sudo: entries belong to the program
        entries = self.env["customer.follow.up.entry"].sudo()
        domain = Domain("partner_id", "in", partners.ids) & Domain(
            "state", "=", "running"
        )
        if follow_up:
            domain &= Domain("follow_up_id", "=", follow_up.id)
        words = self.env._("Never for this customer: %s", reason)
        entries.search(domain)._end("excluded", words)

    def action_take_back(self):
        """Let them be found again, from now on."""
        self.env["res.users"]._check_function("follow_up_tag")
        self.check_access("read")
        rows = self.sudo().filtered("active")  # sudo: written by verbs alone
        if not rows:
            raise UserError(self.env._("This was taken back already."))
        rows.active = False
        return True
