# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, format_date

from ..tools.window import dialog

ROWS = 60


class ResPartner(models.Model):
    """The page Account of a customer, and the doors that lead on from it."""

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        def is_on(customer):
            # sudo: a setting of the company, read by whoever works there
            return customer.env.company.sudo().use_customer_account

        return [
            *super()._customer_operations(),
            {
                "key": "account_status",
                "label": self.env._("Account status"),
                "icon": "fa-credit-card",
                "sequence": 65,
                "functions": ["account_change"],
                "method": "action_account_status",
                "shown": is_on,
            },
            {
                "key": "paid_history",
                "label": self.env._("Paid history"),
                "icon": "fa-money",
                "sequence": 66,
                "functions": ["account_see"],
                "method": "action_paid_history",
                "shown": is_on,
            },
            {
                "key": "statement",
                "label": self.env._("Statement"),
                "icon": "fa-file-text-o",
                "sequence": 67,
                "functions": ["account_see"],
                "method": "action_account_statement",
                "shown": is_on,
            },
        ]

    def get_customer_account(self):
        """Return what the page Account shows; amounts and dates as they are written.

        :return: {"status", "label", "until", "reason", "changed", "limit", "balance",
            "overdue", "uninvoiced", "available", "is_over", "owner" (name, or False),
            "items": [{id, name, kind, date, due, days, amount, residual}],
            "item_count", "can_change", "can_open_items", "can_open_orders"}
        """
        self.ensure_one()
        self.check_access("read")
        self.env["res.users"]._check_function("account_see")
        account = self.env["customer.account"]
        state = self._account_states()[self.id]
        owner = self.browse(state["partner_id"])
        items, count = owner._account_items()
        can_buy = state["available"] is not None
        return {
            "status": state["status"],
            "label": state["label"],
            "until": state["until"] and format_date(self.env, state["until"]),
            "reason": state["reason"],
            "changed": owner._account_changed(),
            "limit": state["limit"] > 0 and account._money(state["limit"]),
            "balance": account._money(state["balance"]),
            "overdue": state["overdue"] > 0 and account._money(state["overdue"]),
            "uninvoiced": account._money(state["uninvoiced"]),
            "available": can_buy and account._money(max(state["available"], 0.0)),
            "is_over": bool(account._excess(state))
            and account._money(account._excess(state)),
            "owner": owner != self and state["name"],
            "items": items,
            "item_count": count,
            "can_change": self.env["res.users"]._has_function("account_change"),
            "can_open_items": self.env["account.move.line"].has_access("read"),
            "can_open_orders": state["uninvoiced"] > 0
            and self.env["sale.order"].has_access("read"),
        }

    def _account_changed(self):
        """Return who changed the account last, and when, in words."""
        # sudo: the events are another function's; this line is the page's
        event = (
            self.env["customer.event"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", self.id),
                    ("kind", "=", "account"),
                    ("company_id", "in", (False, self.env.company.id)),
                ],
                limit=1,
            )
        )
        return event and self.env._(
            "%(user)s on %(date)s",
            user=event.user_name,
            date=format_date(
                self.env, fields.Datetime.context_timestamp(self, event.date)
            ),
        )

    def _account_items(self):
        """Return ([the oldest open items], how many there are)."""
        rows = self.env.execute_query_dict(
            SQL("%s ORDER BY due, id LIMIT %s", self._open_items_query(), ROWS)
        )
        account = self.env["customer.account"]
        today = fields.Date.context_today(self)
        kinds = self._item_kinds()
        items = [
            {
                "id": row["id"],
                "name": row["name"],
                "kind": kinds.get(
                    "payment" if row["is_payment"] else row["move_type"], kinds["entry"]
                ),
                "date": format_date(self.env, row["date"]),
                "due": format_date(self.env, row["due"]),
                "days": max((today - row["due"]).days, 0) if row["residual"] > 0 else 0,
                "amount": account._money(row["amount"]),
                "residual": account._money(row["residual"]),
            }
            for row in rows
        ]
        return items, rows[0]["count"] if rows else 0

    @api.model
    def _item_kinds(self):
        return {
            "out_invoice": self.env._("Invoice"),
            "out_receipt": self.env._("Receipt"),
            "out_refund": self.env._("Credit note"),
            "payment": self.env._("Payment"),
            "entry": self.env._("Entry"),
        }

    def _open_items_query(self):
        account = self.env["customer.account"]
        self.env["account.move"].flush_model(
            ["move_type", "name", "origin_payment_id", "statement_line_id"]
        )
        return SQL(
            """
            WITH %(members)s
            SELECT item.id, move.name, move.move_type, item.date,
                   COALESCE(move.origin_payment_id, move.statement_line_id)
                       IS NOT NULL AS is_payment,
                   COALESCE(item.date_maturity, item.date) AS due,
                   item.balance AS amount, item.amount_residual AS residual,
                   COUNT(*) OVER () AS count
              FROM member
              JOIN account_move_line item ON item.partner_id = member.id
              JOIN account_move move ON move.id = item.move_id
             WHERE %(open)s
            """,
            members=account._members(self.ids),
            open=account._is_open_item("item"),
        )

    def _account_members(self):
        """Return all who belong to the customer who answers for this one."""
        self.ensure_one()
        answers = self.env["customer.account"]._answers(self.ids)
        rows = self.env.execute_query(
            SQL(
                "WITH %s SELECT id FROM member",
                self.env["customer.account"]._members([answers[self.id]["partner_id"]]),
            )
        )
        return self.browse(partner_id for (partner_id,) in rows)

    def action_account_status(self):
        """Give these customers another account status or limit."""
        self.env["res.users"]._check_function("account_change")
        return self._account_dialog(
            self.env._("Account status"), "customer.account.change"
        )

    def action_account_statement(self):
        """Print what these customers bought and paid in a period."""
        self.env["res.users"]._check_function("account_see")
        return self._account_dialog(
            self.env._("Statement"), "customer.account.statement"
        )

    def _account_dialog(self, name, model):
        self.check_access("read")
        owners = {
            a["partner_id"]
            for a in self.env["customer.account"]._answers(self.ids).values()
        }
        return dialog(
            model,
            name,
            context={
                "default_partner_ids": sorted(owners),
                "dialog_size": "medium",
            },
        )

    def action_paid_history(self):
        """Open what this customer paid, and how long it took."""
        self.ensure_one()
        self.env["res.users"]._check_function("account_see")
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_payment_history_action"
        )
        return dict(
            action,
            domain=[("partner_id", "in", self._account_members().ids)],
            context={"hide_customer": True},
        )

    def action_account_items(self):
        """Open the journal items that the balance is made of."""
        self.ensure_one()
        self.env["res.users"]._check_function("account_see")
        if not self.env["account.move.line"].has_access("read"):
            raise AccessError(
                self.env._(
                    "The books are open to those with the access right Invoicing in"
                    " Accounting; the page Account lists the open items too."
                )
            )
        domain = [
            ("partner_id", "in", self._account_members().ids),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("account_id.account_type", "=", "asset_receivable"),
            ("company_id", "child_of", self.env.company.root_id.id),
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open items"),
            "res_model": "account.move.line",
            "views": [(False, "list"), (False, "form")],
            "domain": domain,
            "context": {"create": False},
        }

    def action_account_orders(self):
        """Open the confirmed orders not invoiced yet; a draft is no invoice."""
        self.ensure_one()
        self.env["res.users"]._check_function("account_see")
        self.env["sale.order"].check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders not invoiced yet"),
            "res_model": "sale.order",
            "views": [(False, "list"), (False, "form")],
            "domain": [
                ("partner_invoice_id", "in", self._account_members().ids),
                ("state", "=", "sale"),
                "|",
                ("invoice_status", "!=", "invoiced"),
                ("order_line.untaxed_amount_to_invoice", "!=", 0),
                ("company_id", "child_of", self.env.company.root_id.id),
            ],
            "context": {"create": False},
        }
