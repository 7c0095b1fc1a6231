# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged

from .common_reading import ReadingCase

NAN, INFINITY = float("nan"), float("inf")


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestReading(ReadingCase):
    def _shows(self, value, day, total=None, asset=None):
        self.assertRecordValues(
            asset or self.vehicle,
            [
                {
                    "odometer": value,
                    "odometer_date": day and date.fromisoformat(day),
                    "odometer_total": value if total is None else total,
                }
            ],
        )

    def test_the_last_reading_in_time_stands_on_the_vehicle(self):
        self._shows(0.0, False)
        self._read("2027-01-10", 52300)
        self._shows(52300.0, "2027-01-10")
        late = self._read("2026-06-01", 41000)
        self._shows(52300.0, "2027-01-10")
        self.assertEqual(self.vehicle.reading_ids.mapped("value"), [52300.0, 41000.0])
        late.write({"date": "2027-02-01", "value": 53000})
        self._shows(53000.0, "2027-02-01")
        late.unlink()
        self._shows(52300.0, "2027-01-10")
        self.assertEqual(self.vehicle.reading_count, 1)

    def test_two_readings_of_one_day_stand_in_the_order_they_were_entered(self):
        self._read("2027-01-10", 52300)
        self._read("2027-01-10", 52320)
        self._shows(52320.0, "2027-01-10")
        with self._assert_refused("52,310 km on 01/10/2027 is less than 52,320 km"):
            self._read("2027-01-10", 52310)

    def test_a_reading_in_miles_counts_in_the_unit_of_the_vehicle(self):
        self._read("2027-01-10", 10000, unit="mi")
        self._shows(16093.44, "2027-01-10")
        self.vehicle.odometer_unit = "mi"
        self._shows(10000.0, "2027-01-10")
        self.assertEqual(self._read("2027-02-10", 10100).unit, "mi")
        with self._assert_refused("16,094 km on .* is less than 10,100 miles on"):
            self._read("2027-02-11", 16094, unit="km")

    def test_rounding_between_units_is_no_step_backwards(self):
        self._read("2027-01-10", 50001)
        self._read("2027-01-11", 31069, unit="mi")  # 50,000.7 km
        self.assertAlmostEqual(self.vehicle.odometer, 50000.71, 1)

    def test_a_backwards_reading_asks_and_names_both(self):
        self._read("2027-01-10", 52300)
        for value in (45300, 52299):
            with self._assert_refused(
                r"Octavia: .* km on 03/10/2027 is less than 52,300 km on 01/10/2027"
                r" before\.\nCorrect the reading, or say that the clock was exchanged,"
                r" or confirm"
            ):
                self._read("2027-03-10", value)
        self._shows(52300.0, "2027-01-10")
        self._read("2027-03-10", 52300)  # it stood still
        self._shows(52300.0, "2027-03-10")

    def test_a_confirmed_reading_is_kept(self):
        self._read("2027-01-10", 52300)
        self._read("2027-03-10", 45300, is_confirmed=True)
        self._shows(45300.0, "2027-03-10")

    def test_taking_the_confirmation_back_asks_again(self):
        self._read("2027-01-10", 52300)
        wrong = self._read("2027-03-10", 45300, is_confirmed=True)
        with self._assert_refused("is less than 52,300 km"):
            wrong.is_confirmed = False
        wrong.write({"is_confirmed": False, "value": 53000})
        self._shows(53000.0, "2027-03-10")

    def test_ten_times_the_last_reading_asks(self):
        self._read("2026-01-10", 12000)
        with self._assert_refused(
            "120,000 km on 03/10/2027 is ten times as much as 12,000 km on 01/10/2026"
        ):
            self._read("2027-03-10", 120000)
        self._shows(12000.0, "2026-01-10")
        self._read("2027-03-10", 119999)

    def test_a_vehicle_that_was_delivered_may_have_ten_times_as_much(self):
        self._read("2026-01-10", 12)
        self._read("2027-03-10", 15000)
        self._shows(15000.0, "2027-03-10")

    def test_more_than_a_thousand_kilometres_a_day_asks(self):
        self._read("2027-03-08", 50000)
        self._read("2027-03-10", 52000)
        with self._assert_refused("from 52,000 km on .* to 53,001 km on .* more than"):
            self._read("2027-03-10", 53001)
        miles = self._make_vehicle("Mustang", odometer_unit="mi")
        self._read("2027-03-08", 50000, miles)
        self._read("2027-03-10", 51242, miles)
        with self._assert_refused("is more than anybody drives or works"):
            self._read("2027-03-10", 51243 + 622, miles)

    def test_a_machine_works_24_hours_a_day_at_most(self):
        loader = self._make_asset("equipment", "Loader", odometer_unit="h")
        self.assertEqual(self._read("2027-03-08", 100, loader).unit, "h")
        self._read("2027-03-09", 124, loader)
        with self._assert_refused("from 124 hours on .* to 149 hours on"):
            self._read("2027-03-10", 149, loader)

    def test_a_late_reading_must_fit_where_it_goes(self):
        self._read("2026-01-10", 40000)
        self._read("2027-01-10", 52300)
        self._read("2026-07-01", 46000)
        with self._assert_refused(
            "60,000 km on 08/01/2026 is more than 52,300 km on 01/10/2027 afterwards"
        ):
            self._read("2026-08-01", 60000)
        with self._assert_refused("45,000 km on .* is less than 46,000 km on"):
            self._read("2026-08-01", 45000)
        with self._assert_refused("from 40 km on .* to 40,000 km on .* more than"):
            self._read("2026-01-09", 40)
        self._shows(52300.0, "2027-01-10")

    def test_after_an_exchange_the_total_goes_on(self):
        self._read("2027-01-10", 52300)
        self._read("2027-02-01", 1150, is_exchange=True)
        self._shows(1150.0, "2027-02-01", total=53450.0)
        self._read("2027-03-01", 2000)
        self._shows(2000.0, "2027-03-01", total=54300.0)
        with self._assert_refused("1,900 km on .* is less than 2,000 km on"):
            self._read("2027-03-02", 1900)

    def test_both_clocks_read_at_the_exchange(self):
        self._read("2027-01-10", 52300)
        self._read(
            "2027-02-01",
            40010,
            is_exchange=True,
            exchange_start=40000,
            exchange_end=53000,
        )
        self._shows(40010.0, "2027-02-01", total=53010.0)

    def test_an_exchange_has_limits_as_well(self):
        self._read("2027-01-10", 52300)
        with self._assert_refused("began at 400 km cannot show 300 km"):
            self._read("2027-02-01", 300, is_exchange=True, exchange_start=400)
        with self._assert_refused("is more than anybody drives"):
            self._read("2027-01-12", 40000, is_exchange=True)
        with self._assert_refused("is less than 52,300 km"):
            self._read("2027-02-01", 300, is_exchange=True, exchange_end=51000)

    def test_a_late_reading_of_the_old_clock_goes_before_the_exchange(self):
        self._read("2027-01-10", 52300)
        self._read("2027-02-01", 1150, is_exchange=True)
        self._read("2027-01-20", 53000)
        self._shows(1150.0, "2027-02-01", total=54150.0)

    def test_estimates_are_no_witnesses(self):
        self._read("2027-01-10", 52300)
        self._read("2027-02-10", 55000, source="estimate")
        self._shows(52300.0, "2027-01-10")
        self._read("2027-03-01", 53000)
        self._shows(53000.0, "2027-03-01")
        other = self._make_vehicle("Fabia")
        self._read("2027-02-10", 55000, other, source="estimate")
        self._shows(55000.0, "2027-02-10", asset=other)

    def test_what_no_clock_shows_is_refused(self):
        for value in (-1, NAN, INFINITY, 1e12):
            with self._assert_refused("is nothing that a clock shows"):
                self._read("2027-03-10", value)
        with self._assert_refused("in the future"):
            self._read("2027-03-11", 10)
        with self._assert_refused('"Vehicle or equipment" is missing'):
            self.readings.create({"value": 10})
        with self._assert_refused('"Date" is missing'):
            self._read(False, 10)
        self.assertFalse(self.vehicle.reading_ids)

    def test_hours_are_no_distance(self):
        with self._assert_refused("clock of Octavia counts km, so 10 hours on"):
            self._read("2027-03-10", 10, unit="h")
        self._read("2027-03-10", 10)
        with self._assert_refused("has readings in another unit"):
            self.vehicle.odometer_unit = "h"
        self.vehicle.reading_ids.unlink()
        self.vehicle.odometer_unit = "h"

    def test_an_animal_has_no_clock(self):
        animal = self._make_animal()
        with self._assert_refused("Rex is an animal and has no clock"):
            self._read("2027-03-10", 10, animal)
        with self._assert_refused("Rex is an animal and has no clock"):
            animal.action_new_reading()
        self._read("2027-03-10", 10)
        with self._assert_refused("Octavia is an animal and has no clock"):
            self.vehicle.kind = "animal"

    def test_what_is_typed_with_a_new_vehicle_is_a_reading_of_today(self):
        vehicle = self._make_vehicle("Fabia", odometer=81200)
        self._shows(81200.0, "2027-03-10", asset=vehicle)
        self.assertRecordValues(
            vehicle.reading_ids, [{"value": 81200.0, "source": "customer"}]
        )
        with self._assert_refused("80,000 km on .* is less than 81,200 km on"):
            vehicle.odometer = 80000
        self.assertFalse(self._make_vehicle("Kodiaq").reading_ids)

    def test_an_import_names_the_first_doubts_and_keeps_nothing(self):
        self._read("2027-01-10", 52300)
        rows = [
            {
                "asset_id": self.vehicle.id,
                "date": f"2027-02-{day:02}",
                "value": 90 - day,
            }
            for day in range(20, 28)
        ]
        with self._assert_refused(r"(?s)(is less than.*){5}And 3 more\."):
            self.readings.create(rows)
        self.assertEqual(self.vehicle.reading_count, 1)

    def test_an_imported_file_says_which_reading_is_doubtful(self):
        self._read("2027-01-10", 52300)
        names = ["asset_id/.id", "date", "value", "is_confirmed"]
        rows = [
            [str(self.vehicle.id), "2027-02-01", "53100", ""],
            [str(self.vehicle.id), "2027-03-01", "5390", ""],
        ]
        result = self.readings.load(names, rows)
        self.assertFalse(result["ids"])
        self.assertIn("5,390 km on 03/01/2027 is less than", str(result["messages"]))
        self.assertEqual(self.vehicle.reading_count, 1)
        rows[1][3] = "1"
        self.assertEqual(len(self.readings.load(names, rows)["ids"]), 2)
        self.assertEqual(self.vehicle.odometer, 5390.0)

    def test_rows_of_one_import_are_compared_with_each_other(self):
        rows = [
            {"asset_id": self.vehicle.id, "date": day, "value": value}
            for day, value in (("2027-02-02", 500.0), ("2027-02-01", 600.0))
        ]
        with self._assert_refused("500 km on 02/02/2027 is less than 600 km"):
            self.readings.create(rows)

    def test_a_thousand_readings_cost_the_queries_of_ten(self):
        vehicles = self.env["customer.asset"].create(
            [
                {"kind": "vehicle", "name": f"Car {n}", "partner_id": self.customer.id}
                for n in range(200)
            ]
        )

        def enter(some, base):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.readings.create(
                [
                    {
                        "asset_id": vehicle.id,
                        "date": f"2026-0{month}-01",
                        "value": base + 1000 * month,
                    }
                    for vehicle in some
                    for month in range(1, 6)
                ]
            )
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        enter(vehicles[-2:], 1000)
        few = enter(vehicles[:2], 1000)
        many = enter(vehicles[2:198], 1000)
        # the ORM inserts a hundred rows at once
        self.assertLessEqual(many, few + 196 * 5 // 100 + 1)
        self.assertEqual(vehicles[100].odometer, 6000.0)

    def test_who_sees_may_not_enter(self):
        reading = self._read("2027-01-10", 52300)
        seer = self._make_user("seer", "customer_care.function_asset_see")
        clerk = self.users_by_level[5]
        self.assertEqual(reading.with_user(seer).value, 52300.0)
        vals = {"asset_id": self.vehicle.id, "value": 52400}
        with self.assertRaises(AccessError):
            self.readings.with_user(seer).create(vals)
        with self.assertRaises(AccessError):
            self.vehicle.with_user(seer).action_new_reading()
        self.assertTrue(self.readings.with_user(clerk).create(vals))
        with self.assertRaises(AccessError):
            reading.with_user(self.user_no_level).read(["value"])

    def test_readings_of_another_company_are_not_seen(self):
        company = self.env["res.company"].create({"name": "Other"})
        self._read("2027-01-10", 52300)
        self.customer.company_id = company
        self.vehicle.company_id = company
        clerk = self.users_by_level[5]
        self.assertFalse(self.readings.with_user(clerk).search([]))


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestReadingEntry(ReadingCase):
    def _open(self):
        action = self.vehicle.action_new_reading()
        return Form(self.env[action["res_model"]].with_context(**action["context"]))

    def test_it_says_what_was_and_what_is_expected(self):
        self._read_monthly()
        form = self._open()
        self.assertEqual(form.last, "63,480 km on 02/01/2027")
        self.assertEqual(form.expected, "64,960 km (64,837 to 65,083)")
        self.assertEqual((form.unit, form.source), ("km", "service"))
        form.value = 64950
        self.assertFalse(form.question)
        form.save().action_save()
        self.assertEqual(self.vehicle.odometer, 64950.0)

    def test_it_asks_while_typing_and_saves_what_was_confirmed(self):
        self._read("2027-01-10", 52300)
        form = self._open()
        form.value = 45300
        self.assertIn("is less than 52,300 km on 01/10/2027", form.question)
        with self._assert_refused("is less than 52,300 km"):
            form.save().action_save()
        form = self._open()
        form.value = 45300
        form.is_confirmed = True
        form.save().action_save()
        self.assertEqual(self.vehicle.odometer, 45300.0)

    def test_an_exchange_answers_the_question(self):
        self._read("2027-01-10", 52300)
        form = self._open()
        form.value = 1150
        form.is_exchange = True
        self.assertFalse(form.question)
        form.exchange_end = 52400
        form.save().action_save()
        self.assertEqual(self.vehicle.odometer_total, 53550.0)

    def test_nothing_typed_is_refused(self):
        with self._assert_refused("Type what the clock shows"):
            self._open().save().action_save()
        self.assertFalse(self.vehicle.reading_ids)

    def test_a_service_that_was_done_begins_the_next_interval(self):
        self.vehicle.write({"service_interval": 15000, "service_months": 12})
        form = self._open()
        form.value = 33000
        form.unit = "mi"
        form.is_service = True
        form.save().action_save()
        self.assertRecordValues(
            self.vehicle,
            [
                {
                    "service_last_date": date(2027, 3, 10),
                    "service_last_reading": 53108.4,
                    "service_next_date": date(2028, 3, 10),
                    "service_next_reading": 68108.4,
                }
            ],
        )
