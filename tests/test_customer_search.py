# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common_search import SearchCommon


@tagged("post_install", "-at_install")
class TestCustomerSearch(SearchCommon):
    """One saved question: who is found, by whose rights, and what is refused."""

    def test_a_run_freezes_who_is_found_in_order_with_the_reasons(self):
        run = self._make_search(order="name desc")._run()
        self.assertEqual(self._listed(run), self.carl + self.bert + self.anna)
        row = run.recipient_ids.filtered(lambda r: r.partner_id == self.carl)
        self.assertEqual(row.refusal_email, "There is no e-mail address.")
        self.assertEqual(row.refusal_sms, "There is no phone number.")
        self.assertFalse(row.refusal_post)
        self.assertEqual((run.count, run.state), (3, "frozen"))

    def test_the_list_stays_when_the_audience_changes(self):
        run = self._make_search()._run()
        self.anna.city = "Elsewhere"
        names = [values for rows in run._rows() for *_ids, values in rows]
        self.assertEqual(names, [["Anna Test"], ["Bert Test"], ["Carl Test"]])

    def test_forgotten_merged_and_archived_customers_are_not_found(self):
        self.anna.sudo().is_forgotten = True
        self.bert.active = False
        run = self._make_search()._run()
        self.assertEqual(self._listed(run), self.carl)

    def test_results_are_the_rights_of_the_runner_not_of_the_owner(self):
        search = self._make_search(is_shared=True)
        self.env["ir.rule"].create(
            {
                "name": "Not Bert",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "groups": [Command.link(self.env.ref("customer_care.level_3").id)],
                "domain_force": f"[('id', '!=', {self.bert.id})]",
            }
        )
        other = self.env.ref("base.group_user")
        other.sudo().write({})
        run = search.with_user(self.clerk)._run()
        expected = self.env["res.partner"].with_user(self.clerk)
        expected = expected.search([("city", "=", "Testowo")], order="name")
        self.assertEqual(self._listed(run).ids, expected.ids)

    def test_a_condition_that_cannot_be_read_is_refused_in_a_sentence(self):
        for domain, words in (
            ("[('city', '=', ", "cannot be read"),
            ("[('no_such_field', '=', 1)]", "no_such_field"),
            ("[('city', 'resembles', 'x')]", "do not fit"),
            ("[('create_date', '>=', '-99999999d')]", "do not fit"),
            ("[('search_birthday_in', '<=', 'soon')]", "do not fit"),
        ):
            with self.subTest(domain), self.assertRaisesRegex(ValidationError, words):
                self._make_search(domain=domain)

    def test_a_condition_on_a_removed_field_is_named_when_it_is_run(self):
        search = self._make_search()
        self.env.cr.execute(
            "UPDATE customer_search SET domain = %s WHERE id = %s",
            ["[('x_gone', '=', 1)]", search.id],
        )
        search.invalidate_recordset()
        runs = self.env["customer.search.run"]
        before = runs.search_count([])
        with self.assertRaisesRegex(UserError, "field that there is no more.*x_gone"):
            search._run()
        self.assertEqual(runs.search_count([]), before)

    def test_a_column_of_no_field_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "no field nonsense"):
            self._make_search(column_ids=[Command.create({"path": "nonsense"})])

    def test_a_column_of_a_removed_field_is_named(self):
        search = self._make_search()
        run = search._run()
        self.env.cr.execute(
            "UPDATE customer_search_column SET path = 'x_gone' WHERE search_id = %s",
            [search.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "no more. Remove the column"):
            list(run._rows())

    def test_a_column_the_runner_may_not_read_is_refused(self):
        search = self._make_search(is_shared=True)
        run = search.with_user(self.clerk)._run()
        field = self.env["res.partner"]._fields["name"]
        with (
            patch.object(field, "groups", "base.group_system"),
            self.assertRaisesRegex(UserError, "You may not read the column"),
        ):
            list(run._rows())

    def test_nobody_found_is_an_empty_list(self):
        run = self._make_search(domain="[('city', '=', 'Nowhere')]")._run()
        self.assertEqual((run.count, list(run._rows())), (0, []))

    def test_invoices_are_rows_or_their_customers_are(self):
        product = self.env["product.product"].create({"name": "Oil"})
        move = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": self.anna.id,
                    "invoice_line_ids": [Command.create({"product_id": product.id})],
                }
                for _each in range(2)
            ]
        )
        move.action_post()
        vals = {
            "base": "invoice",
            "domain": f"[('invoice_line_ids.product_id', '=', {product.id})]",
            "order": False,
        }
        run = self._make_search(**vals)._run()
        self.assertEqual(sorted(run.recipient_ids.mapped("row_id")), sorted(move.ids))
        self.assertEqual(run.recipient_ids.partner_id, self.anna)
        run = self._make_search(**vals, rows="customer")._run()
        self.assertEqual(run.recipient_ids.mapped("row_id"), self.anna.ids)

    def test_of_a_family_who_can_be_reached_best_is_in_the_list(self):
        self.env["customer.family"].create(
            {
                "name": "Test",
                "head_id": self.carl.id,
                "member_ids": [
                    Command.set((self.carl + self.bert).ids),
                ],
            }
        )
        run = self._make_search(is_family=True)._run()
        self.assertEqual(self._listed(run), self.anna + self.bert)
        left = run.recipient_ids.filtered("left_out")
        self.assertEqual(left.partner_id, self.carl)
        self.assertEqual(left.left_out, "Another one of the family gets it.")

    def test_the_tick_leaves_out_who_can_be_contacted_by_no_way(self):
        self.carl.street = self.carl.city = self.carl.zip = False
        search = self._make_search(
            domain=str([("id", "in", (self.anna + self.carl).ids)]),
            only_reachable=True,
        )
        run = search._run()
        self.assertEqual(self._listed(run), self.anna)
        self.assertEqual(
            run.recipient_ids.filtered("left_out").left_out,
            "May be contacted by no way.",
        )

    def test_paper_goes_to_each_customer_once_in_the_order_of_the_list(self):
        self.bert.write({"street": False, "city": False, "zip": False})
        run = self._make_search(domain="[('name', 'like', ' Test')]")._run()
        found = [row for rows in run._addressees() for row in rows]
        self.assertEqual([row[1] for row in found], [self.anna.id, self.carl.id])
        self.assertEqual(found[0][2:4], ("Anna Test", found[0][3]))
        self.assertIn("ul. Prosta 1", found[0][3])

    def test_an_output_that_does_not_exist_is_refused(self):
        with self.assertRaisesRegex(UserError, "There is no output nonsense"):
            self._make_search()._run("nonsense")

    def test_a_private_search_is_its_owners(self):
        search = self._make_search(user=self.clerk)
        with self.assertRaises(AccessError):
            search.with_user(self.user_level_4).read(["name"])
        self.assertTrue(search.with_user(self.user_level_2).read(["name"]))

    def test_a_shared_search_is_run_but_not_changed_by_others(self):
        search = self._make_search(user=self.clerk, is_shared=True)
        other = search.with_user(self.user_level_4)
        self.assertEqual(other._run().user_id, self.user_level_4)
        with self.assertRaises(AccessError):
            other.name = "Mine"

    def test_a_copy_is_private_and_ones_own_with_all_columns(self):
        search = self._make_search(is_shared=True)
        copy = search.with_user(self.user_level_4).copy()
        self.assertEqual(copy.user_id, self.user_level_4)
        self.assertFalse(copy.is_shared)
        self.assertEqual(copy.column_ids.mapped("path"), ["name"])
        self.assertEqual(copy.name, "Search of the test (copy)")
