# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .test_consent_answer import AnswerCase


@tagged("post_install", "-at_install")
@freeze_time("2027-06-01 10:00:00")
class TestConsentReport(AnswerCase):
    """What was said, by purpose, channel and month; what was confirmed; what ends."""

    def _counts(self, model, groupby, aggregates, user=None, domain=()):
        report = self.env[model].with_user(user or self.user_level_5)
        self.env.flush_all()
        return report._read_group(
            [("id", "not in", self.before), *domain], groupby, aggregates
        )

    def test_consents_are_counted_by_purpose_channel_and_month(self):
        self._says("2027-03-10 10:00:00")
        self._says("2027-03-11 10:00:00", channel="sms")
        self._says("2027-04-11 10:00:00", False, channel="sms")
        self._says("2027-04-12 10:00:00", False, self.club)
        groups = self._counts(
            "customer.consent.report",
            ["purpose_id", "channel", "date:month", "answer"],
            ["__count"],
        )
        march, april = datetime(2027, 3, 1), datetime(2027, 4, 1)
        self.assertEqual(
            set(groups),
            {
                (self.marketing, "email", march, "yes", 1),
                (self.marketing, "sms", march, "yes", 1),
                (self.marketing, "sms", april, "no", 1),
                (self.club, "email", april, "no", 1),
            },
        )

    def test_every_event_of_the_log_is_counted_as_something(self):
        events = [name for name, _ in self.Log._fields["event"].selection]
        for event in events:
            self._event("2027-03-10 10:00:00", event)
        groups = dict(self._counts("customer.consent.report", ["answer"], ["__count"]))
        self.assertEqual(
            groups, {"yes": 3, "no": 3, "expired": 2, "asked": 1, "other": 1}
        )

    def test_a_purpose_that_is_gone_is_still_counted(self):
        self._event("2027-03-10 10:00:00", "given", purpose_code="gone")
        [row] = self._counts("customer.consent.report", ["purpose_id"], ["__count"])
        self.assertEqual((bool(row[0]), row[1]), (False, 1))

    def test_confirmations_are_counted_with_the_time_between(self):
        self._event("2027-03-10 10:00:00", "requested")
        self._event("2027-03-11 10:00:00", "requested")
        self._event("2027-03-11 16:00:00", "confirmed")
        self._event("2027-03-20 16:00:00", "confirmed")
        self._event("2027-04-01 10:00:00", "requested", channel="sms")
        self._event("2027-04-01 12:00:00", "confirmed", point_hash="another")
        groups = self._counts(
            "customer.consent.confirmation",
            ["date:month"],
            ["__count", "confirmed:sum", "rate:avg", "hours:avg"],
        )
        self.assertEqual(
            groups,
            [
                (datetime(2027, 3, 1), 2, 1, 50.0, 6.0),
                (datetime(2027, 4, 1), 1, 0, 0.0, 0.0),
            ],
        )
        report = self.env["customer.consent.confirmation"]
        row = report.search(
            [("is_confirmed", "=", True), ("id", "not in", self.before)]
        )
        self.assertEqual(row.confirmed_at, datetime(2027, 3, 11, 16))
        self.assertEqual(row.purpose_id, self.marketing)

    def test_who_ends_when_is_a_list_and_a_graph(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_consent_action_expiry"
        )
        domain = [("state", "=", "given"), ("valid_until", "!=", False)]
        self.assertEqual(
            action["domain"].replace(" ", ""), str(domain).replace(" ", "")
        )
        self.marketing.validity_months = 3
        self._says("2027-05-10 10:00:00")
        self._says("2027-05-10 10:00:00", False, channel="sms")
        self._says("2027-05-10 10:00:00", True, self.club, channel="sms")
        consents = self.env["customer.consent"].with_user(self.user_level_5)
        found = consents.search([*domain, ("partner_id", "=", self.customer.id)])
        self.assertRecordValues(
            found, [{"channel": "email", "valid_until": datetime(2027, 8, 10, 10)}]
        )

    def test_reports_stay_inside_the_companies_of_the_user(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self._make_customer(company_id=other.id)
        with freeze_time("2027-03-10 10:00:00"):
            theirs._set_marketing_consent("email", True, "counter")
        self._event("2027-03-10 10:00:00", "requested", company_ref=other.id)
        for model in ("customer.consent.report", "customer.consent.confirmation"):
            with self.subTest(model):
                self.assertFalse(sum(self._counts(model, [], ["__count"])[0]))
                report = self.env[model].with_user(self.user_no_level)
                with self.assertRaises(AccessError):
                    report.search([])

    def test_a_report_is_one_query_for_any_number_of_rows(self):
        def cost():
            self.env.flush_all()
            start = self.env.cr.sql_log_count
            self._counts(
                "customer.consent.report",
                ["purpose_id", "channel", "date:month"],
                ["__count"],
            )
            self._counts("customer.consent.confirmation", ["date:month"], ["rate:avg"])
            return self.env.cr.sql_log_count - start

        self._event("2027-03-10 10:00:00", "requested")
        cost()
        few = cost()
        for month in range(1, 6):
            self._event(datetime(2027, month, 10), "requested")
            self._event(datetime(2027, month, 11), "confirmed")
        self.assertEqual(cost(), few)

    def test_every_view_of_the_reports_opens(self):
        for name in (
            "customer_consent_report_action",
            "customer_consent_confirmation_action",
            "customer_consent_action_expiry",
        ):
            action = self.env["ir.actions.act_window"]._for_xml_id(
                f"customer_care.{name}"
            )
            report = self.env[action["res_model"]].with_user(self.user_level_5)
            with self.subTest(name):
                views = report.get_views(action["views"])["views"]
                self.assertIn("graph", views)
                self.assertIn("list", views)
