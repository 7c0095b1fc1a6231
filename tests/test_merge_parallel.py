# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.tests import BaseCase, get_db_name, tagged

from .common_merge import MergeCommon
from .outbox_processes import OutboxDatabase

# Two processes start at once; each merges its own pairs as Odoo's server would:
# a request that lost a race is repeated.
MERGE = """
from psycopg2.errors import DeadlockDetected, SerializationFailure
from odoo.exceptions import UserError

pairs = %s
try:
    os.mkdir(go + ".first")
    mine = pairs[0]
except FileExistsError:
    mine = pairs[1]
wait_for(go)
said = "repeated too often"
for attempt in range(5):
    try:
        env["customer.operation"]._merge(mine)
        env.cr.commit()
        said = "merged"
        break
    except SerializationFailure:
        env.cr.rollback()
        env.clear()
    except DeadlockDetected:
        said = "deadlock"
        break
    except UserError as error:
        env.cr.rollback()
        said = str(error)
        break
answer(said)
"""

KILLED = """
engine = type(env["customer.operation"])

def wait_for_ever(self, *args):
    print("READY", flush=True)
    time.sleep(600)

with patch.object(engine, "_finish", wait_for_ever):
    env["customer.operation"]._merge(%s)
"""


# The background job, while somebody else saves a customer between its snapshot and
# its lock; so often that the last case never gets through.
DISTURBED = """
engine = type(env["customer.operation"])
lock = engine._lock_records
pairs, times = %s
done = []

def disturbed(self, ids):
    if len(done) < times:
        done.append(1)
        self.env.cr.execute("SELECT 1")
        with self.env.registry.cursor() as other:
            other.execute(
                "UPDATE res_partner SET comment = '<p>%%s</p>' WHERE id = %%s",
                [len(done), max(ids)],
            )
    return lock(self, ids)

operation = env["customer.operation"]._new_merge(pairs)
operation._queue()
env.cr.commit()
cron = env.ref("customer_care.cron_operation")
with patch.object(engine, "_lock_records", disturbed), patch("time.sleep"):
    env["customer.operation"].with_context(cron_id=cron.id)._cron_run(batch_size=2)
env.cr.commit()
operation.invalidate_recordset()
answer([operation.state, operation.pair_count, len(done)])
"""


@tagged("post_install", "-at_install")
class TestMergeParallel(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = OutboxDatabase(get_db_name())
        cls.addClassCleanup(cls.copy.drop)

    def _customers(self, *names):
        with self.copy.env() as env:
            return env["res.partner"].create([{"name": name} for name in names]).ids

    def _merged(self, ids):
        found = self.copy.sql(
            "SELECT count(*) FROM customer_operation_line"
            f" WHERE source_id IN {tuple(ids)}"
        )
        return found[0][0]

    def _check_one_succeeds(self, *pairs):
        answers = sorted(self.copy.run_together(MERGE % repr(pairs)))
        self.assertEqual(answers[1], "merged")
        self.assertIn("has been merged already", answers[0])

    def test_two_who_merge_each_into_the_other(self):
        a, b = self._customers("A", "B")
        self._check_one_succeeds([(a, b)], [(b, a)])

    def test_two_who_merge_one_into_different_ones(self):
        a, b, c = self._customers("A", "B", "C")
        self._check_one_succeeds([(a, b)], [(a, c)])

    def test_a_double_click_merges_once(self):
        a, b = self._customers("A", "B")
        self._check_one_succeeds([(a, b)], [(a, b)])

    def _disturb(self, times):
        ids = self._customers(*(f"D{times}{n}" for n in range(8)))
        pairs = list(zip(ids[::2], ids[1::2], strict=True))
        return self.copy.run(DISTURBED % repr((pairs, times)))

    def test_a_batch_that_met_another_change_is_tried_again(self):
        self.assertEqual(self._disturb(2), ["done", 4, 2])

    def test_a_batch_that_never_gets_through_stops_the_operation(self):
        state, merged, _times = self._disturb(1000)
        self.assertEqual((state, merged), ("stopped", 0))

    def test_killed_in_the_middle_nothing_is_merged(self):
        ids = self._customers(*(f"K{n}" for n in range(40)))
        pairs = list(zip(ids[::2], ids[1::2], strict=True))
        process = self.copy.start(KILLED % repr(pairs))
        # the last step has begun, all before it is written
        self.copy._wait_for_line(process, "READY")
        self.copy.kill(process)
        self.assertEqual(self._merged(ids), 0)
        with self.copy.env() as env:
            partners = env["res.partner"].browse(ids)
            self.assertEqual(set(partners.mapped("active")), {True})
            operation = env["customer.operation"]._merge(pairs)
            self.assertEqual(operation.pair_count, 20)


@tagged("post_install", "-at_install")
class TestMergeFailure(MergeCommon):
    def test_failure_on_the_last_step_leaves_everything(self):
        order = self.env["sale.order"].create({"partner_id": self.source.id})
        before = self._dump()
        engine = type(self.operations)
        with (
            patch.object(engine, "_finish", side_effect=RuntimeError("broken")),
            self.assertRaisesRegex(RuntimeError, "broken"),
            self.env.cr.savepoint(),
        ):
            self._merge()
        self.env.invalidate_all()
        self.assertEqual(order.partner_id, self.source)
        self.assertTrue(self.source.active)
        self.assertEqual(self._dump(), before)
