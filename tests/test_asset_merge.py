# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_care.tools import data_link

from .common_asset_merge import CHIP, VIN, AssetMergeCommon
from .common_queries import counted

PIXEL = b"R0lGODlhAQABAIABAP8AAP///yH5BAEAAAEALAAAAAABAAEAAAICRAEAOw=="


@tagged("post_install", "-at_install")
class TestAssetMerge(AssetMergeCommon):
    """Two records of one vehicle or animal become one: nothing is lost."""

    def test_the_source_is_archived_and_points_to_the_survivor(self):
        operation = self._combine()
        self.assertRecordValues(
            self.same_car, [{"active": False, "merged_into_id": self.car.id}]
        )
        self.assertRecordValues(self.car, [{"active": True, "merged_into_id": False}])
        self.assertEqual((operation.state, operation.pair_count), ("done", 1))
        self.assertEqual(operation.name, "Merge of 1 vehicles, animals or equipment")

    def _history_of(self, asset):
        """One row of everything that can be about a vehicle."""
        partner = {"partner_id": asset.partner_id.id}
        event = self.env["calendar.event"].create(
            {
                "name": "Service",
                "start": "2030-01-01 10:00:00",
                "stop": "2030-01-01 11:00:00",
                "customer_partner_id": asset.partner_id.id,
                "customer_asset_id": asset.id,
            }
        )
        invoice = self._invoice_for(asset, "2026-01-15")
        invoice.invoice_line_ids.customer_asset_id = asset
        product = self.env["product.product"].create({"name": "Oil"})
        order = self.env["sale.order"].create(
            {
                **partner,
                "customer_asset_id": asset.id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "customer_asset_id": asset.id})
                ],
            }
        )
        about = {**partner, "asset_id": asset.id}
        return {
            "asset_id": [
                self._make_action(**about),
                self.env["customer.note"].create({**about, "name": "Called"}),
                self._measure(asset),
                self._read(asset, "2026-01-15", 120_000),
            ],
            "customer_asset_id": [
                event,
                invoice,
                invoice.invoice_line_ids,
                order,
                order.order_line,
            ],
        }

    def test_whatever_is_about_it_follows_the_survivor_and_goes_back(self):
        history = self._history_of(self.same_car)
        message = self.same_car.message_post(body="Scratch on the door")
        activity = self.same_car.activity_schedule("mail.mail_activity_data_todo")
        document = self.env["ir.attachment"].create(
            {
                "name": "papers.pdf",
                "raw": b"papers",
                "res_model": "customer.asset",
                "res_id": self.same_car.id,
            }
        )
        operation = self._combine()
        self.env.invalidate_all()
        for name, rows in history.items():
            for row in rows:
                self.assertEqual(row[name], self.car, row._name)
        for row in (message, activity, document):
            self.assertEqual(row.res_id, self.car.id, row._name)
        operation.action_undo()
        for name, rows in history.items():
            for row in rows:
                self.assertEqual(row[name], self.same_car, row._name)
        for row in (message, activity, document):
            self.assertEqual(row.res_id, self.same_car.id, row._name)

    def _fill(self):
        """Give the source all that a step of the merge looks at."""
        self._history_of(self.same_car)
        self.same_car.write(
            {
                "vin": VIN,
                "note": "<p>Theirs</p>",
                "colour": "red",
                "year": 1999,
                "image_1920": PIXEL,
            }
        )
        self._replate(self.same_car, "WO 777", "W0777")
        self.car.note = "<p>Mine</p>"
        self._read(self.car, "2025-01-15", 110_000)
        self._read(self.car, "2026-01-15", 120_000)
        self._read(self.same_car, "2026-06-15", 125_000, note="By phone")
        self.env["customer.asset.plate"].create(
            {"asset_id": self.same_car.id, "plate": "WB 1", "date_to": "2020-01-01"}
        )
        self.env["customer.asset.owner"].create(
            {
                "asset_id": self.same_car.id,
                "partner_id": self.source.id,
                "date_from": "2015-01-01",
                "date_to": "2019-12-31",
            }
        )
        self.same_rex.write({"is_neutered": True, "chip": CHIP})
        for record in (self.car, self.same_car, self.rex, self.same_rex):
            record.message_subscribe(self.source.ids)
            record.message_post(body="A note")
        self.same_car.activity_schedule("mail.mail_activity_data_todo")
        self.env.flush_all()
        self.env.invalidate_all()

    def test_undo_leaves_the_database_as_it_was(self):
        self._fill()
        before = self._dump()
        pairs = [(self.same_car, self.car), (self.same_rex, self.rex)]
        operation = self._combine(*pairs)
        self.assertNotEqual(self._dump(), before)
        operation.action_undo()
        left = operation.line_ids.filtered(lambda line: line.kind == "left")
        self.assertFalse(left.mapped("link"))
        after = self._dump()
        self.assertFalse({table for table in before if before[table] != after[table]})
        with self.assertRaisesRegex(UserError, "undone already"):
            operation.action_undo()

    def test_no_table_loses_a_row(self):
        self._fill()
        before = self._counts()
        self._combine((self.same_car, self.car), (self.same_rex, self.rex))
        after = self._counts()
        grown = {t: after[t] - before[t] for t in before if after[t] != before[t]}
        # the plate of the source is a former plate now
        self.assertEqual(grown, {"customer_asset_plate": 1})

    def test_nothing_refers_to_the_source_but_what_stays_by_the_log(self):
        self._fill()
        operation = self._combine()
        kept = {line.link for line in operation.line_ids if line.kind == "kept"}
        for link in self.env["customer.data.map"]._links("customer.asset"):
            if link.kind != data_link.MANY2ONE or link.name in kept:
                continue
            if (
                link.name
                in self.operations._new_merge([], "customer.asset")._staying_rows()
            ):
                continue
            self.env.cr.execute(
                f'SELECT count(*) FROM "{link.table}" WHERE "{link.column}" = %s',
                [self.same_car.id],
            )
            self.assertEqual(self.env.cr.fetchone(), (0,), link.name)

    # -- readings --------------------------------------------------------------------

    def test_readings_stay_in_the_order_of_their_days_and_none_is_doubled(self):
        invoice = self._invoice_for(self.same_car, "2026-01-15")
        mine = self._read(self.car, "2026-01-15", 120_000, source="customer")
        self._read(self.car, "2024-01-15", 100_000)
        theirs = self._read(
            self.same_car, "2026-01-15", 120_000, move_id=invoice.id, note="Service"
        )
        self._read(self.same_car, "2025-01-15", 110_000)
        operation = self._combine()
        self.env.invalidate_all()
        self.assertEqual(
            self.car.reading_ids.sorted("date").mapped("value"),
            [100_000, 110_000, 120_000],
        )
        self.assertEqual((mine.move_id, mine.note), (invoice, "Service"))
        self.assertEqual(theirs.asset_id, self.same_car)
        operation.action_undo()
        self.env.invalidate_all()
        self.assertEqual(len(self.same_car.reading_ids), 2)
        self.assertFalse(mine.move_id)

    def test_equal_readings_of_two_sources_are_one(self):
        third = self._make_vehicle(name="Third")
        for asset in (self.same_car, third):
            self._read(asset, "2026-01-15", 120_000)
        self._combine((self.same_car, self.car), (third, self.car))
        self.env.invalidate_all()
        self.assertEqual(self.car.reading_ids.mapped("value"), [120_000])

    def test_other_values_of_the_same_day_are_all_kept(self):
        self._read(self.car, "2026-01-15", 120_000)
        self._read(self.same_car, "2026-01-15", 74_565, unit="mi")
        self._read(self.same_car, "2026-01-15", 120_001)
        self._combine()
        self.env.invalidate_all()
        self.assertEqual(len(self.car.reading_ids), 3)

    # -- values ----------------------------------------------------------------------

    def test_blanks_are_filled_and_texts_are_joined(self):
        self.same_car.write({"vin": VIN, "colour": "red", "note": "<p>Theirs</p>"})
        self.car.write({"note": "<p>Mine</p>", "fuel": "diesel"})
        self.same_car.fuel = "petrol"
        operation = self._combine()
        self.assertRecordValues(
            self.car,
            [{"vin": VIN, "vin_key": VIN, "colour": "red", "fuel": "diesel"}],
        )
        self.assertIn("Mine", self.car.note)
        self.assertIn("Theirs", self.car.note)
        operation.action_undo()
        self.assertRecordValues(
            self.car, [{"vin": False, "vin_key": False, "colour": False}]
        )
        self.assertNotIn("Theirs", self.car.note)

    def test_the_survivors_plate_stays_and_the_other_is_a_former_one(self):
        poland, germany = self.env.ref("base.pl"), self.env.ref("base.de")
        self.car.plate_country_id = poland
        self._replate(self.same_car, "B XY 12", "BXY12")
        self.same_car.plate_country_id = germany
        operation = self._combine()
        self.assertEqual(
            (self.car.plate, self.car.plate_country_id), ("WX 1234A", poland)
        )
        self.env.invalidate_all()
        self.assertRecordValues(
            self.car.plate_ids,
            [{"plate": "B XY 12", "plate_key": "BXY12", "country_id": germany.id}],
        )
        operation.action_undo()
        self.env.invalidate_all()
        self.assertFalse(self.car.plate_ids)

    def _replate(self, asset, plate, key):
        """It never had another one."""
        self.env.cr.execute(
            "UPDATE customer_asset SET plate = %s, plate_key = %s WHERE id = %s",
            [plate, key, asset.id],
        )
        self.env.invalidate_all()

    def test_the_same_plate_is_no_former_plate(self):
        self._combine()
        self.assertFalse(self.car.plate_ids)

    def test_a_plate_that_is_taken_makes_the_other_a_former_one(self):
        self._replate(self.same_car, "WO 777", "W0777")
        operation = self._combine(choices={self.same_car.id: ["plate"]})
        self.env.invalidate_all()
        self.assertRecordValues(self.car, [{"plate": "WO 777", "plate_key": "W0777"}])
        self.assertEqual(self.car.plate_ids.mapped("plate"), ["WX 1234A"])
        operation.action_undo()
        self.env.invalidate_all()
        self.assertRecordValues(
            self.car, [{"plate": "WX 1234A", "plate_key": "WX1234A"}]
        )
        self.assertFalse(self.car.plate_ids)

    def test_who_has_no_plate_takes_the_first_one(self):
        self.car.plate = False
        self.car.plate_ids.unlink()
        third = self._make_vehicle(name="Third", plate="WO 777")
        self._combine((self.same_car, self.car), (third, self.car))
        self.env.invalidate_all()
        self.assertEqual(self.car.plate, "wx-1234a")
        self.assertEqual(self.car.plate_ids.mapped("plate"), ["WO 777"])

    def test_a_whole_vin_is_taken_for_the_end_of_one(self):
        self.env.cr.execute(
            "UPDATE customer_asset SET vin = 'W000001', vin_key = 'W000001'"
            " WHERE id = %s",
            [self.car.id],
        )
        self.env.invalidate_all()
        self.same_car.vin = VIN
        operation = self._combine()
        self.assertRecordValues(self.car, [{"vin": VIN, "vin_key": VIN}])
        operation.action_undo()
        self.assertEqual(self.car.vin, "W000001")

    def test_a_birth_keeps_its_doubt(self):
        self.same_rex.write({"birth_date": "2020-05-01", "is_birth_estimated": True})
        operation = self._combine((self.same_rex, self.rex))
        self.assertRecordValues(
            self.rex, [{"birth_date": date(2020, 5, 1), "is_birth_estimated": True}]
        )
        operation.action_undo()
        self.assertRecordValues(
            self.rex, [{"birth_date": False, "is_birth_estimated": False}]
        )

    # -- death -----------------------------------------------------------------------

    def test_death_and_neutering_are_never_lost(self):
        """Whichever of the two records says so."""
        for dead, other in ((0, 1), (1, 0)):
            with self.subTest(dead=dead):
                pair = [self._make_animal(name="Rex"), self._make_animal(name="Rex")]
                pair[dead].write({"death_date": "2026-03-01", "is_neutered": True})
                operation = self._combine((pair[1], pair[0]))
                self.assertRecordValues(
                    pair[0], [{"death_date": date(2026, 3, 1), "is_neutered": True}]
                )
                operation.action_undo()
                self.assertFalse(pair[other].death_date)
                self.assertFalse(pair[other].is_neutered)

    def test_a_dead_one_is_not_offered_whichever_record_knew(self):
        self.same_rex.write(
            {"death_date": "2026-03-01", "gone": "died", "gone_on": "2026-03-01"}
        )
        self._combine((self.same_rex, self.rex))
        self.assertRecordValues(
            self.rex, [{"gone": "died", "gone_on": date(2026, 3, 1)}]
        )
        offered = self.env["customer.asset"].search(
            self.env["customer.asset"]._offered_domain(self.owner)
        )
        self.assertNotIn(self.rex, offered)

    def test_nobody_is_reminded_of_one_that_the_other_record_calls_dead(self):
        action = self._make_action(partner_id=self.owner.id, asset_id=self.rex.id)
        self.same_rex.write({"death_date": "2026-03-01"})
        operation = self._combine((self.same_rex, self.rex))
        self.assertEqual(action.state, "cancelled")
        operation.action_undo()
        self.assertEqual(action.state, "open")

    def test_that_one_was_sold_says_nothing_of_the_other(self):
        self.same_car.write({"gone": "sold", "gone_on": "2026-03-01"})
        self._combine()
        self.assertFalse(self.car.gone)

    # -- owners ----------------------------------------------------------------------

    def _periods(self, asset):
        periods = self.env["customer.asset.owner"].search([("asset_id", "=", asset.id)])
        return [
            (each.partner_id, each.date_from or None, each.date_to or None)
            for each in periods.sorted(lambda p: (p.date_from or date.min, p.id))
        ]

    def _own(self, asset, partner, begin, end=None):
        self.env["customer.asset.owner"].create(
            {
                "asset_id": asset.id,
                "partner_id": partner.id,
                "date_from": begin,
                "date_to": end,
            }
        )

    def _forget_owners(self):
        self.env["customer.asset.owner"].search([]).sudo().unlink()

    def test_the_owner_of_both_owns_since_the_first_day(self):
        self._forget_owners()
        self._own(self.car, self.owner, "2022-01-01")
        self._own(self.same_car, self.owner, "2020-01-01")
        self._own(self.same_car, self.source, "2015-01-01", "2019-12-31")
        before = self._dump()
        operation = self._combine()
        self.assertEqual(
            self._periods(self.car),
            [
                (self.source, date(2015, 1, 1), date(2019, 12, 31)),
                (self.owner, date(2020, 1, 1), None),
            ],
        )
        operation.action_undo()
        after = self._dump()
        self.assertFalse({name for name in before if before[name] != after[name]})

    def test_another_owner_of_the_same_vin_is_a_former_one(self):
        (self.car | self.same_car).write({"vin": VIN})
        self._forget_owners()
        self.same_car.partner_id = self.source
        self._forget_owners()
        self._own(self.car, self.owner, "2022-01-01")
        self._own(self.same_car, self.source, "2020-01-01")
        self._combine()
        self.assertEqual(
            self._periods(self.car),
            [
                (self.source, date(2020, 1, 1), date(2022, 1, 1)),
                (self.owner, date(2022, 1, 1), None),
            ],
        )

    def test_an_owner_without_a_history_is_in_it_afterwards(self):
        (self.car | self.same_car).write({"vin": VIN})
        self.same_car.partner_id = self.source
        self._forget_owners()
        self._combine()
        [(partner, _begin, end)] = self._periods(self.car)
        self.assertEqual(partner, self.source)
        self.assertTrue(end)

    # -- identities, chains, log -----------------------------------------------------

    def test_chain_points_to_the_last_survivor_two_merges_deep(self):
        last = self._make_vehicle(name="Last", plate="WX 1234A")
        first = self._combine()
        second = self._combine((self.car, last))
        self.assertEqual(self.same_car.merged_into_id, last)
        with self.assertRaisesRegex(UserError, "Undo that one first"):
            first.action_undo()
        second.action_undo()
        self.assertEqual(self.same_car.merged_into_id, self.car)
        first.action_undo()
        self.assertFalse(self.same_car.merged_into_id)

    def test_the_chatter_says_what_it_was_merged_with_and_that_it_was_undone(self):
        operation = self._combine(reason="Same car.")
        last = self.car.message_ids.sorted("id")[-1]
        self.assertIn("Same car. Merged with: Skoda Octavia wx-1234a", last.body)
        operation.action_undo()
        last = self.car.message_ids.sorted("id")[-1]
        self.assertIn("The merge was undone: Skoda Octavia", last.body)

    def test_what_changed_since_is_left_and_listed(self):
        self.same_car.colour = "red"
        operation = self._combine()
        self.car.colour = "blue"
        operation.action_undo()
        self.assertEqual(self.car.colour, "blue")
        left = operation.line_ids.filtered(lambda line: line.kind == "left")
        self.assertEqual(left.column_name, "colour")

    def test_only_who_may_merge_customers_may(self):
        pairs = [(self.same_car.id, self.car.id)]
        with self.assertRaises(AccessError):
            self.operations.with_user(self.user_level_4)._merge(pairs, "customer.asset")
        operation = self.operations.with_user(self.user_level_3)._merge(
            pairs, "customer.asset"
        )
        with self.assertRaises(AccessError):
            operation.with_user(self.user_level_4).action_undo()
        operation.with_user(self.user_level_3).action_undo()
        self.assertTrue(self.same_car.active)

    def test_a_log_of_another_company_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Other"})
        (self.car | self.same_car).company_id = other
        operation = self._combine()
        self.assertEqual(operation.company_id, other)
        log = self.operations.with_user(self.user_level_1)
        self.assertNotIn(operation, log.search([]))

    def test_queries_do_not_depend_on_the_number_of_pairs(self):
        def merge(number):
            cars = self.env["customer.asset"].create(
                [
                    {
                        "kind": "vehicle",
                        "name": f"Q{n}",
                        "partner_id": self.owner.id,
                        "plate": f"Q {n % number}",
                        "colour": n >= number and "red",
                    }
                    for n in range(2 * number)
                ]
            )
            pairs = [(cars[n + number].id, cars[n].id) for n in range(number)]
            with counted(self.env) as queries:
                self.operations._merge(pairs, "customer.asset")
            return queries.number

        merge(2)
        few, many = merge(2), merge(60)
        self.assertLessEqual(many, few + 5)


@tagged("post_install", "-at_install")
class TestAssetDataMap(AssetMergeCommon):
    def test_every_place_in_the_database_is_reviewed(self):
        links = self.env["customer.data.map"]._links("customer.asset")
        self.assertGreater(len(links), 25)
        self.assertFalse([link.name for link in links if not link.is_reviewed])

    def test_a_place_nobody_reviewed_is_found_named_and_moved(self):
        model = self.env["ir.model"].create(
            {
                "name": "Dummy",
                "model": "x_dummy",
                "field_id": [
                    (0, 0, {"name": "x_name", "ttype": "char"}),
                    (
                        0,
                        0,
                        {
                            "name": "x_asset_id",
                            "ttype": "many2one",
                            "relation": "customer.asset",
                        },
                    ),
                ],
            }
        )
        links = self.env["customer.data.map"]._links("customer.asset")
        self.assertEqual(
            [link.name for link in links if not link.is_reviewed],
            ["x_dummy.x_asset_id"],
        )
        dummy = self.env[model.model].create({"x_asset_id": self.same_car.id})
        operation = self._combine()
        self.assertEqual(dummy.x_asset_id, self.car)
        operation.action_undo()
        self.assertEqual(dummy.x_asset_id, self.same_car)


@tagged("post_install", "-at_install")
class TestAssetMergeReading(AssetMergeCommon):
    def _clocks(self):
        self.env.invalidate_all()
        return self.car.odometer, self.same_car.odometer

    def test_the_last_reading_of_both_is_the_survivors_until_the_undo(self):
        self._read(self.car, "2025-01-15", 100_000)
        self._read(self.same_car, "2026-01-15", 120_000)
        before = self._clocks()
        operation = self._combine()
        self.assertEqual(self._clocks()[0], 120_000)
        operation.action_undo()
        self.assertEqual(self._clocks(), before)

    def test_a_reading_that_stays_with_the_survivor_is_its_last_one(self):
        self._read(self.car, "2024-01-15", 90_000)
        self._read(self.same_car, "2025-01-15", 100_000)
        theirs = self._read(self.same_car, "2026-01-15", 120_000)
        operation = self._combine()
        third = self._make_vehicle(name="Third")
        theirs.with_context(**{"customer_reading_confirmed": True}).asset_id = third
        self.env.flush_all()
        operation.action_undo()
        self.assertEqual(self._clocks(), (90_000, 100_000))
