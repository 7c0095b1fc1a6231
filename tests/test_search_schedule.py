# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from ..models import customer_search_run_make
from .common_schedule import NOW, ScheduleCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestSearchSchedule(ScheduleCommon):
    """A search runs by itself, when it was said, once, with its owner's rights."""

    # -- when --------------------------------------------------------------------------

    def test_it_runs_at_its_hour_in_the_zone_of_the_company(self):
        schedule = self._make_schedule()
        self.assertEqual(schedule.next_run, self._at("2026-12-01 06:00"))
        with freeze_time("2026-12-01 05:59:00"):
            self._cron()
            self.assertFalse(self._deliveries(schedule))
        with freeze_time("2026-12-01 06:03:00"):
            self._cron()
        [delivery] = self._deliveries(schedule)
        self.assertEqual(delivery.occurrence, self._at("2026-12-01 06:00"))
        self.assertEqual(delivery.state, "done")
        self.assertEqual(schedule.last_run, self._at("2026-12-01 06:03"))
        self.assertEqual(schedule.next_run, self._at("2026-12-02 06:00"))
        self.assertEqual(schedule.last_state, "done")

    def test_the_hour_stays_when_clocks_are_changed(self):
        with freeze_time("2027-03-27 12:00:00"):
            schedule = self._make_schedule()
        self.assertEqual(schedule.next_run, self._at("2027-03-28 05:00"))

    def test_another_zone_of_the_company_moves_what_is_to_come(self):
        schedule = self._make_schedule()
        self.env.company.partner_id.tz = "America/New_York"
        # 07:00 there; today's was at noon here, and is over
        self.assertEqual(schedule.next_run, self._at("2026-12-01 12:00"))

    def test_the_end_of_the_month_stays_the_end(self):
        schedule = self._make_schedule(interval="monthly", month_day=31)
        runs = []
        for __ in range(4):
            runs.append(str(schedule.next_run))
            with freeze_time(schedule.next_run):
                self._cron()
        self.assertEqual(
            runs,
            [
                "2026-12-31 06:00:00",
                "2027-01-31 06:00:00",
                "2027-02-28 06:00:00",
                "2027-03-31 05:00:00",
            ],
        )
        self.assertEqual(
            [str(each.occurrence) for each in self._deliveries(schedule)], runs
        )

    def test_a_week_of_downtime_is_made_up_for_once(self):
        schedule = self._make_schedule()
        with freeze_time("2026-12-08 09:00:00"):
            self._cron()
            self._cron()
        [delivery] = self._deliveries(schedule)
        self.assertEqual(delivery.occurrence, self._at("2026-12-08 06:00"))
        self.assertEqual(schedule.next_run, self._at("2026-12-09 06:00"))
        self.assertEqual(len(self._mails()), 1)

    def test_an_occurrence_exists_once_whatever_the_clock_says(self):
        schedule = self._make_schedule()
        with freeze_time("2026-12-01 06:03:00"):
            self._cron()
            schedule.sudo().next_run = "2026-12-01 06:00:00"
            self._cron()
        self.assertEqual(len(self._deliveries(schedule)), 1)
        self.assertEqual(len(self._mails()), 1)
        self.assertEqual(schedule.next_run, self._at("2026-12-02 06:00"))

    def test_switched_off_or_archived_it_rests_and_makes_up_for_nothing(self):
        schedule = self._make_schedule()
        schedule.active = False
        self.assertFalse(schedule.next_run)
        with freeze_time("2026-12-05 09:00:00"):
            self._cron()
            schedule.active = True
            self.assertEqual(schedule.next_run, self._at("2026-12-06 06:00"))
            self.search.active = False
            self.assertFalse(schedule.next_run)
            self._cron()
        self.assertFalse(self._deliveries(schedule))

    # -- what --------------------------------------------------------------------------

    def test_the_file_stays_on_the_run_which_is_the_owners(self):
        schedule = self._make_schedule(outputs="csv,report")
        with freeze_time("2026-12-01 06:03:00"):
            self._cron()
        run = self._deliveries(schedule).run_id
        self.assertEqual(run.user_id, self.owner)
        self.assertEqual(set(run.file_ids.mapped("output")), {"csv", "report"})
        self.assertEqual(self._listed(run), self.anna + self.bert + self.carl)
        csv = run.file_ids.filtered(lambda f: f.output == "csv")
        self.assertIn("Anna Test", csv.attachment_id.raw.decode("utf-8-sig"))

    def test_it_sees_what_its_owner_sees(self):
        self.env["ir.rule"].create(
            {
                "name": "Not Bert",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": [("id", "!=", self.bert.id)],
                "groups": [Command.link(self.env.ref("customer_care.level_2").id)],
            }
        )
        schedule = self._make_schedule()
        with freeze_time("2026-12-01 06:03:00"):
            self._cron()
        run = self._deliveries(schedule).run_id
        self.assertEqual(self._listed(run), self.anna + self.carl)

    def test_a_long_list_is_handed_over_when_it_is_made(self):
        schedule = self._make_schedule()
        with freeze_time("2026-12-01 06:03:00"):
            with patch.object(customer_search_run_make, "INLINE", 0):
                self._cron()
            delivery = self._deliveries(schedule)
            self.assertEqual(delivery.state, "running")
            self.assertFalse(self._mails())
            self.env["customer.search.run"]._cron_make()
            self._cron()
        self.assertEqual(delivery.state, "done")
        self.assertEqual(len(self._mails()), 1)

    def test_a_list_of_nobody_is_handed_over_too(self):
        self.search.domain = "[('city', '=', 'Nowhere')]"
        schedule = self._make_schedule()
        with freeze_time("2026-12-01 06:03:00"):
            self._cron()
        self.assertEqual(self._deliveries(schedule).state, "done")
        self.assertIn("0 rows", self._mails().body_html)

    def test_run_now_is_one_more_and_moves_nothing(self):
        schedule = self._make_schedule()
        action = schedule.action_run_now()
        delivery = self.env["customer.search.delivery"].browse(action["res_id"])
        self.assertEqual(delivery.state, "done")
        self.assertEqual(schedule.next_run, self._at("2026-12-01 06:00"))
        with freeze_time("2026-12-01 06:03:00"):
            self._cron()
        self.assertEqual(len(self._deliveries(schedule)), 2)

    # -- failures ----------------------------------------------------------------------

    def test_a_failure_is_told_to_the_owner_and_the_next_one_goes_on(self):
        schedule = self._make_schedule()
        good = self._make_schedule(search_id=self._make_search(user=self.owner).id)
        self.search.sudo().domain = "[('city', '=', 'Testowo')]"
        self.env.cr.execute(
            "UPDATE customer_search SET domain = %s WHERE id = %s",
            ["[('no_such_field', '=', 1)]", self.search.id],
        )
        self.search.invalidate_recordset()
        with freeze_time("2026-12-01 06:03:00"):
            self._cron()
        delivery = self._deliveries(schedule)
        self.assertEqual(delivery.state, "failed")
        self.assertIn("no_such_field", delivery.error)
        [told] = self._told()
        self.assertIn("Of the schedule was not handed over", told)
        self.assertIn("no_such_field", told)
        self.assertEqual(self._deliveries(good).state, "done")
        self.assertEqual(schedule.next_run, self._at("2026-12-02 06:00"))

    def test_a_run_that_stopped_is_told_and_goes_on_by_hand(self):
        schedule = self._make_schedule()
        with freeze_time("2026-12-01 06:03:00"):
            with patch.object(customer_search_run_make, "INLINE", 0):
                self._cron()
            delivery = self._deliveries(schedule)
            delivery.run_id.sudo().write({"state": "stopped", "error": "Disk full"})
            self._cron()
            self.assertEqual((delivery.state, delivery.error), ("failed", "Disk full"))
            delivery.with_user(self.owner).action_again()
        self.assertEqual(delivery.state, "done")
        self.assertEqual(len(self._told()), 1)

    def test_an_owner_who_lost_a_function_makes_nothing_any_more(self):
        schedule = self._make_schedule()
        self.owner.write(
            {
                "group_ids": [
                    Command.unlink(self.env.ref("customer_care.level_2").id),
                    Command.link(self.env.ref("customer_care.level_5").id),
                ]
            }
        )
        with freeze_time("2026-12-01 06:03:00"):
            self._cron()
        delivery = self._deliveries(schedule)
        self.assertEqual(delivery.state, "failed")
        self.assertFalse(delivery.run_id)
        self.assertFalse(self._mails())

    def test_an_owner_who_left_is_told_of_to_whoever_manages_searches(self):
        schedule = self._make_schedule()
        self.owner.active = False
        with freeze_time("2026-12-01 06:03:00"):
            self._cron()
        self.assertEqual(self._deliveries(schedule).state, "failed")
        self.assertIn("has left", self._told(self.user_level_1)[0])
        schedule.with_user(self.user_level_1).action_take_over()
        self.assertEqual(schedule.user_id, self.user_level_1)

    def test_what_somebody_else_changed_does_not_run_with_the_owners_rights(self):
        self.search.is_shared = True
        theirs = self.search
        schedule = self._make_schedule(user=self.user_level_1, user_ids=self.reader.ids)
        theirs.with_user(self.owner).domain = "[('city', '!=', 'Testowo')]"
        with freeze_time("2026-12-01 06:03:00"):
            self._cron()
        delivery = self._deliveries(schedule)
        self.assertEqual(delivery.state, "failed")
        self.assertIn("Somebody changed what", delivery.error)
        schedule.with_user(self.user_level_1).action_confirm()
        with freeze_time("2026-12-02 06:03:00"):
            self._cron()
        self.assertEqual(self._deliveries(schedule)[-1].state, "done")

    # -- bad input ---------------------------------------------------------------------

    def test_bad_input_is_said_and_changes_nothing(self):
        refused = [
            ({"hour": 24}, "between 00:00 and 23:59"),
            ({"hour": -1}, "between 00:00 and 23:59"),
            ({"interval": "monthly", "month_day": 0}, "between 1 and 31"),
            ({"interval": "monthly", "month_day": 32}, "between 1 and 31"),
            ({"link_days": 0}, "1 to 90 days"),
            ({"link_days": 91}, "1 to 90 days"),
            ({"outputs": ""}, "Tick at least one file"),
            ({"outputs": "email"}, "is a follow-up"),
            ({"outputs": "gold"}, "no output gold"),
            ({"outputs": "labels"}, "Say what"),
            ({"user_ids": []}, "at least one user"),
            ({"user_ids": self.user_no_level.ids}, "may not: "),
            ({"interval": False}, "is missing"),
            ({"delivery": "folder"}, "has not named a folder"),
        ]
        for vals, words in refused:
            with (
                self.subTest(vals),
                self.assertRaisesRegex(UserError, words),
                self.env.cr.savepoint(),
            ):
                self._make_schedule(**vals)
        self.assertFalse(self.Schedule.search([("search_id", "=", self.search.id)]))

    def test_who_has_no_function_schedules_nothing(self):
        clerk = self.user_level_3
        mine = self._make_search(user=clerk)
        with self.assertRaises(AccessError):
            self._make_schedule(user=clerk, search_id=mine.id)
        schedule = self._make_schedule()
        with self.assertRaises(AccessError):
            schedule.with_user(clerk).write({"hour": 8})

    def test_only_the_owner_says_what_and_to_whom(self):
        schedule = self._make_schedule()
        boss = self.user_level_1
        boss.email = "boss@example.com"
        theirs = schedule.with_user(boss)
        with self.assertRaisesRegex(UserError, "works with the rights of"):
            theirs.user_ids = boss.ids
        with self.assertRaisesRegex(UserError, "works with the rights of"):
            theirs.action_run_now()
        theirs.active = False
        self.assertFalse(schedule.active)
        with self.assertRaisesRegex(UserError, "works with the rights of"):
            self._make_schedule(user=boss, user_id=self.owner.id)

    def test_a_search_of_somebody_else_is_not_scheduled(self):
        self.assertFalse(self.search.is_shared)
        stranger = self._make_user("stranger", "customer_care.level_3")
        stranger.group_ids += self.env.ref("customer_care.function_search_schedule")
        with self.assertRaises(AccessError):
            self._make_schedule(user=stranger)

    def test_the_form_begins_with_the_files_of_the_search(self):
        self.search.write({"out_report": False, "out_xlsx": True, "out_email": True})
        action = self.search.with_user(self.owner).action_schedule()
        model = self.Schedule.with_user(self.owner).with_context(**action["context"])
        with Form(model) as form:
            self.assertEqual(form.search_id, self.search)
            self.assertTrue(form.out_xlsx)
            self.assertFalse(form.out_report)
        self.assertEqual(form.record.outputs, "xlsx")
        self.assertEqual(form.record.user_ids, self.owner)

    def test_companies_are_kept_apart(self):
        other = self.env["res.company"].create({"name": "Other"})
        schedule = self._make_schedule()
        boss = self.user_level_1
        boss.company_ids += other
        seen = self.Schedule.with_user(boss).with_context(allowed_company_ids=other.ids)
        self.assertNotIn(schedule, seen.search([]))
        with self.assertRaisesRegex(ValidationError, "does not work for Other"):
            self._make_schedule(
                user=boss,
                search_id=self._make_search(user=boss, company_id=False).id,
                company_id=other.id,
            )
