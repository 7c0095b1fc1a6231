# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..models.res_partner_merge import DONE


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Core's wizard merges by our engine: nothing is deleted, all can be undone.

    The hooks that other addons extend still run, in their order; only what core itself
    does in them is done already.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        working = self.with_context(**{DONE: True})
        if dst_partner:
            dst_partner = dst_partner.with_env(working.env)
        return super(BasePartnerMergeAutomaticWizard, working)._merge(
            partner_ids, dst_partner, extra_checks
        )

    @api.model
    def _merge_bank_accounts(self, src_partners, dst_partner):
        """The first thing core does after its checks: here the engine takes over."""
        # sudo: who may use core's wizard may merge by it; the guards hold for all
        self.env["customer.operation"].sudo()._new_merge(
            [(source.id, dst_partner.id) for source in src_partners]
        )._run_merge()

    @api.model
    def _get_fk_on(self, table):
        if self.env.context.get(DONE):
            return []
        return super()._get_fk_on(table)

    @api.model
    def _update_reference_fields_generic(self, *args, **kwargs):
        if self.env.context.get(DONE):
            return None
        return super()._update_reference_fields_generic(*args, **kwargs)

    @api.model
    def _update_values(self, src_partners, dst_partner):
        if self.env.context.get(DONE):
            return None
        return super()._update_values(src_partners, dst_partner)
