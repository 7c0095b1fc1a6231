# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""The places that refer to a vehicle, an animal or equipment, as somebody decided.

A place that is not here is moved, and a test fails until it is reviewed.
"""

from odoo import api, models

from ..tools.data_link import MOVE
from .customer_data_map_partner import MOVING as ANYTHING
from .customer_operation_asset import ASSET

MOVING = (
    "account.move.customer_asset_id",
    "account.move.line.customer_asset_id",
    "calendar.event.customer_asset_id",
    "customer.action.asset_id",
    "customer.asset.inspection.asset_id",
    "customer.asset.inspection.line.asset_id",
    "customer.asset.merged_into_id",
    "customer.asset.owner.asset_id",
    "customer.asset.plate.asset_id",
    "customer.asset.reading.asset_id",
    "customer.asset.sale.asset_id",
    "customer.asset.sale.res_id",
    "customer.duplicate.asset_id",
    "customer.duplicate.other_asset_id",
    "customer.finding.asset_id",
    "customer.follow.up.entry.asset_id",
    "customer.follow.up.tag.asset_id",
    "customer.measurement.asset_id",
    "customer.note.asset_id",
    "customer.proposal.line.asset_id",
    "sale.order.customer_asset_id",
    "sale.order.line.customer_asset_id",
)


class CustomerDataMap(models.AbstractModel):
    """What a merge of vehicles and animals does with the places of this addon."""

    _inherit = "customer.data.map"

    @api.model
    def _link_policies(self, model):
        policies = super()._link_policies(model)
        if model != ASSET:
            return policies
        # what may refer to any record was decided on for customers
        return {**policies, **dict.fromkeys(ANYTHING + MOVING, MOVE)}
