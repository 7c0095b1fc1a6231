# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_asset import AssetCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAssetSwitch(AssetCommon):
    """All a customer has, switched off and on in one step; the dead stay off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sold = cls._make_asset(name="Old Fiat", gone="sold")
        cls.alone = cls._make_asset(name="Trailer", active=False)
        cls.switches = cls.env["customer.asset.switch"].with_user(cls.user_level_5)

    def _switch(self, direction, **vals):
        return self.switches.create(
            {"partner_id": self.anna.id, "direction": direction, **vals}
        )

    def _active(self):
        return self.assets.search([("partner_id", "=", self.anna.id)])

    def test_off_and_on_again_brings_back_exactly_those(self):
        self._switch("off", reason="Moved").action_switch()
        self.assertFalse(self._active())
        wizard = self._switch("on")
        ticked = {line.asset_id: line.is_chosen for line in wizard.line_ids}
        self.assertEqual(
            ticked,
            {
                self.car: True,
                self.rex: True,
                self.boiler: True,
                self.sold: False,
                self.alone: False,
            },
        )
        wizard.action_switch()
        self.assertEqual(self._active(), self.car | self.rex | self.boiler)
        names = "Boiler SN-004/7, Rex (Dog), Škoda Octavia PO 1O34X"
        off, on = self._events(self.anna)[-2:]
        self.assertEqual(
            off[1], f"Switched off: Boiler SN-004/7, Old Fiat, {names[17:]}"
        )
        self.assertEqual(on[1], f"Switched on: {names}")

    def test_others_may_be_ticked_and_ticks_taken_away(self):
        self._switch("off").action_switch()
        form = Form(
            self.switches.with_context(
                default_partner_id=self.anna.id, default_direction="on"
            )
        )
        for index, line in enumerate(form.save().line_ids):
            with form.line_ids.edit(index) as row:
                if line.asset_id in (self.alone, self.car):
                    row.is_chosen = not line.is_chosen
        form.save().action_switch()
        self.assertEqual(self._active(), self.alone | self.rex | self.boiler)

    def test_what_died_or_was_sold_meanwhile_stays_off(self):
        self._switch("off").action_switch()
        self.rex.death_date = "2027-03-09"
        wizard = self._switch("on")
        line = wizard.line_ids.filtered(lambda each: each.asset_id == self.rex)
        self.assertFalse(line.is_chosen or line.may_come_back)
        self.assertEqual(line.state, "Died 03/09/2027")
        wizard.action_switch()
        self.assertEqual(self._active(), self.car | self.boiler)

    def test_the_dead_and_the_sold_are_refused_by_rpc_too(self):
        self._switch("off").action_switch()
        for asset in (self.sold,):
            line = Command.create({"asset_id": asset.id, "is_chosen": True})
            with self._refused("Old Fiat was sold on .* stays inactive"):
                self._switch("on", line_ids=[line]).action_switch()
        clerk = self.sold.with_user(self.user_level_5)
        with self._refused("Old Fiat was sold on .* not offered again"):
            clerk.write({"active": True})
        with self._refused("not offered again"):
            clerk.action_unarchive()
        self.assertFalse(self.sold.active)
        clerk.action_bring_back()
        self.assertTrue(self.sold.active)

    def test_somebody_elses_is_refused(self):
        theirs = self._make_asset(name="Van", partner_id=self.jan.id, active=False)
        line = Command.create({"asset_id": theirs.id, "is_chosen": True})
        with self._refused("Van does not belong to Anna Kowalska"):
            self._switch("on", line_ids=[line]).action_switch()

    def test_nothing_to_do_is_said(self):
        with self._refused("Tick what is to be active again"):
            wizard = self._switch("on")
            wizard.line_ids.is_chosen = False
            wizard.action_switch()
        self._switch("off").action_switch()
        with self._refused("Anna Kowalska has nothing that is active"):
            self._switch("off").action_switch()

    def test_what_a_forgotten_or_inactive_customer_has_stays_off(self):
        self._switch("off").action_switch()
        self.anna.is_forgotten = True
        with self._refused("belongs to Anna Kowalska, who is forgotten"):
            self.car.write({"active": True})
        with self._refused("is inactive. Activate the customer first"):
            self._switch("on").action_switch()

    def test_switched_on_by_hand_it_is_no_part_of_that_step_any_more(self):
        self._switch("off").action_switch()
        self.car.active = True
        self.car.active = False
        self.assertFalse(self.car.is_off_with_owner)
        self.assertTrue(self.rex.is_off_with_owner)

    def test_the_api_for_forgetting_gives_what_it_takes(self):
        assets = self.anna._deactivate_assets("Asked to be forgotten")
        self.assertEqual(assets, self.car | self.rex | self.boiler | self.sold)
        self.assertFalse(self._active())
        self.rex.death_date = "2027-03-09"
        # nothing of somebody else's, nothing that was off before, nothing dead
        theirs = self._make_asset(name="Van", partner_id=self.jan.id, active=False)
        back = self.anna._reactivate_assets(assets | theirs)
        self.assertEqual(back, self.car | self.boiler)
        self.assertEqual(self._active(), self.car | self.boiler)
        self.assertFalse(theirs.active)

    def test_contact_persons_have_theirs_switched_too(self):
        firm = self._make_customer(name="Transport Ltd", is_company=True)
        driver = self._make_customer(name="Driver", parent_id=firm.id, type="contact")
        van = self._make_asset(name="Van", partner_id=driver.id)
        self.assertEqual(firm._deactivate_assets(), van)

    def test_the_dialog_says_what_goes_along_and_comes_back(self):
        changes = self.env["customer.status.change"].with_user(self.user_level_3)
        change = changes.create({"partner_ids": self.anna.ids})
        self.assertEqual(change.asset_count, 4)
        change.action_apply()
        self.rex.death_date = "2027-03-09"
        back = changes.create({"partner_ids": self.anna.ids, "operation": "activate"})
        self.assertEqual(back.asset_count, 2)
        back.action_apply()
        self.assertEqual(self._active(), self.car | self.boiler)

    def test_deactivating_the_customer_takes_them_along_and_back(self):
        self.anna.with_user(self.user_level_3)._deactivate("Moved")
        self.assertFalse(self._active())
        self.rex.death_date = "2027-03-09"
        self.anna.with_user(self.user_level_3)._activate()
        self.assertEqual(self._active(), self.car | self.boiler)
        told = self.anna.customer_event_ids.filtered(
            lambda e: e.companions and "customer.asset" in e.companions
        )
        self.assertEqual(set(told.mapped("kind")), {"status"})
        self.assertEqual(
            set(told[0].companions["customer.asset"]),
            {self.car.id, self.rex.id, self.boiler.id, self.sold.id},
        )

    def test_a_thousand_are_switched_in_the_queries_of_ten(self):
        def owner(number):
            customer = self._make_customer(name=f"Fleet {number}")
            self.assets.create(
                [
                    {"kind": "vehicle", "name": f"Van {n}", "partner_id": customer.id}
                    for n in range(number)
                ]
            )
            return customer

        few, many = owner(10), owner(1000)
        self._count_queries(lambda: owner(1)._deactivate_assets())
        counts = [
            self._count_queries(
                lambda o=one: o._reactivate_assets(o._deactivate_assets())
            )
            for one in (few, many)
        ]
        # the chatter of a thousand records is written in batches of the core
        self.assertLess(counts[1], counts[0] + 60, counts)

    def test_the_function_decides(self):
        wizard = self._switch("off")
        self._take("asset_change")
        with self._refused("", AccessError):
            wizard.action_switch()
        for name in ("action_deactivate_assets", "action_reactivate_assets"):
            with self._refused("", AccessError):
                getattr(self.anna.with_user(self.user_level_5), name)()
        self.assertTrue(self._active())
