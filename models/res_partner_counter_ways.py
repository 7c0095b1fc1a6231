# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.phone_numbers import read_numbers
from ..tools.phone_text import clean
from .res_partner_loyalty import KINDS

# Rows of one way that are looked at; more than that is no answer to a clerk.
MANY = 50
SOLD = ("out_invoice", "out_refund", "out_receipt")


class ResPartner(models.Model):
    """The ways from what was scanned or typed at the counter to a customer.

    The search box of the lists asks who contains a text; the counter asks first whose
    code, card, number or document this is exactly, and says which of them it was.
    """

    _inherit = "res.partner"

    # `barcode` has a value for each company, so a B-tree cannot hold it
    _barcode_json_idx = models.Index("USING gin (barcode jsonb_path_ops)")

    @api.model
    def _counter_ways(self, term):
        """Return the ways in, the surest first; a part adds its own.

        :param term: one line of text, without spaces around it
        :return: list of dicts: `key`, `label` (what it is, in front of what was found)
            and two lists of queries, `exact` (what was typed is all of it) and `part`
            (for three letters or more). A query is SQL in parentheses with two columns,
            the id of a contact and the text that was found, and uses an index of its
            own; it need not care for archived contacts, merges or the record rules of
            contacts, but for the companies of its own rows.
        """
        return [
            self._counter_way_code(term),
            self._counter_way_card(term),
            self._counter_way_phone(term),
            *self._counter_ways_document(term),
            self._counter_way_serial(term),
            self._counter_way_email(term),
            self._counter_way_former(term),
        ]

    @api.model
    def _counter_rows(self, ways, strength):
        """Return [(way, id of the contact who answers today, text found)]."""
        branches = [
            SQL(
                "(SELECT %s::text, id, text FROM %s AS found (id, text)"
                " WHERE id IS NOT NULL LIMIT %s)",
                way["key"],
                query,
                MANY,
            )
            for way in ways
            for query in way[strength]
        ]
        if not branches:
            return []
        self.flush_model(["barcode", "email", "merged_into_id", "ref"])
        self.env["customer.alias"].flush_model(["kind", "partner_id", "value"])
        return self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE hit (way, id, text) AS (
                    (%s)
                    UNION
                    SELECT hit.way, merged.merged_into_id, hit.text
                      FROM hit
                      JOIN res_partner merged ON merged.id = hit.id
                     WHERE merged.merged_into_id IS NOT NULL
                )
                SELECT hit.way, hit.id, hit.text
                  FROM hit
                  JOIN res_partner answers ON answers.id = hit.id
                 WHERE answers.merged_into_id IS NULL
                """,
                SQL(" UNION ALL ").join(branches),
            )
        )

    @api.model
    def _counter_escaped(self, term):
        """Return the term as a pattern that means just it."""
        return term.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")

    @api.model
    def _counter_query(self, model, domain, partner="partner_id", text="name"):
        """Return a query for `_counter_ways`."""
        # sudo: it says whose number this is to a clerk who may not open the document
        records = self.env[model].sudo().with_context(active_test=False)
        query = records._search(domain)
        columns = (records._field_to_sql(query.table, name) for name in (partner, text))
        return query.subselect(*columns)

    @api.model
    def _counter_way_code(self, term):
        return {
            "key": "code",
            "label": self.env._("Code"),
            "exact": [
                SQL("(SELECT id, ref FROM res_partner WHERE ref = %s)", term),
                self._counter_alias(SQL("= upper(%s)", term), SQL("kind = 'code'")),
            ],
            "part": [
                self._counter_alias(
                    SQL("LIKE upper(%s)", f"{self._counter_escaped(term)}%"),
                    SQL("kind = 'code'"),
                )
            ],
        }

    @api.model
    def _counter_way_former(self, term):
        """Numbers and addresses of earlier days, and ids of merged records."""
        return {
            "key": "former",
            "label": self.env._("Formerly"),
            "exact": [
                self._counter_alias(SQL("= upper(%s)", term), SQL("kind <> 'code'"))
            ],
            "part": [
                self._counter_alias(
                    SQL("LIKE upper(%s)", f"{self._counter_escaped(term)}%"),
                    SQL("kind NOT IN ('code', 'merged_id')"),
                )
            ],
        }

    @api.model
    def _counter_alias(self, condition, kinds):
        return SQL(
            "(SELECT partner_id, value FROM customer_alias"
            " WHERE upper(value) %s AND %s)",
            condition,
            kinds,
        )

    @api.model
    def _counter_way_card(self, term):
        """The barcode in this company, and cards of loyalty programmes."""
        barcode = json.dumps({str(self.env.company.id): term})
        cards = (
            Domain("code", "=", term)
            & self.env.companies._in_reach()
            & Domain("program_id.program_type", "in", KINDS)
        )
        return {
            "key": "card",
            "label": self.env._("Card"),
            "exact": [
                SQL(
                    "(SELECT id, %s::text FROM res_partner WHERE barcode @> %s::jsonb)",
                    term,
                    barcode,
                ),
                self._counter_query("loyalty.card", cards, text="code"),
            ],
            "part": [],
        }

    @api.model
    def _counter_way_phone(self, term):
        """A whole number in any notation, or any four digits in a row of one."""
        numbers = [
            number.e164
            for number in read_numbers(clean(term), *self._phone_regions())
            if number.e164
        ]
        parts = self._phone_fragments(term)
        like = Domain.OR(Domain("digits", "like", part) for part in parts)
        return {
            "key": "phone",
            "label": self.env._("Phone"),
            "exact": [
                self._counter_query(
                    "customer.phone", [("number_e164", "in", numbers)], text="number"
                )
            ]
            if numbers
            else [],
            "part": [self._counter_query("customer.phone", like, text="number")]
            if parts
            else [],
        }

    @api.model
    def _counter_ways_document(self, term):
        """Invoices, orders and receipts of the till by number, or its last digits."""
        mine = Domain("company_id", "in", self.env.companies.ids)
        exact = Domain("name", "=ilike", self._counter_escaped(term))
        ends = Domain("name", "=ilike", f"%{self._counter_escaped(term)}")
        part = [mine & ends] if any(c.isdigit() for c in term) else []
        bills = Domain("move_type", "in", SOLD)
        ways = [
            {
                "key": "invoice",
                "label": self.env._("Invoice"),
                "exact": [self._counter_query("account.move", mine & bills & exact)],
                "part": [self._counter_query("account.move", bills & d) for d in part],
            },
            {
                "key": "order",
                "label": self.env._("Order"),
                "exact": [self._counter_query("sale.order", mine & exact)],
                "part": [self._counter_query("sale.order", domain) for domain in part],
            },
        ]
        if "pos.order" in self.env:
            receipt = mine & Domain("pos_reference", "=", term)
            ways.append(
                {
                    "key": "receipt",
                    "label": self.env._("Receipt"),
                    "exact": [
                        self._counter_query("pos.order", receipt, text="pos_reference")
                    ],
                    "part": [],
                }
            )
        return ways

    @api.model
    def _counter_way_serial(self, term):
        """What they bought or left with us, for those who may see that."""
        way = {
            "key": "serial",
            "label": self.env._("Serial number"),
            "exact": [],
            "part": [],
        }
        if not self.env["res.users"]._has_function("action_see"):
            return way
        mine = Domain("company_id", "in", self.env.companies.ids)
        escaped = self._counter_escaped(term)
        for strength, pattern in (("exact", escaped), ("part", f"%{escaped}%")):
            found = Domain("serial_number", "=ilike", pattern)
            shared = mine | Domain("company_id", "=", False)
            way[strength] = [
                self._counter_query(
                    "customer.action", shared & found, text="serial_number"
                ),
                self._counter_query(
                    "account.move.line",
                    mine & found & Domain("move_id.move_type", "in", SOLD),
                    text="serial_number",
                ),
            ]
        return way

    @api.model
    def _counter_way_email(self, term):
        exact = [("email", "=ilike", self._counter_escaped(term))]
        return {
            "key": "email",
            "label": self.env._("E-mail"),
            "exact": [
                self._counter_query("res.partner", exact, partner="id", text="email")
            ]
            if "@" in term
            else [],
            "part": [],
        }
