# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL

from ..models.res_partner_code import LENIENT


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Core's merge of contacts must not turn a no into a yes, nor lose a code."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        # sudo: consents and aliases are not edited by users, they follow their customer
        self.env["customer.consent"].sudo()._let_opt_outs_win(
            src_partners | dst_partner
        )
        # sudo: families stay whole whoever merges their members
        src_partners.sudo()._merge_families(dst_partner.sudo())
        self.env.flush_all()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self._forget_own_purchases(dst_partner)
        # a survivor that was itself merged into one of the sources points to itself now
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET merged_into_id = NULL"
                " WHERE id = %s AND merged_into_id = id",
                dst_partner.id,
            )
        )
        self.env["customer.event"]._log(
            [
                {
                    "partner_id": dst_partner.id,
                    "kind": "merge",
                    "old_value": " ".join(filter(None, [source.ref, source.name])),
                }
                for source in src_partners._of_customers()
            ]
        )
        self.env["customer.alias"].sudo().create(
            [
                {
                    "partner_id": dst_partner.id,
                    "kind": "merged_id",
                    "value": str(source.id),
                }
                for source in src_partners
            ]
        )
        self.env.invalidate_all()
        dst_partner._join_phones()
        return result

    @api.model
    def _forget_own_purchases(self, partner):
        """What a member bought on the head's account is the head's own purchase now."""
        for table in ("sale_order", "account_move"):
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET customer_member_id = NULL"
                    " WHERE customer_member_id = %s AND partner_id = %s",
                    SQL.identifier(table),
                    partner.id,
                    partner.id,
                )
            )

    @api.model
    def _update_values(self, src_partners, dst_partner):
        # sudo: who may merge writes what both customers had, also where a field of
        # ours, such as the loyalty rate, is another function's
        lenient = dst_partner.sudo().with_context(**{LENIENT: True})
        return super()._update_values(src_partners.sudo(), lenient)
