# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestFamilySeparateMany(TransactionCase):
    """Members are separated in bulk by a rule, and come back by an undo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = new_test_user(
            cls.env, "family_owner", groups="customer_care.level_1"
        )
        home = {"street": "Długa 1", "zip": "00-950", "city": "Warszawa"}
        away = {"street": "Krótka 2", "zip": "30-001", "city": "Kraków"}
        partners = cls.env["res.partner"]
        cls.head = partners.create({"name": "Jan Kowal", **home})
        cls.wife = partners.create({"name": "Ewa Kowal", **home})
        cls.son = partners.create({"name": "Adam Kowal", **away})
        cls.phoned = partners.create({"name": "Ola Kowal", **away})
        cls.unknown = partners.create({"name": "Iga Kowal"})
        for partner in (cls.head, cls.phoned):
            cls.env["customer.phone"].create(
                {"partner_id": partner.id, "number": "+48602345678", "type": "mobile"}
            )
        cls.members = cls.head | cls.wife | cls.son | cls.phoned | cls.unknown
        cls.family = cls.env["customer.family"]._unite(cls.members)
        pair = partners.create(
            [{"name": "Piotr Nowy", **home}, {"name": "Maria Nowa", **away}]
        )
        cls.pair, cls.couple = pair, cls.env["customer.family"]._unite(pair)

    def _wizard(self, rule="apart", families=None, **vals):
        families = self.family | self.couple if families is None else families
        return (
            self.env["customer.family.separate.many"]
            .with_user(self.owner)
            .create({"rule": rule, "family_ids": [(6, 0, families.ids)], **vals})
        )

    def _done(self, wizard):
        wizard.action_preview()
        action = wizard.action_separate()
        self.env.invalidate_all()
        return self.env["customer.operation"].browse(action["res_id"])

    def test_who_lives_elsewhere_and_shares_no_number_is_found(self):
        wizard = self._wizard()
        wizard.action_preview()
        self.assertEqual(wizard.line_ids.partner_id, self.son | self.pair[1])
        self.assertEqual(self.son.family_id, self.family)

    def test_who_lives_elsewhere_is_found_whatever_numbers(self):
        wizard = self._wizard("elsewhere")
        wizard.action_preview()
        found = wizard.line_ids.partner_id
        self.assertEqual(found, self.son | self.phoned | self.pair[1])
        self.assertNotIn(self.unknown, found)  # nobody knows where they live

    def test_a_family_with_one_member_left_dissolves_and_comes_back(self):
        couple, name = self.couple.id, self.couple.name
        operation = self._done(self._wizard(reason="Moved out"))
        self.assertEqual((operation.state, operation.pair_count), ("done", 2))
        self.assertFalse(self.couple.exists())
        self.assertFalse(self.pair.family_id)
        self.assertFalse(self.son.family_id)
        self.assertEqual(self.family.member_count, 4)
        events = self.env["customer.event"].search(
            [("partner_id", "=", self.son.id), ("kind", "=", "family")], order="id desc"
        )
        self.assertEqual(
            (events[0].reason, events[0].user_id), ("Moved out", self.owner)
        )
        operation.with_user(self.owner).action_undo()
        self.env.invalidate_all()
        family = self.env["customer.family"].browse(couple)
        self.assertEqual((family.name, family.head_id), (name, self.pair[0]))
        self.assertEqual(self.pair.family_id, family)
        self.assertEqual((family.member_count, self.family.member_count), (2, 5))
        with self.assertRaises(UserError):
            operation.with_user(self.owner).action_undo()

    def test_all_of_a_family_leave_and_the_head_is_head_again_after_an_undo(self):
        operation = self._done(self._wizard("all", self.family))
        self.assertFalse(self.members.family_id)
        operation.with_user(self.owner).action_undo()
        self.env.invalidate_all()
        family = self.members.family_id
        self.assertEqual((len(family), family.head_id), (1, self.head))
        self.assertEqual(family.member_count, 5)

    def test_the_undo_leaves_who_joined_another_family_since(self):
        operation = self._done(self._wizard("elsewhere"))
        other = self.env["customer.family"]._unite(
            self.son | self.env["res.partner"].create({"name": "Nina Lis"})
        )
        operation.with_user(self.owner).action_undo()
        self.env.invalidate_all()
        self.assertEqual(self.son.family_id, other)
        self.assertEqual(self.phoned.family_id, self.family)
        self.assertTrue(operation.line_ids.filtered(lambda line: line.kind == "left"))

    def test_who_was_deactivated_since_does_not_come_back_into_a_family(self):
        operation = self._done(self._wizard())
        self.pair[1].active = False
        operation.with_user(self.owner).action_undo()
        self.env.invalidate_all()
        self.assertFalse(self.pair.family_id)
        self.assertFalse(self.couple.exists())
        self.assertEqual(self.son.family_id, self.family)

    def test_who_was_unticked_stays(self):
        wizard = self._wizard()
        wizard.action_preview()
        line = wizard.line_ids.filtered(lambda each: each.partner_id == self.son)
        line.is_taken = False
        wizard.action_separate()
        self.env.invalidate_all()
        self.assertEqual(self.son.family_id, self.family)
        self.assertFalse(self.pair[1].family_id)

    def test_who_left_since_the_preview_is_refused_and_the_rest_goes_on(self):
        wizard = self._wizard()
        wizard.action_preview()
        self.son._leave_families("By hand")
        action = wizard.action_separate()
        operation = self.env["customer.operation"].browse(action["res_id"])
        refused = operation.line_ids.filtered(lambda line: line.kind == "refused")
        self.assertEqual(refused.source_id, self.son.id)
        self.env.invalidate_all()
        self.assertFalse(self.pair[1].family_id)

    def test_two_people_running_the_same_preview_separate_once(self):
        wizard = self._wizard()
        wizard.action_preview()
        wizard.action_separate()
        with self.assertRaisesRegex(UserError, "started already"):
            wizard.action_separate()

    def test_bad_input_is_one_sentence_and_changes_nothing(self):
        with self.assertRaises(UserError):
            self._wizard("all", self.env["customer.family"]).action_preview()
        with self.assertRaises(UserError):
            self._wizard().action_separate()
        nobody = self._wizard("apart", self.family)
        nobody.action_preview()
        nobody.line_ids.is_taken = False
        with self.assertRaisesRegex(UserError, "nothing to change"):
            nobody.action_separate()
        self.assertEqual(self.members.family_id, self.family)

    def test_only_who_may_change_families(self):
        clerk = new_test_user(self.env, "family_clerk", groups="customer_care.level_5")
        self.env.ref("customer_care.function_family_change")._customer_set_lowest_level(
            1
        )
        with self.assertRaises(AccessError):
            self._wizard().with_user(clerk).action_preview()
