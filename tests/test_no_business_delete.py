# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import csv
import io
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.customer_care.models import customer_operation_no_business

from .common_no_business import NoBusinessCommon


class DeleteCase(NoBusinessCommon):
    def _delete_all(self, **vals):
        return self._run(self.user_level_1, mode="delete", **vals)

    def _files(self, operation):
        return self.env["ir.attachment"].search(
            [("res_model", "=", operation._name), ("res_id", "=", operation.id)]
        )

    def _table(self, operation):
        [file] = self._files(operation)
        text = file.raw.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))


@tagged("post_install", "-at_install")
class TestNoBusinessDelete(DeleteCase):
    """Deleted for good."""

    def test_deactivating_is_the_default_and_deleting_has_to_be_known_as_final(self):
        wizard = self._wizard(self.user_level_1)
        self.assertEqual(wizard.mode, "deactivate")
        wizard.mode = "delete"
        wizard.action_preview()
        with self.assertRaisesRegex(UserError, "Deleting is final"):
            wizard.action_run()
        self.assertTrue(self.anna.exists())

    def test_they_are_gone_and_only_code_and_reason_are_left(self):
        code, anna_id = self.anna.ref, self.anna.id
        self.env["res.partner"].create({"name": "Gate", "parent_id": anna_id})
        operation = self._delete_all()
        self.assertFalse((self.anna | self.ben).exists())
        self.assertTrue(self.new.exists())
        self.assertEqual(self._lines(operation, "deleted")[anna_id], code)
        event = self.env["customer.event"].search([("partner_code", "=", code)])
        self.assertIn("deleted", event.mapped("kind"))
        self.assertNotIn("Anna", str(operation.line_ids.read()))

    def test_a_deletion_cannot_be_undone_and_says_so(self):
        operation = self._delete_all()
        self.assertFalse(operation.may_undo)
        with self.assertRaisesRegex(UserError, "cannot be brought back"):
            operation.action_undo()

    def test_a_file_of_what_went_is_left_without_formulas(self):
        self.anna.write({"name": '=HYPERLINK("http://x")', "comment": "@SUM(1)"})
        self._make_customer(name="Gate", parent_id=self.anna.id, type="delivery")
        self._quotation(self.anna, name="Q77")
        operation = self._delete_all(quotations=True)
        rows = {row["Name"]: row for row in self._table(operation)}
        anna = rows['\'=HYPERLINK("http://x")']
        self.assertEqual(anna["Phones"], "'+48 601 234 567")
        self.assertEqual(anna["E-mail"], "anna.kowalska@example.com")
        self.assertEqual(anna["Quotations deleted"], "Q77")
        self.assertEqual(rows["Gate"]["Belongs to"], anna["Name"])
        self.assertIn("Ben Buyer", rows)
        self.assertNotIn("Nora New", rows)
        action = operation.with_user(self.user_level_1).action_file()
        self.assertIn(f"/web/content/{self._files(operation).id}", action["url"])
        with self.assertRaises(AccessError):
            operation.with_user(self.user_level_3).action_file()

    def test_the_file_is_deleted_when_its_time_is_over(self):
        operation = self._delete_all()
        self.operations._gc_files()
        self.assertTrue(self._files(operation))
        operation.date = fields.Datetime.now() - timedelta(days=91)
        self.operations._gc_files()
        self.assertFalse(self._files(operation))
        with self.assertRaisesRegex(UserError, "kept for 90 days"):
            operation.with_user(self.user_level_1).action_file()

    def test_old_quotations_go_along_and_young_ones_hold(self):
        old = self._quotation(self.anna, state="sent")
        young = self._quotation(self.ben, old=False)
        self._delete_all(quotations=True)
        self.assertFalse((self.anna).exists())
        self.assertFalse(old.exists())
        self.assertTrue(young.exists() and self.ben.exists())

    def test_without_the_tick_old_quotations_hold(self):
        self._quotation(self.anna)
        self._delete_all()
        self.assertTrue(self.anna.exists())
        self.assertFalse(self.ben.exists())

    def test_what_still_refers_refuses_one_and_the_rest_goes_on(self):
        self.env["customer.asset"].create(
            {"kind": "vehicle", "name": "Car", "partner_id": self.anna.id}
        )
        rule = self.env["account.reconcile.model"].create({"name": "Rent"})
        eva = self._old_customer("Eva Listed")
        rule.match_partner_ids = [Command.set(eva.ids)]
        wizard = self._wizard(self.user_level_1, mode="delete")
        wizard.action_preview()
        self.assertIn(eva, wizard.line_ids.filtered("stays").partner_id)
        operation = self._delete_all()
        self.assertTrue(self.anna.exists() and eva.exists())
        self.assertFalse(self.ben.exists())
        self.assertEqual(operation.state, "done")

    def test_a_reference_made_after_the_preview_refuses_with_the_reason(self):
        wizard = self._wizard(self.user_level_1, mode="delete")
        wizard.action_preview()
        wizard.is_sure = True
        rule = self.env["account.reconcile.model"].create({"name": "Rent"})
        rule.match_partner_ids = [Command.set(self.anna.ids)]
        operation = self.operations.browse(wizard.action_run()["res_id"])
        self.assertTrue(self.anna.exists())
        self.assertFalse(self.ben.exists())
        note = self._lines(operation, "refused")[self.anna.id]
        self.assertIn("Anna Alone: still referred to by", note)

    def test_what_only_the_database_refuses_is_found_by_halves(self):
        """A check of another addon that nobody foresees."""
        eva = self._old_customer("Eva")
        partners = type(self.env["res.partner"])
        unlink = partners.unlink

        def refuse(records):
            if eva in records:
                # pylint: disable-next=translation-required
                raise UserError("Eva is protected.")
            return unlink(records)

        self.patch(partners, "unlink", refuse)
        operation = self._delete_all()
        self.assertTrue(eva.exists())
        self.assertFalse((self.anna | self.ben).exists())
        self.assertEqual(
            self._lines(operation, "refused")[eva.id], "Eva: Eva is protected."
        )
        names = {row["Name"] for row in self._table(operation)}
        self.assertIn("Ben Buyer", names)
        self.assertNotIn("Eva", names)

    def test_objections_suppressions_and_the_log_of_consents_survive(self):
        self.anna._set_marketing_consent("email", False, "counter")
        self.env["customer.suppression"]._suppress("sms", ["+48601234567"], "objection")
        log = self.env["customer.consent.log"].search_count([])
        self.assertTrue(log)
        self._delete_all()
        self.assertFalse(self.anna.exists())
        self.assertEqual(self.env["customer.consent.log"].search_count([]), log)
        back = self._make_customer(name="Anna again")
        self.assertIn(back.id, back._contact_refusals("email", self.marketing))
        self.assertIn(back.id, back._contact_refusals("sms", self.service))

    def test_deactivated_customers_go_when_they_are_asked_for(self):
        self.anna._deactivate("moved")
        self._delete_all()
        self.assertTrue(self.anna.exists())
        self._make_customer(name="Old")
        self._entered_long_ago(self.env["res.partner"].search([("name", "=", "Old")]))
        self._delete_all(inactive=True)
        self.assertFalse(self.anna.exists())

    def test_deleting_needs_its_own_function(self):
        self.env.ref(
            "customer_care.function_no_business"
        ).implied_by_ids |= self.env.ref("customer_care.level_3")
        delete = self.env.ref("customer_care.function_customer_delete")
        user = self.user_level_3
        self.assertNotIn(delete, user.all_group_ids)
        wizard = self._wizard(user, mode="delete")
        with self.assertRaises(AccessError):
            wizard.action_preview()
        wizard.mode = "deactivate"
        wizard.action_preview()
        wizard.write({"mode": "delete", "is_sure": True})
        with self.assertRaises(AccessError):
            wizard.action_run()

    def test_in_the_background_each_batch_leaves_its_part_and_they_are_joined(self):
        self.patch(customer_operation_no_business, "AT_ONCE", 0)
        operation = self._delete_all()
        self.assertEqual(operation.state, "queued")
        self.operations._cron_run(batch_size=1)
        self.env.invalidate_all()
        self.assertEqual(operation.state, "done")
        names = [row["Name"] for row in self._table(operation)]
        self.assertEqual(len(names), operation.pair_count)
        self.assertTrue({"Anna Alone", "Ben Buyer"} <= set(names))

    def test_two_and_fifty_customers_cost_the_same(self):
        counts = []
        for number in (2, 50):
            many = self.env["res.partner"].create(
                [{"name": f"Many {n}", "phone": f"60000{n:04}"} for n in range(number)]
            )
            self._entered_long_ago(many)
            operation = self.operations._rehearse_no_business(
                {**self.criteria, "delete": True}
            )
            operation.request = {**operation.request, "customers": many.ids}
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            operation._run_no_business()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
            self.assertFalse(many.exists())
        self.assertLessEqual(counts[1], counts[0] * 1.3, counts)


@tagged("post_install", "-at_install")
class TestNoBusinessDeleteTour(DeleteCase, HttpCase):
    def test_customers_without_business_are_deleted_for_good(self):
        self._invoice(self.ben)
        self.start_tour(
            "/odoo/action-customer_care.customer_action_action_center",
            "customer_care_no_business_delete",
            login="level_1",
        )
        self.assertFalse(self.anna.exists())
        self.assertTrue(self.ben.exists())
