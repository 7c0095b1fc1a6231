# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

KEEPERS = ("both", "family", "member")
# The country stays: it decides how numbers are read and taxes are found.
ADDRESS = ("street", "street2", "zip", "city", "state_id")
# Letters and digits only, so that "ul. Prosta 1" equals "UL PROSTA 1"; a hash, since
# an index refuses long texts.
PLACE = (
    "md5(regexp_replace(lower({0}street || ' ' || {0}zip || ' ' || {0}city),"
    " '[^[:alnum:]]', '', 'g'))"
)
HAS_PLACE = "{0}street IS NOT NULL AND {0}zip IS NOT NULL AND {0}city IS NOT NULL"


class ResPartner(models.Model):
    """The telephone number and the address that a family has in common."""

    _inherit = "res.partner"

    _family_place_idx = models.Index(
        f"({PLACE.format('')}) WHERE parent_id IS NULL AND {HAS_PLACE.format('')}"
    )

    # -- proposals -------------------------------------------------------------

    def _family_proposals(self, limit=10):
        """Return customers who live at the same place or have the same number.

        :return: {customer: set of "address", "phone"}, nobody of the same family
        """
        rows = self._family_twins(limit * 3)
        # sudo: whoever looks for a family need not see all fields of customers
        found = self.search(
            Domain("id", "in", list(rows))
            & Domain("is_company", "=", False)
            & self._customer_domain()
        ).filtered(lambda partner: not partner._family_obstacle())
        return {partner: rows[partner.id] for partner in found[:limit]}

    def _family_twins(self, limit):
        """Return {partner id: set of what is the same}, in one query."""
        self.env["res.partner"].flush_model(
            ["street", "zip", "city", "active", "parent_id"]
        )
        self.env["customer.phone"].flush_model(["partner_id", "number_e164"])
        rows = self.env.execute_query(
            SQL(
                """
                (SELECT other.id, 'address'
                   FROM res_partner own
                   JOIN res_partner other ON %(place_other)s = %(place_own)s
                  WHERE own.id = ANY(%(ids)s) AND %(has_place)s
                    AND other.parent_id IS NULL AND %(has_other_place)s
                    AND other.active AND other.id <> ALL(%(ids)s)
                  LIMIT %(limit)s)
                UNION
                (SELECT other.id, 'phone'
                   FROM customer_phone own
                   JOIN customer_phone same ON same.number_e164 = own.number_e164
                    AND coalesce(same.extension, '') = coalesce(own.extension, '')
                   JOIN res_partner other ON other.id = same.partner_id
                  WHERE own.partner_id = ANY(%(ids)s) AND other.parent_id IS NULL
                    AND other.active AND other.id <> ALL(%(ids)s)
                  LIMIT %(limit)s)
                """,
                ids=self.ids,
                limit=limit,
                place_own=SQL(PLACE.format("own.")),
                place_other=SQL(PLACE.format("other.")),
                has_place=SQL(HAS_PLACE.format("own.")),
                has_other_place=SQL(HAS_PLACE.format("other.")),
            )
        )
        found = {}
        for partner_id, same in rows:
            found.setdefault(partner_id, set()).add(same)
        return found

    # -- what a member has in common with those who stay -----------------------

    def _shared_phones(self, others):
        """Return the keys of the numbers that these and the others have."""
        own, theirs = self.customer_phone_ids, others.customer_phone_ids
        return {row._key() for row in own} & {row._key() for row in theirs}

    def _shared_places(self, others):
        """Return the places, as comparable texts, where these and the others live."""
        own = {partner._place() for partner in self}
        return {place for place in own if place} & {p._place() for p in others}

    def _place(self):
        parts = (self.street, self.zip, self.city)
        text = "".join(part or "" for part in parts).lower()
        return all(parts) and "".join(filter(str.isalnum, text))

    def _divide_contacts(self, staying, phone, address):
        """Settle who keeps what both have: `both`, `family` or `member`."""
        if {phone, address} - set(KEEPERS):
            raise UserError(
                self.env._(
                    "Say who keeps the shared telephone number and address: both, the"
                    " family or the member who leaves."
                )
            )
        if phone == address == "both":
            return
        self.env["res.users"]._check_function("customer_change")
        # sudo: those who stay are changed too, also where the user does not see them
        leaving, staying = self.sudo(), staying.with_env(self.env).sudo()
        losers = {"family": leaving, "member": staying, "both": leaving.browse()}
        numbers = leaving._shared_phones(staying)
        places = leaving._shared_places(staying)
        losers[phone]._give_up_phones(numbers)
        losers[address]._give_up_address(places)

    def _give_up_phones(self, numbers):
        rows = self.customer_phone_ids
        rows.filtered(lambda row: row._key() in numbers).unlink()

    def _give_up_address(self, places):
        losers = self.filtered(lambda partner: partner._place() in places)
        losers.write(dict.fromkeys(ADDRESS, False))
