# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

# Who may buy, and how. A customer without a status pays at once.
STATUSES = [
    ("none", "Pays at once"),
    ("active", "On account"),
    ("watch", "Watch"),
    ("hold", "On hold"),
    ("closed", "Closed"),
]
PLAIN = "none"
SELLS = ("none", "active", "watch")
HAS_LIMIT = ("active", "watch")


class CustomerAccount(models.AbstractModel):
    """What customers owe, and what they may: any number of them in a few statements.

    Status, reason and limit are those of the customer who answers: the commercial
    partner, and through any number of merges the survivor. What is owed is that of all
    who belong to them: contact persons, addresses, and the customers merged into them.

    Everything is of the current company: the status and the limit are its own, the
    amounts are in its currency and those of its whole tree of branches, as core counts
    what a customer owes.
    """

    _name = "customer.account"
    _description = "Accounts of customers"

    @api.model
    def _states(self, partner_ids):
        """Return {partner id: state of the customer who answers for it}.

        A state is a dict: `partner_id`, `name`, `status` (the one that counts today),
        `label`, `until`, `reason`, `limit` (0.0: none), `balance` (open items),
        `overdue`, `uninvoiced` (confirmed orders, and what the tills have sold on
        account and not booked yet), `used` (all of it), `available` (None without a
        limit).
        """
        answers = self._answers(partner_ids)
        debtors = {answer["partner_id"] for answer in answers.values()}
        owed = self._owed(debtors)
        ordered = self._ordered(debtors)
        for source in self._further_debts(debtors):
            for debtor, amount in source.items():
                ordered[debtor] = ordered.get(debtor, 0.0) + amount
        states = {}
        for partner_id, answer in answers.items():
            debtor = answer["partner_id"]
            balance, overdue = owed.get(debtor, (0.0, 0.0))
            uninvoiced = ordered.get(debtor, 0.0)
            used = balance + uninvoiced
            limit = answer["limit"]
            has_limit = limit > 0 and answer["status"] in HAS_LIMIT
            states[partner_id] = {
                **answer,
                "balance": balance,
                "overdue": overdue,
                "uninvoiced": uninvoiced,
                "used": used,
                "available": limit - used if has_limit else None,
            }
        return states

    @api.model
    def _answers(self, partner_ids):
        """Return {partner id: who answers for it, with status and limit}."""
        # sudo: the rules hold for whoever sells
        partners = self.env["res.partner"].sudo()
        partners.flush_model(["commercial_partner_id", "merged_into_id"])
        today = fields.Date.context_today(self)
        labels = dict(
            partners._fields["account_status"]._description_selection(self.env)
        )
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH RECURSIVE answer (id, at) AS (
                    SELECT id, commercial_partner_id
                      FROM res_partner
                     WHERE id = ANY(%(ids)s)
                     UNION
                    SELECT answer.id, survivor.commercial_partner_id
                      FROM answer
                      JOIN res_partner source ON source.id = answer.at
                      JOIN res_partner survivor ON survivor.id = source.merged_into_id
                )
                SELECT answer.id, p.id AS partner_id, p.complete_name AS name,
                       %(status)s AS status, %(until)s AS until, %(after)s AS after,
                       %(reason)s AS reason, %(limit)s AS limit
                  FROM answer
                  JOIN res_partner p ON p.id = answer.at AND p.merged_into_id IS NULL
                """,
                ids=list(partner_ids),
                status=partners._field_to_sql("p", "account_status"),
                until=partners._field_to_sql("p", "account_until"),
                after=partners._field_to_sql("p", "account_after"),
                reason=partners._field_to_sql("p", "account_reason"),
                limit=partners._field_to_sql("p", "credit_limit"),
            )
        )
        return {row.pop("id"): self._state_of(row, today, labels) for row in rows}

    @api.model
    def _state_of(self, row, today, labels):
        """Return the columns of one customer, as they count on the day `today`."""
        until = row["until"]
        after = row.pop("after") or PLAIN
        row["status"] = row["status"] or PLAIN
        if until and until < today:
            row.update(status=after, until=False, reason=False)
        row["limit"] = row["limit"] or 0.0
        row["label"] = labels[row["status"]]
        return row

    @api.model
    def _members(self, debtor_ids):
        """Return the common table `member (debtor, id)`: who belongs to whom.

        A contact person who was merged belongs to where the merge led.
        """
        self.env["res.partner"].flush_model(["commercial_partner_id", "merged_into_id"])
        return SQL(
            """
            RECURSIVE member (debtor, id) AS (
                SELECT id, id FROM unnest(%s::int[]) AS debtor (id)
                 UNION
                SELECT member.debtor, found.id
                  FROM member
                  JOIN LATERAL (
                      SELECT id
                        FROM res_partner
                       WHERE commercial_partner_id = member.id
                             AND merged_into_id IS NULL
                   UNION ALL
                      SELECT id FROM res_partner WHERE merged_into_id = member.id
                  ) found ON TRUE
            )
            """,
            list(debtor_ids),
        )

    @api.model
    def _companies(self):
        """Return the ids of the current company's tree of branches, as a subselect."""
        return SQL(
            "(SELECT id FROM res_company WHERE parent_path LIKE %s)",
            f"{self.env.company.root_id.id}/%",
        )

    @api.model
    def _owed(self, debtor_ids):
        """Return {debtor id: (balance, overdue)} of those with open items.

        What is paid ahead lowers both: a customer whose payment is not matched yet is
        not late.
        """
        if not debtor_ids:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                WITH %(members)s
                SELECT member.debtor, SUM(item.amount_residual),
                       GREATEST(0, SUM(item.amount_residual) FILTER (
                           WHERE item.amount_residual < 0
                                 OR COALESCE(item.date_maturity, item.date) < %(today)s
                       ))
                  FROM member
                  JOIN account_move_line item ON item.partner_id = member.id
                 WHERE %(open)s
                 GROUP BY member.debtor
                """,
                members=self._members(debtor_ids),
                today=fields.Date.context_today(self),
                open=self._is_open_item("item"),
            )
        )
        return {debtor: (balance, overdue or 0.0) for debtor, balance, overdue in rows}

    @api.model
    def _is_open_item(self, alias):
        """Return the condition on a journal item: posted, receivable, not settled."""
        self.env["account.move.line"].flush_model(
            [
                "account_id",
                "amount_residual",
                "company_id",
                "date_maturity",
                "parent_state",
                "partner_id",
                "reconciled",
            ]
        )
        item = SQL.identifier(alias)
        return SQL(
            """
            %(item)s.parent_state = 'posted'
            AND %(item)s.reconciled IS NOT TRUE
            AND %(item)s.company_id IN %(companies)s
            AND %(item)s.account_id IN (
                SELECT id FROM account_account WHERE account_type = 'asset_receivable'
            )
            """,
            item=item,
            companies=self._companies(),
        )

    @api.model
    def _further_debts(self, debtor_ids):
        """Return a list of {debtor id: amount}: what else they owe; parts add."""
        return []

    @api.model
    def _lock(self, states, news):
        """Let nobody else sell to those with a limit until this transaction ends.

        Odoo's transactions see the database as it was when they began: two sales at
        once would each find room for itself. Touching the customer makes the second
        one begin again, and see the first.

        :param news: {debtor id: what is about to be owed}
        """
        limited = {
            state["partner_id"]
            for state in states.values()
            if state["available"] is not None and state["partner_id"] in news
        }
        if limited:
            self.env.execute_query(
                SQL(
                    "UPDATE res_partner SET id = id WHERE id = ANY(%s) RETURNING id",
                    sorted(limited),
                )
            )
