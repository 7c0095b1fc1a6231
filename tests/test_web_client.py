# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import functools
import json
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..benchmarks.side import multiply
from ..benchmarks.webclient import DRAWN, view
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

    def test_a_calendar_shows_the_first_thousand_and_says_that_there_are_more(self):
        action = self.env["customer.action"].create(
            {
                "name": "Warranty",
                "partner_id": self._make_customer().id,
                "type_id": self.env["customer.action.type"].search([], limit=1).id,
                "date_remind": fields.Date.context_today(self.env.user),
            }
        )
        multiply(self.env, action, DRAWN + 5)
        asked = []
        registry = self.env.registry["customer.action"]
        original = registry.search_read

        @functools.wraps(original)
        def record(actions, *args, **kwargs):
            asked.append((kwargs["limit"], kwargs["order"]))
            return original(actions, *args, **kwargs)

        with patch.object(registry, "search_read", record):
            self.browser_js(
                "/odoo/customer-actions?view_type=calendar",
                """
                const told = document.querySelector(".o_notification").textContent;
                if (!told.includes("Only the first 1000")) {
                    throw new Error(told);
                }
                console.log("test successful");
                """,
                ready="!!document.querySelector('.o_notification')",
                login="level_5",
            )
        self.assertEqual(asked, [(DRAWN + 1, "date_remind, id")])

    def test_every_page_of_a_customer_is_in_view(self):
        partner = self._make_customer()
        self.browser_js(
            f"/odoo/res.partner/{partner.id}",
            """
            const bar = document.querySelector(".o_notebook_headers");
            const pages = [...bar.querySelectorAll(".nav-link")];
            const edge = bar.getBoundingClientRect().right + 1;
            const end = (page) => page.getBoundingClientRect().right;
            const hidden = pages.filter((page) => end(page) > edge);
            if (pages.length < 12 || hidden.length) {
                throw new Error(`${hidden.length} of ${pages.length} pages are hidden`);
            }
            console.log("test successful");
            """,
            ready="!!document.querySelector('.nav-link[name=customer_tools]')",
            login="level_1",
        )

    def test_days_are_counted_across_the_end_of_a_month(self):
        self._make_customer()
        self.browser_js(
            "/odoo/customers-care",
            """
            const { NearDayField } = odoo.loader.modules.get(
                "@customer_care/near_day/near_day_field"
            );
            const { DateTime, Settings } = luxon;
            const words = (today, day) => {
                const noon = new Date(`${today}T12:00:00`).getTime();
                Settings.now = () => noon;
                const field = Object.create(NearDayField.prototype);
                const data = { day: DateTime.fromISO(day) };
                field.props = { name: "day", record: { data } };
                return field.diffString;
            };
            const told = [
                words("2026-11-30", "2026-12-01"),
                words("2026-12-01", "2026-11-30"),
                words("2026-12-31", "2027-01-04"),
                words("2026-11-27", "2026-11-27"),
                words("2026-11-01", "2027-01-15"),
            ].join(" | ");
            if (told !== "Tomorrow | Yesterday | In 4 days | Today | In 75 days") {
                throw new Error(told);
            }
            console.log("test successful");
            """,
            ready="!!document.querySelector('.o_data_row')",
            login="level_5",
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
