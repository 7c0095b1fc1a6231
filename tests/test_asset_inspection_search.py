# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged
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

    def _search(self, **vals):
        wizard = self.env["customer.asset.inspection.search"].create(vals)
        action = wizard.action_show()
        return self.env["customer.asset"].search(
            Domain(action["domain"]) & Domain("id", "in", self.all.ids)
        )

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
        for found, vals in (
            (self.fabia, {"last_from": "2026-04-10", "last_to": "2026-04-10"}),
            (self.asset, {"last_from": "2026-04-11"}),
            (self.fabia, {"next_to": "2027-11-30"}),
            (self.asset, {"next_from": "2027-12-01", "next_to": "2027-12-01"}),
            (self.asset, {"result": "advice"}),
            (self.never, {"is_never": True}),
            (self.asset | self.fabia | self.never, {"kind": "vehicle"}),
            (self.env["customer.asset"], {"kind": "animal"}),
            (self.asset | self.fabia | self.never, {"partner_ids": self.owner.ids}),
            (
                self.env["customer.asset"],
                {"partner_ids": self._make_customer(name="Other").ids},
            ),
        ):
            with self.subTest(vals=vals):
                self.assertEqual(self._search(**vals), found)

    def test_the_filters_of_the_list(self):
        view = self.env.ref(
            "customer_care.customer_asset_inspection_search_view_search"
        )
        arch = self.env["ir.ui.view"].browse(view.id)._get_combined_arch()
        for name, found in (
            ("overdue", self.fabia),
            ("never", self.never),
            ("advice", self.asset),
        ):
            domain = safe_eval(arch.find(f".//filter[@name='{name}']").get("domain"))
            with self.subTest(filter=name):
                self.assertEqual(
                    self.env["customer.asset"].search(
                        Domain(domain) & Domain("id", "in", (self.all - self.sold).ids)
                    ),
                    found,
                )
        domain = safe_eval(arch.find(".//filter[@name='this_month']").get("domain"))
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

    def test_bad_criteria_are_refused(self):
        for vals, sentence in (
            ({"last_from": "2027-01-02", "last_to": "2027-01-01"}, "ends before"),
            ({"next_from": "2027-01-02", "next_to": "2027-01-01"}, "ends before"),
            ({"is_never": True, "result": "passed"}, "was never inspected"),
        ):
            wizard = self.env["customer.asset.inspection.search"].create(vals)
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, sentence):
                wizard.action_show()
            with self.assertRaisesRegex(UserError, sentence):
                wizard.action_print()

    def test_the_list_is_printed(self):
        wizard = self.env["customer.asset.inspection.search"].create(
            {"asset_ids": self.all.ids}
        )
        action = wizard.action_print()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            action["report_name"], wizard.ids
        )
        text = html.decode()
        self.assertRegex(text, r"(?s)Fabia.*Octavia.*Superb")
        self.assertRegex(text, r"(?s)overdue.*10 days")
        self.assertIn("4 in all", text)
        nothing = wizard.create({"kind": "equipment", "is_never": True})
        self.env["customer.asset"].search([("kind", "=", "equipment")]).active = False
        with self.assertRaisesRegex(UserError, "Nothing fits"):
            nothing.action_print()

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
