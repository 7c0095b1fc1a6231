# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.data_place import KEEP
from ..tools.data_review import SETTING, TECHNICAL, Review

REVIEWS = {
    "customer.anonymise.register": Review(
        "technical", row=KEEP, reason=TECHNICAL, withheld=TECHNICAL
    ),
    "customer.retention.rule": Review(
        "technical", row=KEEP, reason=SETTING, withheld=SETTING
    ),
}


class CustomerDataMap(models.AbstractModel):
    """What becomes of what anonymising itself writes: nothing, it names nobody."""

    _inherit = "customer.data.map"

    @api.model
    def _place_reviews(self):
        return {**super()._place_reviews(), **REVIEWS}
