# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.base.models.ir_cron import IrCron

from ..models import customer_search_run_make
from .common_search import SearchCommon

JOB = "odoo.addons.customer_care.models.customer_search_run_job"


@tagged("post_install", "-at_install")
class TestSearchProgress(SearchCommon):
    """A long run says how far it is, lets others in and can be stopped."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(customer_search_run_make, "INLINE", 0))
        self.search = self._make_search(purpose_id=self.service.id, is_shared=True)

    def _steps(self, run):
        return {line["key"]: line["percent"] for line in run.progress_lines}

    def _job(self, seconds=60):
        """Call the job as its cron does, with so many seconds left after each step.

        What it commits is written, and a rollback after a commit changes nothing.
        """

        def commit(cron, processed=0, **_options):
            cron.env.flush_all()
            return seconds

        with (
            patch.object(IrCron, "_commit_progress", commit),
            patch.object(self.env.cr, "rollback", lambda: None),
        ):
            runs = self.env["customer.search.run"].with_context(cron_id=1)
            runs._cron_make()

    def test_each_step_says_how_far_it_is(self):
        run = self.search._run("labels,csv")
        self.assertEqual(
            self._steps(run), {"list": 0, "paper": 0, "labels": 0, "csv": 0}
        )
        labels = [line["label"] for line in run.progress_lines]
        self.assertEqual(labels[2:], ["Mailing labels", "CSV file"])
        run._commit_output("gate", 1)
        self.assertEqual(self._steps(run)["list"], 33)
        run._commit_output("gate", 3)  # of three, and not settled yet
        self.assertEqual(self._steps(run)["list"], 99)
        self._job()
        self.assertEqual(set(self._steps(run).values()), {100})
        self.assertEqual(run.state, "done")

    def test_a_run_without_paper_has_no_step_for_it(self):
        self.assertEqual(set(self._steps(self.search._run("csv"))), {"list", "csv"})

    def test_when_the_time_is_over_it_goes_on_the_next_time(self):
        run = self.search._run("labels,csv")
        calls = 0
        while run.state == "running" and calls < 20:
            self._job(seconds=0)
            calls += 1
        self.assertEqual((run.state, run.error), ("done", False))
        self.assertGreater(calls, 3)
        self.assertEqual(sorted(run.file_ids.mapped("output")), ["csv", "labels"])

    def test_who_waited_longest_is_next(self):
        first, second = self.search._run("csv"), self.search._run("report")
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE customer_search_run SET write_date = '2020-01-01'"
                " WHERE id = %s",
                second.id,
            )
        )
        self.env.invalidate_all()
        self._job(seconds=0)
        self.assertEqual(self._steps(first)["list"], 0)
        self.assertGreater(self._steps(second)["list"], 0)

    def test_what_is_stopped_keeps_what_it_has_and_goes_on_there(self):
        run = self.search._run("labels,csv")
        self._job(seconds=0)
        before = run.progress
        run.action_stop()
        self.assertEqual(run.state, "stopped")
        self.assertIn("stopped it. What was made until then is kept.", run.error)
        self._job()
        self.assertEqual((run.state, run.progress), ("stopped", before))
        run.action_resume()
        self._job()
        self.assertEqual((run.state, run.error), ("done", False))
        self.assertEqual(sorted(run.file_ids.mapped("output")), ["csv", "labels"])

    def test_only_its_runner_stops_what_is_under_way(self):
        run = self.search.with_user(self.clerk)._run("report")
        with self.assertRaisesRegex(UserError, "made this list"):
            run.with_user(self.user_level_2).action_stop()
        self.assertEqual(run.state, "running")
        self._job()
        with self.assertRaisesRegex(UserError, "not under way"):
            run.action_stop()

    def test_nothing_goes_on_beside_another_run_to_the_same_people(self):
        run = self.search._run("labels")
        run.action_stop()
        other = self.search.with_user(self.clerk)._run("labels")
        with self.assertRaisesRegex(UserError, "at this moment"):
            run.action_resume()
        self._job()
        self.assertEqual((run.state, other.state), ("stopped", "done"))
        run.action_resume()
        self.assertEqual(run.state, "running")

    def test_a_failure_stops_its_run_alone_and_is_said(self):
        bad, good = self.search._run("report"), self.search._run("csv")
        runs = type(bad)

        def fail(run):
            # pylint: disable-next=translation-required
            raise UserError("The printer of the test is on fire.")

        with patch.object(runs, "_output_report", fail), mute_logger(JOB):
            self._job()
        self.assertEqual((bad.state, good.state), ("stopped", "done"))
        self.assertEqual(bad.error, "The printer of the test is on fire.")

    def test_a_button_pressed_meanwhile_is_no_failure(self):
        run = self.search._run("csv")

        def conflict(run):
            raise SerializationFailure("could not serialize access")

        with patch.object(type(run), "_output_csv", conflict):
            self._job()
        self.assertEqual((run.state, run.error), ("running", False))
        self._job()
        self.assertEqual(run.state, "done")
