# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.window import dialog
from .res_partner_event import ALONG, COMPANIONS, REASON

NAMES = 5


class ResPartner(models.Model):
    """Deactivate and activate customers, with all that goes along.

    A deactivated customer is no longer offered for new business, gets nothing (the gate
    says "archived") and keeps the whole history. Contact persons and addresses go along
    and come back with the activation, exactly those: their ids stand in the event. What
    else belongs to a customer joins by `_deactivate_companions` and
    `_activate_companions`.

    Odoo's own Archive and Unarchive do the same for a user with a level.
    """

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        common = {
            "sequence": 180,
            "functions": ["customer_status"],
            "icon": "fa-power-off",
        }
        return [
            *super()._customer_operations(),
            {
                **common,
                "key": "deactivate",
                "label": self.env._("Deactivate"),
                "method": "action_deactivate_customers",
                "shown": lambda customer: customer.active,
            },
            {
                **common,
                "key": "activate",
                "label": self.env._("Activate"),
                "sequence": 181,
                "method": "action_activate_customers",
                "shown": lambda customer: (
                    not (
                        customer.active
                        or customer.is_forgotten
                        or customer.merged_into_id
                    )
                ),
            },
        ]

    def action_deactivate_customers(self):
        return self._open_status_change("deactivate", self.env._("Deactivate"))

    def action_activate_customers(self):
        return self._open_status_change("activate", self.env._("Activate"))

    def _open_status_change(self, operation, name):
        self.env["res.users"]._check_function("customer_status")
        return dialog(
            "customer.status.change",
            name,
            context={
                "default_partner_ids": self.ids,
                "default_operation": operation,
                "dialog_size": "medium",
            },
        )

    def write(self, vals):
        """Archiving a customer is deactivating them, for a user with a level."""
        if "active" not in vals or not self.env["res.users"]._is_bound_by_level():
            return super().write(vals)
        customers = self._changing_status(bool(vals["active"]))._of_customers()
        customers = customers.filtered("is_customer")
        if not customers:
            return super().write(vals)
        if vals["active"]:
            customers._activate()
        else:
            customers._deactivate()
        rest = {name: value for name, value in vals.items() if name != "active"}
        if rest:
            super(ResPartner, customers).write(rest)
        others = self - customers
        return super(ResPartner, others).write(vals) if others else True

    def _changing_status(self, active):
        return self.filtered(lambda partner: partner.active != active)

    def _deactivate(self, reason=None):
        """Switch these customers off, with what belongs to them.

        :return: those who were active
        """
        customers = self._check_status_verb()._changing_status(False)
        below = customers._below()
        (customers | below)._refuse_logins()
        companions = customers._deactivate_companions()
        customers._write_status(False, reason, companions)
        return customers

    def _activate(self, reason=None):
        """Switch these customers on, with what went along when they were switched off.

        :return: those who were inactive
        """
        customers = self._check_status_verb()._changing_status(True)
        customers._refuse_gone()
        companions = customers._last_companions()
        customers._write_status(True, reason, companions)
        customers._activate_companions(companions)
        return customers

    def _check_status_verb(self):
        self.env["res.users"]._check_function("customer_status")
        self.check_access("read")
        self._refuse_strangers()
        # the core asks for active logins only where nobody asked for the archived too
        return self.with_context(active_test=True)

    def _deactivate_companions(self):
        """Return {customer id: {model: ids}} of what is switched off with them.

        To be extended by what else belongs to a customer: it switches its records off
        and adds their ids, set-wise for all these customers. Contact persons and
        addresses are written together with the customers, see `_write_status`.
        """
        companions = {customer.id: {} for customer in self}
        for partner in self._below():
            owner = partner.commercial_partner_id
            owner = owner if owner in self else partner.parent_id
            companions[owner.id].setdefault("res.partner", []).append(partner.id)
        return companions

    def _activate_companions(self, companions):
        """Switch on what the deactivation switched off.

        :param companions: what `_deactivate_companions` returned then
        """

    def _below(self):
        """Active contact persons and addresses of these customers."""
        # sudo: they go along whether the user may see them or not
        return self.sudo().search(
            (
                Domain("commercial_partner_id", "in", self.ids)
                | Domain("parent_id", "in", self.ids) & ~Domain("is_company", "=", True)
                | Domain("parent_id", "in", self.ids) & ~Domain("type", "=", "contact")
            )
            & Domain("id", "not in", self.ids)
            & Domain("active", "=", True)
        )

    def _write_status(self, active, reason, companions):
        """Write customers and their people in one go, one event for each."""
        # sudo: the function is enough, whatever else the user may change
        partners = self.sudo()
        ids = [
            partner_id
            for models_of_one in companions.values()
            for partner_id in models_of_one.get("res.partner", ())
        ]
        # who has moved elsewhere since stays as they are there
        along = partners.with_context(active_test=False).search(
            Domain("id", "in", ids)
            & Domain("active", "!=", active)
            & (
                Domain("commercial_partner_id", "in", self.ids)
                | Domain("parent_id", "in", self.ids)
            )
        )
        with self._telling_companions(companions, along):
            partners = (partners | along).with_context(**{REASON: reason or None})
            partners.write({"active": active})

    @contextmanager
    def _telling_companions(self, companions, along):
        """Let the events of the block say what went along with whom."""
        cache = self.env.cr.cache
        cache[COMPANIONS], cache[ALONG] = companions, set(along.ids)
        try:
            yield
        finally:
            cache.pop(COMPANIONS, None)
            cache.pop(ALONG, None)

    def _last_companions(self):
        """Return {customer id: {model: ids}} of the last deactivation of each."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (partner_id) partner_id, companions
                  FROM customer_event
                 WHERE kind = 'status' AND partner_id = ANY(%s)
              ORDER BY partner_id, date DESC, id DESC
                """,
                self.ids,
            )
        )
        return {partner_id: companions or {} for partner_id, companions in rows}

    def _refuse_logins(self):
        # sudo: whoever is refused may learn why
        users = self.env["res.users"].sudo().search([("partner_id", "in", self.ids)])
        if users:
            raise UserError(
                self.env._(
                    "%(names)s can still log in. First archive the login under"
                    " Settings > Users, or ask an administrator to do it.",
                    names=users.partner_id._some_names(),
                )
            )

    def _refuse_gone(self):
        if merged := self.filtered("merged_into_id"):
            raise UserError(
                self.env._(
                    "%(names)s was merged into another customer. Undo the merge instead"
                    " of activating.",
                    names=merged._some_names(),
                )
            )
        if forgotten := self.filtered("is_forgotten"):
            raise UserError(
                self.env._(
                    "%(names)s asked to be forgotten. Reinstate the customer instead of"
                    " activating.",
                    names=forgotten._some_names(),
                )
            )

    def _some_names(self):
        """Return the names of these, or of the first few and how many more."""
        names = ", ".join(self[:NAMES].mapped("display_name"))
        more = len(self) - NAMES
        if more > 0:
            return self.env._("%(names)s and %(more)s more", names=names, more=more)
        return names
