# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..tools.duplicate_score import compare
from .res_partner_family_contacts import HAS_PLACE, PLACE
from .res_partner_likely import LOOKED_AT, RANK

# How PostgreSQL reads tables as a whole.
WHOLE_TABLE = ("seqscan", "hashjoin", "mergejoin")
# What is told of each row: who may be the same, not who is only a relative.
TOLD = ("certain", "likely", "possible")


class ResPartner(models.Model):
    """Odoo's import: who exists already is said row by row, and nothing is blocked.

    What was imported stands in the list of duplicates at once, where one key answers.
    """

    _inherit = "res.partner"

    # addresses of one provider share so many letters that a trigram index is slow
    _email_normalized_idx = models.Index(
        "(email_normalized) WHERE email_normalized IS NOT NULL"
    )

    @api.model
    def load(self, fields, data):
        """Say in `customer_twins` which of the imported may exist already."""
        if not self.env.context.get("import_file") or not self._tells_twins():
            return super().load(fields, data)
        [(last,)] = self.env.execute_query(SQL("SELECT max(id) FROM res_partner"))
        result = super().load(fields, data)
        if result.get("ids"):
            result["customer_twins"] = self._imported_twins(result["ids"], last or 0)
        return result

    @api.model
    def _tells_twins(self):
        return self.env["res.users"]._has_function("customer_see")

    @api.model
    def _imported_twins(self, ids, last):
        """Return what to tell of the records that an import made.

        :param ids: of the records of the file, in its order
        :param last: the newest record before; what is older was updated, not made
        :return: [{"row": from 0, "name", "other_id", "other", "verdict",
            "explanation", "pair_id"}]
        """
        made = [each for each in ids if each > last]
        best = self._likely_among(made)
        pairs = self._kept_twins(best)
        may_decide = self.env["res.users"]._has_function("merge")
        words = self.env["customer.duplicate"]._reason_words()
        in_words = self.env["customer.duplicate"]._in_words
        return [
            {
                "row": row,
                "name": person.name,
                "other_id": other.id,
                "other": other.name,
                "verdict": finding.verdict,
                "explanation": in_words(list(map(list, finding.reasons)), words),
                "pair_id": may_decide and pairs.get((other.id, person.id)),
            }
            for row, made_id in enumerate(ids)
            if made_id in best
            for person, other, finding in [best[made_id]]
        ]

    @api.model
    def _likely_among(self, ids):
        """{id: (Person, who they likely are, Finding)}; a few queries for all of them.

        Of two records of one file the later one is the duplicate.
        """
        self.env.flush_all()
        branches = self._likely_joins()
        if not ids:
            return {}
        # what was just imported has no statistics yet, and without them PostgreSQL
        # reads the whole table for each of the new records: minutes instead of seconds
        ways = [SQL.identifier(f"enable_{way}") for way in WHOLE_TABLE]
        for way in ways:
            self.env.cr.execute(SQL("SET LOCAL %s = off", way))
        rows = self.env.execute_query(
            SQL(
                "WITH made AS (SELECT * FROM res_partner WHERE id = ANY(%s)"
                " AND parent_id IS NULL) %s",
                ids,
                SQL(" UNION ").join(branches),
            )
        )
        for way in ways:
            self.env.cr.execute(SQL("RESET %s", way))
        others = defaultdict(list)
        for made, other in rows:
            if other < made:
                others[made].append(other)
        comparable = self._comparable_domain() & self._customer_kind_domain()
        visible = (
            self.browse({other for found in others.values() for other in found})
            .sudo(False)
            ._filtered_access("read")
            .filtered_domain(comparable)
        )
        people = {each.id: each for each in self._people_of([*ids, *visible.ids])}
        found = {}
        for made, candidates in others.items():
            person = people[made]
            findings = [
                (person, people[other], compare(person, people[other]))
                for other in candidates
                if other in people
            ]
            told = [each for each in findings if each[2].verdict in TOLD]
            if told:
                found[made] = min(
                    told, key=lambda each: (RANK[each[2].verdict], -each[2].score)
                )
        return found

    @api.model
    def _likely_joins(self):
        """Queries of (id of `made`, id of who has something in common), each with an
        index: a few candidates for each, as when one customer is typed in."""
        turned = SQL("regexp_replace(trim(made.name), '^(\\S+)\\s+(.*)$', '\\2 \\1')")
        conditions = [
            SQL("lower(p.name) = lower(made.name) AND p.parent_id IS NULL"),
            SQL("lower(p.name) = lower(%s) AND p.parent_id IS NULL", turned),
            SQL("p.email_normalized = made.email_normalized"),
            SQL(
                # an array is looked up one by one: from the customer to the numbers,
                # from these to who has them, never through all customers there are
                "p.id = ANY(ARRAY(SELECT theirs.partner_id FROM (SELECT number_e164"
                " FROM customer_phone WHERE partner_id = made.id OFFSET 0) AS mine"
                " CROSS JOIN LATERAL (SELECT partner_id FROM customer_phone"
                " WHERE number_e164 = mine.number_e164 LIMIT %s) AS theirs"
                " WHERE mine.number_e164 <> ''))",
                2 * LOOKED_AT,
            ),
            SQL("p.vat = made.vat AND made.vat <> ''"),
            SQL(
                "p.birth_date = made.birth_date AND p.zip = made.zip"
                " AND p.parent_id IS NULL"
            ),
            SQL(
                "%s = %s AND %s AND %s AND p.parent_id IS NULL",
                SQL(PLACE.format("p.")),
                SQL(PLACE.format("made.")),
                SQL(HAS_PLACE.format("p.")),
                SQL(HAS_PLACE.format("made.")),
            ),
        ]
        return [
            SQL(
                "SELECT made.id, other.id FROM made, LATERAL (SELECT p.id"
                " FROM res_partner p WHERE %s AND p.active AND p.id <> made.id"
                " LIMIT %s) other",
                condition,
                LOOKED_AT,
            )
            for condition in conditions
        ]

    @api.model
    def _kept_twins(self, found):
        """Put them into the list of duplicates; return {(id, id): id of the pair}."""
        # sudo: pairs are written by the program only
        pairs = self.env["customer.duplicate"].sudo()
        # sudo: as above
        scans = self.env["customer.duplicate.scan"].sudo()
        pairs._keep(
            scans.search([], limit=1),
            [
                (other.id, person.id, finding.score, finding.verdict)
                for person, other, finding in found.values()
            ],
        )
        kept = pairs.search(
            [
                ("decision", "=", "open"),
                ("partner_id", "in", [other.id for _p, other, _f in found.values()]),
                ("other_id", "in", list(found)),
            ]
        )
        return {(pair.partner_id.id, pair.other_id.id): pair.id for pair in kept}
