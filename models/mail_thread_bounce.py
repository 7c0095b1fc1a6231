# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.address_hash import normalise
from ..tools.delivery_status import dead_recipients


class MailThread(models.AbstractModel):
    """An e-mail that comes back because its address does not exist suppresses it.

    Odoo counts a bounce and does not tell a full mailbox from a dead one; its count
    stays as it is, and the gate waits for it to be cleared.
    """

    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        super()._routing_handle_bounce(email_message, message_dict)
        dead = dead_recipients(email_message)
        if not dead:
            return
        # sudo: a bounce comes from the mail server, without a user
        sent = (
            self.env["customer.message"]
            .sudo()
            ._bounced(message_dict.get("bounced_msg_ids") or [], list(dead))
        )
        # Whoever knows an address could report it dead: only what came back of a
        # message that we sent counts.
        known = [
            *sent.mapped("address"),
            *self._notified_addresses(message_dict["bounced_message"]),
            *self._mailed_addresses(message_dict.get("bounced_msg_ids")),
        ]
        known = {normalise("email", address) for address in known if address}
        own = [address for address in dead if address in known]
        # sudo: the mail server has no user; a dead address is dead for all
        self.env["customer.suppression"].sudo()._suppress("email", own, "bounce")
        for message in sent:
            message._record_undelivered(
                "mail_bounce", dead[normalise("email", message.address)]
            )

    @api.model
    def _notified_addresses(self, message):
        """The addresses that a message of Odoo's own was mailed to."""
        # sudo: as above
        message = message.sudo()
        notified = message.notification_ids.filtered(
            lambda row: row.notification_type == "email"
        )
        found = notified.res_partner_id.mapped("email_normalized")
        found += notified.mapped("mail_email_address")
        found += message.partner_ids.mapped("email_normalized")
        return found

    @api.model
    def _mailed_addresses(self, message_uids):
        """The addresses of a mass mailing, where there are any."""
        if "mailing.trace" not in self.env or not message_uids:
            return []
        # sudo: as above
        traces = self.env["mailing.trace"].sudo()
        found = traces.search([("message_id", "in", message_uids)])
        return found.mapped("email")
