# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL

IN_USE = "customer_attribution_models"


class CustomerAttribution(models.Model):
    """Which lines of documents the attributions in force are about, as SQL.

    A line may be reached twice, by its order and by its invoice. The kinds have an
    order of precedence, so that no line comes out twice.
    """

    _inherit = "customer.attribution"

    @api.model
    def _attributed_lines(self, model):
        """Return queries of the lines of a model that count for somebody else.

        :param model: `account.move.line`, `pos.order.line`
        :return: list of SQL with `line_id`, `attribution_id`, `partner_id` and
            `contact_id`; together they hold no line twice. Nothing is to be paid where
            nothing was attributed: only kinds in use are there.
        """
        used = self._models_in_use()
        kinds = [
            SQL("SELECT %s FROM %s", self._attributed_columns(), tables)
            for name, tables in self._attributed_kinds(model)
            if name in used
        ]
        return [
            SQL(
                "SELECT * FROM (%s) attributed WHERE TRUE %s",
                kind,
                SQL().join(self._not_among(kinds[:number], SQL("attributed.line_id"))),
            )
            if number
            else kind
            for number, kind in enumerate(kinds)
        ]

    @api.model
    def _not_among(self, queries, line):
        """Return conditions that leave out the lines of these queries."""
        return [
            SQL(
                " AND NOT EXISTS (SELECT FROM (%s) other WHERE other.line_id = %s)",
                query,
                line,
            )
            for query in queries
        ]

    @api.model
    def _models_in_use(self):
        """Return the models of documents that are attributed, asked once a transaction.

        What another transaction does meanwhile is not seen by this one anyway.
        """
        known = self.env.cr.precommit.data
        if IN_USE not in known:
            self.env["customer.attribution"].flush_model(["res_model", "state"])
            known[IN_USE] = {
                name
                for (name,) in self.env.execute_query(
                    SQL(
                        "SELECT DISTINCT res_model FROM customer_attribution"
                        " WHERE state = 'active'"
                    )
                )
            }
        return known[IN_USE]

    def _changed(self):
        """Whom sales count for is not what it was."""
        self.env.cr.precommit.data.pop(IN_USE, None)
        self.env.flush_all()
        self.env["customer.turnover"].invalidate_model(flush=False)

    @api.model
    def _attributed_columns(self):
        return SQL(
            "line.id AS line_id, a.id AS attribution_id, a.partner_id AS partner_id,"
            " coalesce(a.contact_id, a.partner_id) AS contact_id"
        )

    @api.model
    def _attributed_kinds(self, model):
        """Return [(model of the document, what follows FROM)], the first one decides.

        `a` is the attribution, `line` what it is about.
        """
        if model != "account.move.line":
            return []
        return [
            ("account.move", self._lines_of_invoices()),
            ("sale.order", self._lines_of_orders()),
        ]

    @api.model
    def _lines_of_invoices(self):
        """The invoice, and the credit notes that take it back."""
        return SQL(
            """customer_attribution a
               JOIN LATERAL (
                       SELECT a.res_id AS id
                        UNION ALL
                       SELECT back.id
                         FROM account_move back
                        WHERE back.reversed_entry_id = a.res_id) move ON TRUE
               JOIN account_move_line line ON line.move_id = move.id
              WHERE a.state = 'active' AND a.res_model = 'account.move'"""
        )

    @api.model
    def _lines_of_orders(self):
        """What invoices and credit notes have of the order, now and later.

        A line of two orders is the first one's.
        """
        return SQL(
            """customer_attribution a
               JOIN sale_order_line ordered ON ordered.order_id = a.res_id
               JOIN sale_order_line_invoice_rel link
                 ON link.order_line_id = ordered.id
               JOIN account_move_line line ON line.id = link.invoice_line_id
              WHERE a.state = 'active' AND a.res_model = 'sale.order'
                AND NOT EXISTS (
                       SELECT
                         FROM sale_order_line_invoice_rel earlier
                        WHERE earlier.invoice_line_id = link.invoice_line_id
                          AND earlier.order_line_id < link.order_line_id)"""
        )


class CustomerTurnover(models.Model):
    """What was tracked to a customer counts for them, and no longer for another.

    Each source becomes two: what nobody attributed, and what was, found from the
    customer it counts for.
    """

    _inherit = "customer.turnover"
    _depends = {
        "account.move": ["reversed_entry_id"],
        "customer.attribution": [
            "contact_id",
            "partner_id",
            "res_id",
            "res_model",
            "state",
        ],
        "sale.order.line": ["order_id"],
    }

    @api.model
    def _turnover_branches(self):
        branches = []
        # sudo: whom a sale counts for decides for everybody
        attributions = self.env["customer.attribution"].sudo()
        for source in self._turnover_sources():
            attributed = attributions._attributed_lines(source["model"])
            left = attributions._not_among(attributed, SQL("line.id"))
            where = SQL("%s %s", source["where"], SQL().join(left))
            branches.append(self._turnover_branch({**source, "where": where}))
            branches += [
                self._turnover_branch(self._attributed_source(source, query))
                for query in attributed
            ]
        return branches

    @api.model
    def _attributed_source(self, source, query):
        # in front: PostgreSQL joins what comes after the eighth table in that order
        lines = SQL(
            "(%s) attributed JOIN %s ON line.id = attributed.line_id",
            query,
            source["lines"],
        )
        return {
            **source,
            "lines": lines,
            "customer": SQL("attributed.partner_id"),
            "contact": SQL("attributed.contact_id"),
            "columns": {
                **source["columns"],
                "attribution_id": SQL("attributed.attribution_id"),
            },
        }
