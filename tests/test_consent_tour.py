# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import HttpCase, tagged

from ..models.customer_consent_log_answer import STATE_OF
from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestConsentTour(CustomerCommon, HttpCase):
    def test_from_the_tick_with_a_scan_to_the_printed_answer(self):
        customer = self._make_customer()
        words = "<b>I agree to receive offers</b>"
        self.marketing.wording_ids = [(0, 0, {"lang": "en_US", "text": words})]
        self.start_tour(
            f"/odoo/res.partner/{customer.id}",
            "customer_care_consent_proof",
            login="level_4",
        )
        log = self.env["customer.consent.log"]
        rows = log.search([("partner_id", "=", customer.id)], order="id")
        self.assertEqual(
            [(r.channel, STATE_OF[r.event], r.method, r.actor_name) for r in rows],
            [
                ("email", "given", "form", "Level 4"),
                ("sms", "given", "form", "Level 4"),
                ("call", "refused", "form", "Level 4"),
            ],
        )
        self.assertEqual(
            (rows[0].scan_name, rows[0].note, rows[0].evidence_state),
            ("form.pdf", "Folder B", "kept"),
        )

    def test_the_scan_comes_back_to_who_may_see_it_and_to_nobody_else(self):
        customer = self._make_customer()
        content = b"%PDF-1.7 signed"
        customer._set_consent(
            self.marketing, "email", True, "form", scan=("form.pdf", content)
        )
        row = self.env["customer.consent.log"].search(
            [("partner_id", "=", customer.id)]
        )
        url = row.action_open_scan()["url"]
        self.authenticate("level_5", "level_5x")
        response = self.url_open(url)
        self.assertEqual((response.status_code, response.content), (200, content))
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        for user in ("no_level", None):
            self.authenticate(user, user and "no_level")
            self.assertNotEqual(self.url_open(url).content, content)
