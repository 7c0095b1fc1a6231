# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
import io
from contextlib import suppress
from unittest.mock import patch

from lxml import html

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import misc
from odoo.tools.pdf import PdfFileReader

from ..models import customer_search_run_freeze, customer_search_run_make
from .common_search import SearchCommon


@tagged("post_install", "-at_install")
class TestSearchRun(SearchCommon):
    """What is made of a list: paper that waits for an answer, jobs, the last one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.letter = cls.env["mail.template"].create(
            {
                "name": "Letter of the test",
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "body_html": "<p>Good day</p>",
            }
        )

    @classmethod
    def _make_search(cls, user=None, **vals):
        """A search that can print everything."""
        vals = {
            "purpose_id": cls.service.id,
            "letter_template_id": cls.letter.id,
            **vals,
        }
        return super()._make_search(user=user, **vals)

    def _messages(self, run):
        return self.env["customer.message"].search(run._message_domain())

    def test_the_form_shows_who_is_found_and_why_not(self):
        with Form(self.env["customer.search"].with_user(self.clerk)) as form:
            form.name = "Of the form"
            form.domain = "[('city', '=', 'Testowo')]"
            self.assertEqual(form.found_count, 3)
            self.assertIn("Carl Test", form.preview)
            self.assertIn("E-mail: There is no e-mail address.", form.preview)
            form.domain = "[('city', '=', 'Nowhere')]"
            self.assertIn("Nobody is found", form.preview)

    def test_the_preview_shows_data_as_text(self):
        self.anna.name = "<script>alert(1)</script>"
        preview = self._make_search().preview
        self.assertIn("&lt;script&gt;", preview)
        self.assertNotIn("<script>", preview)

    def test_figures_of_the_preview_stand_below_each_other(self):
        self.anna.credit_limit = 1500
        search = self._make_search(
            column_ids=[
                Command.create({"path": path}) for path in ("name", "credit_limit")
            ]
        )
        table = html.fromstring(search.preview)
        heads = [each.get("class") for each in table.xpath("//th")]
        self.assertEqual(heads, ["", "text-end", ""])
        for cell in table.xpath("//td[2]"):
            self.assertEqual(cell.get("class"), "text-end")

    def test_another_base_begins_anew(self):
        with Form(self.env["customer.search"]) as form:
            form.name = "Vehicles"
            form.domain = "[('city', '=', 'Testowo')]"
            form.base = "asset"
            self.assertEqual(form.domain, "[]")
            self.assertEqual(form.row_model, "customer.asset")
        search = form.record
        self.assertTrue(all(column._field() for column in search.column_ids))

    def test_nothing_ticked_is_refused(self):
        search = self._make_search(out_report=False)
        with self.assertRaisesRegex(UserError, "Tick at least one"):
            search.action_run()

    def test_paper_waits_for_an_answer_and_counts_once(self):
        run = self._make_search()._run("letters")
        file = run.file_ids
        self.assertEqual(file.printed_state, "waiting")
        messages = self._messages(run)
        self.assertEqual(len(messages), 3)
        self.assertEqual(set(messages.mapped("state")), {"claimed"})
        self.assertEqual(set(messages.mapped("channel")), {"letter"})
        file.action_printed_well()
        self.assertEqual(set(messages.mapped("state")), {"sent"})
        self.assertEqual(file.printed_state, "printed")
        with self.assertRaisesRegex(UserError, "Nobody asked"):
            file.action_printed_well()
        self.assertEqual(len(self._messages(run)), 3)

    def test_who_is_refused_by_post_has_no_row_of_the_outbox(self):
        self.bert.write({"street": False, "zip": False, "city": False})
        search = self._make_search(domain="[('name', 'like', ' Test')]")
        run = search._run("letters")
        self.assertEqual(self._messages(run).partner_id, self.anna + self.carl)
        action = run.action_open_left_out()
        left = self.env["customer.search.recipient"].search(action["domain"])
        self.assertEqual(left.partner_id, self.bert)
        self.assertEqual(left.refusal_post, "The postal address is incomplete.")

    def _rest(self, file, sheet):
        """Return the pages of a file from a sheet on, and the dialog."""
        context = file.action_print_from()["context"]
        with Form(self.env["customer.search.print"].with_context(**context)) as form:
            form.first_sheet = sheet
        wizard = form.record
        wizard.action_open()
        pages = PdfFileReader(io.BytesIO(base64.b64decode(wizard.rest))).pages
        return [" ".join(page.extract_text().split()) for page in pages], wizard

    def test_it_is_printed_again_from_any_sheet_on(self):
        run = self._make_search()._run("letters")
        file = run.file_ids
        url = file.action_print()["url"]
        self.assertEqual(url, f"/web/content/{file.attachment_id.id}")
        attachments = self.env["ir.attachment"].search_count([])
        pages, wizard = self._rest(file, 2)
        self.assertEqual(wizard.sheet_count, 3)
        names = [partner.name for partner in self._listed(run)]
        self.assertEqual(len(pages), 2)
        for name, page in zip(names[1:], pages, strict=True):
            self.assertIn(name, page)
        # nothing about people is kept besides the file, which is deleted in time
        self.assertEqual(self.env["ir.attachment"].search_count([]), attachments)
        for sheet in (0, 4, -1):
            with self.assertRaisesRegex(UserError, f"There is no sheet {sheet}: .* 3"):
                self._rest(file, sheet)

    def test_a_sheet_of_postcards_has_two_sides(self):
        picture = base64.b64encode(
            misc.file_open("base/static/img/avatar.png", "rb").read()
        )
        card = self.env["customer.postcard"].create(
            {"name": "Card of the test", "picture": picture, "message": "<p>Hi</p>"}
        )
        run = self._make_search(postcard_id=card.id)._run("postcards")
        pages, wizard = self._rest(run.file_ids, 3)
        self.assertEqual((wizard.sheet_count, len(pages)), (3, 2))
        self.assertIn("Carl Test", pages[1])

    def test_what_was_deleted_is_not_printed(self):
        file = self._make_search()._run("labels").file_ids
        file.attachment_id.unlink()
        for method in ("action_print", "action_print_from", "action_download"):
            with self.assertRaisesRegex(UserError, "was deleted"):
                getattr(file, method)()

    def test_only_the_runner_prints(self):
        run = self._make_search(is_shared=True).with_user(self.clerk)._run("labels")
        file = run.file_ids.with_user(self.user_level_2)
        for method in ("action_print", "action_print_from"):
            with self.assertRaisesRegex(UserError, "made this list"):
                getattr(file, method)()
        wizard = self.env["customer.search.print"].with_user(self.user_level_2)
        with self.assertRaisesRegex(UserError, "made this list"):
            wizard.create({"file_id": file.id}).action_open()

    def test_labels_and_letters_of_one_list_have_the_same_people(self):
        search = self._make_search(out_report=False, out_labels=True)
        run = search._run("labels")
        self.anna.city = "Elsewhere"
        search.out_letters = True
        run.action_make()
        channels = self._messages(run).grouped("channel")
        self.assertEqual(channels["label"].partner_id, channels["letter"].partner_id)
        self.assertEqual(len(channels["label"]), 3)
        with self.assertRaisesRegex(UserError, "already"):
            run.action_make()

    def test_the_last_one_is_the_users_own_newest(self):
        card = self.env["customer.postcard"].create(
            {"name": "Thanks", "message": "<p>Thank you</p>"}
        )
        search = self._make_search(is_shared=True, postcard_id=card.id)
        runs = self.env["customer.search.run"].with_user(self.clerk)
        for output in ("report", "labels", "postcards", "letters"):
            with self.subTest(output):
                none = runs.action_open_last(output)
                self.assertFalse(none.get("res_id"))
                self.assertFalse(runs.search(none["domain"]))
                search.with_user(self.clerk)._run(output)
                mine = search.with_user(self.clerk)._run(output)
                search.with_user(self.user_level_4)._run(output)
                self.assertEqual(runs.action_open_last(output)["res_id"], mine.id)

    def test_long_lists_are_made_by_the_job_as_the_runner(self):
        users = []

        def output(run):
            users.append(run.env.user)

        runs = self.env["customer.search.run"]
        search = self._make_search(is_shared=True)
        with (
            patch.object(customer_search_run_make, "INLINE", 2),
            patch.object(type(runs), "_output_report", output),
        ):
            run = search.with_user(self.clerk)._run("report")
            self.assertEqual((run.state, users), ("running", []))
            runs.sudo()._cron_make()
        self.assertEqual((run.state, users), ("done", [self.clerk]))

    def test_what_is_killed_goes_on_and_nobody_is_twice(self):
        runs = type(self.env["customer.search.run"])
        made = []

        def dies(run):
            made.append("report")
            raise MemoryError("killed")

        with patch.object(customer_search_run_make, "INLINE", 0):
            run = self._make_search()._run("labels,report")
            with patch.object(runs, "_output_report", dies):
                with suppress(MemoryError):  # what was made stays, as after a commit
                    run.sudo()._cron_make()
                first = run.file_ids
                self.assertEqual(first.output, "labels")
            with patch.object(runs, "_output_report", lambda run: made.append("again")):
                run.sudo()._cron_make()
        self.assertEqual(run.file_ids, first)
        self.assertEqual(len(self._messages(run)), 3)
        self.assertEqual((made, run.state), (["report", "again"], "done"))

    def test_two_runs_at_once_write_to_nobody_twice(self):
        search = self._make_search(is_shared=True)
        with patch.object(customer_search_run_make, "INLINE", 0):
            search._run("labels")
            with self.assertRaisesRegex(UserError, "at this moment"):
                search.with_user(self.user_level_2)._run("labels")
            self.env["customer.search.run"]._cron_make()
            search.with_user(self.user_level_2)._run("labels")

    def test_runs_and_lists_are_their_runners(self):
        run = self._make_search(is_shared=True).with_user(self.clerk)._run()
        for record in (run, run.recipient_ids[:1]):
            with self.assertRaises(AccessError):
                record.with_user(self.user_level_4).read()
            with self.assertRaises(AccessError):
                record.with_user(self.user_level_2).write({})
        self.assertTrue(run.with_user(self.user_level_2).read(["count"]))
        with self.assertRaisesRegex(UserError, "made this list"):
            run.with_user(self.user_level_2).action_make()

    def test_sharing_is_a_function_and_nobody_gives_a_search_away(self):
        search = self._make_search(user=self.user_level_4)
        with self.assertRaises(AccessError):
            search.is_shared = True
        with self.assertRaises(AccessError):
            search.user_id = self.clerk
        self._make_search(user=self.clerk).is_shared = True

    def test_what_was_run_is_archived_and_not_deleted(self):
        search = self._make_search()
        search._run()
        with self.assertRaisesRegex(UserError, "Archive it instead"):
            search.unlink()
        self._make_search().unlink()

    def test_a_list_asked_about_in_several_turns_says_of_each_why_not(self):
        search = self._make_search(domain="[('name', 'like', ' Test')]")
        self.carl.write({"street": False, "zip": False, "city": False})
        said = []
        for batch in (1, 2, 100):
            with patch.object(customer_search_run_freeze, "BATCH", batch):
                run = search._run()
            said.append(
                [
                    (row.refusal_email, row.refusal_sms, row.refusal_post)
                    for row in run.recipient_ids.sorted("sequence")
                ]
            )
        anna, bert, carl = said[0]
        self.assertEqual(said, [said[0]] * 3)
        self.assertFalse(bert[0])
        self.assertEqual(
            (carl[0], carl[2]),
            ("There is no e-mail address.", "The postal address is incomplete."),
        )
        self.assertFalse(anna[2])

    def test_a_row_of_a_list_opens_its_customer_and_names_what_it_is_about(self):
        asset = self.env["customer.asset"].create(
            {"name": "The van", "kind": "vehicle", "partner_id": self.anna.id}
        )
        run = self._make_search(
            base="asset", domain=str([("id", "=", asset.id)]), column_ids=False
        )._run()
        row = run.recipient_ids
        self.assertEqual(row.row_name, asset.display_name)
        self.assertEqual(row.action_open_customer()["res_id"], self.anna.id)

    def test_the_gate_costs_the_same_queries_for_few_and_many(self):
        counts = []
        for number in (3, 300):
            self.env["res.partner"].create(
                [{"name": f"M{n}", "city": f"Town {number}"} for n in range(number)]
            )
            search = self._make_search(domain=f"[('city', '=', 'Town {number}')]")
            self.env.flush_all()
            start = self.env.cr.sql_log_count
            run = search._run()
            counts.append(self.env.cr.sql_log_count - start)
            self.assertEqual(run.count, number)
        self.assertLessEqual(counts[1], counts[0])

    def test_vehicle_inspection_search_begins_with_what_is_due(self):
        context = {"customer_inspection_search": True}
        with Form(self.env["customer.search"].with_context(**context)) as form:
            self.assertEqual(
                (form.base, form.name), ("asset", "Vehicle inspection search")
            )
        self.assertIn("next_inspection_date", form.record.column_ids.mapped("path"))
        self.assertEqual(form.record._run("report").state, "done")
