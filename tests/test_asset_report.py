# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common_garage import GarageCommon

FIGURES = ("vehicles", "visits", "average", "total")
EMPTY = (0, 0, None, 0)


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestVehicleAnalysis(GarageCommon):
    """What was serviced by odometer band: counted by hand."""

    def _bands(self, **vals):
        return dict(
            (label, figures)
            for label, *figures in self._rows(
                self._wizard(**vals), *FIGURES, whole=True
            )
        )

    def _of(self, label, **vals):
        return tuple(self._bands(**vals)[label])

    def test_figures_are_those_counted_by_hand(self):
        young, old, unread = (self._vehicle(year=y) for y in (2024, 2016, 0))
        self._service(young, 100, "2027-01-15", 12_000)
        self._service(young, 300, "2027-02-15", 18_000)
        self._service(old, 500, "2027-02-01", 180_000)
        self._service(unread, 100, "2027-03-01")
        self.assertEqual(
            self._rows(
                self._wizard(with_margin=True),
                *FIGURES,
                "vehicles_share",
                "total_share",
                "margin",
                whole=True,
            ),
            [
                ("Up to 49,999 km", 1, 2, 200, 400, 33.33, 40, 340),
                ("50,000 – 99,999 km", *EMPTY, 0, 0, 0),
                ("100,000 – 149,999 km", *EMPTY, 0, 0, 0),
                ("150,000 – 199,999 km", 1, 1, 500, 500, 33.33, 50, 470),
                ("200,000 km and more", *EMPTY, 0, 0, 0),
                ("No reading", 1, 1, 100, 100, 33.33, 10, 70),
                ("Total", 3, 4, 250, 1000, 100, 100, 880),
            ],
        )
        self.assertEqual(
            self._rows(self._wizard(), *FIGURES, table=1, whole=True),
            [
                ("2024", 1, 2, 200, 400),
                ("2016", 1, 1, 500, 500),
                ("Unknown", 1, 1, 100, 100),
                ("Total", 3, 4, 250, 1000),
            ],
        )

    def test_without_bands_the_report_says_where_to_enter_them(self):
        self._service(self._vehicle(), 100, "2027-01-15", 12_000)
        self.env["customer.asset.band"].search([("unit", "=", "mi")]).unlink()
        wizard = self._wizard(unit="mi")
        with self.assertRaisesRegex(UserError, "no odometer band in mi"):
            wizard.action_print()

    def test_a_band_begins_where_the_one_before_has_ended(self):
        for reading in (49_999, 50_000, 99_999.9, 100_000, 200_000):
            self._service(self._vehicle(), 10, reading=reading)
        bands = self._bands()
        self.assertEqual(
            [figures[0] for figures in bands.values()], [1, 2, 1, 0, 1, 0, 5]
        )

    def test_a_vehicle_that_passes_a_border_is_one_vehicle_in_total(self):
        octavia = self._vehicle()
        self._service(octavia, 10, "2027-01-10", 49_000)
        self._service(octavia, 20, "2027-02-10", 51_000)
        bands = self._bands()
        self.assertEqual(bands["Up to 49,999 km"], [1, 1, 10, 10])
        self.assertEqual(bands["50,000 – 99,999 km"], [1, 1, 20, 20])
        self.assertEqual(bands["Total"], [1, 2, 15, 30])

    def test_bands_in_miles_hold_readings_of_both_kinds(self):
        self._service(self._vehicle(), 10, reading=30_000, unit="mi")
        self._service(self._vehicle(), 10, reading=29_999, unit="mi")
        self._service(self._vehicle(), 10, reading=48_280)  # 29,999.8 miles
        self._service(self._vehicle(), 10, reading=48_281)  # 30,000.4 miles
        bands = self._bands(unit="mi")
        self.assertEqual(bands["Up to 29,999 miles"][0], 2)
        self.assertEqual(bands["30,000 – 59,999 miles"][0], 2)
        kilometres = self._bands()
        self.assertEqual(kilometres["Up to 49,999 km"][0], 4)

    def test_the_unit_is_proposed_as_the_company_counts(self):
        self.env.company.odometer_band_unit = "mi"
        self.assertEqual(self._wizard().unit, "mi")
        self._service(self._vehicle(), 10, reading=10_000, unit="mi")
        [row] = self.env["customer.asset.report"].search([])
        self.assertEqual(row.band_id.display_name, "Up to 29,999 miles")

    def test_what_is_read_later_says_nothing_about_a_visit_before(self):
        octavia = self._vehicle()
        self._read(octavia, 40_000, "2026-05-01")
        self._read(octavia, 90_000, "2027-02-20")
        self._service(octavia, 10, "2027-02-10")
        self.assertEqual(self._of("Up to 49,999 km"), (1, 1, 10, 10))

    def test_the_reading_of_the_invoice_counts_before_others_of_the_day(self):
        octavia = self._vehicle()
        self._service(octavia, 10, "2027-02-10", 40_000)
        self._read(octavia, 60_000, "2027-02-10")
        self.assertEqual(self._of("Up to 49,999 km"), (1, 1, 10, 10))

    def test_a_new_clock_goes_on_from_the_old_one(self):
        octavia, golf = self._vehicle(), self._vehicle()
        self._read(octavia, 140_000, "2026-01-01")
        new = {"is_exchange": True, "exchange_end": 149_000}
        self._read(octavia, 200, "2026-06-01", **new)
        self._service(octavia, 10, "2027-01-10", 900)
        self._service(octavia, 20, "2027-02-10", 1_500)
        self._read(golf, 60_000, "2026-01-01", "mi")
        self._read(golf, 0, "2026-06-01", "mi", is_exchange=True)
        self._service(golf, 40, "2027-02-10", 3_000, unit="mi")
        bands = self._bands()
        self.assertEqual(bands["100,000 – 149,999 km"], [2, 2, 25, 50])
        self.assertEqual(bands["150,000 – 199,999 km"], [1, 1, 20, 20])

    def test_hours_are_no_kilometres_and_have_a_line_of_their_own(self):
        tractor = self._vehicle(odometer_unit="h")
        self._service(tractor, 70, reading=1200, unit="h")
        bands = self._bands()
        self.assertEqual(bands["Counted in hours"], [1, 1, 70, 70])
        self.assertEqual(bands["No reading"], list(EMPTY))
        self.assertEqual(bands["Total"], [1, 1, 70, 70])

    def test_credit_notes_subtract_where_the_invoice_stands_and_are_no_visits(self):
        octavia = self._vehicle()
        first = self._service(octavia, 100, "2027-01-10", 40_000)
        self._service(octavia, 50, "2027-02-10", 60_000)
        refund = self._make_refund(first, post=False)
        refund.invoice_line_ids.price_unit = 30
        refund.action_post()
        bands = self._bands()
        self.assertEqual(bands["Up to 49,999 km"], [1, 1, 70, 70])
        self.assertEqual(bands["50,000 – 99,999 km"], [1, 1, 50, 50])

    def test_what_was_reversed_altogether_was_no_visit(self):
        first = self._service(self._vehicle(), 100, "2027-01-10", 40_000)
        self._make_refund(first)
        self.assertEqual(first.payment_state, "reversed")
        self.assertEqual(self._of("Up to 49,999 km"), EMPTY)
        self.assertEqual(self._of("Total"), EMPTY)

    def test_a_credit_note_alone_is_in_the_total(self):
        octavia = self._vehicle()
        self._service(octavia, 30, "2027-02-10", move_type="out_refund")
        self.assertEqual(self._of("No reading"), (0, 0, None, -30))

    def test_one_invoice_for_two_vehicles_is_a_visit_of_each(self):
        one, two = self._vehicle(), self._vehicle()
        self._read(one, 10_000, "2027-01-01")
        self._read(two, 60_000, "2027-01-01")
        self._make_invoice(
            self._line(one, 10),
            self._line(one, 15),
            self._line(two, 5),
            {"product_id": self.work.id, "price_unit": 1000, "tax_ids": []},
            post=True,
        )
        bands = self._bands()
        self.assertEqual(bands["Up to 49,999 km"], [1, 1, 25, 25])
        self.assertEqual(bands["50,000 – 99,999 km"], [1, 1, 5, 5])
        self.assertEqual(bands["Total"], [2, 2, 30, 30], "one invoice")

    def test_two_invoices_of_a_day_are_one_visit(self):
        octavia = self._vehicle()
        self._service(octavia, 10)
        self._service(octavia, 30)
        [*__, total] = self._rows(
            self._wizard(), "visits", "invoices", "average", whole=True
        )
        self.assertEqual(total, ("Total", 1, 2, 20))

    def test_drafts_animals_and_equipment_are_not_in_it(self):
        self._make_invoice(self._line(self._vehicle(), 10))
        for kind in ("animal", "equipment"):
            self._service(self._vehicle(kind=kind), 10)
        self.assertEqual(self._of("Total"), EMPTY)

    def test_history_counts_when_the_vehicle_is_gone(self):
        octavia = self._vehicle()
        self._service(octavia, 10)
        octavia.write({"active": False, "gone": "scrapped"})
        self.assertEqual(self._of("Total"), (1, 1, 10, 10))

    def test_the_total_is_the_turnover_of_the_same_lines(self):
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        octavia, unread = self._vehicle(year=2020), self._vehicle()
        invoice = self._service(octavia, 99.99, "2026-01-01", 12_000)
        self._service(octavia, 100, "2026-12-31", 250_000, currency_id=euro.id)
        self._service(unread, 33.33, "2026-06-30")
        self._service(unread, 5, "2025-12-31")
        self._service(unread, 5, "2027-01-01")
        self._make_refund(invoice)
        self._make_invoice(self.plain, post=True)
        lines = self.env["account.move.line"].search(
            [
                ("customer_asset_id", "in", (octavia | unread).ids),
                ("date", ">=", "2026-01-01"),
                ("date", "<=", "2026-12-31"),
            ]
        )
        rows = self.env["customer.turnover"].browse(lines.ids)
        turnover = round(sum(rows.mapped("untaxed")), 2)
        self.assertEqual(turnover, 183.32)  # 100 euros are 50, credited next year
        year = {"date_from": date(2026, 1, 1), "date_to": date(2026, 12, 31)}
        wizard = self._wizard(with_years=True, **year)
        for number, table in enumerate(self._tables(wizard)):
            with self.subTest(table["title"]):
                rows = [row for row in table["rows"] if not row.get("is_within")]
                self.assertAlmostEqual(sum(row["total"] for row in rows), turnover, 2)
                within = [row for row in table["rows"] if row.get("is_within")]
                if not number:
                    whole = sum(row["total"] for row in within)
                    self.assertAlmostEqual(whole, turnover, 2)
                self.assertAlmostEqual(table["total"]["total"], turnover, 2)
                shares = sum(row["total_share"] for row in rows)
                self.assertAlmostEqual(shares, 100, 6)

    def test_model_years_stand_within_their_band(self):
        self._service(self._vehicle(year=2020), 10, reading=10_000)
        self._service(self._vehicle(year=2022), 20, reading=10_000)
        self._service(self._vehicle(year=2020), 40, reading=60_000)
        rows = self._rows(self._wizard(with_years=True), "vehicles", "total")
        self.assertEqual(
            rows[:5],
            [
                ("Up to 49,999 km", 2, 30),
                ("2022", 1, 20),
                ("2020", 1, 10),
                ("50,000 – 99,999 km", 1, 40),
                ("2020", 1, 40),
            ],
        )

    def test_both_days_belong_to_the_period(self):
        octavia = self._vehicle()
        for day in ("2027-01-31", "2027-02-01", "2027-02-28", "2027-03-01"):
            self._service(octavia, 10, day)
        february = {"date_from": date(2027, 2, 1), "date_to": date(2027, 2, 28)}
        self.assertEqual(self._of("Total", **february), (1, 2, 10, 20))

    def test_periods_are_those_of_the_calendar_where_the_user_is(self):
        wizards = self.env["customer.asset.print"].with_user(self.boss)
        day = date(2027, 3, 10)
        for period, first, last in (
            ("day", day, day),
            ("week", date(2027, 3, 8), date(2027, 3, 14)),
            ("month", date(2027, 3, 1), date(2027, 3, 31)),
            ("year", date(2027, 1, 1), date(2027, 12, 31)),
        ):
            with self.subTest(period):
                self.env["res.lang"]._lang_get(self.boss.lang).week_start = "1"
                wizard = wizards.create({"period": period, "day": day})
                self.assertEqual((wizard.date_from, wizard.date_to), (first, last))
        self.env["res.lang"]._lang_get(self.boss.lang).week_start = "7"
        wizard = wizards.create({"period": "week", "day": day})
        self.assertEqual(wizard.date_from, date(2027, 3, 7))
        self.boss.tz = "Asia/Tokyo"
        with freeze_time("2027-03-31 20:00:00"):  # the first of April in Tokyo
            wizard = wizards.create({"period": "month"})
        self.assertEqual(wizard.date_from, date(2027, 4, 1))

    def test_companies_are_kept_apart(self):
        data = self.setup_other_company(name="The other garage")
        other = data["company"]
        octavia = self._vehicle()
        self._service(octavia, 10)
        journal = data["default_journal_sale"]
        self.env.user.company_ids |= other
        there = self.env["account.move"].with_company(other)
        line = {
            **self._line(octavia, 40),
            "account_id": data["default_account_revenue"].id,
        }
        there.create(
            {
                "move_type": "out_invoice",
                "journal_id": journal.id,
                "partner_id": self.customer.id,
                "invoice_date": "2027-02-10",
                "invoice_line_ids": [Command.create(line)],
            }
        ).action_post()
        self.assertEqual(self._of("Total"), (1, 1, 10, 10))
        self.boss.company_ids |= other
        both = {"allowed_company_ids": [self.env.company.id, other.id]}
        wizard = self._wizard(user=self.boss).with_context(**both)
        report = self.env["report.customer_care.report_customer_asset"]
        report = report.with_user(self.boss).with_context(**both)
        [bands, _years] = report._tables(wizard)
        self.assertEqual(bands["total"]["total"], 50)

    def test_the_screen_is_called_what_was_asked_for(self):
        for kind, title in (
            ("analysis", "Vehicle analysis"),
            ("fleet", "Fleet activity"),
        ):
            self.assertEqual(self._wizard(kind=kind).action_show()["name"], title)

    def test_what_cannot_be_asked_is_said(self):
        with self.assertRaisesRegex(UserError, "ends before it begins"):
            self._wizard(date_to=date(2026, 1, 1)).action_show()
        self.env["customer.asset.band"].search([("unit", "=", "mi")]).unlink()
        with self.assertRaisesRegex(UserError, "no odometer band in miles"):
            self._wizard(unit="mi").action_print()

    def test_the_margin_is_for_who_may_see_it(self):
        seller = self._make_user("garage_seller", "customer_care.level_3")
        self._service(self._vehicle(), 100)
        wizard = self._wizard(user=seller)
        names = [name for name, *__ in self._tables(wizard)[0]["columns"]]
        self.assertNotIn("margin", names)
        with self.assertRaises(AccessError):
            wizard.with_margin = True
        rows = self.env["customer.asset.report"].with_user(seller)
        with self.assertRaisesRegex(AccessError, "See margins"):
            rows.search([]).mapped("margin")
        with self.assertRaisesRegex(AccessError, "See margins"):
            rows.formatted_read_group([], ["band_id"], ["margin:sum"])

    def test_who_may_not_see_reports_is_told_so(self):
        clerk = self._make_user("garage_clerk", "customer_care.level_4")
        wizard = self._wizard()
        for verb in ("action_show", "action_print", "action_export", "action_analyse"):
            with self.subTest(verb), self.assertRaisesRegex(AccessError, "Reports of"):
                getattr(wizard.with_user(clerk), verb)()
        with self.assertRaises(AccessError):
            self.env["customer.asset.report"].with_user(clerk).search([])


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestOdometerBands(GarageCommon):
    """Bands have no gaps and do not overlap, whatever is entered."""

    def test_a_band_ends_where_the_next_one_begins(self):
        bands = self.env["customer.asset.band"]
        bands.search([("unit", "=", "km")]).unlink()
        only = bands.create({"unit": "km", "start": 30_000})
        self.assertEqual(only.display_name, "30,000 km and more")
        last = bands.create({"unit": "km", "start": 80_000})
        bands.invalidate_model()
        self.assertEqual(only.display_name, "Up to 79,999 km")
        self.assertEqual(last.display_name, "80,000 km and more")
        self._service(self._vehicle(), 10, reading=5)
        self.assertEqual(self.env["customer.asset.report"].search([]).band_id, only)

    def test_what_is_no_band_is_refused(self):
        bands = self.env["customer.asset.band"]
        with self.assertRaisesRegex(ValidationError, "is there already"):
            bands.create({"unit": "km", "start": 50_000})
        with self.assertRaisesRegex(ValidationError, "0 or above"):
            bands.create({"unit": "km", "start": -1})

    def test_the_numbers_of_the_settings_are_checked(self):
        for count in (0, -1, 1001):
            with self.assertRaisesRegex(ValidationError, "1 to 1000 vehicles"):
                self.env.company.fleet_vehicle_count = count
