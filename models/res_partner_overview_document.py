# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

ROWS = 5


class ResPartner(models.Model):
    """The overview's orders, deliveries and payments.

    Each box is for those who may read its documents in Odoo, and shows what they may
    see there; what is not installed has no box.
    """

    _inherit = "res.partner"

    @api.model
    def _customer_overview_parts(self):
        return [
            *super()._customer_overview_parts(),
            {"sequence": 40, "functions": [], "method": "_overview_orders"},
            {"sequence": 50, "functions": [], "method": "_overview_deliveries"},
            {"sequence": 60, "functions": [], "method": "_overview_payments"},
        ]

    def _overview_orders(self, scope):
        orders = self.env["sale.order"]
        if not self._overview_may_read("sale.order"):
            return []
        title = self.env._("Open orders")
        domain = [
            ("partner_id", "in", scope.contact_ids),
            "|",
            ("state", "in", ("draft", "sent")),
            "&",
            ("state", "=", "sale"),
            ("invoice_status", "!=", "invoiced"),
        ]
        names = ["name", "date_order", "amount_total", "currency_id", "state"]
        found = orders.search_fetch(
            domain, names, order="date_order desc, id desc", limit=ROWS
        )
        states = dict(orders._fields["state"]._description_selection(self.env))
        return [
            {
                "key": "orders",
                "title": title,
                "note": self.env._("Quotations, and orders not invoiced in full."),
                "open": self._overview_open(title, "sale.order", domain),
                "empty": self.env._("There are none."),
                "columns": [
                    self._overview_column(self.env._("Order")),
                    self._overview_column(self.env._("Date"), "date"),
                    self._overview_column(self.env._("Status")),
                    self._overview_column(self.env._("Total"), "monetary"),
                ],
                "rows": [
                    [
                        self._overview_cell_record(order, order.name),
                        {"value": self._overview_day(order.date_order)},
                        {"value": states[order.state]},
                        {
                            "value": order.amount_total,
                            "currency_id": order.currency_id.id,
                        },
                    ]
                    for order in found
                ],
            }
        ]

    def _overview_deliveries(self, scope):
        if not self._overview_may_read("stock.picking"):
            return []
        ours = [
            ("partner_id", "in", scope.contact_ids),
            ("picking_type_id.code", "=", "outgoing"),
        ]
        done, due = [("state", "=", "done")], [("state", "not in", ("done", "cancel"))]
        found = self.env["stock.picking"]._read_group(
            [*ours, ("state", "!=", "cancel")],
            ["state"],
            ["__count", "date_done:max", "scheduled_date:min"],
        )
        delivered = [row for row in found if row[0] == "done"]
        waiting = [row for row in found if row[0] != "done"]
        title = self.env._("Deliveries")
        return [
            {
                "key": "deliveries",
                "title": title,
                "open": self._overview_open(title, "stock.picking", ours),
                "figures": [
                    self._overview_delivery_figure(
                        "due", self.env._("Due"), waiting, 3, min, [*ours, *due]
                    ),
                    self._overview_delivery_figure(
                        "done", self.env._("Done"), delivered, 2, max, [*ours, *done]
                    ),
                ],
            }
        ]

    @api.model
    def _overview_delivery_figure(self, key, label, rows, position, choose, domain):
        days = [row[position] for row in rows if row[position]]
        day = choose(days) if days else False
        return {
            "key": f"deliveries_{key}",
            "label": label,
            "value": sum(row[1] for row in rows),
            "type": "integer",
            "note": day and self._overview_delivery_note(key, day),
            "open": self._overview_open(label, "stock.picking", domain),
        }

    @api.model
    def _overview_delivery_note(self, key, moment):
        day = self.env["ir.qweb.field.datetime"].value_to_html(
            moment, {"date_only": True}
        )
        if key == "due":
            return self.env._("next on %s", day)
        return self.env._("last on %s", day)

    def _overview_payments(self, scope):
        rows = [
            *self._overview_bank_payments(scope),
            *self._overview_till_payments(scope),
        ]
        readable = [
            model
            for model in ("account.payment", "pos.payment")
            if self._overview_may_read(model)
        ]
        if not readable:
            return []
        title = self.env._("Last payments")
        field = {
            "account.payment": "partner_id",
            "pos.payment": "pos_order_id.partner_id",
        }[readable[0]]
        return [
            {
                "key": "payments",
                "title": title,
                "open": self._overview_open(
                    title, readable[0], [(field, "in", scope.contact_ids)]
                ),
                "empty": self.env._("There are none."),
                "columns": [
                    self._overview_column(self.env._("Payment")),
                    self._overview_column(self.env._("Date"), "date"),
                    self._overview_column(self.env._("Amount"), "monetary"),
                ],
                "rows": sorted(rows, key=lambda row: row[1]["value"], reverse=True)[
                    :ROWS
                ],
            }
        ]

    @api.model
    def _overview_bank_payments(self, scope):
        if not self._overview_may_read("account.payment"):
            return []
        payments = self.env["account.payment"].search_fetch(
            [
                ("partner_id", "in", scope.contact_ids),
                ("partner_type", "=", "customer"),
                ("state", "in", ("in_process", "paid")),
            ],
            ["name", "date", "amount", "payment_type", "currency_id"],
            order="date desc, id desc",
            limit=ROWS,
        )
        return [
            [
                self._overview_cell_record(payment, payment.name or ""),
                {"value": fields.Date.to_string(payment.date)},
                {
                    "value": payment.amount
                    * (-1 if payment.payment_type == "outbound" else 1),
                    "currency_id": payment.currency_id.id,
                },
            ]
            for payment in payments
        ]

    @api.model
    def _overview_till_payments(self, scope):
        if not self._overview_may_read("pos.payment"):
            return []
        payments = self.env["pos.payment"].search_fetch(
            [("pos_order_id.partner_id", "in", scope.contact_ids)],
            ["payment_date", "amount", "payment_method_id", "pos_order_id"],
            order="payment_date desc, id desc",
            limit=ROWS,
        )
        # sudo: how it was paid and in which currency; the payment may be read
        return [
            [
                self._overview_cell_record(
                    payment.pos_order_id, payment.payment_method_id.sudo().name
                ),
                {"value": self._overview_day(payment.payment_date)},
                {
                    "value": payment.amount,
                    "currency_id": payment.pos_order_id.sudo().currency_id.id,
                },
            ]
            for payment in payments
        ]
