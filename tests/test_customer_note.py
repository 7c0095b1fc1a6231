# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .common_note import NOW, NoteCommon
from .common_queries import counted


@tagged("post_install", "-at_install")
class TestCustomerNote(NoteCommon):
    def test_date_and_operator_are_the_program_s(self):
        note = self._note(self.anna)
        self.assertEqual((note.date, note.user_id), (NOW, self.anna))
        self.assertEqual(note.hour, "10", "by the clock of the operator in Warsaw")
        for vals in ({"date": "2020-01-01 10:00:00"}, {"user_id": self.bert.id}):
            for user in (self.anna, self.boss, self.env.ref("base.user_admin")):
                with self._refused(UserError, "is set by the program"):
                    call_kw(
                        self.env["customer.note"].with_user(user),
                        "write",
                        [note.ids, vals],
                        {},
                    )
            with self._refused(UserError, "is set by the program"):
                self._note(self.anna, **vals)
        self.assertEqual((note.date, note.user_id), (NOW, self.anna))

    def test_every_level_records_and_nobody_without_one(self):
        for user in self.users_by_level.values():
            self.assertEqual(self._note(user).user_id, user)
        with self._refused(AccessError, "Record notes"):
            self._note(self.user_no_level)

    def test_editing_others_notes_is_a_function(self):
        note = self._note(self.anna)
        note.with_user(self.anna).name = "The invoice of April"
        with self._refused(AccessError, "Edit others' notes"):
            note.with_user(self.bert).name = "Something else"
        note.with_user(self.boss).detail = "Corrected"
        self.assertEqual(note.name, "The invoice of April")
        self.assertEqual(note.detail, "Corrected")

    def test_a_note_of_today_is_deleted_by_its_writer_an_older_one_is_history(self):
        old, mine, other = (self._note(self.anna) for _time in range(3))
        mine.with_user(self.anna).unlink()
        with self._refused(AccessError, "Edit others' notes"):
            other.with_user(self.bert).unlink()
        with freeze_time("2027-03-03 09:00:00"):
            with self._refused(AccessError, "Edit others' notes"):
                old.with_user(self.anna).unlink()
            (old | other).with_user(self.boss).unlink()
        self.assertFalse((old | mine | other).exists())

    def test_html_and_emoji_are_texts(self):
        text = "<b>bold</b> <script>alert(1)</script> 😡 \n second line"
        note = self._note(name="<i>x</i> 😀", detail=text)
        note.invalidate_recordset()
        self.assertEqual(note.detail, text)
        self.assertEqual(note.name, "<i>x</i> 😀")
        late = self._call_back(name="<u>x</u>", follow_up_instructions=text)
        self.assertNotIn("<script>", late.activity_id.note)
        self.assertIn("&lt;b&gt;bold&lt;/b&gt;", late.activity_id.note)
        self.assertIn("😡", late.activity_id.note)

    def test_nothing_is_recorded_about_a_forgotten_customer(self):
        self.customer.sudo().write({"is_forgotten": True, "active": False})
        with self._refused(UserError, "is forgotten: nothing more"):
            self._note()

    def test_a_note_on_a_merged_customer_goes_to_the_survivor(self):
        middle = self._make_customer(name="Middle")
        survivor = self._make_customer(name="Survivor")
        self.customer.sudo().write({"merged_into_id": middle.id, "active": False})
        middle.sudo().write({"merged_into_id": survivor.id, "active": False})
        self.assertEqual(self._note().partner_id, survivor)

    def test_an_inactive_customer_can_call_and_a_supplier_is_no_customer(self):
        self.customer.sudo().active = False
        self.assertEqual(self._note().partner_id, self.customer)
        supplier = self.env["res.partner"].create(
            {"name": "Mill", "supplier_rank": 1, "customer_rank": 0}
        )
        with self._refused(UserError, "is not a customer"):
            self._note(partner_id=supplier.id)

    def test_outcome_and_mood_that_are_archived_are_offered_no_more(self):
        note = self._note(outcome_id=self.settled.id)
        self.settled.active = False
        self.angry.active = False
        with self._refused(UserError, "Settled is archived"):
            self._note(outcome_id=self.settled.id)
        with self._refused(UserError, "Angry is archived"):
            note.mood_id = self.angry
        note.with_user(self.anna).name = "What has one keeps it"
        self.assertEqual(note.outcome_id, self.settled)

    def test_words_of_the_lists_are_unique_and_in_use_not_deleted(self):
        self._note(mood_id=self.angry.id)
        with self._refused(UserError, "1 notes have Angry"):
            self.angry.unlink()
        moods = self.env["customer.note.mood"]
        with self._refused(ValidationError, "is there already"):
            moods.create({"name": "Angry"})
        for score in (0, 6, -1):
            with self._refused(ValidationError, r"1 \(worst\) to 5"):
                moods.create({"name": "Wild", "score": score})
        self.assertEqual(self.angry.note_count, 1)
        action = self.angry.action_open_notes()
        self.assertEqual(action["domain"], [("mood_id", "=", self.angry.id)])

    def test_the_score_stays_what_it_was(self):
        note = self._note(mood_id=self.angry.id)
        self.angry.score = 2
        self.env.flush_all()
        note.invalidate_recordset()
        self.assertEqual(note.mood_score, 1)

    def test_a_note_without_a_mood_has_no_part_in_the_average(self):
        self._note(mood_id=self.angry.id)
        self._note(mood_id=self.content.id)
        self._note()
        [(average, count)] = self.env["customer.note"]._read_group(
            [("partner_id", "=", self.customer.id)],
            aggregates=["mood_score:avg", "__count"],
        )
        self.assertEqual((average, count), (2.5, 3))

    def test_what_a_note_is_about_is_the_customer_s(self):
        other = self._make_customer(name="Otto")
        action = self._make_action(partner_id=other.id)
        with self._refused(ValidationError, "is not of Anna Kowalska"):
            self._note(document=f"customer.action,{action.id}")
        mine = self._make_action(partner_id=self.customer.id)
        self.assertEqual(
            self._note(document=f"customer.action,{mine.id}").document, mine
        )

    def test_a_note_is_about_no_document_that_is_hidden_from_its_operator(self):
        action = self._make_action(partner_id=self.customer.id)
        clerk = self._make_user("no_actions")
        clerk.group_ids += self.env.ref("customer_care.function_note_write")
        note = self._note().with_user(clerk)
        values = {"name": "x", "purpose": "sales", "partner_id": self.customer.id}
        document = f"customer.action,{action.id}"
        with self._refused(AccessError, "See customer actions"):
            note.create({**values, "document": document})
        with self._refused(AccessError, "See customer actions"):
            note.create(values).document = document

    def test_every_field_can_be_searched_and_grouped_by(self):
        self._call_back(mood_id=self.angry.id, outcome_id=self.settled.id)
        notes = self.env["customer.note"].with_user(self.anna)
        for name in (
            "partner_id date hour user_id purpose channel name outcome_id mood_id"
            " mood_score document company_id is_complete follow_up_user_id follow_up_at"
            " follow_up_state follow_up_done_at follow_up_done_by_id activity_id"
        ).split():
            with self.subTest(name):
                spec = f"{name}:day" if notes._fields[name].type == "datetime" else name
                rows = notes.formatted_read_group(
                    [("partner_id", "=", self.customer.id)], [spec], ["__count"]
                )
                self.assertEqual(rows[0]["__count"], 1)
        for name in ("detail", "follow_up_instructions", "follow_up_feedback"):
            self.assertFalse(notes.search([(name, "ilike", "nowhere")]))
        for name in ("is_overdue", "is_of_my_team"):
            self.assertFalse(notes.search([(name, "=", True)]))

    def test_companies_are_kept_apart(self):
        other = self.env["res.company"].create({"name": "The other company"})
        note = self._note(self.anna)
        self.bert.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        theirs = self.env["customer.note"].with_user(self.bert)
        self.assertNotIn(note, theirs.search([]))
        shared = self._note(self.anna, company_id=False)
        self.assertIn(shared, theirs.search([]))

    def test_a_customer_with_notes_is_not_deleted(self):
        self._note()
        blockers = self.customer._deletion_blockers()[self.customer.id]
        self.assertIn("notes (1)", blockers)

    def test_ten_and_a_thousand_notes_cost_the_same_queries(self):
        def create(count):
            with counted(self.env) as queries:
                self.env["customer.note"].create(
                    [
                        {"partner_id": self.customer.id, "name": f"Call {n}"}
                        for n in range(count)
                    ]
                )
                self.env.flush_all()
            return queries.number

        create(10)
        # the ORM inserts a hundred rows by one statement
        self.assertLessEqual(create(1000), create(10) + 9)


@tagged("post_install", "-at_install")
class TestNewNote(NoteCommon):
    """The dialog knows from where it was opened."""

    def _context(self, model=False, res_id=False, user=None):
        notes = self.env["customer.note"].with_user(user or self.anna)
        action = notes.action_new_note(model, res_id)
        self.assertEqual(action["target"], "new")
        return {k: v for k, v in action["context"].items() if k != "dialog_size"}

    def test_it_is_about_what_is_on_the_screen(self):
        partner = {"default_partner_id": self.customer.id}
        self.assertEqual(self._context(), {})
        self.assertEqual(self._context("res.partner", self.customer.id), partner)
        action = self._make_action(partner_id=self.customer.id)
        about = {**partner, "default_document": f"customer.action,{action.id}"}
        self.assertEqual(self._context("customer.action", action.id), about)
        opened = action.with_user(self.anna).action_new_note()
        self.assertEqual(opened["context"]["default_partner_id"], self.customer.id)
        self.assertEqual(self._context("customer.note", self._note().id), partner)

    def test_what_is_of_no_customer_or_not_to_be_seen_names_nobody(self):
        for about in (
            ("res.partner", self.env.company.partner_id.id),
            ("res.partner", 999999999),
            ("no.such.model", 1),
            ("res.users", self.anna.id),
        ):
            self.assertEqual(self._context(*about), {})
        order = self.env["sale.order"].create({"partner_id": self.customer.id})
        self.assertEqual(
            self._context("sale.order", order.id), {}, "no rights in Sales"
        )

    def test_the_menu_of_a_customer_opens_it(self):
        mine = self.customer.with_user(self.anna)
        keys = [entry["key"] for entry in mine.get_customer_operations()]
        self.assertIn("new_note", keys)
        action = mine.run_customer_operation("new_note")
        self.assertEqual(action["context"]["default_partner_id"], self.customer.id)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.user_no_level).action_new_note()


@tagged("post_install", "-at_install")
class TestMood(NoteCommon):
    def _moods(self, *moods):
        for number, mood in enumerate(moods):
            with freeze_time(datetime(2027, 3, 2, 10, number)):
                self._note(mood_id=mood and mood.id)

    def test_two_bad_moods_in_a_row_warn_until_a_better_one(self):
        self._moods(self.angry)
        self.assertFalse(self.customer.mood_warning)
        self._moods(self.angry, False, self.annoyed)
        self.assertTrue(self.customer.mood_warning, "a note without a mood is none")
        with freeze_time("2027-03-02 09:30:00"):
            self._note(mood_id=self.content.id)
        self.assertTrue(self.customer.mood_warning, "it was recorded before")
        with freeze_time("2027-03-02 11:00:00"):
            note = self._note(mood_id=self.content.id)
        self.assertFalse(self.customer.mood_warning)
        note.with_user(self.anna).mood_id = self.angry
        self.assertTrue(self.customer.mood_warning)
        note.unlink()
        self.assertTrue(self.customer.mood_warning)

    def test_contact_persons_count_for_their_customer(self):
        person = self.env["res.partner"].create(
            {"name": "Otto", "parent_id": self.customer.id}
        )
        self._moods(self.angry)
        with freeze_time("2027-03-02 11:00:00"):
            self._note(partner_id=person.id, mood_id=self.angry.id)
        self.assertTrue(self.customer.mood_warning)
        self.assertTrue(person.mood_warning)

    def test_a_note_that_moves_takes_its_mood_along(self):
        other = self._make_customer(name="Otto")
        self._moods(self.angry, self.angry)
        notes = self.customer.customer_note_ids
        notes.with_user(self.boss).partner_id = other
        self.assertFalse(self.customer.mood_warning)
        self.assertTrue(other.mood_warning)

    def test_the_page_shows_the_trend_and_what_is_open(self):
        self._moods(self.content, self.angry, self.angry)
        self._call_back()
        page = self.customer.with_user(self.anna).get_customer_notes()
        self.assertEqual([mood["score"] for mood in page["trend"]], [4, 1, 1])
        self.assertEqual((page["average"], page["warning"]), (2.0, True))
        self.assertEqual(len(page["call_backs"]), 1)
        self.assertIn("Bert: The invoice of March", page["call_backs"][0]["text"])
        self.assertTrue(page["can_write"])

    def test_counter_till_and_overview_show_the_last_notes(self):
        self._moods(self.angry, self.angry)
        self._call_back(name="Waits for us")
        mine = self.customer.with_user(self.anna)
        blocks = {block["key"]: block for block in mine.get_counter_card()["blocks"]}
        self.assertIn("two bad moods", blocks["notes"]["title"])
        self.assertEqual(blocks["notes"]["rows"][0]["text"], "Waits for us")
        self.assertEqual(blocks["notes"]["rows"][0]["badge"], "Call-back")
        self.assertIn("F7", [key["key"] for key in mine.get_counter_card()["keys"]])
        till = mine.get_customer_till()["notes"]
        self.assertTrue(till["warning"] and till["can_write"])
        self.assertEqual(till["rows"][0]["text"], "Waits for us")
        boxes = {box["key"]: box for box in mine.get_customer_overview()["boxes"]}
        self.assertEqual(boxes["notes"]["note"], "Two bad moods in a row.")
        self.assertEqual(len(boxes["notes"]["rows"]), 3)
