# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import formatLang

KEEPERS = [
    ("both", "Both keep it"),
    ("family", "The family keeps it"),
    ("member", "The customer who leaves keeps it"),
]


class CustomerFamilySeparate(models.TransientModel):
    """Separate a customer from the family: what stays where, and who keeps what."""

    _name = "customer.family.separate"
    _description = "Separate from a family"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade"
    )
    family_id = fields.Many2one(related="partner_id.family_id")
    staying_ids = fields.Many2many("res.partner", compute="_compute_staying")
    is_head_needed = fields.Boolean(compute="_compute_staying")
    head_id = fields.Many2one("res.partner", "New head", ondelete="cascade")
    shared_phone = fields.Char("Shared telephone number", compute="_compute_staying")
    shared_address = fields.Char("Shared address", compute="_compute_staying")
    phone_keeper = fields.Selection(
        KEEPERS, "Who keeps the number?", default="both", required=True
    )
    address_keeper = fields.Selection(
        KEEPERS, "Who keeps the address?", default="both", required=True
    )
    reason = fields.Char()
    explanation = fields.Text("What stays where", compute="_compute_explanation")

    @api.depends("partner_id")
    def _compute_staying(self):
        for wizard in self:
            partner = wizard.partner_id
            staying = wizard.family_id._present().with_env(self.env) - partner
            wizard.staying_ids = staying
            wizard.is_head_needed = (
                wizard.family_id.head_id == partner and len(staying) > 1
            )
            # sudo: also what is shared with somebody the user does not see
            leaving = partner.sudo()
            # sudo: as above
            phones = leaving._shared_phones(staying.sudo())
            # sudo: as above
            places = leaving._shared_places(staying.sudo())
            where = filter(None, [partner.street, partner.zip, partner.city])
            wizard.shared_phone = ", ".join(
                row._text()
                for row in leaving.customer_phone_ids
                if row._key() in phones
            )
            wizard.shared_address = ", ".join(where) if places else False

    @api.depends("partner_id", "head_id")
    def _compute_explanation(self):
        for wizard in self:
            wizard.explanation = "\n".join(wizard._sentences())

    def _sentences(self):
        """Say in words what stays where."""
        partner, family = self.partner_id, self.family_id
        if not family:
            return [self.env._("%s is in no family.", partner.name)]
        rows = []
        for account, member, (count, amount) in self._purchases():
            rows.append(
                self.env._(
                    "%(count)s invoices and credit notes, %(amount)s in all, that"
                    " %(member)s bought on the account of %(account)s stay with"
                    " %(account)s only.",
                    count=count,
                    amount=self._money(amount),
                    member=member.name,
                    account=account.name,
                )
            )
        if not rows and family.head_id != partner:
            rows.append(
                self.env._(
                    "%(customer)s bought nothing on the account of %(head)s.",
                    customer=partner.name,
                    head=family.head_id.name,
                )
            )
        rows.append(
            self.env._(
                "What %(customer)s bought on their own name stays theirs.",
                customer=partner.name,
            )
        )
        if len(self.staying_ids) == 1:
            rows.append(
                self.env._(
                    "%(family)s dissolves: only %(customer)s would be left.",
                    family=family.name,
                    customer=self.staying_ids.name,
                )
            )
        return rows

    def _purchases(self):
        """Return (account, member, (count, amount with tax)) of what shows with both.

        One query; the invoices themselves stay closed to whoever may not read them.
        """
        domain = self.partner_id._family_purchase_domain()
        rows = (
            # sudo: number and sum are part of this function
            self.env["account.move"]
            .sudo()
            ._read_group(
                domain
                & Domain("state", "=", "posted")
                & Domain("company_id", "in", self.env.companies.ids),
                ["commercial_partner_id", "customer_member_id"],
                ["__count", "amount_total_signed:sum"],
            )
        )
        return [
            (account, member, (count, amount))
            for account, member, count, amount in rows
        ]

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.env.company.currency_id)

    def action_separate(self):
        """Separate the customer, all of it or nothing."""
        self.ensure_one()
        self.env["res.users"]._check_function("family_change")
        self.check_access("read")
        if not self.family_id:
            raise UserError(self.env._("%s is in no family.", self.partner_id.name))
        self.family_id._separate(
            self.partner_id,
            self.reason,
            head=self.head_id,
            phone=self.phone_keeper if self.shared_phone else "both",
            address=self.address_keeper if self.shared_address else "both",
        )
        return {"type": "ir.actions.act_window_close"}
