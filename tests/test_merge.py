# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_merge import MergeCommon
from .common_queries import counted


@tagged("post_install", "-at_install")
class TestMerge(MergeCommon):
    def test_references_follow_the_survivor(self):
        order = self.env["sale.order"].create({"partner_id": self.source.id})
        self._merge()
        self.assertEqual(order.partner_id, self.survivor)
        self.assertEqual(order.partner_invoice_id, self.survivor)
        self.assertFalse(self.source.active)
        self.assertEqual(self.source.merged_into_id, self.survivor)

    def test_undo_gives_everything_back(self):
        order = self.env["sale.order"].create({"partner_id": self.source.id})
        operation = self._merge()
        operation.action_undo()
        self.assertEqual(order.partner_id, self.source)
        self.assertTrue(self.source.active)
        self.assertFalse(self.source.merged_into_id)
        self.assertEqual(operation.state, "undone")
        with self.assertRaisesRegex(UserError, "undone already"):
            operation.action_undo()

    def test_a_follower_of_both_is_not_lost(self):
        follower = self.env["res.partner"].create({"name": "Follower"})
        other = self.env["res.partner"].create({"name": "Other"})
        self.source.message_subscribe([follower.id, other.id])
        self.survivor.message_subscribe([follower.id])
        self._merge()
        self.assertIn(follower, self.survivor.message_partner_ids)
        self.assertIn(other, self.survivor.message_partner_ids)
        self.assertIn(follower, self.source.message_partner_ids)

    def test_tags_are_joined_and_taken_apart_again(self):
        one, two = self.env["res.partner.category"].create(
            [{"name": "One"}, {"name": "Two"}]
        )
        self.source.category_id = one | two
        self.survivor.category_id = two
        operation = self._merge()
        self.assertEqual(self.survivor.category_id, one | two)
        operation.action_undo()
        self.assertEqual(self.survivor.category_id, two)
        self.assertEqual(self.source.category_id, one | two)

    def test_blanks_are_filled_and_emptied_again(self):
        salesman = self.env.user
        self.source.write({"function": "Baker", "user_id": salesman.id})
        operation = self._merge()
        self.assertEqual(self.survivor.function, "Baker")
        self.assertEqual(self.survivor.user_id, salesman)
        operation.action_undo()
        self.assertFalse(self.survivor.function)
        self.assertFalse(self.survivor.user_id)

    def test_an_address_is_never_mixed(self):
        self.source.street2 = "Flat 2"
        self._merge()
        self.assertFalse(self.survivor.street2)

    def test_what_changed_since_is_left_and_listed(self):
        self.source.function = "Baker"
        operation = self._merge()
        self.survivor.function = "Cook"
        operation.action_undo()
        self.assertEqual(self.survivor.function, "Cook")
        left = operation.line_ids.filtered(lambda line: line.kind == "left")
        self.assertEqual(left.column_name, "function")

    def test_chain_points_to_the_last_survivor(self):
        last = self._make_customer(name="Last")
        first = self._merge()
        second = self._merge((self.survivor, last))
        self.assertEqual(self.source.merged_into_id, last)
        with self.assertRaisesRegex(UserError, "Undo that one first"):
            first.action_undo()
        second.action_undo()
        self.assertEqual(self.source.merged_into_id, self.survivor)
        first.action_undo()
        self.assertFalse(self.source.merged_into_id)

    def test_all_phones_are_kept_and_none_twice(self):
        same = self._make_customer(name="Same", phone=self.survivor.phone)
        self._merge((self.source, self.survivor), (same, self.survivor))
        self.assertEqual(
            sorted(self.survivor.customer_phone_ids.mapped("number_e164")),
            ["+48601234567", "+48602222222"],
        )
        primary = self.survivor.customer_phone_ids.filtered("is_primary")
        self.assertEqual(primary.number_e164, "+48601234567")

    def test_old_email_and_code_find_the_survivor(self):
        code = self.source.ref
        self._merge()
        partners = self.env["res.partner"]
        for text in ("anna@example.net", code):
            found = partners.name_search(text)
            self.assertEqual([each[0] for each in found], self.survivor.ids, text)

    def test_guards_say_why(self):
        cases = [
            ({}, {"is_forgotten": True}, "asked to be forgotten"),
            ({"vat": "PL5260001246"}, {"vat": "PL1132191233"}, "different tax IDs"),
        ]
        for mine, theirs, words in cases:
            source = self._make_customer(name="S")
            survivor = self._make_customer(name="T")
            source.sudo().write(mine)
            survivor.sudo().write(theirs)
            with self.assertRaisesRegex(UserError, words):
                self._merge((source, survivor))
        with self.assertRaisesRegex(UserError, "into itself"):
            self._merge((self.source, self.source))
        self._merge()
        with self.assertRaisesRegex(UserError, "merged already"):
            self._merge()

    def test_own_company_is_never_merged_away(self):
        with self.assertRaisesRegex(UserError, "used by"):
            self._merge((self.env.company.partner_id, self.survivor))

    def test_firm_and_its_contact_are_two(self):
        contact = self._make_customer(name="C", parent_id=self.survivor.id)
        with self.assertRaisesRegex(UserError, "belong to one another"):
            self._merge((contact, self.survivor))

    def test_contacts_of_the_source_get_the_new_firm(self):
        contact = self._make_customer(name="C", parent_id=self.source.id)
        operation = self._merge()
        self.assertEqual(contact.parent_id, self.survivor)
        self.assertEqual(contact.commercial_partner_id, self.survivor)
        operation.action_undo()
        self.assertEqual(contact.commercial_partner_id, self.source)

    def test_points_of_two_cards_are_added(self):
        program = self.env["loyalty.program"].create(
            {
                "name": "Points",
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
            }
        )
        mine, theirs = self.env["loyalty.card"].create(
            [
                {"program_id": program.id, "partner_id": p.id, "points": points}
                for p, points in ((self.survivor, 10), (self.source, 5))
            ]
        )
        operation = self._merge()
        self.assertEqual((mine.points, theirs.points), (15, 0))
        self.assertFalse(theirs.active)
        operation.action_undo()
        self.assertEqual((mine.points, theirs.points), (10, 5))
        self.assertTrue(theirs.active)
        self.assertEqual(theirs.partner_id, self.source)

    def test_any_no_wins(self):
        self.survivor._set_marketing_consent("email", True, "counter")
        self.source._set_marketing_consent("email", False, "counter")
        operation = self._merge()
        refused = self.survivor._contact_refusals("email", self.marketing)
        self.assertIn(self.survivor.id, refused)
        operation.action_undo()
        refused = self.survivor._contact_refusals("email", self.marketing)
        self.assertNotIn(self.survivor.id, refused)

    def test_a_yes_of_another_day_comes_back_with_its_moment(self):
        with freeze_time("2026-01-05 09:30:00"):
            self.survivor._set_marketing_consent("email", True, "counter")
            self.source._set_marketing_consent("email", False, "counter")
        operation = self._merge()
        consents = self.env["customer.consent"].search(
            [("partner_id", "=", self.survivor.id), ("method", "=", "merge")]
        )
        self.assertEqual(consents.state, "withdrawn")
        operation.action_undo()
        self.assertEqual(consents.state, "given")
        self.assertEqual(str(consents.changed_at), "2026-01-05 09:30:00")

    def test_only_who_may_merges(self):
        with self.assertRaises(AccessError):
            self.operations.with_user(self.user_level_4)._merge(
                [(self.source.id, self.survivor.id)]
            )
        operation = self.operations.with_user(self.user_level_3)._merge(
            [(self.source.id, self.survivor.id)]
        )
        with self.assertRaises(AccessError):
            operation.with_user(self.user_level_4).action_undo()

    def test_rehearsal_says_what_a_run_does_and_changes_nothing(self):
        order = self.env["sale.order"].create({"partner_id": self.source.id})
        operation = self.operations._new_merge([(self.source.id, self.survivor.id)])
        preview = operation._rehearse()
        self.assertEqual(order.partner_id, self.source)
        self.assertTrue(self.source.active)
        self.assertEqual(preview["moved"]["sale.order.partner_id"], 1)
        self.assertFalse(operation.line_ids)
        operation._run_rehearsed()
        moved = operation.line_ids.filtered(lambda line: line.kind == "moved")
        self.assertEqual({line.link: line.count for line in moved}, preview["moved"])

    def test_a_change_since_the_preview_is_refused(self):
        operation = self.operations._new_merge([(self.source.id, self.survivor.id)])
        operation._rehearse()
        self.env.cr.execute(
            "UPDATE res_partner SET write_date = write_date + interval '1 minute'"
            " WHERE id = %s",
            [self.source.id],
        )
        with self.assertRaisesRegex(UserError, "changed since the preview"):
            operation._run_rehearsed()

    def test_three_into_one_at_once(self):
        third = self._make_customer(name="Third")
        orders = self.env["sale.order"].create(
            [{"partner_id": self.source.id}, {"partner_id": third.id}]
        )
        operation = self._merge((self.source, self.survivor), (third, self.survivor))
        self.assertEqual(orders.partner_id, self.survivor)
        self.assertEqual(operation.pair_count, 2)
        operation.action_undo()
        self.assertEqual(orders.mapped("partner_id"), self.source | third)

    def test_operations_of_another_company_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Other"})
        (self.source | self.survivor).company_id = other
        operation = self._merge()
        self.assertEqual(operation.company_id, other)
        log = self.operations.with_user(self.user_level_1)
        self.assertNotIn(operation, log.search([]))
        self.assertFalse(
            self.env["customer.operation.line"]
            .with_user(self.user_level_1)
            .search([("operation_id", "=", operation.id)])
        )

    def test_operations_on_shared_customers_are_seen(self):
        operation = self._merge()
        log = self.operations.with_user(self.user_level_1)
        self.assertIn(operation, log.search([]))

    def _define_properties(self):
        definition = self.env[
            "properties.base.definition"
        ]._get_definition_for_property_field("res.partner", "properties")
        definition.properties_definition = [
            {"name": "size", "string": "Size", "type": "char"},
            {
                "name": "friend",
                "string": "Friend",
                "type": "many2one",
                "comodel": "res.partner",
            },
        ]

    def test_properties_are_kept(self):
        self._define_properties()
        self.source.properties = {"size": "L"}
        operation = self._merge()
        self.assertEqual(self.survivor.properties["size"], "L")
        operation.action_undo()
        self.assertFalse(self.survivor.properties["size"])

    def test_a_property_that_names_the_source_names_the_survivor(self):
        self._define_properties()
        friend = self._make_customer(name="Friend")
        friend.properties = {"friend": self.source.id}
        operation = self._merge()
        self.assertEqual(friend.properties["friend"], self.survivor)
        operation.action_undo()
        self.assertEqual(friend.properties["friend"], self.source)

    def test_a_saved_filter_and_a_default_name_the_survivor(self):
        saved = self.env["ir.filters"].create(
            {
                "name": "Hers",
                "model_id": "sale.order",
                "domain": f"[('partner_id', '=', {self.source.id}), ('id', '>', 1)]",
            }
        )
        self.env["ir.default"].set("sale.order", "partner_id", self.source.id)
        operation = self._merge()
        self.assertEqual(
            saved.domain, f"[('partner_id', '=', {self.survivor.id}), ('id', '>', 1)]"
        )
        self.assertEqual(
            self.env["ir.default"]._get("sale.order", "partner_id"), self.survivor.id
        )
        operation.action_undo()
        self.assertIn(str(self.source.id), saved.domain)

    def test_both_logins_one_stays(self):
        portal = "base.group_portal"
        mine = self._make_user("mine", portal, partner_id=self.survivor.id)
        theirs = self._make_user("theirs", portal, partner_id=self.source.id)
        operation = self._merge()
        self.assertEqual((mine.active, theirs.active), (True, False))
        self.assertEqual(mine.partner_id, self.survivor)
        operation.action_undo()
        self.assertTrue(theirs.active)

    def test_the_only_login_goes_along(self):
        theirs = self._make_user(
            "theirs", "base.group_portal", partner_id=self.source.id
        )
        operation = self._merge()
        self.assertTrue(theirs.active)
        self.assertEqual(theirs.partner_id, self.survivor)
        operation.action_undo()
        self.assertEqual(theirs.partner_id, self.source)

    def test_two_colleagues_are_never_one(self):
        for login, partner in (("a_user", self.survivor), ("b_user", self.source)):
            self._make_user(login, "base.group_user", partner_id=partner.id)
        with self.assertRaisesRegex(UserError, "both users of this system"):
            self._merge()

    def test_refused_pairs_are_logged_and_the_others_merged(self):
        forgotten = self._make_customer(name="Forgotten")
        forgotten.sudo().is_forgotten = True
        operation = self._merge(
            (self.source, self.survivor), (forgotten, self.survivor)
        )
        refused = operation.line_ids.filtered(lambda line: line.kind == "refused")
        self.assertEqual(refused.source_id, forgotten.id)
        self.assertIn("asked to be forgotten", refused.note)
        self.assertEqual(operation.pair_count, 1)
        self.assertTrue(forgotten.active)

    def test_strictest_status_stays_and_comes_back(self):
        self.source.sudo().account_status = "hold"
        self.survivor.sudo().account_status = "active"
        operation = self._merge()
        self.assertEqual(self.survivor.sudo().account_status, "hold")
        operation.action_undo()
        self.assertEqual(self.survivor.sudo().account_status, "active")

    def test_queries_do_not_depend_on_the_number_of_pairs(self):
        def merge(number):
            partners = self.env["res.partner"].create(
                [{"name": f"Q{n}"} for n in range(2 * number)]
            )
            pairs = [(partners[n].id, partners[n + number].id) for n in range(number)]
            with counted(self.env) as queries:
                self.operations._merge(pairs)
            return queries.number

        merge(2)
        few, many = merge(2), merge(60)
        self.assertLessEqual(many, few + 5)

    def _two_families(self):
        """The source's, of two, and the survivor's."""
        rest = self._make_customer(name="Rest")
        other = self._make_customer(name="Other")
        families = self.env["customer.family"]
        theirs = families._unite(self.source | rest)
        mine = families._unite(self.survivor | other)
        return theirs, mine, rest

    def test_a_family_that_dissolved_comes_back(self):
        theirs, mine, rest = self._two_families()
        before = self._dump()
        operation = self._merge()
        self.assertEqual(self.survivor.family_id, mine)
        self.assertFalse(theirs.exists())
        operation.action_undo()
        self.assertEqual(theirs.exists().member_ids, self.source | rest)
        after = self._dump()
        self.assertFalse({name for name in before if before[name] != after[name]})

    def test_families_become_one_if_the_user_says_so(self):
        theirs, mine, rest = self._two_families()
        operation = self._merge(join_families=True)
        self.assertEqual(rest.family_id, mine)
        operation.action_undo()
        self.assertEqual(rest.family_id, theirs)
        self.assertEqual(theirs.head_id, self.source)

    def test_what_is_planned_for_both_is_said_once(self):
        plan = {"channel": "email", "purpose_id": self.service.id}
        when = {"scheduled_at": "2030-01-01 10:00:00"}
        messages = self.env["customer.message"]._plan(
            [
                {
                    **plan,
                    **when,
                    "partner_id": partner.id,
                    "subject": text,
                    "body": text,
                }
                for partner, text in (
                    (self.survivor, "Sale"),
                    (self.source, "Sale"),
                    (self.source, "Ready"),
                )
            ]
        )
        operation = self._merge()
        self.assertEqual(messages.partner_id, self.survivor)
        self.assertEqual(messages.mapped("state"), ["planned", "cancelled", "planned"])
        operation.action_undo()
        self.assertEqual(messages.mapped("state"), ["planned"] * 3)
        self.assertEqual(messages[1:].partner_id, self.source)
