# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64

from odoo.tests import HttpCase, tagged
from odoo.tools.image import ImageProcess

from .common_inspection import InspectionCommon


class InspectionTour(InspectionCommon, HttpCase):
    """No frozen clock: the browser has its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tyres.write({"asks_value": True, "uom_name": "mm", "minimum": 1.6})
        cls.inspector = cls._make_user(
            "inspector",
            "customer_care.level_5,sales_team.group_sale_salesman",
        )


@tagged("post_install", "-at_install")
class TestInspectionTour(InspectionTour):
    """From the vehicle to the quotation."""

    def test_an_inspection_at_the_office(self):
        url = f"/odoo/customer-vehicles/{self.asset.id}"
        self.start_tour(url, "customer_care_inspection", login="inspector")
        inspection = self.asset.inspection_ids
        self.assertEqual((inspection.state, inspection.result), ("done", "advice"))
        pads, tread, horn = inspection.line_ids
        self.assertRecordValues(
            pads | tread | horn,
            [
                {"state": "advise", "note": "Worn on the outside", "price": 150},
                {"state": "good", "note": False, "price": 400},
                {"state": "unchecked", "note": False, "price": 0},
            ],
        )
        self.assertEqual((tread.value, tread.has_value), (5.5, True))
        self.assertEqual(pads.work_state, "quoted")
        self.assertEqual(pads.sale_order_id.amount_untaxed, 150)


@tagged("post_install", "-at_install")
class TestInspectionPhoneTour(InspectionTour):
    """The same on a phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_an_inspection_on_a_phone(self):
        inspection = self._begin(day="2026-01-05")
        url = f"/odoo/customer-inspections/{inspection.id}"
        self.start_tour(url, "customer_care_inspection_phone", login="inspector")
        self.assertEqual((inspection.state, inspection.result), ("done", "failed"))
        tread, __, hair = inspection.line_ids[1:]
        self.assertRecordValues(
            hair, [{"name": "Dog hair", "section": "Other", "work_state": "open"}]
        )
        self.assertEqual((tread.note, tread.value), ("Below the limit", 0.9))
        self.assertEqual(tread.photo_ids.name, "tread.jpg")
        photo = ImageProcess(base64.b64decode(tread.photo_ids.image))
        self.assertEqual(photo.image.size, (1920, 960), "made small on the phone")
