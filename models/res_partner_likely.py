# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize

from ..tools.duplicate_score import Person, compare
from ..tools.phone_numbers import read_numbers
from .res_partner_family_contacts import HAS_PLACE, PLACE

# Records with one thing in common that are looked at: a switchboard has more.
LOOKED_AT = 100
SHOWN = 50
RANK = {"certain": 0, "likely": 1, "family": 2, "possible": 3}
TYPED = ("name", "street", "street2", "zip", "city", "vat", "email", "phone")


class ResPartner(models.Model):
    """Who is likely the one that is being entered: the scan's question about one."""

    _inherit = "res.partner"

    _likely_name_idx = models.Index("(lower(name)) WHERE active AND parent_id IS NULL")
    _likely_birth_idx = models.Index(
        "(birth_date, zip) WHERE birth_date IS NOT NULL AND parent_id IS NULL"
    )

    @api.model
    def _likely_existing(self, vals):
        """Return who may be the customer with these values, the likeliest first.

        Costs the same among a million as among ten thousand: each way of finding them
        has an index of its own, and few are looked at.
        :param vals: as for `create`; `id` is somebody who is not meant
        :return: [{"id", "name", "verdict", "score", "explanation"}]; who is only a
            relative is not among them
        """
        person = self._typed_person(vals)
        ids = self._likely_ids(person)
        pairs = self.env["customer.duplicate"]
        found = []
        for other in self._people_of(ids):
            finding = compare(person, other)
            if finding.verdict and finding.verdict != "family":
                reasons = [list(reason) for reason in finding.reasons]
                found.append((RANK[finding.verdict], -finding.score, other, reasons))
        found.sort(key=lambda each: each[:2] + (each[2].id,))
        words = pairs._reason_words()
        verdicts = list(RANK)
        return [
            {
                "id": other.id,
                "name": other.name,
                "verdict": verdicts[rank],
                "score": -score,
                "explanation": pairs._in_words(reasons, words),
            }
            for rank, score, other, reasons in found[:SHOWN]
        ]

    @api.model
    def _typed_person(self, vals):
        texts = {name: str(vals.get(name) or "").strip() for name in TYPED}
        country = self.env["res.country"].browse(vals.get("country_id") or [])
        company = self.env.company.country_id
        numbers = read_numbers(texts["phone"], country.code or "", company.code or "")
        email = email_normalize(texts["email"])
        return Person(
            vals.get("id") or 0,
            texts["name"],
            bool(vals.get("is_company")),
            vals.get("parent_id") or 0,
            frozenset([email] if email else ()),
            frozenset(number.e164 for number in numbers if number.e164),
            texts["street"],
            texts["street2"],
            texts["zip"],
            texts["city"],
            str(vals.get("birth_date") or ""),
            texts["vat"],
        )

    @api.model
    def _likely_ids(self, person):
        """Ids of who has something in common, whom the user may see; two queries."""
        self.env["res.partner"].flush_model()
        self.env["customer.phone"].flush_model(["partner_id", "number_e164"])
        branches = self._likely_branches(person)
        if not branches:
            return []
        rows = self.env.execute_query(SQL(" UNION ").join(branches))
        ids = [row[0] for row in rows if row[0] != person.id]
        mine = self.sudo(False)
        if not ids or not mine.has_access("read"):
            return []
        domain = self._comparable_domain() & self._customer_kind_domain()
        return mine.search(domain & Domain("id", "in", ids), order="id").ids

    @api.model
    def _likely_branches(self, person):
        """Queries in parentheses, each with an index."""
        conditions = []
        if person.name:
            words = person.name.lower().split()
            turned = " ".join([*words[1:], words[0]])
            names = list({" ".join(words), turned})
            conditions.append(
                SQL("lower(p.name) = ANY(%s) AND p.parent_id IS NULL", names)
            )
        for email in person.emails:
            # the text has an index, the normal form has none
            conditions.append(
                SQL("p.email ILIKE %s AND p.email_normalized = %s", email, email)
            )
        if person.phones:
            conditions.append(
                SQL(
                    "p.id IN (SELECT partner_id FROM customer_phone"
                    " WHERE number_e164 = ANY(%s))",
                    list(person.phones),
                )
            )
        if person.vat:
            conditions.append(SQL("p.vat = %s", person.vat))
        if person.birth_date:
            same = SQL("p.birth_date = %s AND p.parent_id IS NULL", person.birth_date)
            if person.zip:
                same = SQL("%s AND p.zip = %s", same, person.zip)
            conditions.append(same)
        if person.street and person.zip and person.city:
            place = SQL(
                PLACE.format("t."),
            )
            conditions.append(
                SQL(
                    "%s = (SELECT %s FROM (SELECT %s AS street, %s AS zip,"
                    " %s AS city) t) AND %s AND p.parent_id IS NULL",
                    SQL(PLACE.format("p.")),
                    place,
                    person.street,
                    person.zip,
                    person.city,
                    SQL(HAS_PLACE.format("p.")),
                )
            )
        return [
            SQL(
                "(SELECT p.id FROM res_partner p WHERE %s AND p.active LIMIT %s)",
                condition,
                LOOKED_AT,
            )
            for condition in conditions
        ]

    @api.model
    def _people_of(self, ids):
        """What is compared of these customers; two queries."""
        # sudo: a birth date is compared, not shown; who may be seen was asked before
        people = self.env["customer.duplicate.scan"].sudo()._people(ids)
        return [people[each] for each in ids]
