# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import time
from pathlib import Path
from unittest.mock import patch

from odoo.tests import BaseCase, get_db_name, tagged

from odoo.addons.customer_care.models import (
    customer_operation_area_code_batch as area_code,
)
from odoo.addons.customer_care.models import (
    customer_operation_no_business_undo as undo,
)

from .outbox_processes import OutboxDatabase

ENTERED = "2019-05-01"
# Killed in the middle of the third batch.
DIES = """
Operation = type(env["customer.operation"])
batch = Operation._merge_batch
batches = []

def dies(self, pairs):
    batch(self, pairs)
    self.env.flush_all()
    batches.append(pairs)
    if len(batches) == 3:
        os.kill(os.getpid(), signal.SIGKILL)

Operation._merge_batch = dies
"""
CRON = """
env["customer.operation"].with_context(cron_id=1)._cron_run(batch_size=5)
env.cr.commit()
"""
# A number costs a tenth of a customer: ten numbers for each batch.
TENS = CRON.replace("batch_size=5", "batch_size=1")

# Read by a process as the one that wrote it: this one keeps its files elsewhere.
FILE = """
domain = [("res_model", "=", "customer.operation"), ("res_id", "=", {operation})]
answer(env["ir.attachment"].search(domain).raw.decode("utf-8-sig"))
"""


@tagged("post_install", "-at_install")
class TestMaintenanceParallel(BaseCase):
    """What a single transaction cannot show: processes are killed and meet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = OutboxDatabase(get_db_name())
        cls.addClassCleanup(cls.database.drop)
        cls.number = 0

    def setUp(self):
        """Nobody else was entered long ago: each test is about its own customers."""
        super().setUp()
        type(self).number += 1
        self.name = f"Parallel{self.number}"
        self.database.sql(
            "UPDATE res_partner SET create_date = now()"
            " WHERE create_date < '2021-01-01'"
        )

    def _customers(self, count=40):
        with self.database.env() as env:
            partners = env["res.partner"].create(
                [{"name": f"{self.name} {n}"} for n in range(count)]
            )
            env.flush_all()
            env.cr.execute(
                "UPDATE res_partner SET create_date = %s WHERE id = ANY(%s)",
                [ENTERED, partners.ids],
            )
            return partners.ids

    def _queued(self, **criteria):
        with self.database.env() as env:
            operation = env["customer.operation"]._rehearse_no_business(
                {"before": "2021-01-01", **criteria}
            )
            operation._queue()
            return operation.id

    def _state(self, operation):
        [(state,)] = self.database.sql(
            "SELECT state FROM customer_operation WHERE id = %s", operation
        )
        return state

    def _done(self, operation, kind="deactivated"):
        return [
            each
            for (each,) in self.database.sql(
                "SELECT source_id FROM customer_operation_line"
                " WHERE operation_id = %s AND kind = %s ORDER BY source_id",
                operation,
                kind,
            )
        ]

    def _active(self, ids):
        return self.database.sql(
            "SELECT count(*) FROM res_partner WHERE active AND id = ANY(%s)", ids
        )[0][0]

    def _run_and_die(self, cron=CRON):
        process = self.database.start(DIES + cron)
        self.database.wait_for_end(process)
        self.assertEqual(process.returncode, -9, self.database.logs())

    def test_killed_in_the_middle_it_goes_on_and_nobody_is_done_twice(self):
        ids = self._customers()
        operation = self._queued()
        self._run_and_die()
        some = self._done(operation)
        self.assertEqual(some, ids[:10], "two batches are done")
        self.assertEqual(self._active(some), 0, "finished batches are whole")
        self.assertEqual(self._active(ids), len(ids) - len(some))
        self.database.run(CRON)
        self.assertEqual(self._done(operation), ids)
        self.assertEqual(self._state(operation), "done")

    def test_killed_in_the_middle_of_an_undo_it_goes_on(self):
        ids = self._customers()
        operation = self._queued()
        self.database.run(CRON)
        self.assertEqual(self._active(ids), 0)
        with patch.object(undo, "AT_ONCE", 1), self.database.env() as env:
            env["customer.operation"].browse(operation).action_undo()
        self._run_and_die()
        some = self._done(operation, "activated")
        self.assertEqual(some, ids[:10], "two batches are given back")
        self.database.run(CRON)
        self.assertEqual(self._done(operation, "activated"), ids)
        self.assertEqual(self._active(ids), len(ids))
        self.assertEqual(self._state(operation), "undone")

    def test_killed_while_deleting_the_file_has_everybody_once(self):
        ids = self._customers(30)
        operation = self._queued(delete=True)
        self._run_and_die()
        self.database.run(CRON)
        self.assertEqual(self._done(operation, "deleted"), ids)
        lines = self.database.run(FILE.format(operation=operation)).splitlines()
        names = sorted(line.split(",")[1] for line in lines[1:])
        self.assertEqual(names, sorted(f"{self.name} {n}" for n in range(30)))

    def test_two_workers_do_each_customer_once(self):
        ids = self._customers(30)
        operation = self._queued()
        self.database.run_together(f"wait_for(go)\n{CRON}")
        self.database.run(CRON)
        self.assertEqual(self._done(operation), ids)
        self.assertEqual(
            self.database.sql(
                "SELECT count(*) FROM customer_event"
                " WHERE kind = 'status' AND partner_id = ANY(%s)",
                ids,
            )[0][0],
            len(ids),
        )

    def test_an_invoice_that_is_being_entered_keeps_its_customer(self):
        ids = self._customers(10)
        operation = self._queued()
        go = Path(self.database.folder) / f"go{self.number}"
        entering = self.database.start(
            f"""
env["account.move"].create({{"move_type": "out_invoice", "partner_id": {ids[3]}}})
env.flush_all()
wait_for({str(go)!r})
env.cr.commit()
"""
        )
        self.database._wait_for_line(entering, "READY")
        self.database.run(CRON)
        self.assertIsNone(entering.poll(), "it was not waited for")
        go.touch()
        self.database.wait_for_end(entering)
        self.assertEqual(self._active([ids[3]]), 1)
        self.assertNotIn(ids[3], self._done(operation))
        self.assertEqual(self._done(operation, "refused"), [ids[3]])
        self.assertEqual(len(self._done(operation)), 9)

    def test_others_go_on_reading_and_writing_other_customers(self):
        ids = self._customers(40)
        with self.database.env() as env:
            other = env["res.partner"].create({"name": "Somebody else"}).id
        operation = self._queued(delete=True)
        process = self.database.start(CRON)
        calls = 0
        while process.poll() is None:
            self.database.sql(
                "SET lock_timeout = '200ms'; SELECT * FROM res_partner WHERE id = %s;"
                " UPDATE res_partner SET street = 'x' WHERE id = %s",
                other,
                other,
            )
            calls += 1
            time.sleep(0.002)
        self.database.wait_for_end(process)
        self.assertEqual(self._done(operation, "deleted"), ids)
        self.assertGreater(calls, 20)

    # -- change area code ------------------------------------------------------------

    def _renumbering(self, count=20):
        """Return the ids of rows of numbers, and a rehearsed operation on them."""
        digits = f"9{self.number % 10}"
        with self.database.env() as env:
            uk = env.ref("base.uk")
            partners = env["res.partner"].create(
                [
                    {
                        "name": f"{self.name} {n}",
                        "country_id": uk.id,
                        "phone": f"0171 {digits}0 {n:04}",
                    }
                    for n in range(count)
                ]
            )
            env.flush_all()
            env.cr.execute(
                "UPDATE customer_phone SET number_e164 = '+44171' || substr("
                "replace(number, ' ', ''), 5), digits = '44171' || substr("
                "replace(number, ' ', ''), 5) WHERE partner_id = ANY(%s)",
                [partners.ids],
            )
            env.invalidate_all()
            operation, rows = env["customer.operation"]._rehearse_area_code(
                {
                    "region": "GB",
                    "country_code": 44,
                    "old": "171",
                    "new": "207",
                    "exchanges": [[digits, digits]],
                    "postcodes": [],
                    "force": False,
                }
            )
            self.assertEqual(operation.preview["change"], count)
            return [row[0] for row in rows], operation.id

    def _moved(self, phones):
        return self.database.sql(
            "SELECT count(*) FROM customer_phone"
            " WHERE number_e164 LIKE '+44207%%' AND id = ANY(%s)",
            phones,
        )[0][0]

    def test_an_area_code_killed_in_the_middle_changed_nothing_and_runs_again(self):
        phones, operation = self._renumbering()
        run = f"env['customer.operation'].browse({operation})._run_area_code()\n"
        process = self.database.start(
            """
Operation = type(env["customer.operation"])

def dies(self, rows):
    self.env.flush_all()
    os.kill(os.getpid(), signal.SIGKILL)

Operation._area_messages = dies
"""
            + run
        )
        self.database.wait_for_end(process)
        self.assertEqual(process.returncode, -9, self.database.logs())
        self.assertEqual(self._moved(phones), 0)
        self.assertEqual(self._state(operation), "rehearsed")
        self.database.run(run + "env.cr.commit()\n")
        self.assertEqual(self._moved(phones), len(phones))
        self.assertEqual(self._state(operation), "done")

    def _queued_numbers(self):
        """Forty numbers, ten for each batch of `TENS`."""
        phones, operation = self._renumbering(40)
        with self.database.env() as env:
            env["customer.operation"].browse(operation)._queue()
        return phones, operation

    def _count(self, table, operation):
        return self.database.sql(
            f"SELECT count(*) FROM {table} WHERE operation_id = %s", operation
        )[0][0]

    def test_many_numbers_killed_in_the_middle_go_on_and_none_changes_twice(self):
        phones, operation = self._queued_numbers()
        self._run_and_die(TENS)
        self.assertEqual(self._moved(phones), 20, "two batches are done")
        self.assertEqual(self._moved(phones[:20]), 20, "finished batches are whole")
        self.assertEqual(self._count("customer_alias", operation), 20)
        with self.database.env() as env:
            words = env["customer.operation"].browse(operation).progress
        self.assertEqual(words, "In the background: 20 of 40 numbers are left.")
        self.database.run(TENS)
        self.assertEqual(self._moved(phones), 40)
        self.assertEqual(self._count("customer_alias", operation), 40)
        self.assertEqual(self._state(operation), "done")

    def test_killed_while_many_numbers_are_given_back_it_goes_on(self):
        phones, operation = self._queued_numbers()
        self.database.run(TENS)
        with patch.object(area_code, "AT_ONCE", 1), self.database.env() as env:
            env["customer.operation"].browse(operation).action_undo()
        self.assertEqual(self._state(operation), "queued")
        self._run_and_die(TENS)
        self.assertEqual(self._moved(phones), 20, "two batches are given back")
        self.assertEqual(self._moved(phones[:20]), 20, "the last ones first")
        self.database.run(TENS)
        self.assertEqual(self._moved(phones), 0)
        self.assertEqual(self._count("customer_alias", operation), 0)
        self.assertEqual(self._state(operation), "undone")

    def test_two_workers_change_each_number_once(self):
        phones, operation = self._queued_numbers()
        self.database.run_together("wait_for(go)\n" + TENS)
        self.assertEqual(self._moved(phones), 40)
        self.assertEqual(self._count("customer_alias", operation), 40)
        self.assertEqual(self._state(operation), "done")

    def test_two_people_change_an_area_code_and_it_changes_once(self):
        phones, operation = self._renumbering()
        answers = self.database.run_together(
            f"""
wait_for(go)
try:
    env["customer.operation"].browse({operation})._run_area_code()
    env.cr.commit()
    answer("done")
except Exception as error:
    answer(str(error))
"""
        )
        self.assertEqual(answers.count("done"), 1, answers)
        self.assertEqual(self._moved(phones), len(phones))
        self.assertEqual(
            self.database.sql(
                "SELECT count(*) FROM customer_alias WHERE operation_id = %s", operation
            )[0][0],
            len(phones),
        )
