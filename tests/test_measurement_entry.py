# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, freeze_time, tagged

from .common_card import MeasurementCase


class EntryCase(MeasurementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shoes = cls._make_measurement_type(
            "Shoe size", group="Shoes", uom_name="EU", minimum=35, maximum=48
        )
        cls.animals = cls._make_measurement_type(
            "Withers", group="Animals", subject="animal"
        )

    def _open(self, customer=None):
        action = (customer or self.customer).action_new_measurements()
        return Form(self.env[action["res_model"]].with_context(**action["context"]))

    def _type(self, form, **values):
        """Type texts by the name of the type, with _ for a blank."""
        for number in range(len(form.line_ids)):
            with form.line_ids.edit(number) as line:
                if line.name.replace(" ", "_") in values:
                    line.value = values[line.name.replace(" ", "_")]

    def _names(self, form):
        return [line["name"] for line in form.line_ids._records]

    def _warnings(self, form):
        return {line["name"]: line["warning"] for line in form.line_ids._records}


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestMeasurementEntry(EntryCase):
    def test_a_group_is_entered_and_empty_lines_are_skipped(self):
        form = self._open()
        self.assertEqual(form.group, "Clothing")
        self.assertEqual(self._names(form), ["Height", "Waist"])
        form.note = "with shoes"
        self._type(form, Waist="74,5")
        form.save().action_save()
        self.assertRecordValues(
            self.customer.measurement_ids,
            [
                {
                    "type_id": self.waist.id,
                    "value": 74.5,
                    "user_id": self.env.uid,
                    "note": "with shoes",
                    "date": date(2027, 3, 10),
                }
            ],
        )

    def test_the_last_value_stands_beside_the_empty_one(self):
        self._make_measurement(self.customer, self.waist, 1074.5 - 1000, "2027-02-28")
        lines = self._open().line_ids._records
        self.assertEqual(
            [(line["value"], line["last_value"]) for line in lines],
            [(False, False), (False, "74.5 cm on 02/28/2027")],
        )

    def test_the_group_used_last_for_this_customer_is_proposed(self):
        self._make_measurement(self.customer, self.shoes, 42, "2027-02-28")
        self._make_measurement(self.customer, self.waist, 74, "2027-02-27")
        self.assertEqual(self._open().group, "Shoes")
        self.assertEqual(self._open(self.other).group, "Clothing")
        self.shoes.action_archive()
        self.assertEqual(self._open().group, "Clothing")

    def test_animals_are_not_offered(self):
        groups = dict(self.env["customer.measurement.entry"]._select_group())
        self.assertEqual(list(groups), ["Clothing", "Shoes"])

    def test_zero_is_a_value_and_blanks_are_none(self):
        self.shoes.write({"minimum": 0, "lowest_possible": 0})
        form = self._open()
        form.group = "Shoes"
        self._type(form, Shoe_size=" 0 ")
        form.save().action_save()
        self.assertEqual(self.customer.measurement_ids.mapped("value"), [0])
        form = self._open()
        self._type(form, Shoe_size="   ")
        with self._assert_refused("Type at least one value"):
            form.save().action_save()

    def test_numbers_are_read_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.waist.write({"highest_possible": 0, "maximum": 0, "digits": 2})
        for lang, text, value in (
            ("en_US", "74.25", 74.25),
            ("en_US", "74,25", 74.25),
            ("en_US", "1,074.25", 1074.25),
            ("de_DE", "74,25", 74.25),
            ("de_DE", "74.25", 74.25),
            ("de_DE", "1.074,25", 1074.25),
        ):
            with self.subTest(lang=lang, text=text):
                customer = self.customer.with_context(lang=lang)
                form = Form(
                    self.env["customer.measurement.entry"].with_context(
                        lang=lang, default_partner_id=customer.id
                    )
                )
                self._type(form, Waist=text)
                form.save().action_save()
                last = self.customer.measurement_ids.sorted("id")[-1]
                self.assertEqual(last.value, value)

    def test_unusual_is_said_before_saving_and_saved(self):
        form = self._open()
        self._type(form, Height="213", Waist="80")
        self.assertEqual(
            self._warnings(form),
            {
                "Height": "213 cm is unusual; usual is 140 to 210 cm.",
                "Waist": False,
            },
        )
        form.save().action_save()
        self.assertEqual(len(self.customer.measurement_ids), 2)

    def test_impossible_is_said_before_and_nothing_is_saved(self):
        sentence = "Height: 1,700 cm is impossible; possible is 30 to 280 cm."
        form = self._open()
        self._type(form, Height="1700", Waist="80")
        self.assertEqual(self._warnings(form)["Height"], sentence)
        with self._assert_refused(sentence):
            form.save().action_save()
        self.assertFalse(self.customer.measurement_ids)

    def test_what_is_no_number_is_named_and_nothing_is_saved(self):
        for text in ("tall", "1e2", "nan", "80,5,1", "80 cm"):
            form = self._open()
            self._type(form, Height="170", Waist=text)
            sentence = f'Waist: "{text}" is not a number.'
            self.assertEqual(self._warnings(form)["Waist"], sentence)
            with self._assert_refused(sentence):
                form.save().action_save()
        self.assertFalse(self.customer.measurement_ids)

    def test_the_future_is_refused(self):
        form = self._open()
        form.date = "2027-03-11"
        self._type(form, Height="170")
        with self._assert_refused("in the future"):
            form.save().action_save()

    def test_a_type_archived_meanwhile_is_refused(self):
        form = self._open()
        self._type(form, Height="170", Waist="80")
        wizard = form.save()
        self.waist.action_archive()
        with self._assert_refused("Waist is archived"):
            wizard.action_save()
        self.assertFalse(self.customer.measurement_ids)

    def test_a_type_added_meanwhile_is_asked_for(self):
        self._open()
        self._make_measurement_type("Chest")
        form = self._open()
        self.assertEqual(self._names(form), ["Height", "Waist", "Chest"])
        self._type(form, Chest="95")
        form.save().action_save()
        self.assertEqual(self.customer.measurement_ids.type_id.name, "Chest")

    def test_what_was_typed_stays_when_the_group_changes(self):
        form = self._open()
        self._type(form, Waist="80")
        form.group = "Shoes"
        self.assertEqual(self._names(form), ["Waist", "Shoe size"])
        self._type(form, Shoe_size="42")
        form.save().action_save()
        self.assertEqual(
            sorted(self.customer.measurement_ids.mapped("value")), [42, 80]
        )

    def test_opening_costs_the_same_for_any_number_of_types(self):
        entry = self.env["customer.measurement.entry"].with_context(
            default_partner_id=self.customer.id
        )
        spec = {"group": {}, "line_ids": {"fields": {"name": {}, "last_value": {}}}}

        def load():
            return entry.onchange({}, [], spec)["value"]["line_ids"]

        self._make_measurement(self.customer, self.height, 170)
        few = self._count_queries(load)
        for number in range(20):
            kind = self._make_measurement_type(f"Another {number}")
            self._make_measurement(self.customer, kind, 150)
        many = self._count_queries(load)
        self.assertEqual(len(load()), 22)
        self.assertEqual(few, many)

    def test_without_types_the_window_opens(self):
        self.env["customer.measurement.type"].search([]).action_archive()
        form = self._open()
        self.assertFalse(form.group)
        self.assertFalse(form.line_ids._records)
        with self._assert_refused("Type at least one value"):
            form.save().action_save()

    def test_who_may_not_change_does_not_enter(self):
        function = self.env.ref("customer_care.function_measurement_change")
        wizard = self._open().save().with_user(self.user_level_5)
        function._customer_set_lowest_level(4)
        with self.assertRaises(AccessError):
            wizard.action_save()
        with self.assertRaises(AccessError):
            self.customer.with_user(self.user_level_5).action_new_measurements()
        self.customer.with_user(self.user_level_4).action_new_measurements()


@tagged("post_install", "-at_install")
class TestProfileTour(EntryCase, HttpCase):
    def test_interests_are_ticked_and_a_group_is_measured_by_keyboard(self):
        sport = self._make_interest("Sport")
        cycling = self._make_interest("Cycling", sport)
        running = self._make_interest("Running", sport)
        self.customer.name = "Berta Profile"
        self.start_tour(
            f"/odoo/res.partner/{self.customer.id}",
            "customer_care_profile",
            login="level_5",
        )
        self.assertEqual(self.customer.interest_ids, cycling | running)
        self.assertEqual(
            {m.type_id: m.value for m in self.customer.measurement_ids},
            {self.height: 213, self.waist: 74.5},
        )
        self.assertEqual(self.customer.measurement_ids.user_id, self.user_level_5)

    def test_who_may_not_change_sees_what_is_ticked_and_no_boxes(self):
        sport = self._make_interest("Sport")
        cycling = self._make_interest("Cycling", sport)
        self._make_interest("Running", sport)
        self.customer.interest_ids = cycling
        self._make_measurement(self.customer, self.waist, 74.5, "2026-01-01")
        for name in ("interest_change", "measurement_change"):
            function = self.env.ref(f"customer_care.function_{name}")
            function._customer_set_lowest_level(1)
        self.start_tour(
            f"/odoo/res.partner/{self.customer.id}",
            "customer_care_profile_read",
            login="level_5",
        )
