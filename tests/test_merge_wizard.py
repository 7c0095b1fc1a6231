# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_merge import MergeCommon


@tagged("post_install", "-at_install")
class TestMergeWizard(MergeCommon):
    def _open(self, *partners):
        partners = self.env["res.partner"].union(*partners)
        return Form(
            self.env["customer.merge"].with_context(
                active_model="res.partner", active_ids=partners.ids
            )
        )

    def test_the_oldest_customer_is_proposed_to_stay(self):
        self.assertEqual(
            self._open(self.source, self.survivor).survivor_id, self.survivor
        )

    def test_preview_shows_what_moves_then_it_is_merged(self):
        order = self.env["sale.order"].create({"partner_id": self.source.id})
        wizard = self._open(self.source, self.survivor).save()
        wizard.action_preview()
        self.assertEqual(order.partner_id, self.source)
        orders = wizard.count_ids.filtered(
            lambda row: row.label == "Sales Order: Customer"
        )
        self.assertEqual((orders.count, orders.kind), (1, "moved"))
        action = wizard.action_merge()
        self.assertEqual(order.partner_id, self.survivor)
        self.assertEqual(action["res_model"], "customer.operation")
        pair = self.env["customer.duplicate"].search(
            [("partner_id", "=", self.survivor.id), ("other_id", "=", self.source.id)]
        )
        self.assertEqual(pair.decision, "merged")

    def test_a_value_can_be_taken_from_the_other(self):
        wizard = self._open(self.source, self.survivor).save()
        line = wizard.line_ids.filtered(lambda row: row.field_name == "name")
        self.assertEqual(
            (line.survivor_value, line.source_value), ("Anna Kowalska", "A. Kowalska")
        )
        line.is_taken = True
        wizard.action_preview()
        wizard.action_merge()
        self.assertEqual(self.survivor.name, "A. Kowalska")
        wizard.operation_id.action_undo()
        self.assertEqual(self.survivor.name, "Anna Kowalska")

    def test_a_blocker_is_said_before_anything_is_done(self):
        self.source.sudo().is_restricted = True
        wizard = self._open(self.source, self.survivor).save()
        wizard.action_preview()
        self.assertIn("must not be used", wizard.refusal)
        with self.assertRaisesRegex(UserError, "must not be used"):
            wizard.action_merge()
        self.assertTrue(self.source.active)

    def test_one_customer_is_not_enough(self):
        wizard = self._open(self.source).save()
        with self.assertRaisesRegex(UserError, "at least two"):
            wizard.action_preview()

    def test_nothing_is_merged_without_a_preview(self):
        wizard = self._open(self.source, self.survivor).save()
        with self.assertRaisesRegex(UserError, "preview"):
            wizard.action_merge()

    def test_not_a_duplicate_is_remembered(self):
        wizard = self._open(self.source, self.survivor).save()
        wizard.action_distinct()
        pair = self.env["customer.duplicate"].search(
            [("partner_id", "=", self.survivor.id)]
        )
        self.assertEqual((pair.other_id, pair.decision), (self.source, "distinct"))
        self.assertTrue(self.source.active)

    def test_family_instead_opens_the_family(self):
        wizard = self._open(self.source, self.survivor).save()
        action = wizard.action_family()
        self.assertEqual(action["res_model"], "customer.family.add")
        context = action["context"]
        self.assertEqual(context["default_partner_id"], self.survivor.id)

    def test_more_than_three_at_once(self):
        others = [self._make_customer(name=f"Other {n}") for n in range(3)]
        wizard = self._open(self.survivor, self.source, *others).save()
        wizard.action_preview()
        wizard.action_merge()
        merged = self.source.union(*others)
        self.assertEqual(merged.merged_into_id, self.survivor)
