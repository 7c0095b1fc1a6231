# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import functools
import json
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..benchmarks.webclient import view
from .common import CustomerCommon


@tagged("post_install", "-at_install")
class TestWebClient(CustomerCommon, HttpCase):
    """The benchmark asks for the same as a browser that opens a customer."""

    def _asked_by_browser(self, method, url, selector):
        """What the first call of the browser asked for: its specification."""
        asked = []
        registry = self.env.registry["res.partner"]
        original = getattr(registry, method)

        @functools.wraps(original)
        def record(partners, *args, **kwargs):
            asked.append(kwargs.get("specification") or args[0])
            return original(partners, *args, **kwargs)

        with patch.object(registry, method, record):
            self.browser_js(
                url,
                "console.log('test successful')",
                ready=f"!!document.querySelector('{selector}')",
                login="level_5",
            )
        return asked[0]

    def _assert_same(self, asked, derived):
        plain = json.loads(json.dumps(derived))
        self.assertEqual(asked.keys(), plain.keys())
        for name, part in asked.items():
            self.assertEqual(part, plain[name], name)

    def test_form_is_asked_for_as_the_benchmark_does(self):
        partner = self._make_customer()
        env = self.env(user=self.user_level_5)
        self._assert_same(
            self._asked_by_browser(
                "web_read", f"/odoo/res.partner/{partner.id}", ".o_form_view"
            ),
            view(env, "res.partner", "form").specification,
        )

    def test_list_is_asked_for_as_the_benchmark_does(self):
        self._make_customer()
        env = self.env(user=self.user_level_5)
        action = env["res.partner"].action_customers()
        views = {kind: view_id for view_id, kind in action["views"]}
        self._assert_same(
            self._asked_by_browser(
                "web_search_read", "/odoo/customers-care", ".o_data_row"
            ),
            view(env, "res.partner", "list", views["list"]).specification,
        )

    def test_answers_are_read_when_their_page_is_opened(self):
        partner = self._make_customer()
        partner._set_marketing_consent("email", True, "counter")
        self.start_tour(
            f"/odoo/res.partner/{partner.id}", "customer_care_consents", login="level_3"
        )
        self.assertEqual(len(partner.consent_ids), 2)

    def test_opening_a_customer_does_not_read_the_answers(self):
        env = self.env(user=self.user_level_5)
        asked = view(env, "res.partner", "form").specification
        self.assertIn("phone", asked)
        for name in (
            "consent_ids",
            "family_turnover",
            "marketing_email",
            "measurement_summary",
        ):
            self.assertNotIn(name, asked)
