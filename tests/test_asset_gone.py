# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common_asset import AssetCommon
from .outbox_common import NOW, OutboxCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 12:00:00")
class TestAssetGone(AssetCommon, OutboxCommon):
    """Sold, given away, died, scrapped: the history stays, and nobody is reminded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.action.type"].search([]).reminders_on = False
        cls.shots = cls._make_action(
            name="Vaccination", partner_id=cls.anna.id, asset_id=cls.rex.id
        )

    def _message(self, source, **vals):
        name = f"{source._name},{source.id}"
        return self._plan(
            self.anna, **{"source": name, "occurrence": f"{name}:2027-03-10", **vals}
        )

    # -- dates

    def test_death_before_birth_is_refused(self):
        with self._refused("before it was born on 05/01/2020", ValidationError):
            self.rex.death_date = "2020-04-30"
        with self._refused("before it was born", ValidationError):
            self.rex._leave("died", "2020-04-30")
        with self._refused("before it was born", ValidationError):
            self._make_asset(
                kind="animal",
                name="Azor",
                birth_date="2021-01-01",
                death_date="2020-12-31",
            )
        self.assertFalse(self.rex.gone)
        self.rex.death_date = "2020-05-01"
        self.assertEqual(self.rex.gone, "died")

    def test_nothing_is_born_nor_dies_in_the_future(self):
        with self._refused("lies in the future", ValidationError):
            self.rex.death_date = "2027-03-11"
        with self._refused("lies in the future", ValidationError):
            self.rex.birth_date = "2027-03-11"
        with self._refused("lies in the future", ValidationError):
            self.car._leave("sold", "2027-03-11")

    def test_a_death_is_a_way_to_be_gone_whichever_is_written(self):
        self.rex.death_date = "2027-03-01"
        self.assertEqual((self.rex.gone, str(self.rex.gone_on)), ("died", "2027-03-01"))
        self.rex.death_date = False
        self.assertFalse(self.rex.gone or self.rex.gone_on)
        self.rex.gone = "died"
        self.assertEqual(str(self.rex.death_date), "2027-03-10")
        self.rex.gone = False
        self.assertFalse(self.rex.death_date or self.rex.gone_on)

    def test_things_do_not_die_and_animals_are_not_scrapped(self):
        with self._refused("is no animal, so it cannot have died", ValidationError):
            self.car._leave("died")
        with self._refused("is an animal. Choose died", ValidationError):
            self.rex._leave("scrapped")

    # -- what it means

    def test_it_is_offered_no_more_and_stays_in_the_history(self):
        offered = self.assets._offered_domain(self.anna)
        self.assertEqual(self.assets.search(offered), self.car | self.rex | self.boiler)
        self.rex._leave("died", "2027-03-01", "Old age")
        self.car._leave("sold")
        self.assertEqual(self.assets.search(offered), self.boiler)
        self.assertTrue(self.rex.exists() and self.rex.partner_id == self.anna)
        self.assertEqual(
            self._periods(self.rex), [(self.anna, "2027-03-01", "2027-03-01")]
        )
        self.assertEqual(
            self._events(self.anna)[-2:],
            [
                ("Rex (Dog)", "Rex (Dog) died on 03/01/2027."),
                (
                    "Škoda Octavia PO 1O34X",
                    "Škoda Octavia PO 1O34X was sold on 03/10/2027.",
                ),
            ],
        )

    def test_what_is_gone_is_not_gone_again(self):
        self.rex._leave("died", "2027-03-01")
        with self._refused("Rex .* died on 03/01/2027"):
            self.rex._leave("sold")

    def test_a_dead_animal_keeps_its_owner_a_sold_car_comes_back_with_the_next(self):
        self.rex._leave("died")
        with self._refused("died on .* It keeps its owner"):
            self.rex.write({"partner_id": self.jan.id})
        self.car._leave("sold", "2027-03-01")
        self.car._change_owner(self.jan, "2027-03-05")
        self.assertFalse(self.car.gone or self.car.gone_on)
        self.assertEqual(
            self._periods(self.car),
            [
                (self.anna, "2027-03-01", "2027-03-01"),
                (self.jan, "2027-03-05", ""),
            ],
        )
        name = "Vehicle: Škoda Octavia PO 1O34X"
        self.assertEqual(self._events(self.jan), [(False, name)])
        self.assertIn(self.car, self.assets.search(self.assets._offered_domain()))

    # -- nobody is reminded

    def test_open_actions_of_a_dead_animal_are_cancelled_with_the_reason(self):
        other = self._make_action(partner_id=self.anna.id, asset_id=self.car.id)
        done = self._make_action(partner_id=self.anna.id, asset_id=self.rex.id)
        done.state = "done"
        self.rex._leave("died", "2027-03-01")
        self.assertEqual(self.shots.state, "cancelled")
        self.assertEqual((other.state, done.state), ("open", "done"))
        self.assertIn("died on 03/01/2027", self.shots.message_ids[0].body or "")

    def test_no_action_is_opened_for_what_is_gone(self):
        self.rex._leave("died")
        with self._refused("died on|is dead", UserError):
            self._make_action(partner_id=self.anna.id, asset_id=self.rex.id)
        with self._refused("No customer action can be open", ValidationError):
            self.shots.state = "open"
        with self._refused("died on", UserError):
            self.shots.with_user(self.user_level_5).action_reopen()

    def test_brought_back_its_actions_are_open_again(self):
        before = self._make_action(partner_id=self.anna.id, asset_id=self.rex.id)
        before.state = "cancelled"
        self.rex._leave("died")
        self.rex.with_user(self.user_level_5).action_bring_back()
        self.assertFalse(self.rex.gone or self.rex.death_date)
        self.assertEqual((self.shots.state, before.state), ("open", "cancelled"))
        self.assertEqual(self._periods(self.rex), [(self.anna, "2027-03-10", "")])
        self.assertEqual(self._events(self.anna)[-1], ("Rex (Dog)", "Here again"))
        with self._refused("is not gone"):
            self.rex.action_bring_back()

    def test_a_death_undone_by_any_door_leaves_nothing_switched_off(self):
        """Switched off with its owner, dead meanwhile, and it was a mistake."""
        self.anna._deactivate("Moved away")
        self.assertFalse(self.rex.active)
        self.rex._leave("died")
        self.anna._activate("Here again")
        self.assertFalse(self.rex.active, "the dead do not come back")
        self.rex.with_user(self.user_level_5).write({"death_date": False})
        self.assertTrue(self.rex.active and self.rex.is_offered)

    def test_a_death_undone_of_who_went_away_waits_for_them(self):
        self.anna._deactivate("Moved away")
        self.rex._leave("died")
        self.rex.write({"death_date": False})
        self.assertFalse(self.rex.active)
        self.anna._activate("Here again")
        self.assertTrue(self.rex.active)

    def test_what_is_planned_is_skipped_at_once_with_the_reason(self):
        row = self._message(self.shots)
        event = self.env["calendar.event"].create(
            {
                "name": "Check-up",
                "start": datetime(2027, 3, 20, 9),
                "stop": datetime(2027, 3, 20, 10),
                "customer_asset_id": self.rex.id,
                "partner_ids": self.anna.ids,
            }
        )
        planned = self._message(event)
        written = self._message(self.shots, body="<p>Bring Rex</p>", occurrence=False)
        other = self._plan(self.anna)
        self.rex._leave("died", "2027-03-01")
        for message in (row, planned, written):
            self.assertEqual(message.state, "skipped")
            self.assertEqual(message.reason, "Rex (Dog) died on 03/01/2027.")
        self.assertEqual(other.state, "planned")

    def test_what_escaped_that_is_skipped_when_it_would_leave(self):
        rows = self._message(self.shots, body="<p>Bring Rex</p>", subject="Rex")
        # as a merge or a script would write it, past the verb
        self.env.cr.execute(
            "UPDATE customer_asset SET death_date = '2027-03-02' WHERE id = %s",
            [self.rex.id],
        )
        self.env.invalidate_all()
        with freeze_time(NOW):
            sent = self._send()
        self.assertFalse(sent)
        self.assertEqual(rows.state, "skipped")
        self.assertEqual(rows.reason, "Rex (Dog) died on 03/02/2027.")

    def test_the_living_are_reminded(self):
        rows = self._message(self.shots, body="<p>Bring Rex</p>", subject="Rex")
        with freeze_time(NOW):
            self.assertEqual(len(self._send()), 1)
        self.assertEqual(rows.state, "sent")

    def test_reminders_are_not_planned_for_the_dead_nor_for_former_owners(self):
        seeded = self.env.ref("customer_care.customer_action_type_warranty")
        with freeze_time("2027-01-01 06:00:00"):
            kind = self._make_type(
                reminders_on=True,
                mail_template_id=seeded.mail_template_id.id,
                step_ids=[(0, 0, {"days_before": 0})],
                channel_ids=[(0, 0, {"sequence": 1, "channel": "email"})],
            )

            def make(asset):
                return self._make_action(
                    partner_id=self.anna.id,
                    type_id=kind.id,
                    asset_id=asset.id,
                    date_remind="2027-03-12",
                    state="expired",
                )

            cat = self._make_asset(kind="animal", name="Mruczek")
            dead, sold, kept, plain, off = map(
                make, (self.rex, self.car, self.boiler, self.assets, cat)
            )
        cat.action_archive()
        self.rex._leave("died")
        self.car._change_owner(self.jan)
        due = {
            action
            for action, _day, _at in self.env["customer.action"]._due_occurrences(99)
        }
        self.assertLessEqual({kept.id, plain.id}, due)
        self.assertFalse({dead.id, sold.id, off.id} & due)
        cat.action_unarchive()
        self.assertIn(
            off.id,
            [each for each, *_ in self.env["customer.action"]._due_occurrences(99)],
        )

    def test_the_former_owner_is_not_reminded_of_a_car_that_is_sold(self):
        action = self._make_action(partner_id=self.anna.id, asset_id=self.car.id)
        theirs = self._make_action(partner_id=self.jan.id, name="Theirs")
        row = self._message(action)
        self.car._change_owner(self.jan)
        self.assertEqual((action.state, theirs.state), ("cancelled", "open"))
        self.assertEqual(row.state, "skipped")
        self.assertEqual(
            row.reason, "Škoda Octavia PO 1O34X belongs to somebody else now."
        )
        mine = self._make_action(partner_id=self.jan.id, asset_id=self.car.id)
        self.assertFalse(
            self.assets._silences({1: (self.car, self.jan)}), "Jan is the owner"
        )
        self.assertEqual(mine.state, "open")

    def test_money_is_owed_for_a_dead_animal_too(self):
        self.assertIsNone(self.Message._asset_link("account.move"))
        self.assertEqual(self.Message._asset_link("customer.action"), "asset_id")
        self.assertEqual(self.Message._asset_link("customer.asset"), "id")

    def test_a_dead_animal_does_not_come_to_its_appointments(self):
        def book(asset, start):
            return self.env["calendar.event"].create(
                {
                    "name": "Second vaccination",
                    "start": start,
                    "stop": start,
                    "customer_partner_id": self.anna.id,
                    "customer_asset_id": asset.id,
                }
            )

        coming = book(self.rex, "2027-03-12 09:00:00")
        past = book(self.rex, "2027-03-01 09:00:00")
        other = book(self.car, "2027-03-12 09:00:00")
        self.rex._leave("died")
        self.assertEqual(
            [event.active for event in (coming, past, other)], [False, True, True]
        )
        self.assertEqual(coming.customer_state, "cancelled")

    def test_nobody_is_reminded_of_an_animal_that_is_switched_off(self):
        row, written = self._message(self.shots), self._plan(self.anna)
        written.write({"source": row.source, "user_id": self.env.uid})
        rows = row | written
        self.assertFalse(rows._gone_sources())
        self.rex.action_archive()
        self.assertEqual(rows._gone_sources(), {row.id: "Rex (Dog) is switched off."})
        self.rex.action_unarchive()
        self.assertFalse(rows._gone_sources())

    def test_a_fleet_is_told_which_of_its_vans(self):
        van = self._make_action(
            name="Inspection", partner_id=self.anna.id, asset_id=self.car.id
        )
        self.assertEqual(
            van._reminder_name(), f"Inspection – {self.car.name} {self.car.plate}"
        )
        van.name = f"Inspection of {self.car.plate}"
        self.assertEqual(van._reminder_name(), f"{van.name} – {self.car.name}")
        self.assertEqual(self.shots._reminder_name(), "Vaccination – Rex")
