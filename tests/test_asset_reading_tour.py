# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common_reading import ReadingCase


@tagged("post_install", "-at_install")
class TestReadingTour(ReadingCase, HttpCase):
    def test_a_backwards_reading_is_confirmed_as_an_exchanged_clock(self):
        self.vehicle.name = "Octavia Tour"
        self._read(fields.Date.today() - timedelta(60), 52300)
        self.start_tour(
            "/odoo/customer-vehicles", "customer_care_reading", login="level_5"
        )
        self.assertRecordValues(
            self.vehicle.reading_ids[0],
            [
                {
                    "value": 1150.0,
                    "is_exchange": True,
                    "exchange_end": 52400.0,
                    "note": "new dashboard",
                    "source": "service",
                }
            ],
        )
        self.assertEqual(self.vehicle.odometer_total, 53550.0)
