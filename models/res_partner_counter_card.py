# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError

from ..tools.window import dialog

CHOSEN = "counter_row"


class ResPartner(models.Model):
    """What the counter shows of a customer, and the keys that do something for them."""

    _inherit = "res.partner"

    @api.model
    def _counter_parts(self):
        """Return the blocks below the customer's name, in any order; a part adds some.

        :return: list of dicts: `sequence`, `functions` (names of functions that are all
            needed) and `method`, the name of a method of the customer that returns a
            block or False. A block is a dict with texts that are formatted already:

            - `key`, `title`; `method` (of the customer, that RPC can call and that
              returns an action: what is behind the block) and `link`, its words
            - `figures`: list of {key, label, value, note, tone}
            - `rows`: list of {id, model (False: not to be opened), text, detail, badge,
              tone}; `empty`: the sentence without rows. Arrow keys choose a row, Enter
              opens it, and a key gets the chosen one in the context (`counter_row`:
              [model, id]).

            Tones: danger, warning, success, info, muted.
        """
        return []

    @api.model
    def _counter_keys(self):
        """Return {key of the keyboard: key of an operation}; a part adds its own.

        They work while somebody types into the box, so they are function keys; F1, F5,
        F6, F10, F11 and F12 belong to the browser.
        """
        return {
            "F2": "new_sale",
            "F3": "show_card",
            "F4": "new_customer_action",
            "F8": "extend_customer_action",
            "F9": "send_sms",
        }

    def get_counter_card(self):
        """Return what the counter shows of this customer, or of their contact's firm.

        :return: {"customer": {id, name, code, phone, email, address, is_inactive},
            "contact" (name of the person it was asked for, or ""), "alerts" (see
            `customer_alerts`), "blocks" (see `_counter_parts`), "keys": [{key,
            operation, label, icon}]}
        """
        self.ensure_one()
        users = self.env["res.users"]
        users._check_function("counter")
        self.check_access("read")
        customer = self._counter_customer()
        blocks = []
        for part in sorted(self._counter_parts(), key=lambda part: part["sequence"]):
            if all(users._has_function(name) for name in part["functions"]):
                blocks.append(getattr(customer, part["method"])())
        is_contact = self.commercial_partner_id == customer and self != customer
        return {
            "customer": customer._counter_header(),
            "contact": is_contact and (self.name or "") or "",
            "alerts": customer._alert_lines()[customer],
            "blocks": [block for block in blocks if block],
            "keys": customer._counter_buttons(),
        }

    def _counter_customer(self):
        """Return who answers for this contact, or say that nobody does."""
        # sudo: where a merge led is no secret; whether it may be read is asked below
        customer = self.sudo()
        while customer.merged_into_id:
            customer = customer.merged_into_id
        customer = customer.commercial_partner_id
        if customer.is_forgotten:
            raise UserError(self.env._("This customer asked to be forgotten."))
        if not customer.filtered_domain(self._customer_domain()):
            raise UserError(self.env._("%s is no customer.", customer.display_name))
        customer = customer.sudo(self.env.su)
        customer.check_access("read")
        return customer

    def _counter_header(self):
        lines = self._display_address(without_company=True).splitlines()
        return {
            "id": self.id,
            "name": self.display_name,
            "code": self.ref or "",
            "phone": self.phone or "",
            "email": self.email or "",
            "address": ", ".join(line.strip() for line in lines if line.strip()),
            "is_inactive": not self.active,
        }

    def _counter_buttons(self):
        allowed = {entry["key"]: entry for entry in self._allowed_operations()}
        return [
            {
                "key": key,
                "operation": name,
                "label": allowed[name]["label"],
                "icon": allowed[name]["icon"],
            }
            for key, name in sorted(self._counter_keys().items())
            if name in allowed
        ]

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "new_customer_action",
                "label": self.env._("New customer action"),
                "icon": "fa-calendar-check-o",
                "sequence": 22,
                "functions": ["action_change", "customer_see"],
                "method": "action_new_customer_action",
                "shown": lambda customer: customer.active,
            },
            {
                "key": "extend_customer_action",
                "label": self.env._("Extend"),
                "icon": "fa-calendar-plus-o",
                "sequence": 24,
                "functions": ["action_change", "customer_see"],
                "method": "action_extend_customer_action",
                "shown": lambda customer: bool(customer._actions_to_extend(limit=1)),
            },
        ]

    def action_new_customer_action(self):
        """Ask for a customer action of this customer in a dialog."""
        self.ensure_one()
        self.env["res.users"]._check_function("action_change", "customer_see")
        self.env["customer.action"]._check_customers(self)
        return dialog(
            "customer.action",
            self.env._("New customer action"),
            context={"default_partner_id": self.id},
        )

    def action_extend_customer_action(self):
        """Extend the action chosen at the counter, or the only one there is.

        With several and none chosen, the list of them opens.
        """
        self.ensure_one()
        self.env["res.users"]._check_function("action_change", "customer_see")
        actions = self._actions_to_extend()
        model, action_id = self.env.context.get(CHOSEN) or (False, False)
        if model == actions._name:
            actions = actions.filtered(lambda action: action.id == action_id)
        if not actions:
            raise UserError(
                self.env._("%s has no customer action to extend.", self.display_name)
            )
        if len(actions) > 1:
            return self.action_open_customer_actions()
        return dialog(
            "customer.action.extend",
            self.env._("Extend: %s", actions.name),
            context={"active_ids": actions.ids, "dialog_size": "medium"},
        )
