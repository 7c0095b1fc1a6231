# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, freeze_time, tagged

from .common_family import FamilyCommon


class WizardCommon(FamilyCommon):
    def _run(self, action, user=None):
        """The dialog that an action of a customer opens."""
        user = user or self.user_level_4
        self.assertEqual(action["target"], "new")
        model = self.env[action["res_model"]].with_user(user)
        return Form(model.with_context(**action["context"]))

    def _operations(self, partner, user=None):
        partner = partner.with_user(user or self.user_level_4)
        return {entry["key"] for entry in partner.get_customer_operations()}


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAddToFamily(WizardCommon):
    def _add(self, partner, user=None):
        partner = partner.with_user(user or self.user_level_4)
        return self._run(partner.run_customer_operation("add_to_family"), user)

    def test_the_menu_offers_what_is_possible(self):
        self.assertIn("add_to_family", self._operations(self.piotr))
        self.assertNotIn("separate_family", self._operations(self.piotr))
        self.assertIn("separate_family", self._operations(self.jan))
        self.assertNotIn("add_to_family", self._operations(self.jan))
        company = self._make_person("Bakery", is_company=True)
        self.assertNotIn("add_to_family", self._operations(company))
        for partner in (self.piotr, self.jan):
            keys = self._operations(partner, self.user_level_5)
            self.assertFalse(keys & {"add_to_family", "separate_family"})

    def test_two_customers_make_a_family_with_the_head_chosen(self):
        form = self._add(self.piotr)
        self.assertEqual(form.preview, "Choose who belongs to the family.")
        form.relative_ids.add(self.ewa)
        self.assertEqual(form.head_id, self.ewa)
        self.assertEqual(form.name, "Family Lis")
        self.assertIn("Ewa Lis (head), Piotr Lis", form.preview)
        form.head_id = self.piotr
        form.name = "The Lis family"
        form.save().action_add()
        family = self.piotr.family_id
        self.assertEqual(family.name, "The Lis family")
        self.assertEqual(family.head_id, self.piotr)
        self.assertEqual(family.member_ids, self.piotr | self.ewa)

    def test_a_customer_joins_the_family_of_another(self):
        form = self._add(self.piotr)
        form.relative_ids.add(self.jan)
        self.assertEqual(form.target_id, self.family)
        self.assertFalse(form.head_id)
        self.assertIn("Piotr Lis will join Family Nowak", form.preview)
        form.save().action_add()
        self.assertEqual(self.piotr.family_id, self.family)
        self.assertEqual(self.family.head_id, self.anna)

    def test_a_customer_joins_a_family_chosen_by_name(self):
        form = self._add(self.piotr)
        form.family_id = self.family
        form.save().action_add()
        self.assertEqual(self.piotr.family_id, self.family)

    def test_several_join_from_the_family(self):
        form = self._run(self.family.with_user(self.user_level_4).action_add_members())
        form.relative_ids.add(self.piotr)
        form.relative_ids.add(self.ewa)
        form.save().action_add()
        self.assertEqual(self.family.member_count, 5)

    def test_a_family_inside_a_family_is_refused(self):
        self.families._unite(self.piotr | self.ewa)
        form = self._run(self.family.with_user(self.user_level_4).action_add_members())
        form.relative_ids.add(self.ewa)
        wizard = form.save()
        with self._refused("one family at most", UserError):
            wizard.action_add()
        self.assertEqual(self.family.member_count, 3)

    def test_nobody_chosen_is_refused(self):
        wizard = self._add(self.piotr).save()
        with self._refused("at least two members", UserError):
            wizard.action_add()
        form = self._run(self.family.with_user(self.user_level_4).action_add_members())
        wizard = form.save()
        with self._refused("at least one customer", UserError):
            wizard.action_add()

    def test_same_address_or_number_is_proposed(self):
        here = {"street": "ul. Długa 7", "zip": "31-147", "city": "Kraków"}
        self.piotr.write(here)
        neighbour = self._make_person("Neighbour", **{**here, "street": "ul. Długa 8"})
        twin = self._make_person("Twin", **{**here, "street": "UL DŁUGA  7"})
        caller = self._make_person("Caller", phone=self.piotr.phone)
        hidden = self._make_person("Firm", is_company=True, **here)
        hidden |= self._make_person("Gone", active=False, **here)
        hidden |= self._make_person("Forgotten", **here)
        hidden[2].sudo().is_forgotten = True
        form = self._add(self.piotr)
        wizard = form.save()
        proposed = {line.partner_id: line.reason for line in wizard.line_ids}
        self.assertEqual(proposed, {twin: "address", caller: "phone"})
        self.assertNotIn(neighbour, wizard.line_ids.partner_id)
        self.assertFalse(any(wizard.line_ids.mapped("is_chosen")))
        wizard.line_ids.filtered(lambda line: line.partner_id == twin).is_chosen = True
        wizard.action_add()
        self.assertEqual(self.piotr.family_id.member_ids, self.piotr | twin)

    def test_proposals_of_a_family_leave_its_members_out(self):
        self.jan.write({"street": "A 1", "zip": "1", "city": "B"})
        self.ola.write({"street": "A 1", "zip": "1", "city": "B"})
        self.assertEqual(self._proposals(self.jan), {self.ola})
        wizard = self._run(
            self.family.with_user(self.user_level_4).action_add_members()
        ).save()
        self.assertFalse(wizard.line_ids)

    def _proposals(self, partners):
        return set(partners._family_proposals())

    def test_proposals_of_another_company_are_not_shown(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._make_person("Far", phone=self.piotr.phone, company_id=other.id)
        partner = self.piotr.with_user(self.user_level_4)
        self.assertFalse(partner._family_proposals())

    def test_proposals_are_one_query_however_many_ask(self):
        people = self.anna | self.jan | self.ola | self.piotr
        self.env.flush_all()
        with self.assertQueryCount(1):
            people._family_twins(10)

    def test_the_function_is_asked_for(self):
        with self.assertRaises(AccessError):
            self._add(self.piotr, self.user_level_5)
        with self.assertRaises(AccessError):
            self.env["customer.family.add"].with_user(self.user_level_5).create({})


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestSeparateFromFamily(WizardCommon):
    def _separate(self, partner, user=None):
        partner = partner.with_user(user or self.user_level_4)
        return self._run(partner.run_customer_operation("separate_family"), user)

    def _share(self, *partners):
        """Give these customers the same number and address."""
        for partner in partners:
            partner.write(
                {
                    "phone": "+48 22 123 45 67",
                    "street": "ul. Wspólna 5",
                    "street2": "m. 3",
                    "zip": "00-519",
                    "city": "Warszawa",
                }
            )

    def test_it_says_what_stays_where(self):
        self._buy(self.anna, 100, customer_member_id=self.jan.id)
        refunded = self._buy(self.anna, 30, customer_member_id=self.jan.id)
        self._make_refund(refunded)
        self._buy(self.anna, 7, customer_member_id=self.ola.id)
        self._buy(self.jan, 500)
        text = self._separate(self.jan).explanation
        self.assertIn("3 invoices and credit notes", text)
        self.assertRegex(text, r"100\.00.* Jan Nowak bought on the account of Anna")
        self.assertIn("stay with Anna Nowak only", text)
        self.assertIn("What Jan Nowak bought on their own name stays theirs.", text)
        self.assertNotIn("Ola", text)
        self.assertNotIn("500", text)

    def test_of_a_leaving_head_it_says_what_others_bought(self):
        self._buy(self.anna, 7, customer_member_id=self.ola.id)
        text = self._separate(self.anna).explanation
        self.assertRegex(text, r"7\.00.* Ola Nowak bought on the account of Anna")

    def test_it_says_that_the_family_dissolves(self):
        self.assertNotIn("dissolves", self._separate(self.jan).explanation)
        self.family._separate(self.ola)
        text = self._separate(self.jan).explanation
        self.assertIn("Family Nowak dissolves: only Anna Nowak would be left.", text)
        self._separate(self.jan).save().action_separate()
        self.assertFalse(self.family.exists())

    def test_a_head_who_leaves_is_followed_by_the_one_chosen(self):
        form = self._separate(self.anna)
        self.assertTrue(form.is_head_needed)
        form.head_id = self.ola
        form.save().action_separate()
        self.assertEqual(self.family.head_id, self.ola)
        self.assertFalse(self.anna.family_id)

    def test_a_head_who_leaves_without_follower_is_refused(self):
        wizard = (
            self.env["customer.family.separate"]
            .with_user(self.user_level_4)
            .create({"partner_id": self.anna.id})
        )
        with self._refused("Choose who becomes head"):
            wizard.action_separate()
        self.assertEqual(self.family.head_id, self.anna)

    def test_nothing_shared_nothing_asked(self):
        form = self._separate(self.jan)
        self.assertFalse(form.shared_phone)
        self.assertFalse(form.shared_address)

    def test_both_keep_what_is_shared(self):
        self._share(self.anna, self.jan)
        form = self._separate(self.jan)
        self.assertEqual(form.shared_phone, "+48 22 123 45 67")
        self.assertIn("ul. Wspólna 5", form.shared_address)
        form.save().action_separate()
        for partner in (self.anna, self.jan):
            self.assertEqual(partner.phone, "+48 22 123 45 67")
            self.assertEqual(partner.street, "ul. Wspólna 5")

    def test_the_family_keeps_number_and_address(self):
        self._share(self.anna, self.jan)
        form = self._separate(self.jan)
        form.phone_keeper = "family"
        form.address_keeper = "family"
        form.reason = "moved out"
        form.save().action_separate()
        self.assertFalse(self.jan.phone)
        self.assertFalse(self.jan.street or self.jan.street2 or self.jan.zip)
        self.assertFalse(self.jan.city)
        self.assertEqual(self.jan.country_id, self.env.ref("base.pl"))
        self.assertEqual(self.anna.phone, "+48 22 123 45 67")
        self.assertEqual(self.anna.city, "Warszawa")
        events = self._changes(self.jan)
        self.assertEqual(events["phone"], ("+48 22 123 45 67", False, "moved out"))
        self.assertIn("ul. Wspólna 5", events["address"][0])
        self.assertEqual(events["address"][2], "moved out")
        self.assertFalse(self._changes(self.anna).keys() & {"phone", "address"})

    def test_who_leaves_keeps_the_number_and_the_family_the_address(self):
        self._share(self.anna, self.ola, self.jan)
        form = self._separate(self.jan)
        form.phone_keeper = "member"
        form.address_keeper = "family"
        form.save().action_separate()
        self.assertEqual(self.jan.phone, "+48 22 123 45 67")
        self.assertFalse(self.anna.phone or self.ola.phone)
        self.assertFalse(self.jan.street)
        self.assertEqual(self.anna.street, "ul. Wspólna 5")
        self.assertEqual(self.ola.street, "ul. Wspólna 5")

    def test_only_what_is_shared_is_given_up(self):
        self._share(self.anna, self.jan)
        ola = (self.ola.phone, self.ola.street)
        self.family._separate(self.jan, phone="member", address="member")
        self.assertEqual((self.ola.phone, self.ola.street), ola)
        self.assertFalse(self.anna.phone or self.anna.street)

    def _changes(self, partner):
        """{kind: (before, after, reason)} of the events of this day."""
        events = self.env["customer.event"].search(
            [("partner_id", "=", partner.id), ("reason", "!=", False)], order="id"
        )
        return {
            event.kind: (event.old_value, event.new_value, event.reason)
            for event in events
        }

    def test_exactly_the_shared_number_goes_and_the_next_takes_its_place(self):
        self._share(self.anna, self.jan)
        phones = self.env["customer.phone"]
        phones.create({"partner_id": self.jan.id, "number": "+48 601 999 888"})
        phones.create({"partner_id": self.anna.id, "number": "+48 601 777 666"})
        self.assertEqual(self._separate(self.jan).shared_phone, "+48 22 123 45 67")
        self.family._separate(self.jan, "moved out", phone="family")
        self.assertEqual(self.jan.phone, "+48 601 999 888")
        self.assertEqual(len(self.jan.customer_phone_ids), 1)
        self.assertEqual(len(self.anna.customer_phone_ids), 2)
        self.assertEqual(
            self._changes(self.jan)["phone"],
            ("+48 22 123 45 67\n+48 601 999 888", "+48 601 999 888", "moved out"),
        )

    def test_a_second_number_in_another_notation_is_shared_too(self):
        phones = self.env["customer.phone"]
        phones.create({"partner_id": self.jan.id, "number": "22 123 45 67"})
        phones.create({"partner_id": self.anna.id, "number": "+48221234567"})
        form = self._separate(self.jan)
        self.assertEqual(form.shared_phone, "22 123 45 67")
        form.phone_keeper = "member"
        form.save().action_separate()
        self.assertEqual(len(self.anna.customer_phone_ids), 1)
        self.assertEqual(len(self.jan.customer_phone_ids), 2)
        self.assertTrue(self.anna.phone)

    def test_an_unknown_keeper_is_refused(self):
        self._share(self.anna, self.jan)
        with self._refused("Say who keeps", UserError):
            self.family._separate(self.jan, phone="nobody")
        self.assertEqual(self.jan.family_id, self.family)

    def test_giving_up_needs_the_right_to_change_customers(self):
        self._share(self.anna, self.jan)
        change = self.env.ref("customer_care.function_customer_change")
        change._customer_set_lowest_level(1)
        family = self.family.with_user(self.user_level_4)
        with self.assertRaises(AccessError):
            family._separate(self.jan, phone="family")
        self.assertEqual(self.jan.family_id, self.family)
        family._separate(self.jan)
        self.assertFalse(self.jan.family_id)

    def test_everything_or_nothing(self):
        self._share(self.anna, self.jan)
        with self._refused("Choose who becomes head"):
            self.family._separate(self.anna, phone="family", address="family")
        self.assertEqual(self.anna.phone, "+48 22 123 45 67")
        self.assertEqual(self.anna.street, "ul. Wspólna 5")

    def test_who_is_in_no_family_cannot_be_separated(self):
        wizard = (
            self.env["customer.family.separate"]
            .with_user(self.user_level_4)
            .create({"partner_id": self.piotr.id})
        )
        with self._refused("Piotr Lis is in no family", UserError):
            wizard.action_separate()
        with self._refused("not possible", UserError):
            self.piotr.with_user(self.user_level_4).run_customer_operation(
                "separate_family"
            )

    def test_the_function_is_asked_for(self):
        with self.assertRaises(AccessError):
            self._separate(self.jan, self.user_level_5)
        with self.assertRaises(AccessError):
            self.env["customer.family.separate"].with_user(self.user_level_5).create(
                {"partner_id": self.jan.id}
            )


@tagged("post_install", "-at_install")
class TestFamilyScreens(WizardCommon, HttpCase):
    def test_a_customer_without_family_costs_two_queries_at_most(self):
        def cost(names):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.piotr.with_user(self.user_level_4).web_read(names)
            return self.env.cr.sql_log_count - before

        page = {
            "family_id": {"fields": {"display_name": {}}},
            "family_head_id": {"fields": {"display_name": {}}},
            "family_turnover": {},
            "family_currency_id": {},
            "family_member_ids": {"fields": {"ref": {}, "family_share": {}}},
            "family_purchase_ids": {"fields": {"name": {}}},
        }
        cost({"name": {}, **page})
        self.assertLessEqual(cost({"name": {}, **page}) - cost({"name": {}}), 2)

    def test_customers_are_searched_and_grouped_by_family(self):
        partners = self.env["res.partner"].with_user(self.user_level_5)
        found = partners.search([("family_id", "ilike", "nowak")])
        self.assertEqual(found, self.anna | self.jan | self.ola)
        view = self.env.ref("customer_care.res_partner_view_search_customers")
        arch = partners.get_view(view.id, "search")["arch"]
        for name in ("in_family", "group_family"):
            self.assertIn(f'name="{name}"', arch)

    def test_a_family_is_made_and_separated(self):
        self.piotr.write({"street": "ul. Długa 7", "zip": "31-147", "city": "Kraków"})
        self.ewa.write({"street": "ul. Długa 7", "zip": "31-147", "city": "Kraków"})
        self.start_tour(
            f"/odoo/customers-care/{self.piotr.id}",
            "customer_care_family",
            login="level_4",
        )
        self.assertFalse(self.piotr.family_id)
        self.assertFalse(self.ewa.family_id)
        self.assertFalse(self.ewa.street)
        self.assertEqual(self.piotr.street, "ul. Długa 7")
        self.assertEqual(
            self._events(self.ewa),
            [(False, "Family Lis (head)"), ("Family Lis (head)", False)],
        )
