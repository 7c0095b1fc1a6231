# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL, email_normalize

from ..tools.address_hash import medium
from .res_partner_gate_query import PLAIN_SOURCES, UNREAD


class ResPartner(models.Model):
    """The gate: who must not be contacted, and why.

    Everything that leaves for a customer asks `_contact_refusals` when it is planned
    and again when it is sent. The gate is for everybody: it answers for customers the
    user may not read and for users without any level, because what it protects is the
    customer; it reads by raw SQL and gives away a sentence, never data.

    It is one query for any number of customers: each step says in SQL whom it refuses,
    see `_gate_steps`. Only addresses that PostgreSQL cannot bring into their normal
    form travel to Python first (`res_partner_gate_query.py`).
    """

    _inherit = "res.partner"

    is_forgotten = fields.Boolean("Forgotten", copy=False, readonly=True)
    forgotten_on = fields.Datetime(copy=False, readonly=True)
    is_restricted = fields.Boolean(
        "Restricted",
        copy=False,
        readonly=True,
        help="The data may be kept but not used, for example while it is contested.",
    )
    # restrict: the archived customer points to where its history went, and a survivor
    # that disappears would leave it pointing nowhere. (Core's merge moves the pointer.)
    merged_into_id = fields.Many2one(
        "res.partner",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    def write(self, vals):
        """A new e-mail address starts without the bounces of the old one."""
        moved = self.browse()
        if vals.get("email") and "message_bounce" not in vals:
            address = email_normalize(vals["email"], strict=False)
            moved = self.filtered(
                lambda p: p.message_bounce and p.email_normalized != address
            )
        result = super().write(vals)
        if moved:
            moved.message_bounce = 0
        return result

    def _contact_addresses(self, channel):
        """Return {partner_id: address}: the one each can be reached at by a channel.

        A normalised e-mail address, a number in E.164 (for a call also one only a
        person can read), a postal address of several lines. Who cannot be reached is
        absent.
        """
        return self._contact_addresses_by_channel([channel])[channel]

    def _contact_addresses_by_channel(self, channels):
        """Return {channel: {partner_id: address}} for several channels in one query."""
        result = {}
        for channel, rows in self._gate_rows_by_channel(channels).items():
            result[channel] = {
                partner_id: row["address"]
                for partner_id, row in rows.items()
                if not self._gate_problem(row, channel)
            }
        return result

    def _contact_refusals(self, channel, purpose=None, addresses=None):
        """Return {partner_id: sentence} for those who must not be contacted.

        :param channel: email, sms, letter, postcard, label or call
        :param purpose: `customer.consent.purpose`; without one only what forbids every
            contact is checked
        :param addresses: {partner_id: address} where it is not the primary one
        """
        kind = medium(channel)
        # sudo: whoever sends may use every purpose, but not look at their list
        purpose = purpose.sudo() if purpose else None
        reasons = [
            reason
            for step in self._gate_steps()
            for reason in getattr(self, step)(channel, purpose)
        ]
        ids, places = self._origin.ids, {}
        if kind in PLAIN_SOURCES:
            given = addresses or {}
            plain = [partner_id for partner_id in ids if partner_id not in given]
            places = self._gate_places(
                channel, self._gate_plain(channel, plain), purpose, reasons
            )
            ids = [each for each in given if each in set(ids)]
            ids += [each for each, place in places.items() if place == UNREAD]
        if ids:
            asked = self.browse(ids)._gate_read(channel, addresses)
            places.update(dict.fromkeys(ids))
            places.update(self._gate_places(channel, asked, purpose, reasons))
        return {
            partner_id: reasons[place][0]
            for partner_id, place in places.items()
            if place is not None
        }

    @api.model
    def _gate_steps(self):
        """The names of the steps, in the order in which a reason is looked for.

        A step takes the channel and the purpose and returns [(sentence, condition)]:
        SQL about the row `asked`, which has `id`, `address` (in its normal form),
        `digest` (the address's hash), `problem` (why the address is of no use),
        `is_known` and the flags of the customer; with a purpose also about the row
        `said`: `given` and `refused`, the last times of a yes and a no. A condition
        costs the same for one row and for a million.
        """
        return [
            "_gate_person",
            "_gate_address",
            "_gate_blacklist",
            "_gate_suppression",
            "_gate_consent",
        ]

    @api.model
    def _gate_person(self, channel, purpose):
        """Those who must not be contacted at all."""
        return list(self._gate_flags().values())

    @api.model
    def _gate_flags(self):
        """Return {key: (sentence, condition)} of what can be said of a person."""
        return {
            "is_deleted": (
                self.env._("This customer no longer exists."),
                SQL("NOT asked.is_known"),
            ),
            "merged_into_id": (
                self.env._("This customer was merged into another one."),
                SQL("asked.merged_into_id IS NOT NULL"),
            ),
            "is_forgotten": (
                self.env._("This customer asked to be forgotten."),
                SQL("asked.is_forgotten"),
            ),
            "is_restricted": (
                self.env._("This customer's data must not be used at present."),
                SQL("asked.is_restricted"),
            ),
            "is_archived": (
                self.env._("This customer is archived."),
                SQL("asked.active IS NOT TRUE"),
            ),
            "is_own_company": (
                self.env._("This is one of our own companies."),
                SQL("asked.id IN (SELECT partner_id FROM res_company)"),
            ),
        }

    @api.model
    def _gate_address(self, channel, purpose):
        """Those who have no address for this channel, or none that can work."""
        return [
            (sentence, SQL("asked.problem = %s", problem))
            for problem, sentence in self._gate_problems(channel).items()
        ]

    @api.model
    def _gate_problems(self, channel):
        """What can be wrong with an address, in the order in which it is looked for."""
        return {
            "email": {
                "missing": self.env._("There is no e-mail address."),
                "invalid": self.env._("The e-mail address is not valid."),
                "bounced": self.env._("E-mails to this address came back."),
            },
            "phone": {
                "missing": self.env._("There is no phone number."),
                "fax": self.env._("The phone number is that of a fax."),
                "invalid": self.env._("The phone number is not valid."),
                "landline": self.env._(
                    "The phone number is not that of a mobile phone."
                ),
            },
            "post": {"missing": self.env._("The postal address is incomplete.")},
        }[medium(channel)]

    @api.model
    def _gate_blacklist(self, channel, purpose):
        """Those whose address somebody put on Odoo's blacklist.

        It refuses every purpose, service too: the list does not say what the person
        meant, and nobody is lost by it, because a reminder that may not go out by
        e-mail goes by the next channel of its type and in the end to a person with a
        telephone.
        """
        kind = medium(channel)
        if kind == "post":
            return []
        model, column = {
            "email": ("mail.blacklist", "email"),
            "phone": ("phone.blacklist", "number"),
        }[kind]
        self.env[model].flush_model(["active", column])
        condition = SQL(
            "EXISTS (SELECT FROM %s b WHERE b.active AND %s = asked.address)",
            SQL.identifier(self.env[model]._table),
            SQL.identifier("b", column),
        )
        return [(self.env._("This address is on Odoo's blacklist."), condition)]

    @api.model
    def _gate_suppression(self, channel, purpose):
        """Those whose address is suppressed, whoever has it now."""
        # sudo: the gate is for everybody, see the class
        suppressions = self.env["customer.suppression"].sudo()
        kept = self._gate_kept(channel)
        condition = suppressions._condition(kept, SQL("asked.id"))
        return [(self.env._("This address must not be used any more."), condition)]

    @api.model
    def _gate_consent(self, channel, purpose):
        """Those who said no, and, where a yes is needed, those who never said it."""
        if not purpose:
            return []
        if not purpose.active:
            reason = self.env._(
                "%(purpose)s is archived: nothing is sent for it.", purpose=purpose.name
            )
            return [(reason, SQL("TRUE"))]
        if not purpose._allows(channel):
            reason = self.env._(
                "%(purpose)s does not use this channel.", purpose=purpose.name
            )
            return [(reason, SQL("TRUE"))]
        reasons = [
            (
                self.env._(
                    "The customer said no to this by this channel: %(purpose)s.",
                    purpose=purpose.name,
                ),
                SQL("said.refused >= coalesce(said.given, said.refused)"),
            )
        ]
        if purpose._needs_consent():
            never_asked = self.env._(
                "The customer has not agreed to this by this channel: %(purpose)s.",
                purpose=purpose.name,
            )
            reasons.append(
                (never_asked, SQL("said.given IS NULL AND said.refused IS NULL"))
            )
        return reasons
