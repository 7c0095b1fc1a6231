# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .common_follow_up import FollowUpCommon


@tagged("post_install", "-at_install")
class TestFollowUpTour(FollowUpCommon, HttpCase):
    """No frozen clock: the browser has its own."""

    def _vehicle(self, name, day):
        """A vehicle whose service is due on a day."""
        partner = self._make_friend(name)
        return self.env["customer.asset"].create(
            {
                "kind": "vehicle",
                "name": f"Octavia of {name}",
                "partner_id": partner.id,
                "service_months": 1,
                "service_last_date": day - timedelta(days=31),
            }
        )

    def test_follow_ups_from_the_settings_to_the_cleaning_up(self):
        self.env.company.customer_follow_ups = False
        today = self.Rule.new({"company_id": self.env.company.id})._today()
        asset = self._vehicle("Anna Test", today + timedelta(days=14))
        asset.service_months = 0
        asset.flush_recordset()
        later = self._vehicle("Bert Test", today + timedelta(days=20))
        self.env.flush_all()
        for each, days in ((asset, 14), (later, 24)):
            self.cr.execute(
                "UPDATE customer_asset SET service_next_date = %s WHERE id = %s",
                [today + timedelta(days=days), each.id],
            )
        self.env.invalidate_all()
        self._make_search(
            name="Vehicles of the tour",
            base="asset",
            domain="[('name', 'ilike', 'Octavia of')]",
            postcard_id=self.env.ref("customer_care.postcard_thank_you").id,
            out_report=False,
        )
        self.start_tour(
            "/odoo/action-customer_care.customer_settings_action",
            "customer_care_follow_up_settings",
            login="level_2",
        )
        self.assertTrue(self.env.company.customer_follow_ups)
        self.start_tour(
            "/odoo/customer-follow-ups", "customer_care_follow_up", login="level_2"
        )
        rule = self.Rule.search([("name", "=", "Oil change of the tour")])
        self.assertEqual(rule.since, rule._today())
        self.assertEqual(self._entries(rule).asset_id, asset)
        rows = self._messages(rule)
        self.assertEqual(set(rows.mapped("channel")), {"postcard", "label"})
        self.assertEqual(set(rows.mapped("state")), {"sent"})
        self.assertEqual(rows.mapped("is_cleaned_up"), [True, True])
        self.assertEqual(rows.paper_run_id.follow_up_id, rule)
        self.assertIn(rows[0], asset.partner_id.customer_message_ids)
