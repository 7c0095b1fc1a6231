# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from .customer_operation_partner import ADDRESS

# What somebody types of a customer who stands before them.
TYPED = ("name", "email", "website", "function", "birth_date", "lang")


class ResPartner(models.Model):
    """Who is being entered may be there already: say so before there are two."""

    _inherit = "res.partner"

    customer_twin_id = fields.Many2one(
        "res.partner", "Exists already", compute="_compute_customer_twin_id"
    )

    customer_twin_reason = fields.Char("Why", compute="_compute_customer_twin_id")

    @api.depends(
        "ref",
        "name",
        "email",
        "phone",
        "phone_sanitized",
        "parent_id",
        "is_company",
        "street",
        "street2",
        "zip",
        "city",
        "vat",
        "birth_date",
    )
    def _compute_customer_twin_id(self):
        """Only while the record is new: an old one is the duplicate scan's."""
        for partner in self:
            is_new = not partner._origin.id and not partner.parent_id
            twin, reason = partner._twin() if is_new else (self.browse(), "")
            partner.customer_twin_id = twin
            partner.customer_twin_reason = reason

    def _twin(self):
        """Return who is there already, and why we think so."""
        # the code first: with it the new record cannot even be saved
        if owner := self._find_code_owner():
            return owner, self.env._("Same code")
        likely = [
            each
            for each in self._likely_existing(self._typed_values())
            if each["verdict"] in ("certain", "likely")
        ]
        if likely:
            return self.env["res.partner"].browse(likely[0]["id"]), likely[0][
                "explanation"
            ]
        twin = self._find_contact_twin()
        return twin, twin and self.env._("Same e-mail address or number") or ""

    def _typed_values(self):
        """What was typed of a new customer, as `_likely_existing` takes it."""
        names = ("name", "email", "phone", "street", "street2", "zip", "city", "vat")
        values = {name: self[name] for name in names}
        # sudo: who may not read birth dates types none
        values["birth_date"] = self.sudo().birth_date
        return {
            **values,
            "id": self._origin.id,
            "is_company": self.is_company,
            "parent_id": self.parent_id.id,
            "country_id": self.country_id.id,
        }

    def _find_code_owner(self):
        """Return who has, or had, the code that was typed."""
        if not (code := (self.ref or "").strip()):
            return self.browse()
        company = self.company_id or self.env.company
        # sudo: a code belongs to somebody for whoever types it; the rules follow
        owner = self.env["customer.alias"].sudo()._code_owner(code, company)
        return self._other_customers(Domain("id", "=", owner))

    def _find_contact_twin(self):
        domain = Domain.FALSE
        if email := email_normalize(self.email):
            # the text has an index, the normal form has none
            domain |= Domain("email", "ilike", email) & Domain(
                "email_normalized", "=", email
            )
        if number := self.phone_sanitized:
            phones = self.env["customer.phone"]._search([("number_e164", "=", number)])
            domain |= Domain("customer_phone_ids", "in", phones)
        return self.browse() if domain.is_false() else self._other_customers(domain)

    def _other_customers(self, domain):
        others = Domain("id", "!=", self._origin.id) & Domain("parent_id", "=", False)
        return self.env["res.partner"].search(domain & others, limit=1, order="id")

    @api.model
    def action_use_existing(self, typed):
        """Give what was typed to the customer who was there already, and show them.

        It is saved as a customer of its own and merged, so that nothing typed is lost
        and all can be undone. A code that is taken is the existing customer's.

        :param dict typed: the values of the form, as `create` takes them
        """
        self.env["res.users"]._check_function("merge")
        entered = self.new(typed)
        twin, _reason = entered._twin()
        if not twin:
            raise UserError(
                self.env._(
                    "There is no other customer with this code, e-mail address or"
                    " number, nor one who is likely the same."
                )
            )
        if entered._find_code_owner():
            typed = {**typed, "ref": False}
        partner = self.create(typed)
        names = [n for n in TYPED if partner[n] and partner[n] != twin[n]]
        if any(partner[name] for name in ADDRESS):
            names += ADDRESS
        self.env["customer.operation"]._merge(
            [(partner.id, twin.id)],
            choices={partner.id: names},
            reason=self.env._("Entered a second time."),
        )
        return twin.action_show_card()
