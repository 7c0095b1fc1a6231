# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .res_partner_family import SEE


class CustomerFamilyPurchase(models.AbstractModel):
    """An order or an invoice that a member makes on the account of the family's head.

    It is the head's in every respect, addresses, prices and debt; it only names the
    member. The name is not restricted to those who see families, as anybody may copy,
    credit and print what is there; the buttons are.
    """

    _name = "customer.family.purchase"
    _description = "Purchase on a Family's Account"

    customer_member_id = fields.Many2one(
        "res.partner",
        "Bought by",
        compute="_compute_customer_member_id",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The member of the family who bought on the account of its head.",
    )
    account_family_id = fields.Many2one(
        "customer.family",
        "Family of the account",
        compute="_compute_family_account",
        compute_sudo=True,
        groups=SEE,
    )
    family_head_id = fields.Many2one(
        "res.partner",
        "Head of the family",
        compute="_compute_family_account",
        compute_sudo=True,
        groups=SEE,
    )
    is_on_head_account = fields.Boolean(
        "On the account of",
        compute="_compute_is_on_head_account",
        readonly=False,
        groups=SEE,
    )

    @api.depends("partner_id")
    def _compute_customer_member_id(self):
        """Another customer's purchase no longer names the member."""
        for purchase in self:
            member = purchase.customer_member_id
            keep = member and (
                purchase._is_settled() or purchase._may_name_member(member)
            )
            purchase.customer_member_id = member if keep else False

    @api.depends("partner_id")
    def _compute_family_account(self):
        for purchase in self:
            customer = purchase.partner_id.commercial_partner_id._origin
            family = customer.family_id if purchase._is_for_customer() else False
            heads = bool(family) and family.head_id == customer
            purchase.account_family_id = family if heads else False
            purchase.family_head_id = family.head_id if family and not heads else False

    @api.depends("customer_member_id")
    def _compute_is_on_head_account(self):
        for purchase in self:
            purchase.is_on_head_account = bool(purchase.customer_member_id)

    @api.onchange("is_on_head_account")
    def _onchange_is_on_head_account(self):
        """Move the purchase to the head's account, or back to the member's own."""
        if self.is_on_head_account and self.family_head_id:
            member = self.partner_id.commercial_partner_id
            self.partner_id = self.family_head_id
            self.customer_member_id = member
        elif not self.is_on_head_account and self.customer_member_id:
            self.partner_id = self.customer_member_id
            self.customer_member_id = False

    @api.model_create_multi
    def create(self, vals_list):
        purchases = super().create(vals_list)
        purchases.filtered("customer_member_id")._check_customer_member()
        return purchases

    def write(self, vals):
        if "customer_member_id" not in vals:
            return super().write(vals)
        before = {purchase.id: purchase._account_and_member() for purchase in self}
        new = vals["customer_member_id"] or False
        self.filtered(lambda p: p.customer_member_id.id != new)._refuse_settled()
        result = super().write(vals)
        self.filtered(
            lambda p: p.customer_member_id and p._account_and_member() != before[p.id]
        )._check_customer_member()
        return result

    def _account_and_member(self):
        return self.partner_id.commercial_partner_id.id, self.customer_member_id.id

    def _refuse_settled(self):
        for purchase in self.filtered(lambda p: p._is_settled()):
            raise ValidationError(
                self.env._(
                    "%(document)s is posted and keeps the name of who bought.",
                    document=purchase.display_name,
                )
            )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for purchase, vals in zip(self, vals_list, strict=True):
            if vals and purchase._names_member_in_copy(default or {}):
                vals.setdefault("customer_member_id", purchase.customer_member_id.id)
        return vals_list

    def _names_member_in_copy(self, default):
        """A duplicate names the member who is still in the family."""
        return bool(
            self.customer_member_id
            and "partner_id" not in default
            and self.env["res.users"]._has_function("family_see")
            and self._may_name_member(self.customer_member_id, anew=True)
        )

    def _check_customer_member(self):
        for purchase in self:
            member = purchase.customer_member_id
            if member in purchase._members_taken_over():
                continue
            self.env["res.users"]._check_function("family_see")
            if not purchase._may_name_member(member, anew=True):
                self.env["customer.link.mixin"]._check_seen(member)
                raise ValidationError(
                    self.env._(
                        "%(member)s cannot buy on the account of %(customer)s: choose a"
                        " member of a family whose head is %(customer)s.",
                        # sudo: names in a refusal
                        member=member.sudo().name,
                        customer=purchase.partner_id.sudo().name or "?",
                    )
                )

    def _may_name_member(self, member, anew=False):
        """Whether this customer heads the member's family, or named them already."""
        # sudo: families are asked for whoever writes an invoice
        head = self.partner_id.commercial_partner_id._origin.sudo()
        family = head.family_id
        if self._is_for_customer() and family.head_id == head:
            # sudo: whether they are one family, whoever may see it
            if member != head and member.sudo().family_id == family and family:
                return True
        return not anew and member in self._members_taken_over()

    # -- what the document knows ---------------------------------------------

    def _is_for_customer(self):
        return True

    def _is_settled(self):
        """Whether the name stands for good."""
        return False

    def _members_taken_over(self):
        """Return the members named by what this document is made from."""
        return self.env["res.partner"]
