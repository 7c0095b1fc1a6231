# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
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
        self.assertEqual(new._find_twin(), self.survivor)

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

    def test_the_existing_record_gets_the_new_data(self):
        code, phone = self.survivor.ref, self.survivor.phone
        new = self._make_customer(
            name="Anna Nowak",
            phone="+48 604 444 444",
            street="ul. Nowa 3",
            zip="31-147",
            city="Kraków",
        )
        action = new.with_user(self.user_level_3).action_use_existing()
        self.assertEqual(action["res_id"], self.survivor.id)
        self.assertEqual(self.survivor.name, "Anna Nowak")
        self.assertEqual(
            (self.survivor.street, self.survivor.city), ("ul. Nowa 3", "Kraków")
        )
        self.assertEqual((self.survivor.ref, self.survivor.phone), (code, phone))
        self.assertIn(
            "+48604444444", self.survivor.customer_phone_ids.mapped("number_e164")
        )
        self.assertEqual(new.merged_into_id, self.survivor)

    def test_without_a_twin_it_says_so(self):
        alone = self._make_customer(name="B", email="b@example.org", phone=False)
        with self.assertRaisesRegex(UserError, "no other customer"):
            alone.action_use_existing()

    def test_only_who_may_merge(self):
        new = self._make_customer(name="Anna Nowak")
        with self.assertRaises(AccessError):
            new.with_user(self.user_level_4).action_use_existing()

    def test_the_clerk_uses_the_existing_record(self):
        self.start_tour(
            "/odoo/action-customer_care.res_partner_action_customers/new",
            "customer_care_merge_twin",
            login="level_1",
        )
        self.env.invalidate_all()
        self.assertEqual(self.survivor.name, "Anna Entered Again")
