# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.data_place import KEEP, OBSERVED, PART, SUBJECT
from ..tools.data_review import SETTING, TECHNICAL, THIRD, Review, gone

RECIPIENT = "customer.search.recipient"
FILE = "customer.search.file"
SETTINGS = (
    "customer.label.format",
    "customer.letter.window",
    "customer.postcard",
    "customer.search",
    "customer.search.column",
    "customer.search.schedule",
)
REVIEWS = {
    RECIPIENT: gone("marketing", export=OBSERVED),
    # the lists of everybody else: never handed over, and gone with the first of them
    FILE: gone("files", withheld=THIRD),
    "customer.search.run": Review(
        "marketing", row=KEEP, reason=TECHNICAL, withheld=TECHNICAL
    ),
    **dict.fromkeys(
        ("customer.search.delivery", "customer.search.delivery.user"),
        Review("", row=KEEP, reason=TECHNICAL, withheld=TECHNICAL),
    ),
    **dict.fromkeys(SETTINGS, Review("", row=KEEP, reason=SETTING, withheld=SETTING)),
}


class CustomerDataMap(models.AbstractModel):
    """Frozen lists of searches, and the files made from them."""

    _inherit = "customer.data.map"

    @api.model
    def _place_reviews(self):
        found = {name: each for name, each in REVIEWS.items() if name in self.env}
        return {**super()._place_reviews(), **found}

    @api.model
    def _tie_roles(self):
        if RECIPIENT not in self.env:
            return super()._tie_roles()
        return {
            **super()._tie_roles(),
            f"{RECIPIENT}.partner_id": SUBJECT,
            # a run is everybody's
            f"{RECIPIENT}.run_id": PART,
        }
