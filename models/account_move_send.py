# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models


class AccountMoveSend(models.AbstractModel):
    """An invoice is owed to whoever bought, also to who wants no more mail from us.

    So it is never stopped; whoever sends it is told which customers must not be
    contacted, and may choose paper or the download instead.
    """

    _inherit = "account.move.send"

    @api.model
    def _get_alerts(self, moves, moves_data):
        alerts = super()._get_alerts(moves, moves_data)
        recipients = {}
        for move in moves:
            if "email" not in moves_data[move]["sending_methods"]:
                continue
            partners = moves_data[move].get("mail_partner_ids") or move.partner_id
            for partner in partners.filtered("email_normalized"):
                recipients[partner.id] = (partner.id, partner.email_normalized)
        # no purpose: only what forbids every contact
        purpose = self.env["customer.consent.purpose"]
        refused = self.env["customer.mailing"]._refusals(
            "email", purpose, recipients, is_blacklist_asked=False
        )
        if refused:
            partners = self.env["res.partner"].browse(refused)
            alerts["customer_care_refused"] = {
                "level": "warning",
                "message": "\n".join(
                    f"{partner.display_name}: {refused[partner.id]}"
                    for partner in partners
                ),
            }
        return alerts
