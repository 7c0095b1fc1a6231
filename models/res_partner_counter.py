# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain

from ..tools.phone_numbers import read_numbers
from ..tools.phone_text import clean
from .res_partner_search import SHORTEST

LONGEST = 100
LIMIT = 10


class ResPartner(models.Model):
    """One box at the counter: whatever is scanned or typed leads to a customer."""

    _inherit = "res.partner"

    @api.model
    def get_counter_matches(self, term):
        """Find the customers that a text may mean, for the counter and Ctrl+K.

        What fits exactly comes alone; else whoever contains it. Contact persons lead to
        their customer, former codes to the survivor of a merge. Inactive customers are
        found by what fits exactly, forgotten ones not at all.

        :return: {"term" (as it was understood), "matches": [{id, name, code, phone,
            city, why, contact (the person found, if not the customer), contact_id,
            is_inactive}], "has_more", "message" (a sentence when there is none, else
            False), "new" (defaults of a new customer, or False)}
        """
        self.env["res.users"]._check_function("counter")
        term = self._counter_term(term)
        result = {"term": term, "matches": [], "has_more": False, "new": False}
        if refusal := self._counter_refusal(term):
            return {**result, "message": refusal}
        ways = self._counter_ways(term)
        rows = self._counter_rows(ways, "exact")
        found, others = self._counter_customers(rows, ways)
        if not found and len(term) >= SHORTEST:
            rows = self._counter_rows(ways, "part")
            rows += self._counter_names(term)
            found, more = self._counter_customers(rows, ways, only_active=True)
            others |= more
        return {
            **result,
            "matches": self._counter_lines(found[:LIMIT], ways),
            "has_more": len(found) > LIMIT,
            "message": not found and self._counter_nobody(term, others),
            "new": self._counter_new(term),
        }

    @api.model
    def _counter_term(self, term):
        """Return what was typed in one line; scanners add signs that do not print."""
        text = str(term) if isinstance(term, str | int) and term is not False else ""
        return " ".join("".join(c if c.isprintable() else " " for c in text).split())

    @api.model
    def _counter_refusal(self, term):
        if not term:
            return self.env._("Scan or type a code, a name or a number first.")
        if len(term) > LONGEST:
            return self.env._(
                "This is too long to look for: at most %s characters are.", LONGEST
            )
        return False

    @api.model
    def _counter_names(self, term):
        """Return rows like `_counter_rows`: whoever any search of contacts finds.

        Suppliers are asked about afterwards: they would take the place of customers.
        """
        names = Domain("display_name", "ilike", self._counter_escaped(term))
        kinds = self._customer_domain() | Domain("parent_id", "!=", False)
        contacts = self.search(names & kinds, limit=3 * LIMIT)
        return [("", contact.id, contact._counter_why(term)) for contact in contacts]

    def _counter_why(self, term):
        """Return which of the contact's own texts contains the term."""
        for name in ("complete_name", "email", "ref", "vat", "company_registry"):
            text = self[name] or ""
            if term.casefold() in text.casefold():
                return "" if name == "complete_name" else text
        return ""

    @api.model
    def _counter_customers(self, rows, ways, only_active=False):
        """Return ([(customer, contact, way, text)], others who are no customers).

        A customer once, by the surest way; only who the user may see.
        """
        order = {way["key"]: number for number, way in enumerate(ways)}
        rows = sorted(rows, key=lambda row: order.get(row[0], len(order)))
        active_test = {} if only_active else {"active_test": False}
        readable = self.with_context(**active_test)
        ids = list(dict.fromkeys(row[1] for row in rows))
        contacts = readable.search([("id", "in", ids)]) if ids else self.browse()
        customers = self.browse()
        if contacts:
            customers = readable.search(
                Domain("id", "in", contacts.commercial_partner_id.ids)
                & Domain("is_forgotten", "=", False)
                & self._customer_domain()
            )
        found = {}
        for way, contact_id, text in rows:
            contact = self.browse(contact_id)
            owner = contact.commercial_partner_id if contact in contacts else contact
            if contact in contacts and owner in customers and owner not in found:
                found[owner] = (owner, contact, way, text)
        # sudo: whoever was forgotten is not shown
        others = contacts.filtered(
            lambda contact: (
                contact.commercial_partner_id not in customers
                and not contact.is_forgotten
                and not contact.commercial_partner_id.sudo().is_forgotten
            )
        )
        # inactive ones stand last
        return sorted(found.values(), key=lambda row: not row[0].active), others

    @api.model
    def _counter_lines(self, found, ways):
        labels = {way["key"]: way["label"] for way in ways}
        lines = []
        for customer, contact, way, text in found:
            label = labels.get(way, "")
            if way == "code" and text.upper() != (customer.ref or "").upper():
                label = self.env._("Former code")
            lines.append(
                {
                    "id": customer.id,
                    "name": customer.display_name,
                    "code": customer.ref or "",
                    "phone": customer.phone or contact.phone or "",
                    "city": customer.city or "",
                    "why": " ".join(filter(None, (label, text))),
                    "contact": contact != customer and (contact.name or "") or "",
                    "contact_id": contact.id,
                    "is_inactive": not customer.active,
                }
            )
        return lines

    @api.model
    def _counter_nobody(self, term, others):
        """Return the sentence that says that no customer was found."""
        # by their numbers they were found on the way
        is_name = len(term) >= SHORTEST and any(c.isalpha() for c in term)
        if not others and is_name:
            name = self._counter_escaped(term)
            others = self.search([("display_name", "ilike", name)], limit=1)
        kinds = self._customer_domain()
        # sudo: whoever may read the person may know that their firm buys nothing
        owners = others.commercial_partner_id.sudo().filtered_domain(~kinds)
        for other in others.filtered(lambda o: o.commercial_partner_id in owners):
            # sudo: as above
            if other.commercial_partner_id.sudo().supplier_rank > 0:
                return self.env._("%s is a supplier and no customer.", other.name)
            return self.env._("%s is no customer.", other.display_name)
        if len(term) < SHORTEST:
            return self.env._(
                'Nothing is exactly "%(term)s". Type %(count)s characters or more to'
                " find it inside of names and numbers.",
                term=term,
                count=SHORTEST,
            )
        return self.env._('No customer is found by "%s".', term)

    @api.model
    def _counter_new(self, term):
        """Return what was typed as defaults of a new customer, if they may have one."""
        if not self.env["res.users"]._has_function("customer_change"):
            return False
        if "@" in term:
            return {"default_email": term}
        plain = clean(term)
        numbers = read_numbers(plain, *self._phone_regions())
        if not any(c.isalpha() for c in plain) and any(n.e164 for n in numbers):
            return {"default_phone": term}
        return {"default_name": term}
