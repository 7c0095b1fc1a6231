# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL, email_normalize

from ..tools.address_hash import medium
from ..tools.phone_kind import may_receive_sms

# Odoo counts bounces without telling a full mailbox from a dead one. The count is
# cleared by an answer and by a new address, and another channel takes over meanwhile.
BOUNCE_LIMIT = 1
SET_BY_VERBS = ("is_forgotten", "forgotten_on", "is_restricted", "merged_into_id")


class ResPartner(models.Model):
    """The gate: who must not be contacted, and why.

    Everything that leaves for a customer asks `_contact_refusals` when it is planned
    and again when it is sent. The gate is for everybody: it answers for customers the
    user may not read and for users without any level, because what it protects is the
    customer; it reads by raw SQL and gives away a sentence, never data.

    To extend it, override one of the steps (`_gate_person`, `_gate_address`,
    `_gate_blacklist`, `_gate_consent`) or add the name of a method of yours to
    `_gate_steps`. A step takes the rows nobody refused yet and returns {partner_id:
    sentence}; it costs a constant number of queries, whatever their number.
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

    @api.model
    def _functions_to_write(self):
        """Being forgotten, restricted or merged comes from a verb, never an edit."""
        return {**super()._functions_to_write(), **dict.fromkeys(SET_BY_VERBS)}

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
            unusable = self._gate_address(rows, channel, None)
            result[channel] = {
                partner_id: row["address"]
                for partner_id, row in rows.items()
                if partner_id not in unusable
            }
        return result

    def _contact_refusals(self, channel, purpose=None, addresses=None):
        """Return {partner_id: sentence} for those who must not be contacted.

        :param channel: email, sms, letter, postcard, label or call
        :param purpose: `customer.consent.purpose`; without one only what forbids every
            contact is checked
        :param addresses: {partner_id: address} where it is not the primary one
        """
        rows = self._gate_rows(channel, addresses)
        refusals = {
            partner_id: self.env._("This customer no longer exists.")
            for partner_id in self._origin.ids
            if partner_id not in rows
        }
        for step in self._gate_steps():
            if not rows:
                break
            refused = getattr(self, step)(rows, channel, purpose)
            refusals.update(refused)
            rows = {key: row for key, row in rows.items() if key not in refused}
        return refusals

    @api.model
    def _gate_steps(self):
        """The names of the steps, in the order in which a reason is looked for."""
        return ["_gate_person", "_gate_address", "_gate_blacklist", "_gate_consent"]

    @api.model
    def _gate_person(self, rows, channel, purpose):
        """Those who must not be contacted at all."""
        reasons = {
            "merged_into_id": self.env._("This customer was merged into another one."),
            "is_forgotten": self.env._("This customer asked to be forgotten."),
            "is_restricted": self.env._(
                "This customer's data must not be used at present."
            ),
            "is_archived": self.env._("This customer is archived."),
            "is_own_company": self.env._("This is one of our own companies."),
        }
        return {
            partner_id: reason
            for partner_id, row in rows.items()
            if (reason := next((reasons[flag] for flag in reasons if row[flag]), None))
        }

    @api.model
    def _gate_address(self, rows, channel, purpose):
        """Those who have no address for this channel, or none that can work."""
        check = getattr(self, f"_gate_address_{medium(channel)}")
        return {
            partner_id: reason
            for partner_id, row in rows.items()
            if (reason := check(row, channel))
        }

    @api.model
    def _gate_address_email(self, row, channel):
        if not row["typed"]:
            return self.env._("There is no e-mail address.")
        if not row["address"]:
            return self.env._("The e-mail address is not valid.")
        if row["is_primary"] and row["bounces"] >= BOUNCE_LIMIT:
            return self.env._("E-mails to this address came back.")
        return None

    @api.model
    def _gate_address_phone(self, row, channel):
        if not row["typed"]:
            return self.env._("There is no phone number.")
        if row["is_fax"]:
            return self.env._("The phone number is that of a fax.")
        if channel == "sms" and not row["number"]:
            return self.env._("The phone number is not valid.")
        if channel == "sms" and not may_receive_sms(row["number"]):
            return self.env._("The phone number is not that of a mobile phone.")
        return None

    @api.model
    def _gate_address_post(self, row, channel):
        if not row["address"]:
            return self.env._("The postal address is incomplete.")
        return None

    @api.model
    def _gate_blacklist(self, rows, channel, purpose):
        """Those whose address somebody put on Odoo's blacklist.

        It refuses every purpose, service too: the list does not say what the person
        meant, and nobody is lost by it, because a reminder that may not go out by
        e-mail goes by the next channel of its type and in the end to a person with a
        telephone.
        """
        kind = medium(channel)
        if kind == "post":
            return {}
        table, column = {
            "email": ("mail_blacklist", "email"),
            "phone": ("phone_blacklist", "number"),
        }[kind]
        key = "address" if kind == "email" else "number"
        owners = defaultdict(list)
        for partner_id, row in rows.items():
            if row[key]:
                owners[row[key]].append(partner_id)
        self.env[table.replace("_", ".")].flush_model(["active", column])
        listed = self.env.execute_query(
            SQL(
                "SELECT %(column)s FROM %(table)s"
                " WHERE active AND %(column)s = ANY(%(found)s)",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                found=list(owners),
            )
        )
        reason = self.env._("This address is on Odoo's blacklist.")
        return {partner_id: reason for (text,) in listed for partner_id in owners[text]}

    @api.model
    def _gate_consent(self, rows, channel, purpose):
        """Those who said no, and, where a yes is needed, those who never said it."""
        if not purpose:
            return {}
        # sudo: whoever sends may use every purpose, but not look at their list
        purpose = purpose.sudo()
        if not purpose._allows(channel):
            reason = self.env._(
                "%(purpose)s does not use this channel.", purpose=purpose.name
            )
            return dict.fromkeys(rows, reason)
        # sudo: consents are read for everybody, see the class
        consents = self.env["customer.consent"].sudo()
        hashes = consents._hashes(
            channel, {key: row["address"] for key, row in rows.items()}
        )
        decisions = consents._decisions(purpose, channel, hashes)
        refused = self.env._(
            "The customer said no to this by this channel: %(purpose)s.",
            purpose=purpose.name,
        )
        never_asked = self.env._(
            "The customer has not agreed to this by this channel: %(purpose)s.",
            purpose=purpose.name,
        )
        refusals = {
            key: refused for key, said in decisions.items() if said == "refused"
        }
        if purpose._needs_consent():
            refusals.update({key: never_asked for key in rows if key not in decisions})
        return refusals
