# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .res_partner_event import REASON


class CustomerFamily(models.Model):
    """What is done with families: unite, add, separate, choose the head, dissolve."""

    _inherit = "customer.family"

    @api.model
    def _unite(self, customers, head=None, name=None):
        """Make one family of these customers and return it.

        A family that is among them takes the others in; two families are refused.
        :param head: who becomes head of a new family, by default the first customer
        """
        self.env["res.users"]._check_function("family_change")
        # sudo: a family with a head of another company is one all the same
        families = customers.sudo().family_id.with_env(self.env)
        if len(families) > 1:
            # sudo: the sentence is owed also to whoever may not see all of it
            raise UserError(
                self.env._(
                    "A customer is in one family at most, and these belong to several:"
                    " %(families)s. Separate somebody first.",
                    families=", ".join(families.sudo().mapped("name")),
                )
            )
        if families:
            families._add(customers)
            return families
        head = head or customers[:1]
        vals = {
            "head_id": head.id,
            "member_ids": [Command.set((head | customers).ids)],
        }
        return self.create({**vals, "name": name} if name else vals)

    def _add(self, members):
        """Let customers join this family."""
        self.ensure_one()
        self.env["res.users"]._check_function("family_change")
        self.check_access("write")
        (members - self._present())._join_family(self)

    def _separate(self, members, reason=False, head=None, phone="both", address="both"):
        """Let members leave; below two the family dissolves.

        :param head: who follows a head who leaves; asked for when more than one stays
        :param phone, address: who keeps what both have: `both`, `family` (those who
            leave give theirs up) or `member` (those who stay do)
        """
        self.ensure_one()
        self.env["res.users"]._check_function("family_change")
        self.check_access("write")
        present = self._present().with_env(self.env)
        if not members or members - present:
            raise UserError(
                self.env._(
                    "Choose members of %(family)s to separate from it.",
                    family=self.name,
                )
            )
        members.check_access("read")
        family = self.with_context(**{REASON: reason})
        if self.head_id in members and head:
            family._set_head(head)
        members = members.with_env(family.env)
        members._divide_contacts(present - members, phone, address)
        members._join_family(self.browse())

    def _set_head(self, member):
        """Make a member the head."""
        self.ensure_one()
        self.env["res.users"]._check_function("family_change")
        self.write({"head_id": member.id})

    def action_add_members(self):
        """Ask who joins this family."""
        self.ensure_one()
        self.env["res.users"]._check_function("family_change")
        return self.env["customer.family.add"]._open(default_family_id=self.id)

    def action_new(self):
        """Ask who makes a new family; the button of the list sends its selection."""
        self.env["res.users"]._check_function("family_change")
        return self.env["customer.family.add"]._open(self.env._("New family"))

    def action_dissolve(self):
        """Dissolve the family; its customers and what they bought stay."""
        self.env["res.users"]._check_function("family_change")
        self.unlink()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_family_action"
        )
