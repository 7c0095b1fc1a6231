# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.window import dialog


class ResPartner(models.Model):
    """Forget a customer, as the law asks for it, and reinstate them.

    A forgotten customer is out of business for good: inactive, written to by nobody,
    not offered anywhere, and still there in the history of what was sold. What is to
    be removed from the database is removed by *Anonymise*, the second level.
    """

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        common = {"functions": ["forget"], "icon": "fa-user-secret"}
        return [
            *super()._customer_operations(),
            {
                **common,
                "key": "forget",
                "label": self.env._("Forget"),
                "sequence": 190,
                "method": "action_forget",
                "shown": lambda customer: (
                    not (customer.is_forgotten or customer.merged_into_id)
                ),
            },
            {
                **common,
                "key": "reinstate",
                "label": self.env._("Reinstate"),
                "sequence": 191,
                "method": "action_reinstate",
                "shown": lambda customer: (
                    customer.is_forgotten and not customer.is_anonymised
                ),
            },
        ]

    def action_forget(self):
        """Show what forgetting would do, and what stands in the way."""
        return self._open_forget("forget", self.env._("Forget"))

    def action_reinstate(self):
        return self._open_forget("reinstate", self.env._("Reinstate"))

    def _open_forget(self, verb, name):
        self.env["res.users"]._check_function("forget")
        return dialog(
            "customer.forget",
            name,
            context={"default_partner_ids": self.ids, "default_verb": verb},
        )

    def _forget(self, reason, override=False):
        """Forget these customers, all or none.

        :param reason: why, for the log; without personal data
        :param override: a reason that lets customers with open business be forgotten;
            needs the function for it
        :return: the `customer.operation`
        :raise UserError: names who cannot be forgotten, and why
        """
        customers = self._check_forget(reason)
        blocked = customers._check_forgettable(override)
        return self.env["customer.operation"]._forget(
            customers, reason, blocked and override
        )

    def _queue_forget(self, reason, override=False):
        """Let the background job forget them, batch by batch."""
        customers = self._check_forget(reason)
        blocked = customers._check_forgettable(override)
        return self.env["customer.operation"]._queue_forget(
            customers, reason, blocked and override
        )

    def _check_forgettable(self, override):
        """Return what is open for whom, when somebody may override that."""
        if refused := self._forget_refusals():
            raise UserError("\n".join(refused.values()))
        blocked = self._forget_blockers()
        if blocked and not (override or "").strip():
            raise UserError(self._blocked_words(blocked))
        if blocked:
            self.env["res.users"]._check_function("forget_override")
        return blocked

    def _check_forget(self, reason):
        self.env["res.users"]._check_function("forget")
        self.check_access("read")
        if not self:
            raise UserError(self.env._("Choose at least one customer."))
        if not (reason or "").strip():
            raise UserError(
                self.env._("Say why, for the log: for example how the customer asked.")
            )
        return self.with_context(active_test=False)

    def _blocked_words(self, blocked):
        """:param blocked: what `_forget_blockers` returned"""
        return "\n".join(
            self.env._(
                "%(customer)s cannot be forgotten yet: %(business)s.",
                customer=customer.display_name,
                business=", ".join(blocked[customer.id]),
            )
            for customer in self
            if customer.id in blocked
        )

    def _forget_refusals(self):
        """Return {id: sentence} of those who are nobody to forget."""
        own = self._own_forgettable()
        refused = {}
        for customer in self:
            if sentence := customer._forget_refusal(own):
                refused[customer.id] = sentence
        return refused

    def _own_forgettable(self):
        """Return (partners of our companies, partners of internal users)."""
        # sudo: whoever is refused may learn why
        companies = self.env["res.company"].sudo().search(Domain.TRUE)
        # sudo: as above
        users = (
            self.env["res.users"]
            .sudo()
            .with_context(active_test=True)
            .search([("partner_id", "in", self.ids), ("share", "=", False)])
        )
        return companies.partner_id, users.partner_id

    def _forget_refusal(self, own):
        companies, colleagues = own
        name = self.display_name
        if self in companies:
            return self.env._("%s is one of our own companies.", name)
        if self in colleagues:
            return self.env._(
                "%s works here and can log in. An administrator first archives the"
                " login.",
                name,
            )
        if self.merged_into_id:
            return self.env._(
                "%(name)s was merged into %(survivor)s. Forget %(survivor)s instead.",
                name=name,
                # sudo: the name of the survivor is all that is said
                survivor=self.sudo()._survivor_of(self.id).display_name,
            )
        if self.is_forgotten:
            return self.env._("%s has been forgotten already.", name)
        return None

    def _persons(self):
        """Return {partner id: id of the customer}: who is forgotten with whom.

        The customers, their addresses, and what was merged into them.
        """
        # sudo: they are one person, whatever the user may see
        partners = self.sudo().with_context(active_test=False)
        owners = {customer.id: customer.id for customer in self}
        while True:
            found = partners.search_fetch(
                (
                    Domain("merged_into_id", "in", list(owners))
                    | Domain("parent_id", "in", list(owners))
                    & Domain("type", "!=", "contact")
                )
                & Domain("id", "not in", list(owners)),
                ["merged_into_id", "parent_id"],
            )
            if not found:
                return owners
            for partner in found:
                owners[partner.id] = (
                    owners.get(partner.merged_into_id.id)
                    or (owners[partner.parent_id.id])
                )

    def _reinstate(self, reason):
        """Bring forgotten customers back, with exactly what was switched off.

        Service messages go out again; marketing needs a newer consent.
        """
        customers = self._check_forget(reason)
        if emptied := customers.filtered("is_anonymised"):
            raise UserError(
                self.env._(
                    "%s was anonymised: there is nothing left to bring back. Make a new"
                    " customer.",
                    emptied._some_names(),
                )
            )
        if strangers := customers.filtered(lambda c: not c.is_forgotten):
            raise UserError(self.env._("%s is not forgotten.", strangers._some_names()))
        by_operation = {}
        for customer_id, operation_id in customers._forgetting_operations().items():
            by_operation.setdefault(operation_id, []).append(customer_id)
        for operation_id, ids in by_operation.items():
            # sudo: the journal is the program's, the function was checked
            operation = self.env["customer.operation"].sudo().browse(operation_id)
            operation.with_context(customer_reinstate_reason=reason)._reinstate(
                customers.browse(ids)
            )
        return True

    def _forgetting_operations(self):
        """Return {customer id: id of the operation that forgot them}."""
        self.env["customer.operation"].flush_model()
        found = dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT ON (line.source_id)
                           line.source_id, line.operation_id
                      FROM customer_operation_line line
                      JOIN customer_operation operation
                        ON operation.id = line.operation_id
                     WHERE line.kind = 'forgotten' AND line.source_id = ANY(%s)
                       AND operation.state = 'done'
                  ORDER BY line.source_id, line.id DESC
                    """,
                    self.ids,
                )
            )
        )
        if missing := self.filtered(lambda customer: customer.id not in found):
            raise UserError(
                self.env._(
                    "It is not known what was switched off when %s was forgotten:"
                    " maybe as a part of another customer. Reinstate that one.",
                    missing._some_names(),
                )
            )
        return found
