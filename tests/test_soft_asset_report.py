# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from .common_garage import GarageCommon
from .test_soft_pos_turnover import TillTurnoverCommon


@tagged("post_install", "-at_install")
class TestSoftAssetReport(TillTurnoverCommon, GarageCommon):
    """What is sold at a till for a vehicle is in the analysis, by the user's day."""

    def _rows_of(self, asset, tz="UTC"):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["customer.asset.report"].with_context(tz=tz)
        return rows.search([("asset_id", "=", asset.id)])

    def _sell_for(self, asset, quantity, at):
        order = self._sell(quantity, date_order=at)
        self.env["customer.asset.sale"]._keep(order, asset)
        return order

    def test_a_sale_at_the_till_is_a_visit_and_what_comes_back_is_none(self):
        octavia = self._vehicle(self.anna, year=2020)
        self._read(octavia, 60_000, "2026-01-01")
        self._sell_for(octavia, 3, "2026-05-10 12:00:00")
        self._sell_for(octavia, -1, "2026-05-11 12:00:00")
        self._sell(5)
        rows = self._rows_of(octavia)
        self.assertEqual(sorted(rows.mapped("untaxed")), [-100, 300])
        self.assertEqual(set(rows.mapped("odometer")), {60_000})
        [figures] = self.env["customer.asset.report"]._read_group(
            [("asset_id", "=", octavia.id)],
            [],
            ["visit_id:count_distinct", "sold_document_id:count_distinct"],
        )
        self.assertEqual(figures, (1, 1))
        self.assertEqual(rows.partner_id, self.anna)
        self.assertEqual(rows.mapped("branch"), ["Front counter"] * 2)

    def test_the_day_of_a_sale_is_that_of_the_user(self):
        octavia = self._vehicle(self.anna)
        self._sell_for(octavia, 1, "2026-05-31 23:30:00")
        self.assertEqual(str(self._rows_of(octavia).date), "2026-05-31")
        warsaw = self._rows_of(octavia, tz="Europe/Warsaw")
        self.assertEqual(str(warsaw.date), "2026-06-01")

    def test_what_is_invoiced_at_the_till_counts_once(self):
        octavia = self._vehicle(self.anna)
        order = self._sell_for(octavia, 2, "2026-05-10 12:00:00")
        order.action_pos_order_invoice()
        [row] = self._rows_of(octavia)
        self.assertEqual((row.kind, row.untaxed), ("invoice", 200))
