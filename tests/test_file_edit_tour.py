# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import HttpCase, tagged

from .common_search import SearchCommon
from .mail_office import MailOffice, really_sending, use_mail_server


@tagged("post_install", "-at_install")
class TestFileEditTour(SearchCommon, HttpCase):
    """File edit in the browser: no frozen clock, it has its own."""

    def test_texts_are_found_changed_seen_and_sent_to_oneself(self):
        letter = self.env["mail.template"].create(
            {
                "name": "Letter of the tour",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "customer_use": "letter",
                "subject": "Thanks",
                "body_html": "<p>Good day</p>",
            }
        )
        search = self._make_search(
            user=self.user_level_2,
            name="SMS of the tour",
            sms_text="Hello {{ object.name }}",
        )
        self.user_level_2.email = "me@example.com"
        with MailOffice() as office, really_sending():
            use_mail_server(self.env, office.port)
            self.start_tour(
                "/odoo/customer-searches", "customer_care_file_edit", login="level_2"
            )
        self.assertEqual(letter.subject, "Many thanks")
        self.assertEqual(search.sms_text, "Good day {{ object.name }}")
        self.assertEqual(office.recipients, ["me@example.com"])
