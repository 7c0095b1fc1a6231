# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_inspection import PIXEL, InspectionCommon

REPORT = "customer_care.report_customer_asset_inspection"


@tagged("post_install", "-at_install")
@freeze_time("2027-04-20 10:00:00")
class TestAssetInspectionReport(InspectionCommon):
    """An inspection on paper."""

    def _html(self, inspections):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            REPORT, inspections.ids
        )
        return html.decode()

    def test_it_says_all_without_colour(self):
        self.asset.write({"plate": "WX 12345", "vin": "TMBZZZ1Z0C2000001"})
        self.tyres.write({"asks_value": True, "uom_name": "mm"})
        inspection = self._begin(odometer=120500, note="Drives well.")
        inspection.line_ids[1].write({"value": 2.5, "note": "Worn on the outside"})
        inspection.line_ids[1].photo_ids = [Command.create({"image": PIXEL})]
        self._check(inspection, "ua-")
        inspection.action_finish()
        text = self._html(inspection)
        for words in (
            "Yearly inspection",
            "WX 12345",
            "TMBZZZ1Z0C2000001",
            "120,500 km",
            "Anna Kowalska",
            "Not passed",
            "Worn on the outside",
            "2.5 mm",
            "Drives well.",
            "Work advised",
            "Date, inspector",
            "Date, customer",
            "data:image/png;base64",
        ):
            self.assertIn(words, text)
        for sign, word in (("✕", "Urgent"), ("!", "Advise"), ("–", "Not checked")):
            self.assertRegex(text, rf"(?s)>\s*{sign}\s*</span>\s*<span[^>]*>{word}<")
        self.assertNotIn("not finished", text)

    def test_what_is_not_finished_says_so(self):
        self.assertIn("not finished", self._html(self._begin()))

    def test_a_long_inspection_has_pages_of_its_own(self):
        car = self.env.ref("customer_care.customer_asset_checklist_car")
        inspection = self._begin(checklist_id=car.id)
        report = self.env[f"report.{REPORT}"]
        pages = report._pages(inspection)
        points = [block for page in pages for block in page if block["kind"] == "point"]
        self.assertEqual(len(points), len(car.point_ids))
        self.assertEqual(pages[-1][-1]["kind"], "signatures")
        self.assertGreater(len(pages), 1)
        for page in pages:
            self.assertNotEqual(page[-1]["kind"], "section", "a title stands alone")
        photos = [Command.create({"image": PIXEL}) for __ in range(9)]
        for line in inspection.line_ids[:4]:
            line.photo_ids = photos
        self.assertGreater(len(report._pages(inspection)), len(pages))

    def test_each_kind_is_told_by_its_own_facts(self):
        report = self.env[f"report.{REPORT}"]
        animal = self._make_asset(
            name="Rex", kind="animal", chip="616093900123456", birth_date="2020-05-01"
        )
        boiler = self._make_asset(
            name="Boiler", kind="equipment", serial_number="SN-77"
        )
        for asset, facts in (
            (animal, {"Chip": "616093900123456", "Born on": "05/01/2020"}),
            (boiler, {"Serial number": "SN-77"}),
        ):
            checklist = self._make_checklist(kind=asset.kind)
            inspection = self._begin(asset=asset, checklist_id=checklist.id)
            self.assertEqual(dict(report._facts(inspection)), facts)

    def test_several_are_printed_at_once(self):
        inspections = self._inspect(date(2026, 1, 5)) | self._inspect()
        text = self._html(inspections)
        self.assertIn("01/05/2026", text)
        self.assertIn("04/20/2027", text)

    def test_who_may_not_see_prints_nothing(self):
        inspection = self._inspect()
        with self.assertRaises(AccessError):
            self.env[f"report.{REPORT}"].with_user(
                self.user_no_level
            )._get_report_values(inspection.ids)
