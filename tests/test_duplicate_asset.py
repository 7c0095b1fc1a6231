# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_asset_merge import CHIP, OTHER_VIN, VIN, AssetMergeCommon


@tagged("post_install", "-at_install")
class TestDuplicateAsset(AssetMergeCommon):
    """Vehicles and animals in the list of duplicates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.car | cls.same_car | cls.rex | cls.same_rex).unlink()
        cls.duplicates = cls.env["customer.duplicate"].with_user(cls.user_level_1)

    def _scan(self, **context):
        return self.duplicates.with_context(**context)._scan()

    def _pairs(self):
        """{(asset, asset): verdict} of the open pairs of what this test made."""
        pairs = self.duplicates.search(
            [("decision", "=", "open"), ("asset_id.partner_id", "in", self._owners())]
        )
        return {(pair.asset_id, pair.other_asset_id): pair.verdict for pair in pairs}

    def _owners(self):
        return (self.owner | self.source).ids

    def _pair(self, one, other):
        return self.duplicates.search(
            [("asset_id", "=", one.id), ("other_asset_id", "=", other.id)]
        )

    # -- behaviour 11: vehicles by VIN and plate --------------------------------------

    def test_a_vin_is_compared_without_spaces_and_with_i_o_q_as_digits(self):
        typed = "wvw zzz 1jz-XW OOO OO1"
        one = self._make_vehicle(name="One", vin=typed, is_vin_confirmed=True)
        other = self._make_vehicle(name="Other", vin=VIN)
        self._scan()
        self.assertEqual(self._pairs(), {(one, other): "certain"})

    def test_a_plate_is_compared_without_its_punctuation(self):
        one = self._make_vehicle(name="One", plate="WX 1234A")
        other = self._make_vehicle(name="Other", plate="wx-1234a")
        self._scan()
        self.assertEqual(self._pairs(), {(one, other): "likely"})

    def test_another_vin_under_one_plate_is_a_reused_plate_and_not_asked_about(self):
        self._make_vehicle(name="One", vin=VIN, plate="WX 1234A")
        self._make_vehicle(name="Other", vin=OTHER_VIN, plate="WX 1234A")
        self._scan()
        self.assertEqual(self._pairs(), {})

    def test_one_plate_of_two_owners_is_only_possible(self):
        one = self._make_vehicle(name="One", plate="WX 1234A")
        other = self._make_vehicle(
            name="Other", plate="WX 1234A", partner_id=self.source.id
        )
        self._scan()
        self.assertEqual(self._pairs(), {(one, other): "possible"})
        self.assertIn("different owners", self._pair(one, other).explanation)

    def test_readings_of_both_stay_in_the_order_of_their_dates(self):
        one = self._make_vehicle(name="One", vin=VIN)
        other = self._make_vehicle(name="Other", vin=VIN)
        self._read(one, "2026-01-01", 1000)
        self._read(other, "2026-02-01", 2000)
        self._read(one, "2026-03-01", 1500)
        self._scan()
        self._pair(one, other).action_merge()
        readings = one.reading_ids.sorted("date")
        self.assertEqual(readings.mapped("value"), [1000, 2000, 1500])
        self.assertEqual([bool(q) for q in readings._questions()], [False, True, True])

    # -- animals -----------------------------------------------------------------------

    def test_one_chip_is_one_animal_whatever_it_is_called(self):
        rex = self._make_animal(name="Rex", chip=CHIP)
        max_ = self._make_animal(name="Max", chip=CHIP, partner_id=self.source.id)
        self._scan()
        self.assertEqual(self._pairs(), {(rex, max_): "certain"})

    def test_one_chip_and_another_birth_is_left_to_a_person(self):
        one = self._make_animal(name="Rex", chip=CHIP, birth_date="2021-08-27")
        other = self._make_animal(name="Burek", chip=CHIP, birth_date="2022-10-19")
        self._scan()
        self.assertEqual(self._pairs(), {(one, other): "possible"})
        self.assertEqual(
            self._pair(one, other).explanation, "Same chip, born on different days"
        )

    def test_two_animals_of_one_name_and_owner_are_likely_one(self):
        rex, again = self._make_animal(name="Rex"), self._make_animal(name="rex")
        self._make_animal(name="Rex", species_id=self.cat.id)
        self._make_animal(name="Bella")
        self._scan()
        self.assertEqual(self._pairs(), {(rex, again): "likely"})
        self.assertEqual(
            self._pair(rex, again).explanation, "Same owner, name and species"
        )

    def test_animals_of_one_household_are_two(self):
        self._make_animal(name="Rex", sex="male")
        self._make_animal(name="Rex", sex="female")
        self._scan()
        self.assertEqual(self._pairs(), {})

    # -- the list ----------------------------------------------------------------------

    def test_both_are_shown_and_what_differs_is_marked(self):
        one = self._make_vehicle(name="Octavia", vin=VIN, plate="WX 1")
        other = self._make_vehicle(name="Octavia", vin=VIN, plate="WX 2", year=2015)
        self._scan()
        pair = self._pair(one, other)
        rows = {row["name"]: row for row in pair.comparison}
        self.assertFalse(rows["name"]["differs"])
        self.assertTrue(rows["plate"]["differs"])
        self.assertEqual((rows["year"]["one"], rows["year"]["other"]), ("1999", "2015"))
        self.assertEqual(pair.pair_name, "Octavia / Octavia")
        other.plate = "wx-1"
        self.env.invalidate_all()
        rows = {row["name"]: row for row in pair.comparison}
        self.assertFalse(rows["plate"]["differs"], "another notation only")
        self.assertEqual(pair.kind, "vehicle")

    def test_merge_answers_and_its_undo_asks_again(self):
        one = self._make_vehicle(name="One", vin=VIN)
        other = self._make_vehicle(name="Other", vin=VIN)
        self._scan()
        pair = self._pair(one, other)
        pair.action_merge()
        self.assertEqual(other.merged_into_id, one)
        self.assertEqual(pair.decision, "merged")
        operation = self.env["customer.operation"].search([], limit=1)
        operation.with_user(self.user_level_1).action_undo()
        self.assertFalse(other.merged_into_id)
        self.assertEqual(pair.decision, "open")

    def test_merged_by_hand_is_answered_too(self):
        one = self._make_vehicle(name="One", vin=VIN)
        other = self._make_vehicle(name="Other", vin=VIN)
        self._scan()
        self.env["customer.operation"].with_user(self.user_level_1)._merge(
            [(other.id, one.id)], model="customer.asset"
        )
        self.assertEqual(self._pair(one, other).decision, "merged")
        self._scan()
        self.assertEqual(self._pairs(), {})

    def test_distinct_never_returns_and_is_not_combined_by_a_rule(self):
        one = self._make_vehicle(name="One", vin=VIN)
        other = self._make_vehicle(name="Other", vin=VIN)
        self._scan()
        pair = self._pair(one, other)
        pair.action_distinct()
        self._scan()
        self.assertEqual(pair.decision, "distinct")
        self.assertEqual(self._pairs(), {})
        [twin] = self.env["customer.asset"]._twins("vin", [("vin_key", "=", VIN)])
        self.assertEqual(twin.refusal, "Somebody decided that they are two.")

    def test_of_three_no_two_distinct_ones_are_combined_into_one(self):
        _one, other, third = (
            self._make_vehicle(name=name, vin=VIN) for name in ("1", "2", "3")
        )
        self.duplicates._decide(
            [(other.id, third.id)], "distinct", ("asset_id", "other_asset_id")
        )
        twins = self.env["customer.asset"]._twins("vin", [("vin_key", "=", VIN)])
        self.assertEqual(
            [(twin.source, bool(twin.refusal)) for twin in twins],
            [(other.id, False), (third.id, True)],
        )

    def test_there_is_no_family_of_vehicles(self):
        one = self._make_vehicle(name="One", vin=VIN)
        other = self._make_vehicle(name="Other", vin=VIN)
        self._scan()
        with self.assertRaisesRegex(UserError, "have no family"):
            self._pair(one, other).action_family()
        self.assertEqual(self._pair(one, other).decision, "open")

    def test_customers_and_vehicles_are_merged_in_one_go(self):
        one = self._make_vehicle(name="One", vin=VIN)
        other = self._make_vehicle(name="Other", vin=VIN)
        self._scan()
        people = self.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
        customers = self.duplicates._decide([people.ids], "open")
        both = self._pair(one, other) | customers.with_user(self.user_level_1)
        both.action_merge()
        self.assertEqual(both.mapped("decision"), ["merged", "merged"])
        self.assertEqual(people[1].merged_into_id, people[0])

    def test_an_answer_is_given_once(self):
        one = self._make_vehicle(name="One", vin=VIN)
        other = self._make_vehicle(name="Other", vin=VIN)
        self._scan()
        pair = self._pair(one, other)
        pair.action_distinct()
        with self.assertRaisesRegex(UserError, "decided about already"):
            pair.action_merge()
        self.assertFalse(other.merged_into_id)

    def test_only_who_may_merge_answers(self):
        one = self._make_vehicle(name="One", vin=VIN)
        other = self._make_vehicle(name="Other", vin=VIN)
        self._scan()
        pair = self._pair(one, other)
        for verb in ("action_merge", "action_distinct", "action_open_wizard"):
            with self.subTest(verb=verb), self.assertRaises(AccessError):
                getattr(pair.with_user(self.user_level_5), verb)()
        self.assertEqual(pair.decision, "open")

    def test_the_other_companys_vehicles_are_not_seen(self):
        company = self.env["res.company"].create({"name": "Other"})
        one = self._make_vehicle(name="One", vin=VIN)
        other = self._make_vehicle(name="Other", vin=VIN)
        self._scan()
        self.assertTrue(self._pair(one, other))
        (one | other).sudo().company_id = company
        self.assertFalse(self._pair(one, other))

    def test_what_is_no_more_the_same_is_taken_back(self):
        one = self._make_vehicle(name="One", plate="WX 1")
        other = self._make_vehicle(name="Other", plate="WX 1")
        self._scan()
        self.assertTrue(self._pair(one, other))
        other.plate = "WX 2"
        self._scan()
        self.assertFalse(self._pair(one, other))

    def test_of_a_forgotten_owner_nothing_is_asked(self):
        self._make_vehicle(name="One", vin=VIN)
        self._make_vehicle(name="Other", vin=VIN)
        self.owner.sudo().is_forgotten = True
        self._scan()
        self.assertEqual(self._pairs(), {})

    def test_a_plate_of_too_many_is_reported_and_not_compared(self):
        for number in range(4):
            self._make_vehicle(name=f"Car {number}", plate="WX 1234A")
        scan = self._scan(customer_duplicate_largest=3)
        block = scan.block_ids.filtered(lambda block: block.key == "WX1234A")
        self.assertEqual((block.kind, block.size), ("asset_plate", 4))
        self.assertIn("vehicles or animals", block.explanation)
        self.assertEqual(scan.block_count, len(scan.block_ids))
        self.assertEqual(self._pairs(), {})

    def test_what_was_invoiced_most_comes_first_and_nothing_last(self):
        cars = [
            self._make_vehicle(name=f"{number}", vin=f"WVWZZZ1JZXW00000{number // 2}")
            for number in range(6)
        ]
        self._invoice_for(cars[3], "2026-01-01")
        self._scan()
        pairs = self.duplicates.search([("asset_id", "in", [car.id for car in cars])])
        self.assertEqual(pairs[0].asset_id, cars[2])
        self.assertGreater(pairs[0].turnover, 0)
        self.assertEqual(str(pairs[0].last_visit), "2026-01-01")
        self.assertEqual(len(pairs), 3)

    def test_the_number_of_queries_does_not_depend_on_the_vehicles(self):
        counts = []
        for round_ in range(2):
            for number in range(2 + 60 * round_):
                vin = f"WVWZZZ1JZXW{round_}{number // 2:05d}"
                self._make_vehicle(name=f"Car {number}", vin=vin)
            self._scan()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["customer.duplicate"]._find_assets(
                self.env["customer.duplicate.scan"].search([], limit=1)
            )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertEqual(len(self._pairs()), 32)
