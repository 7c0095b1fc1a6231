# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# In the context: the operation whose criteria the list shows.
OPERATION = "customer_no_business"
# As long as a customer may stay away before anybody proposes to clean up.
YEARS = 3
# Bits of `held`: reasons that are no documents.
HELD = ("is_restricted", "is_forgotten")


class CustomerNoBusiness(models.Model):
    """Each customer with what kinds of business there are; none: it could go.

    Criteria are a dict: `before` (customers entered earlier), `off` (keys of kinds that
    do not count), `quotations` (old unconfirmed ones do not hold anybody), `inactive`
    (deactivated customers, too), `delete` (else deactivate), `company` (its
    customers only, and those of none).

    `_found` asks for all at once, and what becomes of whom is shown as the rehearsal
    found it. The reasons are asked row by row, of the rows shown only, so that a page
    of a million customers is there at once. Both are made of the same places.
    """

    _name = "customer.no.business"
    _description = "Customer with or without business"
    _inherit = "customer.no.business.kind"
    _auto = False
    _order = "id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    ref = fields.Char("Customer code", readonly=True)
    city = fields.Char(readonly=True)
    entered_on = fields.Datetime("Entered on", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    kinds = fields.Integer(readonly=True, help="A bit for each kind of business.")
    fate = fields.Selection(
        [("goes", "No business"), ("old", "Old quotations only"), ("stays", "Stays")],
        "What becomes of them",
        readonly=True,
    )
    reasons = fields.Char("Because of", compute="_compute_reasons")

    @api.model
    def _criteria(self):
        today = fields.Date.to_string(fields.Date.context_today(self))
        rehearsed = self._rehearsed()
        return rehearsed[1] if rehearsed else {"before": today}

    @api.model
    def _rehearsed(self):
        """Return (id of the rehearsal whose list this is, its criteria), or None.

        Those whom it found may be a million: they stay in the database.
        """
        operation = self.env.context.get(OPERATION)
        if not isinstance(operation, int):
            return None
        self.env["customer.operation"].flush_model(["kind", "request"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id, request - ARRAY['customers', 'past'] FROM"
                " customer_operation WHERE id = %s AND kind = 'no_business'",
                operation,
            )
        )
        return rows[0] if rows else None

    @property
    def _table_query(self):
        self.env.flush_all()
        criteria = self._criteria()
        kinds = self._kinds_asked(criteria)
        bits = self._bits_of_row(kinds)
        return SQL(
            """
            SELECT p.id, p.id AS partner_id, p.ref, p.city, p.create_date AS entered_on,
                   p.company_id, %(bits)s AS kinds, %(fate)s AS fate
              FROM %(candidates)s p
            """,
            bits=bits,
            fate=self._fate_rehearsed()
            or SQL(
                "(SELECT CASE WHEN bits = 0 THEN 'goes' WHEN bits = %s THEN 'old'"
                " ELSE 'stays' END FROM (SELECT %s) AS t (bits))",
                self._old_bit(kinds, criteria) or -1,
                bits,
            ),
            # not `id IN`: the planner would ask everybody before it picks a page
            candidates=self._candidates(criteria).subselect(SQL("res_partner.*")),
        )

    @api.model
    def _fate_rehearsed(self):
        """Return SQL: what the rehearsal found about the customer `p`, if there is one.

        To ask each customer anew takes minutes for a million, to look it up no time.
        """
        rehearsed = self._rehearsed()
        return rehearsed and SQL(
            """
            CASE WHEN p.id IN (
                      SELECT e.key::int FROM customer_operation,
                             jsonb_array_elements_text(request->'past') AS e (key)
                       WHERE id = %(id)s) THEN 'old'
                 WHEN p.id IN (
                      SELECT e.key::int FROM customer_operation,
                             jsonb_array_elements_text(request->'customers') AS e (key)
                       WHERE id = %(id)s
                   UNION ALL
                      SELECT e.key::int FROM customer_operation,
                             jsonb_object_keys(preview->'refused') AS e (key)
                       WHERE id = %(id)s) THEN 'goes'
                 ELSE 'stays' END
            """,
            id=rehearsed[0],
        )

    @api.depends("kinds")
    @api.depends_context(OPERATION)
    def _compute_reasons(self):
        kinds = self._kinds_asked(self._criteria())
        words = self._words({row.id: row.kinds for row in self}, kinds)
        for row in self:
            row.reasons = words[row.id]

    # -- who is asked about -----------------------------------------------------------

    @api.model
    def _candidates(self, criteria):
        """Return the query of customers who were entered before the day."""
        partners = self.env["res.partner"].with_context(active_test=False)
        day = fields.Datetime.to_datetime(criteria["before"])
        domain = (
            partners._customer_domain()
            & Domain("create_date", "<", day)
            & Domain("merged_into_id", "=", False)
            & Domain("is_anonymised", "=", False)
        )
        if not (criteria.get("inactive") and criteria.get("delete")):
            domain &= Domain("active", "=", True)
        if criteria.get("company"):
            domain &= Domain("company_id", "in", (False, criteria["company"]))
        return partners._search(domain)

    @api.model
    def _bit(self, place):
        return 1 << (place + len(HELD))

    @api.model
    def _old_bit(self, kinds, criteria):
        """Return the bit of old quotations where they hold nobody, else 0."""
        for place, kind in enumerate(kinds):
            if kind.key == "old_quotation" and criteria.get("quotations"):
                return self._bit(place)
        return 0

    @api.model
    def _held_bits(self):
        return SQL(" | ").join(
            SQL("CASE WHEN p.%s THEN %s ELSE 0 END", SQL.identifier(name), 1 << place)
            for place, name in enumerate(HELD)
        )

    @api.model
    def _links_of(self, kind, is_all=False):
        """Yield (query, column) of each link of the documents of a kind.

        :param is_all: of all documents: most of them name the same customer in each
            link, and only the first one counts
        """
        for model, names, domain in kind.places:
            # sudo: a document counts whether the user may see it or not
            records = self.env[model].sudo().with_context(active_test=False)
            first = "partner_id" if "partner_id" in names else "".join(names[:1])
            for name in names:
                query = records._search(domain)
                column = records._field_to_sql(query.table, name, query)
                if is_all and name != first:
                    same = records._field_to_sql(query.table, first, query)
                    query.add_where(SQL("%s IS DISTINCT FROM %s", column, same))
                yield query, column

    # -- one by one -------------------------------------------------------------------

    @api.model
    def _bits_of_row(self, kinds):
        """Return SQL: the bits of the customer `p`, its people and who merged in."""
        cases = []
        for place, kind in enumerate(kinds):
            found = []
            for query, column in self._links_of(kind):
                query.add_where(SQL("%s = q.id", column))
                found.append(SQL("EXISTS %s", query.subselect(SQL("1"))))
            if found:
                cases.append(
                    SQL(
                        "CASE WHEN %s THEN %s ELSE 0 END",
                        SQL(" OR ").join(found),
                        self._bit(place),
                    )
                )
        return SQL(
            """
            ((SELECT bit_or(%s) FROM res_partner q
               WHERE q.id = p.id OR q.commercial_partner_id = p.id
                     OR q.merged_into_id = p.id) | %s)
            """,
            SQL(" | ").join(cases),
            self._held_bits(),
        )

    @api.model
    def _bits_now(self, ids, criteria):
        """Return {id: bits} of those of the customers who still are asked about."""
        self.env.flush_all()
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT p.id, %s FROM res_partner p"
                    " WHERE p.id = ANY(%s) AND p.id IN %s",
                    self._bits_of_row(self._kinds_asked(criteria)),
                    list(ids),
                    self._candidates(criteria).subselect(),
                )
            )
        )
