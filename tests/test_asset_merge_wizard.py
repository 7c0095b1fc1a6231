# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged

from .common_asset_merge import OTHER_VIN, VIN, AssetMergeCommon


@tagged("post_install", "-at_install")
class TestAssetMergeWizard(AssetMergeCommon):
    """Combine by hand, as a user of the lowest level that may merge."""

    def _open(self, *assets):
        assets = self.env["customer.asset"].union(*assets)
        return Form(
            self.env["customer.asset.merge"]
            .with_user(self.user_level_3)
            .with_context(active_model="customer.asset", active_ids=assets.ids)
        )

    def test_the_first_one_is_proposed_to_stay(self):
        self.assertEqual(self._open(self.same_car, self.car).survivor_id, self.car)

    def test_one_in_use_with_a_whole_vin_is_proposed_before_it(self):
        self.same_car.vin = VIN
        self.assertEqual(self._open(self.same_car, self.car).survivor_id, self.same_car)
        self.same_car.active = False
        self.assertEqual(self._open(self.same_car, self.car).survivor_id, self.car)

    def test_preview_counts_then_it_is_combined_and_can_be_undone(self):
        action = self._make_action(partner_id=self.owner.id, asset_id=self.same_car.id)
        wizard = self._open(self.same_car, self.car).save()
        wizard.action_preview()
        self.assertEqual(action.asset_id, self.same_car)
        counts = {row.label: row.count for row in wizard.count_ids}
        label = "Customer action: Vehicle, animal or equipment"
        self.assertEqual(counts.get(label), 1, counts)
        opened = wizard.action_merge()
        self.assertEqual(action.asset_id, self.car)
        self.assertEqual(opened["res_model"], "customer.operation")
        operation = self.operations.browse(opened["res_id"])
        operation.with_user(self.user_level_3).action_undo()
        self.assertEqual(action.asset_id, self.same_car)

    def _lines(self, wizard):
        return {
            line.field_name: (line.survivor_value, line.source_value)
            for line in wizard.line_ids
        }

    def test_different_values_stand_side_by_side(self):
        self.car.write({"colour": "red", "fuel": "petrol", "year": 1999})
        self.same_car.write({"colour": "blue", "fuel": "diesel", "plate": "WO 777"})
        wizard = self._open(self.same_car, self.car).save()
        self.assertEqual(
            self._lines(wizard),
            {
                "name": ("Octavia", "Skoda Octavia"),
                "plate": ("WX 1234A", "WO 777"),
                "colour": ("red", "blue"),
                "fuel": ("Petrol", "Diesel"),
            },
        )

    def test_the_same_plate_in_another_notation_is_no_difference(self):
        wizard = self._open(self.same_car, self.car).save()
        self.assertEqual(self._lines(wizard), {"name": ("Octavia", "Skoda Octavia")})

    def test_a_value_can_be_taken_from_the_other(self):
        self.car.colour, self.same_car.colour = "red", "blue"
        wizard = self._open(self.same_car, self.car).save()
        wizard.line_ids.filtered(lambda x: x.field_name == "colour").is_taken = True
        wizard.action_preview()
        wizard.action_merge()
        self.assertEqual(self.car.colour, "blue")
        wizard.operation_id.action_undo()
        self.assertEqual(self.car.colour, "red")

    def test_the_day_of_death_is_asked_and_goes_with_what_it_means(self):
        self.rex.write({"death_date": "2025-03-01"})
        self.same_rex.write({"death_date": "2025-03-04"})
        (self.rex | self.same_rex).write({"gone": "died"})
        self.rex.write({"gone_on": "2025-03-01", "death_date": "2025-03-01"})
        self.same_rex.write({"gone_on": "2025-03-04", "death_date": "2025-03-04"})
        for is_taken, day in ((False, date(2025, 3, 1)), (True, date(2025, 3, 4))):
            wizard = self._open(self.same_rex, self.rex).save()
            line = wizard.line_ids.filtered(lambda x: x.field_name == "death_date")
            line.is_taken = is_taken
            wizard.action_preview()
            self.assertFalse(wizard.refusal)
            wizard.action_merge()
            self.assertRecordValues(
                self.rex, [{"death_date": day, "gone": "died", "gone_on": day}]
            )
            wizard.operation_id.action_undo()

    def test_a_whole_vin_is_proposed_for_a_part_of_one(self):
        self.same_car.vin = VIN
        self.env.cr.execute(
            "UPDATE customer_asset SET vin = '00001', vin_key = '00001' WHERE id = %s",
            [self.car.id],
        )
        self.env.invalidate_all()
        form = self._open(self.same_car, self.car)
        form.survivor_id = self.car
        wizard = form.save()
        line = wizard.line_ids.filtered(lambda x: x.field_name == "vin")
        self.assertTrue(line.is_taken)
        line.is_taken = False
        wizard.action_preview()
        wizard.action_merge()
        self.assertEqual(self.car.vin, "00001")

    def test_it_warns_that_the_survivor_is_dead_afterwards(self):
        self.same_rex.death_date = "2025-03-01"
        wizard = self._open(self.rex, self.same_rex)
        self.assertEqual(wizard.survivor_id, self.rex)
        self.assertEqual(
            wizard.warning,
            f"{self.rex.display_name} is dead or scrapped afterwards:"
            f" {self.same_rex.display_name} is.",
        )
        self.assertFalse(self._open(self.car, self.same_car).warning)

    def test_it_warns_of_a_former_owner(self):
        (self.car | self.same_car).write({"vin": VIN})
        self.same_car.partner_id = self.source
        wizard = self._open(self.car, self.same_car)
        self.assertIn("A. Kowalska becomes a former owner of Octavia", wizard.warning)
        self.assertEqual(len(wizard.warning.splitlines()), 1)

    def test_a_refusal_is_said_before_anything_is_done(self):
        self.car.vin, self.same_car.vin = VIN, OTHER_VIN
        wizard = self._open(self.same_car, self.car).save()
        wizard.action_preview()
        self.assertIn("different VINs", wizard.refusal)
        with self.assertRaisesRegex(UserError, "different VINs"):
            wizard.action_merge()
        self.assertTrue(self.same_car.active)

    def test_one_is_not_enough(self):
        wizard = self._open(self.car).save()
        with self.assertRaisesRegex(UserError, "at least two vehicles or animals"):
            wizard.action_preview()

    def test_nothing_is_combined_without_a_preview(self):
        wizard = self._open(self.same_car, self.car).save()
        with self.assertRaisesRegex(UserError, "preview"):
            wizard.action_merge()

    def test_nothing_is_combined_that_was_not_in_the_preview(self):
        wizard = self._open(self.same_car, self.car).save()
        wizard.action_preview()
        wizard.asset_ids |= self._make_vehicle(name="Third")
        with self.assertRaisesRegex(UserError, "preview"):
            wizard.action_merge()

    def test_a_change_since_the_preview_is_refused(self):
        wizard = self._open(self.same_car, self.car).save()
        wizard.action_preview()
        self.env.cr.execute(
            "UPDATE customer_asset SET write_date = write_date + interval '1 second'"
            " WHERE id = %s",
            [self.same_car.id],
        )
        with self.assertRaisesRegex(UserError, "changed since the preview"):
            wizard.action_merge()

    def test_a_second_click_is_told_that_it_was_done(self):
        wizard = self._open(self.same_car, self.car).save()
        wizard.action_preview()
        wizard.action_merge()
        with self.assertRaisesRegex(UserError, "started already"):
            wizard.action_merge()
        self.assertEqual(wizard.operation_id.pair_count, 1)

    def test_more_than_three_at_once(self):
        others = [self._make_vehicle(name=f"Other {n}") for n in range(3)]
        wizard = self._open(self.car, self.same_car, *others).save()
        wizard.action_preview()
        wizard.action_merge()
        merged = self.same_car.union(*others)
        self.assertEqual(merged.merged_into_id, self.car)

    def test_vehicles_of_another_company_cannot_be_named(self):
        other = self.env["res.company"].create({"name": "Other"})
        hidden = self._make_vehicle(name="Hidden", company_id=other.id)
        with self.assertRaises(AccessError):
            self._open(self.car, hidden).save()

    def test_who_may_not_merge_is_refused(self):
        with self.assertRaises(AccessError):
            self.env["customer.asset.merge"].with_user(self.user_level_4).create({})
        with self.assertRaises(AccessError):
            self.car.with_user(self.user_level_4).action_entered_twice()


@tagged("post_install", "-at_install")
class TestEnteredTwice(AssetMergeCommon):
    """From one record: what it may be, with reasons, then side by side."""

    def _found(self, asset):
        return {other: reason for other, reason, _likely in asset._twin_candidates()}

    def test_others_are_listed_with_what_is_the_same(self):
        self.car.vin = VIN
        elsewhere = self._make_vehicle(
            name="Fabia", vin=VIN, partner_id=self.source.id, plate="X 1"
        )
        unlike = self._make_vehicle(name="Tractor", plate="X 2")
        found = self._found(self.car)
        self.assertEqual(
            found,
            {self.same_car: "plate, owner and name", elsewhere: "VIN"},
        )
        self.assertNotIn(unlike, found)

    def test_a_former_plate_is_a_reason_but_not_a_likely_one(self):
        other = self._make_vehicle(name="Fabia", plate="X 9")
        self.env["customer.asset.plate"].create(
            {"asset_id": other.id, "plate": "WX 1234A", "date_to": "2020-01-01"}
        )
        rows = {row[0]: row[1:] for row in self.car._twin_candidates()}
        self.assertEqual(rows[other], ("former plate", False))
        rows = {row[0]: row[1:] for row in other._twin_candidates()}
        self.assertEqual(rows[self.car], ("former plate", False))

    def test_animals_by_chip_and_by_name(self):
        other = self._make_animal(name="Burek", chip="616093900123456")
        self.rex.chip = "616093900123456"
        self.assertEqual(
            self._found(self.rex), {other: "chip", self.same_rex: "owner and name"}
        )

    def test_a_word_in_common_is_no_likely_reason(self):
        one = self._make_vehicle(name="Lada Niva", plate="X 1")
        two = self._make_vehicle(name="Lada Samara", plate="X 2")
        self.assertEqual(one._twin_candidates(), [(two, "owner", False)])

    def test_merged_ones_are_not_proposed(self):
        self._combine()
        self.assertFalse(self._found(self.car))
        with self.assertRaisesRegex(UserError, "merged already"):
            self.same_car.with_user(self.user_level_3).action_entered_twice()

    def test_those_ticked_are_put_side_by_side(self):
        asset = self.car.with_user(self.user_level_3)
        action = asset.action_entered_twice()
        wizard = (
            self.env["customer.asset.twin"]
            .with_user(self.user_level_3)
            .with_context(**action["context"])
            .create({})
        )
        self.assertTrue(wizard.line_ids.is_taken)
        compare = wizard.action_compare()
        form = Form(
            self.env["customer.asset.merge"]
            .with_user(self.user_level_3)
            .with_context(**compare["context"])
        )
        self.assertEqual(form.save().asset_ids, self.car | self.same_car)
        self.assertEqual(form.survivor_id, self.car)
        wizard.line_ids.is_taken = False
        with self.assertRaisesRegex(UserError, "Choose which one is the same"):
            wizard.action_compare()


@tagged("post_install", "-at_install")
class TestAssetMergeTour(AssetMergeCommon, HttpCase):
    def test_two_animals_are_merged_and_it_is_undone(self):
        owner = {"partner_id": self.source.id, "name": "Tour Rex"}
        one = self._make_animal(**owner, colour="black")
        two = self._make_animal(**owner, colour="brown", is_neutered=True)
        action = self._make_action(partner_id=self.source.id, asset_id=two.id)
        before = self._places()
        self.start_tour(
            "/odoo/customer-animals", "customer_care_asset_merge", login="level_1"
        )
        self.env.invalidate_all()
        self.assertEqual((one | two).mapped("active"), [True, True])
        self.assertEqual(one.colour, "black")
        self.assertEqual(action.asset_id, two)
        after = self._places()
        for name in before.keys() - {"mail_message", "ir_attachment"}:
            self.assertEqual(before[name], after[name], name)
