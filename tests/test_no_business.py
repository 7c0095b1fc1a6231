# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from odoo.addons.customer_care.models import (
    customer_operation_no_business,
    customer_operation_no_business_undo,
)

from .common_no_business import NoBusinessCommon


@tagged("post_install", "-at_install")
class TestNoBusinessFound(NoBusinessCommon):
    """Who is found, and what holds the others."""

    def test_only_customers_entered_before_the_day_without_business_are_found(self):
        self._invoice(self.ben)
        found = self._found()
        self.assertIn(self.anna, found)
        self.assertNotIn(self.ben, found)
        self.assertNotIn(self.new, found)
        self.assertNotIn(self.env.company.partner_id, found)
        self.assertNotIn(self.user_level_5.partner_id, found)

    def _each_kind(self):
        """{kind of business: customer who has that and nothing else}"""
        partners = {
            key: self._old_customer(f"Has {key}")
            for key in (
                "invoice",
                "receipt",
                "payment",
                "order",
                "layaway",
                "quotation",
                "action",
                "note",
                "appointment",
                "points",
            )
        }
        self._invoice(partners["invoice"])
        self._invoice(partners["receipt"], "out_receipt")
        self.env["account.payment"].create(
            {"partner_id": partners["payment"].id, "amount": 5.0}
        )
        self._quotation(partners["order"], state="sale")
        self._quotation(partners["layaway"], is_layaway=True)
        self._quotation(partners["quotation"])
        self._make_action(partner_id=partners["action"].id)
        self.env["customer.note"].create(
            {
                "partner_id": partners["note"].id,
                "name": "Called",
                "purpose": "sales",
            }
        )
        self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": fields.Datetime.now(),
                "stop": fields.Datetime.now(),
                "partner_ids": [Command.set(partners["appointment"].ids)],
            }
        )
        program = self.env["loyalty.program"].create(
            {"name": "Points", "program_type": "loyalty"}
        )
        self.env["loyalty.card"].create(
            {
                "program_id": program.id,
                "partner_id": partners["points"].id,
                "points": 5,
            }
        )
        return partners

    def test_each_kind_of_business_holds_a_customer_and_can_be_switched_off(self):
        partners = self._each_kind()
        found = self._found()
        for key, partner in partners.items():
            with self.subTest(kind=key):
                self.assertNotIn(partner, found)
                kinds = self.rows._kinds_asked(self.criteria)
                words = {kind.key: kind.label for kind in kinds}
                label = words["old_quotation" if key == "quotation" else key]
                self.assertEqual(self._row(partner).reasons, label)
                self.assertIn(partner, self._found(off=[key]))

    def test_row_by_row_and_all_at_once_give_the_same(self):
        self._each_kind()
        for criteria in ({}, {"off": ["note"]}, {"quotations": True}, {"delete": True}):
            criteria = {**self.criteria, **criteria}
            found = self.rows._found(criteria)
            kinds = self.rows._kinds_asked(criteria)
            old = self.rows._old_bit(kinds, criteria)
            everybody = self.env["res.partner"].with_context(active_test=False)
            bits = self.rows._bits_now(everybody.search([]).ids, criteria)
            self.assertEqual(len(bits), found["asked"])
            free = sorted(key for key, value in bits.items() if value in (0, old))
            self.assertEqual(free, found["customers"])

    def test_a_login_holds_and_one_that_works_cannot_be_switched_off(self):
        user = self._make_user("portal_anna", "base.group_portal")
        self._entered_long_ago(user.partner_id)
        self.assertNotIn(user.partner_id, self._found())
        self.assertNotIn(user.partner_id, self._found(off=["login"]))
        user.active = False
        self.assertNotIn(user.partner_id, self._found())
        self.assertIn(user.partner_id, self._found(off=["login"]))

    def test_business_of_a_contact_person_or_an_address_holds_the_customer(self):
        firm = self._old_customer("Firm", is_company=True)
        person = self._old_customer("Person", parent_id=firm.id)
        address = self._old_customer("Gate", parent_id=self.ben.id, type="delivery")
        self._invoice(person)
        self._quotation(self.anna, state="sale", partner_shipping_id=address.id)
        found = self._found()
        self.assertNotIn(firm, found)
        self.assertNotIn(person, found, "no customer of its own")
        self.assertNotIn(self.ben, found)

    def test_business_that_stayed_with_a_merged_customer_holds_the_survivor(self):
        gone = self._old_customer("Merged")
        self._invoice(gone)
        self.env.flush_all()
        gone.write({"merged_into_id": self.anna.id, "active": False})
        self.assertNotIn(self.anna, self._found())

    def test_documents_of_other_addons_hold_and_are_named(self):
        self.env["account.analytic.account"].create(
            {
                "name": "Project",
                "partner_id": self.anna.id,
                "plan_id": self.env["account.analytic.plan"].search([], limit=1).id
                or self.env["account.analytic.plan"].create({"name": "Plan"}).id,
            }
        )
        self.assertNotIn(self.anna, self._found())
        self.assertEqual(self._row(self.anna).reasons, "Analytic Account (1)")

    def test_restricted_and_forgotten_customers_and_open_requests_stay(self):
        self.anna.is_restricted = True
        request = self.env["customer.data.request"].create(
            {"kind": "access", "partner_id": self.ben.id}
        )
        self.assertFalse((self.anna | self.ben) & self._found())
        self.assertEqual(self._row(self.anna).reasons, "restricted use of the data")
        self.assertEqual(self._row(self.ben).reasons, "an open request about data")
        self.anna.is_restricted = False
        request.state = "done"
        self.assertEqual((self.anna | self.ben) & self._found(), self.anna | self.ben)

    def test_old_quotations_are_marked_and_young_ones_hold(self):
        self._quotation(self.anna, state="sent")
        self._quotation(self.ben, old=False)
        self.assertFalse((self.anna | self.ben) & self._found())
        found = self._found(quotations=True)
        self.assertIn(self.anna, found)
        self.assertNotIn(self.ben, found)
        row = self._row(self.anna, quotations=True)
        self.assertRecordValues(row, [{"fate": "old", "reasons": "old quotations"}])
        self.assertEqual(self._row(self.ben, quotations=True).fate, "stays")

    def test_a_customer_of_another_company_is_not_touched(self):
        other = self.env["res.company"].create({"name": "Other"})
        hidden = self._old_customer("Hidden", company_id=other.id)
        rows = self.rows.with_user(self.user_level_2)
        self.assertNotIn(hidden.id, rows._found(self.criteria)["customers"])
        self.assertFalse(rows.search([("partner_id", "=", hidden.id)]))

    def test_an_invoice_that_the_user_may_not_see_holds_all_the_same(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["sale.order"].create(
            {"partner_id": self.anna.id, "company_id": other.id, "state": "sale"}
        )
        rows = self.rows.with_user(self.user_level_2)
        self.assertNotIn(self.anna.id, rows._found(self.criteria)["customers"])

    def test_ten_and_three_hundred_customers_cost_the_same(self):
        counts = []
        for number in (10, 300):
            many = self.env["res.partner"].create(
                [{"name": f"Many {n}"} for n in range(number)]
            )
            self._entered_long_ago(many)
            self.env.invalidate_all()
            self._found()
            start = self.env.cr.sql_log_count
            self._found()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestNoBusinessRun(NoBusinessCommon):
    """Deactivated, and given back."""

    def test_the_preview_says_who_would_go_and_changes_nothing(self):
        self._invoice(self.ben)
        self._quotation(self.anna)
        wizard = self._wizard(quotations=True)
        wizard.action_preview()
        marked = wizard.line_ids.filtered(lambda line: line.partner_id == self.anna)
        self.assertEqual(marked.note, "Old quotations only")
        self.assertNotIn(self.ben, wizard.line_ids.partner_id)
        self.assertEqual(wizard.old_count, 1)
        self.assertEqual(wizard.go_count, wizard.operation_id.pair_count)
        invoices = wizard.kind_ids.filtered(lambda kind: kind.key == "invoice")
        self.assertGreaterEqual(invoices.stay_count, 1)
        self.assertTrue((self.anna | self.ben).filtered("active"))
        self.assertEqual(wizard.operation_id.state, "rehearsed")

    def test_reasons_are_asked_of_the_rows_shown_only(self):
        """Else a page of a million customers would take minutes."""
        for number in range(40):
            self._old_customer(f"Many {number}")
        operation = self.operations._rehearse_no_business(self.criteria)
        rows = self.rows.with_context(customer_no_business=operation.id)
        query = rows._search([("fate", "=", "goes")], limit=5, order="id")
        select = query.select("id", "kinds")
        [(plan,)] = self.env.execute_query(
            SQL("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) %s", select)
        )

        def asked(node):
            """How often the reasons of a customer are put together."""
            mine = node["Actual Loops"] if node["Node Type"] == "Aggregate" else 0
            return max([mine, *map(asked, node.get("Plans", ()))])

        self.assertEqual(asked(plan[0]["Plan"]), 5)

    def test_business_that_came_after_the_preview_is_in_the_list(self):
        operation = self.operations._rehearse_no_business(self.criteria)
        self._invoice(self.ben)
        rows = self.rows.with_context(customer_no_business=operation.id)
        row = rows.search([("partner_id", "=", self.ben.id)])
        self.assertRecordValues(row, [{"fate": "goes", "reasons": "invoices"}])

    def test_both_lists_say_why(self):
        self._invoice(self.ben)
        wizard = self._wizard()
        wizard.action_preview()
        rows = {}
        for name in ("action_show_free", "action_show_staying"):
            action = getattr(wizard, name)()
            found = self.rows.with_user(self.user_level_2)
            found = found.with_context(**action["context"]).search(action["domain"])
            rows[name] = {row.partner_id: row.reasons for row in found}
        self.assertEqual(rows["action_show_free"][self.anna], "")
        self.assertEqual(rows["action_show_staying"][self.ben], "invoices")
        self.assertNotIn(self.ben, rows["action_show_free"])

    def test_they_are_deactivated_with_an_event_and_given_back_by_the_undo(self):
        address = self._make_customer(parent_id=self.anna.id, type="delivery")
        operation = self._run()
        self.assertFalse((self.anna | self.ben | address).filtered("active"))
        self.assertTrue(self.new.active)
        event = self.anna.customer_event_ids[:1]
        self.assertRecordValues(
            event,
            [{"kind": "status", "reason": f"No business (operation {operation.id})"}],
        )
        self.assertIn(self.anna.id, self._lines(operation, "deactivated"))
        operation.with_user(self.user_level_2).action_undo()
        self.env.invalidate_all()
        self.assertEqual(operation.state, "undone")
        self.assertTrue(all((self.anna | self.ben | address).mapped("active")))
        with self.assertRaisesRegex(UserError, "undone already"):
            operation.action_undo()

    def test_undo_leaves_whom_somebody_touched_since_and_says_it(self):
        eva, tom = self._old_customer("Eva"), self._old_customer("Tom")
        operation = self._run()
        self.anna._activate("came back")
        eva._activate("came back")
        eva._deactivate("moved away")
        tom.unlink()
        operation.action_undo()
        left = self._lines(operation, "left")
        self.assertEqual(left[self.anna.id], "Activated since.")
        self.assertEqual(left[eva.id], "Activated and deactivated again since.")
        self.assertEqual(left[tom.id], "Deleted since.")
        self.assertFalse(eva.active)
        self.assertTrue(self.ben.active)
        self.assertNotIn(self.ben.id, left)

    def test_who_gets_an_invoice_between_preview_and_run_stays_with_the_reason(self):
        wizard = self._wizard()
        wizard.action_preview()
        self._invoice(self.ben)
        operation = self.operations.browse(wizard.action_run()["res_id"])
        self.env.invalidate_all()
        self.assertTrue(self.ben.active)
        self.assertFalse(self.anna.active)
        refused = self._lines(operation, "refused")
        self.assertEqual(refused[self.ben.id], "Ben Buyer: invoices")
        self.assertNotIn(self.ben.id, self._lines(operation, "deactivated"))

    def test_who_was_deleted_or_deactivated_meanwhile_does_not_stop_the_others(self):
        eva = self._old_customer("Eva")
        wizard = self._wizard()
        wizard.action_preview()
        self.ben._deactivate("moved away")
        eva.unlink()
        operation = self.operations.browse(wizard.action_run()["res_id"])
        refused = self._lines(operation, "refused")
        self.assertEqual(refused[eva.id], "The customer was deleted.")
        self.assertIn("not among these customers any more", refused[self.ben.id])
        self.assertFalse(self.anna.active)

    def test_two_people_run_it_once(self):
        one, other = self._wizard(), self._wizard(self.user_level_1)
        one.action_preview()
        other.action_preview()
        one.action_run()
        with self.assertRaisesRegex(UserError, "started already"):
            one.action_run()
        second = self.operations.browse(other.action_run()["res_id"])
        self.assertFalse(self._lines(second, "deactivated"))
        self.assertIn(self.anna.id, self._lines(second, "refused"))

    def test_many_go_in_the_background_batch_by_batch_and_come_back_so(self):
        self.patch(customer_operation_no_business, "AT_ONCE", 1)
        self.patch(customer_operation_no_business_undo, "AT_ONCE", 1)
        operation = self._run()
        self.assertEqual(operation.state, "queued")
        self.assertTrue(self.anna.active)
        self.assertIn("customers are left", operation.progress)
        self.operations._cron_run(batch_size=2)
        self.env.invalidate_all()
        self.assertEqual(operation.state, "done")
        self.assertFalse((self.anna | self.ben).filtered("active"))
        self.assertFalse(operation.progress)
        operation.with_user(self.user_level_1).action_undo()
        self.assertEqual(operation.state, "queued")
        self.assertFalse((self.anna | self.ben).filtered("active"))
        self.operations._cron_run(batch_size=2)
        self.env.invalidate_all()
        self.assertEqual(operation.state, "undone")
        self.assertEqual(operation.undone_by_id, self.user_level_1)
        self.assertTrue(all((self.anna | self.ben).mapped("active")))

    def test_impossible_criteria_are_refused_in_words(self):
        with self.assertRaisesRegex(UserError, "is in the future"):
            self._wizard(before=self._tomorrow()).action_preview()
        with self.assertRaisesRegex(UserError, "Look at the preview first"):
            self._wizard().action_run()
        with self.assertRaisesRegex(UserError, "nothing to do"):
            wizard = self._wizard(before="1990-01-01")
            wizard.action_preview()
            wizard.action_run()

    def test_who_may_not_is_refused_whatever_they_call(self):
        wizard = self._wizard()
        wizard.action_preview()
        operation = wizard.operation_id
        for method in ("action_preview", "action_run", "action_show_free"):
            with self.assertRaises(AccessError):
                getattr(wizard.with_user(self.user_level_3), method)()
        wizard.action_run()
        with self.assertRaises(AccessError):
            operation.with_user(self.user_level_3).action_undo()


@tagged("post_install", "-at_install")
class TestNoBusinessTour(NoBusinessCommon, HttpCase):
    def test_customers_without_business_leave_and_come_back(self):
        self._quotation(self.anna)
        self._invoice(self.ben)
        self.start_tour(
            "/odoo/action-customer_care.customer_action_action_center",
            "customer_care_no_business",
            login="level_2",
        )
        self.env.invalidate_all()
        self.assertTrue(self.anna.active, "undone")
        operation = self.operations.search(
            [("kind", "=", "no_business"), ("state", "=", "undone")]
        )
        self.assertIn(self.anna.id, self._lines(operation, "activated"))
        self.assertNotIn(self.ben.id, self._lines(operation, "deactivated"))
