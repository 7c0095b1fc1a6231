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
            `contact_id`, one for each way from an attribution to lines; of two that
            hold the same line the first one decides. Nothing is to be paid where
            nothing was attributed: only ways in use are there.
        """
        used = self._models_in_use()
        return [
            SQL("SELECT %s FROM %s", self._attributed_columns(), tables)
            for name, tables in self._attributed_kinds(model)
            if name in used
        ]

    @api.model
    def _not_among(self, queries, line):
        """Return the condition that a line is in none of these queries.

        One by one, and each a chain of plain joins: PostgreSQL then looks a line up in
        them or hashes them, and never runs through them for each line.
        """
        return SQL().join(
            SQL(
                " AND NOT EXISTS (SELECT FROM (%s) other WHERE other.line_id = %s)",
                query,
                line,
            )
            for query in queries
        )

    @api.model
    def _each_once(self, queries):
        """Return the union of these queries, in which no line is twice."""
        line = SQL("attributed.line_id")
        return SQL(" UNION ALL ").join(
            SQL(
                "SELECT * FROM (%s) attributed WHERE TRUE %s",
                query,
                self._not_among(queries[:number], line),
            )
            for number, query in enumerate(queries)
        )

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

        `a` is the attribution, `line` what it is about. A chain of plain joins, each by
        an index, see `_not_among`.
        """
        if model != "account.move.line":
            return []
        invoice = SQL(
            """customer_attribution a
               JOIN account_move_line line ON line.move_id = a.res_id
              WHERE a.state = 'active' AND a.res_model = 'account.move'"""
        )
        credit_note = SQL(
            """customer_attribution a
               JOIN account_move back ON back.reversed_entry_id = a.res_id
               JOIN account_move_line line ON line.move_id = back.id
              WHERE a.state = 'active' AND a.res_model = 'account.move'"""
        )
        return [
            ("account.move", invoice),
            ("account.move", credit_note),
            ("sale.order", self._lines_of_orders()),
        ]

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

    # replaces: it splits each source instead of adding one
    @api.model
    def _turnover_branches(self):
        branches = []
        # sudo: whom a sale counts for decides for everybody
        attributions = self.env["customer.attribution"].sudo()
        for source in self._turnover_sources():
            queries = attributions._attributed_lines(source["model"])
            left = attributions._not_among(queries, SQL("line.id"))
            where = SQL("%s %s", source["where"], left)
            branches.append(self._turnover_branch({**source, "where": where}))
            if queries:
                attributed = attributions._each_once(queries)
                source = self._attributed_source(source, attributed)
                branches.append(self._turnover_branch(source))
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
