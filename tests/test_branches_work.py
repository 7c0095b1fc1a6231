# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common_branches import BranchesCommon
from .common_layaway import LayawayCommon
from .common_screens import ScreensCase


@tagged("post_install", "-at_install")
class TestBranchesWork(BranchesCommon, ScreensCase):
    """A day's work in a branch, with customers of headquarters."""

    def _form(self, partner):
        """Return what the web client asks the form of a customer for."""
        arch = etree.fromstring(partner.get_view(view_type="form")["arch"])
        return {
            node.get("name"): self._fields_of(node)
            for node in arch.iter("field")
            if not any(each.tag == "field" for each in node.iterancestors())
        }

    def _fields_of(self, node):
        names = set(node.xpath("./list/field/@name | ./kanban//field/@name"))
        return {"fields": {name: {} for name in names}} if names else {}

    def test_every_menu_opens_in_a_branch(self):
        self.hilda._set_marketing_consent("email", True, "counter")
        self._make_action(partner_id=self.hilda.id, company_id=self.home.id)
        self.assertGreater(len(self._open_menus(self.clerk)), 50)

    def test_the_form_of_a_customer_of_headquarters_opens(self):
        self._make_action(partner_id=self.hilda.id, company_id=self.home.id)
        self.env["customer.alert"].create({"partner_id": self.hilda.id, "name": "Mind"})
        partner = self._of_branch(self.hilda)
        form = self._form(partner)
        self.assertGreater(len(form), 50)
        self.env.invalidate_all()
        [values] = partner.web_read(form)
        self.assertEqual(values["name"], "Hilda")
        self.assertEqual(len(values["customer_phone_ids"]), 1)
        for operation in partner.get_customer_operations():
            self.assertTrue(operation["label"])
        boxes = partner.get_customer_overview()["boxes"]
        self.assertTrue(boxes)
        with self.assertRaises(AccessError):
            self._of_branch(self.sven).web_read({"name": {}})

    def test_the_form_costs_a_branch_no_more_queries_than_headquarters(self):
        form = self._form(self._of_home(self.hilda))
        counts = {}
        for user in (self.chief, self.clerk, self.chief, self.clerk):
            partner = self._as(user, self.hilda)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            partner.web_read(form)
            counts[user] = self.env.cr.sql_log_count - before
        self.assertLessEqual(counts[self.clerk], counts[self.chief])

    def test_what_a_branch_does_for_a_customer_of_headquarters_is_the_branchs(self):
        partner = self._of_branch(self.hilda)
        action = partner.action_send_sms()
        sms = partner.env["customer.sms"].with_context(**action["context"])
        sms.create({"body": "Ready."}).action_send()
        done = self._make_action(
            partner_id=self.hilda.id,
            company_id=self.home.id,
            type_id=self.env.ref("customer_care.customer_action_type_warranty").id,
        )
        compose = self._of_branch(self.env["customer.compose"])
        compose.create({"action_ids": self._sets(done.ids)}).action_send()
        self._of_branch(self.env["customer.message"])._plan(
            [{"partner_id": self.hilda.id, "channel": "letter", "body": "Hello"}]
        )
        rows = self.env["customer.message"].search([("partner_id", "=", self.hilda.id)])
        self.assertEqual(rows.mapped("company_id"), self.branch)
        self.assertEqual(len(rows), 3)
        self.assertEqual(self._sees(self.clerk, rows), rows)
        self.assertFalse(self._sees(self.chief, rows))
        self.clerk.group_ids += self.env.ref("account.group_account_invoice")
        window = partner.action_new_invoice()
        self.assertEqual(window["context"]["default_company_id"], self.branch.id)

    def test_who_works_in_both_writes_to_a_customer_of_the_branch_as_the_branch(self):
        rows = self.env["customer.message"]._plan(
            [{"partner_id": self.bruno.id, "channel": "letter", "body": "Hello"}]
        )
        self.assertEqual((self.env.company, rows.company_id), (self.home, self.branch))
        page = self.env["customer.consent"]._page_of(self.bruno, self.home)
        self.assertEqual(page.company, self.branch)

    def test_the_page_of_choices_knows_the_purposes_of_the_branch_that_wrote(self):
        own = self.env["customer.consent.purpose"].create(
            {"name": "Branch", "code": "b", "company_id": self.branch.id}
        )
        consents = self.env["customer.consent"]

        def offered(company):
            here = consents.with_company(company)
            url = here._preference_url(self.hilda, self.hilda.email)
            page = consents._read_preference(url.rsplit("/", 1)[-1])
            return consents._page_purposes(page)

        self.assertIn(own, offered(self.branch))
        self.assertNotIn(own, offered(self.home))
        self.assertNotIn(own, offered(self.sister))

    def test_a_yes_to_a_branch_can_be_taken_back_on_the_page_of_headquarters(self):
        own, others = self.env["customer.consent.purpose"].create(
            [
                {"name": "Branch", "code": "b", "company_id": self.branch.id},
                {"name": "Sister", "code": "s", "company_id": self.sister.id},
            ]
        )
        self._of_branch(self.hilda)._set_consent(own, "email", True, "counter")
        consents = self.env["customer.consent"].sudo()
        page = consents._page_of(self.hilda, self.home)
        self.assertEqual(page.company, self.home)
        offered = consents._page_purposes(page)
        self.assertEqual(offered & (own | others), own)
        self.assertIn(own.code, consents._own_rows(page).mapped("purpose_code"))
        page = consents._page_of(self.hilda, self.sister)
        self.assertNotIn(own, consents._page_purposes(page))
        self.assertNotIn(own.code, consents._own_rows(page).mapped("purpose_code"))

    def test_an_appointment_in_the_branch_is_the_branchs(self):
        event = self._of_branch(self.env["calendar.event"]).create(
            {
                "name": "Fitting",
                "start": "2030-03-05 09:00:00",
                "stop": "2030-03-05 10:00:00",
                "user_id": self.clerk.id,
                "partner_ids": self._sets((self.hilda | self.clerk.partner_id).ids),
            }
        )
        self.assertEqual(event.sudo().customer_partner_id, self.hilda)
        self.assertEqual(event.sudo().customer_company_id, self.branch)
        with self.assertRaisesRegex(UserError, "customer of Sister"):
            self.env["calendar.event"].create(
                {
                    "name": "Fitting",
                    "start": "2030-03-05 09:00:00",
                    "stop": "2030-03-05 10:00:00",
                    "user_id": self.clerk.id,
                    "customer_partner_id": self.sven.id,
                    "partner_ids": self._sets(self.sven.ids),
                }
            )

    def test_a_data_search_in_a_branch_finds_and_lists_those_of_headquarters(self):
        people = self.hilda | self.bruno | self.sven
        people.city = "Testowo"
        letter = self.env["mail.template"].create(
            {
                "name": "Letter of the test",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "body_html": "<p>Good day</p>",
            }
        )
        searches = self._of_branch(self.env["customer.search"])
        search = searches.create(
            {
                "name": "Town",
                "domain": "[('city', '=', 'Testowo')]",
                "order": "name",
                "purpose_id": self.service.id,
                "letter_template_id": letter.id,
            }
        )
        run = search._run("letters")
        listed = run.sudo().recipient_ids.partner_id
        self.assertEqual(listed, self.hilda | self.bruno)
        letters = self.env["customer.message"].search(
            [("partner_id", "in", people.ids)]
        )
        self.assertEqual(letters.partner_id, self.hilda | self.bruno)
        self.assertEqual(letters.company_id, self.branch)

    def test_a_customer_of_the_branch_is_merged_into_one_of_headquarters(self):
        self.assertEqual(
            self.env["customer.merge"]._proposed((self.bruno | self.hilda).ids),
            self.hilda.id,
        )
        operations = self._of_branch(self.env["customer.operation"])
        order = self.env["sale.order"].create(
            {"partner_id": self.bruno.id, "company_id": self.branch.id}
        )
        operation = operations._merge([(self.bruno.id, self.hilda.id)])
        self.env.invalidate_all()
        self.assertEqual(self.bruno.merged_into_id, self.hilda)
        self.assertEqual(order.partner_id, self.hilda)
        self.assertEqual(operation.read(["state"])[0]["state"], "done")
        operation.action_undo()
        self.env.invalidate_all()
        self.assertEqual(order.partner_id, self.bruno)
        self.assertTrue(self.bruno.active)
        for source, survivor in (
            (self.hilda, self.bruno),
            (self.bruno, self.sven),
        ):
            with self.assertRaisesRegex(UserError, "different companies"):
                self.env["customer.operation"]._merge([(source.id, survivor.id)])
        self.assertTrue(self.hilda.active)

    def test_vehicles_are_merged_as_customers_are(self):
        vans = self._everywhere(
            "customer.asset",
            partner_id=self.hilda.id,
            name="Van",
        )
        operations = self.env["customer.operation"]
        with self.assertRaisesRegex(UserError, "different companies"):
            operations._merge([(vans[0].id, vans[1].id)], model="customer.asset")
        operations._merge([(vans[1].id, vans[0].id)], model="customer.asset")
        self.assertEqual(vans[1].merged_into_id, vans[0])

    def test_one_person_in_headquarters_and_branch_is_found_not_in_two_branches(self):
        self.hilda.write({"name": "Hildegard Nowak", "birth_date": "1980-02-03"})
        twins = self._make_person("Hildegard Nowak", self.branch)
        twins |= self._make_person("Hildegard Nowak", self.sister)
        twins.write(
            {
                "email": self.hilda.email,
                "phone": self.hilda.phone,
                "birth_date": "1980-02-03",
            }
        )
        self.env["customer.duplicate"]._scan()
        people = self.hilda | twins
        pairs = self.env["customer.duplicate"].search(
            [("partner_id", "in", people.ids), ("other_id", "in", people.ids)]
        )
        self.assertEqual(
            {frozenset((pair.partner_id.id, pair.other_id.id)) for pair in pairs},
            {frozenset((self.hilda.id, twin.id)) for twin in twins},
        )
        seen = self._sees(self.clerk, pairs)
        self.assertEqual(len(seen), 1)
        self.assertIn(twins[0], seen.partner_id | seen.other_id)
        self.assertFalse(self._sees(self.chief, pairs))

    def test_a_family_reaches_from_headquarters_to_one_branch(self):
        family = self._families()[0]
        family.member_ids += (berta := self._make_person("Berta", self.branch))
        self.assertEqual(berta.family_id, family)
        with self.assertRaisesRegex(UserError, "belong to the same company"):
            family.member_ids += self._make_person("Sia", self.sister)

    def test_who_has_documents_of_another_company_is_not_anonymised_in_the_branch(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.hilda.id, "company_id": self.home.id}
        )
        partner = self._of_branch(self.hilda)
        refused = partner._anonymise_refusals()
        self.assertIn(self.home.name, refused[self.hilda.id])
        order.unlink()
        self._make_action(
            partner_id=self.hilda.id, company_id=self.home.id, state="done"
        )
        partner._forget("Asked by letter")
        partner._anonymise("Asked by letter")
        self.env.invalidate_all()
        self.assertTrue(self.hilda.is_anonymised)
        self.assertFalse(self.hilda.email)

    def test_data_told_in_a_branch_hold_the_facts_and_not_the_documents(self):
        action = self._make_action(partner_id=self.hilda.id, company_id=self.home.id)
        for company in (self.home, self.branch):
            self.env["customer.message"].create(
                {
                    "partner_id": self.hilda.id,
                    "channel": "letter",
                    "body": f"From {company.name}",
                    "company_id": company.id,
                }
            )
        data = self._of_branch(self.env["customer.personal.data"])
        scope = data._scope(self._of_branch(self.hilda))
        counts = {table.model: table.count for table in data._tables(scope)}
        self.assertTrue(action)
        self.assertEqual(counts["customer.action"], 1)
        self.assertEqual(counts["customer.message"], 1)

    def test_an_action_of_headquarters_is_invoiced_there(self):
        action = self._make_action(partner_id=self.hilda.id, company_id=self.home.id)
        with self.assertRaisesRegex(UserError, "select the company"):
            self._of_branch(action).action_new_invoice()

    def test_a_note_is_handed_to_a_colleague_who_sees_its_customer(self):
        note = self._of_branch(self.env["customer.note"]).create(
            {"partner_id": self.hilda.id, "name": "Call back"}
        )
        self.assertEqual(note.company_id, self.branch)
        unseen = note.sudo()._not_seen_by(self.chief)
        self.assertEqual(unseen, self.branch)
        home = self.env["customer.note"].create(
            {
                "partner_id": self.hilda.id,
                "name": "Call back",
                "company_id": self.home.id,
            }
        )
        self.assertFalse(home._not_seen_by(self.clerk))
        self.assertFalse(home._not_seen_by(self.chief))

    def test_settings_of_the_branch_open(self):
        with Form(self._of_branch(self.env["customer.settings"])) as form:
            self.assertTrue(form.code_prefix is not None)


@tagged("post_install", "-at_install")
class TestBranchesSale(BranchesCommon, LayawayCommon):
    """Orders and lay-aways of a branch, with what headquarters set up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the core does this before the branch is committed
        charts = cls.env["account.chart.template"]
        charts.try_loading(cls.home.chart_template, cls.branch, install_demo=False)
        cls.clerk = cls._make_worker(
            "seller_of_branch",
            cls.branch,
            "customer_care.level_1,sales_team.group_sale_salesman_all_leads",
        )

    @freeze_time("2027-02-01 10:00:00")
    def test_an_order_with_a_lay_away_is_made_and_paid_in_the_branch(self):
        order = self._of_branch(self.env["sale.order"]).create(
            self._order_vals(3.0, partner_id=self.hilda.id)
        )
        self.assertEqual(order.company_id, self.branch)
        order.action_confirm()
        half = order.amount_total / 2
        self._agree(order, [("2027-03-01", half), ("2027-04-01", half)])
        journal = order._layaway_journal()
        self.assertIn(journal.company_id, self.branch | self.home)
        self._take(order.sudo(False), half, user=self.clerk)
        self.assertEqual(self._facts(order.sudo())["paid"], half)
        shown = self.env["customer.layaway"].browse(order.ids)
        self.assertEqual(self._sees(self.clerk, shown), shown)
        self.assertFalse(self._sees(self.chief, shown))

    def test_a_posted_invoice_of_the_branch_makes_an_action_of_headquarters_type(self):
        self.warranty.company_id = self.home
        invoice = self._make_invoice(
            self._machine_line(tax_ids=False),
            partner_id=self.hilda.id,
            company_id=self.branch.id,
        )
        invoice.action_post()
        action = self._actions_of(invoice)
        self.assertEqual(action.type_id, self.warranty)
        self.assertEqual(action.company_id, self.branch)
