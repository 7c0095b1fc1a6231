# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import HttpCase, tagged

from .common_import import ImportCommon


@tagged("post_install", "-at_install")
class TestImportTour(ImportCommon, HttpCase):
    """A file as an office has it, through the web client."""

    def test_a_file_is_tested_and_imported_from_the_centre(self):
        self.start_tour(
            "/odoo/customer-maintenance", "customer_care_import", login="level_1"
        )
        anna, jan = self.partners.search([("ref", "in", ("T-1", "T-2"))], order="ref")
        self.assertEqual((anna.name, anna.city), ("Anna Tourska", "Łomża"))
        self.assertEqual(len(anna.customer_phone_ids), 2)
        self.assertEqual(jan.city, "Gdańsk")

    def test_a_wrong_row_is_named_in_the_web_client(self):
        anna = self._make_customer(ref="T-1")
        self.start_tour(
            "/odoo/action-customer_care.customer_import_action",
            "customer_care_import_wrong",
            login="level_1",
        )
        self.assertEqual(len(anna.customer_phone_ids), 1)
