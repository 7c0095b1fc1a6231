# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.fields import Command
from odoo.tests import BaseCase, get_db_name, tagged

from .outbox_processes import OutboxDatabase

# Both ask what is due before either has said that it takes it.
TOGETHER = """
cron = env.ref("customer_care.cron_schedules")
schedules = env["customer.search.schedule"].with_context(cron_id=cron.id)
due = schedules.search([("next_run", "<=", "2000-01-02")])
wait_for(go)
due._claim()
env.cr.commit()
schedules._cron_schedules()
env.cr.commit()
answer(len(due))
"""
KILLED = """
cron = env.ref("customer_care.cron_schedules")
Delivery = type(env["customer.search.delivery"])

def dies(self, *args):
    os.kill(os.getpid(), signal.SIGKILL)

Delivery.{method} = dies
env["customer.search.schedule"].with_context(cron_id=cron.id)._cron_schedules()
"""
GOES_ON = """
cron = env.ref("customer_care.cron_schedules")
env["customer.search.schedule"].with_context(cron_id=cron.id)._cron_schedules()
env.cr.commit()
answer(True)
"""


@tagged("post_install", "-at_install")
class TestSearchScheduleParallel(BaseCase):
    """Two cron workers, and one that is killed: each occurrence is handed over once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = OutboxDatabase(get_db_name())
        cls.addClassCleanup(cls.database.drop)

    def _schedule(self, name):
        """A schedule that is due, to the administrator."""
        with self.database.env() as env:
            admin = env.ref("base.user_admin")
            admin.email = "admin@example.com"
            env["res.partner"].create({"name": "Guest", "city": name})
            search = env["customer.search"].create(
                {
                    "name": name,
                    "user_id": admin.id,
                    "domain": f"[('city', '=', '{name}')]",
                    "column_ids": [Command.create({"path": "name"})],
                }
            )
            schedule = env["customer.search.schedule"].create(
                {
                    "search_id": search.id,
                    "user_id": admin.id,
                    "user_ids": admin.ids,
                    "outputs": "csv",
                    "interval": "daily",
                }
            )
            schedule.flush_recordset()
            schedule.next_run = "2000-01-01 06:00:00"
            return schedule.id

    def _state(self, schedule_id):
        """Return (states of deliveries, number of runs, of files, of e-mails)."""
        states = self.database.sql(
            "SELECT state FROM customer_search_delivery WHERE schedule_id = %s",
            schedule_id,
        )
        [counts] = self.database.sql(
            """SELECT count(DISTINCT r.id), count(DISTINCT f.id)
                 FROM customer_search_schedule s
                 JOIN customer_search_run r ON r.search_id = s.search_id
            LEFT JOIN customer_search_file f ON f.run_id = r.id
                WHERE s.id = %s""",
            schedule_id,
        )
        [[mails]] = self.database.sql(
            """SELECT count(*) FROM customer_search_delivery_user l
                 JOIN customer_search_delivery d ON d.id = l.delivery_id
                 JOIN mail_mail m ON m.id = l.mail_id WHERE d.schedule_id = %s""",
            schedule_id,
        )
        return [state for (state,) in states], *counts, mails

    def test_two_workers_hand_it_over_once(self):
        schedule_id = self._schedule("Together")
        answers = self.database.run_together(TOGETHER)
        self.assertEqual(answers, [1, 1], self.database.logs())
        self.assertEqual(self._state(schedule_id), (["done"], 1, 1, 1))

    def test_killed_after_the_claim_it_is_made_once(self):
        schedule_id = self._schedule("Claimed")
        self.database.run(KILLED.format(method="_begin"))
        self.assertEqual(self._state(schedule_id), (["waiting"], 0, 0, 0))
        self.database.run(GOES_ON)
        self.assertEqual(self._state(schedule_id), (["done"], 1, 1, 1))

    def test_killed_while_it_is_handed_over_nobody_gets_two(self):
        schedule_id = self._schedule("Handed")
        self.database.run(KILLED.format(method="_send_soon"))
        self.assertEqual(self._state(schedule_id)[3], 0)
        self.database.run(GOES_ON)
        self.database.run(GOES_ON)
        self.assertEqual(self._state(schedule_id), (["done"], 1, 1, 1))
