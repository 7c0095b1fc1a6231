# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.fields import Domain

from .calendar_event_customer import AHEAD


class CustomerAsset(models.Model):
    """What died or was sold does not come: its appointments are cancelled.

    They stay in the customer's history, and are booked anew if it was a mistake.
    """

    _inherit = "customer.asset"

    def _stop_business(self):
        result = super()._stop_business()
        # sudo: what ends with it ends whoever's calendar it is in
        events = self.env["calendar.event"].sudo()
        found = events.search(
            Domain("customer_asset_id", "in", self.ids)
            & Domain("customer_state", "in", AHEAD)
            & Domain("start", ">", fields.Datetime.now())
        )
        found.write({"active": False})
        return result
