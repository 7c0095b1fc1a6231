# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import threading
from unittest.mock import patch

from odoo.fields import Command
from odoo.service.model import call_kw, retrying
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CustomerCommon
from .common_commit import CommitCase


@tagged("post_install", "-at_install")
class TestSettlementParallel(CommitCase, CustomerCommon):
    """Two clerks settle the same orders at the same moment.

    With two connections and commits; the second one waits in a thread of its own, as a
    request in another worker does.
    """

    def setUp(self):
        super().setUp()
        self.addCleanup(self._remove)
        with self._session() as env:
            self.partner_id = env["res.partner"].create({"name": "Parallel"}).id
            self.product_id = (
                env["product.product"]
                .create(
                    {
                        "name": "Parallel",
                        "list_price": 100,
                        "taxes_id": False,
                        "invoice_policy": "order",
                    }
                )
                .id
            )
            line = Command.create({"product_id": self.product_id})
            orders = env["sale.order"].create(
                [{"partner_id": self.partner_id, "order_line": [line]}] * 3
            )
            orders.action_confirm()
            self.order_ids = orders.ids
            self.wizard_ids = [self._preview(env) for __ in range(2)]

    def _preview(self, env):
        wizard = env["customer.settlement"].create({"partner_id": self.partner_id})
        wizard.action_preview()
        return wizard.id

    def _remove(self):
        with self._session() as env:
            orders = env["sale.order"].browse(self.order_ids)
            orders.invoice_ids.unlink()
            orders._action_cancel()
            orders.unlink()
            env["customer.settlement"].browse(self.wizard_ids).unlink()
            env["product.product"].browse(self.product_id).unlink()
            env["res.partner"].browse(self.partner_id).unlink()

    def _settle(self, env, wizard_id):
        return call_kw(env["customer.settlement"], "action_settle", [[wizard_id]], {})

    def _settle_as_a_request(self, wizard_id):
        with (
            self._session() as env,
            mute_logger("odoo.sql_db", "odoo.service.model"),
            patch("odoo.service.model.time.sleep"),
        ):
            retrying(lambda: self._settle(env, wizard_id), env)

    def _is_waiting(self, env):
        env.cr.execute(
            """
            SELECT count(*)
              FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock'
            """
        )
        return bool(env.cr.fetchone()[0])

    def test_two_who_settle_at_once_make_one_invoice(self):
        first, second = self.wizard_ids
        clerk = threading.Thread(target=self._settle_as_a_request, args=[second])
        clerk.dbname = self.cr.dbname
        with self._session() as env:
            self._settle(env, first)
            env.flush_all()
            clerk.start()
            for __ in range(100):
                with self._session() as observer:
                    if self._is_waiting(observer):
                        break
                clerk.join(0.1)
            self.assertTrue(clerk.is_alive(), "the second one did not wait")
            env.cr.commit()
        clerk.join(60)
        self.assertFalse(clerk.is_alive())
        with self._session() as env:
            orders = env["sale.order"].browse(self.order_ids)
            self.assertEqual(len(orders.invoice_ids), 1)
            self.assertEqual(orders.invoice_ids.amount_total, 300)
            self.assertEqual(orders.order_line.mapped("qty_invoiced"), [1, 1, 1])
            wizards = env["customer.settlement"].browse(self.wizard_ids)
            self.assertEqual(wizards.mapped("state"), ["done", "pick"])
            self.assertRegex(wizards[1].notice, "there is nothing to settle")
            self.assertFalse(wizards[1].invoice_ids)

    def test_the_second_one_settles_what_the_first_one_left(self):
        first, second = self.wizard_ids
        with self._session() as env:
            wizard = env["customer.settlement"].browse(first)
            wizard.action_back()
            wizard.line_ids[0].is_picked = False
            wizard.action_preview()
        with self._session() as env:
            self._settle(env, first)
        self._settle_as_a_request(second)
        with self._session() as env:
            wizard = env["customer.settlement"].browse(second)
            self.assertEqual([wizard.state, wizard.amount_total], ["preview", 100])
            self._settle(env, second)
        with self._session() as env:
            orders = env["sale.order"].browse(self.order_ids)
            totals = orders.invoice_ids.mapped("amount_total")
            self.assertEqual(sorted(totals), [100, 200])
