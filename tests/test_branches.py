# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_branches import BranchesCommon


@tagged("post_install", "-at_install")
class TestBranches(BranchesCommon):
    """A branch works with what headquarters knows, and sees nothing of its sister."""

    def _finds(self, records):
        """Who finds which of three rows: of headquarters, branch and sister."""
        home, branch, sister = records
        self.assertEqual(self._sees(self.clerk, records), home | branch)
        self.assertEqual(self._sees(self.chief, records), home)
        with self.assertRaises(AccessError):
            self._of_branch(sister).read(["display_name"])
        with self.assertRaises(AccessError):
            self._of_home(branch).read(["display_name"])

    # -- facts about customers ---------------------------------------------------------

    def test_branch_clerk_sees_the_phones_of_a_customer_of_headquarters(self):
        people = self.hilda, self.bruno, self.sven
        phones = self.env["customer.phone"].concat(
            *(person.customer_phone_ids for person in people)
        )
        self.assertEqual(len(phones), 3)
        self._finds(phones)
        self.assertEqual(
            self._of_branch(self.hilda).customer_phone_ids.number_e164,
            self.hilda.phone_sanitized,
        )

    def test_branch_clerk_sees_what_was_said_at_headquarters(self):
        consents = self.env["customer.consent"]
        for person in (self.hilda, self.bruno, self.sven):
            person._set_marketing_consent("email", True, "counter")
            consents += person.consent_ids
        self._finds(consents)

    def test_the_log_tells_a_branch_how_it_was_said(self):
        log = self.env["customer.consent.log"]
        for person in (self.hilda, self.bruno, self.sven):
            person._set_marketing_consent("email", True, "counter", "At the desk")
            log += log.search([("partner_id", "=", person.id)])
        self.assertEqual(
            log.mapped("company_ref"), (self.home | self.branch | self.sister).ids
        )
        self._finds(log)
        report = self.env["customer.consent.report"].browse(log.ids)
        self.assertEqual(self._sees(self.clerk, report).ids, log[:2].ids)
        self.assertEqual(self._sees(self.chief, report).ids, log[:1].ids)
        shown = self._of_branch(self.hilda).get_customer_consents()
        self.assertTrue(shown["has_answers"])

    def test_alerts_of_headquarters_are_shown_in_the_branch(self):
        alerts = self.env["customer.alert"].create(
            [
                {"partner_id": person.id, "name": f"Mind {person.name}"}
                for person in (self.hilda, self.bruno, self.sven)
            ]
        )
        self._finds(alerts)
        self.assertEqual(
            [a["name"] for a in self._of_branch(self.hilda).get_customer_alerts()],
            ["Mind Hilda"],
        )
        order = self.env["sale.order"].create(
            {"partner_id": self.hilda.id, "company_id": self.branch.id}
        )
        seller = self._make_worker(
            "seller",
            self.branch,
            "customer_care.level_5,sales_team.group_sale_salesman_all_leads",
        )
        self.assertEqual(
            [a["name"] for a in self._as(seller, order).customer_alerts],
            ["Mind Hilda"],
        )

    def test_notes_and_actions_of_headquarters_are_there(self):
        self._finds(
            self._everywhere(
                "customer.note",
                partner_id=lambda company: self._customer_of(company).id,
                name="Called",
            )
        )
        kind = self._make_type()
        self._finds(
            self._everywhere(
                "customer.action",
                partner_id=lambda company: self._customer_of(company).id,
                type_id=kind.id,
                name="Warranty",
            )
        )

    def test_vehicles_of_headquarters_are_found_in_the_branch(self):
        vans = self._everywhere(
            "customer.asset",
            partner_id=lambda company: self._customer_of(company).id,
            kind="vehicle",
            name=lambda company: f"Van {company.name}",
            plate=lambda company: f"WA 1{company.id:04}",
        )
        self._finds(vans)
        owners = self.env["customer.asset.owner"]
        owners = owners.search([("asset_id", "in", vans.ids)])
        self._finds(owners.sorted(lambda owner: owner.asset_id.id))
        partners = self._of_branch(self.env["res.partner"])
        for van, expected in zip(vans, (self.hilda, self.bruno, None), strict=True):
            found = partners.name_search(van.plate)
            self.assertEqual(
                [row[0] for row in found], expected.ids if expected else []
            )

    def test_families_values_and_events_of_headquarters_are_there(self):
        people = self.hilda, self.bruno, self.sven
        self._finds(self._families())
        kind = self.env["customer.measurement.type"].create({"name": "Of the test"})
        self._finds(
            self.env["customer.measurement"].create(
                [
                    {"partner_id": p.id, "type_id": kind.id, "value": 42.0}
                    for p in people
                ]
            )
        )
        events = self.env["customer.event"]
        for person in people:
            person.name = f"{person.name} Smith"
            events += events.search([("partner_id", "=", person.id)], limit=1)
        self._finds(events)

    # -- set-up ------------------------------------------------------------------------

    def test_branch_uses_action_types_of_headquarters(self):
        kinds = self._everywhere(
            "customer.action.type",
            name="Check",
            code=lambda company: f"check_{company.id}",
        )
        self._finds(kinds)
        actions = self._of_branch(self.env["customer.action"])
        action = actions.create(
            {"name": "Saw", "partner_id": self.hilda.id, "type_id": kinds[0].id}
        )
        self.assertEqual(action.company_id, self.branch)
        with self.assertRaises(UserError):
            self.env["customer.action"].create(
                {
                    "name": "Saw",
                    "partner_id": self.hilda.id,
                    "type_id": kinds[2].id,
                    "company_id": self.branch.id,
                }
            )
        with self.assertRaises(UserError):
            self.env["customer.action"].create(
                {
                    "name": "Saw",
                    "partner_id": self.hilda.id,
                    "type_id": kinds[1].id,
                    "company_id": self.home.id,
                }
            )

    def test_branch_uses_purposes_and_checklists_of_headquarters(self):
        purposes = self._everywhere(
            "customer.consent.purpose",
            name="News",
            code=lambda company: f"news_{company.id}",
        )
        self._finds(purposes)
        offered = self._of_branch(self.hilda)._consent_purposes()
        self.assertEqual(offered & purposes, purposes[:2])
        self.assertEqual(
            self._of_home(self.hilda)._consent_purposes() & purposes, purposes[:1]
        )
        lists = self._everywhere("customer.asset.checklist", name="All", kind="animal")
        self._finds(lists)
        dog = self._of_branch(self.env["customer.asset"]).create(
            {"partner_id": self.bruno.id, "kind": "animal", "name": "Rex"}
        )
        found = self._of_branch(self.env["customer.asset.inspection"])
        self.assertEqual(found._offered_checklists(dog) & lists, lists[:2])

    def test_shared_searches_of_headquarters_are_there(self):
        searches = self._everywhere("customer.search", name="All", is_shared=True)
        self._finds(searches)

    def test_the_models_say_what_their_rules_say(self):
        """A relation that checks companies takes what the rule lets a branch see."""
        wrong = []
        for rule in self.env["ir.rule"].search(
            [("model_id.model", "=like", "customer.%"), ("groups", "=", False)]
        ):
            model = self.env[rule.model_id.model]
            text, field = rule.domain_force, model._fields.get("company_id")
            if not field or not field.store or not model._auto:
                continue
            is_fact = (
                type(model)._check_company_domain
                is models.check_company_domain_parent_of
            )
            if is_fact != ("('company_id', 'parent_of', company_ids)" in text):
                wrong.append((model._name, text))
        self.assertFalse(wrong)

    # -- documents ---------------------------------------------------------------------

    def test_messages_stay_with_the_company_that_sent_them(self):
        messages = self._everywhere(
            "customer.message",
            partner_id=self._make_customer().id,
            channel="letter",
            body="Hello",
        )
        home, branch, _sister = messages
        self.assertEqual(self._sees(self.clerk, messages), branch)
        self.assertEqual(self._sees(self.chief, messages), home)

    # -- a no --------------------------------------------------------------------------

    def test_no_said_at_headquarters_holds_in_the_branch(self):
        self._of_home(self.hilda)._set_marketing_consent("email", False, "phone")
        here = self._of_branch(self.hilda)
        refused = here._contact_refusals("email", self.marketing)
        self.assertIn("said no", refused[self.hilda.id])
        row = self.env["customer.message"]._plan(
            [
                {
                    "partner_id": self.hilda.id,
                    "company_id": self.branch.id,
                    "channel": "email",
                    "purpose_id": self.marketing.id,
                    "body": "Offers",
                }
            ]
        )
        self.assertEqual(row.state, "skipped")

    def test_a_no_to_an_address_holds_for_whoever_has_it_in_a_branch(self):
        self.hilda._set_marketing_consent("email", False, "phone")
        self.bruno.email = self.hilda.email
        self.bruno._set_marketing_consent("sms", True, "counter")
        refused = self._of_branch(self.bruno)._contact_refusals("email", self.marketing)
        self.assertIn(self.bruno.id, refused)

    def test_an_address_suppressed_by_headquarters_is_so_in_its_branches(self):
        suppressions = self.env["customer.suppression"]
        for address, company in (("x", self.home), ("y", self.branch)):
            suppressions._suppress(
                "email", [f"{address}@example.com"], "objection", company=company
            )
        person = self._make_customer(email="x@example.com")

        def refused(company, address):
            person.email = address
            return bool(person.with_company(company)._contact_refusals("email"))

        for company in (self.home, self.branch, self.sister):
            self.assertTrue(refused(company, "x@example.com"), company.name)
        self.assertTrue(refused(self.branch, "y@example.com"))
        for company in (self.home, self.sister):
            self.assertFalse(refused(company, "y@example.com"), company.name)
        self.assertEqual(
            suppressions.with_company(self.branch)._suppressed(
                "email", {1: "x@example.com", 2: "z@example.com"}
            ),
            {1},
        )

    def test_a_list_of_noes_of_a_branch_finds_customers_of_headquarters(self):
        reader = self.env["customer.consent.reader"].with_company(self.branch)
        emails = {p.email for p in (self.hilda, self.bruno, self.sven)}
        found = reader._by_address("res.partner", "email_normalized", emails)
        self.assertEqual(
            {owner for owners in found.values() for owner in owners},
            {self.hilda.id, self.bruno.id},
        )
        codes = {p.ref.upper() for p in (self.hilda, self.bruno, self.sven)}
        found = reader._by_code(codes)
        self.assertEqual(
            {owner for owners in found.values() for owner in owners},
            {self.hilda.id, self.bruno.id},
        )

    def test_a_purpose_of_the_branch_is_for_customers_of_headquarters_too(self):
        own, others = self.env["customer.consent.purpose"].create(
            [
                {"name": "Branch", "code": "b", "company_id": self.branch.id},
                {"name": "Sister", "code": "s", "company_id": self.sister.id},
            ]
        )
        self._of_branch(self.hilda)._set_consent(own, "email", False, "counter")
        self.assertEqual(self.hilda.consent_ids.purpose_id, own)
        self.assertEqual(self._sees(self.chief, self.hilda.consent_ids).ids, [])
        with self.assertRaisesRegex(UserError, "belongs to Sister"):
            self.bruno._set_consent(others, "email", False, "counter")

    def test_never_for_this_customer_is_known_in_the_branch(self):
        rows = self.env["customer.follow.up.exclusion"].create(
            [
                {"partner_id": person.id, "reason": "Asked", "user_id": self.env.uid}
                for person in (self.hilda, self.bruno, self.sven)
            ]
        )
        self._finds(rows)

    # -- one customer, one code --------------------------------------------------------

    def test_a_code_is_one_customers_in_headquarters_and_its_branches(self):
        self.hilda.ref = "H-1"
        with self.assertRaisesRegex(ValidationError, "H-1"):
            self.bruno.ref = "H-1"
        self.bruno.ref = "B-1"
        with self.assertRaisesRegex(ValidationError, "B-1"):
            self.hilda.ref = "B-1"
        self.sven.ref = "B-1"  # who works in one sees nothing of the other
        self.assertEqual(self.sven.ref, "B-1")
        aliases = self.env["customer.alias"]
        self.assertEqual(aliases._code_owner("h-1", self.branch), self.hilda.id)
        self.assertEqual(aliases._code_owner("B-1", self.sister), self.sven.id)

    def test_a_branch_draws_codes_of_headquarters_unless_it_has_its_own(self):
        settings = self.env["customer.settings"]
        settings.with_company(self.home)._write_code_pattern("HQ-", 4, True)
        self.assertRegex(self._make_person("Berta", self.branch).ref, r"^HQ-\d{4}$")
        here = settings.with_company(self.branch)
        self.assertEqual(here._read_code_pattern(), ("HQ-", 4, False))
        here._write_code_pattern("BR-", 3, True)
        self.assertRegex(self._make_person("Bea", self.branch).ref, r"^BR-\d{3}$")
        self.assertRegex(self._make_person("Hans", self.home).ref, r"^HQ-\d{4}$")
        self.assertRegex(self._make_person("Sia", self.sister).ref, r"^HQ-\d{4}$")

    # -- settings ----------------------------------------------------------------------

    def test_a_new_branch_begins_with_the_settings_of_its_parent(self):
        self.home.write(
            {
                "customer_asset_animal": False,
                "customer_mailings_need_yes": True,
                "appointment_lead_hours": 48,
                "layaway_days_before": 9,
                "letter_postage": 1.5,
                "registration_type_id": self._make_type(company_id=self.home.id).id,
                "processing_officer": "Olga",
            }
        )
        new = self.env["res.company"].create(
            {"name": "New", "parent_id": self.home.id, "layaway_days_before": 2}
        )
        self.assertFalse(new.customer_asset_animal)
        self.assertTrue(new.customer_mailings_need_yes)
        self.assertEqual(new.appointment_lead_hours, 48)
        self.assertEqual(new.letter_postage, 1.5)
        self.assertEqual(new.registration_type_id, self.home.registration_type_id)
        self.assertEqual(new.processing_officer, "Olga")
        self.assertEqual(new.layaway_days_before, 2)  # what was said counts
        self.home.appointment_lead_hours = 12
        self.assertEqual(new.appointment_lead_hours, 48)  # its own from then on
        alone = self.env["res.company"].create({"name": "Alone"})
        self.assertTrue(alone.customer_asset_animal)
        self.assertEqual(alone.layaway_days_before, 3)
