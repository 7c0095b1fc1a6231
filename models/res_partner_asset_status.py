# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    """All vehicles, animals and equipment of a customer, switched off and on in a step.

    Deactivating the customer does the same, and activating brings exactly those back.
    """

    _inherit = "res.partner"

    def _deactivate_assets(self, reason=None):
        """Switch off what these customers have; return what was active."""
        assets = self._switch_assets_off()
        if assets:
            self._log_assets(assets, self.env._("Switched off"), reason)
        return assets

    def _reactivate_assets(self, assets, reason=None):
        """Switch on those of ``assets`` that are theirs and may come back; return them.

        What died or was sold meanwhile, or was switched on already, is left alone.
        """
        back = self._switch_assets_on(assets)
        if back:
            self._log_assets(back, self.env._("Switched on"), reason)
        return back

    def _switch_assets_off(self):
        # sudo: they go along whether the user may see them or not
        assets = self.env["customer.asset"].sudo()
        found = assets.search(assets._owned_domain(self) & Domain("active", "=", True))
        found.write({"active": False, "is_off_with_owner": True})
        return found.sudo(self.env.su)

    def _switch_assets_on(self, assets):
        # sudo: as for switching off
        mine = assets.sudo().exists().filtered_domain(assets._owned_domain(self))
        back = mine._may_come_back()
        back.write({"active": True})
        return back.sudo(self.env.su)

    def _log_assets(self, assets, words, reason):
        """Write down on each customer what was done to all of theirs."""
        rows = []
        for customer in self:
            # sudo: the log is the program's
            owned = assets.sudo().filtered_domain(assets._owned_domain(customer))
            if owned:
                rows.append(
                    {
                        "partner_id": customer.id,
                        "kind": "ownership",
                        "new_value": f"{words}: {owned._some_names()}",
                        "reason": reason,
                        "companions": {"customer.asset": owned.ids},
                    }
                )
        self.env["customer.event"]._log(rows)

    def _deactivate_companions(self):
        companions = super()._deactivate_companions()
        # sudo: what went along is noted for whoever switched it off
        for asset in self._switch_assets_off().sudo():
            owner = asset.partner_id
            owner = owner if owner in self else owner.commercial_partner_id
            companions[owner.id].setdefault("customer.asset", []).append(asset.id)
        return companions

    def _activate_companions(self, companions):
        result = super()._activate_companions(companions)
        ids = [i for one in companions.values() for i in one.get("customer.asset", ())]
        self._switch_assets_on(self.env["customer.asset"].browse(ids))
        return result
