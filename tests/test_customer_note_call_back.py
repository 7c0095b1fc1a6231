# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common_note import NOW, TOMORROW, NoteCommon
from .common_queries import counted


@tagged("post_install", "-at_install")
class TestCallBack(NoteCommon):
    """A note that is not complete, and the activity of its call-back."""

    def test_the_call_back_is_in_the_operator_s_task_list_on_the_day(self):
        note = self._call_back(follow_up_instructions="Ask for\nthe transfer")
        activity = note.activity_id
        self.assertEqual(activity.user_id, self.bert)
        self.assertEqual(activity.date_deadline, date(2027, 3, 3))
        kind = self.env.ref("customer_care.mail_activity_type_call_back")
        self.assertEqual(activity.activity_type_id, kind)
        self.assertIn("2:30", activity.summary, "the time, by the operator's clock")
        self.assertIn("Anna Kowalska: The invoice of March", activity.summary)
        self.assertIn("Ask for<br>the transfer", activity.note)
        with freeze_time("2027-03-03 08:00:00"):
            users = self.env["res.users"].with_user(self.bert)
            [group] = [
                group
                for group in users._get_activity_groups()
                if group["model"] == "customer.note"
            ]
        self.assertEqual(group["today_count"], 1)

    def test_a_complete_note_needs_nothing(self):
        note = self._note()
        self.assertTrue(note.is_complete)
        self.assertFalse(note.activity_id or note.follow_up_state)

    def test_one_that_is_not_complete_says_who_and_when(self):
        for vals in (
            {},
            {"follow_up_user_id": self.bert.id},
            {"follow_up_at": TOMORROW},
        ):
            with self._refused(ValidationError, "say who calls back and when"):
                self._note(is_complete=False, **vals)
        with self._refused(ValidationError, "is complete and has a call-back"):
            self._note(
                is_complete=True, follow_up_at=TOMORROW, follow_up_user_id=self.bert.id
            )

    def test_not_in_the_past(self):
        with self._refused(ValidationError, "would be in the past"):
            self._call_back(at=datetime(2027, 3, 2, 8, 59))
        note = self._call_back()
        with self._refused(ValidationError, "would be in the past"):
            note.follow_up_at = datetime(2027, 3, 1, 8, 0)
        self.assertEqual(note.follow_up_at, TOMORROW)

    def test_not_by_somebody_it_would_not_reach(self):
        other = self.env["res.company"].create({"name": "The other company"})
        stranger = self._make_user(
            "stranger",
            "customer_care.level_5",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        gone = self._make_user("gone", "customer_care.level_5")
        gone.active = False
        portal = self._make_user("portal_user", "base.group_portal")
        for user, sentence in (
            (gone, "Gone is archived"),
            (portal, "does not work here"),
            (self.user_no_level, "may not see notes"),
            (stranger, "may not see"),
        ):
            with self._refused(UserError, sentence):
                self._call_back(by=user)

    def test_not_by_a_user_without_access_to_the_customer(self):
        other = self.env["res.company"].create({"name": "The other company"})
        self.anna.company_ids |= other
        self.customer.company_id = other
        with self._refused(UserError, "Bert may not see Anna Kowalska"):
            self._call_back(company_id=other.id)

    def test_done_in_the_task_list_completes_the_note_and_keeps_the_words(self):
        note = self._call_back()
        with freeze_time("2027-03-03 14:00:00"):
            activity = note.activity_id.with_user(self.bert)
            activity.action_feedback(feedback="He pays on Friday")
        self.assertEqual(
            (note.follow_up_state, note.is_complete, note.follow_up_feedback),
            ("done", True, "He pays on Friday"),
        )
        self.assertEqual(note.follow_up_done_by_id, self.bert)
        self.assertEqual(note.follow_up_done_at, datetime(2027, 3, 3, 14, 0))
        self.assertFalse(note.activity_ids, "it is in nobody's list any more")

    def test_after_the_day_it_is_late(self):
        note, last_minute = self._call_back(), self._call_back()
        with freeze_time("2027-03-03 22:59:00"):  # one minute to midnight in Warsaw
            last_minute.with_user(self.bert).action_call_back_done()
        with freeze_time("2027-03-03 23:01:00"):
            note.with_user(self.bert).is_complete = True
        self.assertEqual(last_minute.follow_up_state, "done")
        self.assertEqual(note.follow_up_state, "late")

    def test_moved_in_the_task_list(self):
        note = self._call_back()
        note.activity_id.with_user(self.bert).date_deadline = date(2027, 3, 30)
        # after the clock change it is still 14:30 in Warsaw
        self.assertEqual(note.follow_up_at, datetime(2027, 3, 30, 12, 30))
        with self._refused(ValidationError, "would be in the past"):
            note.activity_id.with_user(self.bert).date_deadline = date(2027, 3, 1)

    def test_put_off_to_today_when_its_hour_is_over_it_is_due_at_once(self):
        note = self._call_back()
        with freeze_time("2027-03-04 15:00:30"):
            note.activity_id.with_user(self.bert).action_reschedule_today()
        self.assertEqual(note.follow_up_at, datetime(2027, 3, 4, 15, 1))

    def test_moved_on_the_note(self):
        note = self._call_back()
        note.with_user(self.bert).follow_up_at = datetime(2027, 3, 5, 8, 15)
        self.assertEqual(note.activity_id.date_deadline, date(2027, 3, 5))
        self.assertIn("9:15", note.activity_id.summary)

    def test_reassigned_on_either_side(self):
        note = self._call_back()
        note.with_user(self.boss).follow_up_user_id = self.anna
        self.assertEqual(note.activity_id.user_id, self.anna)
        note.activity_id.with_user(self.anna).user_id = self.boss
        self.assertEqual(note.follow_up_user_id, self.boss)
        note.with_user(self.bert).action_take_over()
        self.assertEqual(note.activity_id.user_id, self.bert)
        with self._refused(UserError, "may not see notes"):
            note.activity_id.with_user(self.bert).user_id = self.user_no_level

    def test_an_overdue_one_can_be_handed_on_as_it_is(self):
        note = self._call_back()
        with freeze_time("2027-03-08 09:00:00"):
            note.with_user(self.anna).action_take_over()
        self.assertEqual(note.follow_up_at, TOMORROW)

    def test_instructions_are_the_same_on_both_sides(self):
        note = self._call_back(follow_up_instructions="Ask")
        note.activity_id.with_user(self.bert).note = "<p>Ask twice</p>"
        self.assertEqual(note.follow_up_instructions.strip(), "Ask twice")
        note.with_user(self.bert).follow_up_instructions = "Once & for all"
        self.assertIn("Once &amp; for all", note.activity_id.note)

    def test_cancelled_on_either_side(self):
        one, two = self._call_back(), self._call_back()
        one.activity_id.with_user(self.bert).action_cancel()
        two.with_user(self.anna).action_call_back_cancel()
        for note in (one, two):
            self.assertEqual(note.follow_up_state, "cancelled")
            self.assertTrue(note.is_complete)
            self.assertFalse(note.activity_id.exists())

    def test_undone_in_the_task_list_it_is_open_again(self):
        note = self._call_back()
        note.activity_id.action_feedback()
        note.activity_id.action_unarchive()
        self.assertEqual((note.follow_up_state, note.is_complete), ("open", False))

    def test_who_closes_second_is_told_so(self):
        note = self._call_back()
        note.with_user(self.bert).action_call_back_done()
        for verb in ("action_call_back_done", "action_take_over", "action_record_call"):
            with self._refused(UserError, "was closed by Bert on .* already"):
                getattr(note.with_user(self.anna), verb)()
        with self._refused(UserError, "was closed by Bert"):
            note.activity_id.with_user(self.anna).action_feedback("Me too")
        self.assertEqual(note.follow_up_done_by_id, self.bert)
        note.with_user(self.anna).is_complete = True
        self.assertEqual(note.follow_up_done_by_id, self.bert)

    def test_a_complete_note_can_wait_again(self):
        note = self._call_back()
        first = note.activity_id
        note.with_user(self.bert).action_call_back_done()
        note.with_user(self.bert).write(
            {"is_complete": False, "follow_up_at": datetime(2027, 3, 9, 9, 0)}
        )
        self.assertEqual(note.follow_up_state, "open")
        self.assertFalse(note.follow_up_done_at)
        self.assertNotEqual(note.activity_id, first)
        self.assertEqual(note.activity_id.user_id, self.bert)

    def test_planned_in_the_chatter_it_is_the_note_s(self):
        note = self._note()
        note.with_user(self.anna).activity_schedule(
            "customer_care.mail_activity_type_call_back",
            date(2027, 3, 4),
            user_id=self.bert.id,
            note="Ask again",
        )
        self.assertEqual((note.follow_up_state, note.is_complete), ("open", False))
        self.assertEqual(note.follow_up_at, datetime(2027, 3, 4, 8, 0))
        self.assertEqual(note.activity_id.user_id, self.bert)
        self.assertIn("9:00", note.activity_id.summary)
        plain = self._note()
        plain.activity_schedule("mail.mail_activity_data_todo", user_id=self.anna.id)
        self.assertFalse(plain.follow_up_state, "another task is no call-back")

    def test_deleting_the_note_deletes_the_task(self):
        note = self._call_back()
        activity = note.activity_id
        note.with_user(self.anna).unlink()
        self.assertFalse(activity.exists())

    def test_an_outcome_on_a_new_note_offers_to_close_the_open_ones(self):
        mine = self._call_back(by=self.anna, name="Mine")
        other = self._call_back(by=self.bert, name="Bert's")
        notes = self.env["customer.note"].with_user(self.anna)
        view = "customer_care.customer_note_view_form_dialog"
        with Form(notes, view) as form:
            form.partner_id = self.customer
            form.name = "He called himself"
            self.assertFalse(form.close_ids[:], "nothing is proposed by itself")
            form.outcome_id = self.settled
            self.assertEqual(form.close_ids[:], mine)
            form.close_ids.add(other)
        note = form.record
        self.assertEqual((mine | other).mapped("follow_up_state"), ["done", "done"])
        self.assertEqual((mine | other).closed_by_id, note)
        self.assertEqual(mine.follow_up_feedback, "Settled: He called himself")
        self.assertFalse(mine.activity_ids)

    def test_the_call_that_is_recorded_closes_what_it_was_for(self):
        note = self._call_back(by=self.bert)
        action = note.with_user(self.anna).action_record_call()
        notes = self.env["customer.note"].with_user(self.anna)
        with Form(
            notes.with_context(**action["context"]), action["views"][0][0]
        ) as form:
            self.assertEqual(form.partner_id, self.customer)
            self.assertEqual(form.close_ids[:], note)
        self.assertEqual(note.closed_by_id, form.record)

    def test_the_form_proposes_oneself_tomorrow(self):
        notes = self.env["customer.note"].with_user(self.anna)
        with Form(notes, "customer_care.customer_note_view_form_dialog") as form:
            form.partner_id = self.customer
            form.name = "Ask again"
            form.is_complete = False
            self.assertEqual(form.follow_up_user_id, self.anna)
            self.assertEqual(form.follow_up_at, datetime(2027, 3, 3, 9, 0))
            form.is_complete = True
            self.assertFalse(form.follow_up_at)
            # ten in the morning in Warsaw, and so on the day when summer time begins
            with freeze_time("2027-03-27 09:00:00"):
                form.is_complete = False
                self.assertEqual(form.follow_up_at, datetime(2027, 3, 28, 8, 0))
                form.is_complete = True
        self.assertFalse(form.record.follow_up_state)

    def test_overdue_mine_and_my_team_s(self):
        note = self._call_back()
        notes = self.env["customer.note"]
        self.env["crm.team"].create(
            {"name": "Phones", "member_ids": [(6, 0, (self.anna | self.bert).ids)]}
        )
        team = [("is_of_my_team", "=", True), ("partner_id", "=", self.customer.id)]
        self.assertEqual(notes.with_user(self.anna).search(team), note)
        self.assertFalse(notes.with_user(self.boss).search(team))
        overdue = [("is_overdue", "=", True)]
        self.assertNotIn(note, notes.search(overdue))
        with freeze_time("2027-03-03 13:31:00"):
            self.assertIn(note, notes.search(overdue))
            note.invalidate_recordset()
            self.assertTrue(note.is_overdue)


@tagged("post_install", "-at_install")
class TestCallBackReminder(NoteCommon):
    def _remind(self, at):
        sent = []

        def send(user, kind, notice):
            sent.append((user, kind, notice))

        with freeze_time(at), patch.object(type(self.bert), "_bus_send", send):
            self.env["customer.note"]._cron_remind_call_backs()
        return [(user, notice) for user, kind, notice in sent if "call_back" in kind]

    def test_it_comes_at_the_hour_and_once(self):
        note = self._call_back(follow_up_instructions="Be kind")
        self.assertFalse(self._remind("2027-03-03 13:29:59"))
        [(user, notice)] = self._remind("2027-03-03 13:30:00")
        self.assertEqual((user, notice["id"]), (self.bert, note.id))
        self.assertIn("2:30", notice["title"])
        self.assertIn("Anna Kowalska", notice["title"])
        self.assertIn("Be kind", notice["message"])
        self.assertFalse(self._remind("2027-03-03 13:31:00"))

    def test_moved_it_comes_again(self):
        note = self._call_back()
        self.assertTrue(self._remind("2027-03-03 13:30:00"))
        with freeze_time("2027-03-03 13:35:00"):
            note.with_user(self.bert).follow_up_at = datetime(2027, 3, 3, 15, 0)
        self.assertTrue(self._remind("2027-03-03 15:00:00"))

    def test_closed_or_long_overdue_it_does_not_come(self):
        done = self._call_back()
        done.with_user(self.bert).action_call_back_done()
        late = self._call_back()
        self.assertFalse(self._remind("2027-03-03 18:00:00"))
        self.assertTrue(late.follow_up_reminded)


@tagged("post_install", "-at_install")
class TestManyCallBacks(NoteCommon):
    def _values(self, count, user):
        return [
            {
                "partner_id": self.customer.id,
                "name": f"Call {number}",
                "is_complete": False,
                "follow_up_user_id": user.id,
                "follow_up_at": TOMORROW,
            }
            for number in range(count)
        ]

    def _create(self, *values):
        notes = self.env["customer.note"].with_user(self.anna)
        with counted(self.env) as queries:
            notes = notes.create([vals for each in values for vals in each])
            self.env.flush_all()
        return notes, queries.number

    def _mails(self, user):
        return self.env["mail.message"].search(
            [
                ("notified_partner_ids", "in", user.partner_id.ids),
                ("message_type", "=", "user_notification"),
            ]
        )

    def test_one_mail_for_each_operator_and_not_each_note(self):
        self._create(self._values(30, self.bert), self._values(1, self.boss))
        [mail] = self._mails(self.bert)
        self.assertEqual(mail.subject, "30 call-backs assigned to you")
        self.assertIn("Call 0", mail.body)
        [single] = self._mails(self.boss)
        self.assertIn("Call 0", single.subject)

    def test_nobody_is_mailed_what_they_keep_themselves(self):
        self._create(self._values(3, self.anna))
        self.assertFalse(self._mails(self.anna))

    def test_ten_and_five_hundred_cost_the_same_queries(self):
        self._create(self._values(10, self.bert))
        __, few = self._create(self._values(10, self.bert))
        notes, many = self._create(self._values(500, self.bert))
        # the ORM inserts and updates a hundred rows by one statement
        self.assertLessEqual(many, few + 5 * 4)
        self.assertEqual(len(notes.activity_id), 500)

    def test_an_import_makes_them_too(self):
        notes = self.env["customer.note"].with_user(self.anna)
        names = "name partner_id/.id is_complete follow_up_user_id/.id follow_up_at"
        row = [str(self.customer.id), "False", str(self.bert.id), str(TOMORROW)]
        result = notes.load(names.split(), [[f"Call {n}", *row] for n in range(20)])
        self.assertFalse(result["messages"])
        created = notes.browse(result["ids"])
        self.assertEqual(set(created.mapped("follow_up_state")), {"open"})
        self.assertEqual(len(created.activity_id), 20)
        self.assertEqual(len(self._mails(self.bert)), 1)
        self.assertEqual(set(created.mapped("date")), {NOW})

    def test_handed_on_together_they_are_one_mail(self):
        notes, __ = self._create(self._values(5, self.anna))
        notes.with_user(self.anna).write({"follow_up_user_id": self.bert.id})
        self.assertEqual(len(self._mails(self.bert)), 1)
        self.assertEqual(notes.activity_id.user_id, self.bert)
