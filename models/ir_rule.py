# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

# Rules of companies name one of these.
COMPANIES = ("company_ids", "company_parent_ids")


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _eval_context(self):
        """`company_parent_ids`: as `parent_of`, for a column that is no link."""
        context = super()._eval_context()
        parents = self.env.companies._with_parents()
        return {**context, "company_parent_ids": parents.ids}

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """What stands in a dialog of ours is for whoever opened it.

        Odoo documents this of all dialogs and leaves it to the rules of each; ours show
        customers, also of companies that a colleague does not work in. And no dialog is
        about a record of a company that its user does not work in: what it computes
        would tell about it. One rule for all of them, so that a new dialog has it, too.
        """
        domain = super()._compute_domain(model_name, mode)
        model = self.env[model_name]
        if not (model_name.startswith("customer.") and model._transient):
            return domain
        domain = Domain(domain) & Domain("create_uid", "=", self.env.uid)
        links = [
            field
            for field in model._fields.values()
            if field.type == "many2one" and field.store
        ]
        # the lines of a dialog are made by it, by the hundred
        if not any(self.env[field.comodel_name]._transient for field in links):
            for field in links:
                domain &= self._within_companies(field)
        return domain.optimize(model)

    def _within_companies(self, field):
        """What a link of a dialog may lead to: nothing, or a row of one's companies."""
        # sudo: whoever obeys rules need not be allowed to read them
        rules = self._get_rules(field.comodel_name).sudo()
        context = self._eval_context()
        found = Domain.AND(
            safe_eval(rule.domain_force, context)
            for rule in rules
            if not rule.groups
            and any(name in (rule.domain_force or "") for name in COMPANIES)
        )
        if found.is_true():
            return found
        return Domain(field.name, "=", False) | Domain(field.name, "any", found)
