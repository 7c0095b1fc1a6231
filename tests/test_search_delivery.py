# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import os
import re
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, TransactionCase, freeze_time, tagged
from odoo.tools import config

from ..models.customer_search_delivery_folder import OPTION, PARAMETER
from .common_schedule import NOW, ScheduleCommon
from .mail_office import MailOffice, really_sending, use_mail_server

DUE = "2026-12-01 06:03:00"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestSearchDelivery(ScheduleCommon, TransactionCase):
    """Links by e-mail through a real SMTP server, and files in a folder."""

    def _run(self, schedule, at=DUE):
        with freeze_time(at):
            self._cron()
        return self._deliveries(schedule)[-1:]

    def _send(self):
        with really_sending():
            self.env["mail.mail"].process_email_queue()

    def _text(self, letter):
        return letter.get_body(("html",)).get_content()

    # -- by e-mail ---------------------------------------------------------------------

    def test_the_link_arrives_and_the_file_is_not_in_it(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        schedule = self._make_schedule(user_ids=(self.reader + self.owner).ids)
        with MailOffice() as office:
            use_mail_server(self.env, office.port)
            delivery = self._run(schedule)
            self._send()
        self.assertEqual(office.recipients, ["owner@example.com", "reader@example.com"])
        letter = dict(office.letters)["reader@example.com"]
        self.assertEqual(letter["Subject"], "Of the schedule")
        self.assertFalse(list(letter.iter_attachments()))
        text = self._text(letter)
        path = f"/customer_care/search/file/{delivery.id}/{delivery.file_ids.id}"
        self.assertIn(f"{delivery.get_base_url()}{path}", text)
        self.assertIn("3 rows", text)
        self.assertNotIn("Anna", text)
        self.assertEqual(str(delivery.expires_on), "2026-12-15")
        self.assertRecordValues(
            delivery.line_ids, [{"refusal": False, "is_attached": False}] * 2
        )

    def test_small_files_are_attached_if_wanted_and_the_link_is_there_too(self):
        schedule = self._make_schedule(attach_files=True)
        with MailOffice() as office:
            use_mail_server(self.env, office.port)
            delivery = self._run(schedule)
            self._send()
        [(__, letter)] = office.letters
        [attached] = letter.iter_attachments()
        self.assertEqual(attached.get_filename(), delivery.file_ids.name)
        self.assertIn("Anna Test", attached.get_content())
        self.assertIn("/customer_care/search/file/", self._text(letter))

    def test_a_file_too_large_for_the_mail_server_goes_as_a_link_only(self):
        schedule = self._make_schedule(attach_files=True)
        with MailOffice() as office:
            use_mail_server(self.env, office.port)
            # room for what e-mail programs add is kept
            self.env["ir.mail_server"].search([]).max_email_size = 0.06
            self._run(schedule)
            self._send()
        [(__, letter)] = office.letters
        self.assertFalse(list(letter.iter_attachments()))
        self.assertIn("/customer_care/search/file/", self._text(letter))
        # the core's own way out would be a link without a login
        self.assertNotIn("access_token", self._text(letter))
        self.assertFalse(self._deliveries(schedule).file_ids.attachment_id.access_token)

    def test_refused_with_the_files_it_goes_again_without(self):
        schedule = self._make_schedule(attach_files=True)

        def too_large(_recipient, number):
            return "552 Message too large" if number == 1 else "250 OK"

        with MailOffice(data=too_large) as office:
            use_mail_server(self.env, office.port)
            self._run(schedule)
            self._send()
            self._run(schedule)
            self._send()
        first, second = [letter for __, letter in office.letters]
        self.assertTrue(list(first.iter_attachments()))
        self.assertFalse(list(second.iter_attachments()))
        self.assertFalse(self._told())

    def test_an_e_mail_that_is_refused_is_told_to_the_owner_once(self):
        schedule = self._make_schedule()
        with MailOffice(data=lambda *_args: "550 Go away") as office:
            use_mail_server(self.env, office.port)
            delivery = self._run(schedule)
            self._send()
            self._run(schedule)
            self._run(schedule)
        [told] = self._told()
        self.assertIn("Of the schedule did not arrive", told)
        self.assertIn("Go away", told)
        self.assertIn("Go away", delivery.line_ids.refusal)

    def test_who_has_left_gets_nothing_and_the_owner_hears_it_once(self):
        schedule = self._make_schedule(user_ids=(self.reader + self.owner).ids)
        self.reader.active = False
        delivery = self._run(schedule)
        self.assertEqual(delivery.state, "done")
        self.assertFalse(self._mails(self.reader))
        self.assertEqual(len(self._mails(self.owner)), 1)
        line = delivery.line_ids.filtered(lambda each: each.user_id == self.reader)
        self.assertEqual(line.refusal, "has left")
        self._run(schedule, "2026-12-02 06:03:00")
        [told] = self._told()
        self.assertIn("Reader has left.", told)

    def test_when_all_have_left_it_fails_and_the_file_stays(self):
        schedule = self._make_schedule()
        self.reader.active = False
        delivery = self._run(schedule)
        self.assertEqual(delivery.state, "failed")
        self.assertIn("Nobody is left", delivery.error)
        self.assertTrue(delivery.file_ids.attachment_id)
        schedule.user_ids = self.owner
        delivery.with_user(self.owner).action_again()
        self.assertEqual(delivery.state, "done")
        self.assertEqual(len(self._mails(self.owner)), 1)
        with self.assertRaisesRegex(UserError, "did not fail"):
            delivery.with_user(self.owner).action_again()

    def test_who_may_not_export_any_more_gets_nothing(self):
        schedule = self._make_schedule(user_ids=(self.reader + self.owner).ids)
        level_2, level_4 = (
            self.env.ref(f"customer_care.level_{level}").id for level in (2, 4)
        )
        self.reader.group_ids = [Command.unlink(level_2), Command.link(level_4)]
        delivery = self._run(schedule)
        self.assertFalse(self._mails(self.reader))
        self.assertIn("Export", delivery.line_ids.filtered("refusal").refusal)

    # -- into a folder -----------------------------------------------------------------

    def _folder(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.env["ir.config_parameter"].set_param(PARAMETER, folder.name)
        return Path(folder.name)

    def test_files_lie_in_the_folder_whole_and_once(self):
        folder = self._folder()
        schedule = self._make_schedule(delivery="folder", outputs="csv,report")
        delivery = self._run(schedule)
        self.assertEqual(delivery.state, "done", delivery.error)
        names = sorted(os.listdir(folder))
        stem = f"Of the schedule 2026-12-01_{delivery.id}"
        self.assertEqual(names, [f"{stem}.csv", f"{stem}.pdf"])
        text = (folder / f"{stem}.csv").read_bytes().decode("utf-8-sig")
        self.assertIn("Anna Test", text)
        # killed before it was said: it is written again, and is there once
        delivery.state = "running"
        delivery._go_on()
        self.assertEqual(sorted(os.listdir(folder)), names)
        self.assertFalse(self._mails())

    def test_no_name_leads_out_of_the_folder(self):
        folder = self._folder()
        self.search.name = "../../etc/passwd"
        schedule = self._make_schedule(delivery="folder")
        delivery = self._run(schedule)
        # whatever is in the database
        delivery.file_ids.name = "../../../outside.csv"
        delivery.state = "running"
        delivery._go_on()
        self.assertEqual(delivery.state, "done")
        self.assertEqual(len(os.listdir(folder)), 2)
        self.assertFalse([n for n in os.listdir(folder.parent) if "outside" in n])

    def test_a_link_in_the_folder_is_replaced_not_followed(self):
        folder = self._folder()
        outside = folder / "target.txt"
        outside.write_text("mine")
        schedule = self._make_schedule(delivery="folder")
        delivery = self._run(schedule)
        [path] = folder.glob("*.csv")
        path.unlink()
        path.symlink_to(outside)
        (folder / f".{path.name}.part").symlink_to(outside)
        delivery.state = "running"
        delivery._go_on()
        self.assertEqual(outside.read_text(), "mine")
        self.assertFalse(path.is_symlink())

    def test_a_folder_that_is_gone_is_told_and_nothing_is_lost(self):
        folder = self._folder()
        schedule = self._make_schedule(delivery="folder")
        self.env["ir.config_parameter"].set_param(PARAMETER, str(folder / "gone"))
        delivery = self._run(schedule)
        self.assertEqual(delivery.state, "failed")
        self.assertIn("is not there", self._told()[0])
        self.assertTrue(delivery.file_ids.attachment_id)
        self.env["ir.config_parameter"].set_param(PARAMETER, str(folder))
        delivery.with_user(self.owner).action_again()
        self.assertEqual(len(os.listdir(folder)), 1)

    def test_a_disk_that_is_full_leaves_no_part_of_a_file(self):
        folder = self._folder()
        schedule = self._make_schedule(delivery="folder")
        with patch("shutil.copyfileobj", side_effect=OSError(28, "No space left")):
            delivery = self._run(schedule)
        self.assertEqual(delivery.state, "failed")
        self.assertIn("No space left", delivery.error)
        self.assertFalse(os.listdir(folder))

    def test_odoos_own_folders_are_refused(self):
        self._folder()
        for place in (config["data_dir"], config["addons_path"][0], "relative/path"):
            self.env["ir.config_parameter"].set_param(PARAMETER, place)
            with (
                self.subTest(place),
                self.assertRaisesRegex(UserError, "Odoo's own|is not there"),
                self.env.cr.savepoint(),
            ):
                self._make_schedule(delivery="folder")

    def test_only_administrators_name_the_folder_and_the_file_wins(self):
        folder = self._folder()
        parameters = self.env["ir.config_parameter"].with_user(self.user_level_1)
        with self.assertRaises(AccessError):
            parameters.set_param(PARAMETER, "/tmp")
        settings = self.env["res.config.settings"].with_user(self.user_level_1)
        with self.assertRaises(AccessError):
            settings.create({"search_folder": "/tmp"}).execute()
        deliveries = self.env["customer.search.delivery"]
        self.assertEqual(deliveries._folder(), folder.resolve())
        with tempfile.TemporaryDirectory() as other:
            with patch.dict(config.options, {OPTION: other}):
                self.assertEqual(deliveries._folder(), Path(other).resolve())


@tagged("post_install", "-at_install")
class TestSearchFileLink(ScheduleCommon, HttpCase):
    """The link: who is logged in, was named and may have it, until it ends."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.schedule = cls._make_schedule()
        action = cls.schedule.action_run_now()
        cls.delivery = cls.env["customer.search.delivery"].browse(action["res_id"])
        mail = cls.env["mail.mail"].search(
            [("email_to", "=", cls.reader.email_formatted)]
        )
        [cls.path] = re.findall(
            r'href="https?://[^/]+(/customer_care/[^"]+)"', mail.body_html
        )

    def _get(self, login=None, path=None):
        self.authenticate(login, login and login.ljust(8, "x"))
        return self.url_open(path or self.path, allow_redirects=False)

    def test_whom_it_was_sent_to_takes_it_and_that_is_written_down(self):
        answer = self._get("reader")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Anna Test", answer.content.decode("utf-8-sig"))
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(self.delivery.line_ids.download_count, 1)
        self.assertTrue(self.delivery.line_ids.downloaded_at)

    def test_nobody_else_does(self):
        self.assertIn("/web/login", self._get().headers["Location"])
        for login in ("level_1", "no_level"):
            answer = self._get(login)
            self.assertEqual(answer.status_code, 403, login)
            self.assertNotIn("Anna", answer.text)
        self.assertEqual(self.delivery.line_ids.download_count, 0)

    def test_no_other_file_by_its_number(self):
        other = self._make_search(user=self.owner)._run("csv").file_ids
        delivery = self.path.rsplit("/", 1)[0]
        self.assertEqual(self._get("reader", f"{delivery}/{other.id}").status_code, 403)
        gone = f"/customer_care/search/file/0/{other.id}"
        self.assertEqual(self._get("reader", gone).status_code, 403)

    def test_a_link_ends(self):
        self.delivery.expires_on = "2020-01-01"
        answer = self._get("reader")
        self.assertEqual(answer.status_code, 403)
        self.assertIn("good no more", answer.text)

    def test_a_file_that_was_deleted_is_gone(self):
        self.delivery.file_ids.attachment_id.unlink()
        self.assertIn("good no more", self._get("reader").text)

    def test_who_lost_the_right_meanwhile_takes_nothing(self):
        level_2, level_4 = (
            self.env.ref(f"customer_care.level_{level}").id for level in (2, 4)
        )
        self.reader.group_ids = [Command.unlink(level_2), Command.link(level_4)]
        answer = self._get("reader")
        self.assertEqual(answer.status_code, 403)
        self.assertIn("may not", answer.text)
