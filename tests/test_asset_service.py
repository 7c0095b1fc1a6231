# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo.fields import Domain
from odoo.tests import freeze_time, tagged

from .common_reading import ReadingCase


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestExpectedReading(ReadingCase):
    def _expect(self, value, low, high, confidence, vehicle=None):
        vehicle = vehicle or self.vehicle
        found = [
            round(vehicle[f"odometer_expected{name}"]) for name in ("", "_low", "_high")
        ]
        self.assertEqual(found, [value, low, high])
        self.assertEqual(vehicle.odometer_confidence, confidence)

    def test_no_reading_expects_nothing(self):
        self._expect(0, 0, 0, False)
        self.assertFalse(self.vehicle.odometer_expected_text)

    def test_one_reading_is_the_value_without_confidence(self):
        self._read("2025-03-10", 52300)
        self._expect(52300, 52300, 52300, "none")
        self.assertFalse(self.vehicle.odometer_expected_text)

    def test_two_readings_are_a_weak_guess(self):
        self._read("2026-03-10", 50000)
        self._read("2027-01-09", 62200)  # 40 km a day
        self._expect(64600, 63400, 65800, "low")
        self.assertEqual(
            self.vehicle.odometer_expected_text, "64,600 km (63,400 to 65,800)"
        )

    def test_many_steady_readings_are_sure(self):
        self._read_monthly()
        self.assertEqual(self.vehicle.odometer_rate, 40.0)
        self._expect(64960, 64837, 65083, "high")

    def test_what_lies_long_ago_is_less_sure(self):
        self._read_monthly(count=5)
        self.assertEqual(self.vehicle.trend_confidence, "medium")
        with freeze_time("2026-08-01"):
            self.env.invalidate_all()
            self.assertEqual(self.vehicle.odometer_confidence, "medium")
        with freeze_time("2028-03-10"):
            self.env.invalidate_all()
            self.assertEqual(self.vehicle.odometer_confidence, "low")

    def test_a_digit_too_many_moves_nothing(self):
        self._read_monthly()
        self._read("2026-08-15", 566000, is_confirmed=True)
        self.assertEqual(self.vehicle.odometer_rate, 40.0)
        self._expect(64960, 64837, 65083, "high")
        self._read("2027-02-02", 634000, is_confirmed=True)
        self.assertEqual(self.vehicle.odometer, 634000.0)
        self._expect(64960, 64837, 65083, "high")

    def test_the_new_clock_is_expected_to_show_its_own_value(self):
        self._read_monthly()
        self._read("2027-02-11", 400, is_exchange=True)
        self.assertEqual(self.vehicle.odometer_total, 63880.0)
        self.assertEqual(round(self.vehicle.odometer_expected), 1480)

    def test_estimates_count_where_there_is_nothing_better(self):
        self._read("2026-03-10", 50000)
        self._read("2027-01-09", 62200, source="estimate")
        self.assertEqual(self.vehicle.odometer_rate, 40.0)
        self._read("2027-01-09", 53050)  # 10 km a day, and read
        self.assertEqual(self.vehicle.odometer_rate, 10.0)

    def test_it_is_searched_and_sorted_by_the_database(self):
        self._read_monthly()
        slow = self._make_vehicle("Slow")
        self._read("2027-01-10", 64959, slow)
        never = self._make_vehicle("Never")
        ours = Domain("id", "in", (self.vehicle | slow | never).ids)
        assets = self.env["customer.asset"]

        def found(operator, value):
            domain = ours & Domain("odometer_expected", operator, value)
            return assets.search(domain, order="id")

        self.assertEqual(found(">", 64959), self.vehicle)
        self.assertEqual(found(">=", 64959), self.vehicle | slow)
        self.assertEqual(found("<", 64959), never)
        self.assertEqual(found("<=", 64960), self.vehicle | slow | never)
        self.assertEqual(found("=", 64959), slow)
        self.assertEqual(found("!=", 64959), self.vehicle | never)
        self.assertEqual(found("in", [64959, 0]), slow | never)
        self.assertEqual(found("=", False), never)
        self.assertEqual(found("!=", False), self.vehicle | slow)
        self.assertEqual(
            assets.search(ours, order="odometer_expected desc"),
            self.vehicle | slow | never,
        )
        self.assertFalse(found(">", "many"))
        with freeze_time("2027-03-09"):
            self.assertEqual(found(">", 64959), assets)

    def test_many_vehicles_cost_the_queries_of_few(self):
        vehicles = self.env["customer.asset"].create(
            [
                {"kind": "vehicle", "name": f"Car {n}", "partner_id": self.customer.id}
                for n in range(60)
            ]
        )
        for vehicle in vehicles:
            self._read("2026-01-10", 1000, vehicle)

        def show(some):
            return self._count_queries(
                lambda: [
                    (each.odometer_expected_text, each.service_next_date)
                    for each in some.browse(some.ids)
                ]
            )

        self.assertEqual(show(vehicles), show(vehicles[:2]))


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestNextService(ReadingCase):
    def _due(self, day, confidence, by, asset=None):
        self.assertRecordValues(
            asset or self.vehicle,
            [
                {
                    "service_next_date": day and date.fromisoformat(day),
                    "service_confidence": confidence,
                    "service_by": by,
                }
            ],
        )

    def _serviced(self, day="2026-09-01", reading=57360.0, distance=15000, months=0):
        self.vehicle.write(
            {
                "service_interval": distance,
                "service_months": months,
                "service_last_date": day,
                "service_last_reading": reading,
            }
        )

    def test_the_distance_decides_when_it_is_reached_first(self):
        self._read_monthly()
        self._serviced(months=24)
        # 72,360 km is 8,880 km after 1 February, at 40 km a day 222 days
        self._due("2027-09-11", "high", "distance")
        self.assertEqual(self.vehicle.service_next_reading, 72360.0)
        self.assertLess(self.vehicle.service_next_from, date(2027, 9, 11))
        self.assertGreater(self.vehicle.service_next_to, date(2027, 9, 11))

    def test_the_months_decide_when_they_are_over_first(self):
        self._read_monthly()
        self._serviced(months=12)
        self._due("2027-09-01", "high", "time")
        self._serviced(distance=0, months=6)
        self._due("2027-03-01", "high", "time")
        self.assertTrue(self.vehicle.is_service_overdue)

    def test_a_new_reading_moves_the_day(self):
        self._read_monthly()
        self._serviced()
        before = self.vehicle.service_next_date
        self._read("2027-03-10", 65500)
        self.assertLess(self.vehicle.service_next_date, before)

    def test_one_reading_predicts_no_day_by_distance(self):
        self._read("2026-09-01", 57360)
        self._serviced()
        self._due(False, False, False)
        self.assertEqual(self.vehicle.service_next_reading, 72360.0)
        self._serviced(months=12)
        self._due("2027-09-01", "low", "time")

    def test_without_interval_or_last_service_nothing_is_due(self):
        self._read_monthly()
        self._due(False, False, False)
        self._serviced(day=False, reading=0, months=12)
        self._due(False, False, False)
        self._serviced(distance=0, months=0)
        self._due(False, False, False)

    def test_a_distance_that_was_driven_is_due_at_once(self):
        self._read_monthly()
        self._serviced(distance=5000)
        self._due("2027-02-01", "high", "distance")
        self.assertTrue(self.vehicle.is_service_overdue)

    def test_the_last_service_on_the_old_clock_still_counts(self):
        self._read_monthly()
        self._serviced()
        self._read("2027-02-11", 400, is_exchange=True)
        self._due("2027-09-11", "high", "distance")
        # the old clock ended at 63,480 km
        self.assertEqual(self.vehicle.service_next_reading, 8880.0)

    def test_an_older_service_entered_late_is_no_news(self):
        self._serviced()
        self.vehicle._service_done(date(2026, 3, 1), 50000.0)
        self.assertEqual(self.vehicle.service_last_date, date(2026, 9, 1))
        self.vehicle._service_done(date(2027, 3, 1), 64520.0)
        self.assertEqual(self.vehicle.service_last_reading, 64520.0)

    def test_what_is_due_in_thirty_days_is_found(self):
        self._serviced(distance=0, months=7)  # 1 April
        later = self._make_vehicle("Later", service_months=12)
        later.service_last_date = "2026-04-30"
        sold = self._make_vehicle("Sold", service_months=1, gone="sold")
        sold.service_last_date = "2027-01-01"
        view = self.env.ref("customer_care.customer_asset_view_search_service")
        arch = self.env["customer.asset"].get_view(view.inherit_id.id, "search")["arch"]
        self.assertIn("'today +30d'", arch)
        domain = [("service_next_date", "<=", "today +30d"), ("gone", "=", False)]
        found = self.env["customer.asset"].search(domain)
        self.assertIn(self.vehicle, found)
        self.assertNotIn(later, found)
        self.assertNotIn(sold, found)

    def test_less_than_nothing_and_the_future_are_refused(self):
        for name in ("service_interval", "service_months", "service_last_reading"):
            with self._assert_refused("cannot be -1"):
                self.vehicle[name] = -1
        with self._assert_refused("cannot be nan"):
            self.vehicle.service_interval = float("nan")
        with self._assert_refused("cannot lie in the future"):
            self.vehicle.service_last_date = "2027-03-11"
