# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import Counter

from odoo.fields import Command
from odoo.tests import BaseCase, get_db_name, tagged

from .outbox_processes import OutboxDatabase

COUNT = 48
# Each list is a long one; two sheets of labels are one file.
SMALL = """
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.addons.customer_care.models import (
    customer_search_run_labels as labels, customer_search_run_letters as letters,
    customer_search_run_make as make, customer_search_run_paper as paper)
make.INLINE, labels.LABELS, paper.BATCH, letters.PART = 0, 16, 4, 6
env = env(user=env.ref("base.user_admin").id)
Run = type(env["customer.search.run"])
cron = env.ref("customer_care.cron_search")

def work():
    "As the scheduler does: the job is called again while there is something to do."
    for __ in range(20):
        cron.sudo().method_direct_trigger()
        env.cr.commit()
        if not env["customer.search.run"].search_count([("state", "=", "running")]):
            return
"""
RUNS = """
def run():
    try:
        return env["customer.search"].browse({search})._run({outputs!r}).id
    except UserError as error:
        return error.args[0]

wait_for(go)
answer(retrying(run, env))
"""
# Waits in the middle of the output for whoever kills it or presses a button, also when
# the time of the job is over just then.
STANDS = """
commit = Run._commit_output

def stands(self, output, place):
    try:
        commit(self, output, place)
    finally:
        if output == {output!r} and place >= {place}:
            wait_for(go)

Run._commit_output = stands
work()
answer("ended")
"""
TEXTS = """
import io
from odoo.tools.pdf import PdfFileReader
files = env["customer.search.run"].browse({run}).file_ids.sorted("id")
answer({{
    output: [
        page.extract_text()
        for file in files.filtered(lambda file: file.output == output)
        for page in PdfFileReader(io.BytesIO(file.attachment_id.raw)).pages
    ]
    for output in files.mapped("output")
}})
"""


RESUMES = """
run = env["customer.search.run"].browse({run})
run.with_user(run.user_id).action_resume()
env.cr.commit()
"""


@tagged("post_install", "-at_install")
class TestSearchProcesses(BaseCase):
    """Runs in real processes: killed, stopped, two at once; nobody gets it twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = OutboxDatabase(get_db_name())
        cls.addClassCleanup(cls.database.drop)
        with cls.database.env() as env:
            env["ir.config_parameter"].set_param("customer_care.sending", "stopped")
            cls._prepare(env)

    @classmethod
    def _prepare(cls, env):
        partners = env["res.partner"].create(
            [
                {
                    "name": f"Guest{n:02}",
                    "ref": f"K{n:02}",
                    "street": "Prosta 1",
                    "zip": "00-001",
                    "city": "Warszawa",
                    "country_id": env.ref("base.pl").id,
                }
                for n in range(COUNT)
            ]
        )
        cls.names = partners.mapped("name")
        letter = env["mail.template"].create(
            {
                "name": "Letter",
                "model_id": env["ir.model"]._get_id("res.partner"),
                "body_html": "<p>Come by.</p>",
            }
        )
        cls.vals = {
            "name": "Guests",
            "domain": str([("id", "in", partners.ids)]),
            "order": "ref",
            "purpose_id": env.ref("customer_care.purpose_service").id,
            "letter_template_id": letter.id,
            "label_format_id": env.ref("customer_care.label_l7160").id,
            "label_start": 20,
            "column_ids": [Command.create({"path": "ref"})],
        }

    def _search(self):
        with self.database.env() as env:
            return env["customer.search"].create(self.vals).id

    def _script(self, script, **values):
        return SMALL + script.format(**values)

    def _run(self, outputs):
        """A run in the background, whose job has not begun."""
        run = self._script(RUNS, search=self._search(), outputs=outputs)
        [run_id] = self.database.run_together(run, 1)
        return run_id

    def _state(self, run_id):
        [[state]] = self.database.sql(
            "SELECT state FROM customer_search_run WHERE id = %s", run_id
        )
        return state

    def _outbox(self, run_id):
        """Return {channel: {how often: people}} of what the outbox has of a run."""
        rows = self.database.sql(
            "SELECT channel, partner_id FROM customer_message WHERE source = %s",
            f"customer.search.run,{run_id}",
        )
        result = {}
        for (channel, __), number in Counter(rows).items():
            result.setdefault(channel, Counter())[number] += 1
        return result

    def _check_all_once(self, run_id):
        """Everybody is on one label and in one letter, in one and the same order."""
        self.assertEqual(self._state(run_id), "done")
        self.assertEqual(
            self._outbox(run_id), {"label": {1: COUNT}, "letter": {1: COUNT}}
        )
        texts = self.database.run(self._script(TEXTS, run=run_id))
        for output, pages in texts.items():
            words = " ".join(pages).split()
            found = [word for word in words if word.startswith("Guest")]
            self.assertEqual(found, self.names, output)
        self.assertEqual(set(texts), {"labels", "letters"})

    def _stand(self, output, place):
        """Start the job and wait until it stands behind a place of an output."""
        script = self._script(STANDS, output=output, place=place)
        return self.database.start_and_wait(script)

    def test_killed_in_labels_and_in_letters_everybody_is_once(self):
        run_id = self._run("labels,letters")
        for output, place in (("paper_settling", 8), ("labels", 1), ("letters", 12)):
            with self.subTest(output=output):
                process, _go = self._stand(output, place)
                self.database.kill(process)
                self.assertEqual(self._state(run_id), "running")
        # in the middle: some have a letter, some do not
        self.assertEqual(self._outbox(run_id)["label"], {1: COUNT})
        self.assertEqual(self._outbox(run_id)["letter"], {1: 12})
        self.database.run(self._script("work()"))
        self._check_all_once(run_id)

    def test_stopped_in_the_middle_it_goes_on_there(self):
        run_id = self._run("labels,letters")
        process, go = self._stand("labels", 1)
        before = self._outbox(run_id)
        with self.database.env() as env:
            run = env["customer.search.run"].browse(run_id)
            run.with_user(run.user_id).action_stop()
        go.touch()
        self.assertEqual(self.database.result(process), "ended")
        self.assertEqual(
            (self._state(run_id), self._outbox(run_id)), ("stopped", before)
        )
        self.database.run(self._script("work()"))
        self.assertEqual(self._outbox(run_id), before)
        # by another process: this one keeps its files elsewhere
        self.database.run(self._script(RESUMES, run=run_id))
        self.database.run(self._script("work()"))
        self._check_all_once(run_id)

    def test_of_two_who_run_a_search_at_once_one_is_told_to_wait(self):
        search = self._search()
        script = self._script(RUNS, search=search, outputs="labels")
        answers = self.database.run_together(script)
        [run_id] = [answer for answer in answers if isinstance(answer, int)]
        [refused] = [answer for answer in answers if isinstance(answer, str)]
        self.assertIn("is running Guests at this moment", refused)
        self.database.run(self._script("work()"))
        self.assertEqual(self._outbox(run_id), {"label": {1: COUNT}})
        [[count]] = self.database.sql(
            "SELECT count(*) FROM customer_message m JOIN customer_search_run r"
            " ON m.source = 'customer.search.run,' || r.id WHERE r.search_id = %s",
            search,
        )
        self.assertEqual(count, COUNT)

    def test_two_workers_at_once_make_it_once(self):
        run_id = self._run("labels,letters")
        script = self._script(
            "wait_for(go)\ntry:\n    work()\nexcept UserError:\n    pass\nanswer(1)"
        )
        self.database.run_together(script)
        self._check_all_once(run_id)
