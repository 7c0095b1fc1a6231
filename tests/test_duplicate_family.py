# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_care.models import customer_duplicate_family

from .common_duplicate import DuplicateCommon


@tagged("post_install", "-at_install")
class TestDuplicateFamily(DuplicateCommon):
    """*Add as family automatically*, and its undo."""

    def _household(self, *names, **vals):
        """Customers of one household, of whom a scan says that they are family."""
        return self.env["res.partner"].union(
            *(self._at_home(name, **vals) for name in names)
        )

    def _add(self, user=None):
        """Do it and return the operation."""
        duplicates = self.duplicates.with_user(user or self.user_level_3)
        action = duplicates.action_family_automatically()
        return self.env[action["res_model"]].browse(action["res_id"])

    def _notes(self, operation, kind):
        lines = operation.line_ids.filtered(lambda line: line.kind == kind)
        return lines.mapped("note")

    def test_families_are_made_only_when_asked(self):
        people = self._household("Anna Kowalska", "Jan Kowalski")
        self._scan()
        self.assertFalse(people.family_id)
        operation = self._add()
        self.assertEqual(people.family_id.member_ids, people)
        self.assertEqual(
            (operation.state, operation.kind, operation.pair_count),
            ("done", "family", 2),
        )
        self.assertCountEqual(
            self._notes(operation, "joined"), ["Anna Kowalska", "Jan Kowalski"]
        )

    def test_its_undo_separates_them_and_asks_again(self):
        people = self._household("Anna Kowalska", "Jan Kowalski", "Ola Kowalska")
        self._scan()
        pairs = self.duplicates.search([("partner_id", "in", people.ids)])
        operation = self._add()
        family = people.family_id
        self.assertEqual(set(pairs.mapped("decision")), {"family"})
        operation.with_user(self.user_level_3).action_undo()
        self.env.invalidate_all()
        self.assertFalse(people.family_id)
        self.assertFalse(family.exists())
        self.assertEqual(set(pairs.mapped("decision")), {"open"})
        self.assertEqual(operation.state, "undone")
        self.assertFalse(self._notes(operation, "left"))

    def test_a_machine_does_not_make_again_what_was_undone(self):
        self._household("Anna Kowalska", "Jan Kowalski")
        self._scan()
        self._add().action_undo()
        self._scan()
        self.assertTrue(self._verdicts())
        with self.assertRaisesRegex(UserError, "no families left"):
            self._add()

    def test_undone_twice_is_refused(self):
        self._household("Anna Kowalska", "Jan Kowalski")
        self._scan()
        operation = self._add()
        operation.action_undo()
        with self.assertRaisesRegex(UserError, "undone already"):
            operation.action_undo()

    def test_who_was_in_the_family_before_stays_in_it(self):
        names = ("Anna Kowalska", "Jan Kowalski", "Ola Kowalska")
        anna, jan, ola = self._household(*names)
        family = self.env["customer.family"]._unite(anna | jan)
        self._scan()
        operation = self._add()
        self.assertEqual(family.member_ids, anna | jan | ola)
        operation.action_undo()
        self.env.invalidate_all()
        self.assertEqual(family.member_ids, anna | jan)
        self.assertFalse(ola.family_id)

    def test_who_changed_family_since_stays_where_they_are_and_is_listed(self):
        names = ("Anna Kowalska", "Jan Kowalski", "Ola Kowalska")
        anna, jan, ola = self._household(*names)
        self._scan()
        operation = self._add()
        anna.family_id._separate(ola)
        other = self._bare("Piotr Lis")
        theirs = self.env["customer.family"]._unite(other | ola)
        operation.action_undo()
        self.env.invalidate_all()
        self.assertEqual(theirs.member_ids, other | ola)
        self.assertFalse((anna | jan).family_id)
        [note] = self._notes(operation, "left")
        self.assertIn("Ola Kowalska", note)

    def test_the_undo_is_in_the_history_of_the_members(self):
        people = self._household("Anna Kowalska", "Jan Kowalski")
        self._scan()
        self._add().action_undo()
        events = self.env["customer.event"].search(
            [("partner_id", "in", people.ids), ("kind", "=", "family")]
        )
        self.assertIn("Adding as family was undone.", events.mapped("reason"))

    def test_who_is_found_distinct_in_a_group_leaves_it_to_a_person(self):
        anna, jan, _ola = self._household(
            "Anna Kowalska", "Jan Kowalski", "Ola Kowalska"
        )
        self._scan()
        self.duplicates._decide([(anna.id, jan.id)], "distinct")
        with self.assertRaisesRegex(UserError, "no families left"):
            self._add()

    def test_a_whole_house_is_no_household_and_is_named(self):
        people = self._household("Anna Kowalska", "Jan Kowalski", "Ola Kowalska")
        self._scan()
        with patch.object(customer_duplicate_family, "LARGEST_FAMILY", 2):
            operation = self._add()
        self.assertFalse(people.family_id)
        [note] = self._notes(operation, "refused")
        self.assertIn("2 others are too many for a household", note)
        self.assertEqual(set(self._verdicts().values()), {"family"})

    def test_more_than_can_be_made_at_once_are_made_in_the_background(self):
        people = self._household("Anna Kowalska", "Jan Kowalski")
        more = self._household(
            "Piotr Lis", "Ewa Lis", street="Inna 8", zip="30-001", phone="+48609999999"
        )
        self._scan()
        with patch.object(customer_duplicate_family, "AT_ONCE", 1):
            operation = self._add()
        self.assertEqual(operation.state, "queued")
        self.assertFalse((people | more).family_id)
        self.env["customer.operation"].sudo()._cron_run(batch_size=1)
        self.assertEqual(operation.state, "done")
        self.assertEqual(people.family_id.member_ids, people)
        self.assertEqual(more.family_id.member_ids, more)
        operation.action_undo()
        self.env.invalidate_all()
        self.assertFalse((people | more).family_id)

    def test_what_was_interrupted_goes_on_and_doubles_nothing(self):
        people = self._household("Anna Kowalska", "Jan Kowalski")
        more = self._household(
            "Piotr Lis", "Ewa Lis", street="Inna 8", zip="30-001", phone="+48609999999"
        )
        self._scan()
        groups, _large = self.duplicates._family_groups()
        operation = self.env["customer.operation"]._new_families(groups)
        operation._queue()
        operation._merge_batch(groups[:1])
        family = people.family_id
        self.assertTrue(family)
        operation._cron_run()
        self.assertEqual(people.family_id, family)
        self.assertEqual(more.family_id.member_ids, more)
        self.assertEqual(len(self._notes(operation, "joined")), 4)

    def test_a_group_that_no_family_may_be_is_named_and_stays_in_the_list(self):
        people = self._household("Anna Kowalska", "Jan Kowalski")
        self._scan()
        groups, _large = self.duplicates._family_groups()
        operation = self.env["customer.operation"]._new_families(groups)
        people[0].is_company = True
        operation._run_batches(500)
        self.assertFalse(people.family_id)
        [note] = self._notes(operation, "refused")
        self.assertIn("only persons are in a family", note)
        self.assertEqual(self._verdicts()[("Anna Kowalska", "Jan Kowalski")], "family")

    def test_only_who_may_change_families_adds_and_undoes(self):
        self._household("Anna Kowalska", "Jan Kowalski")
        self._scan()
        operation = self._add()
        with self.assertRaises(AccessError):
            operation.with_user(self.user_level_5).action_undo()
        self.assertEqual(operation.state, "done")
