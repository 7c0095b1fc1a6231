# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common_garage import REPORT, GarageCommon
from .common_queries import counted

FIGURES = ("plate", "visits", "invoices", "average", "total")


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestFleetActivity(GarageCommon):
    """By vehicle, by customer and overall; who did not come is there, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one = cls._vehicle(cls.taxi, name="Superb", plate="WA 1", year=2022)
        cls.two = cls._vehicle(cls.taxi, name="Corolla", plate="WA 2")
        cls.idle = cls._vehicle(cls.taxi, name="Vito", plate="WA 3")
        cls._service(cls.one, 100, "2027-01-10", 120_000)
        cls._service(cls.one, 200, "2027-02-10", 130_000)
        cls._service(cls.two, 90, "2027-02-11")
        cls._service(cls._vehicle(), 1000)

    def test_every_fleet_and_every_vehicle_serviced_is_there(self):
        wizard = self._wizard("fleet", with_margin=True)
        self.assertEqual(
            self._rows(wizard, *FIGURES, "margin", "odometer", whole=True),
            [
                ("Crossroads Taxi", "Vehicles: 2", 3, 3, 130, 390, 300, None),
                ("Superb (2022)", "WA 1", 2, 2, 150, 300, 240, 130_000),
                ("Corolla", "WA 2", 1, 1, 90, 90, 60, None),
                ("Post of Praga", "No visit", 0, 0, None, 0, 0, None),
                ("Total", "Vehicles: 2", 3, 3, 130, 390, 300, None),
            ],
        )

    def test_named_customers_alone(self):
        wizard = self._wizard("fleet", partner_ids=self.mail_van.ids)
        self.assertEqual(
            self._rows(wizard, "total", whole=True),
            [("Post of Praga", 0), ("Total", 0)],
        )

    def test_miles_are_shown_where_miles_are_asked_for(self):
        [__, superb, *__] = self._rows(self._wizard("fleet", unit="mi"), "odometer")
        self.assertEqual(superb, ("Superb (2022)", 80_778))

    def test_a_visit_counts_for_who_owned_the_vehicle_then(self):
        self.one.partner_id = self.customer
        owners = self.env["customer.asset.owner"].sudo()
        owners.search([("asset_id", "=", self.one.id)]).unlink()
        history = [
            {"partner_id": self.taxi.id, "date_to": "2027-01-31"},
            {"partner_id": self.customer.id, "date_from": "2027-01-31"},
        ]
        for vals in history:
            owners.create({"asset_id": self.one.id, **vals})
        rows = self._rows(self._wizard("fleet"), "visits", "total")
        self.assertEqual(
            rows[:3],
            [
                ("Crossroads Taxi", 2, 190),
                ("Superb (2022)", 1, 100),
                ("Corolla", 1, 90),
            ],
        )

    def test_vehicles_of_a_branch_are_the_firms(self):
        depot = self._make_customer(name="Depot", parent_id=self.taxi.id)
        self._service(self._vehicle(depot, name="Transit"), 60)
        rows = self._rows(self._wizard("fleet"), "vehicles", "total")
        self.assertEqual(rows[0], ("Crossroads Taxi", 3, 450))
        self.assertIn(("Transit", 1, 60), rows)

    def test_without_any_fleet_it_says_what_to_do(self):
        self.env["res.partner"].search([("is_fleet", "=", True)]).is_fleet = False
        with self.assertRaisesRegex(UserError, "No customer is marked"):
            self._wizard("fleet").action_print()

    def test_an_archived_fleet_is_there_when_it_came(self):
        (self.taxi | self.mail_van).active = False
        labels = [label for label, *__ in self._rows(self._wizard("fleet"))]
        self.assertEqual(labels[0], "Crossroads Taxi")
        self.assertNotIn("Post of Praga", labels)

    def test_the_spreadsheet_has_the_numbers_as_numbers(self):
        wizard = self._wizard("fleet")
        action = wizard.action_export()
        self.assertIn(f"/customer.asset.print/{wizard.id}/sheet/", action["url"])
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.sheet)))
        rows = list(book.active.iter_rows(values_only=True))
        self.assertEqual(rows[0][0], "Fleet activity: By customer and vehicle")
        self.assertEqual(rows[3][:3], ("Customer", "Vehicle", "Plate"))
        self.assertEqual(
            rows[4], ("Crossroads Taxi", "", "Vehicles: 2", "", 3, 3, 130, 390)
        )
        self.assertEqual(
            rows[5],
            ("Crossroads Taxi", "Superb (2022)", "WA 1", 130_000, 2, 2, 150, 300),
        )
        self.assertEqual(rows[-1][-3:], (3, 130, 390))
        analysis = self._wizard(with_years=True, with_margin=True)
        analysis.action_export()
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(analysis.sheet)))
        self.assertEqual(book.sheetnames, ["By odometer", "By model year"])
        bands, years = (list(s.iter_rows(values_only=True)) for s in book.worksheets)
        self.assertEqual(bands[-1][1:], ("Total", 3, 100, 4, 4, 347.5, 1390, 100, 1270))
        self.assertEqual(years[4][:2], ("2022", 1))
        self.assertAlmostEqual(years[4][2], 100 / 3)

    def test_the_page_has_what_the_table_has(self):
        report = self.env["ir.actions.report"].with_user(self.boss)
        for kind, words in (
            (
                "fleet",
                ("Fleet activity", "Post of Praga", "No visit", "WA 2", "390.00"),
            ),
            ("analysis", ("Vehicle analysis", "No reading", "1,390.00", "100.0")),
        ):
            wizard = self._wizard(kind)
            html, __ = report._render_qweb_html(
                "customer_care.report_customer_asset", wizard.ids
            )
            for word in words:
                self.assertIn(word, html.decode())

    def test_many_vehicles_go_on_over_pages(self):
        vehicles = [self._vehicle(self.mail_van, plate=f"P {n}") for n in range(100)]
        self._make_invoice(
            *(self._line(vehicle, 10) for vehicle in vehicles),
            partner_id=self.mail_van.id,
            post=True,
        )
        wizard = self._wizard("fleet")
        self.env.flush_all()
        pages = self.env[REPORT].with_user(self.boss)._pages(wizard)
        self.assertEqual(len(pages), 4)
        self.assertTrue(all(page[0]["kind"] == "head" for page in pages))
        blocks = [block for page in pages for block in page]
        self.assertEqual(len([b for b in blocks if b["kind"] == "row"]), 102)
        again = [page[1]["row"]["label"] for page in pages[1:3]]
        self.assertEqual(again, ["Post of Praga (continued)"] * 2)

    def test_a_hundred_vehicles_cost_the_queries_of_two(self):
        def queries():
            wizard = self._wizard("fleet")
            with counted(self.env) as queries:
                self.env[REPORT].with_user(self.boss)._tables(wizard)
            return queries.number

        queries()
        few = queries()
        customers = [
            self._make_customer(name=f"Fleet {n}", is_fleet=True) for n in range(20)
        ]
        for customer in customers:
            lines = [self._line(self._vehicle(customer), 10) for _n in range(5)]
            self._make_invoice(*lines, partner_id=customer.id, post=True)
        self.assertLessEqual(queries(), few)

    def test_the_pivot_says_what_the_report_says(self):
        action = self._wizard("fleet").action_analyse()
        rows = self.env["customer.asset.report"].with_user(self.boss)
        rows = rows.with_context(**action["context"])
        found = rows.formatted_read_group(
            action["domain"],
            ["partner_id"],
            ["visit_id:count_distinct", "average:avg", "untaxed:sum"],
        )
        [taxi] = found
        self.assertEqual(taxi["visit_id:count_distinct"], 3)
        self.assertEqual((taxi["average:avg"], taxi["untaxed:sum"]), (130, 390))

    def test_a_row_opens_its_invoice(self):
        rows = self.env["customer.asset.report"].with_user(self.boss)
        row = rows.search([("asset_id", "=", self.two.id)])
        action = row.action_open_document()
        self.assertEqual(action["name"], row.document)
        clerk = self._make_user("garage_clerk", "customer_care.level_5")
        with self.assertRaises(AccessError):
            row.with_user(clerk).action_open_document()


@tagged("post_install", "-at_install")
class TestFleetCustomers(GarageCommon):
    """Who has many vehicles is proposed; a person decides."""

    def _fleet(self, count, owner=None, **vals):
        for _number in range(count):
            self._vehicle(owner, **vals)

    def _proposed(self):
        return self.env["res.partner"].search([("is_fleet_proposed", "=", True)])

    def test_from_five_active_vehicles_on_a_customer_is_proposed(self):
        self._fleet(4)
        self._fleet(1, kind="animal")
        self._fleet(1, active=False)
        self._fleet(1, gone="sold")
        self.assertFalse(self._proposed())
        self._fleet(1)
        self.assertEqual(self._proposed(), self.customer)
        self.assertEqual(self.customer.fleet_vehicle_count, 5)
        self.assertFalse(self.customer.is_fleet)

    def test_the_number_is_in_the_settings(self):
        self._fleet(2)
        self.env.company.fleet_vehicle_count = 2
        self.assertEqual(self._proposed(), self.customer)
        settings = self.env["customer.settings"].with_user(self.boss)
        settings.create({"fleet_vehicle_count": 3}).action_save()
        self.assertEqual(self.env.company.fleet_vehicle_count, 3)
        self.assertFalse(self._proposed())

    def test_vehicles_of_contact_persons_are_their_firms(self):
        depot = self._make_customer(name="Depot", parent_id=self.customer.id)
        self._fleet(2)
        self._fleet(3, depot)
        self.assertEqual(self._proposed(), self.customer)
        self.assertEqual(depot.fleet_vehicle_count, 0)

    def test_who_is_marked_is_proposed_no_more(self):
        self._fleet(5)
        clerk = self.user_level_5
        self.customer.with_user(clerk).action_mark_fleet()
        self.assertTrue(self.customer.is_fleet)
        self.assertFalse(self._proposed())
        event = self.env["customer.event"].search(
            [("partner_id", "=", self.customer.id), ("kind", "=", "fleet")]
        )
        self.assertEqual((event.old_value, event.new_value), ("No", "Yes"))

    def test_the_menu_of_a_customer_proposes_it(self):
        def offered():
            customer = self.customer.with_user(self.user_level_5)
            return {entry["key"] for entry in customer.get_customer_operations()}

        self._fleet(4)
        self.assertNotIn("mark_fleet", offered())
        self._fleet(1)
        self.env.invalidate_all()
        self.assertIn("mark_fleet", offered())
        self.customer.with_user(self.user_level_5).run_customer_operation("mark_fleet")
        self.assertTrue(self.customer.is_fleet)
        self.assertNotIn("mark_fleet", offered())

    def test_a_vehicle_says_that_its_owner_has_a_fleet(self):
        self._fleet(5)
        octavia = self.env["customer.asset"].search(
            [("partner_id", "=", self.customer.id)], limit=1
        )
        hint = f"{self.customer.display_name} has 5 vehicles and is not marked"
        self.assertIn(hint, octavia.fleet_hint)
        octavia.with_user(self.user_level_5).action_mark_fleet()
        self.assertFalse(octavia.fleet_hint)

    def test_only_who_may_change_customers_marks_one(self):
        function = self.env.ref("customer_care.function_customer_change")
        reader = self._make_user("garage_reader", "customer_care.level_5")
        reader.group_ids = [(5,), (4, self.env.ref("base.group_user").id)]
        reader.group_ids += self.env.ref("customer_care.function_asset_see")
        self.assertNotIn(function, reader.all_group_ids)
        customer = self.customer.with_user(reader)
        for change in (
            lambda: customer.write({"is_fleet": True}),
            customer.action_mark_fleet,
        ):
            with self.assertRaises(AccessError):
                change()
        self.assertFalse(self.customer.is_fleet)

    def test_a_contact_person_is_no_fleet(self):
        contact = self._make_customer(name="Depot", parent_id=self.customer.id)
        with self.assertRaisesRegex(UserError, "Mark the customer they belong to"):
            contact.action_mark_fleet()

    def test_the_tick_is_on_the_card(self):
        with Form(self.customer.with_user(self.user_level_5)) as form:
            form.is_fleet = True
        self.assertTrue(self.customer.is_fleet)

    def test_a_merge_keeps_the_mark(self):
        other = self._make_customer(name="Taxi at the crossroads")
        self.env["customer.operation"]._merge([(self.taxi.id, other.id)])
        self.env.invalidate_all()
        self.assertTrue(other.is_fleet)
