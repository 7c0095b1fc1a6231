# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain

from ..models.res_partner_event import REASON

# Each stops more than the one before it; the others stop nothing of this kind.
STRICTNESS = ("watch", "hold", "closed")


def strictness(status):
    return STRICTNESS.index(status) if status in STRICTNESS else -1


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """A merge lifts no hold: the strictest status of all is that of the survivor."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_values(self, src_partners, dst_partner):
        stricter = self._stricter_accounts(src_partners, dst_partner)
        result = super()._update_values(src_partners, dst_partner)
        for customer, vals in stricter:
            customer.write(vals)
        return result

    @api.model
    def _stricter_accounts(self, src_partners, dst_partner):
        """Return [(the survivor in a company, values of the source that is stricter)].

        A contact person has no account: who is merged into one buys on the firm's.
        """
        stricter = []
        if dst_partner.commercial_partner_id != dst_partner:
            return stricter
        # sudo: who may merge need not see accounts, in any company
        for company in self.env["res.company"].sudo().search(Domain.TRUE):
            survivor = dst_partner.sudo().with_company(company)
            source = max(
                src_partners.sudo().with_company(company),
                key=lambda partner: strictness(partner._account_status_today()),
                default=survivor,
            )
            status = source._account_status_today()
            if strictness(status) > strictness(survivor._account_status_today()):
                reason = self.env._("Merged with %s", source.display_name)
                vals = {
                    "account_status": status,
                    "account_until": source.account_until,
                    "account_reason": source.account_reason or reason,
                }
                stricter.append((survivor.with_context(**{REASON: reason}), vals))
        return stricter
