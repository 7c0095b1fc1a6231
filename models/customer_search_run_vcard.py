# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

from ..tools import vcard

BATCH = 2000
FIELDS = (
    "name",
    "is_company",
    "commercial_company_name",
    "function",
    "email",
    "phone",
    "street",
    "street2",
    "city",
    "state_id",
    "zip",
    "country_id",
    "website",
    "birth_date",
    "lang",
    "category_id",
    "ref",
    "write_date",
)


class CustomerSearchRun(models.Model):
    """vCards: everybody of the list once, for address books and telephones.

    A card says in its note by which ways the person may not be contacted, and has a
    category for it, so that an address book can sort by that.
    """

    _inherit = "customer.search.run"

    def _output_vcard(self):
        self._write_parts("vcard", self._write_vcard)

    def _write_vcard(self, file, after, until):
        count = 0
        version = self.search_id.vcard_version or "3.0"
        while after < until:
            rows = self._vcard_rows(after, until)
            if not rows:
                break
            after = rows[-1][0]
            refused = {partner_id: why for _place, partner_id, *why in rows}
            for contact in self._contacts(refused):
                file.write(vcard.card(contact, version).encode())
                count += 1
        return count

    def _vcard_rows(self, after, until):
        """Return the next [(place, partner id, refusals…)], each person once."""
        return self.env.execute_query(
            SQL(
                """
                SELECT sequence, partner_id, %s
                  FROM customer_search_recipient recipient
                 WHERE run_id = %s AND sequence > %s AND sequence <= %s
                   AND NOT EXISTS (
                       SELECT FROM customer_search_recipient former
                        WHERE former.run_id = recipient.run_id
                          AND former.partner_id = recipient.partner_id
                          AND former.sequence > 0
                          AND former.sequence < recipient.sequence)
              ORDER BY sequence LIMIT %s
                """,
                SQL(", ").join(self._mark_values()),
                self.id,
                after,
                until,
                BATCH,
            )
        )

    def _contacts(self, refused):
        """Return what the cards of these customers say.

        :param refused: {partner id: reasons, for each way}
        """
        partners = self.env["res.partner"].with_context(active_test=False)
        partners = partners.search([("id", "in", list(refused))])
        names = [name for name in FIELDS if self._may_read(partners, name)]
        partners.fetch(names)
        phones = self._phones_of(partners)
        found = {
            partner.id: self._contact(partner, names, phones, refused[partner.id])
            for partner in partners
        }
        self.env.invalidate_all()
        return [found[each] for each in refused if each in found]

    def _may_read(self, partners, name):
        return partners._has_field_access(partners._fields[name], "read")

    def _phones_of(self, partners):
        """Return {partner id: [(type, number)]}, as international numbers."""
        found = {}
        phones = self.env["customer.phone"].search_fetch(
            [("partner_id", "in", partners.ids)],
            ["partner_id", "type", "number", "number_e164"],
        )
        for phone in phones:
            number = (phone.type, phone.number_e164 or phone.number)
            found.setdefault(phone.partner_id.id, []).append(number)
        return found

    def _contact(self, partner, names, phones, reasons):
        values = {name: partner[name] for name in names}
        return {
            "uid": values["ref"] or f"customer-{partner.id}",
            "name": values["name"],
            "is_company": values["is_company"],
            "company": values["commercial_company_name"],
            "title": values["function"],
            "emails": [values["email"]] if values["email"] else (),
            "phones": phones.get(partner.id)
            or ([("other", values["phone"])] if values["phone"] else ()),
            "addresses": self._contact_address(values),
            "website": values["website"],
            "birthday": values.get("birth_date"),
            "lang": values["lang"],
            "note": "\n".join(self._card_notes(reasons)),
            "categories": [
                *values["category_id"].mapped("name"),
                *self._card_categories(reasons),
            ],
            "changed": values["write_date"],
        }

    def _contact_address(self, values):
        parts = [values[name] or "" for name in ("street", "street2", "city")]
        parts += [values["state_id"].name or "", values["zip"] or ""]
        parts.append(values["country_id"].name or "")
        kind = "work" if values["is_company"] else "home"
        return [(kind, *parts)] if any(parts) else ()

    def _card_notes(self, reasons):
        for label, reason in zip(self._mark_labels(), reasons, strict=True):
            if reason:
                yield f"{label}: {reason}"

    def _card_categories(self, reasons):
        ways = (
            self.env._("No e-mail"),
            self.env._("No SMS"),
            self.env._("No post"),
        )
        return [way for way, reason in zip(ways, reasons, strict=True) if reason]
