# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_appointment import NOW, AppointmentCommon
from .common_queries import counted


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDaySheet(AppointmentCommon):
    """Who comes today and tomorrow, with all the desk should know."""

    def _sheet(self, user=None, **kwargs):
        events = self.env["calendar.event"].with_user(user or self.clerk)
        return events.get_customer_day_sheet(**kwargs)

    def _rows(self, user=None, **kwargs):
        return [
            row for day in self._sheet(user, **kwargs)["days"] for row in day["rows"]
        ]

    def test_today_and_tomorrow_in_the_users_time_zone(self):
        # half past midnight in Warsaw is yesterday in UTC
        late = self._make_appointment("2027-02-28 23:30:00")
        today = self._make_appointment("2027-03-01 09:00:00")
        tomorrow = self._make_appointment("2027-03-02 22:30:00")
        self._make_appointment("2027-03-02 23:30:00")
        days = self._sheet()["days"]
        self.assertEqual([day["day"] for day in days], ["2027-03-01", "2027-03-02"])
        self.assertEqual([row["id"] for row in days[0]["rows"]], [late.id, today.id])
        self.assertEqual([row["id"] for row in days[1]["rows"]], [tomorrow.id])
        self.assertTrue(days[0]["is_today"])
        self.assertTrue(days[0]["rows"][0]["time"].startswith("12:30"))

    def test_the_day_on_which_clocks_change_has_its_23_hours(self):
        inside = self._make_appointment("2027-03-28 21:30:00")  # 23:30 summer time
        after = self._make_appointment("2027-03-28 22:30:00")  # 0:30 of the next day
        days = self._sheet(day="2027-03-28")["days"]
        self.assertEqual([row["id"] for row in days[0]["rows"]], inside.ids)
        self.assertEqual([row["id"] for row in days[1]["rows"]], after.ids)

    def test_whole_days_are_on_each_of_their_days(self):
        event = self._make_appointment(
            allday=True, start_date="2027-02-28", stop_date="2027-03-01"
        )
        days = self._sheet()["days"]
        self.assertEqual([row["id"] for row in days[0]["rows"]], event.ids)
        self.assertEqual(days[0]["rows"][0]["time"], "all day")
        self.assertFalse(days[1]["rows"])

    def test_what_a_row_says(self):
        past = self._make_appointment("2027-02-10 09:00:00")
        past.customer_state = "done"
        self._make_action(
            partner_id=self.customer.id, name="Filter", date_remind="2027-03-01"
        )
        self._make_action(
            partner_id=self.customer.id, name="Later", date_remind="2027-05-01"
        )
        self.env["customer.alert"].create(
            {"name": "Cash only", "partner_id": self.customer.id}
        )
        self._make_appointment("2027-03-02 12:00:00")
        [row] = self._rows()
        self.assertEqual(row["customer"], self.customer.display_name)
        self.assertEqual(row["last_visit"], "02/10/2027")
        self.assertEqual(row["due"], ["Filter"])
        self.assertEqual(row["alerts"], ["Cash only"])
        self.assertEqual(row["state"], "planned")
        self.assertEqual(row["reminder"], "Planned")
        self.assertEqual(row["phone"], self.customer.phone)

    def test_the_balance_where_accounts_are_used(self):
        self.env.company.use_customer_account = True
        self.customer.account_status = "hold"
        self._make_appointment("2027-03-01 09:00:00")
        [row] = self._rows()
        self.assertEqual(row["account"]["label"], "On hold")
        self.assertEqual(row["account"]["tone"], "danger")

    def test_what_is_cancelled_or_no_customers_is_not_on_it(self):
        self._make_appointment("2027-03-01 09:00:00").active = False
        self._make_appointment(
            "2027-03-01 09:00:00", customer=self.other_clerk.partner_id
        )
        self.assertFalse(self._rows())

    def test_a_private_appointment_is_not_shown_to_others(self):
        self._make_appointment("2027-03-01 09:00:00", privacy="private")
        self.assertEqual(len(self._rows()), 1)
        self.assertFalse(self._rows(self.other_clerk))

    def test_by_user_and_team(self):
        mine = self._make_appointment("2027-03-01 09:00:00")
        other = self._make_appointment("2027-03-01 11:00:00", user=self.other_clerk)
        team = self.env["crm.team"].create(
            {"name": "Of the test", "member_ids": [(4, self.other_clerk.id)]}
        )

        def ids(who):
            return [row["id"] for row in self._rows(who=who)]

        self.assertEqual(ids("all"), [mine.id, other.id])
        self.assertEqual(ids("me"), [mine.id])
        self.assertEqual(ids(f"user:{self.other_clerk.id}"), [other.id])
        self.assertEqual(ids(f"team:{team.id}"), [other.id])
        keys = [choice["key"] for choice in self._sheet()["choices"]]
        self.assertLessEqual({"all", "me", f"team:{team.id}"}, set(keys))

    def test_bad_input_is_refused_in_a_sentence(self):
        with self.assertRaisesRegex(UserError, "is not a day"):
            self._sheet(day="yesterday")
        for who in ("everyone", "user:x", "team:"):
            with self.assertRaisesRegex(UserError, "Choose a user or a team"):
                self._sheet(who=who)

    def test_other_companies_are_not_on_it(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user = self._make_user(
            "elsewhere",
            "customer_care.level_5",
            company_id=company.id,
            company_ids=company.ids,
        )
        theirs = self._make_appointment("2027-03-01 09:00:00", user=user)
        self.assertEqual(theirs.customer_company_id, company)
        self.assertFalse(self._rows())
        self.assertEqual([row["id"] for row in self._rows(user)], theirs.ids)

    def test_who_lacks_the_function_sees_nothing(self):
        with self.assertRaisesRegex(AccessError, "See appointments"):
            self._sheet(self.user_no_level)

    def test_freed_times_with_who_waits(self):
        event = self._make_appointment()
        self.env["customer.waiting"].create(
            {"partner_id": self._make_customer(name="Jan Nowak").id}
        )
        event.action_customer_declined()
        [freed] = self._sheet()["freed"]
        self.assertEqual(freed["user"], self.clerk.name)
        self.assertEqual(freed["reason"], "Cannot come")
        self.assertEqual([row["customer"] for row in freed["waiting"]], ["Jan Nowak"])

    def test_a_hundred_cost_the_same_as_three(self):
        def count(day):
            with counted(self.env) as queries:
                found = self._rows(day=day)
            return queries.number, len(found)

        for number in range(3):
            self._make_appointment(
                f"2027-03-10 0{number + 6}:00:00",
                customer=self._make_customer(name=f"Few {number}"),
            )
        for number in range(100):
            self._make_appointment(
                f"2027-03-20 {number % 12 + 6:02}:00:00",
                customer=self._make_customer(name=f"Many {number}"),
                user=(self.clerk, self.other_clerk)[number % 2],
            )
        count("2027-03-10")
        few, three = count("2027-03-10")
        many, hundred = count("2027-03-20")
        self.assertEqual((three, hundred), (3, 100))
        self.assertLessEqual(many, few + 2)

    def test_it_is_printed(self):
        self._make_appointment("2027-03-01 09:00:00")
        events = self.env["calendar.event"].with_user(self.clerk)
        action = events.action_print_day_sheet()
        report = self.env["ir.actions.report"].with_user(self.clerk)
        text, kind = report._render_qweb_html(
            action["report_name"], [], data=action["data"]
        )
        self.assertEqual(kind, "html")
        self.assertIn("Anna Kowalska", text.decode())
        self.assertIn("Monday, March 1, 2027", text.decode())
