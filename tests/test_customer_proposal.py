# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from ..models.res_partner_proposal import LONGEST_NOTE, MOST_A_DAY
from .common import CustomerCommon


class ProposalCommon(CustomerCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_customer(birth_date="1980-05-01")
        cls.clerk = cls.user_level_5
        assets = cls.env["customer.asset"]
        cls.car = assets.create(
            {"kind": "vehicle", "name": "Octavia", "partner_id": cls.anna.id}
            | {"plate": "WA 12345", "odometer_unit": "km"}
        )
        cls.dog = assets.create(
            {"kind": "animal", "name": "Rex", "partner_id": cls.anna.id}
            | {"birth_date": "2020-02-02"}
        )

    def _propose(self, asset=None, **typed):
        proposal, wrong = self.anna._propose(typed, asset)
        self.assertFalse(wrong)
        return proposal.with_user(self.clerk)

    def _line(self, asset=None, **typed):
        return self._propose(asset, **typed).line_ids

    def _events(self, kind):
        return self.env["customer.event"].search(
            [("partner_id", "=", self.anna.id), ("kind", "=", kind)]
        )

    def _address(self, **parts):
        names = ("street", "street2", "zip", "city")
        now = {name: self.anna[name] or "" for name in names}
        return {**now, "country_id": str(self.anna.country_id.id), **parts}


@tagged("post_install", "-at_install")
class TestCustomerProposal(ProposalCommon):
    """What a customer proposes, and what a clerk makes of it."""

    def test_proposing_changes_nothing(self):
        before = self.anna.read(["name", "email", "phone", "street", "birth_date"])
        proposal = self._propose(
            name="Anna Nowak",
            email="nowak@example.com",
            phone="+48 603 456 789",
            birth_date="1981-05-01",
            address=self._address(street="ul. Nowa 2"),
        )
        after = self.anna.read(["name", "email", "phone", "street", "birth_date"])
        self.assertEqual(after, before)
        self.assertEqual(proposal.state, "open")
        self.assertEqual(
            proposal.line_ids.mapped(lambda line: (line.field, line.old_text)),
            [
                ("name", "Anna Kowalska"),
                ("email", "anna.kowalska@example.com"),
                ("phone", "+48 601 234 567"),
                ("birth_date", "05/01/1980"),
                ("address", "ul. Prosta 1, 00-001 Warszawa, Poland"),
            ],
        )

    def test_the_newest_proposal_comes_first(self):
        old = self._propose(name="Anna Nowak", email="nowak@example.com")
        new = self._propose(birth_date="1981-05-01")
        lines = (old | new).line_ids
        found = lines.search([("id", "in", lines.ids)])
        self.assertEqual(found, new.line_ids | old.line_ids)

    def test_accepting_all_takes_the_usual_way(self):
        proposal = self._propose(
            name="Anna Nowak",
            email="nowak@example.com",
            phone="+48 603 456 789",
            birth_date="1981-05-01",
            address=self._address(street="ul. Nowa 2"),
        )
        proposal.action_accept()
        self.assertEqual(self.anna.name, "Anna Nowak")
        self.assertEqual(self.anna.email, "nowak@example.com")
        self.assertEqual(self.anna.phone, "+48 603 456 789")
        self.assertEqual(
            self.anna.customer_phone_ids.mapped("number_e164"), ["+48603456789"]
        )
        self.assertEqual(self.anna.birth_date, date(1981, 5, 1))
        self.assertEqual(self.anna.street, "ul. Nowa 2")
        self.assertEqual(self.anna.city, "Warszawa")
        for kind in ("name", "email", "phone", "birth_date", "address"):
            event = self._events(kind)[0]
            self.assertEqual(event.reason, "Proposed by the customer", kind)
            self.assertEqual(event.user_id, self.clerk, kind)
        self.assertEqual(proposal.state, "accepted")
        self.assertEqual(proposal.line_ids.user_id, self.clerk)
        self.assertTrue(all(proposal.line_ids.mapped("decided_on")))

    def test_lines_are_decided_singly(self):
        proposal = self._propose(name="Anna Nowak", email="nowak@example.com")
        name, email = proposal.line_ids
        name.action_accept()
        self.assertEqual((self.anna.name, proposal.state), ("Anna Nowak", "open"))
        email._refuse("We called you, it is the old one")
        self.assertEqual(self.anna.email, "anna.kowalska@example.com")
        self.assertEqual(proposal.state, "partly")
        self.assertEqual(email.reason, "We called you, it is the old one")

    def test_refusing_needs_a_reason_and_changes_nothing(self):
        proposal = self._propose(name="Anna Nowak")
        action = proposal.action_refuse()
        wizard = (
            self.env["customer.proposal.refuse"]
            .with_user(self.clerk)
            .with_context(**action["context"])
            .create({"reason": "  "})
        )
        with self.assertRaisesRegex(UserError, "Give the reason"):
            wizard.action_refuse()
        wizard.reason = "The name on the card is another one"
        wizard.action_refuse()
        self.assertEqual(proposal.state, "refused")
        self.assertEqual(self.anna.name, "Anna Kowalska")

    def test_decided_is_decided(self):
        proposal = self._propose(name="Anna Nowak")
        proposal.action_accept()
        self.anna.name = "Anna Kowalska"
        for verb in ("action_accept", "action_refuse"):
            with self.assertRaisesRegex(UserError, "decided already"):
                getattr(proposal, verb)()
            with self.assertRaisesRegex(UserError, "decided already"):
                getattr(proposal.line_ids, verb)()
        self.assertEqual(self.anna.name, "Anna Kowalska")

    def test_what_was_changed_since_is_shown_and_not_overwritten_unread(self):
        proposal = self._propose(name="Anna Nowak", birth_date="1981-05-01")
        self.assertFalse(any(proposal.line_ids.mapped("warning")))
        self.anna.name = "Anna Maria Kowalska"
        self.env.invalidate_all()
        name, birth = proposal.line_ids
        self.assertEqual(name.current_text, "Anna Maria Kowalska")
        self.assertEqual(name.warning, "Changed since")
        self.assertFalse(birth.warning)
        with self.assertRaisesRegex(UserError, "Name: Changed since"):
            proposal.action_accept()
        self.assertEqual(self.anna.name, "Anna Maria Kowalska")
        self.assertEqual(self.anna.birth_date, date(1980, 5, 1))
        name.action_accept()
        self.assertEqual(self.anna.name, "Anna Nowak")

    def test_what_stands_there_meanwhile_is_no_change(self):
        line = self._line(name="Anna Nowak")
        self.anna.name = "Anna Nowak"
        self.assertFalse(line.warning)

    def test_what_was_said_before_is_not_said_twice(self):
        first = self._propose(name="Anna Nowak")
        self.assertFalse(self._propose(name="Anna Nowak"))
        self.assertFalse(self._propose(name="Anna Kowalska"), "as it is")
        second = self._propose(name="Anna Zając")
        self.assertEqual((first.state, second.state), ("replaced", "open"))
        with self.assertRaisesRegex(UserError, "decided already"):
            first.action_accept()

    def test_what_the_page_showed_is_not_proposed_to_be_undone(self):
        shown = {"name": "Anna Kowalska", "email": "old@example.com"}
        proposal, _wrong = self.anna._propose(
            {"name": "Anna Nowak", "email": "old@example.com"}, shown=shown
        )
        self.assertEqual(proposal.line_ids.mapped("field"), ["name"])

    def test_emptied_is_a_proposal_too(self):
        line = self._line(birth_date="")
        self.assertEqual((line.old_text, line.new_text), ("05/01/1980", ""))
        line.action_accept()
        self.assertFalse(self.anna.birth_date)

    def test_remark_alone_waits_too_and_writes_nothing(self):
        proposal, _wrong = self.anna._propose({}, note="I have moved.\nPlease call.")
        line = proposal.line_ids
        self.assertEqual(
            (line.field, line.new_value), ("remark", "I have moved.\nPlease call.")
        )
        self.assertFalse(self.anna._propose({}, note="I have moved.\nPlease call.")[0])
        before = self.anna.write_date
        proposal.with_user(self.clerk).action_accept()
        self.assertEqual((proposal.state, self.anna.write_date), ("accepted", before))

    def test_list_says_what_is_accepted_by_its_button(self):
        proposal = self._propose(name="Anna Nowak", birth_date="")
        self.assertEqual(proposal.summary, "Name: Anna Nowak; Birth date: –")

    def test_bad_input_is_said_so_and_keeps_nothing(self):
        for typed, name, sentence in (
            ({"name": " \u200b "}, "name", "Please fill this in."),
            ({"name": "x" * 129}, "name", "at most 128 characters"),
            ({"email": "anna@"}, "email", "not an e-mail address"),
            ({"email": "A <a@example.com>, b@example.com"}, "email", "not an e-mail"),
            ({"phone": "12"}, "phone", "not a telephone number"),
            ({"phone": "+48601234568, +48601234569"}, "phone", "not a telephone"),
            ({"birth_date": "01.02.1990"}, "birth_date", "not a date"),
            ({"birth_date": "2999-01-01"}, "birth_date", "until today"),
            ({"birth_date": "1850-01-01"}, "birth_date", "from 1900"),
            ({"address": self._address(zip="9" * 25)}, "address", "at most 24"),
            ({"address": self._address(country_id="x")}, "address", "of the list"),
            ({"address": self._address(country_id="9" * 12)}, "address", "of the list"),
        ):
            with self.subTest(typed):
                proposal, wrong = self.anna._propose({"phone": "", **typed})
                self.assertFalse(proposal)
                self.assertIn(sentence, wrong[name])
        _proposal, wrong = self.anna._propose(
            {"name": "Anna Nowak"}, note="x" * (LONGEST_NOTE + 1)
        )
        self.assertIn("at most 1000", wrong["note"])
        self.assertFalse(
            self.env["customer.proposal"].search_count(
                [("partner_id", "=", self.anna.id)]
            )
        )

    def test_fields_that_are_none_of_the_customer_are_left_out(self):
        proposal, wrong = self.anna._propose(
            {"ref": "X", "credit_limit": "9999", "plate": {"plate": "X"}}
        )
        self.assertFalse(proposal or wrong)

    def test_not_more_than_so_many_a_day(self):
        for number in range(MOST_A_DAY):
            self._propose(name=f"Anna {number}")
        with self.assertRaisesRegex(UserError, "a lot for one day"):
            self.anna._propose({"name": "Anna Nowak"})

    def test_closed_customers_propose_nothing_and_get_nothing_written(self):
        proposal = self._propose(name="Anna Nowak")
        self.anna.sudo().write({"is_forgotten": True})
        with self.assertRaisesRegex(UserError, "here it is not possible"):
            self.anna._propose({"name": "Anna Zając"})
        with self.assertRaisesRegex(UserError, "not active any more"):
            proposal.action_accept()
        self.assertEqual(self.anna.name, "Anna Kowalska")

    def test_forgotten_customers_proposal_waits_no_more_until_reinstated(self):
        proposal = self._propose(name="Anna Nowak")
        owner = self.anna.with_user(self.user_level_1)
        owner._forget("Asked by letter")
        self.env.invalidate_all()
        self.assertEqual((proposal.state, proposal.line_ids.state), ("refused",) * 2)
        owner._reinstate("Came back")
        self.env.invalidate_all()
        self.assertEqual((proposal.state, proposal.line_ids.state), ("open", "open"))

    def test_proposal_of_a_merged_customer_goes_to_the_survivor(self):
        proposal = self._propose(phone="+48 603 456 789")
        survivor = self._make_customer(name="Anna K.", email="k@example.com")
        self.env["customer.operation"].with_user(self.user_level_1)._merge(
            [(self.anna.id, survivor.id)]
        )
        self.env.invalidate_all()
        self.assertEqual(proposal.partner_id, survivor)
        proposal.line_ids.action_accept()
        self.assertIn("+48603456789", survivor.customer_phone_ids.mapped("number_e164"))

    def test_contact_person_does_not_correct_the_firms_address(self):
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        person = self.env["res.partner"].create({"name": "Eva", "parent_id": firm.id})
        self.assertEqual(
            person._proposed_fields(), ("name", "email", "phone", "birth_date")
        )
        self.assertEqual(firm._proposed_fields(), ("name", "email", "phone", "address"))


@tagged("post_install", "-at_install")
class TestCustomerProposalAsset(ProposalCommon):
    """What a customer proposes about a vehicle or an animal."""

    def test_reading_is_kept_as_the_customers(self):
        line = self._line(self.car, reading={"value": "123 456", "date": ""})
        self.assertIn("123,456 km", line.new_text)
        self.assertFalse(self.car.reading_ids)
        line.action_accept()
        reading = self.car.reading_ids
        self.assertEqual(
            (reading.value, reading.unit, reading.source), (123456, "km", "customer")
        )

    def test_plate_and_its_country(self):
        poland = self.env.ref("base.pl")
        plate = {"plate": "KR 1A", "plate_country_id": str(poland.id)}
        line = self._line(self.car, plate=plate)
        self.assertEqual((line.old_text, line.new_text), ("WA 12345", "KR 1A (Poland)"))
        line.action_accept()
        self.assertEqual((self.car.plate, self.car.plate_country_id), ("KR 1A", poland))
        event = self._events("proposal")
        self.assertEqual(event.old_value, "Octavia – Plate: WA 12345")
        self.assertEqual(event.new_value, "Octavia – Plate: KR 1A (Poland)")

    def test_animal(self):
        proposal = self._propose(
            self.dog,
            asset_name="Max",
            asset_birth_date="2019-01-01",
            is_neutered="yes",
            death_date="2026-01-02",
        )
        self.assertEqual(len(proposal.line_ids), 4)
        proposal.action_accept()
        self.assertEqual(self.dog.name, "Max")
        self.assertEqual(self.dog.birth_date, date(2019, 1, 1))
        self.assertTrue(self.dog.is_neutered)
        self.assertEqual(
            (self.dog.death_date, self.dog.gone), (date(2026, 1, 2), "died")
        )
        dead = self.env["customer.asset"]._offered_domain(self.anna)
        self.assertNotIn(self.dog, self.env["customer.asset"].search(dead))

    def test_each_kind_has_its_own_fields(self):
        self.assertFalse(
            self._propose(self.car, asset_name="Max", death_date="2026-01-02")
        )
        self.assertFalse(self._propose(self.dog, reading="100"))

    def test_bad_readings_are_said_so(self):
        for value in ("abc", "-5", "0", "1e9", "12.345", "99999999"):
            with self.subTest(value):
                proposal, wrong = self.anna._propose({"reading": value}, self.car)
                self.assertFalse(proposal)
                self.assertIn("what the clock shows", wrong["reading"])
        for day in ("2999-01-01", "yesterday", "1990-01-01"):
            raw = {"value": "100", "date": day}
            self.assertTrue(self.anna._propose({"reading": raw}, self.car)[1])

    def test_clerk_needs_the_right_to_change_it(self):
        line = self._line(self.car, plate={"plate": "KR 1A"})
        decide = self.env.ref("customer_care.function_proposal_decide")
        user = self._make_user("decides_only")
        user.group_ids |= decide
        with self.assertRaises(AccessError):
            line.with_user(user).action_accept()
        self.assertEqual((self.car.plate, line.state), ("WA 12345", "open"))


@tagged("post_install", "-at_install")
class TestCustomerProposalAccess(ProposalCommon):
    """Who sees and decides."""

    def test_see_is_not_decide(self):
        proposal = self._propose(name="Anna Nowak")
        user = self._make_user("sees_only")
        user.group_ids |= self.env.ref("customer_care.function_proposal_see")
        mine = proposal.with_user(user)
        self.assertEqual(mine.line_ids.new_text, "Anna Nowak")
        for record in (mine, mine.line_ids):
            for verb in ("action_accept", "action_refuse"):
                with self.assertRaises(AccessError):
                    getattr(record, verb)()

    def test_nobody_edits_a_proposal(self):
        proposal = self._propose(name="Anna Nowak").with_user(self.user_level_1)
        with self.assertRaises(AccessError):
            proposal.line_ids.write({"new_value": "Eve"})
        with self.assertRaises(AccessError):
            proposal.create({"partner_id": self.anna.id})
        with self.assertRaises(AccessError):
            proposal.unlink()

    def test_another_company_does_not_see_it(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.anna.company_id = self.env.company
        proposal = self._propose(name="Anna Nowak")
        self.assertEqual(proposal.sudo().company_id, self.env.company)
        stranger = self._make_user(
            "stranger",
            "customer_care.level_1",
            company_id=other.id,
            company_ids=other.ids,
        )
        seen = self.env["customer.proposal"].with_user(stranger)
        self.assertFalse(seen.search([("id", "=", proposal.id)]))
        with self.assertRaises(AccessError):
            proposal.with_user(stranger).action_accept()

    def test_actions_center_counts_them(self):
        def count(user):
            actions = self.env["customer.action"].with_user(user)
            counters = {c["key"]: c for c in actions.get_center_counters()}
            return counters["proposals"]["count"]

        before = count(self.clerk)
        self._propose(name="Anna Nowak", phone="")
        self.assertEqual(count(self.clerk), before + 1)
