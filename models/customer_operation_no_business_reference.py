# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ..tools import data_link
from .customer_no_business_kind import UNCONFIRMED
from .res_partner_blockers import OURS, TECHNICAL

# Customers whose references are counted at once.
ASKED = 5000
# In the context: old quotations go along and stand in nobody's way.
GOING = "customer_quotations_go"


class CustomerOperation(models.Model):
    """What still refers to a customer who is to be deleted.

    The blockers of a single deletion, and the places that only the data map knows.
    """

    _inherit = "customer.operation"

    @api.model
    def _references_to(self, ids, criteria):
        """Return {customer id: what still refers to it, in words}.

        Their contact persons and addresses count with them; quotations that go along
        do not.
        """
        refused = {}
        for part in split_every(ASKED, ids, list):
            # sudo: what refers stands in the way whether the user may see it or not
            partners = self.env["res.partner"].sudo()
            partners = partners.with_context(
                active_test=False, **{GOING: criteria.get("quotations")}
            )
            customers = partners.browse(part)
            people = customers._clean_companions()
            owner = {each.id: each.parent_id.id for each in people}
            words = self._raw_references([*part, *people.ids])
            for key, found in (customers | people)._deletion_blockers().items():
                words.setdefault(key, []).extend(found)
            for key, found in words.items():
                refused.setdefault(owner.get(key, key), []).extend(found)
        return {
            key: self.env._(
                "still referred to by %s", ", ".join(sorted(set(refused[key])))
            )
            for key in refused
        }

    @api.model
    def _raw_references(self, ids):
        """Return {partner id: [words]} of the places that only the data map knows:
        lists, plain numbers beside a model's name, tables of other addons."""
        found = {}
        for link in self._other_links():
            column = SQL("t.%s", SQL.identifier(link.column))
            condition, value = SQL("TRUE"), list(ids)
            if link.kind == data_link.RES_ID:
                model = SQL.identifier(link.model_column)
                condition = SQL("t.%s = 'res.partner'", model)
            elif link.kind == data_link.REFERENCE:
                value = [f"res.partner,{each}" for each in ids]
            for (key,) in self.env.execute_query(
                SQL(
                    "SELECT DISTINCT %s FROM %s t WHERE %s = ANY(%s) AND %s",
                    column,
                    SQL.identifier(link.table),
                    column,
                    value,
                    condition,
                )
            ):
                key = int(str(key).rpartition(",")[2])
                found.setdefault(key, []).append(self._link_label(link))
        return found

    @api.model
    def _other_links(self):
        """Return the links of other addons' data that the blockers do not know."""
        known = self.env["res.partner"]._deletion_links()
        kinds = (
            data_link.MANY2ONE,
            data_link.MANY2MANY,
            data_link.RES_ID,
            data_link.REFERENCE,
        )
        return [
            link
            for link in self.env["customer.data.map"]._links("res.partner")
            if link.kind in kinds
            and not (link.model or "").startswith((*TECHNICAL, OURS))
            and not (
                link.kind == data_link.MANY2ONE
                and (link.model in known or link.model in self.env)
            )
        ]

    @api.model
    def _link_label(self, link):
        if link.model in self.env:
            return self.env["ir.model"]._get(link.model).name
        return link.table


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _deletion_domains(self):
        domains = super()._deletion_domains()
        if self.env.context.get(GOING):
            domains["sale.order"] = Domain("state", "not in", UNCONFIRMED) | Domain(
                "is_layaway", "=", True
            )
        return domains

    def _clean_companions(self):
        """Return the contact persons and addresses that go with these customers."""
        # sudo: they go along whether the user may see them or not
        below = self.sudo().with_context(active_test=False)
        return below.search(
            Domain("parent_id", "in", self.ids)
            & (Domain("type", "!=", "contact") | Domain("is_company", "=", False))
            & Domain("id", "not in", self.ids)
        )
