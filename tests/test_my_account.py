# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from ..models.customer_page_visit import PER_LINK
from .common_my_account import MyAccountCommon
from .common_queries import counted


@tagged("post_install", "-at_install")
class TestMyAccount(MyAccountCommon):
    """What a customer who has logged in sees: what is theirs, and nothing else."""

    def _counts(self):
        names = ["vehicle", "animal", "equipment", "warranty", "card", "layaway"]
        names = [f"customer_{name}_count" for name in names]
        users = self.env["res.partner"].with_user(self.anna_user).sudo()
        return list(users._my_customer()._my_counts(names).values())

    def test_home_has_a_card_for_each_kind_with_its_count(self):
        self._make_action(partner_id=self.anna.id, type_id=self.warranty.id)
        self.assertEqual(self._counts(), [1, 1, 1, 1, 0, 0])
        home = self._open("/my/home").text
        for place in ("vehicles", "animals", "equipment", "warranties", "corrections"):
            self.assertIn(f"/my/{place}", home)
        self.assertIn('data-placeholder_count="customer_vehicle_count"', home)

    def test_lists_show_the_own_things(self):
        self.assertIn("WA 12345", self._page("/my/vehicles"))
        self.assertIn("Rex", self._page("/my/animals"))
        self.assertIn("B-77", self._page("/my/equipment"))
        self.assertNotIn("Fiat", self._page("/my/vehicles"))

    def test_page_shows_the_own_fields_and_readings(self):
        self.env["customer.asset.reading"].create(
            {"asset_id": self.car.id, "value": 120500, "source": "service"}
        )
        self.car.note = "Pays late"
        text = self._page(f"/my/vehicles/{self.car.id}")
        for words in ("Octavia", "WA 12345", "Škoda", "120,500", "read by us"):
            self.assertIn(words, text)
        self.assertNotIn("Pays late", text, "our notes are ours")

    def test_things_of_others_are_not_found_by_guessing(self):
        for place in ("vehicles", "animals", "equipment"):
            response = self._open(f"/my/{place}/{self.jans_car.id}")
            self.assertNotIn("KR 777", response.text)
            self.assertTrue(response.url.endswith(f"/my/{place}"), response.url)
        data = {"csrf_token": self._token(), "plate": "HACKED"}
        self._open(f"/my/vehicles/{self.jans_car.id}", **data)
        self.assertFalse(self._proposals() | self._proposals(self.jan))

    def _token(self):
        page = self._open("/my/corrections").text
        return page.split('name="csrf_token" value="')[1].split('"')[0]

    def test_an_animal_is_no_vehicle(self):
        self.assertTrue(
            self._open(f"/my/vehicles/{self.dog.id}").url.endswith("vehicles")
        )

    def test_disabled_ones_are_not_shown_and_those_gone_without_dates(self):
        self.car.active = False
        self.dog.write({"gone": "died", "death_date": "2026-01-02"})
        self.assertNotIn("WA 12345", self._page("/my/vehicles"))
        self.assertTrue(
            self._open(f"/my/vehicles/{self.car.id}").url.endswith("vehicles")
        )
        self.assertIn("Died on", self._page("/my/animals"))
        self.assertEqual(self._counts()[:3], [0, 0, 1])
        text = self._page(f"/my/animals/{self.dog.id}")
        self.assertNotIn("What is due", text)
        self.assertNotIn("Tell us what is different", text)

    def test_merged_vehicle_leads_to_the_one_that_is_left(self):
        old = self._make_asset(name="Octavia twice")
        old.write({"merged_into_id": self.car.id, "active": False})
        response = self._open(f"/my/vehicles/{old.id}")
        self.assertTrue(response.url.endswith(f"/my/vehicles/{self.car.id}"))
        old.merged_into_id = self.jans_car
        self.assertNotIn("KR 777", self._open(f"/my/vehicles/{old.id}").text)

    def test_without_a_login_there_is_nothing(self):
        self.authenticate(None, None)
        for path in (
            f"/my/vehicles/{self.car.id}",
            "/my/animals",
            "/my/warranties",
            "/my/points",
            "/my/lay-aways",
            "/my/corrections",
        ):
            self.assertIn("/web/login", self._open(path).url)

    def test_merged_customers_login_sees_what_the_survivor_has(self):
        survivor = self._make_customer(name="Anna K.", email="k@example.com")
        self._make_asset(partner=survivor, name="Yeti", plate="PO 4711")
        self.anna.sudo().write({"merged_into_id": survivor.id})
        text = self._page("/my/vehicles")
        self.assertIn("PO 4711", text)
        self.assertNotIn("WA 12345", text)

    def test_after_a_merge_the_login_sees_what_both_had(self):
        survivor = self._make_customer(name="Anna K.", email="k@example.com")
        self._make_asset(partner=survivor, name="Yeti", plate="PO 4711")
        self.env["customer.operation"].with_user(self.user_level_1)._merge(
            [(self.anna.id, survivor.id)]
        )
        self.authenticate("portal_anna", "portal_anna")
        text = self._page("/my/vehicles")
        self.assertIn("PO 4711", text)
        self.assertIn("WA 12345", text)

    def test_account_of_a_forgotten_customer_is_closed(self):
        self.anna.sudo().is_forgotten = True
        self.assertNotIn("WA 12345", self._page("/my/vehicles"))
        self.assertIn("here it is not possible", self._page("/my/corrections"))
        self.assertEqual(self._counts(), [0] * 6)


@tagged("post_install", "-at_install")
class TestMyAccountFirm(MyAccountCommon):
    """What the contact person of a firm sees."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm = cls._make_customer(name="Firm", is_company=True)
        cls.site = cls.env["res.partner"].create(
            {"name": "Depot", "parent_id": cls.firm.id, "type": "delivery"}
        )
        cls.eva = cls.env["res.partner"].create(
            {"name": "Eva", "parent_id": cls.firm.id, "email": "eva@example.com"}
        )
        cls.ola = cls.env["res.partner"].create(
            {"name": "Ola", "parent_id": cls.firm.id, "email": "ola@example.com"}
        )
        cls.eva_user = cls._make_login("portal_eva", cls.eva)
        for partner, name in (
            (cls.firm, "Van of the firm"),
            (cls.site, "Truck of the depot"),
            (cls.eva, "Car of Eva"),
            (cls.ola, "Car of Ola"),
        ):
            cls._make_asset(partner=partner, name=name)

    def _names(self):
        partners = self.env["res.partner"].with_user(self.eva_user).sudo()
        return set(partners._my_customer()._my_assets("vehicle").mapped("name"))

    def test_contact_person_sees_the_firms_and_the_own_but_not_a_colleagues(self):
        self.assertEqual(
            self._names(), {"Van of the firm", "Truck of the depot", "Car of Eva"}
        )
        self.authenticate("portal_eva", "portal_eva")
        self.assertIn("Van of the firm", self._page("/my/vehicles"))

    def test_who_may_not_read_the_firms_invoices_sees_the_own_only(self):
        rule = self.env.ref("account.account_invoice_rule_portal")
        rule.domain_force = "[('partner_id', '=', user.partner_id.id)]"
        self.assertEqual(self._names(), {"Car of Eva"})

    def test_firms_login_sees_no_persons_car(self):
        user = self._make_login("portal_firm", self.firm)
        partners = self.env["res.partner"].with_user(user).sudo()
        names = set(partners._my_customer()._my_assets("vehicle").mapped("name"))
        self.assertEqual(names, {"Van of the firm", "Truck of the depot"})

    def test_other_companies_things_are_not_shown(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._make_asset(
            partner=self.eva, name="Car of another shop", company_id=other.id
        )
        self.assertNotIn("Car of another shop", self._names())


@tagged("post_install", "-at_install")
class TestMyWarranties(MyAccountCommon):
    """Warranties with their certificates, points, lay-aways."""

    def _warranty(self, partner=None, **vals):
        partner = partner or self.anna
        return self._make_action(
            **{"partner_id": partner.id, "type_id": self.warranty.id, **vals}
        )

    def test_warranties_are_listed_and_our_notes_are_not(self):
        self._warranty(serial_number="SN-1", date_end="2030-05-01 10:00:00")
        self._warranty(name="Call because of the bill", type_id=self.inside.id)
        self._warranty(self.jan, name="Grinder")
        text = self._page("/my/warranties")
        for words in ("Coffee machine", "SN-1", "05/01/2030"):
            self.assertIn(words, text)
        self.assertNotIn("because of the bill", text)
        self.assertNotIn("Grinder", text)

    def test_certificate_is_a_pdf(self):
        mine = self._warranty()
        render = IrActionsReport._render_qweb_pdf

        def really(report, *args, **kwargs):
            report = report.with_context(force_report_rendering=True)
            return render(report, *args, **kwargs)

        with patch.object(IrActionsReport, "_render_qweb_pdf", really):
            response = self._open(f"/my/warranties/{mine.id}/certificate")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertEqual(response.content[:5], b"%PDF-")
        self.assertIn("attachment", response.headers["Content-Disposition"])

    def test_certificates_of_others_are_not_found_by_guessing(self):
        theirs = self._warranty(self.jan)
        dates = self._make_type(name="Check-up", in_my_account="date")
        plain = self._warranty(type_id=dates.id)
        note = self._warranty(type_id=self.inside.id)
        gone = self._warranty(state="cancelled")
        for action in (theirs, note, gone, plain):
            response = self._open(f"/my/warranties/{action.id}/certificate")
            self.assertTrue(response.url.endswith("/my/warranties"), response.url)

    def test_what_is_due_stands_with_the_vehicle(self):
        self._warranty(asset_id=self.car.id, name="Main inspection")
        self._warranty(asset_id=self.car.id, name="Inner", type_id=self.inside.id)
        text = self._page(f"/my/vehicles/{self.car.id}")
        self.assertIn("Main inspection", text)
        self.assertNotIn("Inner", text)

    def test_points(self):
        program = self.env["loyalty.program"].create(
            {"name": "Stars", "program_type": "loyalty", "applies_on": "both"}
        )
        cards = self.env["loyalty.card"]
        card = cards.create(
            {"program_id": program.id, "partner_id": self.anna.id, "points": 42}
        )
        cards.create(
            {"program_id": program.id, "partner_id": self.jan.id, "points": 77}
        )
        self.env["loyalty.history"].create(
            {"card_id": card.id, "description": "Spring sale", "issued": 42}
        )
        text = self._page("/my/points")
        for words in ("Stars", "42", "Spring sale", card.code):
            self.assertIn(words, text)
        self.assertNotIn("77", text)

    def test_lists_cost_the_same_queries_for_ten_and_a_hundred(self):
        partner = (
            self.env["res.partner"].with_user(self.anna_user).sudo()._my_customer()
        )

        def cost():
            with counted(self.env) as queries:
                for asset in partner._my_assets("vehicle"):
                    asset._my_subtitle()
                    asset._my_due_dates()
            return queries.number

        for number in range(9):
            self._make_asset(name=f"Car {number}")
        cost()
        few = cost()
        for number in range(90):
            self._make_asset(name=f"Van {number}")
        self.assertEqual(cost(), few)


@tagged("post_install", "-at_install")
class TestMyCorrections(MyAccountCommon):
    """Corrections of the customer arrive as proposals."""

    def test_correction_waits_for_a_clerk(self):
        response = self._send("/my/corrections", phone="+48 603 456 789", note="Moved")
        self.assertIn("Thank you.", self._text(response))
        proposal = self._proposals()
        self.assertEqual(proposal.line_ids.field, "phone")
        self.assertEqual(proposal.note, "Moved")
        self.assertEqual(proposal.source, "account")
        self.assertEqual(self.anna.phone, "+48 601 234 567")
        self.assertIn("We look at it", self._page("/my/corrections"))
        proposal.line_ids.with_user(self.user_level_5)._refuse("Nobody answers there")
        text = self._page("/my/corrections")
        self.assertIn("Refused", text)
        self.assertIn("Nobody answers there", text)

    def test_sent_unchanged_nothing_is_proposed(self):
        response = self._send("/my/corrections")
        self.assertIn("Nothing to send.", self._text(response))
        self.assertFalse(self._proposals())

    def test_address_is_one_proposal(self):
        self._send("/my/corrections", street="ul. Nowa 2", city="Kraków")
        line = self._proposals().line_ids
        self.assertEqual(line.field, "address")
        self.assertEqual(line.new_text, "ul. Nowa 2, 00-001 Kraków, Poland")

    def test_vehicle_animal_and_equipment(self):
        self._send(f"/my/vehicles/{self.car.id}", plate="KR 1A", reading="98 765")
        self._send(f"/my/animals/{self.dog.id}", asset_name="Max", is_neutered="yes")
        self._send(f"/my/equipment/{self.boiler.id}", reading="1234,5")
        lines = self._proposals().line_ids
        self.assertEqual(
            {(line.asset_id.id, line.field) for line in lines},
            {
                (self.car.id, "plate"),
                (self.car.id, "reading"),
                (self.dog.id, "asset_name"),
                (self.dog.id, "is_neutered"),
                (self.boiler.id, "reading"),
            },
        )
        self.assertEqual((self.car.plate, self.dog.name), ("WA 12345", "Rex"))
        self.assertIn("KR 1A", self._page(f"/my/vehicles/{self.car.id}"))

    def test_bad_input_is_marked_and_kept_in_the_form(self):
        response = self._send("/my/corrections", email="anna@", name="Anna Nowak")
        text = self._text(response)
        self.assertIn("Nothing was sent.", text)
        self.assertIn("not an e-mail address", text)
        self.assertIn('value="Anna Nowak"', response.text)
        self.assertFalse(self._proposals())
        response = self._send(f"/my/vehicles/{self.car.id}", reading="lots")
        self.assertIn("what the clock shows", self._text(response))

    def test_hostile_input_is_shown_as_text(self):
        script = '<img src=x onerror=alert(1)>"\u202e'
        self._send("/my/corrections", name=script, note=f"{script}</textarea>")
        for path in ("/my/corrections",):
            page = self._open(path).text
            self.assertNotIn("<img src=x", page)
            self.assertIn("&lt;img src=x onerror=alert(1)&gt;", page)
        self.assertNotIn("\u202e", self._proposals().line_ids.new_value)

    def test_long_posts_are_refused(self):
        response = self._send("/my/corrections", note="x" * 40000)
        self.assertEqual(response.status_code, 413)
        self.assertFalse(self._proposals())

    def test_forged_note_of_what_was_shown_does_no_harm(self):
        for shown in ("[1, 2]", "null", "{", '{"name": {"a": 1}}', "[" * 5000):
            response = self._send("/my/corrections", shown=shown)
            self.assertEqual(response.status_code, 200)

    @mute_logger("odoo.http")
    def test_nothing_without_a_csrf_token(self):
        response = self._send("/my/corrections", name="Eve", csrf_token="x")
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self._proposals())

    def test_who_posts_too_often_waits(self):
        data = {"csrf_token": self._token(), "name": "Anna Kowalska"}
        codes = [
            self._open("/my/corrections", **data).status_code
            for _post in range(PER_LINK + 1)
        ]
        self.assertEqual(codes, [200] * PER_LINK + [429])

    def _token(self):
        page = self._open("/my/corrections").text
        return page.split('name="csrf_token" value="')[1].split('"')[0]

    def test_portal_user_reads_no_proposal_by_rpc(self):
        self._send("/my/corrections", name="Anna Nowak")
        rows = self.env["customer.proposal"].with_user(self.anna_user)
        self.assertFalse(rows.has_access("read"))
        self.assertFalse(
            self.env["customer.asset"].with_user(self.anna_user).has_access("read")
        )
