# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import format_amount, format_date

from .customer_number_text import number_text

# As many as a page shows; the list has them all.
SHOWN = 40


class ResPartner(models.Model):
    """The lay-aways of a customer: page, menu, what till and counter ask."""

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "layaways",
                "label": self.env._("Lay-aways"),
                "icon": "fa-archive",
                "sequence": 63,
                "functions": ["layaway_see"],
                "method": "action_customer_layaways",
            },
        ]

    def action_customer_layaways(self):
        """Open the list of this customer's lay-aways."""
        self.ensure_one()
        self.env["res.users"]._check_function("layaway_see")
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_layaway_action"
        )
        return {**action, "domain": self._layaway_domain(), "context": {}}

    def get_customer_layaways(self, with_closed=False):
        """Return the lay-aways of this customer and of who belongs to the same firm.

        Those that are open, and with `with_closed` those paid or cancelled too; the
        next due first. Amounts and dates as they are written, and the plain numbers.

        :return: [{"id" (of the order), "name", "customer", "due", "total", "paid",
            "balance", "total_amount", "paid_amount", "balance_amount", "percent",
            "state", "label", "is_overdue", "next_date", "next", "next_amount",
            "instalments": [{"id", "date", "amount", "open", "is_overdue"}],
            "items": [{"name", "quantity", "total"}], "can_pay", "can_open"}]
        """
        self.ensure_one()
        self.check_access("read")
        self.env["res.users"]._check_function("layaway_see")
        domain = self._layaway_domain()
        if not with_closed:
            domain.append(("state", "in", ("open", "overdue")))
        layaways = self.env["customer.layaway"]
        self.env.flush_all()
        layaways = layaways.search(domain, limit=SHOWN)
        parts = {}
        for part in self.env["customer.layaway"]._parts(layaways.ids).values():
            parts.setdefault(part["order_id"], []).append(part)
        return [row._layaway_values(parts.get(row.id, [])) for row in layaways]

    def _layaway_domain(self):
        return [
            ("commercial_partner_id", "=", self.commercial_partner_id.id),
            ("company_id", "in", self.env.companies.ids),
        ]


class CustomerLayaway(models.Model):
    """A lay-away as screens show it."""

    _inherit = "customer.layaway"

    def _layaway_values(self, parts):
        """Return what `res.partner.get_customer_layaways` says about this one."""
        # sudo: items and balance are this function's, the order may be another's
        order = self.sudo().order_id
        labels = dict(self._fields["state"]._description_selection(self.env))
        may_change = self.env["res.users"]._has_function("layaway_change")
        can_open = self.env["sale.order"].has_access("read")
        is_open = self.state in ("open", "overdue")
        # sudo: whose lay-away it is, to whoever may read it
        return {
            "id": self.id,
            "name": self.name,
            "customer": self.sudo().partner_id.display_name,
            "due": format_date(self.env, self.due_date),
            **self._layaway_amounts(),
            "percent": round(100 * min(self.paid / self.total, 1)) if self.total else 0,
            "state": self.state,
            "label": labels[self.state],
            "is_overdue": self.state == "overdue",
            "next_date": self.next_date and format_date(self.env, self.next_date),
            "next": self._money_text(self.next_amount),
            "next_amount": self.next_amount,
            "instalments": [self._part_values(part, is_open) for part in parts],
            "items": order._layaway_items(),
            "can_pay": is_open and may_change and can_open,
            "can_open": can_open,
        }

    def _layaway_amounts(self):
        values = {}
        for name in ("total", "paid", "balance"):
            values[name] = self._money_text(self[name])
            values[f"{name}_amount"] = self[name]
        return values

    def _part_values(self, part, is_open):
        return {
            "id": part["id"],
            "date": format_date(self.env, part["date"]),
            "amount": self._money_text(part["amount"]),
            "open": part["open"] > 0 and is_open and self._money_text(part["open"]),
            "is_overdue": is_open
            and part["open"] > 0
            and part["date"] < fields.Date.context_today(self),
        }

    def _money_text(self, amount):
        return format_amount(self.env, amount, self.currency_id)


class SaleOrder(models.Model):
    """What an order sells, in short."""

    _inherit = "sale.order"

    def _layaway_items(self):
        """Return [{name, quantity, total}] of what is sold, down payments left out."""
        return [
            {
                "name": line.product_id.display_name or line.name,
                "quantity": number_text(self.env, line.product_uom_qty),
                "total": self._layaway_money(line.price_total),
            }
            for line in self.order_line
            if not line.display_type and not line.is_downpayment
        ]
