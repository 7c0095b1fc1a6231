# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import io
from datetime import date

from freezegun import freeze_time
from pypdf import PdfReader

from odoo.fields import Command, Domain
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common_inspection import InspectionCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-04-20 10:00:00")
class TestAssetInspectionSearch(InspectionCommon):
    """Last and next inspection of each vehicle: stored, right, found from – to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fabia = cls._make_asset(name="Fabia")
        cls.never = cls._make_asset(name="Superb")
        cls.sold = cls._make_asset(name="Felicia")
        cls.all = cls.asset | cls.fabia | cls.never | cls.sold
        cls._inspect(date(2026, 4, 10), asset=cls.fabia)
        cls._inspect(date(2026, 5, 1), asset=cls.sold)
        cls.sold.write({"gone": "sold", "gone_on": "2026-06-01"})
        cls.inspection = cls._inspect(date(2026, 12, 1), "agg")

    def _found(self, *domain):
        """Return which of these a data search finds by these conditions."""
        search = self.env["customer.search"].create(
            {
                "name": "Of the test",
                "base": "asset",
                "domain": str([*domain, ("id", "in", self.all.ids)]),
                "column_ids": [Command.create({"path": "name"})],
            }
        )
        rows = search._run().recipient_ids
        return self.env["customer.asset"].browse(rows.mapped("row_id")).sorted("id")

    def test_the_vehicle_knows_its_last_and_next_inspection(self):
        self.assertRecordValues(
            self.asset | self.never,
            [
                {
                    "last_inspection_date": date(2026, 12, 1),
                    "last_inspection_result": "advice",
                    "next_inspection_date": date(2027, 12, 1),
                },
                {
                    "last_inspection_date": False,
                    "last_inspection_result": False,
                    "next_inspection_date": False,
                },
            ],
        )

    def test_only_finished_inspections_count(self):
        begun = self._begin()
        self._check(begun, "ugg")
        self.assertEqual(self.asset.last_inspection_date, date(2026, 12, 1))
        begun.action_finish()
        self.assertEqual(self.asset.last_inspection_result, "failed")
        begun.action_reopen()
        self.assertEqual(self.asset.last_inspection_result, "advice")
        begun.unlink()
        self.inspection.action_reopen()
        self.inspection.unlink()
        self.assertFalse(self.asset.last_inspection_date)

    def test_the_first_of_several_checklists_is_next(self):
        other = self._make_checklist(name="Emissions", interval=3)
        self._inspect(date(2027, 1, 5), checklist_id=other.id)
        self.assertEqual(self.asset.last_inspection_date, date(2027, 1, 5))
        self.assertEqual(self.asset.next_inspection_date, date(2027, 4, 5))
        self._inspect(checklist_id=other.id)
        self.assertEqual(self.asset.next_inspection_date, date(2027, 7, 20))

    def test_an_inspection_that_moves_to_another_vehicle_moves_its_dates(self):
        self.inspection.action_reopen()
        self.inspection.asset_id = self.never
        self.inspection.action_finish()
        self.assertFalse(self.asset.last_inspection_date)
        self.assertEqual(self.never.last_inspection_date, date(2026, 12, 1))

    def test_from_to_result_owner_kind_and_never(self):
        last, due = "last_inspection_date", "next_inspection_date"
        mine = ("partner_id.commercial_partner_id", "in", self.owner.ids)
        other = self._make_customer(name="Other")
        nothing = self.env["customer.asset"]
        for found, domain in (
            (self.fabia, [(last, ">=", "2026-04-10"), (last, "<=", "2026-04-10")]),
            (self.asset, [(last, ">=", "2026-04-11")]),
            (self.fabia, [(due, "<=", "2027-11-30")]),
            (self.asset, [(due, ">=", "2027-12-01"), (due, "<=", "2027-12-01")]),
            (self.asset, [("last_inspection_result", "=", "advice")]),
            (self.never, [(last, "=", False)]),
            (self.fabia, [("search_inspection_in", "<", 0)]),
            (self.asset | self.fabia | self.never, [("kind", "=", "vehicle")]),
            (nothing, [("kind", "=", "animal")]),
            (self.asset | self.fabia | self.never, [mine]),
            (nothing, [("partner_id", "in", other.ids)]),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(self._found(*domain), found.sorted("id"))

    def test_vehicles_that_are_ticked_in_a_list_are_searched(self):
        model = self.env["customer.search"].with_context(
            customer_inspection_search=True,
            active_model="customer.asset",
            active_ids=(self.fabia | self.never).ids,
        )
        with Form(model) as form:
            self.assertEqual(form.base, "asset")
            self.assertEqual(form.found_count, 2)
            self.assertIn("Superb", form.preview)
        action = self.env.ref("customer_care.customer_search_inspection_action")
        self.assertEqual(action.binding_model_id.model, "customer.asset")

    def test_the_list_is_printed_with_what_is_overdue(self):
        search = self.env["customer.search"].with_context(
            customer_inspection_search=True
        )
        search = search.create({"domain": str([("id", "in", self.all.ids)])})
        [file] = search._run("report").file_ids
        pages = PdfReader(io.BytesIO(file.attachment_id.raw)).pages
        text = " ".join(page.extract_text() for page in pages)
        self.assertIn("Fabia", text)
        self.assertIn("-10", text)
        self.assertNotIn("Felicia", text)

    def test_the_filters_of_the_list_of_vehicles(self):
        view = self.env.ref("customer_care.customer_asset_view_search")
        arch = view._get_combined_arch()
        for name, found in (
            ("inspection_overdue", self.fabia),
            ("inspection_never", self.never),
        ):
            domain = safe_eval(arch.find(f".//filter[@name='{name}']").get("domain"))
            with self.subTest(filter=name):
                self.assertEqual(
                    self.env["customer.asset"].search(
                        Domain(domain) & Domain("id", "in", self.all.ids)
                    ),
                    found,
                )
        node = arch.find(".//filter[@name='inspection_this_month']")
        domain = safe_eval(node.get("domain"))
        for day, is_due in (
            ("2027-03-31", 0),
            ("2027-04-01", 1),
            ("2027-04-30", 1),
            ("2027-05-01", 0),
        ):
            # what is stored is what the filter asks
            self.env.cr.execute(
                "UPDATE customer_asset SET next_inspection_date = %s WHERE id = %s",
                (day, self.never.id),
            )
            self.assertEqual(
                self.env["customer.asset"].search_count(
                    Domain(domain) & Domain("id", "=", self.never.id)
                ),
                is_due,
                day,
            )

    def test_a_thousand_vehicles_are_inspected_in_one_query(self):
        assets = self.env["customer.asset"].create(
            [
                {"name": str(number), "kind": "vehicle", "partner_id": self.owner.id}
                for number in range(50)
            ]
        )
        self.env["customer.asset.inspection"].create(
            [
                {
                    "asset_id": asset.id,
                    "is_external": True,
                    "result": "passed",
                    "date": "2027-01-01",
                    "next_date": "2028-01-01",
                    "state": "done",
                }
                for asset in assets
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            found = assets._inspected()
        self.assertEqual(
            set(found.values()), {(date(2027, 1, 1), "passed", date(2028, 1, 1))}
        )
