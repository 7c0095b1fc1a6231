# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import csv
import io
from collections import Counter

from odoo.fields import Command
from odoo.tests import BaseCase, get_db_name, tagged

from .outbox_processes import OutboxDatabase

COUNT = 30
SMALL = """
from odoo.addons.customer_care.models import (
    customer_search_run_message as message, customer_search_run_part as part)
message.BATCH, part.ROWS["csv"] = 5, 10
Run = type(env["customer.search.run"])
commit = Run._commit_output
"""
DIES = (
    SMALL
    + """
def dies(self, output, place):
    commit(self, output, place)
    if output == {output!r} and place >= {place}:
        os.kill(os.getpid(), signal.SIGKILL)

Run._commit_output = dies
env.ref("customer_care.cron_search").method_direct_trigger()
"""
)
GOES_ON = SMALL + 'env.ref("customer_care.cron_search").method_direct_trigger()\n'
MADE = """
run = env["customer.search.run"].browse({run})
files = run.file_ids.sorted("until")
answer([run.state, [f.attachment_id.raw.decode("utf-8-sig") for f in files]])
"""


@tagged("post_install", "-at_install")
class TestSearchKilled(BaseCase):
    """A run that is killed goes on where it was, and nobody is in it twice."""

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
                    "name": f"Guest {n:02}",
                    "ref": f"K{n:02}",
                    "email": f"k{n}@example.com",
                }
                for n in range(COUNT)
            ]
        )
        template = env["mail.template"].create(
            {
                "name": "Offer",
                "model_id": env["ir.model"]._get_id("res.partner"),
                "subject": "Hello",
                "body_html": "<p>Come by.</p>",
            }
        )
        search = env["customer.search"].create(
            {
                "name": "Guests",
                "domain": str([("id", "in", partners.ids)]),
                "order": "ref",
                "purpose_id": env.ref("customer_care.purpose_service").id,
                "email_template_id": template.id,
                "column_ids": [Command.create({"path": "ref"})],
            }
        )
        run = env["customer.search.run"].create(
            {
                "search_id": search.id,
                "user_id": env.ref("base.user_admin").id,
                "company_id": env.company.id,
                "outputs": "csv,email",
                "lang": "en_US",
                "state": "running",
            }
        )
        run._freeze()
        cls.run_id = run.id

    def _planned(self):
        return Counter(
            partner_id
            for (partner_id,) in self.database.sql(
                "SELECT partner_id FROM customer_message WHERE source = %s",
                f"customer.search.run,{self.run_id}",
            )
        )

    def _files(self):
        [[count]] = self.database.sql(
            "SELECT count(*) FROM customer_search_file WHERE run_id = %s", self.run_id
        )
        return count

    def test_killed_twice_each_is_in_one_file_and_in_one_message(self):
        self.database.run(DIES.format(output="csv", place=10))
        self.assertEqual((self._files(), len(self._planned())), (1, 0))
        self.database.run(DIES.format(output="email", place=10))
        self.assertEqual((self._files(), len(self._planned())), (3, 10))
        self.database.run(GOES_ON)
        planned = self._planned()
        self.assertEqual((self._files(), len(planned)), (3, COUNT))
        self.assertEqual(set(planned.values()), {1})
        # read where it was written: a test has a filestore of its own
        state, texts = self.database.run(MADE.format(run=self.run_id))
        self.assertEqual(state, "done")
        codes = [
            row[0] for text in texts for row in list(csv.reader(io.StringIO(text)))[1:]
        ]
        self.assertEqual(codes, [f"K{n:02}" for n in range(COUNT)])
