# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.fields import Command, Date
from odoo.tests import BaseCase, get_db_name, tagged

from .outbox_processes import OutboxDatabase

COUNT = 30
PLAN = """
from odoo.addons.customer_care.models import customer_follow_up_plan
customer_follow_up_plan.BATCH = 7
cron = env.ref("customer_care.cron_follow_ups")
rules = env["customer.follow.up"].with_context(cron_id=cron.id)
"""
TOGETHER = f"""{PLAN}
found = rules.search_count([("active", "=", True)])
env.cr.commit()
wait_for(go)
rules._cron_plan()
env.cr.commit()
answer(found)
"""
ALONE = f"""{PLAN}
rules._cron_plan()
env.cr.commit()
answer(True)
"""
# The lock of a rule ends with each batch that is committed, and is taken anew.
BETWEEN = f"""{PLAN}
Rule = type(rules)
commit = Rule._commit_batch
waited = []

def stand(self):
    if not waited:
        waited.append(True)
        self.env["ir.cron"]._commit_progress(1)
        wait_for(go)
    return commit(self)

Rule._commit_batch = stand
rules._cron_plan()
env.cr.commit()
answer(bool(waited))
"""
KILLED = f"""{PLAN}
Rule = type(rules)
commit = Rule._commit_batch

def die(self):
    commit(self)
    os.kill(os.getpid(), signal.SIGKILL)

Rule._commit_batch = die
rules._cron_plan()
"""


@tagged("post_install", "-at_install")
class TestFollowUpParallel(BaseCase):
    """Two cron workers, and one that is killed: entries and messages are there once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = OutboxDatabase(get_db_name())
        cls.addClassCleanup(cls.database.drop)

    def _rule(self, name):
        """A rule that is on, with whom it is to find today."""
        with self.database.env() as env:
            env.company.customer_follow_ups = True
            env["customer.follow.up"].search([("active", "=", True)]).active = False
            today = Date.context_today(env.user.with_context(tz="UTC"))
            env["res.partner"].create(
                [
                    {
                        "name": f"{name} {number}",
                        "email": f"{name.lower()}{number}@example.com",
                        "city": name,
                        "birth_date": today.replace(year=1980),
                    }
                    for number in range(COUNT)
                ]
            )
            search = env["customer.search"].create(
                {
                    "name": name,
                    "domain": f"[('city', '=', '{name}')]",
                    "purpose_id": env.ref("customer_care.purpose_service").id,
                    "column_ids": [Command.create({"path": "name"})],
                }
            )
            rule = env["customer.follow.up"].create(
                {
                    "name": name,
                    "search_id": search.id,
                    "trigger": "birthday",
                    "late_days": 7,
                    "step_ids": [
                        Command.create({"days": days, "channel": "call"})
                        for days in (0, 10)
                    ],
                }
            )
            rule.write({"active": True, "since": today.replace(day=1)})
            return rule.id

    def _assert_once(self, rule_id):
        entries = self.database.sql(
            """SELECT count(*), count(DISTINCT e.partner_id),
                      bool_and(e.id <= rule.last_planned_id)
                 FROM customer_follow_up_entry e
                 JOIN customer_follow_up rule ON rule.id = e.follow_up_id
                WHERE e.follow_up_id = %s""",
            rule_id,
        )
        self.assertEqual(entries, [(COUNT, COUNT, True)], self.database.logs())
        messages = self.database.sql(
            """SELECT count(*), count(DISTINCT (m.source, m.occurrence))
                 FROM customer_message m JOIN customer_follow_up_entry e
                   ON m.source = 'customer.follow.up.entry,' || e.id
                WHERE e.follow_up_id = %s""",
            rule_id,
        )
        self.assertEqual(messages, [(2 * COUNT, 2 * COUNT)], self.database.logs())
        notes = self.database.sql(
            "SELECT state_note FROM customer_follow_up WHERE id = %s", rule_id
        )
        self.assertEqual(notes, [(None,)], "nothing is wrong with the rule")

    def test_two_workers_at_once_plan_each_once(self):
        rule_id = self._rule("Together")
        answers = self.database.run_together(TOGETHER)
        self.assertEqual(answers, [1, 1], self.database.logs())
        self._assert_once(rule_id)

    def test_a_second_worker_between_two_batches_plans_none_twice(self):
        rule_id = self._rule("Between")
        first, go = self.database.start_and_wait(BETWEEN)
        self.assertTrue(self.database.run(ALONE), self.database.logs())
        go.touch()
        self.assertTrue(self.database.result(first), self.database.logs())
        self._assert_once(rule_id)

    def test_killed_between_two_batches_the_rest_is_planned_once(self):
        rule_id = self._rule("Killed")
        self.database.run(KILLED)
        [[planned]] = self.database.sql(
            """SELECT count(*) FROM customer_follow_up_entry e
                 JOIN customer_follow_up rule ON rule.id = e.follow_up_id
                WHERE e.follow_up_id = %s AND e.id <= rule.last_planned_id""",
            rule_id,
        )
        self.assertEqual(planned, 7, "it was killed after the first batch")
        self.database.run(ALONE)
        self.database.run(ALONE)
        self._assert_once(rule_id)
