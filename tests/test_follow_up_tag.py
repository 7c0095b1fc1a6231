# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, freeze_time, tagged

from .common_follow_up import DAY, NOW, FollowUpCommon
from .common_queries import counted


class TagCase(FollowUpCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._make_user("clerk", "customer_care.level_5")
        cls.tags = cls.env["customer.follow.up.tag"]
        cls.never = cls.env["customer.follow.up.exclusion"]
        cls.anna = cls._make_customer(name="Anna Nowak")
        cls.rule = cls._make_rule(trigger="tag", repetition="each")

    def _tag(self, records=None, user=None, **vals):
        records = records if records is not None else self.anna
        wizard = (
            self.env["customer.follow.up.tag.add"]
            .with_user(user or self.clerk)
            .with_context(active_model=records._name, active_ids=records.ids)
        )
        wizard = wizard.create({"follow_up_id": self.rule.id, "date": DAY, **vals})
        wizard.action_apply()
        return wizard

    def _plan(self, days=0, rule=None):
        with freeze_time(NOW + timedelta(days=days)):
            (rule or self.rule)._plan_due()

    def _entries(self, rule=None):
        return self.Entry.search([("follow_up_id", "=", (rule or self.rule).id)])


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestFollowUpTag(TagCase):
    def test_the_clerk_tags_a_customer_who_enters_on_the_day(self):
        self._tag(date=DAY + timedelta(days=2), remark="asked for it")
        tag = self.tags.search([])
        self.assertRecordValues(
            tag,
            [
                {
                    "partner_id": self.anna.id,
                    "remark": "asked for it",
                    "user_id": self.clerk.id,
                    "state": "waiting",
                }
            ],
        )
        self._plan()
        self.assertFalse(self._entries())
        self._plan(2)
        entry = self._entries()
        self.assertEqual((entry.partner_id, entry.is_tagged), (self.anna, True))
        self.assertEqual((tag.entry_id, tag.state), (entry, "entered"))
        messages = self.Message.search([("source", "=", f"{entry._name},{entry.id}")])
        self.assertEqual(messages.channel, "email")

    def test_planned_again_it_enters_once(self):
        self._tag()
        for day in range(3):
            self._plan(day)
        self.assertEqual(len(self._entries()), 1)

    def test_whom_the_rule_finds_too_gets_it_once(self):
        friend = self._make_friend("Jan Kowalski", birth_date="1980-03-10")
        rule = self._make_rule(since=DAY)
        self._tag(friend, follow_up_id=rule.id)
        self._plan(rule=rule)
        entry = self._entries(rule)
        self.assertEqual((len(entry), entry.is_tagged), (1, True))
        self.assertEqual(self.tags.search([]).entry_id, entry)

    def test_who_is_in_it_already_is_served_by_that(self):
        friend = self._make_friend("Jan Kowalski", birth_date="1980-03-10")
        rule = self._make_rule(since=DAY, steps=((0, "email"), (10, "call")))
        self._plan(rule=rule)
        self._tag(friend, follow_up_id=rule.id)
        self._plan(1, rule=rule)
        self.assertEqual(len(self._entries(rule)), 1)
        self.assertEqual(self.tags.search([]).entry_id, self._entries(rule))

    def test_tagged_twice_it_is_one_and_said(self):
        self._tag()
        with self.assertRaisesRegex(UserError, "tagged for Keep in touch already"):
            self._tag()
        self.assertEqual(len(self.tags.search([])), 1)

    def test_a_selection_is_tagged_whole_and_those_who_wait_are_left_alone(self):
        others = self._make_friend("Ola") | self._make_friend("Ewa")
        self._tag()
        self._tag(self.anna | others)
        self.assertEqual(self.tags.search([]).partner_id, self.anna | others)

    def test_many_cost_the_queries_of_few(self):
        def cost(count):
            people = self.env["res.partner"].create(
                [{"name": f"P{n}", "customer_rank": 1} for n in range(count)]
            )
            with counted(self.env) as queries:
                subjects = [{"partner_id": each} for each in people.ids]
                self.tags._add(self.rule, subjects, DAY)
                self.env.flush_all()
            return queries.number

        cost(3)
        self.assertEqual(cost(60), cost(6))

    def test_a_vehicle_is_tagged_as_the_rule_has_it(self):
        car = self.env["customer.asset"].create(
            {"kind": "vehicle", "name": "Octavia", "partner_id": self.anna.id}
        )
        self._tag(car)
        self.assertFalse(self.tags.search([]).asset_id)
        search = self._make_search(base="asset", domain="[]")
        rule = self._make_rule(search_id=search.id, trigger="tag")
        # of her only one there is no doubt
        self._tag(follow_up_id=rule.id)
        tag = self.tags.search([("follow_up_id", "=", rule.id)])
        self.assertEqual(tag.asset_id, car)
        self._plan(rule=rule)
        self.assertEqual(self._entries(rule).asset_id, car)

    def test_without_follow_ups_no_vehicle_offers_the_tag(self):
        asset = self.env["customer.asset"].create(
            {"kind": "vehicle", "plate": "WX 1", "partner_id": self.anna.id}
        )
        offered = []
        for is_on in (True, False):
            self.env.company.customer_follow_ups = is_on
            with Form(asset.with_user(self.clerk)) as form:
                offered.append(form.has_follow_ups)
        self.assertEqual(offered, [True, False])

    def test_of_several_vehicles_somebody_says_which(self):
        cars = self.env["customer.asset"].create(
            [
                {"kind": "vehicle", "name": name, "partner_id": self.anna.id}
                for name in ("Octavia", "Fabia")
            ]
        )
        search = self._make_search(base="asset", domain="[]")
        rule = self._make_rule(search_id=search.id, trigger="tag")
        with self.assertRaisesRegex(UserError, "not clear for Anna Nowak"):
            self._tag(follow_up_id=rule.id)
        self._tag(follow_up_id=rule.id, asset_id=cars[1].id)
        self.assertEqual(self.tags.search([]).asset_id, cars[1])

    def test_another_one_s_vehicle_is_refused(self):
        other = self._make_friend("Ola")
        car = self.env["customer.asset"].create(
            {"kind": "vehicle", "name": "Octavia", "partner_id": other.id}
        )
        search = self._make_search(base="asset", domain="[]")
        rule = self._make_rule(search_id=search.id, trigger="tag")
        with self.assertRaisesRegex(UserError, "not clear for Anna Nowak"):
            self._tag(follow_up_id=rule.id, asset_id=car.id)

    def test_an_invoice_is_tagged_by_itself_or_for_its_customer(self):
        invoice = self._make_invoice(self.anna, "2027-03-01")
        self._tag(invoice, user=self.env.user)
        self.assertEqual(self.tags.search([]).partner_id, self.anna)
        search = self._make_search(base="invoice", domain="[]")
        rule = self._make_rule(search_id=search.id, trigger="tag")
        self._tag(invoice, user=self.env.user, follow_up_id=rule.id)
        tag = self.tags.search([("follow_up_id", "=", rule.id)])
        self.assertEqual(tag.move_id, invoice)
        with self.assertRaisesRegex(UserError, "is about an invoice"):
            self._tag(follow_up_id=rule.id)

    def test_whom_a_rule_that_is_once_finds_later_had_it_by_the_tag(self):
        friend = self._make_friend("Jan Kowalski", birth_date="1980-03-12")
        rule = self._make_rule(since=DAY, repetition="once")
        self._tag(friend, follow_up_id=rule.id)
        for days in range(4):
            self._plan(days, rule=rule)
            self._entries(rule).write({"state": "done"})
        self.assertEqual(len(self._entries(rule)), 1)
        # what somebody asks for by hand counts all the same
        self._tag(friend, follow_up_id=rule.id, date=DAY + timedelta(days=5))
        self._plan(5, rule=rule)
        self.assertEqual(len(self._entries(rule)), 2)

    def test_tagged_between_a_purchase_and_the_day_that_is_due_it_is_once(self):
        friend = self._make_friend("Jan Kowalski")
        self._make_invoice(friend, "2027-03-01")
        rule = self._make_rule(since=DAY, trigger="invoice", delay=12)
        self._tag(friend, follow_up_id=rule.id)
        for days in range(5):
            self._plan(days, rule=rule)
            self._entries(rule).write({"state": "done"})
        self.assertEqual(self._entries(rule).mapped("is_tagged"), [True])

    def test_nobody_who_is_forgotten_or_archived_is_tagged(self):
        self.anna.active = False
        with self.assertRaisesRegex(UserError, "is archived"):
            self._tag()

    def test_nothing_past_empty_or_nobody(self):
        for vals, words in (
            ({"date": DAY - timedelta(days=1)}, "is past"),
            ({"date": False}, "from which day"),
            ({"follow_up_id": False}, "Choose a follow-up"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._tag(**vals)
        with self.assertRaisesRegex(UserError, "nothing to tag"):
            self._tag(self.env["res.partner"])
        self.assertFalse(self.tags.search([]))

    def test_a_tag_that_waits_can_be_deleted_one_that_entered_not(self):
        self._tag()
        tag = self.tags.search([]).with_user(self.clerk)
        self._plan()
        with self.assertRaisesRegex(UserError, "entered already"):
            tag.unlink()
        other = self._make_friend("Ola")
        self._tag(other)
        self.tags.search([("state", "=", "waiting")]).with_user(self.clerk).unlink()
        self.assertEqual(self.tags.search([]), tag)

    def test_who_may_not_tag_cannot_by_rpc(self):
        self.env.ref("customer_care.function_follow_up_tag")._customer_set_lowest_level(
            4
        )
        subjects = [{"partner_id": self.anna.id}]
        tags, never = self.tags.with_user(self.clerk), self.never.with_user(self.clerk)
        for call in (
            lambda: tags._add(self.rule, subjects, DAY),
            lambda: never._exclude(self.anna, self.rule, "No"),
            lambda: self.anna.with_user(self.clerk).action_tag_for_follow_up(),
            lambda: self.anna.with_user(self.clerk).action_never_follow_up(),
            lambda: tags.search([]),
        ):
            with self.assertRaises(AccessError):
                call()
        manager = self._make_user("manager", "customer_care.level_2")
        with self.assertRaises(AccessError):
            self.tags.with_user(manager).create(
                {
                    "follow_up_id": self.rule.id,
                    "partner_id": self.anna.id,
                    "date": DAY,
                }
            )

    def test_the_operations_of_a_customer_offer_it_where_follow_ups_are_used(self):
        def keys():
            customer = self.anna.with_user(self.clerk)
            return {each["key"] for each in customer.get_customer_operations()}

        self.assertLessEqual({"follow_up_tag", "follow_up_never"}, keys())
        self.env.company.customer_follow_ups = False
        self.assertFalse({"follow_up_tag", "follow_up_never"} & keys())


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestFollowUpNever(TagCase):
    def _exclude(self, partners=None, **vals):
        wizard = self.anna.with_user(self.clerk).action_never_follow_up()
        wizard = self.env["customer.follow.up.tag.add"].with_user(self.clerk)
        wizard = wizard.with_context(
            active_model="res.partner", active_ids=(partners or self.anna).ids
        )
        vals = {"follow_up_id": self.rule.id, "never": True, "reason": "Asked", **vals}
        wizard.create(vals).action_apply()

    def test_whom_the_rule_would_find_gets_nothing(self):
        friend = self._make_friend("Jan Kowalski", birth_date="1980-03-10")
        rule = self._make_rule(since=DAY)
        self._exclude(friend, follow_up_id=rule.id)
        self._plan(rule=rule)
        entry = self._entries(rule)
        self.assertEqual(entry.state, "excluded")
        self.assertFalse(
            self.Message.search([("source", "=", f"{entry._name},{entry.id}")])
        )

    def test_of_all_follow_ups_is_of_each(self):
        friend = self._make_friend("Jan Kowalski", birth_date="1980-03-10")
        self._exclude(friend, all_rules=True, follow_up_id=False)
        rule = self._make_rule(since=DAY)
        self._plan(rule=rule)
        self.assertEqual(self._entries(rule).state, "excluded")

    def test_other_rules_go_on(self):
        friend = self._make_friend("Jan Kowalski", birth_date="1980-03-10")
        self._exclude(friend)
        rule = self._make_rule(since=DAY)
        self._plan(rule=rule)
        self.assertEqual(self._entries(rule).state, "running")

    def test_who_is_in_it_gets_nothing_more(self):
        self._tag()
        self._plan()
        [entry] = self._entries()
        self._exclude()
        self.assertEqual(entry.state, "excluded")
        message = self.Message.search([("source", "=", f"{entry._name},{entry.id}")])
        self.assertEqual(message.state, "cancelled")
        self.assertIn("Asked", message.reason)

    def test_whoever_tags_them_is_told_why_not(self):
        self._exclude()
        with self.assertRaisesRegex(UserError, "never to be in .* Asked"):
            self._tag()

    def test_taken_back_they_are_found_again(self):
        self._exclude()
        row = self.never.search([])
        row.with_user(self.clerk).action_take_back()
        self._tag()
        self._plan()
        self.assertEqual(self._entries().state, "running")
        with self.assertRaisesRegex(UserError, "taken back already"):
            row.with_user(self.clerk).action_take_back()

    def test_twice_is_one_and_without_a_reason_it_is_none(self):
        self._exclude()
        self._exclude()
        self.assertEqual(len(self.never.search([])), 1)
        with self.assertRaisesRegex(UserError, "say why"):
            self._exclude(reason=" ")
        with self.assertRaisesRegex(UserError, "of which follow-up"):
            self._exclude(follow_up_id=False)

    def test_a_merged_customer_stays_out(self):
        other = self._make_friend("Anna Nowak-Kowalska")
        self._exclude(other)
        self._tag()
        self.env["customer.operation"]._merge([(other.id, self.anna.id)])
        self.assertEqual(self.never.search([]).partner_id, self.anna)
        self._plan()
        self.assertEqual(self._entries().mapped("state"), ["excluded"])
