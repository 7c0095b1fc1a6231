# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL

from ..tools.page_blocks import PageBlocks
from .paper import paper_zoom

# Millimetres. The statement makes its own pages, so that each has its letterhead and
# number with and without wkhtmltopdf's headers.
PAGE = 257.0
FIRST = 84.0
NEXT = 26.0
SECTION = 14.0
ROW = 6.0
AGES = 24.0
# Days overdue at which an age begins, and its label.
BUCKETS = (0, 1, 31, 61, 91)


class CustomerStatement(models.AbstractModel):
    """What statements of account say, customer by customer and page by page.

    Amounts are in the currency of the company. What is open is what was open on the
    last day of the period, whatever was matched since: its sum is the closing balance.
    """

    _name = "report.customer_care.report_customer_statement"
    _description = "Statement of account"

    @api.model
    def _get_report_values(self, docids, data=None):
        self.env["res.users"]._check_function("account_see")
        wizards = self.env["customer.account.statement"].browse(docids)
        wizards.partner_ids.check_access("read")
        return {
            "doc_ids": wizards.ids,
            "doc_model": wizards._name,
            "docs": wizards,
            "statements": self._statements,
            "currency": self.env.company.currency_id,
            "zoom": paper_zoom(),
        }

    @api.model
    def _statements(self, wizard):
        """Return the statements, by name, each a dict.

        `partner` (in their language), `opening`, `moves` (with a running `balance`),
        `closing`, `items`, `ages` (amounts in the order of BUCKETS), `overdue`,
        `sheets` (lists of blocks).
        """
        answers = self.env["customer.account"]._answers(wizard.partner_ids.ids)
        debtors = {answer["partner_id"] for answer in answers.values()}
        opening = self._opening(debtors, wizard.date_from)
        moves = self._by_debtor(self._moves(debtors, wizard.date_from, wizard.date_to))
        items = self._by_debtor(self._items(debtors, wizard.date_to))
        partners = self.env["res.partner"].browse(debtors)
        return [
            self._statement(
                partner.with_context(lang=partner.lang or self.env.lang),
                opening.get(partner.id, 0.0),
                moves.get(partner.id, []),
                items.get(partner.id, []),
            )
            for partner in partners.sorted("complete_name")
        ]

    @api.model
    def _statement(self, partner, opening, moves, items):
        balance = opening
        for move in moves:
            balance += move["amount"]
            move["balance"] = balance
        ages = self._ages(items)
        statement = {
            "partner": partner,
            "opening": opening,
            "moves": moves,
            "closing": balance,
            "items": items,
            "ages": ages,
            "overdue": sum(ages[1:]),
            "labels": self.with_context(lang=partner.env.lang)._labels(),
        }
        return {**statement, "sheets": self._sheets(statement)}

    @api.model
    def _ages(self, items):
        """Return what is open by age; what was paid ahead is for the oldest first."""
        ages = [0.0] * len(BUCKETS)
        ahead = 0.0
        for item in items:
            if item["residual"] < 0:
                ahead -= item["residual"]
            else:
                age = [n for n, days in enumerate(BUCKETS) if item["days"] >= days]
                ages[age[-1] if age else 0] += item["residual"]
        for age in reversed(range(1, len(BUCKETS))):
            used = min(ahead, ages[age])
            ages[age] -= used
            ahead -= used
        ages[0] -= ahead
        return ages

    @api.model
    def _labels(self):
        """Return the words that depend on the row, in the language of the context."""
        return {
            "out_invoice": self.env._("Invoice"),
            "out_receipt": self.env._("Receipt"),
            "out_refund": self.env._("Credit note"),
            "payment": self.env._("Payment"),
            "entry": self.env._("Entry"),
            "exchange": self.env._("Exchange difference"),
            "ages": [
                self.env._("Not due"),
                self.env._("1 to 30 days"),
                self.env._("31 to 60 days"),
                self.env._("61 to 90 days"),
                self.env._("Over 90 days"),
            ],
        }

    @api.model
    def _sheets(self, statement):
        """Return the pages of a statement: lists of (kind, row) blocks."""
        paper = PageBlocks(PAGE - NEXT, first=PAGE - FIRST)
        head = (("moves", None), SECTION)
        paper.put(*head, following=2 * ROW)
        paper.put(("opening", statement["opening"]), ROW)
        for move in statement["moves"]:
            paper.put(("move", move), ROW, again=[head])
        paper.put(("closing", statement["closing"]), ROW)
        if statement["items"]:
            head = (("items", None), SECTION)
            paper.put(*head, following=ROW)
            for item in statement["items"][:-1]:
                paper.put(("item", item), ROW, again=[head])
            last = statement["items"][-1]
            paper.put(("item", last), ROW, following=AGES, again=[head])
            paper.put(("ages", None), AGES)
        return paper.pages

    @api.model
    def _by_debtor(self, rows):
        found, known = {}, self._labels()
        for row in rows:
            if row["move_type"] not in known:
                row["move_type"] = "entry"
            if row["move_type"] == "entry" and row["amount"] < 0:
                row["move_type"] = "payment"
            found.setdefault(row.pop("debtor"), []).append(row)
        return found

    @api.model
    def _opening(self, debtors, date_from):
        """Return {debtor id: what was owed when the period began}."""
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    WITH %s
                    SELECT member.debtor, SUM(item.balance) %s AND item.date < %s
                     GROUP BY member.debtor
                    """,
                    self.env["customer.account"]._members(debtors),
                    self._receivable(),
                    date_from,
                )
            )
        )

    @api.model
    def _moves(self, debtors, date_from, date_to):
        """Return what was booked in the period, by document, in the order of dates."""
        self.env["account.partial.reconcile"].flush_model()
        return self.env.execute_query_dict(
            SQL(
                """
                WITH %s
                SELECT member.debtor, item.date, move.name,
                       CASE WHEN EXISTS (SELECT FROM account_partial_reconcile
                                          WHERE exchange_move_id = move.id)
                            THEN 'exchange' ELSE move.move_type END AS move_type,
                       COALESCE(NULLIF(move.ref, ''), '') AS ref,
                       MAX(COALESCE(item.date_maturity, item.date)) AS due,
                       SUM(item.balance) AS amount
                %s AND item.date BETWEEN %s AND %s
                 GROUP BY member.debtor, item.date, move.id
                 ORDER BY item.date, move.id
                """,
                self.env["customer.account"]._members(debtors),
                self._receivable(),
                date_from,
                date_to,
            )
        )

    @api.model
    def _items(self, debtors, date_to):
        """Return what was open on a day: less what was matched until then."""
        self.env["account.partial.reconcile"].flush_model()
        return self.env.execute_query_dict(
            SQL(
                """
                WITH %(members)s
                SELECT * FROM (
                    SELECT member.debtor, item.id, item.date, move.name, move.move_type,
                           COALESCE(item.date_maturity, item.date) AS due,
                           %(day)s - COALESCE(item.date_maturity, item.date) AS days,
                           item.balance AS amount,
                           item.balance
                           - COALESCE((SELECT SUM(amount)
                                         FROM account_partial_reconcile
                                        WHERE debit_move_id = item.id
                                              AND max_date <= %(day)s), 0)
                           + COALESCE((SELECT SUM(amount)
                                         FROM account_partial_reconcile
                                        WHERE credit_move_id = item.id
                                              AND max_date <= %(day)s), 0) AS residual
                    %(receivable)s AND item.date <= %(day)s
                ) AS items
                 WHERE ABS(residual) >= %(rounding)s
                 ORDER BY due, id
                """,
                members=self.env["customer.account"]._members(debtors),
                receivable=self._receivable(),
                day=date_to,
                rounding=self.env.company.currency_id.rounding / 2,
            )
        )

    @api.model
    def _receivable(self):
        """Return FROM and WHERE of the posted receivable items of the members."""
        self.env["account.move"].flush_model(["move_type", "name", "ref"])
        self.env["account.move.line"].flush_model(
            ["account_id", "balance", "company_id", "date", "date_maturity"]
            + ["move_id", "parent_state", "partner_id"]
        )
        return SQL(
            """
              FROM member
              JOIN account_move_line item ON item.partner_id = member.id
              JOIN account_move move ON move.id = item.move_id
             WHERE item.parent_state = 'posted'
                   AND item.company_id IN %s
                   AND item.account_id IN (
                       SELECT id FROM account_account
                        WHERE account_type = 'asset_receivable')
            """,
            self.env["customer.account"]._companies(),
        )
