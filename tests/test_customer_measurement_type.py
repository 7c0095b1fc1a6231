# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import freeze_time, tagged

from .common_card import MeasurementCase

NAN, INFINITY = float("nan"), float("inf")


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestMeasurementType(MeasurementCase):
    def test_the_smallest_type_has_no_limits(self):
        kind = self.env["customer.measurement.type"].create({"name": "Mood"})
        self.assertRecordValues(
            kind, [{"group": "General", "subject": "person", "digits": 1}]
        )
        for value in (-1e12, 0, 1e12):
            measurement = self._make_measurement(self.customer, kind, value)
            self.assertEqual(measurement.value, value)
            self.assertFalse(measurement.is_out_of_limits)

    def test_the_lower_limit_is_not_above_the_upper_one(self):
        for vals in (
            {"minimum": 211},
            {"maximum": 139},
            {"lowest_possible": 300},
            {"minimum": -1, "maximum": -2, "lowest_possible": -3},
        ):
            with self._assert_refused("is above the upper limit"):
                self.height.write(vals)
            with self._assert_refused("is above the upper limit"):
                self._make_measurement_type("Other", **vals)

    def test_usual_lies_within_possible(self):
        for vals in ({"minimum": 20}, {"maximum": 290}, {"highest_possible": 200}):
            with self._assert_refused("within the possible ones"):
                self.height.write(vals)

    def test_a_limit_below_zero_and_one_without_end(self):
        cold = self._make_measurement_type(
            "Cold", minimum=-10, maximum=0, lowest_possible=0, highest_possible=0
        )
        heavy = self._make_measurement_type(
            "Heavy", minimum=5, maximum=0, lowest_possible=1, highest_possible=0
        )
        for kind, value, unusual in (
            (cold, 1, True),
            (cold, 0, False),
            (cold, -11, True),
            (heavy, 4, True),
            (heavy, 1e9, False),
        ):
            measurement = self._make_measurement(self.customer, kind, value)
            self.assertEqual(measurement.is_out_of_limits, unusual)
            self.assertEqual(
                measurement.search(
                    [("id", "=", measurement.id), ("is_out_of_limits", "=", unusual)]
                ),
                measurement,
            )
        with self._assert_refused("possible is from 1 cm"):
            self._make_measurement(self.customer, heavy, 0)

    def test_limits_are_numbers(self):
        for value in (NAN, INFINITY, -INFINITY, "much"):
            with self._assert_refused("is no number for the limit"):
                self.height.write({"maximum": value})
            with self._assert_refused("is no number for the limit"):
                self._make_measurement_type("Other", lowest_possible=value)

    def test_zero_to_six_decimals(self):
        for digits in (-1, 7):
            with self._assert_refused("0 to 6 decimals"):
                self.height.digits = digits
        self.height.digits = 6

    def test_names_are_unique_for_people_and_for_animals(self):
        self._make_measurement_type(subject="animal")
        for subject in ("person", "animal", "both"):
            with self._assert_refused("measurement HEIGHT already"):
                self._make_measurement_type(" HEIGHT", subject=subject)
        with self._assert_refused("measurement Waist already"):
            self.height.name = "Waist"
        both = self._make_measurement_type("Temperature", subject="both")
        with self._assert_refused("Temperature already"):
            self._make_measurement_type("Temperature", subject="animal")
        both.name = "Temperature"

    def test_name_and_group_are_needed(self):
        for name in ("name", "group", "subject"):
            with self._assert_refused("is missing"):
                self._make_measurement_type("Other").write({name: " "})
            with self._assert_refused("is missing"):
                self.height.write({name: False})

    def test_the_unit_of_a_type_in_use_does_not_change(self):
        self.height.uom_name = "in"
        self._make_measurement(self.customer, self.height, 70)
        with self._assert_refused(
            "1 values of Height were measured in in, .*Archive this type"
        ):
            (self.waist | self.height).uom_name = "cm"
        self.height.write({"uom_name": "in ", "name": "Stature"})
        self.assertEqual(self.height.uom_name, "in")

    def test_a_type_in_use_is_not_deleted(self):
        self._make_measurement(self.customer, self.height, 170)
        with self._assert_refused("Height has 1 values.*Archive it"):
            (self.height | self.waist).unlink()
        self.waist.unlink()
        self.assertTrue(self.height.exists())
