# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .res_partner_event import REASON

SEE = "customer_care.function_family_see"
# A customer whose record says one of these can be in no family.
ENDS = {"active", "is_forgotten", "merged_into_id", "is_company", "parent_id"}


class ResPartner(models.Model):
    """Who is in which family: every way to change it comes through here."""

    _inherit = "res.partner"

    family_id = fields.Many2one(
        "customer.family",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=SEE,
    )

    @api.model
    def _functions_to_write(self):
        return {**super()._functions_to_write(), "family_id": "family_change"}

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if any(vals.get("family_id") for vals in vals_list):
            # sudo: what was allowed to be written may be checked and written down
            joined = partners.sudo().filtered("family_id")
            joined._refuse_unfit_for_family()
            joined._log_family({})
        return partners

    def write(self, vals):
        # core takes `is_company` out of the values on its way
        may_end = bool(ENDS & vals.keys())
        moving = self.browse()
        if "family_id" in vals:
            family = self.env["customer.family"].browse(vals["family_id"] or None)
            # sudo: core's merge writes what there is already, by users who may not
            moving = self.sudo().filtered(lambda p: p.family_id.id != family.id)
            if not moving:
                vals = {name: vals[name] for name in vals if name != "family_id"}
        if not moving:
            result = super().write(vals)
        else:
            moving._check_family_move(family)
            before = {p.id: (p.family_id, p._family_label()) for p in moving}
            result = super().write(vals)
            moving._log_family(before)
            moving.env["customer.family"].browse(
                {old.id for old, _label in before.values() if old}
            )._settle()
        if may_end:
            self._leave_when_unfit()
        return result

    def unlink(self):
        # sudo: whoever may delete a customer need not be allowed to change families
        self.sudo()._family_members()._leave_families(
            self.env._("The customer was deleted.")
        )
        return super().unlink()

    @api.constrains("family_id", "company_id")
    def _check_family_companies(self):
        # sudo: whoever changes a customer's company need not see their family
        self.sudo().family_id._check_companies()

    # -- joining and leaving -------------------------------------------------

    def _join_family(self, family):
        """Write the family of those who may be seen; an empty one is leaving."""
        if self:
            self.check_access("read")
            # sudo: who may change families need not be allowed to change customers
            self.sudo().write({"family_id": family.id})

    def _check_family_move(self, family):
        """Refuse what would leave a customer in two families or a family headless."""
        if family:
            self._refuse_other_families()
            self._refuse_unfit_for_family()
            return
        headless = self.family_id.filtered(lambda family: family.head_id in self)
        for old, members in headless._present().grouped("family_id").items():
            if len(members - self) > 1:
                raise ValidationError(
                    self.env._(
                        "%(customer)s is the head of %(family)s. Choose who becomes"
                        " head first.",
                        customer=old.head_id.name,
                        family=old.name,
                    )
                )

    def _refuse_other_families(self):
        for partner in self.filtered("family_id"):
            raise ValidationError(
                self.env._(
                    "%(customer)s is in %(family)s already, and a customer is in one"
                    " family at most. Separate them from it first.",
                    customer=partner.name,
                    family=partner.family_id.name,
                )
            )

    def _refuse_unfit_for_family(self):
        if refusals := self._family_refusals():
            raise ValidationError("\n".join(list(refusals.values())[:5]))

    def _family_refusals(self):
        """Return {partner id: sentence} for those who can be in no family."""
        customers = self.filtered_domain(self._customer_domain())
        sentences = self._family_refusal_sentences()
        refusals = {}
        for partner in self:
            obstacle = partner._family_obstacle()
            if not obstacle and partner not in customers:
                obstacle = "stranger"
            if obstacle:
                name = partner.display_name or self.env._("This contact")
                refusals[partner.id] = sentences[obstacle] % name
        return refusals

    @api.model
    def _family_refusal_sentences(self):
        return {
            "merged": self.env._(
                "%s was merged into another customer: choose that one."
            ),
            "forgotten": self.env._(
                "%s asked to be forgotten and can be in no family."
            ),
            "inactive": self.env._("%s is inactive: activate the customer first."),
            "company": self.env._("%s is a company; only persons are in a family."),
            "contact": self.env._(
                "%s is a contact or an address of somebody else; only customers of"
                " their own are in a family."
            ),
            "stranger": self.env._("%s is not a customer of ours."),
        }

    @api.model
    def _family_leaving_reasons(self):
        return {
            "merged": self.env._("The customer was merged into another one."),
            "forgotten": self.env._("The customer asked to be forgotten."),
            "inactive": self.env._("The customer was deactivated."),
            "company": self.env._("The customer became a company."),
            "contact": self.env._("The customer became a contact of somebody else."),
        }

    def _family_obstacle(self):
        """Return what in the record keeps this customer out of families, or False."""
        # sudo: the reason is told to whoever may choose the customer
        partner = self.sudo()
        if partner.merged_into_id:
            return "merged"
        if partner.is_forgotten:
            return "forgotten"
        if not partner.active:
            return "inactive"
        if partner.is_company:
            return "company"
        return "contact" if partner.parent_id else False

    # -- what happens by itself ----------------------------------------------

    def _deactivate_companions(self):
        """Remember the family, so that an activation brings the customer back."""
        companions = super()._deactivate_companions()
        # sudo: families stay whole whoever deactivates
        for partner in self.sudo().filtered("family_id"):
            companions[partner.id]["customer.family"] = partner.family_id.ids
        return companions

    def _activate_companions(self, companions):
        """Who was in a family when deactivated joins it again, if it is still there."""
        result = super()._activate_companions(companions)
        former = {
            partner_id: ids.get("customer.family")
            for partner_id, ids in companions.items()
        }
        # sudo: as above
        families = self.env["customer.family"].sudo()
        alive = families.browse(sum(filter(None, former.values()), [])).exists()
        # sudo: as above
        for partner in self.sudo().filtered(lambda p: not p.family_id):
            family = alive.filtered(lambda f, p=partner: f.ids == former.get(p.id))
            if family and not partner._family_refusals():
                partner.family_id = family
        return result

    def _family_members(self):
        """Return those among these who are in a family, archived ones too."""
        return self.with_context(active_test=False).search(
            [("id", "in", self.ids), ("family_id", "!=", False)]
        )

    def _leave_when_unfit(self):
        """Who was deactivated, forgotten or merged leaves; a survivor follows."""
        # sudo: the invariants of families hold whoever changes a customer
        members = self.sudo()._family_members()
        for source in members.filtered("merged_into_id"):
            source._hand_over_family(source.merged_into_id)
        reasons = self._family_leaving_reasons()
        for obstacle, leaving in members.grouped(
            lambda p: p._family_obstacle()
        ).items():
            if obstacle:
                leaving._leave_families(reasons[obstacle])

    def _leave_families(self, reason):
        """Leave without a question: the oldest member who stays follows as head."""
        members = self.with_context(**{REASON: reason}).filtered("family_id")
        if members:
            members.family_id._replace_heads(self)
            members.write({"family_id": False})

    def _merge_families(self, survivor):
        """Take these, about to be merged, out of their families."""
        for source in self:
            source._hand_over_family(survivor)
        self.with_context(active_test=False)._leave_families(
            self._family_leaving_reasons()["merged"]
        )

    def _oldest(self):
        """Return the oldest by birth date; where none is known, the first customer."""
        return self.sorted(lambda p: (p.birth_date or date.max, p.id))[:1]

    def _hand_over_family(self, survivor):
        """Let the survivor of a merge take this customer's place in the family."""
        family = self.family_id.with_context(
            **{REASON: self.env._("%s was merged into this customer.", self.name)}
        )
        if not family:
            return
        if not survivor.family_id and not survivor._family_refusals():
            survivor.with_env(family.env).write({"family_id": family.id})
        if survivor.family_id == family and family.head_id == self:
            family.head_id = survivor

    # -- events --------------------------------------------------------------

    def _family_label(self):
        self.ensure_one()
        return self.family_id._label_of(self) if self.family_id else False

    def _log_family(self, before):
        """Write down who joined and who left.

        :param before: {partner id: (family, label)}
        """
        self.env["customer.event"]._log(
            [
                {
                    "partner_id": partner.id,
                    "kind": "family",
                    "old_value": before.get(partner.id, (None, False))[1],
                    "new_value": partner._family_label(),
                    "reason": self.env.context.get(REASON),
                }
                for partner in self
            ]
        )
