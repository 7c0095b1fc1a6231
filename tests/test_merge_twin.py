# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged

from .common_merge import MergeCommon


@tagged("post_install", "-at_install")
class TestMergeTwin(MergeCommon, HttpCase):
    """Somebody is entered who is there already."""

    def _enter(self, user=None, **vals):
        form = Form(self.env["res.partner"].with_user(user or self.user_level_1))
        for name, value in vals.items():
            form[name] = value
        return form

    def test_a_new_customer_with_a_known_email_is_recognised(self):
        form = self._enter(name="Anna", email="ANNA.Kowalska@example.com")
        self.assertEqual(form.customer_twin_id, self.survivor)

    def test_a_new_customer_with_a_known_number_is_recognised(self):
        other = self.survivor.customer_phone_ids.create(
            {"partner_id": self.survivor.id, "number": "+48 603 333 333"}
        )
        new = self.env["res.partner"].new({"name": "Anna", "phone": other.number})
        self.assertEqual(new._twin()[0], self.survivor)

    def test_nobody_is_recognised_by_nothing(self):
        self.assertFalse(self._enter(name="Anna Kowalska").customer_twin_id)

    def test_an_old_record_has_no_warning(self):
        twin = self._make_customer(name="Twin")
        self.assertFalse(twin.customer_twin_id)

    def test_a_contact_of_a_firm_may_share_its_number(self):
        new = self.env["res.partner"].new(
            {"name": "C", "email": self.survivor.email, "parent_id": self.survivor.id}
        )
        self.assertFalse(new.customer_twin_id)

    def test_a_new_customer_with_a_taken_code_is_recognised(self):
        form = self._enter(name="Anna", ref=f" {self.survivor.ref.lower()} ")
        self.assertEqual(form.customer_twin_id, self.survivor)
        with self.assertRaises(ValidationError):
            form.save()

    def test_a_former_code_is_recognised(self):
        code = self.survivor.ref
        self.survivor.ref = "NEWCODE1"
        self.assertEqual(
            self._enter(name="Anna", ref=code).customer_twin_id, self.survivor
        )

    def test_the_code_decides_before_the_address(self):
        other = self._make_customer(name="Bob", email="bob@example.org", phone=False)
        form = self._enter(name="A", email=other.email, ref=self.survivor.ref)
        self.assertEqual(form.customer_twin_id, self.survivor)

    def test_a_free_code_is_nobody(self):
        self.assertFalse(self._enter(name="Anna", ref="FREE77").customer_twin_id)

    def _use(self, user=None, **typed):
        partners = self.env["res.partner"].with_user(user or self.user_level_3)
        return partners.action_use_existing({"name": "Anna Nowak", **typed})

    def test_the_existing_record_gets_the_new_data(self):
        code, phone = self.survivor.ref, self.survivor.phone
        action = self._use(
            email=self.survivor.email,
            phone="+48 604 444 444",
            street="ul. Nowa 3",
            zip="31-147",
            city="Kraków",
        )
        self.assertEqual(action["res_id"], self.survivor.id)
        self.assertEqual(self.survivor.name, "Anna Nowak")
        self.assertEqual(
            (self.survivor.street, self.survivor.city), ("ul. Nowa 3", "Kraków")
        )
        self.assertEqual((self.survivor.ref, self.survivor.phone), (code, phone))
        self.assertIn(
            "+48604444444", self.survivor.customer_phone_ids.mapped("number_e164")
        )
        sources = self.env["res.partner"].with_context(active_test=False)
        source = sources.search([("merged_into_id", "=", self.survivor.id)])
        self.assertEqual(source.name, "Anna Nowak")

    def test_a_taken_code_stays_with_the_existing_record(self):
        code = self.survivor.ref
        action = self._use(ref=code, city="Gdynia")
        self.assertEqual(action["res_id"], self.survivor.id)
        self.assertEqual((self.survivor.ref, self.survivor.city), (code, "Gdynia"))

    def test_without_a_twin_it_says_so_and_creates_nobody(self):
        before = self.env["res.partner"].search_count([])
        with self.assertRaisesRegex(UserError, "no other customer"):
            self._use(email="b@example.org")
        self.assertEqual(self.env["res.partner"].search_count([]), before)

    def test_only_who_may_merge(self):
        with self.assertRaises(AccessError):
            self._use(self.user_level_4, email=self.survivor.email)

    def test_the_clerk_uses_the_existing_record(self):
        self.start_tour(
            "/odoo/action-customer_care.res_partner_action_customers/new",
            "customer_care_merge_twin",
            login="level_1",
        )
        self.env.invalidate_all()
        self.assertEqual(self.survivor.name, "Anna Entered Again")

    def test_the_clerk_types_a_code_that_is_taken(self):
        self.survivor.ref = "TAKEN7"
        self.start_tour(
            "/odoo/action-customer_care.res_partner_action_customers/new",
            "customer_care_merge_twin_code",
            login="level_1",
        )
        self.env.invalidate_all()
        self.assertEqual(self.survivor.name, "Anna Typed By Code")
        self.assertEqual(self.survivor.ref, "TAKEN7")
