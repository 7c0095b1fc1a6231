# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.renumber import Rule, is_concerned, is_valid, renumber

# How many of the numbers a preview shows; all of them are in its file.
SHOWN = 80


class CustomerOperation(models.Model):
    """Change area code: the numbers of chosen cities move to another code.

    `request` holds the rule: `region`, `country_code`, `old`, `new`, `exchanges`,
    `cities` (in small letters; nothing: all), `postcodes` (beginnings), `force`,
    `is_over` (the old code works no longer), `companies`; a batch adds `phones`, its
    rows, and `numbers`, what each of them was when they were shown.
    """

    _inherit = "customer.operation"

    kind = fields.Selection(
        selection_add=[("area_code", "Change area code")],
        ondelete={"area_code": "cascade"},
    )

    @api.model
    def _area_rule(self, request):
        return Rule(
            request["country_code"],
            request["old"],
            request["new"],
            tuple(map(tuple, request.get("exchanges") or ())),
            request["region"],
        )

    @api.model
    def _area_city(self):
        """Return SQL: the city of a contact, a person's that of the company."""
        return SQL("lower(trim(coalesce(nullif(p.city, ''), parent.city, '')))")

    @api.model
    def _area_tables(self, rule, ids=None):
        """Return SQL: the rows of numbers that begin with the old code.

        :param ids: only these rows, looked up before anything else is asked
        """
        phones = self.env["customer.phone"]
        numbers = SQL("customer_phone")
        if ids is not None:
            numbers = SQL(
                "(SELECT * FROM customer_phone WHERE id = ANY(%s) OFFSET 0)", list(ids)
            )
        phones.flush_model()
        self.env["res.partner"].flush_model()
        return SQL(
            """
              FROM %s c
              JOIN res_partner p ON p.id = c.partner_id
         LEFT JOIN res_partner parent ON parent.id = p.parent_id
             WHERE c.number_e164 LIKE %s AND %s
            """,
            numbers,
            f"{rule.prefix}%",
            phones._double_scope(),
        )

    @api.model
    def _area_cities(self, rule, postcodes=()):
        """Return [(city as written most often, in small letters, numbers)]."""
        city = SQL("coalesce(nullif(trim(p.city), ''), trim(parent.city), '')")
        return self.env.execute_query(
            SQL(
                """
                SELECT mode() WITHIN GROUP (ORDER BY %s), %s, count(*)
                       %s %s
              GROUP BY 2 ORDER BY 3 DESC, 2
                """,
                city,
                self._area_city(),
                self._area_tables(rule),
                self._area_postcodes(postcodes),
            )
        )

    @api.model
    def _area_postcodes(self, postcodes):
        if not postcodes:
            return SQL()
        return SQL(
            "AND coalesce(nullif(p.zip, ''), parent.zip, '') LIKE ANY(%s)",
            [f"{each}%" for each in postcodes],
        )

    @api.model
    def _area_rows(self, request, rule):
        """Return [(row, customer, number, E.164, regions)] that the rule concerns."""
        wanted = SQL()
        if "cities" in request:
            wanted = SQL("AND %s = ANY(%s)", self._area_city(), list(request["cities"]))
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id, c.partner_id, c.number, c.number_e164,
                       coalesce((SELECT code FROM res_country
                                  WHERE id = p.country_id), '')
                       %s %s %s ORDER BY c.id
                """,
                self._area_tables(rule, request.get("phones")),
                self._area_postcodes(request.get("postcodes")),
                wanted,
            )
        )
        own = self.env.company.country_id.code or ""
        return [
            (row_id, partner, number, e164, (mine, own))
            for row_id, partner, number, e164, mine in rows
            if not rule.exchanges or is_concerned(e164, rule)
        ]

    @api.model
    def _renumbered(self, request, moving=None):
        """Return what becomes of each number.

        :param moving: SQL, whether a row `c` moves, too; without it those found do
        :return: [(row, customer, number, E.164, new number, new E.164, problem)];
            `problem` is empty, `invalid`, `still` (the numbering plan has it as it is)
            or `taken`
        """
        rule = self._area_rule(request)
        found = [
            (*row[:4], *renumber(row[2], row[3], rule, *row[4]))
            for row in self._area_rows(request, rule)
        ]
        if moving is None:
            moving = SQL("c.id = ANY(%s)", [row[0] for row in found])
        taken = self._taken({row[5] for row in found}, moving)
        # what was judged in the rehearsal and is as it was need not be judged again
        judged = dict(
            zip(request.get("phones", ()), request.get("numbers", ()), strict=True)
        )
        return [
            (
                *row,
                "taken"
                if row[5] in taken
                else ""
                if judged.get(row[0]) == row[3]
                else self._number_problem(request, row[3], row[5]),
            )
            for row in found
        ]

    @api.model
    def _number_problem(self, request, old, new):
        """Say what `phonenumbers` has against a change."""
        if request.get("force"):
            return ""
        if not is_valid(new):
            return "invalid"
        return "still" if request.get("is_over") and is_valid(old) else ""

    @api.model
    def _taken(self, numbers, moving):
        """Return {number: names of customers} that have one of the new numbers.

        :param moving: SQL, whether a row `c` moves itself: its number is free then
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.number_e164, string_agg(p.complete_name, ', ' ORDER BY p.id)
                  FROM unnest(%s::varchar[]) AS new (number)
                       -- one look into the index for each, however many rows there are
            CROSS JOIN LATERAL (SELECT * FROM customer_phone
                                 WHERE number_e164 = new.number OFFSET 0) AS c
                  JOIN res_partner p ON p.id = c.partner_id
                 WHERE NOT %s
              GROUP BY c.number_e164
                """,
                list(numbers),
                moving,
            )
        )
        return dict(rows)

    @api.model
    def _companies_at_work(self):
        """Those whose numbers may change, the one at work first."""
        company = self.env.company
        return [company.id, *(self.env.companies - company).ids]

    # -- rehearse --------------------------------------------------------------------

    @api.model
    def _rehearse_area_code(self, request):
        """Return a rehearsed operation, and what becomes of each number."""
        request = {**request, "companies": self._companies_at_work()}
        # sudo: the log is written by the program, its verbs check the function
        operation = self.sudo().create(
            {
                "kind": "area_code",
                "model": "res.partner",
                "user_id": self.env.uid,
                "reason": f"+{request['country_code']} {request['old']}"
                f" → {request['new']}",
                "request": request,
            }
        )
        rows = operation._renumbered(request)
        problems = [row[6] for row in rows]
        changing = [row for row in rows if not row[6]]
        operation.write(
            {
                "state": "rehearsed",
                "preview": {
                    "change": problems.count(""),
                    "invalid": problems.count("invalid"),
                    "taken": problems.count("taken"),
                    "still": problems.count("still"),
                },
                "shown": {
                    "phones": [row[0] for row in changing],
                    "numbers": [row[3] for row in changing],
                },
            }
        )
        return operation, rows
