# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.customer_care.wizards import customer_asset_combine

from .common_asset_merge import CHIP, OTHER_CHIP, OTHER_VIN, VIN, AssetMergeCommon
from .common_queries import counted


class CombineCommon(AssetMergeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what others left does not count here
        cls.mine = Domain("partner_id", "in", (cls.owner | cls.source).ids)

    def _twins(self, rule):
        """Return {(source, survivor): why not} of what a rule finds."""
        assets = self.env["customer.asset"]
        return {
            (assets.browse(twin.source), assets.browse(twin.survivor)): twin.refusal
            for twin in assets._twins(rule, self.mine)
        }


@tagged("post_install", "-at_install")
class TestAssetTwins(CombineCommon):
    """What each rule finds, and what it refuses."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.car | cls.same_car).unlink()
        make = cls._make_vehicle
        cls.both = make(name="Both", vin=VIN, plate="WX 1")
        cls.both_too = make(name="Both too", vin=VIN, plate="wx-1")
        cls.by_vin = make(name="By VIN", vin=VIN, plate="WX 2")
        cls.by_plate = make(name="By plate", plate="WX 1")
        cls.alone = make(name="Alone", vin=OTHER_VIN, plate="WX 9")

    def test_vin_and_plate(self):
        self.assertEqual(self._twins("vin_and_plate"), {(self.both_too, self.both): ""})

    def test_vin_only(self):
        self.assertEqual(
            self._twins("vin"),
            {(self.both_too, self.both): "", (self.by_vin, self.both): ""},
        )

    def test_plate_only(self):
        self.assertEqual(
            self._twins("plate"),
            {(self.both_too, self.both): "", (self.by_plate, self.both): ""},
        )

    def test_vin_or_plate(self):
        others = (self.both_too, self.by_vin, self.by_plate)
        self.assertEqual(
            self._twins("vin_or_plate"), {(each, self.both): "" for each in others}
        )

    def test_reasons_are_said(self):
        assets = self.env["customer.asset"]
        reasons = {
            twin.source: twin.reason
            for twin in assets._twins("vin_or_plate", self.mine)
        }
        self.assertEqual(
            reasons,
            {
                self.both_too.id: "Same VIN, plate",
                self.by_vin.id: "Same VIN",
                self.by_plate.id: "Same plate",
            },
        )

    def test_no_other_rule(self):
        with self.assertRaisesRegex(UserError, "no way colour"):
            self.env["customer.asset"]._twins("colour")

    def test_a_reused_plate_is_no_duplicate(self):
        """Another whole VIN with the plate; who has no VIN could be either."""
        other = self._make_vehicle(name="Other", vin=OTHER_VIN, plate="WX 1")
        found = self._twins("plate")
        self.assertEqual(found[(self.both_too, self.both)], "")
        self.assertIn("VINs are different", found[(other, self.both)])
        self.assertIn("any of several", found[(self.by_plate, self.both)])

    def test_a_plate_of_another_time_is_no_duplicate(self):
        """It was scrapped before the other one got its plate."""
        old = self._make_vehicle(
            name="Old", plate="KR 5", gone="scrapped", gone_on="2019-05-01"
        )
        new = self._make_vehicle(name="New", plate="KR 5")
        self.assertEqual(self._twins("plate")[(old, new)], "")
        self.env["customer.asset.plate"].create(
            {"asset_id": new.id, "plate": "KR 4", "date_to": "2021-07-01"}
        )
        found = self._twins("plate")
        self.assertIn("at different times", found.get((new, old)) or found[(old, new)])

    def test_the_same_plate_of_two_countries_is_two(self):
        self.both.plate_country_id = self.env.ref("base.pl")
        self.by_plate.plate_country_id = self.env.ref("base.de")
        found = self._twins("plate")
        self.assertIn("different countries", found[(self.by_plate, self.both)])

    def test_the_plate_alone_does_not_cross_owners(self):
        other = self._make_vehicle(
            name="Elsewhere", plate="WX 1", partner_id=self.source.id
        )
        found = self._twins("plate")
        self.assertIn("different customers", found[(other, self.both)])

    def test_of_two_owners_of_one_vin_the_last_entered_stays(self):
        sold = self._make_vehicle(name="Sold on", vin=VIN, partner_id=self.source.id)
        found = self._twins("vin")
        self.assertEqual(
            set(found),
            {(each, sold) for each in (self.both, self.both_too, self.by_vin)},
        )

    def test_numbers_that_are_none_find_nothing(self):
        vals = {"vin": "0000000", "plate": "BRAK"}
        for name in ("N1", "N2"):
            asset = self._make_vehicle(name=name)
            self.env.cr.execute(
                "UPDATE customer_asset SET vin = %(vin)s, vin_key = %(vin)s,"
                " plate = %(plate)s, plate_key = %(plate)s WHERE id = %(id)s",
                {**vals, "id": asset.id},
            )
        self.env.invalidate_all()
        self.assertNotIn(asset, {pair[0] for pair in self._twins("vin_or_plate")})

    def test_what_was_merged_is_not_found_again(self):
        self._combine((self.both_too, self.both))
        self.assertFalse(self._twins("vin_and_plate"))

    def test_a_disabled_one_is_found_and_does_not_stay(self):
        self.both.active = False
        self.assertEqual(self._twins("vin_and_plate"), {(self.both, self.both_too): ""})

    def test_the_vehicles_of_another_company_are_not_found(self):
        other = self.env["res.company"].create({"name": "Other"})
        hidden = self._make_vehicle(
            name="Hidden", vin=VIN, plate="WX 1", company_id=other.id
        )
        assets = self.env["customer.asset"].with_user(self.user_level_3)
        ids = {
            each
            for twin in assets._twins("vin_and_plate", self.mine)
            for each in (twin.source, twin.survivor)
        }
        self.assertEqual(ids, set((self.both | self.both_too).ids))
        self.assertNotIn(hidden.id, ids)

    def test_queries_do_not_depend_on_how_many_there_are(self):
        def count():
            with counted(self.env) as queries:
                found = self.env["customer.asset"]._twins("vin_or_plate", self.mine)
            return len(found), queries.number

        few, queries = count()
        for number in range(30):
            for _twin in range(2):
                self._make_vehicle(name="Q", plate=f"Q {number}")
        self.assertEqual(count(), (few + 30, queries))


@tagged("post_install", "-at_install")
class TestAnimalTwins(CombineCommon):
    def test_same_owner_name_and_species(self):
        self._make_animal(name="Rex", species_id=self.cat.id)
        self._make_animal(name="Rex", partner_id=self.source.id)
        self._make_animal(name="Burek")
        self.assertEqual(self._twins("animal"), {(self.same_rex, self.rex): ""})

    def _refusal(self):
        [refusal] = self._twins("animal").values()
        return refusal

    def test_other_chips_are_other_animals(self):
        self.rex.chip = CHIP
        self.assertEqual(self._refusal(), "")
        self.same_rex.chip = OTHER_CHIP
        self.assertIn("chips are different", self._refusal())
        self.same_rex.chip = CHIP
        self.assertEqual(self._refusal(), "")

    def test_sex_and_birth_tell_two_animals_apart(self):
        self.rex.write({"sex": "male", "birth_date": "2020-05-01"})
        self.assertEqual(self._refusal(), "")
        self.same_rex.birth_date = "2021-05-01"
        self.assertIn("born on different days", self._refusal())
        self.same_rex.is_birth_estimated = True
        self.assertEqual(self._refusal(), "")
        self.same_rex.sex = "female"
        self.assertIn("One is female", self._refusal())

    def test_the_next_dog_of_the_same_name_is_another(self):
        self.rex.death_date = "2019-05-01"
        self.same_rex.birth_date = "2020-05-01"
        self.assertIn("died before", self._refusal())

    def test_a_herd_is_left_to_a_person(self):
        for _number in range(5):
            self._make_animal(name="Rex")
        self.assertEqual(
            set(self._twins("animal").values()),
            {"7 animals have this name: combine them by hand."},
        )

    def test_the_name_of_the_species_is_no_name(self):
        for _number in range(2):
            self._make_animal(name="Dog of the test")
        self.assertEqual(set(self._twins("animal")), {(self.same_rex, self.rex)})

    def test_owners_that_were_merged_are_one(self):
        other = self._make_animal(name="Rex", partner_id=self.source.id)
        self._merge()
        self.assertEqual(
            set(self._twins("animal")),
            {(self.same_rex, self.rex), (other, self.rex)},
        )


@tagged("post_install", "-at_install")
class TestAssetCombine(CombineCommon):
    """The dialog: find, look, combine, undo the whole batch."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._make_vehicle(name="Other", plate="WX 1234A", vin=OTHER_VIN)
        cls.car.vin = VIN

    def _wizard(self, rule="plate", **vals):
        return (
            self.env["customer.asset.combine"]
            .with_user(self.user_level_3)
            .create({"rule": rule, "customer_ids": self.owner.ids, **vals})
        )

    def _undone(self):
        self.assertEqual(
            (self.car | self.same_car | self.other).mapped("active"), [True] * 3
        )

    def test_the_list_shows_what_is_combined_and_what_is_refused(self):
        self.same_car.vin = VIN
        reading = self._read(self.same_car, "2026-01-15", 120_000)
        before = self._places()
        wizard = self._wizard()
        wizard.action_preview()
        self.assertEqual(self._places(), before)
        self.assertRecordValues(
            wizard.line_ids,
            [
                {
                    "source_id": self.same_car.id,
                    "survivor_id": self.car.id,
                    "reason": "Same plate",
                    "refusal": False,
                    "is_taken": True,
                },
                {
                    "source_id": self.other.id,
                    "survivor_id": self.car.id,
                    "reason": "Same plate",
                    "refusal": "The VINs are different: the plate was used again.",
                    "is_taken": False,
                },
            ],
        )
        self.assertEqual((wizard.pair_count, wizard.refused_count), (1, 1))
        counts = {row.label: row.count for row in wizard.count_ids}
        self.assertEqual(sum(c for label, c in counts.items() if "Reading" in label), 1)
        opened = wizard.action_combine()
        operation = self.operations.browse(opened["res_id"])
        self.assertEqual((operation.state, operation.pair_count), ("done", 1))
        self.assertEqual(reading.asset_id, self.car)
        self.assertTrue(self.other.active)
        operation.with_user(self.user_level_3).action_undo()
        self.assertEqual(reading.asset_id, self.same_car)
        self._undone()

    def test_what_the_guards_refuse_is_listed_with_their_sentence(self):
        self.same_rex.death_date = "2025-03-01"
        self._invoice_for(self.rex, "2025-06-01")
        wizard = self._wizard("animal")
        wizard.action_preview()
        self.assertIn("was here on 06/01/2025", wizard.line_ids.refusal)
        self.assertEqual((wizard.pair_count, wizard.refused_count), (0, 1))
        with self.assertRaisesRegex(UserError, "nothing to combine"):
            wizard.action_combine()
        self.assertTrue(self.same_rex.active and self.rex.active)

    def test_what_is_unticked_stays(self):
        self.same_car.vin = VIN
        third = self._make_vehicle(name="Third", vin=VIN)
        wizard = self._wizard("vin")
        wizard.action_preview()
        line = wizard.line_ids.filtered(lambda x: x.source_id == third)
        line.is_taken = False
        operation = self.operations.browse(wizard.action_combine()["res_id"])
        self.assertEqual(operation.pair_count, 1)
        self.assertFalse(third.merged_into_id)
        self.assertEqual(self.same_car.merged_into_id, self.car)

    def test_all_unticked_is_nothing(self):
        wizard = self._wizard("animal")
        wizard.action_preview()
        wizard.line_ids.is_taken = False
        with self.assertRaisesRegex(UserError, "nothing to combine"):
            wizard.action_combine()

    def test_nothing_found_is_said(self):
        wizard = self._wizard("vin_and_plate")
        wizard.action_preview()
        self.assertFalse(wizard.line_ids)
        with self.assertRaisesRegex(UserError, "nothing to combine"):
            wizard.action_combine()

    def test_nothing_is_combined_before_the_list(self):
        with self.assertRaisesRegex(UserError, "Look at the list"):
            self._wizard().action_combine()

    def test_a_second_click_combines_once(self):
        wizard = self._wizard("animal")
        wizard.action_preview()
        wizard.action_combine()
        with self.assertRaisesRegex(UserError, "started already"):
            wizard.action_combine()

    def test_a_change_since_the_list_is_refused(self):
        wizard = self._wizard("animal")
        wizard.action_preview()
        self._touch(self.same_rex)
        with self.assertRaisesRegex(UserError, "changed since the preview"):
            wizard.action_combine()
        self.assertTrue(self.same_rex.active)

    def _touch(self, asset):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_asset SET write_date = write_date + interval '1 second'"
            " WHERE id = %s",
            [asset.id],
        )
        self.env.invalidate_all()

    def test_many_are_combined_in_the_background_and_undone_at_once(self):
        cars = [
            [self._make_vehicle(name=f"M{n}", plate=f"M {n}") for _twin in range(2)]
            for n in range(5)
        ]
        before = self._places()
        with patch.object(customer_asset_combine, "MANY", 2):
            wizard = self._wizard("plate")
            wizard.action_preview()
            self.assertEqual(wizard.pair_count, 5)
            operation = self.operations.browse(wizard.action_combine()["res_id"])
        self.assertEqual(operation.state, "queued")
        self.assertFalse(any(second.merged_into_id for _first, second in cars))
        self._touch(cars[3][1])
        self.operations._cron_run(batch_size=2)
        self.assertEqual((operation.state, operation.pair_count), ("done", 4))
        self.assertEqual(
            [second.merged_into_id for _first, second in cars],
            [f if n != 3 else f.browse() for n, (f, _s) in enumerate(cars)],
        )
        operation.action_undo()
        self.env.invalidate_all()
        after = self._places()
        for name in before.keys() - {"mail_message", "ir_attachment"}:
            self.assertEqual(before[name], after[name], name)

    def test_a_failure_leaves_finished_batches_and_says_so(self):
        for number in range(4):
            for _twin in range(2):
                self._make_vehicle(name=f"F{number}", plate=f"F {number}")
        wizard = self._wizard("plate")
        wizard.action_preview()
        operation = wizard.operation_id.sudo()
        operation._queue()
        engine = type(self.operations)
        batches = []

        def ends(this):
            batches.append(this)
            if len(batches) == 2:
                raise RuntimeError("no more paper")

        with (
            patch.object(engine, "_merge_ends", ends),
            mute_logger("odoo.addons.customer_care.models.customer_operation_queue"),
        ):
            self.operations._cron_run(batch_size=2)
        self.assertRecordValues(
            operation, [{"state": "stopped", "pair_count": 2, "error": "no more paper"}]
        )
        operation.action_undo()
        self.assertFalse(
            self.env["customer.asset"].search([("merged_into_id", "!=", False)])
        )

    def test_who_may_not_merge_may_not_combine(self):
        with self.assertRaises(AccessError):
            self.env["customer.asset.combine"].with_user(self.user_level_4).create({})


@tagged("post_install", "-at_install")
class TestCombineOffer(CombineCommon, HttpCase):
    """After two customers were merged, what they both had is offered at once."""

    def test_what_looks_the_same_now_is_offered_and_combined(self):
        """The same dog and the same car, entered for both records of the customer."""
        (self.same_car | self.same_rex).sudo().unlink()
        dog = self._make_animal(name="REX", partner_id=self.source.id)
        car = self._make_vehicle(name="O.", plate="WX1234A", partner_id=self.source.id)
        operation = self._merge().with_user(self.user_level_3)
        self.assertEqual(operation.twin_count, 2)
        action = operation.action_combine_assets()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard = wizard.with_user(self.user_level_3)
        self.assertEqual(wizard.line_ids.source_id, dog | car)
        wizard.action_combine()
        self.assertEqual((dog | car).merged_into_id, self.rex | self.car)
        operation.invalidate_recordset()
        self.assertEqual(operation.twin_count, 0)

    def test_nothing_is_offered_of_other_operations(self):
        other = self._make_customer(name="Third")
        stranger = self._make_customer(name="Fourth")
        self.assertEqual(self._merge((stranger, other)).twin_count, 0)
        draft = self.operations._new_merge([(self.source.id, self.owner.id)])
        self.assertEqual(draft.twin_count, 0)
        combined = self._combine((self.same_rex, self.rex))
        self.assertEqual(combined.twin_count, 0)

    def test_the_clerk_combines_from_the_menu(self):
        self.start_tour(
            "/odoo/customer-vehicles", "customer_care_asset_combine", login="level_1"
        )
        self.env.invalidate_all()
        self.assertEqual(self.same_car.merged_into_id, self.car)
