# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from ast import literal_eval

from odoo.tests import HttpCase, tagged

from .common_search import SearchCommon


@tagged("post_install", "-at_install")
class TestSearchDateTour(SearchCommon, HttpCase):
    """Dates counted from today, in the browser; no frozen clock, it has its own."""

    def test_dates_counted_from_today_are_made_changed_and_read(self):
        self.anna.birth_date = "2000-05-05"
        user = self.user_level_2
        search = self._make_search(
            user=user, name="Of the dates", domain="[('birth_date', '<', 'today -12m')]"
        )
        self._make_search(
            user=self.user_level_1,
            name="Shared dates",
            is_shared=True,
            domain="['&', ('birth_date', '<', 'today -2y'), '&',"
            " ('search_last_visit', '>=', 'today -5d'),"
            " ('search_last_visit', '<=', 'today')]",
        )
        # the one who reads it has no function to change it
        user.group_ids += self.env.ref("customer_care.level_3")
        user.group_ids -= self.env.ref("customer_care.level_2")
        self.start_tour(
            "/odoo/customer-searches", "customer_care_search_date", login=user.login
        )
        self.assertEqual(
            literal_eval(search.domain),
            [
                "&",
                ("birth_date", ">=", "today -1y"),
                ("birth_date", "<=", "today"),
            ],
        )
