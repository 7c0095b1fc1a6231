# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from psycopg2 import IntegrityError
from psycopg2.errorcodes import FOREIGN_KEY_VIOLATION, RESTRICT_VIOLATION

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.window import dialog
from .res_partner_blockers import ALONG, UNSENT
from .res_partner_event import DELIVERY, REASON


class ResPartner(models.Model):
    """Deleting a customer: what stands in the way is said first, in words.

    Nothing of a deleted customer is kept but an event with the code, the reason, who
    and when. Addresses go along; a contact person goes along unless something stands in
    the way, and is a customer of their own then.
    """

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "delete",
                "label": self.env._("Delete"),
                "icon": "fa-trash-o",
                "sequence": 900,
                "functions": ["customer_delete"],
                "method": "action_delete_customers",
                "danger": True,
            },
        ]

    def action_delete_customers(self):
        self.env["res.users"]._check_function("customer_delete")
        return dialog(
            "customer.delete",
            self.env._("Delete"),
            context={"default_partner_ids": self.ids, "dialog_size": "medium"},
        )

    def _delete(self, reason, is_wish=False):
        """Delete these customers with their contact persons and addresses.

        :param reason: why; it stands in the event that remains
        :param is_wish: the customers asked for it: a request is kept, and their
            addresses stay suppressed
        """
        self.env["res.users"]._check_function("customer_delete")
        self.check_access("unlink")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the customer is deleted."))
        self._refuse_own_companies()
        self._refuse_strangers()
        self._refuse_blocked()
        if is_wish:
            self._keep_deletion_wish(reason.strip())
        doomed, free = self._deletion_companions()
        # sudo: what goes along belongs to the customer, whoever may change it
        free.sudo().parent_id = False
        # sudo: the function was checked, and what stands in the way was asked
        customers = self.sudo().with_context(**{REASON: reason.strip()})
        (customers | doomed).unlink()

    def _deletion_companions(self):
        """Return who goes along, and the contact persons who are set free."""
        # sudo: what goes along belongs to the customer
        people = self.sudo().with_context(active_test=False)
        people = people.search(
            Domain("parent_id", "in", self.ids)
            & Domain("type", "=", "contact")
            & Domain("id", "not in", self.ids)
        )
        persons = people.filtered(lambda p: not p.is_company)
        free = people - persons
        free |= persons.browse(persons._deletion_blockers())
        return self._doomed_addresses() | (people - free), free

    def unlink(self):
        self.check_access("unlink")
        rows, children = self._deletion_rows(), self._left_children()
        with self._saying_what_refers():
            self._unlink_along()
            result = super().unlink()
        self.env["customer.event"]._log(rows)
        # who is nobody's contact person any more is a customer
        children._complete_codes()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_blocked(self):
        """Our sentence for users with a level; the core's checks for all others."""
        self._refuse_own_companies()
        if self.env["res.users"]._is_bound_by_level():
            self._of_customers()._refuse_blocked()

    def _refuse_own_companies(self):
        # sudo: an own company is refused whether the user may see it or not
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        own = companies.search([("partner_id", "in", self.ids)])
        if own:
            raise UserError(
                self.env._(
                    "%(names)s is one of our own companies and cannot be deleted.",
                    names=own.partner_id._some_names(),
                )
            )

    def _refuse_blocked(self):
        """Say of whom what stands in the way, and what can be done instead."""
        if blockers := self._deletion_blockers():
            lines = [
                self.env._(
                    "%(customer)s cannot be deleted: %(documents)s.",
                    customer=partner.display_name,
                    documents=", ".join(blockers[partner.id]),
                )
                for partner in self.browse(blockers)
            ]
            lines.append(self.env._("Deactivate instead: the history stays."))
            raise UserError("\n".join(lines))

    def _deletion_rows(self):
        """Return the events that say it, without any personal data."""
        rows = []
        # core's merge deletes what it has merged: the survivor's events say that
        merged = self._merged_away()
        # sudo: the log is the program's
        for partner in self.sudo()._of_customers():
            if partner.id in merged:
                continue
            values = partner._event_values([*DELIVERY, *self._address_fields()])
            owner = partner.parent_id - self
            if partner.is_customer:
                rows.append(partner._deleted_row())
            elif owner and (line := self._delivery_line(values)):
                rows.append(owner._event_row("delivery", line, None))
            elif owner and partner.type == "contact":
                rows.append(
                    owner._event_row("deleted", self.env._("Contact person"), None)
                )
        return rows

    def _deleted_row(self):
        status = self.env._("Active") if self.active else self.env._("Inactive")
        return {
            **self._event_row("deleted", status, self.env._("Deleted")),
            "partner_id": False,
            "partner_code": self.ref,
            "company_id": self.company_id.id,
        }

    def _merged_away(self):
        # sudo: aliases are read to know, none is shown
        aliases = self.env["customer.alias"].sudo()
        found = aliases.search(
            [("kind", "=", "merged_id"), ("value", "in", [str(i) for i in self.ids])]
        )
        return {int(alias.value) for alias in found}

    def _left_children(self):
        # sudo: they lose their parent, whoever may see them
        children = self.sudo().with_context(active_test=False)
        return children.search(
            Domain("parent_id", "in", self.ids) & Domain("id", "not in", self.ids)
        )

    def _unlink_along(self):
        """Remove what the database protects and nobody needs: screens, drafts."""
        own = Domain("partner_id", "in", self.ids)
        # sudo: rows of others' screens, and messages that never left
        env = self.sudo().with_context(active_test=False).env
        env["customer.message"].search(own & Domain("state", "in", UNSENT)).unlink()
        for name in ALONG:
            env[name].search(own).unlink()
        for name, model in env.registry.items():
            if not model._transient:
                continue
            for field in model._fields.values():
                if (
                    field.type == "many2one"
                    and field.comodel_name == "res.partner"
                    and field.store
                    and field.ondelete == "restrict"
                ):
                    env[name].search(Domain(field.name, "in", self.ids)).unlink()

    @contextmanager
    def _saying_what_refers(self):
        """Turn the database's refusal into a sentence; a savepoint lets it be read."""
        try:
            with self.env.cr.savepoint():
                yield
        except IntegrityError as error:
            if error.pgcode not in (FOREIGN_KEY_VIOLATION, RESTRICT_VIOLATION):
                raise
            table = error.diag.table_name
            models_ = self.env.registry.items()
            found = (name for name, model in models_ if model._table == table)
            raise UserError(
                self.env._(
                    "%(names)s cannot be deleted: there are records of the kind"
                    ' "%(documents)s". Deactivate instead: the history stays.',
                    names=self._some_names(),
                    documents=self.env["ir.model"]._get(next(found, table)).name
                    or table,
                )
            ) from error
