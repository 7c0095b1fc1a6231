# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta
from unittest.mock import patch

from lxml import html

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from .common_follow_up import DAY, NOW, FollowUpCommon
from .common_queries import counted

FIGURES = (
    "sent",
    "back",
    "turnover",
    "away",
    "advised",
    "won",
    "lost",
    "overdue",
)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestDigest(FollowUpCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.letter = cls.env.ref("customer_care.digest_monday")
        cls.owner = cls._make_user("owner", "customer_care.level_2")
        cls.owner.email = "owner@example.com"
        cls.anna = cls._make_customer(name="Anna Nowak")
        cls.jan = cls._make_customer(name="Jan Kowalski")
        # what other data there are is no matter of these claims
        cls.before = cls._week(cls.letter, cls.owner)

    @classmethod
    def _week(cls, letter, user, days=7, back=0):
        """The values of the week that ends now, or earlier."""
        end = NOW - timedelta(days=back)
        letter = letter.with_user(user).with_company(user.company_id)
        letter.invalidate_model()
        letter = letter.with_context(
            start_datetime=end - timedelta(days=days), end_datetime=end
        )
        return {name: letter[f"kpi_customer_{name}_value"] for name in FIGURES}

    def _new(self, **kwargs):
        """What came to the figures since the test began."""
        self.env.flush_all()
        found = self._week(self.letter, self.owner, **kwargs)
        return {
            name: round(found[name] - self.before[name], 2)
            for name in FIGURES
            if found[name] != self.before[name]
        }

    def _sent(self, partner, days=1, **vals):
        return self.Message.sudo().create(
            {
                "partner_id": partner.id,
                "channel": "email",
                "state": "sent",
                "sent_at": NOW - timedelta(days=days),
                "company_id": self.env.company.id,
                **vals,
            }
        )

    def _days_ago(self, days):
        return str(DAY - timedelta(days=days))

    def test_sent_are_those_of_the_week_and_the_company_without_trials(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._sent(self.anna)
        self._sent(self.anna, days=8)
        self._sent(self.anna, is_trial=True)
        self._sent(self.anna, state="cancelled")
        self._sent(self.anna, company_id=other.id)
        self.assertEqual(self._new(), {"sent": 1})

    def test_came_back_is_who_bought_after_a_message_and_what(self):
        self._sent(self.anna, days=20)
        self._sent(self.jan, days=60)
        self._make_invoice(self.anna, self._days_ago(2))
        self._make_invoice(self.anna, self._days_ago(3))
        self._make_invoice(self.jan, self._days_ago(2))
        self.assertEqual(self._new(), {"back": 1, "turnover": 200})
        self.assertEqual(
            self.env["res.partner"].search([("came_back", "=", True)]) & self.anna,
            self.anna,
        )
        self.assertTrue(self.anna.came_back)
        self.assertFalse(self.jan.came_back)

    def test_the_day_of_a_message_is_that_of_the_clock_on_the_wall(self):
        self._sent(self.anna, sent_at=f"{self._days_ago(2)} 00:30:00")
        self._make_invoice(self.anna, self._days_ago(2))
        for tz, came_back in (
            ("America/Los_Angeles", 1),  # half past four, on the afternoon before
            ("Asia/Tokyo", None),  # half past nine, on the morning of the same day
        ):
            self.owner = self._make_user(tz, "customer_care.level_2", tz=tz)
            self.assertEqual(self._new().get("back"), came_back, tz)

    def test_a_message_after_the_purchase_brought_nobody_back(self):
        self._make_invoice(self.anna, self._days_ago(2))
        self._sent(self.anna, days=1)
        self._make_invoice(self.jan, self._days_ago(12))
        self._sent(self.jan, days=20)
        self.assertEqual(self._new(), {"sent": 1})

    def test_the_day_of_a_message_is_that_of_the_user(self):
        """In New York a message of the evening is one of the next day in UTC."""
        self._make_invoice(self.anna, self._days_ago(2))
        evening = (NOW - timedelta(days=3)).replace(hour=0, minute=30)
        self._sent(self.anna, sent_at=evening + timedelta(days=1))
        partners = self.env["res.partner"].with_context(tz="America/New_York")
        came = [("came_back", "=", True), ("id", "=", self.anna.id)]
        self.assertEqual(partners.search(came), self.anna)
        partners = self.env["res.partner"].with_context(tz="Europe/Warsaw")
        self.assertFalse(partners.search(came), "sent on the day of the purchase")

    def test_who_answers_for_the_firm_came_back_as_the_firm(self):
        person = self._make_customer(name="Ola", parent_id=self.anna.id)
        self._sent(person, days=10)
        self._make_invoice(self.anna, self._days_ago(2))
        self.assertEqual(self._new(), {"back": 1, "turnover": 100})

    def test_staying_away_is_a_habit_that_ended_twice_as_long_ago(self):
        for days in (200, 170, 140, 110):
            self._make_invoice(self.anna, self._days_ago(days))
        for days in (140, 110, 80, 51):
            self._make_invoice(self.jan, self._days_ago(days))
        self.assertEqual(self._new(), {"away": 1})
        self.assertTrue(self.anna.is_staying_away)
        self.assertFalse(self.jan.is_staying_away)
        # her usual 30 days are over since yesterday: that is not twice as long
        self._make_invoice(self.anna, self._days_ago(31))
        self.assertFalse(self._new().get("away"))

    def test_three_visits_are_no_habit_and_years_no_hope(self):
        for days in (300, 200, 190):
            self._make_invoice(self.anna, self._days_ago(days))
        for days in (1000, 990, 980, 970):
            self._make_invoice(self.jan, self._days_ago(days))
        self.assertFalse(self._new())

    def test_consents_won_and_lost(self):
        with self._days_later(-2):
            for partner in (self.anna, self.jan):
                partner._set_consent(self.marketing, "email", True, "counter")
        self.assertEqual(self._new(), {"won": 2})
        with self._days_later(-1):
            self.anna._set_consent(self.marketing, "email", False, "counter")
        self.assertEqual(self._new(), {"won": 2, "lost": 1})

    def test_overdue_actions_and_what_is_done_is_not(self):
        action = self._make_action(partner_id=self.anna.id, date_remind=DAY)
        action.date_remind = DAY - timedelta(days=20)
        self.assertEqual(self._new(), {"overdue": 1})
        action.state = "done"
        self.assertFalse(self._new())

    def test_advised_work_that_nobody_bought(self):
        car = self.env["customer.asset"].create(
            {"kind": "vehicle", "name": "Octavia", "partner_id": self.anna.id}
        )
        checklist = self.env["customer.asset.checklist"].create(
            {
                "name": "Check",
                "point_ids": [Command.create({"name": "Brakes"})],
            }
        )
        inspection = self.env["customer.asset.inspection"].create(
            {"asset_id": car.id, "checklist_id": checklist.id, "date": DAY}
        )
        inspection.line_ids.state = "urgent"
        inspection.action_finish()
        self.assertEqual(self._new(), {"advised": 1})
        inspection.line_ids.decision = "declined"
        self.assertFalse(self._new())

    def test_states_of_today_are_not_compared_with_days_of_which_nothing_is_known(self):
        action = self._make_action(partner_id=self.anna.id, date_remind=DAY)
        action.date_remind = DAY - timedelta(days=20)
        self.env.flush_all()
        self.assertEqual(self._week(self.letter, self.owner, back=7)["overdue"], 0)

    def test_each_figure_needs_the_rights_of_its_reader(self):
        clerk = self._make_user("clerk", "base.group_user")
        for name in FIGURES:
            letter = self.letter.with_user(clerk)
            with self.assertRaises(AccessError):
                _value = letter[f"kpi_customer_{name}_value"]
        kpis = self.letter._compute_kpis(clerk.company_id, clerk)
        self.assertFalse([k for k in kpis if k["kpi_name"].startswith("kpi_customer")])

    def test_the_numbers_cost_the_same_for_many(self):
        def cost():
            with counted(self.env) as queries:
                self._week(self.letter, self.owner)
            return queries.number

        self._sent(self.anna)
        for _warming in range(2):  # rules are read once, those of companies later
            cost()
        few = cost()
        for number in range(40):
            partner = self._make_customer(name=f"P{number}")
            self._sent(partner, days=2)
        cost()
        self.assertEqual(cost(), few)

    def test_every_number_opens_a_list_with_as_many_rows(self):
        self._sent(self.anna, days=3)
        self._make_invoice(self.anna, self._days_ago(1))
        action = self._make_action(partner_id=self.anna.id, date_remind=DAY)
        action.date_remind = DAY - timedelta(days=20)
        for days in (200, 170, 140, 110):
            self._make_invoice(self.jan, self._days_ago(days))
        self.env.flush_all()
        values = self._week(self.letter, self.owner)
        actions = self.letter._compute_kpis_actions(self.env.company, self.owner)
        for name in set(FIGURES) - {"advised"}:
            xmlid = actions[f"kpi_customer_{name}"].partition("?")[0]
            window = self.env.ref(xmlid)
            domain = self.env["ir.actions.act_window"]._for_xml_id(xmlid)["domain"]
            found = (
                self.env[window.res_model]
                .with_user(self.owner)
                .search(safe_eval(domain))
            )
            if name == "turnover":
                self.assertEqual(sum(found.mapped("untaxed")), values[name])
            else:
                self.assertEqual(len(found), values[name], name)

    def test_a_letter_goes_out_with_the_numbers_and_a_link_for_each(self):
        self._sent(self.anna, days=3)
        self.letter.user_ids = self.owner
        with patch.object(
            self.env.registry["digest.digest"], "_compute_tips", lambda *a, **k: []
        ):
            self.letter.action_send_manual()
        mail = self.env["mail.mail"].search([("email_to", "ilike", "owner@")], limit=1)
        page = html.fromstring(mail.body_html)
        text = " ".join(page.text_content().split())
        self.assertIn("Monday letter", mail.subject)
        for words in (
            "Messages sent to customers",
            "Turnover of who came back",
            "Good customers staying away",
            "Customer actions overdue",
        ):
            self.assertIn(words, text)
        links = page.xpath("//a/@href")
        self.assertTrue(any("customer_message_action_week" in each for each in links))

    def test_it_is_weekly_on_monday_and_to_nobody_until_somebody_is_chosen(self):
        self.assertEqual(self.letter.periodicity, "weekly")
        self.assertEqual(self.letter.next_run_date.weekday(), 0)
        self.assertFalse(self.letter.user_ids)
