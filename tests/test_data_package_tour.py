# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import io
import json
import zipfile

from odoo.tests import tagged

from ..tools.package_zip import wrong_sums
from .common_my_account import MyAccountCommon


@tagged("post_install", "-at_install")
class TestDataPackageTour(MyAccountCommon):
    """From the customer's request to the package in their hands."""

    def test_request_package_download_and_opened(self):
        self.env["customer.note"].create(
            {
                "partner_id": self.anna.id,
                "name": "Call",
                "purpose": "service",
                "detail": "Prefers mornings",
            }
        )
        self.start_tour("/my/home", "customer_care_my_data_ask", login="portal_anna")
        self.start_tour(
            "/odoo/customer-requests", "customer_care_data_package", login="level_2"
        )
        self.env.invalidate_all()
        request = self.env["customer.data.request"].search(
            [("partner_id", "=", self.anna.id)]
        )
        self.assertEqual(request.state, "done")
        self.assertIn("handed over", request.result)
        package = request.package_ids
        self.start_tour(
            "/my/data", "customer_care_my_data_take", login="portal_anna", timeout=180
        )
        self.env.invalidate_all()
        self.assertEqual(package.delivery_ids.state, "taken")
        content = io.BytesIO(package._attachment().raw)
        self.assertEqual(wrong_sums(content), [])
        with zipfile.ZipFile(content) as opened:
            self.assertIn("Prefers mornings", opened.read("pages/notes.html").decode())
            manifest = json.loads(opened.read("manifest.json"))
        self.assertEqual(manifest["customer"], self.anna.ref)
