# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import ast
import json
import os
import subprocess
from pathlib import Path

from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name
from odoo.tools import config

from .outbox_processes import OutboxDatabase

EXAMPLE = Path(__file__).parent.parent / "docs" / "example"
ADDON = "customer_care_example"
# Statements of Python that the example has, imports left out: it stays an example.
STATEMENTS = 40
SCRIPT = """
import json
from datetime import timedelta
from odoo import fields

today = fields.Date.today()
quiet, over, other = env["res.partner"].create(
    [
        {"name": name, "city": "Quietby", "email": f"{name}@example.com", **values}
        for name, values in (
            ("Quiet", {"quiet_until": today + timedelta(days=2)}),
            ("Over", {"quiet_until": today - timedelta(days=2)}),
            ("Other", {}),
        )
    ]
)
service = env.ref("customer_care.purpose_service")
refusals = (quiet | over | other)._contact_refusals("email", service)
places = env["customer.data.map"]._places("res.partner")
[place] = [place for place in places if place.field == "quiet_until"]
search = env["customer.search"].create(
    {
        "name": "Whoever was left in peace",
        "domain": str([("city", "=", "Quietby"), ("quiet_until", "!=", False)]),
        "order": "name",
        "column_ids": [(0, 0, {"path": "name"})],
        "out_report": False,
        "out_names": True,
    }
)
search.action_run()
[file] = search.run_ids.file_ids
answer = (
    {
        "refusals": {
            env["res.partner"].browse(key).name: refusals[key] for key in refusals
        },
        "place": [place.anonymise, place.is_reviewed],
        "offered": "quiet_until" in search.get_search_fields()["res.partner"],
        "file": [file.name.rsplit(".")[-1], file.attachment_id.raw.decode()],
    }
)
print("ANSWER " + json.dumps(answer))
env.cr.rollback()
"""


@tagged("post_install", "-at_install")
class TestExampleAddon(BaseCase):
    """The addon of docs/developer.md does what it is an example of."""

    def test_the_example_is_installed_and_its_four_extensions_work(self):
        database = OutboxDatabase(get_db_name())
        self.addCleanup(database.drop)
        self._odoo(database, "-i", ADDON, "--stop-after-init")
        output = self._odoo(database, "shell", stdin=SCRIPT)
        [line] = [line for line in output.splitlines() if line.startswith("ANSWER ")]
        answer = json.loads(line.removeprefix("ANSWER "))
        self.assertEqual(
            answer,
            {
                "refusals": {
                    "Quiet": "This customer wants to be left in peace for a while."
                },
                "place": ["blank", True],
                "offered": True,
                "file": ["txt", "Over\nQuiet\n"],
            },
        )

    def _odoo(self, database, *arguments, stdin=""):
        """Run Odoo on the database with the folder of the example on its path."""
        addons = ",".join([*config["addons_path"], str(EXAMPLE)])
        command = [*json.loads(os.environ["CUSTOMER_CARE_ODOO"])]
        if arguments[0] == "shell":
            command.append(arguments[0])
            arguments = arguments[1:]
        command += ["-d", database.name, f"--addons-path={addons}", *arguments]
        command += ["--no-http", "--max-cron-threads=0", "--log-level=warn"]
        done = subprocess.run(
            command, input=stdin, capture_output=True, text=True, check=False
        )
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        return done.stdout

    def test_it_stays_as_short_as_an_example(self):
        tree = ast.parse((EXAMPLE / ADDON / "quiet.py").read_text())
        statements = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.stmt)
            and not isinstance(node, ast.Import | ast.ImportFrom)
        ]
        self.assertLess(len(statements), STATEMENTS)
        lines = (EXAMPLE.parent / "developer.md").read_text()
        self.assertIn((EXAMPLE / ADDON / "quiet.py").read_text(), lines)
