# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_asset_merge import CHIP, OTHER_CHIP, OTHER_VIN, VIN, AssetMergeCommon
from .common_queries import counted


@tagged("post_install", "-at_install")
class TestAssetMergeGuard(AssetMergeCommon):
    """What is not one is not merged: one sentence, and nothing is changed."""

    def test_into_itself(self):
        self._refused("Octavia.* cannot be merged into itself", self.car, self.car)

    def test_what_was_merged_already(self):
        self._combine()
        self._refused("Skoda Octavia.* merged already", self.same_car, self.car)
        third = self._make_vehicle(name="Third")
        self._refused("Skoda Octavia.* merged already", third, self.same_car)

    def test_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.car.company_id = self.env.company
        self.same_car.company_id = other
        words = "belong to different companies"
        self._refused(words, self.same_car, self.car)
        self.same_car.company_id = False
        self._refused(words, self.same_car, self.car)

    def test_of_a_company_into_a_shared_one(self):
        self.same_car.company_id = self.env.company
        self.assertEqual(self._combine().pair_count, 1)

    def test_a_vehicle_with_an_animal(self):
        self._refused(
            r"Rex \(Animal\) and Octavia WX 1234A \(Vehicle\) are of different kinds",
            self.rex,
            self.car,
        )

    def test_different_valid_vins(self):
        self.car.vin, self.same_car.vin = VIN, OTHER_VIN
        self._refused(f"different VINs: {OTHER_VIN} and {VIN}", self.same_car, self.car)

    def test_a_vin_read_with_letters_for_digits_is_the_same(self):
        self.car.vin = VIN
        self._write_raw(self.same_car, vin=VIN.replace("0", "O"))
        self.assertEqual(self._combine().pair_count, 1)

    def _write_raw(self, asset, **vals):
        """As an import of before there were checks."""
        for name, value in vals.items():
            self.env.cr.execute(
                f"UPDATE customer_asset SET {name} = %s, {name}_key = %s WHERE id = %s",
                [value, value, asset.id],
            )
        self.env.invalidate_all()

    def test_a_vin_that_is_none_stands_not_in_the_way(self):
        self.car.vin = VIN
        self._write_raw(self.same_car, vin="UNKNOWN")
        self._combine()
        self.assertEqual(self.car.vin, VIN)

    def test_two_sources_with_different_vins(self):
        """The first fills the survivor; the second is another vehicle."""
        third = self._make_vehicle(name="Third", vin=OTHER_VIN)
        self.same_car.vin = VIN
        operation = self._combine((self.same_car, self.car), (third, self.car))
        self.assertEqual((operation.pair_count, self.car.vin), (1, VIN))
        refused = operation.line_ids.filtered(lambda line: line.kind == "refused")
        self.assertEqual(refused.source_id, third.id)
        self.assertIn("different VINs", refused.note)
        self.assertTrue(third.active)

    def test_different_valid_chips(self):
        self.rex.chip, self.same_rex.chip = CHIP, OTHER_CHIP
        self._refused("different chips", self.same_rex, self.rex)

    def test_a_chip_number_that_is_none_stands_not_in_the_way(self):
        self.rex.chip = CHIP
        self._write_raw(self.same_rex, chip="000000000000000")
        self._combine((self.same_rex, self.rex))
        self.assertEqual(self.rex.chip, CHIP)

    def test_different_serial_numbers(self):
        one, two = (
            self._make_asset("equipment", name="Boiler", serial_number=number)
            for number in ("SN 1", "SN 2")
        )
        self._refused("different serial numbers: SN1 and SN2", one, two)
        two.serial_number = "sn-1"
        self.assertEqual(self._combine((one, two)).pair_count, 1)

    def _give(self, asset, partner):
        """Another owner, as if it had always been so."""
        self.env.cr.execute(
            "UPDATE customer_asset SET partner_id = %s WHERE id = %s",
            [partner.id, asset.id],
        )
        self.env.invalidate_all()

    def test_animals_of_different_owners(self):
        self._give(self.same_rex, self.source)
        self.rex.chip = CHIP
        self._refused(
            "rex belongs to A. Kowalska and Rex to Anna Kowalska. Merge the customers",
            self.same_rex,
            self.rex,
        )
        self._merge()
        self.assertEqual(self._combine((self.same_rex, self.rex)).pair_count, 1)

    def test_vehicles_of_different_owners_are_one_by_the_vin_alone(self):
        self._give(self.same_car, self.source)
        words = "belongs to A. Kowalska .* change the owner"
        self._refused(words, self.same_car, self.car)
        self.car.vin = VIN
        self._refused(words, self.same_car, self.car)
        self.same_car.vin = VIN
        self.assertEqual(self._combine().pair_count, 1)

    def test_different_species(self):
        self.same_rex.species_id = self.cat
        self._refused("different species", self.same_rex, self.rex)

    def test_a_forgotten_owner(self):
        self.owner.sudo().is_forgotten = True
        self._refused(
            "Anna Kowalska, who asked to be forgotten", self.same_rex, self.rex
        )

    def test_an_owner_whose_data_must_not_be_used(self):
        self.owner.sudo().is_restricted = True
        self._refused("data must not be used", self.same_rex, self.rex)

    def test_one_that_does_not_exist(self):
        gone = self._make_vehicle(name="Gone")
        gone.sudo().unlink()
        with self.assertRaisesRegex(UserError, "no longer exists"):
            self._combine((gone, self.car))

    # -- death -----------------------------------------------------------------------

    def test_a_dead_animal_and_one_that_was_here_after_it(self):
        self.same_rex.death_date = "2025-03-01"
        self._measure(self.rex, "2025-06-01")
        words = "rex died or was scrapped on 03/01/2025, but Rex was here on 06/01/2025"
        self._refused(words, self.same_rex, self.rex)
        self._refused(words, self.rex, self.same_rex)

    def test_every_kind_of_visit_after_the_death_counts(self):
        self.same_rex.death_date = "2025-03-01"
        visits = {
            "invoice": lambda: self._invoice_for(self.rex, "2025-06-01"),
            "line": self._visit_by_line,
            "measurement": lambda: self._measure(self.rex, "2025-06-01"),
            "appointment": lambda: self._visit("arrived"),
        }
        for name, visit in visits.items():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                visit()
                self._refused("was here on 06/01/2025", self.same_rex, self.rex)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_a_scrapped_vehicle_and_one_that_was_read_after_it(self):
        self.same_car.write({"gone": "scrapped", "gone_on": "2025-03-01"})
        self._read(self.car, "2025-06-01", 120_000)
        self._refused("was scrapped on 03/01/2025", self.same_car, self.car)

    def _visit_by_line(self):
        move = self._invoice_for(self.car, "2025-06-01", post=False)
        move.customer_asset_id = False
        move.invoice_line_ids.customer_asset_id = self.rex
        move.action_post()

    def _visit(self, state, **vals):
        self.env["calendar.event"].create(
            {
                "name": "Vaccination",
                "start": "2025-06-01 10:00:00",
                "stop": "2025-06-01 11:00:00",
                "customer_partner_id": self.owner.id,
                "customer_asset_id": self.rex.id,
                **vals,
            }
        ).customer_state = state

    def test_what_was_before_the_death_or_did_not_happen_does_not_count(self):
        self.same_rex.death_date = "2025-03-01"
        self._measure(self.rex, "2025-03-01")
        self._invoice_for(self.rex, "2025-06-01", post=False)
        self._visit("no_show")
        self._combine((self.same_rex, self.rex))
        self.assertEqual(self.rex.death_date, date(2025, 3, 1))

    def test_in_the_afternoon_of_its_death_it_was_here_once_more(self):
        self.same_rex.death_date = "2025-06-01"
        self._visit("arrived", start="2025-06-02 00:30:00", stop="2025-06-02 01:00:00")
        self._refused("was here on 06/02/2025", self.same_rex, self.rex)
        # at half past five, where these users are
        self.env.user.tz = "America/Los_Angeles"
        self._combine((self.same_rex, self.rex))
        self.assertEqual(self.rex.death_date, date(2025, 6, 1))

    def test_two_days_of_death_are_asked_about(self):
        self.rex.death_date = "2025-03-01"
        self.same_rex.death_date = "2025-03-04"
        self._refused("merge them by hand and choose the day", self.same_rex, self.rex)
        self._combine((self.same_rex, self.rex), is_shown=True)
        self.assertEqual(self.rex.death_date, date(2025, 3, 1))

    def test_guards_cost_the_same_for_any_number_of_pairs(self):
        def ask(number):
            cars = self.env["customer.asset"].create(
                [
                    {"kind": "vehicle", "name": f"G{n}", "partner_id": self.owner.id}
                    for n in range(2 * number)
                ]
            )
            pairs = list(zip(cars.ids[::2], cars.ids[1::2], strict=True))
            operation = self.operations._new_merge(pairs, "customer.asset")
            with counted(self.env) as queries:
                self.assertFalse(operation._merge_refusals(pairs))
            return queries.number

        ask(2)
        self.assertLessEqual(ask(40), ask(2) + 1)
