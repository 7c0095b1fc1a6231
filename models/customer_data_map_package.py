# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""The places of data packages and hand-overs, as somebody decided on them."""

from odoo import api, models

from ..tools.data_link import MOVE
from ..tools.data_place import OBSERVED
from ..tools.data_review import REQUEST, Review

LINKS = ("customer.data.delivery.partner_id", "customer.data.package.partner_id")
# That something was handed over proves that the law was kept; the file goes.
REVIEWS = {
    "customer.data.package": Review(
        "requests",
        blank="error file",
        reason=REQUEST,
        retention="request",
        export=OBSERVED,
    ),
    "customer.data.delivery": Review(
        "requests",
        secret="token_hash",
        reason=REQUEST,
        retention="request",
        export=OBSERVED,
    ),
    "customer.data.opening": Review(
        "requests", reason=REQUEST, retention="request", export=OBSERVED
    ),
}


class CustomerDataMap(models.AbstractModel):
    _inherit = "customer.data.map"

    @api.model
    def _link_policies(self, model):
        policies = super()._link_policies(model)
        if model != "res.partner":
            return policies
        return {**policies, **dict.fromkeys(LINKS, MOVE)}

    @api.model
    def _place_reviews(self):
        return {**super()._place_reviews(), **REVIEWS}
