# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.address_hash import address_hash, mask

KEY_PARAMETER = "customer_care.address_key"
# Everything that arrives in the letter box is one decision of the customer.
CONSENT_CHANNEL = {"postcard": "letter", "label": "letter"}
OPT_OUT = ("withdrawn", "objected")


class CustomerConsent(models.Model):
    """The last word of a customer on a purpose, a channel and the address used for it.

    Rows are written by verbs only (`res.partner._set_consent`, the unsubscribe page,
    the merge), never through the ORM by a user. The address is kept as a keyed hash, so
    a row outlives the customer's record: whoever comes back with the address of someone
    who objected is still refused.

    There is deliberately no UNIQUE constraint: core's partner merge deletes all rows of
    the merged contact when one of them violates a constraint. Two rows for the same key
    are harmless, the later one counts and of two equally late ones the no.
    """

    _name = "customer.consent"
    _description = "Consent"
    _order = "changed_at desc, id desc"
    _rec_name = "purpose_id"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        index="btree_not_null",
        ondelete="set null",  # an objection belongs to the address and stays
    )
    purpose_id = fields.Many2one(
        "customer.consent.purpose", required=True, ondelete="restrict", index=True
    )
    channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS"), ("letter", "Post"), ("call", "Call")],
        required=True,
    )
    address_hash = fields.Char("Address (hash)", required=True, copy=False)
    address_hint = fields.Char(
        "Address", help="Masked; the address itself is not kept."
    )
    state = fields.Selection(
        [
            ("requested", "Asked to confirm"),
            ("given", "Agreed"),
            ("withdrawn", "Withdrawn"),
            ("objected", "Objected"),
            ("expired", "Expired"),
        ],
        "Answer",
        required=True,
    )
    changed_at = fields.Datetime("Since", required=True, default=fields.Datetime.now)
    method = fields.Selection(
        [
            ("counter", "At the counter"),
            ("phone", "By telephone"),
            ("form", "On a paper form"),
            ("letter", "By letter"),
            ("email", "By e-mail"),
            ("link", "Unsubscribe page"),
            ("one_click", "One-click unsubscribe"),
            ("page", "Preference page"),
            ("confirmation", "Confirmed by e-mail"),
            ("stop", "Answer STOP by SMS"),
            ("start", "Answer START by SMS"),
            ("unconfirmed", "Not confirmed in time"),
            ("ended", "Purpose given up by us"),
            ("bounce", "Address does not exist"),
            ("import", "By import"),
            ("merge", "Merge of two customers"),
            ("forget", "Customer forgotten"),
        ],
        "How",
        required=True,
    )
    user_id = fields.Many2one("res.users", "Recorded by", ondelete="set null")
    note = fields.Char()

    _address_idx = models.Index("(address_hash, purpose_id, channel)")
    _changed_idx = models.Index("(changed_at DESC, id DESC)")

    @api.model
    def _address_key(self):
        """Return the secret of the address hashes.

        Our own one and not `database.secret`, which changes when a database is copied.
        It is made once. A lost key is an error and not a reason to make a new one: with
        another key no objection would be found again and everybody would be written to.
        """
        # sudo: parameters are for administrators, the gate is for everybody
        parameters = self.env["ir.config_parameter"].sudo()
        key = parameters.get_param(KEY_PARAMETER)
        if not key:
            if self._has_hashes():
                raise UserError(
                    self.env._(
                        "The system parameter %(name)s is missing. Restore it from a"
                        " backup: without it no objection of a customer can be found.",
                        name=KEY_PARAMETER,
                    )
                )
            key = secrets.token_hex(32)
            parameters.set_param(KEY_PARAMETER, key)
        return key.encode()

    @api.model
    def _has_hashes(self):
        """Whether something is kept that only the present key can find again."""
        # sudo: only whether there is any
        return bool(self.sudo().search_count([], limit=1))

    @api.model
    def _hashes(self, channel, addresses):
        """{any key: address} -> {the same key: its hash}."""
        key = self._address_key()
        return {
            owner: address_hash(key, channel, address)
            for owner, address in addresses.items()
        }

    @api.model
    def _decisions(self, purpose, channel, hashes):
        """Return what was said last about each address.

        :param hashes: {partner_id: address hash}
        :return: {partner_id: "given" | "refused"}, nothing for those who were never
            asked

        Somebody's yes counts for themselves and their address only; a no counts for the
        address, whoever said it, until a later yes.
        """
        return self._decisions_by_channel(purpose, {channel: hashes})[channel]

    @api.model
    def _decisions_by_channel(self, purpose, hashes):
        """The same for several channels in one query.

        :param hashes: {channel: {partner_id: address hash}}
        :return: {channel: {partner_id: "given" | "refused"}}
        """
        result = {channel: {} for channel in hashes}
        asked = [
            (partner_id, channel, CONSENT_CHANNEL.get(channel, channel), digest)
            for channel, by_partner in hashes.items()
            for partner_id, digest in by_partner.items()
        ]
        if not asked:
            return result
        ids, channels, kept, digests = map(list, zip(*asked, strict=True))
        relation = SQL(
            """(SELECT * FROM unnest(%s::int[], %s::varchar[], %s::varchar[],
                %s::varchar[]) AS a (id, channel, kept, digest)) AS asked""",
            ids,
            channels,
            kept,
            digests,
        )
        for partner_id, channel, given, refused in self.env.execute_query(
            self._decisions_query(
                purpose, relation, SQL("asked.id, asked.channel"), SQL("asked.kept")
            )
        ):
            if given or refused:
                is_given = given and (not refused or given > refused)
                result[channel][partner_id] = "given" if is_given else "refused"
        return result

    def _decisions_query(self, purpose, asked, keys, kept):
        """Return the query of when a yes and a no were said last.

        :param asked: SQL of a relation `asked` with `id` and `digest`
        :param keys: SQL of the columns of `asked` to answer for
        :param kept: SQL of the channel under which consents are kept
        """
        self.flush_model(
            [
                "partner_id",
                "purpose_id",
                "channel",
                "address_hash",
                "state",
                "changed_at",
                "valid_until",
            ]
        )
        return SQL(
            """
            SELECT %(keys)s,
                   max(consent.changed_at) FILTER (
                       WHERE consent.state = 'given' AND consent.partner_id = asked.id
                         AND (consent.valid_until IS NULL
                              OR consent.valid_until > %(now)s)) AS given,
                   max(consent.changed_at) FILTER (
                       WHERE consent.state IN %(opt_out)s) AS refused
              FROM %(asked)s
              JOIN customer_consent consent
                ON consent.address_hash = asked.digest
               AND consent.purpose_id = %(purpose)s
               AND consent.channel = %(kept)s
          GROUP BY %(keys)s
            """,
            keys=keys,
            kept=kept,
            now=fields.Datetime.now(),
            opt_out=OPT_OUT,
            asked=asked,
            purpose=purpose.id,
        )

    @api.model
    def _record(self, purpose, channel, points, state, method, note=False):
        """Store what was said for these points of contact, now.

        :param points: {partner_id or False: (address hash, hint)}
        """
        channel = CONSENT_CHANNEL.get(channel, channel)
        values = {
            "state": state,
            "method": method,
            "note": note,
            "changed_at": fields.Datetime.now(),
            "user_id": self.env.uid if self.env.user._is_internal() else False,
        }
        known = self.search(
            Domain("partner_id", "in", list(points))
            & Domain("purpose_id", "=", purpose.id)
            & Domain("channel", "=", channel)
            & Domain(
                "address_hash", "in", [digest for digest, _hint in points.values()]
            )
        ).filtered(lambda c: points[c.partner_id.id][0] == c.address_hash)
        known.write(values)
        settled = {consent.partner_id.id for consent in known}
        new = self.create(
            [
                {
                    "partner_id": partner_id,
                    "purpose_id": purpose.id,
                    "channel": channel,
                    "address_hash": digest,
                    "address_hint": hint,
                    **values,
                }
                for partner_id, (digest, hint) in points.items()
                if partner_id not in settled
            ]
        )
        return known + new

    @api.model
    def _points(self, channel, addresses):
        """{partner_id: address} -> the points that `_record` takes."""
        hashes = self._hashes(channel, addresses)
        return {
            owner: (hashes[owner], mask(channel, address))
            for owner, address in addresses.items()
        }
