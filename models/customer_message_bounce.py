# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain

from ..tools.address_hash import normalise
from ..tools.delivery_status import is_dead

# What a provider says about a number that nobody has.
NOBODY = ("sms_invalid_destination",)


class CustomerMessage(models.Model):
    """What came back: the address is dead, and nothing more is sent there."""

    _inherit = "customer.message"

    _message_uid_idx = models.Index("(message_uid) WHERE message_uid IS NOT NULL")

    @api.model
    def _bounced(self, message_uids, addresses):
        """The messages of ours that came back from these normal forms of addresses."""
        if not message_uids or not addresses:
            return self.browse()
        sent = self.search(
            Domain("message_uid", "in", message_uids)
            & Domain("channel", "=", "email")
            & Domain("state", "in", ("sent", "unknown", "failed"))
            & Domain("is_trial", "=", False)
        )
        return sent.filtered(
            lambda row: normalise("email", row.address or "") in addresses
        )

    @api.model
    def _record_refused(self, out, reason):
        """Many servers say at once, not by a report, that a mailbox does not exist."""
        result = super()._record_refused(out, reason)
        is_email = self.browse(out.ids[:1]).channel == "email"
        if is_email and not out.is_trial and is_dead("", reason):
            # sudo: the program's own work
            self.env["customer.suppression"].sudo()._suppress(
                "email", [out.address], "bounce"
            )
        return result

    def _record_undelivered(self, failure_type, failure_reason):
        """A number that nobody has is suppressed for SMS, as a dead mailbox is.

        A number in a wrong format, a block by the network or a phone that is off say
        nothing of the kind. Calls go on: a person hears what is wrong.
        """
        result = super()._record_undelivered(failure_type, failure_reason)
        if failure_type in NOBODY:
            real = self.filtered(lambda row: row.channel == "sms" and not row.is_trial)
            # sudo: the report comes from the provider, without a user
            self.env["customer.suppression"].sudo()._suppress(
                "sms", list(filter(None, real.mapped("address"))), "bounce"
            )
        return result
