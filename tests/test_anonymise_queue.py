# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.customer_care.wizards import customer_anonymise, customer_forget

from .test_anonymise import AnonymiseCommon


@tagged("post_install", "-at_install")
class TestAnonymiseQueue(AnonymiseCommon):
    """Many are forgotten and anonymised by the background job, batch by batch."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.many = cls.env["res.partner"].create(
            [
                {"name": f"Customer Number{n}", "email": f"number{n}@example.net"}
                for n in range(7)
            ]
        )
        cls.operations = cls.env["customer.operation"]

    def _wizard(self, model, customers, **vals):
        return (
            self.env[model]
            .with_user(self.user)
            .create(
                {
                    "partner_ids": [Command.set(customers.ids)],
                    "reason": "Request 12",
                    **vals,
                }
            )
        )

    def test_few_are_forgotten_at_once_and_many_in_the_background(self):
        self.patch(customer_forget, "AT_ONCE", 3)
        few = self._wizard("customer.forget", self.many[:3])
        self.assertFalse(few.is_queued)
        few.action_confirm()
        self.assertTrue(all(self.many[:3].mapped("is_forgotten")))
        many = self._wizard("customer.forget", self.many[3:])
        self.assertTrue(many.is_queued)
        action = many.action_confirm()
        operation = self.operations.browse(action["res_id"])
        self.assertEqual(operation.state, "queued")
        self.assertFalse(any(self.many[3:].mapped("is_forgotten")))
        self.operations._cron_run(batch_size=2)
        self.assertEqual((operation.state, operation.pair_count), ("done", 4))
        self.assertTrue(all(self.many[3:].mapped("is_forgotten")))

    def test_forgotten_in_the_background_they_are_reinstated_alone(self):
        self.many.with_user(self.user)._queue_forget("Request 12")
        self.operations._cron_run(batch_size=3)
        self._reinstate(self.many[2])
        self.assertTrue(self.many[2].active)
        self.assertFalse(any((self.many - self.many[2]).mapped("active")))

    def test_who_got_an_invoice_meanwhile_is_refused_and_the_others_go_on(self):
        operation = self.many.with_user(self.user)._queue_forget("Request 12")
        self._invoice(self.many[1], post=False)
        self.operations._cron_run(batch_size=3)
        self.env.invalidate_all()
        self.assertFalse(self.many[1].is_forgotten)
        self.assertTrue(all((self.many - self.many[1]).mapped("is_forgotten")))
        refused = operation.line_ids.filtered(lambda line: line.kind == "refused")
        self.assertEqual(refused.source_id, self.many[1].id)
        self.assertIn("not posted", refused.note)

    def test_many_are_anonymised_in_the_background(self):
        self.patch(customer_anonymise, "AT_ONCE", 3)
        wizard = self._wizard("customer.anonymise", self.many, is_sure=True)
        self.assertTrue(wizard.is_queued)
        self.assertIn("Masked", wizard.preview, "of the first three")
        operation = self.operations.browse(wizard.action_confirm()["res_id"])
        self.operations._cron_run(batch_size=3)
        self.env.invalidate_all()
        self.assertEqual(operation.state, "done")
        self.assertEqual(set(self.many.mapped("name")), {"Anonymised"})
        register = self.env["customer.anonymise.register"].search(
            [("partner_ref", "in", self.many.ids)]
        )
        self.assertEqual(len(register), 7)

    def test_a_request_is_answered_with_nobody_else_s_anonymisation(self):
        requests = self.env["customer.data.request"].with_user(self.user)
        request = requests.create(
            {"kind": "erasure", "partner_id": self.many[0].id, "channel": "counter"}
        )
        wizard = self._wizard("customer.anonymise", self.anna, is_sure=True)
        wizard.request_id = request
        with self.assertRaisesRegex(UserError, "another customer's"):
            wizard.action_confirm()
        self.assertFalse(self.anna.is_anonymised)
        self.assertFalse(request.operation_id)

    def test_a_deleted_customer_does_not_stop_the_others(self):
        operation = self.many.with_user(self.user)._queue_anonymise("Request 12")
        self.many[0].unlink()
        self.operations._cron_run()
        self.env.invalidate_all()
        self.assertEqual(operation.state, "done")
        self.assertTrue(all(self.many[1:].mapped("is_anonymised")))

    def test_the_dialog_shows_what_would_happen_and_asks_whether_you_are_sure(self):
        self._invoice()
        wizard = self._wizard("customer.anonymise", self.anna)
        for text in ("Removed", "Masked", "Accounting and tax law"):
            self.assertIn(text, str(wizard.preview))
        with self.assertRaisesRegex(UserError, "Tick that you know"):
            wizard.action_confirm()
        self.assertFalse(self.anna.is_anonymised)
        wizard.is_sure = True
        action = wizard.action_confirm()
        self.assertEqual(action["res_model"], "customer.anonymise.register")
        self.assertTrue(self.anna.is_anonymised)

    def test_the_number_of_queries_does_not_grow_with_the_customers(self):
        def cost(customers):
            self.env.invalidate_all()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            customers.with_user(self.user)._anonymise("Request 12", scan=False)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        some = self.env["res.partner"].create(
            [
                {"name": f"Person Count{n}", "email": f"count{n}@example.net"}
                for n in range(65)
            ]
        )
        cost(some[:2])  # what is cached once
        few, many = cost(some[2:5]), cost(some[5:])
        self.assertLessEqual(many - few, 10, f"{few} queries for 3, {many} for 60")

    def test_files_are_marked_and_removed_by_the_job_only_after_the_commit(self):
        attachment = self.env["ir.attachment"].create(
            {
                "name": "anna.txt",
                "raw": b"Anna Kowalska was here, uniquely",
                "res_model": "res.partner",
                "res_id": self.anna.id,
            }
        )
        name = attachment.store_fname
        path = attachment._full_path(name)
        self._anonymise()
        self.assertFalse(attachment.exists())
        with open(path, "rb") as stream:
            self.assertTrue(stream.read(), "there until the transaction is committed")
        self.env["ir.attachment"]._gc_file_store_unsafe()
        with self.assertRaises(FileNotFoundError), open(path, "rb"):
            pass

    def test_a_file_that_somebody_else_has_too_stays(self):
        for record in (self.anna, self.other):
            attachment = self.env["ir.attachment"].create(
                {
                    "name": "same.txt",
                    "raw": b"the same file for two",
                    "res_model": "res.partner",
                    "res_id": record.id,
                }
            )
        self._anonymise()
        self.env["ir.attachment"]._gc_file_store_unsafe()
        self.assertEqual(attachment.raw, b"the same file for two")
