# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from pathlib import Path

from odoo.tests import BaseCase, get_db_name, tagged

from .outbox_processes import OutboxDatabase

# As a request of the web client: what meets somebody else's is repeated by Odoo.
IMPORT = """
from odoo.service.model import retrying
partners = env["res.partner"].with_context(import_file=True)
rows = [[f"Par {n}", f"par{n}@example.com", f"60{n:07}"] for n in range(200)]
times = []

def work():
    times.append(1)
    if len(times) == 1:
        env["res.partner"].search_count([])  # the snapshot of before the other's end
        wait_for(go)
    return partners.load(["name", "email", "phone"], rows)

result = retrying(work, env)
env.cr.commit()
answer([len(times), len(set(result["ids"])), result["customer_counts"]["new"]])
"""


@tagged("post_install", "-at_install")
class TestImportParallel(BaseCase):
    """With real processes: two people import the same file at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = OutboxDatabase(get_db_name())
        cls.addClassCleanup(cls.copy.drop)

    def test_two_people_import_one_file_and_every_customer_is_there_once(self):
        go = Path(self.copy.folder) / "go"
        both = [self.copy.start(f"go = {str(go)!r}\n{IMPORT}") for _who in range(2)]
        for process in both:
            self.copy._wait_for_line(process, "READY")
        go.touch()
        answers = sorted(self.copy.result(process) for process in both)
        with self.copy.env() as env:
            found = env["res.partner"].search([("name", "=like", "Par %")])
            self.assertEqual(len(found), 200, self.copy.logs())
            self.assertEqual(len(found.customer_phone_ids), 200)
        self.assertEqual([made for _times, _ids, made in answers], [200, 0])
        self.assertEqual([ids for _times, ids, _made in answers], [200, 200])
        self.assertEqual([times for times, _ids, _made in answers], [1, 2])
