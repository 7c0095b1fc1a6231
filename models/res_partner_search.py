# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain
from odoo.modules.db import FunctionStatus
from odoo.tools import SQL

from ..tools.merged_sql import with_survivors
from ..tools.phone_numbers import read_numbers
from ..tools.phone_text import clean

# Shorter texts have no trigram an index could find; Odoo's way is the fastest then.
SHORTEST = 3
SHORTEST_NUMBER = 4
# A text is common when one in so many of the contacts looked at has it.
SAMPLE, LEAST_SAMPLE, COMMON = 1000, 500, 20
MANY = 1000


def _trigram(column):
    """Define an index for texts anywhere in a column; none without pg_trgm.

    `index="trigram"` on a field of Odoo's that has another index is ignored.
    """

    def definition(registry):
        if not registry.has_trigram:
            return ""
        expression = f'"{column}"'
        if registry.has_unaccent == FunctionStatus.INDEXABLE:
            expression = registry.unaccent(expression)
        return f"USING gin ({expression} gin_trgm_ops)"

    return definition


class ResPartner(models.Model):
    """Whoever types a name, code, number or address finds the customer at once.

    Odoo asks `name ILIKE ... OR ref ILIKE ... OR ...`; another table in such an OR
    makes PostgreSQL walk all contacts. Here each way in is a query of its own that uses
    its own index, and the contact is one of their UNION. The planner gets the UNION as
    an array of unknown length: with an estimate it would sometimes walk the contacts in
    the order of their names until it has found enough, which never ends for a rare
    text. For a common one ("anna") that walk is the fastest; which of both a text is,
    a look at a thousand contacts says.
    """

    _inherit = "res.partner"

    _complete_name_trigram_idx = models.Index(_trigram("complete_name"))
    _email_trigram_idx = models.Index(_trigram("email"))
    _ref_trigram_idx = models.Index(_trigram("ref"))
    _vat_trigram_idx = models.Index(_trigram("vat"))
    _company_registry_trigram_idx = models.Index(_trigram("company_registry"))

    @api.model
    def _search_display_name(self, operator, value):
        """Find what Odoo finds, and more for a text of some length.

        Negative operators are the opposite of the positive ones, by the ORM.
        """
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        domain = Domain(super()._search_display_name(operator, value))
        is_text = isinstance(value, str) and len(value.strip()) >= SHORTEST
        if operator not in ("ilike", "like") or not is_text:
            return domain
        conditions = self._search_conditions(domain)
        further = []
        if self.env.su or self.env.user._is_internal():
            further = self._search_branches(value.strip())
        # sudo: the query around this obeys the rules, for all branches together
        partners = self.sudo().with_context(active_test=False)
        queries = [partners._search(condition) for condition in conditions]
        if any(c.isalpha() for c in value) and self._is_common(queries):
            return Domain.OR([*conditions, self._search_further(further)])
        branches = [query.subselect() for query in queries] + further
        return Domain("id", "in", SQL("(%s)", self._search_union(branches)))

    @api.model
    def _search_conditions(self, domain):
        """Odoo's own conditions one by one, if they are alternatives; each once."""
        conditions = list(dict.fromkeys(getattr(domain, "children", ())))
        return conditions if domain == Domain.OR(conditions) else [domain]

    @api.model
    def _is_common(self, queries):
        """Whether the text is in so many contacts that a walk finds some at once.

        The sample is the same each time, so that the same search goes the same way.
        """
        if any(len(query._joins) for query in queries):
            return False
        [(hits, size)] = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FILTER (WHERE %s), count(*)
                  FROM (
                      SELECT * FROM res_partner
                             TABLESAMPLE SYSTEM (1) REPEATABLE (1) LIMIT %s
                  ) AS res_partner
                """,
                SQL(" OR ").join(query.where_clause for query in queries),
                SAMPLE,
            )
        )
        return size >= LEAST_SAMPLE and hits * COMMON >= size

    @api.model
    def _search_further(self, branches):
        """Further branches of a common text: as ids, or as a query if they are many."""
        if not branches:
            return Domain.FALSE
        some = [
            SQL("(SELECT * FROM %s AS branch LIMIT %s)", branch, MANY + 1)
            for branch in branches
        ]
        found = [i for (i,) in self.env.execute_query(self._search_union(some))]
        if len(found) > MANY:
            return Domain("id", "in", SQL("(%s)", self._search_union(branches)))
        return Domain("id", "in", found)

    @api.model
    def _search_branches(self, term):
        """Return further ways to find a customer by what somebody typed.

        A part adds its own by extending this (plates, chips ...). Each is a query of
        ids of contacts that uses an index of its own; it need not care for archived
        contacts or companies, which the whole search does.

        :param term: text of three letters or more
        :return: list of SQL, each in parentheses
        """
        return [
            *self._search_by_alias(term),
            *self._search_by_phone(term),
            *self._search_by_serial_number(term),
        ]

    @api.model
    def _search_union(self, branches):
        """The contacts of all branches, and who answers for those merged since."""
        found = with_survivors("res_partner", branches)
        return SQL("SELECT unnest(ARRAY(%s))", found)

    @api.model
    def _search_by_alias(self, term):
        """Former codes, numbers and addresses by their beginning, merged ids whole."""
        self.env["customer.alias"].flush_model(["partner_id", "kind", "value"])
        escaped = term.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        return [
            SQL(
                """(
                SELECT partner_id FROM customer_alias
                 WHERE upper(value) LIKE upper(%s) AND kind <> 'merged_id'
                )""",
                f"{escaped}%",
            ),
            SQL(
                """(
                SELECT partner_id FROM customer_alias
                 WHERE upper(value) = upper(%s) AND kind = 'merged_id'
                )""",
                term,
            ),
        ]

    @api.model
    def _search_by_phone(self, term):
        """Any notation of a whole number, and any four digits in a row of one."""
        fragments = self._phone_fragments(term)
        if not fragments:
            return []
        # sudo: `phone` is seen by everybody who sees the contact
        phones = self.env["customer.phone"].sudo()
        query = phones._search(
            Domain.OR(Domain("digits", "like", part) for part in fragments)
        )
        code = self._own_phone_code() or ""
        former = SQL(" OR ").join(
            SQL("upper(value) LIKE %s", f"{start}{part}%")
            for part in fragments
            for start in {"", code}
        )
        return [
            query.subselect('"customer_phone"."partner_id"'),
            # numbers of before a change of area code, from their beginning
            SQL(
                "(SELECT partner_id FROM customer_alias WHERE kind = 'phone' AND (%s))",
                former,
            ),
        ]

    @api.model
    def _phone_fragments(self, term):
        """Return digits to look for: as typed without leading zeros, and as E.164."""
        plain = clean(term)
        typed = "".join(c for c in plain if c.isdigit()).lstrip("0")
        if len(typed) < SHORTEST_NUMBER:
            return []
        found = {
            number.e164[1:]
            for number in read_numbers(plain, *self._phone_regions())
            if number.e164
        }
        if not any(c.isalpha() for c in plain):
            found.add(typed)
        return sorted(found)

    @api.model
    def _search_by_serial_number(self, term):
        """What somebody bought or left with us, for those who may see that."""
        if not self.env["res.users"]._has_function("action_see"):
            return []
        domain = Domain("serial_number", "ilike", term)
        actions = self.env["customer.action"].with_context(active_test=False)
        # sudo: a clerk who sees no invoices sees whose machine this is
        lines = self.env["account.move.line"].sudo()
        sold = lines._search(
            domain & Domain("company_id", "in", self.env.companies.ids)
        )
        return [
            actions._search(domain).subselect('"customer_action"."partner_id"'),
            SQL(
                "(SELECT partner_id FROM account_move WHERE id IN %s)",
                sold.subselect('"account_move_line"."move_id"'),
            ),
        ]
