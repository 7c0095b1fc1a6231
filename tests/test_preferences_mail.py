# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common_preferences import PreferencesCommon
from .mail_office import MailOffice, really_sending, use_mail_server

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@tagged("post_install", "-at_install")
class TestPreferencesMail(PreferencesCommon):
    """The link on its way: in an e-mail that really went through SMTP, and by hand."""

    def _plan(self, **vals):
        return self.env["customer.message"]._plan(
            [
                {
                    "partner_id": self.customer.id,
                    "channel": "email",
                    "purpose_id": self.marketing.id,
                    "subject": "Offer",
                    "body": "<p>Coffee for less</p>",
                    **vals,
                }
            ]
        )

    def _deliver(self):
        """Run the sender against a real SMTP server; return the letters."""
        with MailOffice() as office:
            use_mail_server(self.env, office.port)
            with really_sending():
                self.env["customer.message"]._cron_send()
        return [letter for _recipient, letter in office.letters]

    def _links(self, letter):
        content = letter.get_body(("html",)).get_content()
        page = self._html(type("Answer", (), {"content": content.encode()}))
        return {
            " ".join(a.text_content().split()): a.get("href") for a in page.iter("a")
        }

    # -- from the letter box to the end of what is planned --------------------

    def test_link_of_an_e_mail_that_arrived_withdraws_and_stops_what_is_planned(self):
        self.customer._set_marketing_consent("email", True, "counter")
        sent = self._plan()
        planned = self._plan(scheduled_at=fields.Datetime.now() + timedelta(days=3))
        (letter,) = self._deliver()
        self.assertEqual((sent.state, planned.state), ("sent", "planned"))
        (post,) = letter.get_all("List-Unsubscribe-Post")
        self.assertEqual(post, "List-Unsubscribe=One-Click")
        (url,) = letter.get_all("List-Unsubscribe")
        self.assertRegex(url, r"^<https?://[^>,]+>$", "one address and nothing else")
        url = url.strip("<>")
        self.assertEqual(self._links(letter)["Unsubscribe"], url)
        # what a mail program does: no cookie, no redirect
        response = self._post(self._local(url), **ONE_CLICK)
        self.assertEqual((response.status_code, response.content), (200, b""))
        for header in ("Set-Cookie", "Location"):
            self.assertNotIn(header, response.headers)
        self.assertFalse(self._may())
        self.assertEqual(planned.state, "cancelled")
        self.assertRecordValues(
            self._rows()[0], [{"event": "withdrawn", "method": "one_click"}]
        )
        with freeze_time(fields.Datetime.now() + timedelta(days=4)):
            self.assertFalse(self._deliver(), "nothing leaves any more")

    def test_offers_lead_to_the_page_and_service_does_not(self):
        self.customer._set_marketing_consent("email", True, "counter")
        self._plan()
        self._plan(purpose_id=self.service.id)
        offer, service = self._deliver()
        if service["List-Unsubscribe"]:
            offer, service = service, offer
        url = self._local(self._links(offer)["Your choices"])
        self.assertNotIn("Your choices", self._links(service))
        self._choose(url, email="no")
        self.assertFalse(self._may())

    def test_link_in_a_text_is_made_personal_when_it_leaves(self):
        row = self._plan(
            purpose_id=self.service.id,
            body='<p><a href="/customer_care/preferences">Decide</a>'
            '<a href="https://evil.example.com/customer_care/preferences">Not</a></p>',
        )
        (letter,) = self._deliver()
        links = self._links(letter)
        self.assertIn("customer_care/preferences/a", links["Decide"])
        self.assertEqual(self._get(self._local(links["Decide"])).status_code, 200)
        self.assertEqual(
            links["Not"], "https://evil.example.com/customer_care/preferences"
        )
        self.assertNotIn("preferences/", row.body, "nobody acts by reading the outbox")

    # -- from our side --------------------------------------------------------

    def test_clerk_sends_the_link_to_the_customers_own_address(self):
        self.customer.lang = "en_US"
        customer = self.customer.with_user(self.user_level_4)
        action = customer.run_customer_operation("preference_send")
        self.assertEqual(action["params"]["type"], "success")
        (letter,) = self._deliver()
        self.assertIn("anna.kowalska@example.com", letter["To"])
        self.assertIsNone(letter["List-Unsubscribe"])
        url = self._local(self._links(letter)["Your choices"])
        self._choose(url, email="yes")
        self.assertTrue(self._may())
        self.assertFalse(self._rows().note, "it was the customer")

    def test_link_goes_by_sms_without_an_e_mail_address(self):
        self.customer.email = False
        self.customer.with_user(self.user_level_4).action_send_preference_link()
        row = self.env["customer.message"].search([], limit=1, order="id desc")
        self.assertEqual((row.channel, row.state), ("sms", "planned"))
        text = row._personal_links("See /customer_care/preferences", "+48601234567")
        page = self.consents._read_preference(text.rpartition("/")[2])
        self.assertEqual((page.partner, page.channel), (self.customer, "sms"))
        self.assertTrue(page.is_own)

    def test_who_cannot_be_reached_gets_no_link(self):
        self.customer.write({"email": False, "phone": False})
        customer = self.customer.with_user(self.user_level_4)
        with self.assertRaisesRegex(UserError, "There is no e-mail address"):
            customer.action_send_preference_link()
        self.customer.sudo().is_forgotten = True
        with self.assertRaisesRegex(UserError, "asked to be forgotten"):
            customer.action_send_preference_link()

    def test_copied_link_names_who_took_it(self):
        customer = self.customer.with_user(self.user_level_4)
        action = customer.run_customer_operation("preference_copy")
        self._choose(self._local(action["params"]["text"]), email="yes")
        self.assertEqual(self._rows().note, "Link handed over by Level 4")
        self.customer.write({"email": False, "phone": False, "street": False})
        with self.assertRaisesRegex(UserError, "Add one first"):
            customer.action_copy_preference_link()

    def test_links_need_their_functions(self):
        customer = self.customer.with_user(self.user_level_5)
        for name in ("send_preference_link", "copy_preference_link"):
            with self.assertRaises(AccessError):
                getattr(customer, f"action_{name}")()
        with self.assertRaises(AccessError):
            self.customer.with_user(self.user_no_level).action_print_preference_form()
