# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.data_place import KEEP, OBSERVED, SUBJECT
from ..tools.data_review import SETTING, Review, gone

ENTRY = "customer.follow.up.entry"
SETTINGS = ("customer.follow.up", "customer.follow.up.step")


class CustomerDataMap(models.AbstractModel):
    """Who was in which follow-up."""

    _inherit = "customer.data.map"

    @api.model
    def _place_reviews(self):
        return {
            **super()._place_reviews(),
            ENTRY: gone("marketing", export=OBSERVED),
            **dict.fromkeys(
                SETTINGS, Review("", row=KEEP, reason=SETTING, withheld=SETTING)
            ),
        }

    @api.model
    def _tie_roles(self):
        return {
            **super()._tie_roles(),
            f"{ENTRY}.partner_id": SUBJECT,
            f"{ENTRY}.asset_id": SUBJECT,
            f"{ENTRY}.move_id": SUBJECT,
            "customer.follow.up.tag.partner_id": SUBJECT,
            "customer.follow.up.tag.asset_id": SUBJECT,
            "customer.follow.up.exclusion.partner_id": SUBJECT,
        }
