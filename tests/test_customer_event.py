# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ..models.customer_event import CustomerEvent
from ..models.res_partner_event import ResPartner as LoggingPartner
from .common import CustomerCommon
from .common_queries import counted

ADDRESS = "ul. Prosta 1, 00-001 Warszawa, Poland"


class EventCase(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Partner = cls.env["res.partner"]
        cls.Event = cls.env["customer.event"]
        cls.customer = cls._make_customer()
        cls.firm = cls.Partner.create({"name": "Firm", "is_company": True})
        cls.person = cls.Partner.create({"name": "Jan Nowak", "parent_id": cls.firm.id})

    @contextmanager
    def assertEvents(self, *expected, of=None):
        """Exactly these (customer, kind, before, after) are written in the block.

        The block may add to what it is given.
        """
        expected = list(expected)
        before = self.Event.search([], limit=1, order="id desc").id or 0
        yield expected
        rows = self.Event.search([("id", ">", before)], order="id")
        self.assertEqual(
            [(r.partner_id, r.kind, r.old_value, r.new_value) for r in rows],
            expected,
        )


@tagged("post_install", "-at_install")
class TestCustomerEvent(EventCase):
    """Every real change is one event, on whom it concerns; nothing else is."""

    @freeze_time("2027-03-10 10:00:00")
    def test_an_event_says_who_when_and_the_code_of_the_time(self):
        customer = self.customer.with_user(self.user_level_5)
        customer.name = "Anna Nowak"
        event = customer.sudo().customer_event_ids[0]
        self.assertRecordValues(
            event,
            [
                {
                    "partner_code": customer.ref,
                    "kind": "name",
                    "old_value": "Anna Kowalska",
                    "new_value": "Anna Nowak",
                    "user_id": self.user_level_5.id,
                    "user_name": "Level 5",
                    "company_id": False,
                    "reason": False,
                }
            ],
        )
        self.assertEqual(str(event.date), "2027-03-10 10:00:00")

    def test_a_new_customer_and_a_new_contact_person_are_created(self):
        with self.assertEvents() as expected:
            for vals in (
                {"name": "Ewa Lis"},
                {"name": "Olga Lis", "parent_id": self.firm.id},
            ):
                partner = self.Partner.create(vals)
                expected.append((partner, "created", False, vals["name"]))

    def test_the_first_code_is_a_part_of_being_created(self):
        customer = self._make_customer()
        self.assertEqual(customer.customer_event_ids.mapped("kind"), ["created"])
        self.assertEqual(customer.customer_event_ids.partner_code, customer.ref)

    def test_the_address_is_one_event_of_one_line(self):
        with self.assertEvents(
            (
                self.customer,
                "address",
                ADDRESS,
                "ul. Nowa 2, m. 3, 31-001 Kraków, Poland",
            )
        ):
            self.customer.write(
                {
                    "street": "ul. Nowa 2",
                    "street2": "m. 3",
                    "zip": "31-001",
                    "city": "Kraków",
                }
            )

    def test_state_and_country_are_named(self):
        usa = self.env.ref("base.us")
        texas = self.env.ref("base.state_us_44")
        with self.assertEvents(
            (
                self.customer,
                "address",
                ADDRESS,
                f"ul. Prosta 1, 00-001 Warszawa, {texas.name}, {usa.name}",
            )
        ):
            self.customer.write({"country_id": usa.id, "state_id": texas.id})

    def test_each_kind_of_value_is_an_event_of_its_own(self):
        with self.assertEvents(
            (self.customer, "name", "Anna Kowalska", "Anna Lis"),
            (self.customer, "email", "anna.kowalska@example.com", "anna@example.com"),
            (self.customer, "tax_id", False, "PL5260001246"),
            (self.customer, "company", False, self.env.company.name),
        ):
            self.customer.write(
                {
                    "name": "Anna Lis",
                    "email": "anna@example.com",
                    "vat": "PL5260001246",
                    "company_id": self.env.company.id,
                }
            )

    def test_a_birth_date_is_an_event(self):
        with self.assertEvents(
            (self.customer, "birth_date", False, "1980-02-29"),
            (self.customer, "birth_date", "1980-02-29", "1980-03-01"),
        ):
            self.customer.birth_date = "1980-02-29"
            self.customer.birth_date = "1980-03-01"
            self.customer.birth_date = "1980-03-01"

    def test_nobody_leaves_out_an_event_by_a_word_in_the_context(self):
        clerk = self._make_user("clerk", "base.group_user,base.group_partner_manager")
        partners = self.Partner.with_user(clerk).with_context(customer_code_later=True)
        partner = partners.create({"name": "Ewa Lis"}).sudo()
        self.assertEqual(partner.customer_event_ids.mapped("kind"), ["created"])

    def test_archiving_and_activating_are_changes_of_status(self):
        with self.assertEvents(
            (self.customer, "status", "Active", "Inactive"),
            (self.customer, "status", "Inactive", "Active"),
        ):
            self.customer.action_archive()
            self.customer.action_unarchive()

    def test_equal_values_are_no_event(self):
        with self.assertEvents():
            self.customer.write(
                {
                    "name": "Anna Kowalska",
                    "street": "ul. Prosta 1",
                    "street2": "",
                    "vat": "",
                    "company_id": False,
                    "active": True,
                    "ref": self.customer.ref,
                    "comment": "A note",
                }
            )

    def test_a_blank_code_is_no_event_since_it_takes_none_away(self):
        with self.assertEvents((self.customer, "name", "Anna Kowalska", "Anna Lis")):
            self.customer.write({"ref": "", "name": "Anna Lis"})

    def test_a_typed_code_is_an_event(self):
        code = self.customer.ref
        with self.assertEvents((self.customer, "code", code, "K-1")):
            self.customer.ref = "K-1"

    def test_a_refused_change_leaves_no_event(self):
        self._make_customer(ref="TAKEN")
        savepoint = self.env.cr.savepoint()
        with self.assertEvents():
            try:
                self.customer.write({"name": "Anna Lis", "ref": "taken"})
                self.fail("it was allowed")
            except Exception:
                savepoint.rollback()
                self.env.invalidate_all()
        # and the next change is compared with what is there now
        with self.assertEvents((self.customer, "name", "Anna Kowalska", "Ewa")):
            self.customer.name = "Ewa"

    # -- contact persons and addresses -----------------------------------------

    def test_a_contact_person_has_events_of_their_own(self):
        with self.assertEvents(
            (self.person, "name", "Jan Nowak", "Jan Lis"),
            (self.person, "email", False, "jan@example.com"),
        ):
            self.person.write({"name": "Jan Lis", "email": "jan@example.com"})

    def test_the_firms_address_and_tax_id_are_logged_on_the_firm_alone(self):
        with self.assertEvents(
            (self.firm, "address", False, "Rynek 1, Kraków"),
            (self.firm, "tax_id", False, "PL5260001246"),
        ):
            self.firm.write(
                {"street": "Rynek 1", "city": "Kraków", "vat": "PL5260001246"}
            )
        self.assertEqual(self.person.city, "Kraków", "core keeps them the same")

    def test_the_firms_company_moves_its_people_in_one_event(self):
        company = self.env.company
        with self.assertEvents((self.firm, "company", False, company.name)):
            (self.firm | self.person).company_id = company
        self.assertEqual(self.person.company_id, company)

    def test_an_address_typed_at_the_contact_person_is_seen_at_the_firm_too(self):
        line = "Rynek 1, Kraków"
        with self.assertEvents(
            (self.person, "address", False, line), (self.firm, "address", False, line)
        ):
            self.person.write({"street": "Rynek 1", "city": "Kraków"})
        self.assertEqual(self.firm.city, "Kraków")

    def test_delivery_addresses_are_logged_on_the_customer(self):
        first = "Store, Polna 2, Łódź"
        moved = "Store, Polna 2, Gdynia"
        other = self._make_customer(name="Other")
        with self.assertEvents(
            (self.firm, "delivery", False, first),
            (self.firm, "delivery", first, moved),
            (self.firm, "delivery", moved, False),
            (self.firm, "delivery", False, moved),
            (self.firm, "delivery", moved, False),
            (other, "delivery", False, moved),
        ):
            store = self.Partner.create(
                {
                    "name": "Store",
                    "type": "delivery",
                    "parent_id": self.firm.id,
                    "street": "Polna 2",
                    "city": "Łódź",
                }
            )
            store.city = "Gdynia"
            store.action_archive()
            store.action_unarchive()
            store.parent_id = other

    def test_another_address_becomes_the_delivery_address(self):
        address = self.Partner.create(
            {"type": "other", "parent_id": self.firm.id, "city": "Łódź"}
        )
        with self.assertEvents((self.firm, "delivery", False, "Łódź")):
            address.type = "delivery"

    def test_addresses_added_and_changed_on_the_customers_form(self):
        with Form(self.firm) as form:
            with form.child_ids.new() as line:
                line.type = "delivery"
                line.name = "Store"
                line.city = "Łódź"
        self.assertRecordValues(
            self.firm.customer_event_ids[0],
            [{"kind": "delivery", "old_value": False, "new_value": "Store, Łódź"}],
        )

    # -- who is not a customer -------------------------------------------------

    def test_suppliers_users_and_our_companies_have_no_events(self):
        with self.assertEvents():
            supplier = self.Partner.create({"name": "S", "supplier_rank": 1})
            contact = self.Partner.create({"name": "C", "parent_id": supplier.id})
            user = new_test_user(self.env, "internal_one", "base.group_user")
            company = self.env["res.company"].create({"name": "Third"})
            employee = self.Partner.create(
                {"name": "E", "parent_id": company.partner_id.id}
            )
            partners = supplier | contact | user.partner_id | company.partner_id
            (partners | employee).write({"street": "Nowa 1", "vat": False})
            user.name = "Renamed"
            company.name = "Renamed"

    def test_a_portal_user_is_a_customer_with_events(self):
        user = new_test_user(self.env, "portal_one", "base.group_portal")
        kinds = user.partner_id.customer_event_ids.mapped("kind")
        self.assertEqual(kinds, ["created"])
        user.name = "Renamed"
        self.assertEqual(user.partner_id.customer_event_ids[0].kind, "name")

    def test_a_user_of_a_customer_who_was_there_creates_nobody(self):
        with self.assertEvents():
            new_test_user(
                self.env,
                "portal_two",
                "base.group_portal",
                partner_id=self.customer.id,
                name=self.customer.name,
                email=self.customer.email,
            )

    # -- every way in ----------------------------------------------------------

    def test_imported_changes_are_events(self):
        external = self.customer.export_data(["id"])["datas"][0][0]
        with self.assertEvents((self.customer, "email", self.customer.email, "i@x.pl")):
            result = self.Partner.load(["id", "email"], [[external, "i@x.pl"]])
        self.assertEqual(result["ids"], self.customer.ids)

    def test_sudo_and_users_without_a_level_are_written_down_too(self):
        clerk = self._make_user("clerk", "base.group_user,base.group_partner_manager")
        self.customer.with_user(clerk).name = "By the clerk"
        self.customer.with_user(self.user_no_level).sudo().name = "By sudo"
        self.assertEqual(
            self.customer.customer_event_ids[:2].mapped("user_name"),
            ["No level", "Clerk"],
        )

    def test_a_thousand_written_at_once_cost_as_many_queries_as_ten(self):
        def cost(partners, value, logging):
            patched = patch.object(LoggingPartner, "_watched_fields", lambda *a: set())
            with counted(self.env) as queries:
                if logging:
                    partners.write({"city": value})
                else:
                    with patched:
                        partners.write({"city": value})
                self.env.flush_all()
            return queries.number

        partners = self.Partner.create([{"name": f"C {n}"} for n in range(1000)])
        extra = {
            count: cost(partners[:count], f"A{count}", True)
            - cost(partners[:count], f"B{count}", False)
            for count in (10, 1000)
        }
        self.assertLessEqual(extra[1000], extra[10])
        self.assertLessEqual(extra[10], 10)
        count = self.Event.search_count(
            [("partner_id", "in", partners.ids), ("new_value", "=", "A1000")]
        )
        self.assertEqual(count, 1000)

    def test_a_thousand_created_at_once_cost_as_many_queries_as_ten(self):
        def cost(count):
            partners = self.Partner.create([{"name": f"C {n}"} for n in range(count)])
            self.env.flush_all()
            start = self.cr.sql_log_count
            partners._log_created()
            return self.cr.sql_log_count - start

        cost(1)
        self.assertEqual(cost(10), cost(1000))

    def test_a_write_that_changes_nothing_of_ours_costs_no_query(self):
        self.customer.read(["name", "comment"])
        with patch.object(CustomerEvent, "_log", side_effect=AssertionError):
            self.customer.write({"comment": "A note", "color": 3})
        with self.assertQueryCount(0):
            self.customer._watched_fields({"comment": "A note", "color": 3})

    # -- who may read ----------------------------------------------------------

    def test_nobody_writes_or_removes_an_event(self):
        event = self.customer.customer_event_ids.with_user(self.user_level_1)[0]
        self.assertTrue(event.read(["kind"]))
        for call in (
            lambda: event.write({"new_value": "x"}),
            event.unlink,
            lambda: event.create({"kind": "name", "user_name": "x"}),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_a_misspelled_kind_is_an_error(self):
        with self.assertRaises(ValueError):
            self.Event._log([{"partner_id": False, "kind": "nmae", "reason": "x"}])

    def test_the_button_counts_in_one_query_and_opens_the_customers_events(self):
        customers = self.customer | self.firm | self.person
        customers = customers.with_user(self.user_level_5)
        customers.mapped("customer_event_count")
        self.env.flush_all()
        self.env.invalidate_all()
        customers.mapped("name")
        with self.assertQueryCount(1):
            counts = customers.mapped("customer_event_count")
        self.assertEqual(counts, [1, 2, 0], "a contact person has none of their own")
        action = customers[0].run_customer_operation("events")
        rows = self.Event.search(action["domain"])
        self.assertEqual(rows, self.customer.customer_event_ids)

    def test_events_of_another_company_are_not_shown(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.Partner.create({"name": "Theirs", "company_id": other.id})
        event = theirs.customer_event_ids
        self.assertEqual(event.company_id, other)
        events = self.Event.with_user(self.user_level_5)
        self.assertNotIn(event, events.search([]))


@tagged("post_install", "-at_install")
class TestConsentEvent(EventCase):
    """Each recorded answer is an event, by whatever way it came."""

    def test_a_yes_and_a_no_at_the_counter(self):
        with self.assertEvents(
            (self.customer, "consent", False, "Offers, E-mail: Agreed"),
            (
                self.customer,
                "consent",
                "Offers, E-mail: Agreed",
                "Offers, E-mail: Withdrawn",
            ),
        ):
            self.customer._set_marketing_consent("email", True, "counter", "form 12")
            self.customer._set_marketing_consent("email", False, "phone")
        reasons = self.customer.customer_event_ids[:2].mapped("reason")
        self.assertEqual(reasons, ["By telephone", "At the counter, form 12"])

    def test_the_same_answer_again_is_recorded_again(self):
        for _time in range(2):
            self.customer._set_marketing_consent("sms", True, "form")
        kinds = self.customer.customer_event_ids.mapped("kind")
        self.assertEqual(kinds.count("consent"), 2)

    def test_a_no_of_one_who_has_no_address_any_more(self):
        self.customer._set_marketing_consent("email", True, "counter")
        self.customer.email = False
        self.customer._set_marketing_consent("email", False, "phone")
        event = self.customer.customer_event_ids[0]
        self.assertEqual(event.kind, "consent")
        self.assertIn("Withdrawn", event.new_value)
        self.assertIn("Agreed", event.old_value)

    def test_a_no_that_ends_two_yeses_is_one_event(self):
        self.customer._set_marketing_consent("email", True, "counter")
        self.customer.email = "second@example.com"
        self.customer._set_marketing_consent("email", True, "counter")
        before = len(self.customer.customer_event_ids)
        self.customer._set_marketing_consent("email", False, "counter")
        self.assertEqual(len(self.customer.customer_event_ids), before + 1)

    def test_unsubscribing_by_link_is_an_event_by_the_customer(self):
        consents = self.env["customer.consent"].sudo()
        url = consents._unsubscribe_url(
            self.customer, self.marketing, "email", self.customer.email
        )
        public = self.env.ref("base.public_user")
        link = consents.with_user(public).sudo()._read_link(url.rpartition("/")[2])
        consents.with_user(public).sudo()._unsubscribe(link, "one_click")
        event = self.customer.customer_event_ids[0]
        self.assertEqual(event.user_id, public)
        self.assertEqual(event.reason, "One-click unsubscribe")
        self.assertIn("Withdrawn", event.new_value)


@tagged("post_install", "-at_install")
class TestEventThroughOthers(EventCase):
    """What the core writes on its own way is seen, and nothing breaks."""

    def test_the_first_contact_person_gives_the_firm_its_address(self):
        firm = self.Partner.create({"name": "New Firm", "is_company": True})
        self.Partner._load_records_create(
            [{"name": "Boss", "parent_id": firm.id, "street": "Rynek 1"}]
        )
        self.assertEqual(firm.street, "Rynek 1")
        self.assertRecordValues(
            firm.customer_event_ids[0], [{"kind": "address", "new_value": "Rynek 1"}]
        )

    def test_core_merge_leaves_both_histories_with_the_survivor(self):
        source = self._make_customer(name="Anna Kowalska", email=self.customer.email)
        events = self.customer.customer_event_ids | source.customer_event_ids
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | source).ids, self.customer
        )
        self.assertLessEqual(events, self.customer.customer_event_ids)

    def test_children_written_through_their_parent(self):
        with self.assertEvents((self.person, "name", "Jan Nowak", "Jan Lis")):
            self.firm.write(
                {"child_ids": [Command.update(self.person.id, {"name": "Jan Lis"})]}
            )
