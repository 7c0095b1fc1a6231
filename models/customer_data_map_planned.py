# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.data_place import KEEP
from ..tools.data_review import SETTING, Review


class CustomerDataMap(models.AbstractModel):
    """Counts of what will leave, and decisions about whole days: about no customer."""

    _inherit = "customer.data.map"

    @api.model
    def _place_reviews(self):
        ours = Review("", row=KEEP, reason=SETTING, withheld=SETTING)
        return {
            **super()._place_reviews(),
            "customer.planned.expected": ours,
            "customer.planned.hold": ours,
        }
