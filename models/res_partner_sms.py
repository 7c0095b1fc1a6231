# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models

from ..tools.phone_kind import may_receive_sms


class ResPartner(models.Model):
    """Where an SMS goes, and the history of a customer's SMS."""

    _inherit = "res.partner"

    def _sms_phone(self):
        """Return the number an SMS is proposed for: a mobile, the primary one first."""
        # sudo: whoever may send to a customer need not see all their numbers
        rows = self.sudo().customer_phone_ids.filtered(lambda row: row.type != "fax")
        found = rows.sorted(
            lambda row: (
                not may_receive_sms(row.number_e164 or ""),
                row.type != "mobile",
                not row.is_primary,
                row.sequence,
                row.id,
            )
        )
        return found[:1].sudo(False)

    def action_write_sms(self):
        """As `action_send_sms`, under a name that no button of the core has."""
        return self.action_send_sms()

    def action_sms_history(self):
        """Open the SMS this customer got, those still planned, and the answers."""
        self.ensure_one()
        self.env["res.users"]._check_function("message_see")
        return self._open_customer_rows(
            "customer_care.customer_sms_history_action", hide_customer=True
        )
