# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.window import dialog, form_window

# Counting stops here: "10,000+" tells a clerk as much as the true number, and
# the cost does not grow with the table.
COUNT_LIMIT = 10000
# From which states a person brings an action to another one; expired it is by the
# program alone.
COMES_FROM = {
    "open": ("done", "expired", "cancelled"),
    "done": ("open", "expired"),
    "cancelled": ("open", "expired"),
    "expired": (),
}


class CustomerAction(models.Model):
    """The Actions Center: counters and what is done to many actions at once."""

    _inherit = "customer.action"

    @api.model
    def get_center_counters(self):
        """Return the counters above the Actions Center.

        A list of ``{"key", "label", "count", "more", "model", "domain", "action",
        "tone"}``, in order: ``more`` when there are more than counted,
        ``action`` the XML id of the list that the counter opens with its domain.
        Extend ``_center_counters`` to add one.
        """
        self.env["res.users"]._check_function("action_see")
        counters = []
        for key, label, model, domain, action, tone in self._center_counters():
            count = self.env[model].search_count(domain, limit=COUNT_LIMIT + 1)
            counters.append(
                {
                    "key": key,
                    "label": label,
                    "count": min(count, COUNT_LIMIT),
                    "more": count > COUNT_LIMIT,
                    "model": model,
                    "domain": list(Domain(domain)),
                    "action": action,
                    "tone": tone,
                }
            )
        return counters

    @api.model
    def _center_counters(self):
        """Return (key, label, model, domain, XML id of the list, tone) of each one."""
        listed = "customer_care.customer_action_action_list"
        counters = [
            (
                "due",
                self.env._("Due"),
                self._name,
                Domain("timeliness", "=", "due"),
                listed,
                "primary",
            ),
            (
                "overdue",
                self.env._("Overdue"),
                self._name,
                Domain("timeliness", "=", "overdue"),
                listed,
                "danger",
            ),
            (
                "expiring",
                self.env._("Expiring"),
                self._name,
                Domain("state", "=", "open")
                & Domain([("date_end", ">=", "now"), ("date_end", "<=", "+7d")]),
                listed,
                "warning",
            ),
        ]
        return counters + self._message_counters()

    @api.model
    def _message_counters(self):
        """Return the counters of the outbox for those who may see it."""
        Message = self.env["customer.message"]
        if not Message.has_access("read"):
            return []
        return [
            (
                "calls",
                self.env._("To call"),
                Message._name,
                Message._due_domain("call"),
                "customer_care.customer_message_action_calls",
                "info",
            ),
            (
                "letters",
                self.env._("Letters to print"),
                Message._name,
                Message._due_domain("letter")
                | Domain([("channel", "=", "letter"), ("state", "=", "claimed")]),
                "customer_care.customer_message_action_letters",
                "info",
            ),
            (
                "failed",
                self.env._("Failed"),
                Message._name,
                Domain("state", "=", "failed"),
                "customer_care.customer_message_action_failed",
                "danger",
            ),
            (
                "unknown",
                self.env._("Unknown"),
                Message._name,
                Domain("state", "=", "unknown"),
                "customer_care.customer_message_action_failed",
                "warning",
            ),
        ]

    def write(self, vals):
        """The order of states holds by RPC, import and a dragged card, too."""
        if "state" in vals and not self.env.su:
            self._check_state_follows(vals["state"])
        return super().write(vals)

    def _check_state_follows(self, state):
        allowed = (state, *COMES_FROM.get(state, ()))
        refused = self.filtered(lambda action: action.state not in allowed)[:1]
        if refused and state == "expired":
            raise UserError(
                self.env._(
                    "%s expires by itself at its expiry. Change that date instead.",
                    refused.name,
                )
            )
        if refused:
            raise UserError(
                self.env._(
                    "%(action)s is %(state)s. Reopen it first.",
                    action=refused.name,
                    state=refused._state_in_words(),
                )
            )

    def action_done(self):
        return self._set_state("done")

    def action_cancel(self):
        return self._set_state("cancelled")

    def action_reopen(self):
        return self._set_state("open")

    def _set_state(self, state):
        """Bring those of these actions that may to ``state``, or say why none can."""
        self.env["res.users"]._check_function("action_change")
        allowed = COMES_FROM[state]
        actions = self.filtered(lambda action: action.state in allowed)
        if self and not actions:
            raise UserError(
                self.env._(
                    "Nothing to do: %(action)s is %(state)s already.",
                    action=self[0].display_name,
                    state=self[0]._state_in_words(),
                )
            )
        actions.write({"state": state})
        return True

    def _state_in_words(self):
        """Return the state as it stands inside a sentence."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        return labels[self.state].lower()

    def action_open_partner(self):
        """Open the customer of this action for editing."""
        self.ensure_one()
        return form_window("res.partner", self.partner_id.id)

    def action_compose(self):
        """Open the composer for the customers of these actions."""
        self.env["res.users"]._check_function("message_send")
        return self._open_composer({"default_action_ids": self.ids})

    @api.model
    def _open_composer(self, context):
        return dialog(
            "customer.compose", self.env._("Write to the customer"), context=context
        )

    def action_open_messages(self):
        """List what was sent and is planned about these actions."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_message_action"
        )
        sources = [f"{self._name},{action_id}" for action_id in self.ids]
        return dict(action, domain=[("source", "in", sources)], context={})
