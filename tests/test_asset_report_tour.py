# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields
from odoo.tests import HttpCase, tagged

from .common_garage import GarageCommon


@tagged("post_install", "-at_install")
class TestAssetReportTour(GarageCommon, HttpCase):
    """In a browser, without a frozen clock: both reports on screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the reports open on the year of the clock on the wall
        today = fields.Date.context_today(cls.work.with_user(cls.boss))
        octavia = cls._vehicle(year=2021)
        cls._service(octavia, 100, today, 12_000)
        cls._service(octavia, 200, today, 12_000)
        cls._service(cls._vehicle(name="Golf"), 50, today)
        for _number in range(3):
            cls._vehicle(name="Fabia")
        cls.boss.company_ids = cls.boss.company_id = cls.env.company

    def test_vehicles_by_odometer_on_screen_and_as_pivot(self):
        url = "/odoo/action-customer_care.customer_asset_print_action_analysis"
        self.start_tour(url, "customer_care_vehicle_analysis", login="garage_boss")
        self.start_tour(url, "customer_care_vehicle_pivot", login="garage_boss")

    def test_a_proposed_fleet_is_marked_and_reported(self):
        self.start_tour(
            "/odoo/proposed-fleet-customers",
            "customer_care_fleet_activity",
            login="garage_boss",
        )
        self.assertTrue(self.customer.is_fleet)
