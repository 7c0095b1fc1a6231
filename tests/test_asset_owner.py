# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_asset import AssetCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAssetOwner(AssetCommon):
    """Whose it is and was, however that was written; who cannot be an owner."""

    def _transfer(self, assets, user=None, **vals):
        wizard = (
            self.env["customer.asset.transfer"]
            .with_user(user or self.user_level_5)
            .create({"asset_ids": assets.ids, **vals})
        )
        wizard.action_transfer()
        return wizard

    def test_a_new_one_has_its_first_owner_since_today(self):
        self.assertEqual(self._periods(self.car), [(self.anna, "2027-03-10", "")])
        self.assertEqual(
            self._events(self.anna),
            [
                (False, "Vehicle: Škoda Octavia PO 1O34X"),
                (False, "Animal: Rex (Dog)"),
                (False, "Equipment: Boiler SN-004/7"),
            ],
        )

    def test_the_verb_ends_one_period_and_begins_the_next_with_day_and_reason(self):
        with freeze_time("2027-05-20 10:00:00"):
            self._transfer(
                self.car,
                partner_id=self.jan.id,
                date="2027-05-01",
                reason="Sold to Jan",
            )
        self.assertEqual(
            self._periods(self.car),
            [
                (self.anna, "2027-03-10", "2027-05-01"),
                (self.jan, "2027-05-01", ""),
            ],
        )
        self.assertEqual(self.car.owner_ids[0].reason, "Sold to Jan")
        name = "Vehicle: Škoda Octavia PO 1O34X"
        self.assertEqual(self._events(self.anna)[-1], (name, False))
        self.assertEqual(self._events(self.jan), [(False, name)])
        self.assertEqual(
            self.jan.customer_event_ids.filtered(
                lambda e: e.kind == "ownership"
            ).mapped("reason"),
            ["Sold to Jan"],
        )

    def test_the_history_stays_with_the_vehicle(self):
        note = self.env["customer.note"].create(
            {"partner_id": self.anna.id, "name": "Brakes", "asset_id": self.car.id}
        )
        self.car.message_post(body="Rust below the door")
        messages = self.car.message_ids
        self._transfer(self.car, partner_id=self.jan.id)
        self.assertEqual(note.asset_id, self.car)
        self.assertEqual(note.partner_id, self.anna)
        self.assertLessEqual(messages, self.car.message_ids)

    def test_plain_writing_and_importing_keep_the_history_too(self):
        self.car.with_user(self.user_level_5).write({"partner_id": self.jan.id})
        self.assertEqual(len(self.car.owner_ids), 2)
        xml_id = self.rex._BaseModel__ensure_xml_id()
        xml_id = dict((r.id, x) for r, x in xml_id)[self.rex.id]
        result = self.assets.load(["id", "partner_id/.id"], [[xml_id, self.jan.id]])
        self.assertTrue(result["ids"], result["messages"])
        self.assertEqual(
            self._periods(self.rex),
            [
                (self.anna, "2027-03-10", "2027-03-10"),
                (self.jan, "2027-03-10", ""),
            ],
        )

    def test_writing_the_same_owner_again_is_no_change(self):
        self.car.write({"partner_id": self.anna.id})
        self.assertEqual(len(self.car.owner_ids), 1)
        self.assertEqual(len(self._events(self.anna)), 3)

    def test_the_day_of_registration_is_no_proof_of_the_day_of_buying(self):
        self._transfer(self.car, partner_id=self.jan.id, date="2027-02-01")
        self.assertEqual(
            self._periods(self.car),
            [
                (self.anna, "2027-02-01", "2027-02-01"),
                (self.jan, "2027-02-01", ""),
            ],
        )
        with self._refused("belongs to Jan Nowak since", ValidationError):
            self._transfer(self.car, partner_id=self.anna.id, date="2027-01-01")
        self.assertEqual(self.car.partner_id, self.jan)

    def test_nobody_gets_it_in_the_future(self):
        with self._refused("lies in the future", ValidationError):
            self._transfer(self.car, partner_id=self.jan.id, date="2027-03-11")

    def test_the_owner_cannot_follow_themselves(self):
        with self._refused("Anna Kowalska is the owner already"):
            self._transfer(self.car, partner_id=self.anna.id)

    def test_without_a_new_owner_the_dialog_asks_for_one(self):
        with self._refused("Choose the new owner"):
            self._transfer(self.car)

    def test_nobody_writes_the_history_by_hand(self):
        period = self.car.owner_ids.with_user(self.user_level_1)
        with self._refused("", AccessError):
            period.write({"date_from": "2020-01-01"})
        with self._refused("", AccessError):
            period.create({"asset_id": self.car.id, "partner_id": self.jan.id})

    # -- who cannot be an owner

    def test_a_forgotten_customer_is_refused_as_owner_by_that_mark_alone(self):
        self.jan.is_forgotten = True
        self.assertTrue(self.jan.active)
        with self._refused("Jan Nowak is forgotten. Choose an active customer"):
            self._transfer(self.car, partner_id=self.jan.id)
        with self._refused("Jan Nowak is forgotten"):
            self._make_asset(name="Fiat", partner_id=self.jan.id)
        self.assertEqual(self._periods(self.car), [(self.anna, "2027-03-10", "")])

    def test_what_a_forgotten_customer_has_is_not_offered(self):
        offered = self.assets._offered_domain(self.anna)
        self.assertIn(self.car, self.assets.search(offered))
        self.anna.is_forgotten = True
        self.assertFalse(self.assets.search(offered))
        self.assertFalse(self.car.filtered_domain(offered))

    def test_an_archived_customer_is_refused(self):
        self.jan.active = False
        with self._refused("Jan Nowak is archived"):
            self.car.write({"partner_id": self.jan.id})

    def test_suppliers_and_colleagues_are_refused(self):
        supplier = self._make_customer(name="Parts Ltd", supplier_rank=1)
        for stranger in (supplier, self.user_level_3.partner_id):
            with self._refused("is not a customer"):
                self.car.write({"partner_id": stranger.id})

    def test_a_customer_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other Garage"})
        theirs = self._make_customer(name="Ewa Lis", company_id=other.id)
        self.car.company_id = self.env.company
        words = "Ewa Lis is a customer of Other Garage"
        with self._refused(words, ValidationError):
            self.car.write({"partner_id": theirs.id})
        # a user who does not even see that customer is told no name
        clerk = self.user_level_5
        with self._refused("multi-company", AccessError):
            self.boiler.with_user(clerk).write({"partner_id": theirs.id})
        with self._refused("multi-company", AccessError):
            self.assets.with_user(clerk).create(
                {"kind": "vehicle", "name": "Fiat", "partner_id": theirs.id}
            )
        self.assertEqual(self.car.partner_id, self.anna)

    def test_what_belongs_to_a_customer_of_one_company_is_that_companys(self):
        other = self.env["res.company"].create({"name": "Other Garage"})
        theirs = self._make_customer(name="Ewa Lis", company_id=other.id)
        hers = self._make_asset(name="Fiat", partner_id=theirs.id)
        self.assertEqual(hers.company_id, other)
        self.assertFalse(self.car.company_id)
        seen = self.assets.with_user(self.user_level_5).search([])
        self.assertNotIn(hers, seen)
        self.assertIn(self.car, seen)
        self.assertFalse(
            hers.owner_ids
            & self.env["customer.asset.owner"].with_user(self.user_level_5).search([])
        )

    # -- rights and sets

    def test_the_function_decides_and_not_the_button(self):
        self._take("asset_change")
        clerk = self.user_level_5
        with self.assertRaises(AccessError):
            self.env["customer.asset.transfer"].with_user(clerk).create({})
        for call in (
            lambda: self.car.with_user(clerk)._change_owner(self.jan),
            lambda: self.car.with_user(clerk)._leave("sold"),
            lambda: self.car.with_user(clerk).action_bring_back(),
            lambda: self.car.with_user(clerk).write({"name": "x"}),
        ):
            with self._refused("", AccessError):
                call()

    def test_hundreds_change_owner_in_the_queries_of_a_few(self):
        def transfer(number, owner):
            assets = self.assets.create(
                [
                    {"kind": "vehicle", "name": f"Van {n}", "partner_id": self.anna.id}
                    for n in range(number)
                ]
            )
            return self._count_queries(lambda: assets._change_owner(owner))

        transfer(2, self.jan)
        few, many = transfer(5, self.jan), transfer(200, self.jan)
        # chatter tracks each record on its own: what is ours stays constant
        self.assertLess(many - few, 200)

    def test_only_of_one_kind_what_can_happen_to_it(self):
        wizard = self.env["customer.asset.transfer"].new({"asset_ids": self.rex.ids})
        self.assertEqual(wizard.operations, "owner,sold,given,died")
        wizard.asset_ids = self.car
        self.assertEqual(wizard.operations, "owner,sold,given,scrapped")

    def test_an_owner_with_vehicles_cannot_be_deleted(self):
        with self.assertRaises(UserError):
            self.anna.with_user(self.user_level_2).unlink()
