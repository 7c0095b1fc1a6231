# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import float_round

POINTS = 2
# In the context: what the order is worth to a customer of a name, before their rate.
FULL_POINTS = "customer_care_full_points"


class SaleOrder(models.Model):
    """The points an order gives follow the customer's loyalty rate."""

    _inherit = "sale.order"

    def _program_check_compute_points(self, programs):
        """Multiply the points of loyalty programmes, and of no other kind.

        The points of eWallets and gift cards are money.
        """
        result = super()._program_check_compute_points(programs)
        if self.env.context.get(FULL_POINTS):
            return result
        partner = self.partner_id.with_company(self.company_id)
        factor = partner._loyalty_factors().get(partner.id, 1.0)
        if factor == 1.0:
            return result
        for program, status in result.items():
            if program.program_type == "loyalty" and "points" in status:
                status["points"] = [at_rate(each, factor) for each in status["points"]]
        return result

    def _allow_nominative_programs(self):
        if self.env.context.get(FULL_POINTS):
            return True
        return super()._allow_nominative_programs()


def at_rate(points, factor):
    """Points at a rate, rounded down like the core rounds points."""
    return float_round(points * factor, precision_digits=POINTS, rounding_method="DOWN")
