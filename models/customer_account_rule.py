# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import format_amount, format_date

from .customer_account import HAS_LIMIT, SELLS


class CustomerAccount(models.AbstractModel):
    """The rules of an account, and how they are said.

    *Pays at once* refuses terms that give time; *on account* and *watch* sell up to the
    limit (none, when it is 0), *watch* with a warning; *on hold* and *closed* do not
    sell.
    """

    _inherit = "customer.account"

    @api.model
    def _refusal(self, state, new=0.0, has_terms=False):
        """Return (kind, sentence) of what stops a sale, or (False, False).

        :param state: one of `_states`
        :param new: what the sale adds to what is owed, if the state does not have it
        :param has_terms: whether the sale is to be paid later
        """
        status = state["status"]
        if status not in SELLS:
            return status, self._say_status(state)
        if status not in HAS_LIMIT:
            return ("terms", self._say_terms(state)) if has_terms else (False, False)
        excess = self._excess(state, new)
        return ("limit", self._say_limit(state, excess)) if excess else (False, False)

    @api.model
    def _excess(self, state, new=0.0):
        """Return by how much the limit is passed, 0.0 when it is not."""
        if state["available"] is None:
            return 0.0
        return max(self.env.company.currency_id.round(new - state["available"]), 0.0)

    @api.model
    def _say_status(self, state):
        advice = self.env._(
            "nothing can be sold to them until somebody who may gives them another"
            " account status."
        )
        return f"{self._say_stopped(state)}: {advice}"

    @api.model
    def _say_stopped(self, state):
        parts = [
            self.env._("%(customer)s is on hold", customer=state["name"])
            if state["status"] == "hold"
            else self.env._(
                "The account of %(customer)s is closed", customer=state["name"]
            )
        ]
        if state["until"]:
            date = format_date(self.env, state["until"])
            parts.append(self.env._("until %(date)s", date=date))
        if reason := self._shown_reason(state):
            parts.append(f"({reason})")
        return " ".join(parts)

    @api.model
    def _say_terms(self, state):
        return self.env._(
            "%(customer)s pays at once: these payment terms give time. Choose immediate"
            " payment, or have the customer's account status changed.",
            customer=state["name"],
        )

    @api.model
    def _say_limit(self, state, excess):
        return self.env._(
            "%(customer)s would be %(excess)s over the limit of %(limit)s. Let them pay"
            " first, or have somebody release the sale who may.",
            customer=state["name"],
            excess=self._money(excess),
            limit=self._money(state["limit"]),
        )

    @api.model
    def _say_watch(self, state):
        reason = self._shown_reason(state)
        if reason:
            return self.env._(
                "%(customer)s is to be watched (%(reason)s).",
                customer=state["name"],
                reason=reason,
            )
        return self.env._("%(customer)s is to be watched.", customer=state["name"])

    @api.model
    def _shown_reason(self, state):
        """The reason is for those who may see accounts."""
        if self.env["res.users"]._has_function("account_see"):
            return state["reason"]
        return False

    @api.model
    def _money(self, amount):
        return format_amount(self.env, amount, self.env.company.currency_id)
