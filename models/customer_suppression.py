# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, email_normalize

from ..tools.address_hash import medium
from .customer_consent import CONSENT_CHANNEL


class CustomerConsent(models.Model):
    _inherit = "customer.consent"

    @api.model
    def _has_hashes(self):
        """A new key would forget what is suppressed, too."""
        # sudo: only whether there is any
        rows = self.env["customer.suppression"].sudo().with_context(active_test=False)
        return super()._has_hashes() or bool(rows.search_count([], limit=1))


class CustomerSuppression(models.Model):
    """Addresses that must not be used any more, as keyed hashes and nothing else.

    A consent says what a customer wants; this says that an address is dead, or that
    whoever it belongs to wants to be left alone for good. It holds for whoever has the
    address, today or in ten years, and for every purpose. Nobody can read from a row
    whose address it is; who has the address can ask whether it is here.

    Rows are written by verbs only: there is no access right to write one. There is
    deliberately no UNIQUE constraint: two rows for one address are harmless, and with
    one a long import of a list would make a bounce wait.
    """

    _name = "customer.suppression"
    _description = "Suppressed address"
    _order = "suppressed_at desc, id desc"
    _check_company_domain = models.check_company_domain_parent_of
    _rec_name = "address_hash"

    address = fields.Char(
        compute="_compute_address",
        search="_search_address",
        help="Only its hash is kept. Type a whole address to find it.",
    )
    address_hash = fields.Char("Address (hash)", required=True, copy=False)
    channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS"), ("letter", "Post"), ("call", "Call")],
        required=True,
    )
    reason = fields.Selection(
        [
            ("bounce", "Does not exist"),
            ("objection", "Never contact again"),
            ("erasure", "Erasure"),
            ("import", "Imported list"),
        ],
        required=True,
    )
    suppressed_at = fields.Datetime("Since", required=True)
    user_id = fields.Many2one("res.users", "By", ondelete="set null")
    note = fields.Char()
    # A dead address is dead for all companies, a wish may concern one of them.
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: holds for all companies.",
    )
    subject_uid = fields.Char(
        "Person",
        help="Holds for this person of the consent log only: somebody else has the"
        " address, too.",
    )
    active = fields.Boolean("In force", default=True)

    _address_idx = models.Index("(address_hash, channel)")
    _channel_idx = models.Index("(channel) WHERE active")
    _since_idx = models.Index("(suppressed_at DESC, id DESC)")

    @api.depends("channel", "reason")
    def _compute_display_name(self):
        """Of the address only a hash is kept, which tells nobody anything."""
        channels, reasons = (
            dict(self._fields[name]._description_selection(self.env))
            for name in ("channel", "reason")
        )
        for row in self:
            names = (channels.get(row.channel), reasons.get(row.reason))
            row.display_name = ": ".join(filter(None, names))

    def _compute_address(self):
        self.address = False

    @api.model
    def _search_address(self, operator, value):
        """Find what was typed by the hash it has, whatever kind of address it is."""
        if operator not in ("=", "ilike", "like", "in"):
            return NotImplemented
        texts = [value] if isinstance(value, str) else list(value)
        hashes = [
            digest
            for text in texts
            for channel in ("email", "sms", "letter")
            if (cleaned := self._clean(channel, text or ""))
            for digest in self._hashes(channel, {0: cleaned}).values()
        ]
        return [("address_hash", "in", hashes)]

    @api.model
    def _hashes(self, channel, addresses):
        # sudo: the key is the program's
        return self.env["customer.consent"].sudo()._hashes(channel, addresses)

    @api.model
    def _clean(self, channel, text):
        """Return a typed address as it would be used, empty when it cannot be."""
        kind = medium(channel)
        if kind == "email":
            return email_normalize(text) or ""
        if kind == "phone":
            partners = self.env["res.partner"]
            return partners._phone_e164(text, self.env.company.country_id) or ""
        return text.strip()

    # -- what the gate asks ----------------------------------------------------

    @api.model
    def _condition(self, kept, person=None):
        """Return SQL: whether the address of the gate's row `asked` is suppressed.

        :param kept: SQL of the channel under which it is kept
        :param person: SQL of the customer's id; without one only what holds for
            whoever has the address counts
        """
        self.flush_model(
            ["address_hash", "channel", "active", "company_id", "subject_uid"]
        )
        return SQL(
            """
            EXISTS (SELECT FROM customer_suppression s
                     WHERE s.active AND s.address_hash = asked.digest
                       AND s.channel = %s
                       AND (s.company_id IS NULL OR s.company_id = ANY(%s))
                       AND (s.subject_uid IS NULL OR %s))
            """,
            kept,
            # a no to headquarters is one to its branches
            self.env.company._with_parents().ids,
            self._is_of(person) if person else SQL("FALSE"),
        )

    @api.model
    def _is_of(self, person):
        return SQL(
            """
            EXISTS (SELECT FROM customer_consent_subject subject
                     WHERE subject.uid = s.subject_uid AND subject.partner_id = %s)
            """,
            person,
        )

    @api.model
    def _suppressed(self, channel, addresses):
        """Return the keys whose address must not be used by this channel.

        :param addresses: {any key: address}
        """
        return {key for key, _channel in self._found({channel: addresses})}

    @api.model
    def _used_channels(self):
        """Return the channels of which any address is suppressed."""
        self.flush_model(["channel", "active"])
        channels = [key for key, _label in self._fields["channel"].selection]
        return {
            channel
            for (channel,) in self.env.execute_query(
                SQL(
                    "SELECT t.channel FROM unnest(%s::varchar[]) AS t (channel)"
                    " WHERE EXISTS (SELECT FROM customer_suppression s"
                    " WHERE s.active AND s.channel = t.channel)",
                    channels,
                )
            )
        }

    def _found(self, addresses):
        """Return {(key, channel)} of what is suppressed, in one query.

        :param addresses: {channel: {key: address}}
        """
        asked = [
            (key, channel, CONSENT_CHANNEL.get(channel, channel), digest)
            for channel, by_key in addresses.items()
            for key, digest in self._hashes(
                channel, {key: text for key, text in by_key.items() if text}
            ).items()
        ]
        if not asked:
            return set()
        _keys, _channels, kept, digests = map(list, zip(*asked, strict=True))
        rows = self.env.execute_query(
            SQL(
                """
                SELECT asked.place
                  FROM unnest(%s::varchar[], %s::varchar[]) WITH ORDINALITY
                       AS asked (kept, digest, place)
                 WHERE %s
                """,
                kept,
                digests,
                self._condition(SQL("asked.kept")),
            )
        )
        return {asked[place - 1][:2] for (place,) in rows}

    # -- verbs -----------------------------------------------------------------

    @api.model
    def _suppress(self, channel, addresses, reason, note=False, company=None):
        """Suppress addresses; what is suppressed keeps its first date and reason.

        Rights are the caller's matter: bounces and erasures come from the program.

        :param addresses: texts; those that cannot be read are left out
        :return: how many are new
        """
        self._fields["reason"].convert_to_cache(reason, self)
        self._check_note(note, addresses)
        channel = CONSENT_CHANNEL.get(channel, channel)
        texts = {self._clean(channel, text or "") for text in addresses} - {""}
        hashes = self._hashes(channel, {text: text for text in texts})
        company_id = company.id if company else None
        self.flush_model()
        found = self.env.execute_query(
            SQL(
                """
                INSERT INTO customer_suppression (
                       address_hash, channel, reason, suppressed_at, user_id, note,
                       company_id, active, create_uid, create_date, write_uid,
                       write_date)
                SELECT new.digest, %(channel)s, %(reason)s, %(now)s, %(user)s, %(note)s,
                       %(company)s, TRUE, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(digests)s::varchar[]) AS new (digest)
                 WHERE NOT EXISTS (
                       SELECT FROM customer_suppression old
                        WHERE old.active AND old.subject_uid IS NULL
                          AND old.address_hash = new.digest
                          AND old.channel = %(channel)s
                          AND (old.company_id IS NULL OR old.company_id = %(company)s))
             RETURNING address_hash
                """,
                channel=channel,
                reason=reason,
                now=fields.Datetime.now(),
                user=self.env.uid if self.env.user._is_internal() else None,
                note=note or None,
                company=company_id,
                uid=self.env.uid,
                digests=sorted(set(hashes.values())),
            )
        )
        self.invalidate_model()
        new = {digest for (digest,) in found}
        self.env["res.partner"]._log_suppressed(
            channel, [text for text in texts if hashes[text] in new]
        )
        return len(new)

    @api.model
    def _check_note(self, note, addresses):
        """The note must not say in clear what is kept as a hash."""
        text = (note or "").casefold()
        if text and any(each and each.casefold() in text for each in addresses):
            raise ValidationError(
                self.env._(
                    "Leave the address out of the note: it is not kept in clear."
                )
            )
