# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..tools.calendar_dates import local_to_utc
from ..tools.local_day_sql import local_day

# An order with an invoice is found by that; what takes goods back is no purchase.
TILL = """
    till.account_move IS NULL AND till.state IN ('paid', 'done')
    AND till.amount_total >= 0
"""


class CustomerFollowUp(models.Model):
    """What was bought at the till, when there is one, counts like an invoice."""

    _inherit = "customer.follow.up"

    def _has_till(self):
        return "pos.order" in self.env

    def _purchases(self, first, last, lines):
        if self._has_till():
            for model in ("pos.order", "pos.order.line", "customer.asset.sale"):
                self.env[model].flush_model()
        return super()._purchases(first, last, lines)

    def _sold(self, first, last, lines):
        sold = super()._sold(first, last, lines)
        if not self._has_till():
            return sold
        contact = SQL("JOIN res_partner contact ON contact.id = till.partner_id")
        return [
            *sold,
            SQL(
                "SELECT contact.commercial_partner_id, %s FROM pos_order till %s"
                " WHERE %s AND %s",
                self._till_day(),
                contact,
                self._rung_up(first, last),
                self._with_till_line(lines),
            ),
        ]

    def _sold_later(self, lines):
        later = super()._sold_later(lines)
        if not self._has_till():
            return later
        return [
            *later,
            SQL(
                """EXISTS (SELECT FROM res_partner contact
                     JOIN pos_order till ON till.partner_id = contact.id
                    WHERE contact.commercial_partner_id = person.id AND %s
                      AND %s > sale.day AND %s)""",
                self._rung_up(),
                self._till_day(),
                self._with_till_line(lines),
            ),
        ]

    def _sold_for(self, first, last, lines):
        sold = super()._sold_for(first, last, lines)
        if not self._has_till():
            return sold
        return [
            *sold,
            SQL(
                """SELECT kept.asset_id, %s FROM pos_order till
                     JOIN customer_asset_sale kept ON kept.res_id = till.id
                          AND kept.res_model = 'pos.order'
                    WHERE %s AND %s""",
                self._till_day(),
                self._rung_up(first, last),
                self._with_till_line(lines),
            ),
        ]

    def _sold_for_later(self, lines):
        later = super()._sold_for_later(lines)
        if not self._has_till():
            return later
        return [
            *later,
            SQL(
                """EXISTS (SELECT FROM customer_asset_sale kept
                     JOIN pos_order till ON till.id = kept.res_id
                    WHERE kept.asset_id = asset.id AND kept.res_model = 'pos.order'
                      AND %s AND %s > sale.day AND %s)""",
                self._rung_up(),
                self._till_day(),
                self._with_till_line(lines),
            ),
        ]

    def _till_day(self):
        """Return the day of an order `till` where the company is."""
        return local_day(SQL("till.date_order"), self._time_zone())

    def _rung_up(self, first=None, last=None):
        """Return the condition on an order `till`, of these days if they are named.

        The days are named as times in UTC: the column itself, for its index.
        """
        conditions = [SQL(TILL), SQL("till.company_id = %s", self.company_id.id)]
        zone = self._time_zone()
        if first:
            start = local_to_utc(first, 0.0, zone)
            conditions.append(SQL("till.date_order >= %s", start))
        if last:
            end = local_to_utc(last + timedelta(days=1), 0.0, zone)
            conditions.append(SQL("till.date_order < %s", end))
        return SQL(" AND ").join(conditions)

    def _with_till_line(self, lines):
        if self.trigger != "product":
            return SQL("TRUE")
        return SQL(
            """EXISTS (SELECT FROM pos_order_line line
                WHERE line.order_id = till.id AND line.qty > 0 AND %s)""",
            lines,
        )
