# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

# Creating a user or a company makes a partner first; codes are given after that, when
# it is known whether the partner is a customer.
LATER = "customer_code_later"
# Core's merge writes what it found: a code used twice must not stop it.
LENIENT = "customer_code_lenient"
DECIDES_WHO_IS_CUSTOMER = {
    "ref",
    "parent_id",
    "type",
    "is_company",
    "customer_rank",
    "supplier_rank",
}


class ResPartner(models.Model):
    """Every customer has a code of their own from the first moment.

    A typed code that somebody else has, or once had, is refused. A code that cannot be
    claimed otherwise (two customers had the same one before the installation, a
    supplier with such a reference becomes a customer) stays where it is and is reported
    under Utilities > Codes used twice: nothing that stands on paper is changed by a
    machine.
    """

    _inherit = "res.partner"

    ref = fields.Char(copy=False)
    alias_ids = fields.One2many(
        "customer.alias",
        "partner_id",
        "Also Known As",
        groups="customer_care.function_customer_see",
    )
    is_customer = fields.Boolean(
        compute="_compute_is_customer", search="_search_is_customer", compute_sudo=True
    )

    @api.model
    def _customer_domain(self):
        """Return who is a customer, active or not.

        Everybody except contact persons and addresses of another contact, partners of
        internal users, our own companies, pure suppliers and the public visitor. A
        company below another one buys in its own name and is a customer.
        """
        return self._customer_kind_domain() & Domain(
            "id", "not in", self._own_partner_ids()
        )

    @api.model
    def _customer_kind_domain(self):
        """The part of it that a contact's own fields decide."""
        return (
            (
                Domain("parent_id", "=", False)
                | (Domain("is_company", "=", True) & Domain("type", "=", "contact"))
            )
            & Domain("partner_share", "=", True)
            & (Domain("supplier_rank", "<=", 0) | Domain("customer_rank", ">", 0))
        )

    @api.model
    def _own_partner_ids(self):
        """Partners of our companies, of public visitors and of the user template."""
        # sudo: whoever creates a contact need not see users or other companies
        env = self.sudo().with_context(active_test=False).env
        companies = env["res.company"].search(Domain.TRUE).partner_id
        template = env["ir.config_parameter"].get_param("base.template_portal_user_id")
        public_id = env["ir.model.data"]._xmlid_to_res_id("base.group_public")
        nobody = env["res.users"].search(
            Domain("group_ids", "in", [public_id])
            | Domain("id", "=", int(template) if str(template).isdigit() else 0)
        )
        return (companies | nobody.partner_id).ids

    @api.depends(
        "parent_id",
        "type",
        "is_company",
        "partner_share",
        "customer_rank",
        "supplier_rank",
    )
    def _compute_is_customer(self):
        customers = self._origin.filtered_domain(self._customer_domain())
        for partner in self:
            partner.is_customer = partner._origin in customers

    @api.model
    def _search_is_customer(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._customer_domain()

    @api.model
    def _survivor_of(self, partner_id):
        """Return who answers for this id today, through any number of merges."""
        # sudo: the link of a customer is followed for whoever clicks it
        partners = self.sudo().with_context(active_test=False)
        seen = set()
        while partner_id and partner_id not in seen:
            seen.add(partner_id)
            partner = partners.browse(partner_id).exists()
            if partner and not partner.merged_into_id:
                return partner
            if partner:
                partner_id = partner.merged_into_id.id
                continue
            alias = (
                self.env["customer.alias"]
                .sudo()
                .search(
                    [("kind", "=", "merged_id"), ("value", "=", str(partner_id))],
                    limit=1,
                )
            )
            partner_id = alias.partner_id.id
        return partners.browse()

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._clean_code(vals) for vals in vals_list]
        if self.env.context.get(LATER):
            later = self.with_context(**{LATER: False})
            return self.browse(super(ResPartner, later).create(vals_list).ids)
        partners = super().create(vals_list)
        # nobody is a company's or a visitor's partner at the moment of creation
        partners._complete_codes(self._customer_kind_domain(), is_typed=True)
        return partners

    def write(self, vals):
        vals = self._clean_code(vals)
        if "ref" in vals and not vals["ref"] and (keep := self._with_claimed_code()):
            # a blank means "no code typed": it takes nobody's code away
            keep.write({key: value for key, value in vals.items() if key != "ref"})
            return (self - keep).write(vals) if self - keep else True
        typed = self.browse()
        if vals.get("ref") and not self.env.context.get(LENIENT):
            typed = self.filtered(lambda p: p.ref != vals["ref"])
        # before: the core takes `is_company` out of the values it was given
        is_decisive = bool(DECIDES_WHO_IS_CUSTOMER & vals.keys())
        result = super().write(vals)
        if "company_id" in vals:
            self._move_codes()
        if is_decisive:
            typed._complete_codes(is_typed=True)
            (self - typed)._complete_codes()
        return result

    @api.model
    def _clean_code(self, vals):
        code = vals.get("ref")
        return {**vals, "ref": code.strip()} if isinstance(code, str) else vals

    def _complete_codes(self, domain=None, is_typed=False):
        """Claim the code of each customer among these, and give one to those without.

        :param is_typed: a code that is somebody else's is refused; otherwise it stays
            and is reported
        """
        if not self:
            return
        # sudo: a customer gets a code whoever creates them, with or without a level
        customers = self.sudo().filtered_domain(domain or self._customer_domain())
        coded = customers.filtered("ref")
        refused = customers.env["customer.alias"]._claim_codes(
            [(p.id, p.ref, p.company_id.id) for p in coded]
        )
        if refused and is_typed:
            raise ValidationError(
                self.env._(
                    "Another customer has, or once had, the customer code %(codes)s."
                    " A code is never given twice: leave it empty to get the next"
                    " free one.",
                    codes=", ".join(sorted({code for _id, code in refused})),
                )
            )
        customers._give_codes([(p.id, p.company_id.id) for p in customers - coded])

    @api.model
    def _give_codes(self, pairs):
        """Give new codes; the number of queries does not depend on that of customers.

        :param pairs: list of (partner id, company id or False)
        """
        by_company = {}
        for partner_id, company_id in pairs:
            by_company.setdefault(company_id, []).append(partner_id)
        for company_id, missing in by_company.items():
            sequence = (
                self.env["ir.sequence"].sudo()._customer_code_sequence(company_id)
            )
            reach = len(missing)
            while missing and sequence:
                # typed codes may lie ahead in a row: look further each time
                codes = sequence._next_free_codes(reach)
                reach *= 2
                wanted = list(
                    zip(missing, codes, [company_id] * len(missing), strict=False)
                )
                refused = self.env["customer.alias"]._claim_codes(wanted)
                given = [row for row in wanted if row[:2] not in refused]
                self._store_codes(given)
                done = {row[0] for row in given}
                missing = [
                    partner_id for partner_id in missing if partner_id not in done
                ]

    @api.model
    def _store_codes(self, rows):
        if not rows:
            return
        ids, codes, _companies = map(list, zip(*rows, strict=True))
        partners = self.browse(ids)
        partners.flush_recordset(["ref"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner p SET ref = t.code
                  FROM unnest(%s::int[], %s::varchar[]) AS t (id, code)
                 WHERE p.id = t.id
                """,
                ids,
                codes,
            )
        )
        partners.invalidate_recordset(["ref"])
        partners.modified(["ref"])

    def _with_claimed_code(self):
        """Those whose present code is theirs alone."""
        self.flush_recordset(["ref"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id
                  FROM res_partner p
                  JOIN customer_alias a ON a.partner_id = p.id AND a.kind = 'code'
                                       AND upper(a.value) = upper(p.ref)
                 WHERE p.id = ANY(%s)
              GROUP BY p.id
                """,
                self.ids,
            )
        )
        return self.browse(partner_id for (partner_id,) in rows)

    def _move_codes(self):
        """A customer who changes company takes their codes along."""
        # sudo: codes are not edited by users, they follow their customer
        aliases = (
            self.env["customer.alias"]
            .sudo()
            .search([("kind", "=", "code"), ("partner_id", "in", self.ids)])
        )
        moved = aliases.filtered(lambda a: a.company_id != a.partner_id.company_id)
        codes = [(a.partner_id.id, a.value, a.partner_id.company_id.id) for a in moved]
        moved.unlink()
        refused = aliases._claim_codes(codes)
        if refused:
            raise ValidationError(
                self.env._(
                    "The customer code %(codes)s is in use there by another customer.",
                    codes=", ".join(sorted({code for _id, code in refused})),
                )
            )
