# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import UserError
from odoo.tests import Form, HttpCase, tagged

from .common_merge import MergeCommon


@tagged("post_install", "-at_install")
class TestMergeWizard(MergeCommon):
    def _open(self, *partners):
        """The dialog of a user of the lowest level that may merge."""
        partners = self.env["res.partner"].union(*partners)
        return Form(
            self.env["customer.merge"]
            .with_user(self.user_level_3)
            .with_context(active_model="res.partner", active_ids=partners.ids)
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

    def test_the_address_is_taken_as_a_whole(self):
        self.survivor.street2 = "Flat 9"
        self.source.write({"street": "ul. Nowa 3", "city": "Kraków", "zip": "31-147"})
        wizard = self._open(self.source, self.survivor).save()
        line = wizard.line_ids.filtered(lambda row: row.label == "Address")
        self.assertIn("Flat 9", line.survivor_value)
        self.assertIn("ul. Nowa 3", line.source_value)
        line.is_taken = True
        wizard.action_preview()
        wizard.action_merge()
        self.assertEqual(
            (self.survivor.street, self.survivor.city), ("ul. Nowa 3", "Kraków")
        )
        self.assertFalse(self.survivor.street2)

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


@tagged("post_install", "-at_install")
class TestMergeTour(MergeCommon, HttpCase):
    def test_three_are_merged_with_a_choice_and_undone(self):
        names = ("Merge Tour One", "Merge Tour Two", "Merge Tour Three")
        customers = self.env["res.partner"].create([{"name": name} for name in names])
        order = self.env["sale.order"].create({"partner_id": customers[2].id})
        before = self._dump()
        self.start_tour(
            "/odoo/action-customer_care.res_partner_action_customers",
            "customer_care_merge",
            login=self.user_level_1.login,
        )
        self.env.invalidate_all()
        self.assertEqual(order.partner_id, customers[2])
        self.assertEqual(customers.mapped("active"), [True] * 3)
        self.assertEqual(tuple(customers.mapped("name")), names)
        after = self._dump()
        # whoever clicks leaves a session, a picture and a presence
        links = self.env["customer.data.map"]._links("res.partner")
        tables = {link.table for link in links if not link.table.startswith("mail_")}
        for name in tables - {"ir_attachment", "res_users", "discuss_channel_member"}:
            if name != "customer_duplicate":
                self.assertEqual(before.get(name), after.get(name), name)
