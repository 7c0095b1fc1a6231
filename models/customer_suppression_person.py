# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Under which channels each kind of address is kept.
KEPT = {"email": ("email",), "phone": ("sms", "call"), "post": ("letter",)}
# By which channel the hash of each kind is made.
HASHED_AS = {"email": "email", "phone": "sms", "post": "letter"}


class CustomerSuppression(models.Model):
    """The addresses of people who asked to be forgotten.

    Whoever comes back with such an address, typed or imported, is recognised. What a
    living customer has, too, is suppressed for the person only: a family's letter box
    and a shared mailbox go on receiving what the others want.
    """

    _inherit = "customer.suppression"

    @api.model
    def _suppress_persons(self, owners):
        """Suppress every address of these people.

        :param owners: {partner id: id of the customer it belongs to}
        :return: {id of a new row: id of the customer}
        """
        partners = self.env["res.partner"].browse(owners)
        uids = self.env["customer.consent.subject"]._uids(
            list(dict.fromkeys(owners.values()))
        )
        rows = {}
        for kind, addresses in partners._addresses_by_kind().items():
            texts = {text for found in addresses.values() for text in found}
            shared = getattr(partners, f"_shared_{kind}")(texts)
            digests = self._hashes(HASHED_AS[kind], {text: text for text in texts})
            for partner_id, found in addresses.items():
                owner = owners[partner_id]
                for text in found:
                    uid = uids[owner] if text in shared else None
                    for channel in KEPT[kind]:
                        rows.setdefault((digests[text], channel, uid), owner)
        return self._insert_erased(rows)

    @api.model
    def _insert_erased(self, rows):
        """:param rows: {(hash, channel, person or None): customer id}"""
        if not rows:
            return {}
        digests, channels, uids = map(list, zip(*rows, strict=True))
        self.flush_model()
        made = self.env.execute_query(
            SQL(
                """
                INSERT INTO customer_suppression (
                       address_hash, channel, subject_uid, reason, suppressed_at,
                       user_id, active, create_uid, create_date, write_uid, write_date)
                SELECT new.digest, new.channel, new.uid, 'erasure', %(now)s, %(user)s,
                       TRUE, %(user)s, %(now)s, %(user)s, %(now)s
                  FROM unnest(%(digests)s::varchar[], %(channels)s::varchar[],
                              %(uids)s::varchar[]) AS new (digest, channel, uid)
                 WHERE NOT EXISTS (
                       SELECT FROM customer_suppression old
                        WHERE old.active AND old.address_hash = new.digest
                          AND old.channel = new.channel AND old.company_id IS NULL
                          AND (old.subject_uid IS NULL OR old.subject_uid = new.uid))
             RETURNING id, address_hash, channel, subject_uid
                """,
                now=fields.Datetime.now(),
                user=self.env.uid,
                digests=digests,
                channels=channels,
                uids=uids,
            )
        )
        self.invalidate_model()
        return {row_id: rows[tuple(key)] for row_id, *key in made}


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _addresses_by_kind(self):
        """Return {"email", "phone" or "post": {partner id: all they have of it}}."""
        found = {"email": {}, "phone": {}, "post": {}}
        for partner in self:
            if partner.email_normalized:
                found["email"][partner.id] = {partner.email_normalized}
            numbers = {*partner.customer_phone_ids.mapped("number_e164")}
            numbers.add(partner.phone_sanitized)
            if numbers := numbers - {False}:
                found["phone"][partner.id] = numbers
        for partner_id, address in self._contact_addresses("letter").items():
            found["post"][partner_id] = {address}
        return found

    def _living_others(self):
        return (
            Domain("active", "=", True)
            & Domain("is_forgotten", "=", False)
            & Domain("id", "not in", self.ids)
        )

    def _shared_email(self, addresses):
        """Return those of the addresses that a living customer has, too."""
        others = self.search_fetch(
            Domain("email_normalized", "in", list(addresses)) & self._living_others(),
            ["email_normalized"],
        )
        return set(others.mapped("email_normalized"))

    def _shared_phone(self, numbers):
        phones = self.env["customer.phone"].search_fetch(
            Domain("number_e164", "in", list(numbers))
            & Domain("partner_id", "any", self._living_others()),
            ["number_e164"],
        )
        return set(phones.mapped("number_e164"))

    def _shared_post(self, addresses):
        """A letter box is shared by whoever has the same street, postcode and town."""
        if not addresses:
            return set()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT mine.id
                  FROM res_partner mine
                  JOIN res_partner other
                    ON lower(trim(other.street)) = lower(trim(mine.street))
                   AND other.zip IS NOT DISTINCT FROM mine.zip
                   AND lower(other.city) IS NOT DISTINCT FROM lower(mine.city)
                 WHERE mine.id = ANY(%(ids)s) AND other.active
                   AND other.is_forgotten IS NOT TRUE AND other.id <> ALL(%(ids)s)
                """,
                ids=self.ids,
            )
        )
        letters = self._contact_addresses("letter")
        return {letters[each] for (each,) in rows if each in letters}
