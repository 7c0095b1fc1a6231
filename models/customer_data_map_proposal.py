# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.data_link import MOVE


class CustomerDataMap(models.AbstractModel):
    """What a customer proposed about a vehicle is about the one that is left."""

    _inherit = "customer.data.map"

    @api.model
    def _link_policies(self, model):
        policies = super()._link_policies(model)
        if model != "customer.asset":
            return policies
        return {**policies, "customer.proposal.line.asset_id": MOVE}
