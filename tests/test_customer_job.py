# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import config, mute_logger


@tagged("post_install", "-at_install")
class TestCustomerJob(TransactionCase):
    """The status page of the scheduled jobs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = new_test_user(cls.env, "job_owner", groups="customer_care.level_1")
        cls.jobs = cls.env["customer.job"].with_user(cls.owner)
        cls.cron = cls.env.ref("customer_care.cron_check_base")

    def _job(self):
        return self.jobs._all().filtered(lambda job: job.cron_id == self.cron)

    def _run(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_every_job_of_the_addon_is_shown(self):
        shown = {job.cron_id.id for job in self.jobs._all()}
        data = self.env["ir.model.data"].search(
            [("module", "=", "customer_care"), ("model", "=", "ir.cron")]
        )
        self.assertGreaterEqual(len(data), 15)
        self.assertEqual(shown, set(data.mapped("res_id")))
        for job in self.jobs._all():
            with self.subTest(job.name):
                self.assertTrue(job.name)
                self.assertNotIn("Customer Care", job.name)
                self.assertTrue(job.outcome)

    def test_the_jobs_that_the_page_is_for_are_there(self):
        names = set(self.jobs._crons().values())
        wanted = {"duplicates", "verify_consents", "retention", "expire_consents"}
        self.assertLessEqual(wanted | {"check_base", "count_maintenance"}, names)

    def test_a_run_is_written_down_with_its_result(self):
        self.assertFalse(self._job().last_run)
        self._run()
        job = self._job()
        self.assertEqual((job.state, job.failure_count), ("done", 0))
        self.assertAlmostEqual(
            job.last_run, fields.Datetime.now(), delta=timedelta(minutes=2)
        )
        self.assertEqual(job.last_success, job.last_run)
        self.assertIn("cannot be right", job.outcome)
        self.assertFalse(job.is_bad)

    def test_a_failure_is_written_down_with_its_reason_and_counted(self):
        self._run()
        success = self._job().last_success

        def broken(self):
            raise ValueError("the disk is full")

        cls = type(self.env["customer.finding"])
        for times in (1, 2):
            with (
                patch.object(cls, "_cron_scan", broken),
                mute_logger("odoo.addons.base.models.ir_cron"),
            ):
                self._run()
            self.assertEqual(self._job().failure_count, times)
        job = self._job()
        self.assertEqual((job.state, job.last_success), ("failed", success))
        self.assertIn("the disk is full", job.outcome)
        self.assertTrue(job.is_bad)
        self._run()
        self.assertEqual((self._job().state, self._job().failure_count), ("done", 0))

    def test_a_job_of_another_addon_is_not_written_down(self):
        cron = self.env["ir.cron"].create(
            {
                "name": "Another",
                "model_id": self.env.ref("base.model_res_partner").id,
                "state": "code",
                "code": "model.search([], limit=1)",
            }
        )
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertFalse(self.jobs.sudo().search([("cron_id", "=", cron.id)]))

    def test_a_late_job_is_red(self):
        # the database may have been made days ago
        self.cron.nextcall = fields.Datetime.now() + timedelta(hours=2)
        self.assertFalse(self._job().is_late)
        self.cron.nextcall = fields.Datetime.now() - timedelta(hours=2)
        self.assertTrue(self._job().is_late)
        self.assertTrue(self._job().is_bad)
        self.cron.active = False
        self.env.invalidate_all()
        self.assertFalse(self._job().is_late)

    def test_a_broken_consent_log_makes_its_job_red(self):
        job = self.jobs._all().filtered(
            lambda job: (
                job.cron_id == self.env.ref("customer_care.cron_verify_consents")
            )
        )
        checks = self.env["customer.consent.check"]
        checks.create({"company_ref": 1, "row_count": 3, "fault": "Row 2 was changed."})
        self.jobs._note(job.cron_id.sudo(), 1.0, 0, 0)
        self.env.invalidate_all()
        self.assertEqual(job.outcome, "Row 2 was changed.")
        self.assertTrue(job.is_bad)

    def test_a_job_is_started_by_whoever_may_and_by_nobody_else(self):
        before = self.env["ir.cron.trigger"].search_count(
            [("cron_id", "=", self.cron.id)]
        )
        self._job().action_run()
        self.assertEqual(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", self.cron.id)]),
            before + 1,
        )
        clerk = new_test_user(self.env, "job_clerk", groups="customer_care.level_5")
        with self.assertRaises(AccessError):
            self._job().with_user(clerk).action_run()
        with self.assertRaises(AccessError):
            self.jobs.with_user(clerk).search([])


@tagged("post_install", "-at_install")
class TestCustomerHealth(TransactionCase):
    """Each line says whether a thing works; each that does not says what to do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = new_test_user(
            cls.env, "health_owner", groups="customer_care.level_1"
        )
        cls.health = cls.env["customer.health"].with_user(cls.owner)

    def _line(self, key):
        return next(line for line in self.health._examine() if line["key"] == key)

    def test_whatever_is_not_good_says_what_to_do(self):
        lines = self.health._examine()
        self.assertEqual(
            {line["key"] for line in lines}, set(self.health._health_checks())
        )
        for line in lines:
            with self.subTest(line["key"]):
                self.assertTrue(line["found"])
                self.assertEqual(bool(line["advice"]), line["state"] != "good")

    def test_no_mail_server_is_red_and_one_is_good(self):
        self.env["ir.mail_server"].search([]).active = False
        with patch.dict(config.options, {"smtp_server": "localhost"}):
            self.assertEqual(self._line("mail")["state"], "bad")
            self.env["ir.mail_server"].create(
                {"name": "Ours", "smtp_host": "mail.example.com"}
            )
            self.assertEqual(self._line("mail")["state"], "good")

    def test_a_mail_server_of_the_configuration_file_is_good(self):
        self.env["ir.mail_server"].search([]).active = False
        with patch.dict(config.options, {"smtp_server": "mail.example.com"}):
            line = self._line("mail")
        self.assertEqual((line["state"], line["found"]), ("good", "mail.example.com"))

    def test_sending_that_is_not_on_is_told_with_the_way_to_switch_it_on(self):
        sending = type(self.env["customer.sending"])
        for state, words in (
            ("stopped", "All sending is stopped"),
            ("trial", "to the trial address"),
            ("neutralised", "a neutralised copy"),
        ):
            with (
                self.subTest(state),
                patch.object(sending, "_state", lambda self, state=state: state),
            ):
                line = self._line("sending")
                self.assertEqual(line["state"], "warning")
                self.assertIn(words, line["found"])
                self.assertIn("Stop or start sending", line["advice"])
        with patch.object(sending, "_state", lambda self: "on"):
            self.assertEqual(self._line("sending")["state"], "good")

    def test_an_sms_account_is_good_once_it_is_registered(self):
        accounts = self.env["iap.account"]
        accounts.search([("service_name", "=", "sms")]).unlink()
        line = self._line("sms")
        self.assertEqual(line["state"], "warning")
        self.assertIn("no account", line["found"])
        account = accounts.create(
            {"name": "SMS", "service_id": self.env.ref("sms.iap_service_sms").id}
        )
        for state, verdict in (
            ("registered", "good"),
            ("unregistered", "bad"),
            ("banned", "bad"),
        ):
            account.state = state
            with self.subTest(state):
                self.assertEqual(self._line("sms")["state"], verdict)

    def test_an_sms_refused_for_the_account_is_red_for_a_week(self):
        sms = self.env["sms.sms"].create(
            {"number": "+48602345678", "body": "x", "state": "error"}
            | {"failure_type": "sms_acc"}
        )
        line = self._line("sms")
        self.assertEqual(line["state"], "bad")
        self.assertIn("not registered", line["found"])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sms_sms SET create_date = now() - interval '8 days' WHERE id = %s",
            [sms.id],
        )
        self.env.invalidate_all()
        self.assertNotIn("not registered", self._line("sms")["found"])

    def test_an_sms_account_without_credit_is_red(self):
        self.env["sms.sms"].create(
            {"number": "+48602345678", "body": "x", "state": "error"}
            | {"failure_type": "sms_credit"}
        )
        line = self._line("sms")
        self.assertEqual(line["state"], "bad")
        self.assertIn("credit", line["advice"])

    def test_late_jobs_and_no_workers_are_told(self):
        self.env.ref("customer_care.cron_send").nextcall = (
            fields.Datetime.now() - timedelta(days=1)
        )
        line = self._line("jobs")
        self.assertEqual(line["state"], "bad")
        self.assertIn("max_cron_threads", line["advice"])

    def _only_job(self, **vals):
        """One job that works, or not as these values say, as if it were the only."""
        job = self.env["customer.job"]._all()[0]
        job.cron_id.nextcall = fields.Datetime.now() + timedelta(days=1)
        job.write({"state": "done", **vals})
        return patch.object(type(job), "_all", lambda self: job.with_env(self.env))

    def test_a_job_that_failed_is_red_and_named(self):
        with self._only_job(state="failed", error="No space left"):
            name = self.env["customer.job"]._all().title
            line = self._line("jobs")
        self.assertEqual((line["state"], line["found"]), ("bad", f"“{name}” failed."))
        self.assertIn("Scheduled jobs", line["advice"])

    def test_a_job_that_is_switched_off_is_told(self):
        with self._only_job():
            job = self.env["customer.job"]._all()
            job.cron_id.active = False
            line = self._line("jobs")
        self.assertEqual(line["state"], "warning")
        self.assertEqual(line["found"], f"“{job.title}” is switched off.")

    def test_a_server_that_runs_no_jobs_is_told(self):
        for threads, verdict in ((0, "warning"), (2, "good")):
            with (
                self.subTest(threads),
                self._only_job(),
                patch.dict(config.options, {"max_cron_threads": threads}),
            ):
                self.assertEqual(self._line("jobs")["state"], verdict)

    def test_a_missing_search_index_is_red(self):
        with patch.object(self.env.registry, "has_trigram", False):
            self.assertEqual(self._line("trigram")["state"], "bad")

    def test_a_missing_report_engine_is_red(self):
        for state in ("install", "broken", "upgrade", "workers"):
            with (
                self.subTest(state),
                patch.object(
                    type(self.env["ir.actions.report"]),
                    "get_wkhtmltopdf_state",
                    lambda self, state=state: state,
                ),
            ):
                self.assertEqual(self._line("report")["state"], "bad")

    def test_the_key_in_the_database_is_told(self):
        keys = type(self.env["customer.consent.key"])
        with patch.object(keys, "_is_outside", lambda self: False):
            self.assertEqual(self._line("key")["state"], "warning")
        with patch.object(keys, "_is_outside", lambda self: True):
            self.assertEqual(self._line("key")["state"], "good")

    def test_unread_failures_and_stopped_operations_are_red(self):
        self.env["customer.message"].search(
            [("state", "in", ("failed", "unknown"))]
        ).state = "cancelled"
        self.assertEqual(self._line("failures")["state"], "good")
        partner = self.env["res.partner"].create({"name": "Anna"})
        self.env["customer.message"].create(
            {
                "partner_id": partner.id,
                "channel": "call",
                "purpose_id": self.env.ref("customer_care.purpose_service").id,
                "subject": "x",
            }
        ).state = "failed"
        self.assertEqual(self._line("failures")["state"], "bad")
        self.env["customer.operation"].create({"kind": "merge", "state": "stopped"})
        self.assertEqual(self._line("operations")["state"], "bad")

    def test_what_is_red_stands_above_all_else(self):
        states = [line["state"] for line in self.health._examine()]
        order = ["bad", "warning", "good"]
        self.assertEqual(states, sorted(states, key=order.index))
        centre = self.env["customer.maintenance.centre"].with_user(self.owner)
        centre = centre.browse(centre.action_open()["res_id"])
        self.assertEqual(centre.bad_count, states.count("bad"))
        self.assertEqual(len(centre.health_ids), len(states))
        centre.action_examine()
        self.assertEqual(len(centre.health_ids), len(states))
