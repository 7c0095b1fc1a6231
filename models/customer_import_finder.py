# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL, email_normalize

from ..tools.phone_numbers import read_numbers

# The columns that say which customer a row is about, in the order they are asked.
WAYS = ("code", "email", "phone", "name")


class CustomerImportFinder(models.AbstractModel):
    """Who is meant in a file: by code or former code, e-mail, phone or name.

    A constant number of queries, whatever the number of rows.
    """

    _name = "customer.import.finder"
    _description = "Finder of customers in imported files"

    @api.model
    def _customers(self, asked):
        """Return {key: (customer, sentence)}; one of both is empty.

        :param asked: {key: {"code", "email", "phone", "name", "any": texts}}
        """
        tried = {key: self._ways(texts) for key, texts in asked.items()}
        wanted = defaultdict(set)
        for ways in tried.values():
            for way, value in ways:
                wanted[way].add(value)
        found = self._find(wanted)
        people = self._people({i for ids in found.values() for i in ids})
        return {
            key: self._answer(asked[key], ways, found, people)
            for key, ways in tried.items()
        }

    @api.model
    def _ways(self, texts):
        """Return [(way, value)] by which the texts of a row may be understood."""
        ways = []
        for way in WAYS:
            for text in filter(None, (texts.get(way), texts.get("any"))):
                if value := self._understood(way, text):
                    ways.append((way, value))
        return ways

    @api.model
    def _understood(self, way, text):
        if way == "code":
            return text.upper()
        if way == "email":
            return email_normalize(text) if "@" in text else None
        if way == "phone":
            return self._e164(text)
        return " ".join(text.casefold().split())

    @api.model
    def _e164(self, text):
        region = self.env.company.country_id.code or ""
        numbers = read_numbers(text, region, region)
        return numbers[0].e164 if len(numbers) == 1 else None

    @api.model
    def _answer(self, texts, ways, found, people):
        for way in ways:
            ids = {people[i].id for i in found.get(way, ()) if i in people}
            customers = self.env["res.partner"].browse(sorted(ids))
            # a number of a company is also that of its contact persons
            customers -= customers.filtered(
                lambda each, them=customers: each.parent_id in them
            )
            if len(customers) > 1:
                return self.env["res.partner"], self._sentence_several(way, customers)
            if customers.is_forgotten:
                return self.env["res.partner"], self._sentence_forgotten(customers)
            if customers:
                return customers, ""
        text = next(filter(None, texts.values()), "")
        return self.env["res.partner"], self._sentence_unknown(text)

    @api.model
    def _sentence_unknown(self, text):
        return self.env._(
            "There is no customer %s: no code, e-mail address, phone or name is that."
            " Import the customers first, or correct it.",
            text,
        )

    @api.model
    def _sentence_several(self, way, customers):
        # sudo: the sentence is owed also to whoever may not see all of it
        names = [
            self.env._("%(name)s (%(code)s)", name=each.name, code=each.ref or "–")
            for each in customers[:5].sudo()
        ]
        return self.env._(
            "%(value)s belongs to several customers: %(names)s. Name the one that is"
            " meant by their code.",
            value=way[1],
            names=", ".join(names),
        )

    @api.model
    def _sentence_forgotten(self, customer):
        # sudo: the sentence is owed also to whoever may not see all of it
        return self.env._(
            "%s asked to be forgotten: nothing is imported about this customer. Take"
            " the row out of the file, or reinstate the customer if they came back.",
            customer.sudo().ref or customer.sudo().display_name,
        )

    # -- looking up --------------------------------------------------------------------

    @api.model
    def _find(self, wanted):
        """Return {(way, value): [ids]}.

        :param wanted: {way: values}
        """
        self.env.flush_all()
        found = defaultdict(list)
        for way, values in wanted.items():
            query = getattr(self, f"_query_{way}")(list(values))
            for value, partner_id in self.env.execute_query(query):
                found[way, value].append(partner_id)
        return found

    @api.model
    def _query_code(self, codes):
        return SQL(
            "SELECT upper(value), partner_id FROM customer_alias"
            " WHERE kind = 'code' AND upper(value) = ANY(%s)"
            " AND (company_id IS NULL OR company_id = ANY(%s))",
            codes,
            self.env.company._with_parents().ids,
        )

    @api.model
    def _query_email(self, emails):
        return SQL(
            "SELECT email_normalized, id FROM res_partner"
            " WHERE email_normalized = ANY(%(emails)s)"
            " UNION SELECT lower(value), partner_id FROM customer_alias"
            " WHERE kind = 'email' AND upper(value) = ANY(%(upper)s)",
            emails=emails,
            upper=[email.upper() for email in emails],
        )

    @api.model
    def _query_phone(self, numbers):
        return SQL(
            "SELECT number_e164, partner_id FROM customer_phone"
            " WHERE number_e164 = ANY(%(numbers)s)"
            " UNION SELECT value, partner_id FROM customer_alias"
            " WHERE kind = 'phone' AND upper(value) = ANY(%(numbers)s)",
            numbers=numbers,
        )

    @api.model
    def _query_name(self, names):
        return SQL(
            "SELECT lower(name), id FROM res_partner"
            " WHERE lower(name) = ANY(%s) AND active AND parent_id IS NULL",
            names,
        )

    @api.model
    def _people(self, ids):
        """Return {id: who answers for it today}, of those the user may see."""
        partners = self.env["res.partner"].with_context(active_test=False)
        # sudo: where a merge led is no secret; who is seen is asked below
        people = partners.sudo().browse(ids).exists()
        today = {}
        for person in people:
            survivor = person
            while survivor.merged_into_id:
                survivor = survivor.merged_into_id
            today[person.id] = survivor.id
        seen = set(partners.browse(set(today.values()))._filtered_access("read").ids)
        return {
            old: partners.browse(new).with_prefetch(list(seen))
            for old, new in today.items()
            if new in seen
        }
