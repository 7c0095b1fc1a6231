# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase, get_db_name, tagged

from .outbox_processes import OutboxDatabase

# Two processes scan at once, as two workers or an impatient clerk would.
SCAN = """
from psycopg2.errors import SerializationFailure
from odoo.exceptions import UserError

wait_for(go)
said = "repeated too often"
for attempt in range(5):
    try:
        env["customer.duplicate"]._scan(full=True)
        env.cr.commit()
        said = "scanned"
        break
    except SerializationFailure:
        env.cr.rollback()
        env.clear()
    except UserError as error:
        env.cr.rollback()
        said = str(error)
        break
answer(said)
"""

# A cron that is killed after its first batch was committed.
KILLED = """
from odoo.addons.customer_care.tools import duplicate_engine
duplicate_engine.FETCHED = 2
cron = env.ref("customer_care.cron_duplicates")
crons = type(env["ir.cron"])
done = []

def commit(self, *args, **kwargs):
    env.cr.commit()
    done.append(1)
    if len(done) == 2:
        print("READY", flush=True)
        time.sleep(600)
    return 100

with patch.object(crons, "_commit_progress", commit):
    env["customer.duplicate"].with_context(cron_id=cron.id)._cron_scan()
"""


@tagged("post_install", "-at_install")
class TestDuplicateParallel(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = OutboxDatabase(get_db_name())
        cls.addClassCleanup(cls.copy.drop)

    def setUp(self):
        super().setUp()
        with self.copy.env() as env:
            env["customer.duplicate"].search([]).unlink()
            env["customer.duplicate.scan"].search([]).unlink()
            env["res.partner"].search([("name", "like", "Parallel")]).unlink()
            for number in range(6):
                vals = {"phone": f"+4860123456{number}"}
                vals["name"] = f"Parallel Kowalska{number}"
                env["res.partner"].create([vals, vals])

    def _pairs(self):
        return self.copy.sql(
            "SELECT count(*), count(DISTINCT (partner_id, other_id))"
            " FROM customer_duplicate d JOIN res_partner p ON p.id = d.partner_id"
            " WHERE p.name LIKE 'Parallel%%'"
        )[0]

    def test_two_scans_at_once_double_no_pair(self):
        answers = self.copy.run_together(SCAN)
        self.assertIn("scanned", answers)
        self.assertFalse(
            [a for a in answers if a != "scanned" and "running already" not in a]
        )
        self.assertEqual(self._pairs(), (6, 6))

    def test_a_scan_that_was_killed_goes_on_and_doubles_nothing(self):
        process = self.copy.start(KILLED)
        self.copy._wait_for_line(process, "READY")
        process.kill()
        process.wait(timeout=60)
        [(state, position)] = self.copy.sql(
            "SELECT state, position FROM customer_duplicate_scan"
        )
        self.assertEqual(state, "running")
        self.assertGreater(position, 0)
        found = self._pairs()[0]
        self.assertTrue(0 < found < 6, found)
        with self.copy.env() as env:
            env["customer.duplicate"]._cron_scan()
        self.assertEqual(self._pairs(), (6, 6))
        self.assertEqual(
            self.copy.sql("SELECT state FROM customer_duplicate_scan"), [("done",)]
        )
