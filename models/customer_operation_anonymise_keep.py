# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json
from dataclasses import replace
from datetime import date

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.data_place import WORDS
from ..tools.local_day_sql import company_day
from .customer_operation_anonymise_rows import ROWS

# What a document and its lines are called stays after the law lets the rest go: it
# names no person, books refer to it and Odoo's seal covers it.
NUMBERS = (
    "name",
    "move_name",
    "invoice_origin",
    "origin",
    "reference",
    "pos_reference",
    "full_product_name",
    "inventory_name",
    "lot_name",
)


class CustomerOperation(models.Model):
    """Anonymise: what the law keeps, until when, and that it goes the day after.

    Posted invoices print what they were posted with: name, address and tax id are
    frozen in them before the customer is emptied, sealed ones too, since what Odoo
    seals does not cover it.
    """

    _inherit = "customer.operation"

    @api.model
    def _document_dates(self):
        """Return {model: (SQL of the date of row `t`, SQL of its company)}.

        To be extended by addons whose documents are kept; of others counts the day on
        which they were made.
        """
        company = SQL("t.company_id")
        move = SQL("(SELECT m.date FROM account_move m WHERE m.id = t.move_id)")
        return {
            "account.move": (SQL("coalesce(t.invoice_date, t.date)"), company),
            "account.move.line": (SQL("t.date"), company),
            "account.payment": (SQL("t.date"), company),
            "account.bank.statement.line": (move, company),
            "sale.order": (company_day(SQL("t.date_order"), company), company),
            "pos.order": (company_day(SQL("t.date_order"), company), company),
            # a claim can be made while the warranty lasts
            "customer.action": (
                company_day(SQL("coalesce(t.date_end, t.create_date)"), company),
                company,
            ),
            "customer.asset.inspection": (SQL("t.date"), company),
            "customer.asset.inspection.line": (
                SQL(
                    "(SELECT i.date FROM customer_asset_inspection i"
                    " WHERE i.id = t.inspection_id)"
                ),
                SQL(
                    "(SELECT i.company_id FROM customer_asset_inspection i"
                    " WHERE i.id = t.inspection_id)"
                ),
            ),
        }

    def _date_of(self, model):
        if model in self._document_dates():
            return self._document_dates()[model]
        columns = self._columns_of(self.env[model]._table)
        company = SQL("t.company_id") if "company_id" in columns else SQL("NULL::int")
        now = SQL("now() AT TIME ZONE 'UTC'")
        made = SQL("t.create_date") if "create_date" in columns else now
        return company_day(made, company), company

    def _anonymise_freeze(self, subjects, _outcome):
        """Write name and address into the posted invoices of who is not emptied yet."""
        partners = self.env["res.partner"].browse(subjects)
        printed = {
            str(partner.id): {
                "name": partner.complete_name,
                "lines": [
                    line for line in partner._display_address(True).split("\n") if line
                ],
                "vat": partner.vat or "",
            }
            for partner in partners.filtered(lambda each: not each.is_anonymised)
        }
        if not printed:
            return
        self.env.cr.execute(
            SQL(
                """
                UPDATE account_move m
                   SET customer_printed = jsonb_strip_nulls(jsonb_build_object(
                           'partner', coalesce(m.customer_printed->'partner',
                                               named.value->m.partner_id::text),
                           'shipping', coalesce(
                               m.customer_printed->'shipping',
                               named.value->m.partner_shipping_id::text)))
                  FROM (SELECT %(printed)s::jsonb AS value) AS named
                 WHERE m.state <> 'draft' AND m.move_type <> 'entry'
                   AND (m.partner_id = ANY(%(ids)s)
                        OR m.partner_shipping_id = ANY(%(ids)s))
                """,
                printed=json.dumps(printed),
                ids=[int(key) for key in printed],
            )
        )

    def _anonymise_kept(self, _subjects, outcome):
        """Count what is kept, and blank that of which the time is over."""
        data_map = self.env["customer.data.map"]
        for model in sorted(self._row_models()):
            by_rule = {}
            for place in data_map._places(model):
                if (
                    place.anonymise == "keep"
                    and place.retention
                    and place.kind in WORDS
                ):
                    key = (place.retention, data_map._say(place.reason))
                    by_rule.setdefault(key, []).append(place)
            for (document, reason), places in by_rule.items():
                self._keep(model, document, reason, places, outcome)

    def _keep(self, model, document, reason, places, outcome):
        rules = self.env["customer.retention.rule"]
        documents = dict(rules._fields["document"].selection)
        if document not in documents:
            self._count_kept(model, reason, outcome)
            return
        firsts = self._first_kept_days(document)
        condition = self._is_over(model, firsts)
        blanked = [
            replace(place, anonymise="blank")
            for place in places
            if place.field not in NUMBERS
        ]
        if count := self._blank(model, blanked, condition):
            outcome["masked"][model] = outcome["masked"].get(model, 0) + count
        self._count_kept(model, reason, outcome, document, condition)

    def _count_kept(self, model, reason, outcome, document=None, is_over=None):
        """Count the rows of which the time is not over, and say how long it is."""
        day, company = self._date_of(model)
        rows = self.env.execute_query(
            SQL(
                "SELECT %(company)s, count(*)::int, min(%(day)s),"
                " max(%(day)s) FROM %(table)s t"
                " JOIN %(rows)s r ON r.model = %(model)s AND r.id = t.id"
                " WHERE NOT coalesce(%(is_over)s, FALSE) GROUP BY 1",
                company=company,
                day=day,
                table=SQL.identifier(self.env[model]._table),
                rows=ROWS,
                model=model,
                is_over=is_over or SQL("FALSE"),
            )
        )
        if not rows:
            return
        nothing = dict.fromkeys(("until", "first", "law"))
        kept = outcome["kept"].setdefault(
            model, {"rows": 0, "reason": reason, **nothing}
        )
        kept["rows"] = max(kept["rows"], sum(count for _company, count, *_days in rows))
        for company_id, _count, oldest, newest in rows:
            if document and newest:
                self._keep_until(kept, document, company_id, oldest, newest)

    def _keep_until(self, kept, document, company_id, oldest, newest):
        """Note until when the last and the first of the documents are kept."""
        rules = self.env["customer.retention.rule"]
        company = self.env["res.company"].browse(company_id or self.env.company.id)
        until, rule = rules._until(company, document, newest)
        first, _rule = rules._until(company, document, oldest)
        if until and str(until) > (kept["until"] or ""):
            kept.update(until=str(until), law=rule.law)
        if first and str(first) < (kept["first"] or "9999"):
            kept["first"] = str(first)

    def _first_kept_days(self, document):
        """Return {company id: first day that is still kept}, None where nothing is."""
        rules = self.env["customer.retention.rule"]
        # sudo: every company's documents are kept by its own rules
        companies = self.env["res.company"].sudo().search(Domain.TRUE)
        return {
            company.id: rules._kept_from(company, document, company._today())
            for company in companies
        }

    def _is_over(self, model, firsts):
        """Return a condition on row `t`: its time is over."""
        day, company = self._date_of(model)
        own = firsts.get(self.env.company.id)
        return SQL(
            "%s < coalesce((SELECT first.day FROM (VALUES %s) AS first (id, day)"
            " WHERE first.id = %s), %s::date)",
            day,
            SQL(", ").join(
                SQL("(%s, %s::date)", key, value or date.max)
                for key, value in firsts.items()
            ),
            company,
            own or date.max,
        )
