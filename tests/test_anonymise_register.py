# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json
import shutil
import tempfile
from pathlib import Path

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.customer_care.models.customer_anonymise_register_file import FOLDER

from .test_anonymise import AnonymiseCommon


@tagged("post_install", "-at_install")
class TestAnonymiseRegister(AnonymiseCommon):
    """The register names nobody, lies outside the database too, and works again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = tempfile.mkdtemp(prefix="register")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.env["ir.config_parameter"].set_param(FOLDER, cls.folder)
        cls.register = cls.env["customer.anonymise.register"]
        cls.file = Path(cls.folder) / "customer_care_register.jsonl"

    def setUp(self):
        super().setUp()
        self.file.unlink(missing_ok=True)

    def _entry(self, partner=None):
        partner = partner or self.anna
        return self.register.search([("partner_ref", "=", partner.id)])

    def _restore(self, partner, name="Anna Kowalska"):
        """What a backup brings back: the card as it was, no entry in the register."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET is_anonymised = FALSE, is_forgotten = FALSE,"
                " active = TRUE, name = %s, email = 'anna.kowalska@example.com',"
                " email_normalized = 'anna.kowalska@example.com' WHERE id = %s",
                name,
                partner.id,
            )
        )
        self.env.cr.execute("DELETE FROM customer_anonymise_register")
        self.env.invalidate_all()

    def test_an_entry_names_nobody(self):
        self._anonymise()
        entry = self._entry()
        self.assertEqual(len(entry), 1)
        self.assertEqual(entry.user_name, self.user.name)
        self.assertNotIn("kowalska", str(entry.read()).lower())
        self.assertEqual(list(entry.cards), [str(self.anna.id)])

    def test_one_entry_for_each_customer_and_none_for_a_second_run(self):
        self._anonymise(self.anna | self.other)
        self._anonymise(self.anna | self.other)
        self.assertEqual(len(self._entry(self.anna)), 1)
        self.assertEqual(len(self._entry(self.other)), 1)

    def test_the_certificate_says_what_was_done_and_nobody(self):
        self._invoice()
        self._anonymise()
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        html = report._render_qweb_html(
            "customer_care.report_anonymise_certificate", self._entry().ids
        )[0].decode()
        for text in ("Certificate of anonymisation", "Request 12", "Removed", "Masked"):
            self.assertIn(text, html)
        self.assertIn("Accounting and tax law demand it", html)
        for text in ("Kowalska", "anna.kowalska", "601234567", "Prosta"):
            self.assertNotIn(text, html)

    def test_the_register_is_saved_outside_without_a_name(self):
        self._anonymise()
        self.register._cron_export()
        text = self.file.read_text()
        [line] = [json.loads(each) for each in text.splitlines()]
        self.assertEqual(line["partner_ref"], self.anna.id)
        self.assertNotIn("kowalska", text.lower())
        self.assertTrue(self._entry().exported_on)

    def test_saving_again_keeps_entries_that_a_restore_took_away(self):
        self._anonymise()
        self.register._export()
        self._restore(self.anna)
        self.register._export()
        self.assertIn(f'"partner_ref": {self.anna.id}', self.file.read_text())

    def test_after_a_restore_they_are_anonymised_again(self):
        self._anonymise()
        self.register._export()
        self._restore(self.anna)
        self.register.with_user(self.user).action_run_again()
        self.env["customer.operation"]._cron_run()
        self.env.invalidate_all()
        self.assertTrue(self.anna.is_anonymised)
        self.assertEqual((self.anna.name, self.anna.email), ("Anonymised", False))
        self.assertEqual(len(self._entry()), 1)

    def test_running_again_when_nothing_came_back_says_so(self):
        self._anonymise()
        self.register._export()
        count = self.env["customer.operation"].search_count([])
        action = self.register.with_user(self.user).action_run_again()
        self.assertIn("Everybody", action["params"]["message"])
        self.assertEqual(self.env["customer.operation"].search_count([]), count)

    def test_the_same_number_made_at_another_time_is_somebody_else(self):
        self._anonymise()
        self.register._export()
        self._restore(self.anna, name="Somebody Else")
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET create_date = '2020-01-01' WHERE id = %s",
                self.anna.id,
            )
        )
        self.register._run_again()
        self.env["customer.operation"]._cron_run()
        self.env.invalidate_all()
        self.assertEqual(self.anna.name, "Somebody Else")

    def test_a_file_that_was_changed_by_hand_is_refused(self):
        self.file.write_text("not a register\n")
        with self.assertRaisesRegex(UserError, "Line 1 of"):
            self.register._run_again()

    def test_without_a_folder_the_cron_rests_and_the_button_says_what_to_do(self):
        self.env["ir.config_parameter"].set_param(FOLDER, "")
        self.register._cron_export()
        with self.assertRaisesRegex(UserError, "Name the folder"):
            self.register.with_user(self.user).action_export()

    def test_a_folder_that_is_not_there_is_refused(self):
        self.env["ir.config_parameter"].set_param(FOLDER, "/no/such/folder")
        with self.assertRaisesRegex(UserError, "cannot write"):
            self.register.with_user(self.user).action_export()
        settings = self.env["res.config.settings"].create(
            {"customer_register_folder": "/no/such/folder"}
        )
        with self.assertRaisesRegex(ValidationError, "no folder"):
            settings.set_values()

    def test_nobody_deletes_or_writes_an_entry(self):
        self._anonymise()
        entry = self._entry()
        with self.assertRaisesRegex(UserError, "is kept"):
            entry.unlink()
        with self.assertRaises(AccessError):
            entry.with_user(self.user).write({"reason": "x"})

    def test_the_certificate_is_printed_for_its_entry(self):
        self._anonymise()
        entry = self._entry().with_user(self.user)
        action = entry.action_print()
        self.assertEqual(
            action["report_name"], "customer_care.report_anonymise_certificate"
        )
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            action["report_name"], entry.ids
        )
        self.assertIn(entry.name, html.decode())
        self.assertNotIn("Kowalska", html.decode())

    def test_verbs_need_the_function(self):
        self._anonymise()
        entry = self._entry().with_user(self.user_level_2)
        for verb in ("action_export", "action_run_again", "action_print"):
            with self.subTest(verb=verb), self.assertRaises(AccessError):
                getattr(entry, verb)()
