# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .common_follow_up import DAY, FollowUpCase

BIRTH = date(1980, 3, 10)
OTHER = "Another one of the family gets it."


@tagged("post_install", "-at_install")
class TestFollowUpFamily(FollowUpCase):
    """*One per family* of a search holds for the follow-ups that use it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        postcard = cls.env.ref("customer_care.postcard_thank_you")
        cls.search.write({"is_family": True, "postcard_id": postcard.id})
        address = {"street": "Prosta 1", "zip": "00-001", "city": "Warszawa"}
        cls.anna = cls._make_friend("Anna", birth_date=BIRTH, **address)
        cls.jan = cls._make_friend("Jan", birth_date=BIRTH, **address)
        cls.ewa = cls._make_friend("Ewa", birth_date=BIRTH, **address)
        cls.family = cls._make_family(cls.anna | cls.jan, head=cls.jan)

    @classmethod
    def _make_family(cls, members, head):
        return cls.env["customer.family"].create(
            {
                "name": f"Family of {head.name}",
                "head_id": head.id,
                "member_ids": [Command.set(members.ids)],
            }
        )

    def _got(self, rule):
        return self._entries(rule).filtered(lambda e: e.state != "excluded").partner_id

    def _left_out(self, rule):
        left = self._entries(rule).filtered(lambda e: e.state == "excluded")
        self.assertEqual(set(left.mapped("reason")) - {OTHER}, set())
        self.assertFalse(self._messages(rule).filtered(lambda m: m.source in left))
        return left.partner_id

    def test_two_of_one_family_due_on_one_day_are_one_entry_the_head(self):
        rule = self._make_rule()
        self.assertEqual(
            self._night(), ['"Ewa" <ewa@example.com>', '"Jan" <jan@example.com>']
        )
        self.assertEqual(self._got(rule), self.jan | self.ewa)
        self.assertEqual(self._left_out(rule), self.anna)
        left = self._entries(rule).filtered(lambda e: e.state == "excluded")
        self.assertEqual((left.reason, left.ended_on), (OTHER, DAY))

    def test_without_the_tick_both_get_it(self):
        self.search.is_family = False
        rule = self._make_rule()
        self.assertEqual(len(self._night()), 3)
        self.assertEqual(self._got(rule), self.anna | self.jan | self.ewa)
        self.assertFalse(self._left_out(rule))

    def test_who_can_be_reached_best_by_the_ways_of_the_rule_gets_it(self):
        self.jan.email = False
        by_email = self._make_rule(steps=((0, "email"),))
        by_post = self._make_rule(name="On paper", steps=((0, "postcard"),))
        self._night()
        self.assertEqual(self._got(by_email), self.anna | self.ewa)
        self.assertEqual(self._left_out(by_email), self.jan)
        self.assertEqual(self._got(by_post), self.jan | self.ewa)

    def test_who_said_no_is_not_the_one_of_the_family(self):
        self.jan._set_consent(self.service, "email", False, "phone")
        rule = self._make_rule()
        self._night()
        self.assertEqual(self._got(rule), self.anna | self.ewa)

    def test_if_nobody_can_be_reached_the_head_is_in_it(self):
        (self.anna | self.jan).email = False
        rule = self._make_rule()
        self.assertEqual(self._night(), ['"Ewa" <ewa@example.com>'])
        self.assertEqual(self._got(rule), self.jan | self.ewa)
        self.assertEqual(
            self._messages(rule).filtered(lambda m: m.state == "skipped").partner_id,
            self.jan,
        )

    def test_paper_is_one_per_family(self):
        self.jan.write({"street": False, "zip": False, "city": False})
        rule = self._make_rule(steps=((0, "postcard"), (0, "label")))
        rule._plan_due()
        self.assertEqual(self._messages(rule).partner_id, self.anna | self.ewa)
        self.assertEqual(len(self._messages(rule)), 4)

    def test_due_on_different_days_each_has_their_own(self):
        """Both days within one planning, which catches them up."""
        self.jan.birth_date = BIRTH - timedelta(days=1)
        rule = self._make_rule(since=DAY - timedelta(days=2))
        self.assertEqual(len(self._night()), 3)
        self.assertEqual(self._got(rule), self.anna | self.jan | self.ewa)
        self.assertEqual(
            {(e.partner_id, e.occurrence) for e in self._entries(rule)},
            {
                (self.anna, DAY),
                (self.ewa, DAY),
                (self.jan, DAY - timedelta(days=1)),
            },
        )

    def test_planned_again_the_other_one_does_not_enter_either(self):
        rule = self._make_rule()
        self.assertEqual(len(self._night()), 2)
        self.jan.email = False
        for days in (0, 1, 2):
            with self._days_later(days):
                self.assertEqual(self._night(), [])
        self.assertEqual(self._got(rule), self.jan | self.ewa)
        self.assertEqual(len(self._entries(rule)), 3)

    def test_whose_day_is_entered_late_the_family_had_it(self):
        self.anna.birth_date = False
        rule = self._make_rule()
        self.assertEqual(len(self._night()), 2)
        self.anna.birth_date = BIRTH
        with self._days_later(1):
            self.assertEqual(self._night(), [])
        self.assertEqual(self._left_out(rule), self.anna)

    def test_next_year_it_is_settled_anew(self):
        rule = self._make_rule()
        for days in (0, 1):
            with self._days_later(days):
                self._night()
        self.jan.email = False
        with self._at(date(2028, 3, 10)):
            self.assertEqual(
                self._night(), ['"Anna" <anna@example.com>', '"Ewa" <ewa@example.com>']
            )
        self.assertEqual(len(self._entries(rule)), 6)

    def test_families_made_one_by_a_merge_get_one(self):
        """Two families of two; the merge of a member makes one of three."""
        double = self._make_friend("Anna K", birth_date=BIRTH)
        self._make_family(self.ewa | double, head=self.ewa)
        before = self._make_rule(name="Before")
        self._night()
        self.assertEqual(self._got(before), self.jan | self.ewa)
        self.env["customer.operation"]._merge(
            [(double.id, self.anna.id)], join_families=True
        )
        self.env.invalidate_all()
        self.assertEqual(self.ewa.family_id, self.family)
        after = self._make_rule(name="After")
        self.assertEqual(self._night(), ['"Jan" <jan@example.com>'])
        self.assertEqual(self._got(after), self.jan)
        self.assertEqual(self._left_out(after), self.anna | self.ewa)

    def test_merged_in_between_the_entry_of_the_one_chosen_goes_on(self):
        rule = self._make_rule(hour=18)
        rule._plan_due()
        self.env["customer.operation"]._merge([(self.jan.id, self.anna.id)])
        self.env.invalidate_all()
        with self._days_later(0.5):
            self.assertEqual(
                self._night(), ['"Anna" <anna@example.com>', '"Ewa" <ewa@example.com>']
            )
            self.assertEqual(self._night(), [])

    def test_vehicles_of_the_one_chosen_are_one_entry_each(self):
        search = self._make_search(
            name="Animals", base="asset", domain="[]", is_family=True
        )
        animals = self.env["customer.asset"].create(
            [
                {
                    "kind": "animal",
                    "name": name,
                    "partner_id": owner.id,
                    "birth_date": "2020-03-10",
                }
                for name, owner in (
                    ("Burek", self.jan),
                    ("Reks", self.jan),
                    ("Mruczek", self.anna),
                )
            ]
        )
        born = self.env["ir.model.fields"]._get("customer.asset", "birth_date")
        rule = self._make_rule(
            search_id=search.id, trigger="anniversary", date_field_id=born.id
        )
        rule._plan_due()
        entries = self._entries(rule).filtered(lambda e: e.state == "running")
        self.assertEqual(entries.asset_id, animals[:2])
        self.assertEqual(self._left_out(rule), self.anna)

    def test_whom_somebody_tagged_is_the_one_of_the_family(self):
        rule = self._make_rule()
        self.env["customer.follow.up.tag"]._add(
            rule, [{"partner_id": self.anna.id}], DAY
        )
        self._night()
        self.assertEqual(self._got(rule), self.anna | self.ewa)
        self.assertEqual(self._left_out(rule), self.jan)

    def test_the_preview_and_the_calendar_say_what_the_plan_will_do(self):
        self.jan.email = False
        (self.anna | self.jan | self.ewa).birth_date = BIRTH + timedelta(days=1)
        rule = self._make_rule()
        action = rule.with_user(self.user_level_2).action_preview()
        wizard = self.env["customer.follow.up.preview"].browse(action["res_id"])
        self.assertEqual(
            {(line.partner_id, line.outcome) for line in wizard.line_ids},
            {(self.anna, "later"), (self.ewa, "later"), (self.jan, "family")},
        )
        expected = self.env["customer.planned.expected"]
        select = expected._follow_up(rule._program(), DAY, DAY + timedelta(days=7))
        counted = self.env.execute_query(select)
        self.assertEqual([row[-1] for row in counted], [2])
        with self._days_later(1):
            self._night()
        self.assertEqual(self._got(rule), self.anna | self.ewa)

    def test_queries_do_not_depend_on_how_many_families_there_are(self):
        def planned(count, name):
            people = self.env["res.partner"].create(
                [
                    {
                        "name": f"{name} {n}",
                        "email": f"{name}{n}@example.com",
                        "comment": name,
                        "birth_date": BIRTH,
                    }
                    for n in range(2 * count)
                ]
            )
            self.env["customer.family"].create(
                [
                    {
                        "name": f"{name} {n}",
                        "head_id": people[2 * n].id,
                        "member_ids": [Command.set(people[2 * n : 2 * n + 2].ids)],
                    }
                    for n in range(count)
                ]
            )
            search = self._make_search(
                name=name, domain=f"[('comment', 'ilike', '{name}')]", is_family=True
            )
            rule = self._make_rule(search_id=search.id)
            self.env.flush_all()
            before = self.cr.sql_log_count
            rule._plan_due()
            cost = self.cr.sql_log_count - before
            self.assertEqual(self._got(rule), people[::2])
            return cost

        planned(1, "warm")
        few, many = planned(5, "few"), planned(200, "many")
        self.assertEqual(few, many)
        self.assertLess(many, 70)
