# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo.tests import Form, freeze_time, tagged

from .common_reading import ReadingCase


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestChip(ReadingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.animal = cls._make_animal()

    def _chip(self, number):
        self.animal.chip = number
        return self.animal.chip_warning

    def test_a_number_of_the_standard_says_its_kind(self):
        self.assertFalse(self._chip("616 093-900.123 456"))
        self.assertEqual(self.animal.chip_kind, "ISO, Poland")
        self.assertEqual(self.animal.chip_key, "616093900123456")
        self.assertFalse(self._chip("040097400123456"))
        self.assertEqual(self.animal.chip_kind, "ISO, Austria")
        self.assertFalse(self._chip("981098100123456"))
        self.assertEqual(self.animal.chip_kind, "ISO, manufacturer 981")

    def test_fourteen_digits_warn(self):
        self.assertEqual(
            self._chip("61609390012345"),
            "61609390012345 has 14 digits; a chip has 15, an older one 9 or 10.",
        )
        self.assertIn("has 16 digits", self._chip("6160939001234567"))

    def test_a_test_number_warns(self):
        self.assertIn("999 is for tests", self._chip("999000000123456"))

    def test_what_nobody_was_given_warns(self):
        self.assertIn("nobody was given this one", self._chip("123456789012345"))
        self.assertIn("may have letters", self._chip("61609390012345O"))

    def test_zeros_alone_are_refused(self):
        self._chip("616093900123456")
        for zeros in ("000000000000000", "000", "0-0"):
            with self._assert_refused("Rex: No chip has zeros alone"):
                self.animal.chip = zeros
        self.assertEqual(self.animal.chip, "616093900123456")

    def test_older_kinds_are_accepted_with_their_kind(self):
        self.assertFalse(self._chip("0A12345678"))
        self.assertEqual(self.animal.chip_kind, "Older kind, 10 places")
        self.assertFalse(self._chip("123456789"))
        self.assertEqual(self.animal.chip_kind, "Older kind, 9 places")
        self.assertFalse(self._chip(False))
        self.assertFalse(self.animal.chip_kind)

    def test_the_same_chip_of_two_animals_warns_both(self):
        self._chip("616093900123456")
        with Form(
            self.env["customer.asset"].with_context(default_kind="animal")
        ) as cat:
            cat.name = "Mruczek"
            cat.partner_id = self._make_customer(name="Piotr Nowak")
            cat.chip = "616 0939 0012 3456"
            self.assertEqual(cat.double_warning, "The same chip: Rex (Anna Kowalska).")
        self.animal.invalidate_recordset()
        self.assertIn("Mruczek (Piotr Nowak)", self.animal.double_warning)
        cat.record.death_date = "2027-01-01"
        self.animal.invalidate_recordset()
        self.assertFalse(self.animal.double_warning)


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAnimalWeight(ReadingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.animal = cls._make_animal()
        cls.weight = cls.env.ref("customer_care.measurement_type_animal_weight")
        cls.measurements = cls.env["customer.measurement"]

    def _weigh(self, value, day="2027-03-10", **vals):
        return self.measurements.create(
            {
                "asset_id": self.animal.id,
                "type_id": self.weight.id,
                "value": value,
                "date": day,
                **vals,
            }
        )

    def test_an_animal_is_weighed_in_kilograms(self):
        measured = self._weigh(31.456)
        self.assertEqual(measured.display_name, "Weight: 31.46 kg")
        self.assertFalse(measured.partner_id)

    def test_impossible_weights_are_refused(self):
        for value in (0, -3, 2001):
            with self._assert_refused("Weight: .* is impossible; possible is"):
                self._weigh(value)
        with self._assert_refused("in the future"):
            self._weigh(31, "2027-03-11")
        self.assertFalse(self.animal.measurement_ids)

    def test_a_value_is_of_one_customer_or_one_animal(self):
        with self._assert_refused("not on both"):
            self._weigh(31, partner_id=self.customer.id)
        with self._assert_refused("measured on animals, not on people"):
            self._weigh(31, asset_id=False)
        both = self._make_measurement_type("Length", subject="both")
        with self._assert_refused('"Customer" is missing'):
            self._weigh(150, asset_id=False, type_id=both.id)
        measured = self._weigh(31)
        with self._assert_refused("not on both"):
            measured.partner_id = self.customer
        with self._assert_refused("is missing"):
            measured.asset_id = False

    def test_types_of_people_and_animals_are_kept_apart(self):
        height = self._make_measurement_type()
        both = self._make_measurement_type("Length", subject="both")
        with self._assert_refused("Weight is measured on animals, not on people"):
            self._make_measurement(self.customer, self.weight, 70)
        with self._assert_refused("Height is measured on people, not on animals"):
            self._weigh(150, type_id=height.id)
        measured = self._weigh(150, type_id=both.id)
        with self._assert_refused("Height is measured on people, not on animals"):
            measured.type_id = height
        measured.write({"type_id": self.weight.id, "value": 30})
        with self._assert_refused("Weight is measured on animals, not on people"):
            measured.write({"asset_id": False, "partner_id": self.customer.id})

    def test_a_vehicle_is_not_weighed(self):
        with self._assert_refused("Octavia is no animal"):
            self._weigh(30, asset_id=self.vehicle.id)
        with self._assert_refused("Octavia is no animal"):
            self.vehicle.action_new_measurements()

    def test_the_form_shows_the_last_weight_and_its_change(self):
        self._weigh(30, "2027-01-10")
        self._weigh(31.5)
        (group,) = self.animal.measurement_summary
        (row,) = group["rows"]
        self.assertEqual((row["value"], row["change"], row["uom"]), (31.5, 1.5, "kg"))
        action = self.animal.action_open_measurements(self.weight.id)
        self.assertEqual(action["views"][0][1], "graph")
        found = self.measurements.search(action["domain"])
        self.assertEqual(found.mapped("value"), [31.5, 30.0])

    def test_it_is_entered_in_the_window_of_measurements(self):
        self._make_measurement_type()
        self._weigh(30, "2027-01-10")
        action = self.animal.action_new_measurements()
        entry = self.env[action["res_model"]].with_context(**action["context"])
        form = Form(entry)
        self.assertEqual(form.group, "Animals")
        self.assertEqual([line["name"] for line in form.line_ids._records], ["Weight"])
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.last_value, "30.00 kg on 01/10/2027")
            line.value = "31,5"
        form.save().action_save()
        last = self.animal.measurement_ids[0]
        self.assertEqual((last.value, last.date), (31.5, date(2027, 3, 10)))
        self.assertFalse(self.customer.measurement_ids)

    def test_weights_of_another_company_are_not_seen(self):
        clerk = self.users_by_level[5]
        measured = self._weigh(30)
        self.assertEqual(measured.with_user(clerk).value, 30.0)
        company = self.env["res.company"].create({"name": "Other"})
        self.customer.company_id = company
        self.animal.company_id = company
        found = self.measurements.with_user(clerk).search([("id", "=", measured.id)])
        self.assertFalse(found)
