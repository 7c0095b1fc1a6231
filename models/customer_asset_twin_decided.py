# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL


class CustomerAsset(models.Model):
    """Who was found to be two is not combined by a machine either."""

    _inherit = "customer.asset"

    @api.model
    def _twins_among(self, sets):
        """Refuse who is distinct from the one that stays, or from one that joins."""
        twins = super()._twins_among(sets)
        distinct = self._distinct_pairs(twins)
        joined = {}
        for twin in twins:
            group = joined.setdefault(twin.survivor, {twin.survivor})
            if twin.refusal:
                continue
            if any(frozenset((twin.source, each)) in distinct for each in group):
                twin.doubt = "distinct"
                twin.refusal = self.env._("Somebody decided that they are two.")
            else:
                group.add(twin.source)
        return twins

    @api.model
    def _distinct_pairs(self, twins):
        ids = list({each for twin in twins for each in (twin.source, twin.survivor)})
        return {
            frozenset(row)
            for row in self.env.execute_query(
                SQL(
                    "SELECT asset_id, other_asset_id FROM customer_duplicate"
                    " WHERE decision = 'distinct' AND asset_id = ANY(%s)"
                    " AND other_asset_id = ANY(%s)",
                    ids,
                    ids,
                )
            )
        }
