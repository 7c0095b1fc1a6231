# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_list

from ..models.account_move_line import SOLD_IN
from ..models.sale_order_settlement import SettlementChanged
from ..tools.calendar_dates import day_after
from . import customer_settlement


def _usual(values):
    """Return the value that most have, of several the first."""
    return next((value for value, _count in Counter(values).most_common(1)), None)


class CustomerSettlement(models.TransientModel):
    """Which documents there are to settle, for the user who asks.

    A kind of document is one entry of `_sources`, and one method
    `_describe_<kind>(documents)`.
    """

    _inherit = "customer.settlement"

    def _owner(self):
        """Return who answers for the customer, working in the settlement's company."""
        if self.company_id not in self.env.companies:
            raise AccessError(
                self.env._(
                    "Please switch to %(company)s to settle its documents.",
                    # sudo: a name in a refusal
                    company=self.company_id.sudo().name,
                )
            )
        partner = self.partner_id._origin.with_company(self.company_id)
        answers = self.env["customer.account"]._answers(partner.ids)
        return partner.browse(answers[partner.id]["partner_id"])

    def _sources(self):
        """Return {kind: (model, domain, field of the date)} of what is to settle.

        Only of models that the user may read, with the rights of the user.
        """
        members = self._owner()._account_members().ids
        mine = Domain("company_id", "=", self.company_id.id)
        sources = {}
        orders = self.env["sale.order"].with_company(self.company_id)
        if orders.has_access("read"):
            domain = (
                mine
                & Domain("partner_invoice_id", "in", members)
                & Domain("state", "=", "sale")
                & Domain("invoice_status", "=", "to invoice")
            )
            sources["order"] = (orders, domain, "date_order")
        moves = self.env["account.move"].with_company(self.company_id)
        if moves.has_access("read"):
            domain = (
                mine
                & Domain("partner_id", "in", members)
                & Domain("move_type", "in", SOLD_IN)
                & Domain("state", "=", "posted")
                & Domain("payment_state", "in", ("not_paid", "partial"))
            )
            sources["invoice"] = (moves, domain, "invoice_date")
        return sources

    def _list_documents(self):
        """Return the values of the lines: all of the period, oldest first."""
        self.env["res.users"]._check_function("settlement")
        rows = []
        for kind, (model, domain, date) in self._sources().items():
            found = model.search(
                domain & self._in_period(date),
                order=f"{date}, id",
                limit=customer_settlement.MOST,
            )
            rows += self._describe(kind, found)
        self._propose(rows)
        return rows

    def _in_period(self, date):
        """Return the condition; both days belong to it, in the user's time zone."""
        last = self.date_to or fields.Date.context_today(self)
        domain = Domain(date, "<", day_after(last))
        if self.date_from:
            domain &= Domain(date, ">=", self.date_from)
        return domain

    def _propose(self, rows):
        """Pick what goes together: most of it; say of the rest why not."""
        currency = _usual(row["currency_id"] for row in rows if row["amount"] >= 0)
        position = _usual(
            row["position_id"]
            for row in rows
            if row["kind"] == "order" and row["currency_id"] == currency
        )
        for row in rows:
            row["note"] = False
            if row["amount"] < 0:
                row["note"] = self.env._("A return: credit it by itself")
            elif row["currency_id"] != currency:
                row["note"] = self.env._("Another currency: settle it by itself")
            elif row["kind"] == "order" and row["position_id"] != position:
                row["note"] = self.env._("Another tax treatment: settle it by itself")
            elif row.get("is_layaway"):
                row["note"] = self.env._("A lay-away: it is invoiced as it is paid")
            row.pop("position_id", None)
            row.pop("is_layaway", None)
            row["is_picked"] = not row["note"]

    def _describe(self, kind, documents):
        """Return what the lines say of documents."""
        return [
            {"kind": kind, "res_id": document.id, **values}
            for document, values in zip(
                documents, getattr(self, f"_describe_{kind}")(documents), strict=True
            )
        ]

    def _describe_order(self, orders):
        for order in orders:
            yield {
                "name": order.name,
                "date": self._day(order.date_order),
                "contact": self._contact(order.customer_member_id or order.partner_id),
                "currency_id": order.currency_id.id,
                "amount": order._settlement_estimate(),
                "position_id": order.fiscal_position_id.id,
                "is_layaway": order.layaway_state in ("open", "overdue"),
            }

    def _describe_invoice(self, moves):
        for move in moves:
            yield {
                "name": move.name,
                "date": move.invoice_date,
                "date_due": move.invoice_date_due,
                "contact": self._contact(move.customer_member_id or move.partner_id),
                "currency_id": move.currency_id.id,
                "amount": move.amount_residual,
            }

    def _day(self, moment):
        return fields.Datetime.context_timestamp(self, moment).date()

    def _contact(self, partner):
        """Name the person, where it is not the customer."""
        # sudo: a name on the customer's own document
        return partner.sudo().name if partner != self.partner_id._origin else False

    # -- the documents that are picked -----------------------------------------

    def _documents(self, kind):
        """Return what is picked, oldest first, or refuse what is not to settle."""
        lines = self._lines(kind)
        if not lines:
            return self.env["account.move" if kind == "invoice" else "sale.order"]
        source = self._sources().get(kind)
        if not source:
            raise AccessError(
                self.env._(
                    "%(documents)s cannot be opened with your access rights.",
                    documents=self._names(lines),
                )
            )
        model, domain, date = source
        found = model.search(
            domain & Domain("id", "in", lines.mapped("res_id")), order=f"{date}, id"
        )
        known = set(found.ids)
        if gone := lines.filtered(lambda line: line.res_id not in known):
            self._refuse_gone(model, gone)
        return found

    def _refuse_gone(self, model, lines):
        """Say why documents are not to settle, or not any more."""
        others = model.browse(lines.mapped("res_id")).exists()._filtered_access("read")
        if others and others.company_id != self.company_id:
            raise UserError(
                self.env._(
                    "%(documents)s: these are documents of another company than"
                    " %(company)s. Settle each company by itself.",
                    documents=self._names(lines),
                    company=self.company_id.name,
                )
            )
        raise SettlementChanged(
            self.env._(
                "%(documents)s: there is nothing to settle for %(customer)s. It was"
                " invoiced, paid or changed meanwhile, or is of another customer.",
                documents=self._names(lines),
                customer=self.partner_id.display_name,
            )
        )

    def _names(self, lines):
        return format_list(self.env, [line._label() for line in lines[:10]])

    def _lock_documents(self):
        """Let nobody else settle the same meanwhile.

        Whoever comes second waits here, begins again when the first one is done, and
        finds nothing to invoice any more.
        """
        for kind, table in self._locked_tables().items():
            if documents := self._lines(kind).mapped("res_id"):
                self._lock(table, documents)

    @api.model
    def _locked_tables(self):
        """Return {kind of document: its table}, of those that are invoiced."""
        return {"order": "sale_order"}

    def _lock(self, table, ids):
        self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
                SQL.identifier(table),
                ids,
            )
        )
