# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, freeze_time, tagged

from .common_gateway import GatewayCommon
from .common_queries import counted
from .outbox_common import NOW

NUMBER = "+48601234567"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerSmsHistory(GatewayCommon, TransactionCase):
    """Every SMS of a customer in one list, ours and core's, each of them once."""

    def _by_core(self, record, body="From core", **values):
        """An SMS as the chatter of a document sends it; return its message."""
        return record._message_sms(body, **values)

    def _at(self, minutes):
        return freeze_time(NOW + timedelta(minutes=minutes))

    def test_ours_and_cores_are_one_list_the_newest_first(self):
        invoice = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.anna.id}
        )
        event = self.env["calendar.event"].create(
            {
                "name": "Fitting",
                "start": NOW,
                "stop": NOW,
                "partner_ids": self.anna.ids,
            }
        )
        with self._gateway({NUMBER: "success"}) as gateway:
            with self._at(1):
                self._write_sms(body="Ours")
                self._send()
            for minutes, record in ((2, self.anna), (3, invoice), (4, event)):
                with self._at(minutes):
                    self._by_core(
                        record, f"Number {minutes}", partner_ids=self.anna.ids
                    )
        with self._at(5):
            self._write_sms(body="Planned", scheduled_at=NOW + timedelta(days=1))
        self.assertEqual(len(gateway.sent), 4)
        user = self._make_user("accountant", "customer_care.level_4")
        user.group_ids += self.env.ref("account.group_account_invoice")
        history = self._history(user=user)
        self.assertEqual(
            [(row.body, row.kind, row.state) for row in history],
            [
                ("Planned", "message", "planned"),
                ("Number 4", "core", "sent"),
                ("Number 3", "core", "sent"),
                ("Number 2", "core", "sent"),
                ("Ours", "message", "sent"),
            ],
        )
        self.assertEqual(set(history.mapped("number")), {NUMBER})
        self.assertEqual(
            history[1:3].mapped("about"), [event.display_name, invoice.display_name]
        )

    def test_failure_and_delivery_of_cores_are_shown(self):
        with self._gateway({NUMBER: "insufficient_credit"}):
            self._by_core(self.anna)
        self.assertRecordValues(
            self._history(), [{"state": "failed", "reason": "Insufficient Credit"}]
        )
        with self._at(1), self._gateway():
            self._by_core(self.anna)
        self.env["sms.tracker"].search(
            [], limit=1, order="id desc"
        )._action_update_from_sms_state("sent")
        self.assertEqual(self._history()[0].state, "delivered")

    def test_what_core_deletes_stays_in_the_history(self):
        with self._gateway():
            self._by_core(self.anna, "In the chatter")
            [mass] = self.env["sms.sms"].create(
                {"partner_id": self.anna.id, "number": NUMBER, "body": "A mailing"}
            )
            mass.send()
        before = sorted((row.body, row.state) for row in self._history())
        self.assertEqual(before, [("A mailing", "sent"), ("In the chatter", "sent")])
        self.assertTrue(self.env["sms.sms"].search_count([("to_delete", "=", True)]))
        self.env["sms.sms"]._gc_device()
        self.env.invalidate_all()
        self.assertFalse(self.env["sms.sms"].search([("to_delete", "=", True)]))
        self.assertEqual(
            sorted((row.body, row.state) for row in self._history()), before
        )
        self.env["sms.sms"]._gc_device()
        self.assertEqual(len(self._history()), 2, "kept once")

    def test_what_somebody_deletes_stays_too_unless_it_never_left(self):
        values = {"partner_id": self.anna.id, "number": NUMBER}
        sent, queued = self.env["sms.sms"].create(
            [
                {**values, "body": "Sent", "state": "sent"},
                {**values, "body": "Queued"},
            ]
        )
        (sent + queued).unlink()
        self.assertEqual(
            [(row.body, row.state) for row in self._history()], [("Sent", "delivered")]
        )

    def test_an_sms_to_a_number_alone_is_with_the_customer_of_the_document(self):
        """As the point of sale sends its receipts."""
        order = self.env["sale.order"].create({"partner_id": self.anna.id})
        with self._gateway():
            self._by_core(order, "Receipt", sms_numbers=["+48605000111"])
        self.assertRecordValues(
            self._history(), [{"kind": "number", "number": "+48605000111"}]
        )

    def test_a_number_alone_is_with_who_alone_has_it(self):
        self.jan.phone = "+48605000333"
        category = self.env["product.template"].create({"name": "A chair"})
        with self._gateway():
            self._by_core(category, "Hello", sms_numbers=[NUMBER])
        self.assertRecordValues(self._history(), [{"kind": "number"}])
        self._make_customer(name="Ola", phone="+48605000111")
        ela = self._make_customer(name="Ela", phone="+48605000111")
        with self._gateway():
            self._by_core(category, "Hello", sms_numbers=["+48605000111"])
        self.assertFalse(self._history(ela), "two have it: nobody can tell whose it is")

    def test_the_text_of_a_document_is_for_who_may_read_it(self):
        invoice = self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.anna.id}
        )
        with self._gateway():
            self._by_core(invoice, "You owe 100", partner_ids=self.anna.ids)
        [row] = self._history(user=self.user_level_5)
        self.assertEqual(row.body, "You may not read the document of this SMS.")
        self.assertFalse(row.about)

    def test_without_the_function_nothing_is_read(self):
        self._write_sms()
        for model in ("customer.sms.history", "customer.sms.kept"):
            with self.assertRaises(AccessError):
                call_kw(
                    self.env[model].with_user(self.user_no_level),
                    "search_read",
                    [[]],
                    {},
                )
        [row] = self._history()
        for call in ("write", "unlink"):
            args = [row.ids, {"number": "1"}] if call == "write" else [row.ids]
            with self.assertRaises(AccessError):
                call_kw(
                    self.env["customer.sms.history"].with_user(self.user_level_1),
                    call,
                    args,
                    {},
                )

    def test_other_companies_stay_apart(self):
        other = self.env["res.company"].create({"name": "Another shop"})
        row = self._write_sms()
        row.company_id = other
        self.assertFalse(self._history())
        with self.assertRaises(AccessError):
            call_kw(
                self.env["customer.sms.history"].with_user(self.user_level_1),
                "read",
                [[row.id * 5], ["number"]],
                {},
            )

    def test_a_row_opens_what_it_is_about(self):
        row = self._write_sms()
        action = self._history().action_open()
        self.assertEqual((action["res_model"], action["res_id"]), (row._name, row.id))
        order = self.env["sale.order"].create({"partner_id": self.jan.id})
        with self._gateway():
            self._by_core(order, sms_numbers=["+48605000111"])
        action = self._history(self.jan).action_open()
        self.assertEqual(action["res_model"], "sale.order")
        with self.assertRaisesRegex(UserError, "another part of Odoo"):
            self._history(self.jan, self.user_level_4).action_cancel_sms()

    def test_reading_rows_again_walks_no_table(self):
        """The client reads rows by their ids after a button."""
        [row] = self._write_sms() and self._history()
        query = self.env["customer.sms.history"]._search([("id", "in", row.ids)])
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        select = query.select("customer_sms_history.id", "customer_sms_history.state")
        self.env.cr.execute("EXPLAIN " + select.code, select.params)
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        self.assertNotIn("Seq Scan", plan)
        self.assertNotIn("mail_notification", plan)

    def test_a_thousand_rows_cost_the_queries_of_ten(self):
        def cost(number):
            self.Message._plan(
                [
                    self._vals(
                        self.anna,
                        channel="sms",
                        body="Hello",
                        occurrence=f"{number}{n}",
                    )
                    for n in range(number)
                ]
            )
            rows = self.env["customer.sms.history"].with_user(self.user_level_5)
            with counted(self.env) as queries:
                rows.search([("partner_id", "=", self.anna.id)]).mapped("body")
            return queries.number

        few = cost(10)
        self.assertLessEqual(cost(900), few + 2)
