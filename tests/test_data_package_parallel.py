# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase, get_db_name, tagged

from .outbox_processes import OutboxDatabase

# The server repeats a request that lost a race.
TAKE = """
from psycopg2.errors import SerializationFailure

delivery = env["customer.data.delivery"].browse(%s)
wait_for(go)
for attempt in range(5):
    try:
        attachment, refusal = delivery._take()
        env.cr.commit()
        break
    except SerializationFailure:
        env.cr.rollback()
        env.clear()
answer(refusal or "taken")
"""

# The background job is killed when the file is written and the package is not.
KILLED = """
cron = env.ref("customer_care.cron_data_package")
engine = type(env["ir.attachment"])

def wait_for_ever(self, *args, **kwargs):
    print("READY", flush=True)
    time.sleep(600)

with patch.object(engine, "_create_from_file", wait_for_ever):
    env["customer.data.package"].with_context(cron_id=cron.id)._cron_make()
"""

BROKEN = """
cron = env.ref("customer_care.cron_data_package")
packages = env["customer.data.package"].with_context(cron_id=cron.id)
engine = type(env["customer.personal.data"])

def fail(self, *args):
    raise ValueError("No space left")

with patch.object(engine, "_write_files", fail):
    packages._cron_make()
env.cr.commit()
answer(True)
"""


@tagged("post_install", "-at_install")
class TestDataPackageParallel(BaseCase):
    """Two downloads at once, and a background job that is killed or fails."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = OutboxDatabase(get_db_name())
        cls.addClassCleanup(cls.copy.drop)

    def _package(self, **vals):
        with self.copy.env() as env:
            customer = env["res.partner"].create({"name": "Anna Kowalska"})
            return (
                env["customer.data.package"]
                .create({"partner_id": customer.id, **vals})
                .id
            )

    def _state(self, number):
        [row] = self.copy.sql(
            "SELECT state, progress, error FROM customer_data_package WHERE id = %s",
            number,
        )
        return row

    def _files(self, number):
        [[count]] = self.copy.sql(
            "SELECT count(*) FROM ir_attachment WHERE res_id = %s"
            " AND res_model = 'customer.data.package'",
            number,
        )
        return count

    def test_two_at_once_take_it_once(self):
        number = self._package()
        with self.copy.env() as env:
            package = env["customer.data.package"].browse(number)
            package._make()
            package._link()
            delivery = package.delivery_ids.id
        answers = self.copy.run_together(TAKE % delivery)
        self.assertEqual(sorted(answers), ["taken", "used"])
        with self.copy.env() as env:
            delivery = env["customer.data.delivery"].browse(delivery)
            self.assertEqual(delivery.used, 1)
            results = sorted(delivery.opening_ids.mapped("result"))
            self.assertEqual(results, ["taken", "used"])

    def test_a_killed_job_leaves_nothing_and_is_done_anew(self):
        number = self._package()
        process = self.copy.start(KILLED)
        self.copy._wait_for_line(process, "READY")
        self.assertEqual(self._state(number)[0], "running")
        self.copy.kill(process)
        self.assertEqual(self._files(number), 0)
        self.copy.run("""
cron = env.ref("customer_care.cron_data_package")
env["customer.data.package"].with_context(cron_id=cron.id)._cron_make()
env.cr.commit()
answer(True)
""")
        self.assertEqual(self._state(number), ("done", 100, None))
        self.assertEqual(self._files(number), 1)

    def test_one_that_fails_says_why_and_leaves_the_next(self):
        number = self._package()
        self.copy.run(BROKEN)
        state, _progress, error = self._state(number)
        self.assertEqual((state, error), ("stopped", "No space left"))
        self.assertEqual(self._files(number), 0)
