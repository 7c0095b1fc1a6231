# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.value_needles import is_in, needles
from ..tools.window import dialog

# So many customers are anonymised while somebody waits.
AT_ONCE = 20


class _Looked(Exception):
    """Ends the savepoint of the look ahead."""


class ResPartner(models.Model):
    """Anonymise a customer: the second level of forgetting, without a way back."""

    _inherit = "res.partner"

    is_anonymised = fields.Boolean("Anonymised", readonly=True, copy=False)
    anonymised_on = fields.Datetime(readonly=True, copy=False)

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "functions": ["anonymise"],
                "icon": "fa-eraser",
                "key": "anonymise",
                "label": self.env._("Anonymise"),
                "sequence": 192,
                "method": "action_anonymise",
                "shown": lambda customer: (
                    not (customer.is_anonymised or customer.merged_into_id)
                ),
            },
        ]

    def action_anonymise(self):
        """Show what would be removed, masked and kept, and what stands in the way."""
        self.env["res.users"]._check_function("anonymise")
        return dialog(
            "customer.anonymise",
            self.env._("Anonymise"),
            context={"default_partner_ids": self.ids},
        )

    def _anonymise(self, reason, override=False, scan=True):
        """Anonymise these customers in one transaction, all or none.

        Who is not forgotten yet is forgotten first. A second run changes nothing, or
        removes what came in since.

        :param reason: why, for the register; without personal data
        :param override: a reason that lets customers with open business be anonymised
        :return: the `customer.operation`
        :raise UserError: names who cannot be anonymised, and why
        """
        customers = self._check_anonymise(reason)
        if refused := customers._anonymise_refusals():
            raise UserError("\n".join(refused.values()))
        customers._check_open_business(override)
        operations = self.env["customer.operation"]
        again = customers.filtered("is_anonymised") == customers
        try:
            with self.env.cr.savepoint():
                operation = operations._new_anonymise(customers, reason)
                changed = operation._forget_and_anonymise(customers, override, scan)
                if again and not changed:
                    raise _Looked
                operation._end_anonymise()
        except _Looked:
            self.env.invalidate_all(flush=False)
            operation = customers._anonymising_operation()
        return operation

    def _queue_anonymise(self, reason, override=False):
        """Let the background job anonymise them: each batch whole."""
        customers = self._check_anonymise(reason)
        if refused := customers._anonymise_refusals():
            raise UserError("\n".join(refused.values()))
        customers._check_open_business(override)
        operation = self.env["customer.operation"]._new_anonymise(
            customers, reason, override=override or None
        )
        operation._queue()
        return operation

    def _check_anonymise(self, reason):
        self.env["res.users"]._check_function("anonymise")
        self.check_access("read")
        if not self:
            raise UserError(self.env._("Choose at least one customer."))
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why, for the register: for example the request's number."
                )
            )
        customers = self.with_context(active_test=False)
        customers._check_impersonal(reason)
        return customers

    def _check_impersonal(self, reason):
        """The register stays when the person is gone: it must not name them."""
        # sudo: the reason is compared with all that is known of them
        values, _shared = self.sudo()._own_values()
        if any(is_in(needle, reason) for needle in needles(values)):
            raise UserError(
                self.env._(
                    "Leave the customer's name, e-mail and phone out of the reason: it"
                    " stays in the register."
                )
            )

    def _check_open_business(self, override):
        """Open business is in the way, as it is of forgetting."""
        customers = self.filtered(lambda each: not each.is_anonymised)
        blocked = customers._forget_blockers() if customers else {}
        if blocked and not (override or "").strip():
            raise UserError(customers._blocked_words(blocked))
        if blocked:
            self.env["res.users"]._check_function("forget_override")

    def _forget_before(self, reason, override):
        """Whatever is planned ends before the person does."""
        customers = self.filtered(lambda each: not each.is_forgotten)
        if customers:
            self.env["customer.operation"]._forget(customers, reason, override)

    def _anonymising_operation(self):
        """Return the operation that anonymised them last."""
        rows = self.env.execute_query(
            SQL(
                "SELECT max(operation_id) FROM customer_operation_line"
                " WHERE kind = 'anonymised' AND source_id = ANY(%s)",
                self.ids,
            )
        )
        # sudo: the log is the program's, the function was checked
        return self.env["customer.operation"].sudo().browse(rows[0][0] or ())

    # -- who is not anonymised ---------------------------------------------------

    def _anonymise_refusals(self):
        """Return {id: sentence} of those who cannot be anonymised."""
        own = self._own_forgettable()
        contacts = self._living_contacts()
        strange = self._strange_companies()
        refused = {}
        for customer in self:
            if sentence := customer._anonymise_refusal(own, contacts, strange):
                refused[customer.id] = sentence
        return refused

    def _anonymise_refusal(self, own, contacts, strange):
        name = self.display_name
        if self.merged_into_id and not self.env.context.get("customer_register"):
            return self.env._(
                "%(name)s was merged into %(survivor)s. Anonymise %(survivor)s instead:"
                " what was merged goes along.",
                name=name,
                # sudo: the name of the survivor is all that is said
                survivor=self.sudo()._survivor_of(self.id).display_name,
            )
        if not (self.is_forgotten or self.merged_into_id) and (
            sentence := self._forget_refusal(own)
        ):
            return sentence
        if self.is_restricted:
            return self.env._(
                "The use of the data of %s is restricted: they are kept because of a"
                " dispute. Lift the restriction first.",
                name,
            )
        if self.id in contacts:
            return self.env._(
                "%(name)s has contacts who are persons of their own (%(contacts)s)."
                " Anonymise them along with it, or take them out of it first.",
                name=name,
                contacts=contacts[self.id]._some_names(),
            )
        if self.id in strange:
            return self.env._(
                "%(name)s is a customer of %(company)s, too. Somebody who works for"
                " all of these companies has to anonymise.",
                name=name,
                company=", ".join(strange[self.id].mapped("name")),
            )
        return None

    def _living_contacts(self):
        """Return {id: contacts of it who are not anonymised along}."""
        # sudo: whoever is in the way counts, whatever the user may see
        found = self.sudo().search(
            Domain("parent_id", "in", self.ids)
            & Domain("type", "=", "contact")
            & Domain("is_company", "=", False)
            & Domain("is_anonymised", "=", False)
            & Domain("merged_into_id", "=", False)
            & Domain("id", "not in", self.ids)
        )
        return found.grouped(lambda contact: contact.parent_id.id)

    def _strange_companies(self):
        """Return {id: companies that have documents of it and not this user}."""
        if self.env.su:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner_id, array_agg(DISTINCT company_id)
                  FROM (SELECT commercial_partner_id AS partner_id, company_id
                          FROM account_move WHERE commercial_partner_id = ANY(%(ids)s)
                         UNION ALL
                        SELECT partner_id, company_id
                          FROM sale_order WHERE partner_id = ANY(%(ids)s)) AS document
                 WHERE company_id <> ALL(%(companies)s)
              GROUP BY partner_id
                """,
                ids=self.ids,
                companies=self.env.user.company_ids.ids,
            )
        )
        # sudo: the name of a company is all that is said
        companies = self.env["res.company"].sudo()
        return {partner_id: companies.browse(ids) for partner_id, ids in rows}
