# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from functools import partial

from odoo import models
from odoo.exceptions import AccessError, UserError

# In the cursor's cache, where no caller can set it: a user is being made or changed,
# and whoever may do that may write the user's partner.
BY_USERS = "customer_care_partner_by_users"


class ResPartner(models.Model):
    """Who may change customers: in Contacts, by import and by RPC as on our screens.

    A user with a level needs our functions on top of Odoo's own rights, for customers
    and for their contact persons and addresses. Suppliers, internal users and our own
    companies are none of our business, nor are users without a level.
    """

    _inherit = "res.partner"

    def _check_access(self, operation):
        refused = super()._check_access(operation)
        if refused or operation == "read":
            return refused
        return self._check_customer_access(operation)

    def _check_customer_access(self, operation):
        """Return the records a user's level keeps from them; see `_check_access`.

        Costs no query for those who have the functions.
        """
        users = self.env["res.users"]
        missing = {
            name
            for name in self._functions_for(operation)
            if not users._has_function(name)
        }
        records = self._origin
        if not missing or not records or not users._is_bound_by_level():
            return None
        if self.env.cr.cache.get(BY_USERS):
            return None
        records = records._of_customers()
        if operation == "unlink":
            customers = records.filtered("is_customer")
            kept = {
                "customer_delete": customers,
                "customer_change": records - customers,
            }
        else:
            kept = dict.fromkeys(missing, records)
        for name in missing:
            if kept[name]:
                function = self.env.ref(f"customer_care.function_{name}")
                sentence = users._missing_function(function)
                return kept[name], partial(AccessError, sentence)
        return None

    def _functions_for(self, operation):
        if operation == "unlink":
            return ("customer_delete", "customer_change")
        return ("customer_change",)

    def _of_customers(self):
        """Return the customers among these, and contact persons and addresses of any.

        The number of queries does not depend on that of the records.
        """
        # sudo: who is a customer is no secret, and is asked for whoever writes
        partners = self.sudo()
        candidates = partners | partners.parent_id | partners.commercial_partner_id
        ids = set(candidates.filtered_domain(self._customer_domain()).ids)
        return self.browse(
            partner.id
            for partner in partners
            if partner.id in ids
            or (
                partner.partner_share
                and not ids.isdisjoint(
                    (partner.parent_id.id, partner.commercial_partner_id.id)
                )
            )
        )

    def _refuse_strangers(self):
        """Who is no customer, nor a contact person or address of one, is not ours."""
        if strangers := self - self._of_customers():
            raise UserError(
                self.env._(
                    "%s is not a customer. Choose a customer, or a contact person or"
                    " address of one.",
                    strangers._some_names(),
                )
            )
