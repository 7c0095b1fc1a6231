# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo.tests import Form, freeze_time, tagged

from .common_reading import ReadingCase

GOLF = "WVWZZZ1JZXW000001"
COACH = "1M8GDM9AXKP042788"


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestVin(ReadingCase):
    def test_a_vin_is_kept_without_blanks_and_dashes(self):
        self.vehicle.vin = " wvw zzz-1jz xw000001 "
        self.assertRecordValues(
            self.vehicle, [{"vin": GOLF, "vin_key": GOLF, "vin_warning": False}]
        )

    def test_sixteen_and_eighteen_characters_ask(self):
        for vin, count in ((GOLF[:16], 16), (GOLF + "1", 18)):
            with self._assert_refused(
                f"{vin} has {count} characters; a VIN has 17. Correct it, or confirm"
                " that it stands so on the vehicle."
            ):
                self.vehicle.vin = vin
        self.assertFalse(self.vehicle.vin)

    def test_i_o_and_q_ask_and_the_right_number_is_offered(self):
        for vin in ("1M8GDM9AXKPO42788", "IM8GDM9AXKP042788", "1M8GDM9AXKPQ42788"):
            with self._assert_refused(f"no letters I, O and Q. Is it {COACH}?"):
                self.vehicle.vin = vin
        with self._assert_refused("has the letters A to Z without I, O and Q"):
            self.vehicle.vin = "1M8GDM9AXKPO42789"

    def test_the_suggestion_is_taken_by_a_tick(self):
        with Form(self.vehicle) as form:
            form.vin = "1M8GDM9AXKPO42788"
            self.assertIn(f"Is it {COACH}?", form.vin_warning)
            form.use_vin_suggestion = True
            self.assertEqual((form.vin, form.vin_warning), (COACH, False))
        self.assertEqual(self.vehicle.vin, COACH)

    def test_what_stands_so_on_the_vehicle_is_confirmed(self):
        with Form(self.vehicle) as form:
            form.vin = GOLF[:16]
            self.assertIn("has 16 characters", form.vin_warning)
            form.is_vin_confirmed = True
        self.assertEqual(self.vehicle.vin, GOLF[:16])
        other = self._make_vehicle("Tractor", vin="T-4711/b", is_vin_confirmed=True)
        self.assertRecordValues(other, [{"vin": "T-4711/b", "vin_key": "T4711B"}])
        with self._assert_refused("has 15 characters"):
            self.vehicle.vin = GOLF[:15]

    def test_the_check_digit_is_law_in_america_and_china_only(self):
        wrong = "1M8GDM9A1KP042788"
        with self._assert_refused(f"{wrong}: the check digit in place 9 does not fit"):
            self.vehicle.vin = wrong
        with self._assert_refused("the check digit in place 9 does not fit"):
            self.vehicle.vin = "LSVAA49J132047372"
        for vin in ("VF1LM1B0H36666155", "WBA3A5C50CF256839", GOLF):
            self.vehicle.vin = vin
            self.assertFalse(self.vehicle.vin_warning)
        self.vehicle.write({"vin": wrong, "is_vin_confirmed": True})

    def test_before_1981_a_number_may_be_short(self):
        old = self._make_vehicle("Beetle", vin="1102843765", year=1972)
        self.assertFalse(old.vin_warning)
        with self._assert_refused("1102843765 has 10 characters"):
            old.year = 1995

    def test_year_and_make_are_proposed_and_not_overwritten(self):
        with Form(self.vehicle) as form:
            form.vin = GOLF
            self.assertEqual((form.year, form.make), (1999, "Volkswagen"))
        known = self._make_vehicle("Golf", year=2000, make="VW", vin=GOLF)
        self.assertRecordValues(known, [{"year": 2000, "make": "VW"}])
        known.vin = COACH
        self.assertRecordValues(known, [{"year": 2000, "make": "VW"}])
        half = self._make_vehicle("Golf", year=2000, vin=GOLF)
        self.assertRecordValues(half, [{"year": 2000, "make": "Volkswagen"}])
        imported = self._make_vehicle("Accord", vin="1HGCM82633A004352")
        self.assertRecordValues(imported, [{"year": 2003, "make": "Honda"}])

    def test_who_fills_the_place_of_the_year_otherwise_says_no_year(self):
        renault = self._make_vehicle("Clio", vin="VF1LM1B0H36666155")
        self.assertRecordValues(renault, [{"year": 0, "make": "Renault"}])

    def test_a_vin_in_cyrillic_letters_is_understood(self):
        with self._assert_refused("Is it TMBZZZ1Z0C2000001?"):
            self.vehicle.vin = "ТМВZZZ1Z0C2000001"

    def test_the_numbers_of_others_are_not_judged(self):
        boiler = self._make_asset("equipment", "Boiler", vin="123")
        animal = self._make_animal(vin="123")
        self.assertEqual((boiler | animal).mapped("vin"), ["123", "123"])

    def test_the_same_valid_vin_warns(self):
        self.vehicle.vin = GOLF
        self.assertFalse(self.vehicle.double_warning)
        second = self._make_vehicle("Golf", vin=GOLF)
        self.assertEqual(
            second.double_warning, "The same VIN: Octavia (Anna Kowalska)."
        )
        self.vehicle.invalidate_recordset()
        self.assertEqual(self.vehicle.double_ids, second)
        action = second.action_open_doubles()
        self.assertEqual(
            self.env["customer.asset"].search(action["domain"]), self.vehicle | second
        )
        for vals in ({"gone": "scrapped"}, {"gone": False, "active": False}):
            second.write(vals)
            self.vehicle.invalidate_recordset()
            self.assertFalse(self.vehicle.double_warning)

    def test_the_same_short_number_is_no_double(self):
        for name in ("One", "Two"):
            tractor = self._make_vehicle(name, vin="4711", is_vin_confirmed=True)
        self.assertFalse(tractor.double_warning)


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestPlate(ReadingCase):
    def _by_plate(self, text):
        key = self.env["customer.asset"].new({"plate": text}).plate_key
        return self.env["customer.asset"].search([("plate_key", "=", key)])

    def test_cyrillic_letters_and_spaces_find_the_same_plate(self):
        self.vehicle.plate = "M 123 AB"
        for text in ("М123АВ", "m123ab", "M-123-AB", "М 123 ав"):
            self.assertEqual(self._by_plate(text), self.vehicle, text)
        self.assertEqual(self.vehicle.plate, "M 123 AB")

    def test_o_and_0_and_i_and_1_are_one_in_a_search_only(self):
        self.vehicle.plate = "PO 1I0O"
        self.assertEqual(self._by_plate("P0 II00"), self.vehicle)
        self.assertEqual(self.vehicle.plate, "PO 1I0O")

    def test_a_changed_plate_is_kept_with_its_dates(self):
        self.vehicle.write(
            {"plate": "WX 12345", "plate_country_id": self.env.ref("base.pl").id}
        )
        self.assertFalse(self.vehicle.plate_ids)
        self.vehicle.plate = "PO 77777"
        with freeze_time("2027-06-01"):
            self.vehicle.plate = "KR 99999"
        self.vehicle.invalidate_recordset()
        self.assertRecordValues(
            self.vehicle.plate_ids,
            [
                {
                    "plate": "PO 77777",
                    "plate_key": "P077777",
                    "date_from": date(2027, 3, 10),
                    "date_to": date(2027, 6, 1),
                    "country_id": self.env.ref("base.pl").id,
                },
                {
                    "plate": "WX 12345",
                    "plate_key": "WX12345",
                    "date_from": False,
                    "date_to": date(2027, 3, 10),
                    "country_id": self.env.ref("base.pl").id,
                },
            ],
        )

    def test_the_same_plate_written_otherwise_is_no_change(self):
        self.vehicle.plate = "WX 12345"
        self.vehicle.plate = "wx-12345"
        self.assertFalse(self.vehicle.plate_ids)
        self.vehicle.plate = False
        self.assertEqual(self.vehicle.plate_ids.plate, "wx-12345")

    def test_a_thousand_changed_plates_cost_the_queries_of_two(self):
        vehicles = self.env["customer.asset"].create(
            [
                {
                    "kind": "vehicle",
                    "name": f"Car {n}",
                    "partner_id": self.customer.id,
                    "plate": f"WX {n}",
                }
                for n in range(300)
            ]
        )

        def clear(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._keep_plates(False)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        clear(vehicles[:1])
        self.assertLessEqual(clear(vehicles[3:]), clear(vehicles[1:3]) + 4)
