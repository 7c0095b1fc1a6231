# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_follow_up import DAY, FollowUpCase

SERIES = ((0, "email"), (10, "postcard"), (20, "call"))


@tagged("post_install", "-at_install")
class TestFollowUpSteps(FollowUpCase):
    """A series of steps goes on by itself and ends when its goal is reached."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_friend("Anna", birth_date="1980-03-10")
        cls.search.postcard_id = cls.env.ref("customer_care.postcard_thank_you")

    def setUp(self):
        super().setUp()
        self.rule = self._make_rule(steps=SERIES)
        self._night()

    def _states(self):
        rows = self._messages(self.rule).sorted("scheduled_at")
        return dict(zip(rows.mapped("channel"), rows.mapped("state"), strict=True))

    def test_email_then_a_postcard_then_a_call(self):
        entry = self._entries(self.rule)
        self.assertEqual(
            self._states(), {"email": "sent", "postcard": "planned", "call": "planned"}
        )
        days = [m.scheduled_at.date() for m in self._messages(self.rule)]
        self.assertEqual(days, [DAY + timedelta(days=n) for n in (0, 10, 20)])
        with self._days_later(5):
            self._night()
            self.assertEqual(entry.state, "running")
            self.assertEqual(entry.step_id, self.rule.step_ids[0])

    def test_who_bought_gets_no_more(self):
        with self._days_later(4):
            self._make_invoice(self.anna, DAY + timedelta(days=4))
            self._night()
        entry = self._entries(self.rule)
        self.assertEqual((entry.state, entry.reason), ("done", "Came and bought."))
        self.assertEqual(
            self._states(),
            {"email": "sent", "postcard": "cancelled", "call": "cancelled"},
        )

    def test_who_buys_with_a_rule_that_does_not_mind_goes_on(self):
        self.rule.stop_on_visit = False
        with self._days_later(4):
            self._make_invoice(self.anna, DAY + timedelta(days=4))
            self._night()
        self.assertEqual(self._states()["postcard"], "planned")

    def test_a_credit_note_is_no_visit(self):
        with self._days_later(4):
            move = self._make_invoice(self.anna, DAY - timedelta(days=5))
            move._reverse_moves(
                [{"invoice_date": DAY + timedelta(days=4), "date": DAY}], cancel=False
            ).action_post()
            self._night()
        self.assertEqual(self._entries(self.rule).state, "running")

    def test_who_booked_gets_no_more(self):
        with self._days_later(2):
            event = self.env["calendar.event"].create(
                {
                    "name": "Service",
                    "start": "2027-03-20 09:00:00",
                    "stop": "2027-03-20 10:00:00",
                    "customer_partner_id": self.anna.id,
                }
            )
            self.cr.execute(
                "UPDATE calendar_event SET create_date = '2027-03-12 08:00'"
                " WHERE id = %s",
                [event.id],
            )
            self._night()
        self.assertEqual(self._entries(self.rule).reason, "Booked.")
        self.assertEqual(self._states()["postcard"], "cancelled")

    def test_who_answered_gets_no_more_and_somebody_hears_of_it(self):
        sent = self._messages(self.rule).filtered(lambda m: m.channel == "email")
        self.assertEqual(sent._reply_users(), self.rule.user_id)
        with self._days_later(2):
            sent._record_reply("Anna", "Yes")
            self._night()
        self.assertEqual(self._entries(self.rule).reason, "Answered.")
        self.assertEqual(self._states()["call"], "cancelled")

    def test_who_said_no_gets_no_more(self):
        with self._days_later(2):
            self.anna._set_consent(self.service, "email", False, "phone")
            self._night()
        entry = self._entries(self.rule)
        self.assertEqual((entry.state, entry.reason), ("stopped", "Said no."))
        self.assertEqual(self._states()["postcard"], "cancelled")

    def test_who_bought_between_the_night_and_the_hour_gets_nothing(self):
        """Asked again when a message is about to leave."""
        rule = self._make_rule(name="Second", hour=18)
        rule._plan_due()
        message = self._messages(rule)
        self.assertEqual(message.state, "planned")
        with self._at(message.scheduled_at + timedelta(minutes=1)):
            self._make_invoice(self.anna, DAY)
            # bought on the day of the birthday itself: no visit after it
            self.assertEqual(len(self._send()), 1)
        with self._at(date(2028, 3, 10)):
            late = self._make_rule(name="Third", hour=18)
            late._plan_due()
            self._entries(late).basis = DAY
        message = self._messages(late)
        with self._at(message.scheduled_at + timedelta(minutes=1)):
            self._make_invoice(self.anna, message.scheduled_at.date())
            self.assertEqual(self._send(), [])
        self.assertEqual(
            (message.state, message.reason), ("skipped", "Came and bought.")
        )

    def test_switching_off_takes_back_what_is_planned(self):
        self.rule.action_switch_off()
        self.assertEqual(self._entries(self.rule).state, "stopped")
        self.assertEqual(
            self._states(),
            {"email": "sent", "postcard": "cancelled", "call": "cancelled"},
        )

    def test_a_rule_changed_while_it_runs_counts_for_those_who_enter_later(self):
        jan = self._make_friend("Jan", birth_date="1980-03-12")
        email, postcard, call = self.rule.step_ids
        (postcard | call).unlink()
        self.assertTrue(postcard.exists() and not postcard.active)
        email.days = 1
        with self._days_later(2):
            self._night()
        mine = self._messages(self.rule).grouped("partner_id")
        self.assertEqual(
            mine[self.anna].mapped("state"), ["sent", "planned", "planned"]
        )
        self.assertEqual(mine[jan].mapped("channel"), ["email"])
        self.assertEqual(mine[jan].scheduled_at.date(), DAY + timedelta(days=3))
        # another day for the birthday: what was due before the change stays alone
        ewa = self._make_friend("Ewa", birth_date="1980-03-01")
        self.assertFalse(
            self._entries(self.rule).filtered(lambda e: e.partner_id == ewa)
        )
        with self._days_later(4):
            self.rule.delay = 10
            self._night()
            self.assertEqual(self.rule.since, DAY + timedelta(days=4))
        self.assertFalse(
            self._entries(self.rule).filtered(lambda e: e.partner_id == ewa)
        )

    def test_a_person_takes_somebody_out(self):
        self._entries(self.rule).with_user(self.user_level_3).action_stop()
        self.assertEqual(self._entries(self.rule).state, "stopped")
        self.assertEqual(self._states()["call"], "cancelled")


@tagged("post_install", "-at_install")
class TestFollowUpFaults(FollowUpCase):
    """What happens between the plan and the message, and rules that cannot run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_friend("Anna", birth_date="1980-03-10")
        cls.cars = cls._make_search(name="Cars", base="asset", domain="[]")

    def _asset(self, kind="animal", **vals):
        return self.env["customer.asset"].create(
            {
                "kind": kind,
                "name": "Burek",
                "partner_id": self.anna.id,
                "birth_date": "2020-03-10",
                **vals,
            }
        )

    def _planned_for_asset(self, kind):
        asset = self._asset(kind)
        rule = self._make_rule(search_id=self.cars.id, hour=18)
        rule._plan_due()
        self.assertEqual(self._messages(rule).state, "planned")
        return asset, rule

    def test_an_animal_that_died_is_not_written_about(self):
        asset, rule = self._planned_for_asset("animal")
        asset.death_date = DAY
        with self._days_later(0.5):
            self.assertEqual(self._send(), [])
        self.assertEqual(self._messages(rule).state, "skipped")
        self.assertIn("died", self._messages(rule).reason)

    def test_a_vehicle_that_was_sold_is_not_written_about(self):
        asset, rule = self._planned_for_asset("vehicle")
        asset.write({"gone": "sold", "gone_on": DAY})
        with self._days_later(0.5):
            self.assertEqual(self._night(), [])
        self.assertIn("sold", self._messages(rule).reason)
        self.assertEqual(self._entries(rule).state, "stopped")

    def test_forgotten_customer_is_not_written_to_and_comes_back_reinstated(self):
        rule = self._make_rule(hour=18)
        rule._plan_due()
        self.anna._forget("Asked for it")
        entry = self._entries(rule)
        self.assertEqual(entry.state, "stopped")
        self.assertEqual(self._messages(rule).state, "cancelled")
        with self._days_later(0.5):
            self.assertEqual(self._night(), [])
        self.anna._reinstate("A mistake")
        entry.invalidate_recordset()
        self.assertEqual(entry.state, "running")

    def test_reinstating_starts_nothing_that_had_ended_before(self):
        rule = self._make_rule(hour=18)
        rule._plan_due()
        entry = self._entries(rule)
        entry.action_stop()
        reason = entry.reason
        self.anna._forget("Asked for it")
        self.anna._reinstate("A mistake")
        self.env.invalidate_all()
        self.assertEqual((entry.state, entry.reason), ("stopped", reason))
        self.assertEqual(self._messages(rule).state, "cancelled")
        with self._days_later(0.5):
            self.assertEqual(self._night(), [])

    def test_after_the_address_is_corrected_the_same_occurrence_goes_out_once(self):
        self.anna.email = False
        rule = self._make_rule(late_days=3)
        self.assertEqual(self._night(), [])
        message = self._messages(rule)
        self.assertEqual(message.state, "skipped")
        self.assertIn("no e-mail address", message.reason)
        self.assertEqual(self._entries(rule).state, "running")
        with self._days_later(1):
            self.assertEqual(self._night(), [])
            self.anna.email = "anna@example.com"
            self.assertEqual(self._night(), ['"Anna" <anna@example.com>'])
            self.assertEqual(self._night(), [])
        self.assertEqual(self._messages(rule), message)

    def test_marketing_goes_only_to_who_said_yes(self):
        jan = self._make_friend("Jan", birth_date="1980-03-10")
        jan._set_consent(self.marketing, "email", True, "counter")
        self.search.purpose_id = self.marketing
        rule = self._make_rule()
        self.assertEqual(rule.purpose_id, self.marketing)
        self.assertEqual(self._night(), ['"Jan" <jan@example.com>'])

    def _told(self, rule):
        return self.env["mail.message"].search(
            [("model", "=", rule._name), ("res_id", "=", rule.id)]
        )

    def test_a_search_that_was_deleted_stops_the_rule_and_tells_somebody_once(self):
        search = self._make_search(name="Short-lived")
        rule = self._make_rule(search_id=search.id)
        search.unlink()
        rule.invalidate_recordset()
        self.assertEqual(self._night(), [])
        self.assertIn("not there any more", rule.state_note)
        self.assertEqual(self._told(rule).partner_ids, rule.user_id.partner_id)
        self._night()
        self.assertEqual(len(self._told(rule)), 1)
        self.assertTrue(rule.active)
        rule.search_id = self.search
        self.assertEqual(self._night(), ['"Anna" <anna@example.com>'])
        self.assertFalse(rule.state_note)

    def test_a_search_that_was_archived_stops_the_rule(self):
        rule = self._make_rule()
        self.search.active = False
        self.assertEqual(self._night(), [])
        self.assertIn("was archived", rule.state_note)
        with self.assertRaisesRegex(UserError, "was archived"):
            rule.action_make()

    def test_a_field_that_is_gone_stops_the_rule_and_not_the_others(self):
        broken = self._make_search(name="Broken")
        rule = self._make_rule(search_id=broken.id)
        other = self._make_rule(name="Other")
        self.env.flush_all()
        self.cr.execute(
            "UPDATE customer_search SET domain = %s WHERE id = %s",
            ["[('x_gone', '=', 1)]", broken.id],
        )
        broken.invalidate_recordset()
        self.assertEqual(self._night(), ['"Anna" <anna@example.com>'])
        self.assertIn("x_gone", rule.state_note)
        self.assertFalse(other.state_note)

    def test_an_anniversary_whose_field_is_gone_stops_the_rule(self):
        field = self.env["ir.model.fields"]._get("res.partner", "birth_date")
        rule = self._make_rule(trigger="anniversary", date_field_id=field.id)
        rule.date_field_id = False
        self.assertEqual(self._night(), [])
        self.assertIn("date that returns each year", rule.state_note)

    def test_who_left_is_not_told_but_the_others_in_charge(self):
        user = self._make_user("leaving", "customer_care.level_2")
        rule = self._make_rule(user_id=user.id)
        user.active = False
        self.search.active = False
        self._night()
        self.assertIn(self.user_level_2.partner_id, self._told(rule).partner_ids)

    def test_clock_stopped_for_a_week_and_started(self):
        """Every birthday of the week is sent late once or counted as missed."""
        people = [
            self._make_friend(f"P{n}", birth_date=date(1980, 3, 10) + timedelta(days=n))
            for n in range(1, 8)
        ]
        rule = self._make_rule(late_days=2)
        self._night()
        with self._days_later(7):
            sent = self._night()
            self.assertEqual(self._night(), [])
        self.assertEqual(len(sent), 3)  # of the 5th, 6th and 7th day
        entries = self._entries(rule).grouped("state")
        self.assertEqual(
            entries["missed"].partner_id, self.env["res.partner"].union(*people[:4])
        )
        self.assertEqual(rule.missed_count, 4)
        self.assertEqual(
            sorted(self._messages(rule).mapped("state")), ["missed"] * 4 + ["sent"] * 4
        )
