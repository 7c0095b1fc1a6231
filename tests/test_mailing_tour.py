# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import HttpCase, tagged

from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestMailingTour(CustomerCommon, HttpCase):
    """In a browser: e-mails leave out who said no, and a blacklist is taken over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner"].search(
            cls.env["res.partner"]._customer_domain()
        ).action_archive()
        cls.yes = cls._make_customer(name="Yesward", email="yes@tour.example.com")
        cls.no = cls._make_customer(name="Noward", email="no@tour.example.com")
        cls.no._set_marketing_consent("email", False, "counter")

    def test_emails_to_many_leave_out_who_said_no(self):
        self.start_tour(
            "/odoo/customers-care", "customer_care_composer_gate", login="level_2"
        )
        mails = self.env["mail.mail"].search([("subject", "=", "Spring sale")])
        states = {mail.res_id: mail.state for mail in mails}
        self.assertEqual(states.pop(self.no.id), "cancel")
        self.assertNotEqual(states.pop(self.yes.id, "sent"), "cancel")
        self.assertFalse(states)

    def test_the_blacklist_is_imported(self):
        self.env["mail.blacklist"].search([]).unlink()
        self.env["mail.blacklist"]._add("yes@tour.example.com")
        self.start_tour(
            "/odoo/action-customer_care.customer_consent_import_action",
            "customer_care_consent_import",
            login="level_2",
        )
        self.assertEqual(self.yes.consent_ids.mapped("state"), ["objected"])
