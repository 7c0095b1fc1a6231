# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import math

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.calendar_dates import local_to_utc
from .customer_action_dates import NOON
from .res_partner_overview_sales import SALES

ROWS = 6
DIALOG = "customer_care.customer_action_view_form_till"
MONEY = ("label", "status", "until", "reason", "limit", "balance", "overdue")
ROOM = ("uninvoiced", "available", "is_over", "owner")


class ResPartner(models.Model):
    """Customer Care at the front counter of a point of sale, when there is one.

    Nothing here names a model of the point of sale: its scripts (`static/src/till`)
    call these methods, and `customer.soft` hands over what it keeps for when it is
    offline.
    """

    _inherit = "res.partner"

    def get_customer_till(self):
        """Return what the till shows of this customer, each part by its function.

        A part is False for a cashier without its function, and the account also while
        accounts are switched off.

        :return: {"id", "name", "code", "phone", "alerts", "last_visit", "actions",
            "more_actions" (how many there are beside these), "can_change_actions",
            "account", "loyalty", "layaways"}; amounts and dates as they are written
        """
        self.ensure_one()
        self.check_access("read")
        users = self.env["res.users"]
        users._check_function("customer_see")
        # sudo: a setting of the company, read by whoever works there
        is_on = self.env.company.sudo().use_customer_account
        return {
            "id": self.id,
            "name": self.display_name,
            "code": self.ref,
            "phone": self.phone,
            "alerts": self.customer_alerts or [],
            "last_visit": users._has_function("history_see")
            and self._till_last_visit(),
            **self._till_actions(users._has_function("action_see")),
            "can_change_actions": users._has_function("action_change"),
            "account": is_on
            and users._has_function("account_see")
            and self._till_account(),
            "loyalty": self._till_loyalty(),
            "layaways": hasattr(self, "get_customer_layaways")
            and users._has_function("layaway_see")
            and self.get_customer_layaways(),
        }

    def _till_last_visit(self):
        """Return the day of the last purchase as it is written, or False."""
        bought = Domain("partner_id", "in", self._turnover_customers().ids)
        [(last,)] = self.env["customer.turnover"]._read_group(
            bought & Domain("kind", "in", SALES), aggregates=["date:max"]
        )
        return last and format_date(self.env, last)

    def _till_actions(self, is_shown):
        """Return the next of the open customer actions, and how many more there are."""
        if not is_shown:
            return {"actions": False, "more_actions": 0}
        domain = Domain("partner_id", "child_of", self.commercial_partner_id.id)
        domain &= Domain("state", "=", "open")
        actions = self.env["customer.action"].search(domain, limit=ROWS)
        count = len(actions)
        if count == ROWS:
            count = actions.search_count(domain)
        return {
            "actions": [action._till_row() for action in actions],
            "more_actions": count - len(actions),
        }

    def _till_account(self):
        page = self.get_customer_account()
        return {key: page[key] for key in (*MONEY, *ROOM)}

    def _till_loyalty(self):
        page = self.get_customer_loyalty()
        return {key: page[key] for key in ("rate", "owner", "cards")}

    def action_till_register(self, product_id=False):
        """Open the small dialog for a new customer action of this customer.

        :param product_id: what is proposed; its type of action and how long that
            lasts are proposed with it
        """
        self.ensure_one()
        self.env["res.users"]._check_function("action_change")
        self.check_access("read")
        product = self.env["product.product"].browse(product_id or []).exists()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Register an action"),
            "res_model": "customer.action",
            "views": [
                (
                    self.env.ref("customer_care.customer_action_view_form_till").id,
                    "form",
                )
            ],
            "target": "new",
            "context": {
                "dialog_size": "medium",
                "default_partner_id": self.id,
                **self._till_proposal(product),
            },
        }

    def _till_proposal(self, product):
        """Return the defaults for an action about a product."""
        vals = {"default_product_id": product.id}
        # sudo: what a product is registered as, at any till
        action_type = product.sudo().action_type_id
        if product and action_type.active:
            today = fields.Date.context_today(self)
            # sudo: as above
            end = product.sudo()._customer_action_end(action_type, today)
            vals["default_type_id"] = action_type.id
            if end:
                vals["default_date_end"] = fields.Datetime.to_string(
                    local_to_utc(end, NOON, str(self.env.tz))
                )
        return vals

    def get_till_verdict(self, amount=0.0, currency_id=False, ordered=0.0):
        """Return what stands against leaving an amount on this customer's account.

        It is a rule of the business and not a right of the user, as when an order is
        confirmed: asked by every cashier, also one without a level, who does not read
        the reason.

        :param currency_id: of the amounts; without one, that of the company
        :param ordered: how much of the amount confirmed orders promised before
        :return: {"refusal": sentence or False, "warning": sentence or False}, empty
            while accounts are switched off
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: a setting of the company, read by whoever works there
        company = self.env.company.sudo()
        if not (company.use_customer_account and self.env.user._is_internal()):
            return {}
        amounts = [self._till_number(amount), self._till_number(ordered)]
        currency = self.env["res.currency"].browse(currency_id or [])
        if currency and currency != company.currency_id:
            amounts = [
                currency._convert(each, company.currency_id, company)
                for each in amounts
            ]
        state = self._account_states()[self.id]
        return self.env["customer.account"]._till_verdict(state, *amounts)

    @api.model
    def _till_number(self, value):
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not math.isfinite(number):
            raise UserError(self.env._("An amount is a number."))
        return number

    def _till_states(self, currency):
        """Return {partner id: what a till keeps of it for when it is offline}.

        The verdict on a sale on account, what is left of the limit (for those who may
        see it) in the currency of the till, and the factor of the points. Nothing
        while accounts and own rates are off.
        """
        # sudo: a setting of the company, read by whoever works there
        company = self.env.company.sudo()
        states = {}
        if self._has_own_loyalty_rates():
            for partner_id, factor in self._loyalty_factors().items():
                states[partner_id] = {"factor": factor}
        if not company.use_customer_account:
            return states
        account = self.env["customer.account"]
        sees = self.env["res.users"]._has_function("account_see")
        for partner_id, state in self._account_states().items():
            room = state["available"] if sees else None
            if room is not None and currency != company.currency_id:
                room = company.currency_id._convert(room, currency, company)
            states.setdefault(partner_id, {}).update(
                account._till_verdict(state), available=room
            )
        return states


class CustomerAction(models.Model):
    """A customer action as the till shows it."""

    _inherit = "customer.action"

    def _till_row(self):
        """Return what a cashier reads of it; said in words when it is due."""
        labels = dict(self._fields["timeliness"]._description_selection(self.env))
        is_due = self.timeliness in ("overdue", "due")
        end = self._local_day(self.date_end)
        # sudo: what a type is called, to whoever may read the action
        return {
            "id": self.id,
            "name": self.name,
            "type": self.type_id.sudo().name,
            "serial_number": self.serial_number,
            "remind": self.date_remind and format_date(self.env, self.date_remind),
            "end": end and format_date(self.env, end),
            "timeliness": self.timeliness,
            "when": is_due and labels[self.timeliness],
        }
