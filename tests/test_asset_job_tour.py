# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import HttpCase, tagged

from .common_asset_document import AssetCommon


@tagged("post_install", "-at_install")
class TestAssetTour(AssetCommon, HttpCase):
    def test_a_job_is_invoiced_with_the_reading_and_stands_in_the_history(self):
        self.start_tour(
            "/odoo/customer-vehicles",
            "customer_care_asset_job",
            login="clerk",
            timeout=180,
        )
        [reading] = self.van.reading_ids
        self.assertEqual(reading.value, 123456)
        self.assertEqual(reading.move_id.customer_asset_id, self.van)
        self.assertEqual(reading.move_id.state, "posted")
