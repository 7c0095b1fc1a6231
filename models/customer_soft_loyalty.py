# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from .res_partner_loyalty import FULL, HIGHEST
from .sale_order_loyalty import at_rate

# What the till's scripts call it.
FACTOR = "customer_factor"


class CustomerSoft(models.AbstractModel):
    """The till gives points at the customer's loyalty rate, when there is a till."""

    _inherit = "customer.soft"

    @api.model
    def _soft_methods(self):
        return [
            *super()._soft_methods(),
            ("pos.order", "confirm_coupon_programs", _confirm_coupon_programs),
        ]


def _confirm_coupon_programs(origin, order, coupon_data):
    """Scale what each loyalty card won before the core books it.

    The till hands over, for each card, what was won less what was spent; what was spent
    stands on the reward lines. A till that knows the rate has counted at it already,
    and says so: else the screen and the receipt would say something else than the card.
    """
    partner = order.partner_id.with_company(order.company_id)
    factor = partner._loyalty_factors().get(partner.id, 1.0)
    data = {card: _at_rate(order, vals, factor) for card, vals in coupon_data.items()}
    return origin(order, data)


def _at_rate(order, vals, factor):
    counted = _counted_at(vals)
    if counted == factor or not counted:
        return vals
    # sudo: cashiers need not see the programmes
    program = order.env["loyalty.program"].sudo().browse(vals.get("program_id"))
    if program.exists().program_type != "loyalty":
        return vals
    codes = set(vals.get("line_codes") or ())
    spent = sum(
        line.points_cost
        for line in order.lines
        if line.reward_identifier_code and line.reward_identifier_code in codes
    )
    won = vals["points"] + spent
    if won <= 0:
        return vals
    return {**vals, "points": at_rate(won / counted, factor) - spent}


def _counted_at(vals):
    """Return the factor the till has counted at; 1.0 if it says none that is one."""
    factor = vals.get(FACTOR, 1.0)
    is_one = isinstance(factor, int | float) and 0 <= factor <= HIGHEST / FULL
    return factor if is_one else 1.0
