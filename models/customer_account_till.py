# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models


class CustomerAccount(models.AbstractModel):
    """The rules of an account as a till asks and says them.

    Asked about what is left on the account alone: paid in another way, everybody may
    buy, so the sentences say that and not what a sales order would.
    """

    _inherit = "customer.account"

    @api.model
    def _till_verdict(self, state, amount=0.0, ordered=0.0):
        """Return what stands against leaving an amount on the account.

        :param state: one of `_states`
        :param ordered: how much of the amount confirmed orders promised before: it is
            counted already, and who is on hold now was not then
        :return: {"refusal": sentence or False, "warning": sentence or False}
        """
        new = max(amount - ordered, 0.0)
        kind, sentence = self._refusal(state, new=new, has_terms=True)
        if kind != "terms" and ordered > 0 and not new:
            kind = sentence = False
        if kind:
            sentence = self._say_at_till(kind, state) or sentence
        warns = not kind and state["status"] == "watch"
        return {"refusal": sentence, "warning": warns and self._say_watch(state)}

    @api.model
    def _say_at_till(self, kind, state):
        if kind == "terms":
            return self.env._(
                "%(customer)s pays at once. Choose another way of payment, or have the"
                " customer's account status changed.",
                customer=state["name"],
            )
        if kind == "limit":
            return False
        advice = self.env._(
            "nothing is sold to them on account until somebody who may gives them"
            " another account status. Choose another way of payment."
        )
        return f"{self._say_stopped(state)}: {advice}"
