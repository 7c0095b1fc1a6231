# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import HttpCase, tagged

from .common_asset import AssetCommon


@tagged("post_install", "-at_install")
class TestAssetTour(AssetCommon, HttpCase):
    """No frozen clock: the browser has its own."""

    def _page(self, customer):
        return f"/odoo/customers-care/{customer.id}"

    def test_a_vehicle_is_registered_handed_over_and_found(self):
        self.car.unlink()
        self.start_tour(
            self._page(self.anna), "customer_care_asset_register", login="level_5"
        )
        car = self.assets.search([("display_name", "=", "PO 1034X")])
        self.assertEqual(car.display_name, "Škoda Octavia PO 1O34X")
        self.assertEqual(car.partner_id, self.jan)
        self.assertEqual(car.owner_ids.partner_id, self.anna | self.jan)

    def test_all_is_switched_off_and_some_of_it_on_again(self):
        sold = self._make_asset(name="Old Fiat", gone="sold")
        self.start_tour(
            self._page(self.anna), "customer_care_asset_switch", login="level_5"
        )
        owned = self.assets.search([("partner_id", "=", self.anna.id)])
        self.assertEqual(owned, self.car | self.rex)
        self.assertFalse(sold.active)
