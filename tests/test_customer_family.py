# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from .common_family import FamilyCommon
from .common_queries import counted


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestFamily(FamilyCommon):
    def _assert_whole(self, family=None):
        """The head is a member and there are at least two."""
        family = family or self.family
        self.assertIn(family.head_id, family.member_ids)
        self.assertGreaterEqual(len(family.member_ids), 2)
        self.assertEqual(family.member_count, len(family.member_ids))

    # -- making and changing -------------------------------------------------

    def test_a_family_has_a_head_who_is_a_member_and_a_name(self):
        self.assertEqual(self.family.name, "Family Nowak")
        self.assertEqual(self.family.member_ids, self.anna | self.jan | self.ola)
        self._assert_whole()

    def test_the_events_say_who_joined_and_as_what(self):
        self.assertEqual(self._events(self.anna), [(False, "Family Nowak (head)")])
        self.assertEqual(self._events(self.jan), [(False, "Family Nowak")])
        self.assertEqual(self._events(self.piotr), [])

    def test_unite_makes_a_family_of_the_first_and_the_others(self):
        family = self.families._unite(self.piotr | self.ewa, head=self.ewa)
        self.assertEqual(family.head_id, self.ewa)
        self.assertEqual(family.member_ids, self.piotr | self.ewa)
        self.assertEqual(family.name, "Family Lis")

    def test_unite_lets_others_join_the_family_that_is_there(self):
        family = self.families._unite(self.piotr | self.jan)
        self.assertEqual(family, self.family)
        self.assertEqual(self.piotr.family_id, self.family)
        self.assertEqual(self.family.head_id, self.anna)

    def test_a_family_inside_a_family_is_refused_and_named(self):
        other = self.families._unite(self.piotr | self.ewa)
        with self._refused("Family Lis, Family Nowak|Family Nowak", UserError):
            self.families._unite(self.jan | self.ewa)
        with self._refused("Jan Nowak is in Family Nowak"):
            other._add(self.jan)
        with self._refused("Jan Nowak is in Family Nowak"):
            self.jan.family_id = other
        with self._refused("Jan Nowak is in Family Nowak"):
            self.families.create(
                {"head_id": self.jan.id, "member_ids": [Command.link(self.piotr.id)]}
            )
        self.assertEqual(self.jan.family_id, self.family)
        self.assertEqual(other.member_ids, self.piotr | self.ewa)

    def test_a_family_of_one_is_refused(self):
        for vals in ({}, {"member_ids": [Command.link(self.piotr.id)]}):
            with self._refused("at least two members"):
                self.families.create({"head_id": self.piotr.id, **vals})
        self.assertFalse(self.piotr.family_id)

    def test_a_family_without_head_is_refused_in_a_sentence(self):
        with self._refused('"Head of the family" is missing'):
            self.families.create({"name": "Headless"})
        with self._refused('"Head of the family" is missing'):
            self.family.head_id = False

    def test_the_head_is_one_of_the_members(self):
        with self._refused("one of its members"):
            self.family.head_id = self.piotr
        with self._refused("one of its members"):
            self.family._set_head(self.piotr)
        self.assertEqual(self.family.head_id, self.anna)

    def test_another_head_is_an_event_of_both(self):
        self.family._set_head(self.jan)
        self.assertEqual(
            self._events(self.anna)[-1], ("Family Nowak (head)", "Family Nowak")
        )
        self.assertEqual(
            self._events(self.jan)[-1], ("Family Nowak", "Family Nowak (head)")
        )
        self.assertEqual(len(self._events(self.ola)), 1)

    def test_who_can_be_in_no_family_is_told_why(self):
        company = self._make_person("Bakery", is_company=True)
        contact = self._make_person("Contact", parent_id=company.id)
        archived = self._make_person("Archived", active=False)
        forgotten = self._make_person("Forgotten", active=False)
        forgotten.sudo().is_forgotten = True
        merged = self._make_person("Merged")
        merged.sudo().merged_into_id = self.piotr
        clerk = self.user_level_5.partner_id
        cases = {
            company: "only persons",
            contact: "contact or an address of somebody else",
            archived: "inactive: activate",
            forgotten: "asked to be forgotten",
            merged: "choose that one",
            clerk: "not a customer",
            self.env.company.partner_id: "only persons",
        }
        for partner, words in cases.items():
            with self.subTest(words):
                with self._refused(words):
                    self.family._add(partner)
                with self._refused(words):
                    partner.family_id = self.family
        self.assertEqual(self.family.member_ids, self.anna | self.jan | self.ola)

    def test_customers_of_two_companies_are_no_family(self):
        other = self.env["res.company"].create({"name": "Other"})
        here, there = self.env.company, other
        one = self._make_person("One", company_id=here.id)
        two = self._make_person("Two", company_id=there.id)
        self.family._add(one)
        with self._refused("same company"):
            self.family._add(two)
        with self._refused("same company"):
            self.jan.company_id = there
        self.assertFalse(two.family_id)

    # -- through fields, as import and RPC do ---------------------------------

    def test_commands_on_the_members_keep_the_same_rules(self):
        self.family.member_ids = [Command.link(self.piotr.id)]
        self.assertEqual(self.piotr.family_id, self.family)
        self.family.member_ids = [Command.unlink(self.piotr.id)]
        self.assertFalse(self.piotr.family_id)
        with self._refused("Choose who becomes head"):
            self.family.member_ids = [Command.unlink(self.anna.id)]
        with self._refused("Choose who becomes head"):
            self.family.member_ids = [Command.set((self.jan | self.ola).ids)]
        self.assertEqual(self.family.member_ids, self.anna | self.jan | self.ola)
        self._assert_whole()

    def test_head_and_members_change_together(self):
        self.family.write(
            {
                "head_id": self.piotr.id,
                "member_ids": [
                    Command.link(self.piotr.id),
                    Command.unlink(self.anna.id),
                ],
            }
        )
        self.assertEqual(self.family.head_id, self.piotr)
        self.assertEqual(self.family.member_ids, self.jan | self.ola | self.piotr)

    def test_clearing_the_members_dissolves(self):
        self.family.member_ids = [Command.clear()]
        self.assertFalse(self.family.exists())
        self.assertFalse((self.anna | self.jan | self.ola).family_id)

    def test_a_new_customer_can_be_born_into_a_family(self):
        baby = self._make_person("Baby Nowak", family_id=self.family.id)
        self.assertEqual(self._events(baby), [(False, "Family Nowak")])
        with self._refused("only persons"):
            self._make_person("Firm", is_company=True, family_id=self.family.id)

    def test_a_copy_of_a_customer_is_in_no_family(self):
        self.assertFalse(self.jan.copy().family_id)

    # -- leaving ---------------------------------------------------------------

    def test_who_is_separated_leaves_and_the_family_stays(self):
        self.family._separate(self.jan, "moved out")
        self.assertFalse(self.jan.family_id)
        self.assertEqual(self.family.member_ids, self.anna | self.ola)
        self.assertEqual(self._events(self.jan)[-1], ("Family Nowak", False))
        event = self.env["customer.event"].search(
            [("partner_id", "=", self.jan.id)], limit=1
        )
        self.assertEqual(event.reason, "moved out")

    def test_below_two_the_family_dissolves(self):
        self.family._separate(self.jan | self.ola)
        self.assertFalse(self.family.exists())
        self.assertFalse(self.anna.family_id)
        self.assertEqual(self._events(self.anna)[-1], ("Family Nowak (head)", False))

    def test_a_head_who_leaves_several_needs_a_follower(self):
        with self._refused("Choose who becomes head"):
            self.family._separate(self.anna)
        with self._refused("one of its members"):
            self.family._separate(self.anna, head=self.piotr)
        with self._refused("Choose who becomes head"):
            self.anna.family_id = False
        self.assertEqual(self.family.head_id, self.anna)
        self.family._separate(self.anna, head=self.ola)
        self.assertEqual(self.family.head_id, self.ola)
        self.assertEqual(self.family.member_ids, self.jan | self.ola)

    def test_the_one_who_leaves_cannot_be_the_follower(self):
        with self._refused("Choose who becomes head"):
            self.family._separate(self.anna, head=self.anna)

    def test_a_head_who_leaves_one_behind_dissolves(self):
        self.family._separate(self.ola)
        self.family._separate(self.anna)
        self.assertFalse(self.family.exists())
        self.assertFalse(self.jan.family_id)

    def test_strangers_cannot_be_separated(self):
        with self._refused("Choose members of Family Nowak", UserError):
            self.family._separate(self.piotr)
        with self._refused("Choose members of Family Nowak", UserError):
            self.family._separate(self.env["res.partner"])

    def test_dissolving_is_an_event_of_each_member(self):
        self.family.unlink()
        for member in self.anna | self.jan | self.ola:
            self.assertFalse(member.family_id)
            self.assertFalse(self._events(member)[-1][1])
        self.assertTrue(self.jan.active)

    # -- what happens by itself ------------------------------------------------

    def test_an_archived_member_leaves(self):
        self.jan.action_archive()
        self.assertFalse(self.jan.family_id)
        self.assertEqual(self.family.member_ids, self.anna | self.ola)
        self._assert_whole()

    def test_an_archived_head_is_followed_by_the_oldest(self):
        self.anna.action_archive()
        self.assertEqual(self.family.head_id, self.jan)
        self.assertEqual(
            self._events(self.jan)[-1], ("Family Nowak", "Family Nowak (head)")
        )
        self.assertEqual(self._events(self.anna)[-1], ("Family Nowak", False))
        self._assert_whole()

    def test_an_archived_head_of_two_dissolves(self):
        self.family._separate(self.ola)
        self.anna.action_archive()
        self.assertFalse(self.family.exists())
        self.assertFalse(self.jan.family_id)

    def test_a_member_who_is_activated_again_comes_back(self):
        self.jan._deactivate("moved")
        self.assertFalse(self.jan.family_id)
        self.jan._activate()
        self.assertEqual(self.jan.family_id, self.family)
        (self.jan | self.ola)._deactivate("moved")
        self.assertFalse(self.family.exists())
        (self.jan | self.ola)._activate()
        self.assertFalse((self.jan | self.ola).family_id)

    def test_who_is_in_another_family_since_does_not_come_back(self):
        self.jan._deactivate("moved")
        self.jan.with_context(active_test=False).sudo().active = True
        other = self.families._unite(self.piotr | self.jan)
        self.jan._deactivate()
        self.ewa.family_id = False
        self.assertFalse(other.exists())
        self.jan._activate()
        self.assertFalse(self.jan.family_id)

    def test_a_forgotten_member_leaves(self):
        self.anna.sudo().is_forgotten = True
        self.assertFalse(self.anna.family_id)
        self.assertEqual(self.family.head_id, self.jan)

    def test_a_member_who_becomes_a_company_leaves(self):
        self.jan.is_company = True
        self.assertFalse(self.jan.family_id)
        self.ola.parent_id = self.jan
        self.assertFalse(self.ola.family_id)
        self.assertFalse(self.family.exists())

    def test_a_deleted_head_is_followed_and_a_deleted_family_dissolves(self):
        self.anna.unlink()
        self.assertEqual(self.family.head_id, self.jan)
        self.jan.unlink()
        self.assertFalse(self.family.exists())
        self.assertFalse(self.ola.family_id)

    def test_all_members_at_once(self):
        (self.anna | self.jan | self.ola).action_archive()
        self.assertFalse(self.family.exists())
        other = self.families._unite(self.piotr | self.ewa)
        (self.piotr | self.ewa).unlink()
        self.assertFalse(other.exists())

    def test_a_merged_member_gives_the_place_to_the_survivor(self):
        self.anna.sudo().write({"merged_into_id": self.piotr.id, "active": False})
        self.assertFalse(self.anna.family_id)
        self.assertEqual(self.family.head_id, self.piotr)
        self.assertEqual(self.family.member_ids, self.jan | self.ola | self.piotr)

    def test_a_merge_of_two_members_keeps_one(self):
        self.anna.sudo().write({"merged_into_id": self.jan.id, "active": False})
        self.assertEqual(self.family.head_id, self.jan)
        self.assertEqual(self.family.member_ids, self.jan | self.ola)
        self.ola.sudo().write({"merged_into_id": self.jan.id, "active": False})
        self.assertFalse(self.family.exists())

    # -- core's merge -----------------------------------------------------------

    def _merge(self, sources, survivor, user=None):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard.with_user(user or self.env.user)._merge(
            (sources | survivor).ids,
            survivor.with_user(user or self.env.user),
            extra_checks=False,
        )

    def test_core_merge_gives_the_place_to_the_survivor(self):
        self._merge(self.anna, self.piotr)
        self.assertEqual(self.family.head_id, self.piotr)
        self.assertEqual(self.family.member_ids, self.jan | self.ola | self.piotr)
        self._assert_whole()

    def test_core_merge_of_two_members_dissolves_below_two(self):
        self._merge(self.anna, self.jan)
        self.assertEqual(self.family.head_id, self.jan)
        self._merge(self.ola, self.jan)
        self.assertFalse(self.family.exists())
        self.assertFalse(self.jan.family_id)

    def test_core_merge_of_two_families_leaves_the_survivors_alone(self):
        other = self.families._unite(self.piotr | self.ewa)
        self._merge(self.anna, self.piotr)
        self.assertEqual(self.piotr.family_id, other)
        self.assertEqual(self.family.head_id, self.jan)
        self._assert_whole()
        self._assert_whole(other)

    def test_core_merge_works_for_who_may_not_change_families(self):
        manager = self._make_user(
            "manager", "base.group_user,base.group_partner_manager"
        )
        self._merge(self.anna, self.piotr, manager)
        self.assertEqual(self.family.head_id, self.piotr)
        change = self.env.ref("customer_care.function_family_change")
        change._customer_set_lowest_level(1)
        self._merge(self.ola, self.jan, self.user_level_2)
        self.assertEqual(self.family.member_ids, self.jan | self.piotr)

    # -- levels and companies ----------------------------------------------------

    def _rpc(self, user, model, method, *args):
        return call_kw(self.env[model].with_user(user), method, args, {})

    def test_level_5_sees_and_level_4_changes(self):
        seen = self._rpc(
            self.user_level_5, "res.partner", "web_read", self.jan.ids,
            {"family_id": {}, "family_turnover": {}, "family_member_ids": {}},
        )  # fmt: skip
        self.assertEqual(seen[0]["family_id"], self.family.id)
        calls = [
            ("res.partner", "write", self.piotr.ids, {"family_id": self.family.id}),
            ("res.partner", "write", self.jan.ids, {"family_id": False}),
            ("res.partner", "create", [{"name": "X", "family_id": self.family.id}]),
            ("customer.family", "write", self.family.ids, {"head_id": self.jan.id}),
            ("customer.family", "unlink", self.family.ids),
            (
                "customer.family",
                "create",
                [{"head_id": self.piotr.id, "member_ids": [(4, self.ewa.id)]}],
            ),
            ("res.partner", "action_make_family_head", self.jan.ids),
            ("res.partner", "action_separate_family", self.jan.ids),
            ("res.partner", "action_add_to_family", self.piotr.ids),
            ("customer.family", "action_dissolve", self.family.ids),
        ]
        for call in calls:
            with self.subTest(call[1], model=call[0]):
                with self.assertRaises(AccessError):
                    self._rpc(self.user_level_5, *call)
                savepoint = self.env.cr.savepoint()
                self._rpc(self.user_level_4, *call)
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_without_a_level_families_are_closed_and_stay_whole(self):
        manager = self._make_user(
            "manager", "base.group_user,base.group_partner_manager"
        )
        with self.assertRaises(AccessError):
            self._rpc(manager, "res.partner", "read", self.jan.ids, ["family_id"])
        self.assertNotIn(
            "family_id", self.env["res.partner"].with_user(manager).fields_get()
        )
        self.jan.with_user(manager).action_archive()
        self.assertEqual(self.family.member_ids, self.anna | self.ola)
        self.anna.with_user(manager).unlink()
        self.assertFalse(self.family.exists())

    def test_a_family_of_another_company_is_not_seen(self):
        other = self.env["res.company"].create({"name": "Other"})
        for member in self.family.member_ids:
            member.company_id = other
        families = self.families.with_user(self.user_level_1)
        self.assertFalse(families.search([("id", "=", self.family.id)]))
        self.user_level_1.company_ids |= other
        families = families.with_context(
            allowed_company_ids=(self.env.company | other).ids
        )
        self.assertTrue(families.search([("id", "=", self.family.id)]))

    def test_members_of_another_company_are_kept_by_who_does_not_see_them(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.ola.company_id = other
        family = self.family.with_user(self.user_level_4)
        self.env.invalidate_all()
        self.assertEqual(family.member_ids.ids, (self.anna | self.jan).ids)
        family._separate(self.jan.with_user(self.user_level_4))
        self.assertEqual(self.family.member_count, 2)
        self.assertEqual(self.family._present(), self.anna | self.ola)
        with self.assertRaises(AccessError):
            family._add(
                self._make_person("Far", company_id=other.id).with_user(
                    self.user_level_4
                )
            )

    # -- turnover -------------------------------------------------------------------

    def test_turnover_is_invoices_less_credit_notes_of_all_members(self):
        self._buy(self.anna, 100)
        invoice = self._buy(self.jan, 40)
        self._buy(self.piotr, 1000)
        self._make_refund(invoice)
        self._buy(self.ola, 7)
        self._make_invoice({"product_id": self.plain.id}, partner_id=self.jan.id)
        self.env.invalidate_all()
        self.assertEqual(self.family.turnover, 107)
        self.assertEqual(self.anna.family_turnover, 107)
        self.assertEqual(
            [self.anna.family_share, self.jan.family_share, self.ola.family_share],
            [100, 0, 7],
        )
        self.assertEqual(self.piotr.family_turnover, 0)

    def test_turnover_is_that_of_the_companies_selected(self):
        self._buy(self.anna, 100)
        other = self.setup_other_company()["company"]
        self.env.user.company_ids |= other
        there = self.family.with_context(allowed_company_ids=other.ids)
        self.assertEqual(there.turnover, 0)
        both = self.family.with_context(
            allowed_company_ids=(self.env.company | other).ids
        )
        self.assertEqual(both.turnover, 100)

    def test_turnover_is_open_to_who_sees_families_without_invoices(self):
        self._buy(self.anna, 100)
        self.env.invalidate_all()
        self.assertEqual(self.family.with_user(self.user_level_5).turnover, 100)

    def test_the_turnover_of_fifty_families_is_one_query(self):
        families = self.family
        for number in range(50):
            pair = self._make_person(f"A{number}") | self._make_person(f"B{number}")
            families |= self.families._unite(pair)
        self._buy(self.jan, 5)
        self.env.flush_all()

        def queries(records):
            self.env.invalidate_all()
            self.env.company.currency_id.read(["name"])
            # asked once in a transaction
            self.env["customer.attribution"]._models_in_use()
            before = self.env.cr.sql_log_count
            records._turnovers()
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(self.family), 1)
        self.assertEqual(queries(families), 1)

    def test_archiving_many_members_costs_a_constant_number_of_queries(self):
        def cost(count):
            people = self.env["res.partner"].concat(
                *(
                    self.families._unite(
                        self._make_person("A")
                        | self._make_person("B")
                        | self._make_person("C")
                    ).member_ids[0]
                    for _number in range(count)
                )
            )
            with counted(self.env) as queries:
                people.write({"active": False})
                self.env.flush_all()
                self.assertFalse(people.family_id)
            return queries.number

        cost(1)
        self.assertLess(cost(40) - cost(2), 45)
