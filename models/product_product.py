# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.calendar_dates import add_duration


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _customer_action_end(self, action_type, day):
        """Return the day on which an action that starts on ``day`` ends, or False.

        The product's own duration is meant for its own type of action.
        """
        if self.action_duration and self.action_type_id == action_type:
            return add_duration(
                day, self.action_duration, self.action_duration_unit or "months"
            )
        if action_type.duration:
            return add_duration(day, action_type.duration, action_type.duration_unit)
        return False

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        return self.env["product.template"]._without_second_brand(arch), view
