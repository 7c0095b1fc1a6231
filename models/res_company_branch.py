# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models, tools
from odoo.fields import Domain


class ResCompany(models.Model):
    """Branches: companies below another one, as Odoo has them.

    A branch works with the customers and the set-up of the companies above it, as it
    does with Odoo's own contacts and products. Documents stay with the company that
    made them, and sisters see nothing of each other.
    """

    _inherit = "res.company"

    def _with_parents(self):
        """Return these companies and those above them: whose customers are theirs."""
        return self.browse(self._ids_above(tuple(self.ids))) | self

    def _in_reach(self, name="company_id"):
        """Return the domain of what these companies work with, by a field's name.

        Theirs, that of the companies above them, and what belongs to no company.
        """
        return Domain(name, "in", [False, *self._with_parents().ids])

    @api.model
    @tools.ormcache("ids")
    def _ids_above(self, ids):
        """Return the ids with those above, which never change; the gate asks often."""
        # sudo: which companies are above one's own is no secret
        companies = self.sudo().with_context(active_test=False).browse(ids)
        return tuple(companies.parent_ids.ids)

    def _in_line_with(self, company):
        """Return those of these companies that are above or below a company, or it."""
        above = company._with_parents()
        return self.filtered(lambda c: c in above or company in c._with_parents())

    def _at_work_for(self, owner):
        """Return the company at work for what belongs to another one, or to none.

        This one if it may use it, as a branch uses what is headquarters'; else the
        owner. So what a branch does is the branch's, and is seen there.
        """
        is_ours = not owner or owner == self or owner in self._with_parents()
        return self if is_ours else owner

    @api.model_create_multi
    def create(self, vals_list):
        """A branch begins with the settings of the company above it."""
        for vals in vals_list:
            # sudo: what a branch begins with is no secret to whoever opens it
            if parent := self.sudo().browse(vals.get("parent_id")):
                for name in self._customer_settings():
                    value = self._fields[name].convert_to_write(parent[name], parent)
                    vals.setdefault(name, value)
        return super().create(vals_list)

    @api.model
    def _customer_settings(self):
        """Return the names of the columns that this addon adds to companies."""
        return [
            name
            for name, field in self._fields.items()
            if field._modules[:1] == ("customer_care",) and field.store
        ]
