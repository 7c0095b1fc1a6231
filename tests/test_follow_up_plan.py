# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common_follow_up import DAY, FollowUpCase


@tagged("post_install", "-at_install")
class TestFollowUpTriggers(FollowUpCase):
    """Whom each trigger finds, and on which day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_friend("Anna")
        cls.jan = cls._make_friend("Jan")
        cls.stranger = cls._make_customer(name="Stranger", email="s@example.com")

    def test_birthday_is_written_for_on_the_day_and_once(self):
        self.anna.birth_date, self.jan.birth_date = "1980-03-10", "1980-03-11"
        self.stranger.birth_date = "1980-03-10"
        rule = self._make_rule()

        self.assertEqual(self._night(), ['"Anna" <anna@example.com>'])
        self.assertEqual(self._night(), [])
        entry = self._entries(rule)
        self.assertEqual(entry.partner_id, self.anna)
        self.assertEqual(entry.occurrence, DAY)
        self.assertEqual(entry.state, "done")
        self.assertEqual(entry.step_id, rule.step_ids)
        self.assertEqual(self._messages(rule).state, "sent")
        self.assertIn("Hello Anna", self._messages(rule).body)

    def test_last_invoice_counts_and_not_an_older_one(self):
        self._make_invoice(self.anna, DAY - timedelta(days=30))
        self._make_invoice(self.jan, DAY - timedelta(days=30))
        self._make_invoice(self.jan, DAY - timedelta(days=3))
        draft = self._make_invoice(self.stranger, DAY, is_posted=False)
        draft.partner_id = self.anna
        rule = self._make_rule(trigger="invoice", delay=30)
        self._night()
        self.assertEqual(self._found(rule), self.anna)
        self.assertEqual(self._entries(rule).basis, DAY - timedelta(days=30))

    def test_months_are_counted_from_the_original_day(self):
        """31 January: 28 February, 31 March and not 28 March."""
        self._make_invoice(self.anna, date(2027, 1, 31))
        with self._at(date(2027, 2, 1)):
            one = self._make_rule(trigger="invoice", delay=1, delay_unit="month")
            every = self._make_rule(
                trigger="invoice",
                delay=1,
                delay_unit="month",
                repetition="months",
                repeat_months=1,
            )
        for day in (date(2027, 2, 27), date(2027, 2, 28), date(2027, 3, 28)):
            with self._at(day):
                self._night()
        self.assertEqual(self._entries(one).occurrence, date(2027, 2, 28))
        with self._at(date(2027, 3, 31)):
            self._night()
        self.assertEqual(
            self._entries(every).mapped("occurrence"),
            [date(2027, 2, 28), date(2027, 3, 31)],
        )

    def test_birthday_of_29_february_is_28_february_in_common_years(self):
        self.anna.birth_date = "1980-02-29"
        with self._at(date(2027, 2, 20)):
            rule = self._make_rule(late_days=0)
        for year, month, day, count in (
            (2027, 2, 27, 0),
            (2027, 2, 28, 1),
            (2027, 3, 1, 1),
            (2028, 2, 28, 1),
            (2028, 2, 29, 2),
            (2028, 3, 1, 2),
        ):
            with self.subTest(day=(year, month, day)), self._at(date(year, month, day)):
                self._night()
                self.assertEqual(len(self._entries(rule)), count)
        self.assertEqual(
            self._entries(rule).mapped("occurrence"),
            [date(2027, 2, 28), date(2028, 2, 29)],
        )

    def test_product_or_category_that_was_bought(self):
        category = self.env["product.category"].create({"name": "Tyres"})
        below = category.create({"name": "Winter", "parent_id": category.id})
        tyre, oil, soap = self.env["product.product"].create(
            [
                {"name": "Tyre", "categ_id": below.id},
                {"name": "Oil"},
                {"name": "Soap"},
            ]
        )
        before = DAY - timedelta(days=10)
        self._make_invoice(self.anna, before, product=tyre)
        self._make_invoice(self.anna, DAY - timedelta(days=1), product=soap)
        self._make_invoice(self.jan, before, product=soap)
        self._make_invoice(self.stranger, before, product=tyre)
        other = self._make_friend("Ewa")
        self._make_invoice(other, before, product=oil)
        rule = self._make_rule(
            trigger="product",
            delay=10,
            product_ids=[Command.set(oil.ids)],
            category_ids=[Command.set(category.ids)],
        )
        self._night()
        self.assertEqual(self._found(rule), self.anna | other)

    def test_rows_of_invoices_are_one_each(self):
        search = self._make_search(
            name="Invoices", base="invoice", rows="invoice", domain="[]"
        )
        first = self._make_invoice(self.anna, DAY - timedelta(days=3))
        second = self._make_invoice(self.anna, DAY - timedelta(days=3))
        rule = self._make_rule(search_id=search.id, trigger="invoice", delay=3)
        self.assertEqual(self._night(), ['"Anna" <anna@example.com>'])
        self.assertEqual(self._entries(rule).move_id, first | second)
        # two of one day leave as one e-mail
        self.assertEqual(len(set(self._messages(rule).mapped("batch_uid"))), 1)

    def test_anniversary_of_any_date(self):
        field = self.env["ir.model.fields"]._get("customer.asset", "birth_date")
        search = self._make_search(name="Cars", base="asset", domain="[]")
        asset = self.env["customer.asset"].create(
            {
                "kind": "animal",
                "name": "Burek",
                "partner_id": self.anna.id,
                "birth_date": "2020-03-24",
            }
        )
        rule = self._make_rule(
            search_id=search.id,
            trigger="anniversary",
            date_field_id=field.id,
            delay=-14,
        )
        self._night()
        self.assertEqual(self._entries(rule).asset_id, asset)
        self.assertEqual(self._entries(rule).basis, date(2027, 3, 24))
        self.assertEqual(self._entries(rule).occurrence, DAY)

    def test_action_due_counts_in_the_company_s_time_zone(self):
        """23:30 UTC of the 9th is the 10th in Warsaw."""
        self._make_action(
            partner_id=self.anna.id,
            date_start=datetime(2027, 3, 1, 12),
            date_end=datetime(2027, 3, 9, 23, 30),
        )
        self._make_action(
            partner_id=self.jan.id,
            date_start=datetime(2027, 3, 1, 12),
            date_end=datetime(2027, 3, 10, 23, 30),
        )
        rule = self._make_rule(trigger="action")
        self._night()
        self.assertEqual(self._found(rule), self.anna)

    def _vehicle(self, partner=None, **vals):
        return self.env["customer.asset"].create(
            {
                "kind": "vehicle",
                "name": "Octavia",
                "partner_id": (partner or self.anna).id,
                **vals,
            }
        )

    def _set_next_inspection(self, asset, day):
        """As inspections do, which are not the matter here."""
        self.env.flush_all()
        self.cr.execute(
            "UPDATE customer_asset SET next_inspection_date = %s WHERE id = %s",
            [day, asset.id],
        )
        asset.invalidate_recordset()

    def test_service_is_foretold_once_however_the_day_moves(self):
        search = self._make_search(name="Cars", base="asset", domain="[]")
        asset = self._vehicle(service_months=12, service_last_date="2026-03-24")
        self.assertEqual(asset.service_next_date, date(2027, 3, 24))
        rule = self._make_rule(
            search_id=search.id, trigger="service", delay=-14, stop_on_visit=False
        )
        self.assertEqual(self._night(), ['"Anna" <anna@example.com>'])
        # a new reading foretells another day
        asset.service_months = 13
        with self._at(date(2027, 4, 10)):
            self.assertEqual(self._night(), [])
        self.assertEqual(len(self._entries(rule)), 1)
        # the service was done: a year later it is another one
        with self._at(date(2027, 4, 20)):
            asset.service_last_date = "2027-04-20"
        with self._at(date(2028, 5, 6)):
            self.assertEqual(self._night(), ['"Anna" <anna@example.com>'])

    def test_inspection_that_was_moved_is_told_anew_and_not_for_the_old_day(self):
        search = self._make_search(name="Cars", base="asset", domain="[]")
        asset = self._vehicle()
        self._set_next_inspection(asset, "2027-03-20")
        rule = self._make_rule(
            steps=((0, "email"), (5, "call")),
            search_id=search.id,
            trigger="inspection",
            delay=-10,
        )
        self._night()
        self.assertEqual(len(self._entries(rule)), 1)
        self._set_next_inspection(asset, "2027-04-20")
        with self._at(date(2027, 3, 16)):
            self._night()
        entry = self._entries(rule)
        self.assertEqual(entry.state, "stopped")
        self.assertIn("another day", entry.reason)
        self.assertEqual(
            self._messages(rule).sorted("scheduled_at").mapped("state"),
            ["sent", "cancelled"],
        )
        with self._at(date(2027, 4, 10)):
            self._night()
        self.assertEqual(
            self._entries(rule).mapped("occurrence"), [DAY, date(2027, 4, 10)]
        )


@tagged("post_install", "-at_install")
class TestFollowUpNeverTwice(FollowUpCase):
    """Once, late, asked again, true to the calendar."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_friend("Anna", birth_date="1980-03-10")

    def test_entering_twice_is_impossible_by_a_unique_key(self):
        rule = self._make_rule()
        self._night()
        entry = self._entries(rule)
        with self.assertRaisesRegex(Exception, "cycle_key"), self.cr.savepoint():
            self.cr.execute(
                """INSERT INTO customer_follow_up_entry (follow_up_id, partner_id,
                   company_id, occurrence, subject, cycle_key, state, entered_on,
                   entered_at)
                   SELECT follow_up_id, partner_id, company_id, occurrence, subject,
                   cycle_key, state, entered_on, entered_at
                   FROM customer_follow_up_entry WHERE id = %s""",
                [entry.id],
            )
        rule.planned_until = False
        rule._plan_due()
        self.assertEqual(self._entries(rule), entry)
        self.assertEqual(len(self._messages(rule)), 1)

    def test_switched_on_over_old_records_sends_nothing_unless_asked(self):
        people = self.env["res.partner"].create(
            [
                {
                    "name": f"Old {n}",
                    "email": f"old{n}@example.com",
                    "comment": "friend",
                    "birth_date": date(1980, 3, 9) - timedelta(days=n),
                }
                for n in range(50)
            ]
        )
        self.anna.birth_date = False
        rule = self._make_rule()
        self.assertEqual(self._night(), [])
        self.assertFalse(self._entries(rule))
        # asked for since the beginning of the year, they all come, none is missed
        rule.write({"active": False})
        rule.write({"active": True, "since": "2027-01-01"})
        self.assertEqual(len(self._night()), 50)
        self._night()
        entries = self._entries(rule)
        self.assertEqual(entries.partner_id, people)
        self.assertEqual(set(entries.mapped("state")), {"done"})

    def test_three_days_of_downtime_within_the_window_are_sent_once(self):
        rule = self._make_rule(late_days=3)
        with self._at(DAY - timedelta(days=1)):
            rule.since = DAY - timedelta(days=1)
            self._night()
        with self._at(DAY + timedelta(days=3)):
            self.assertEqual(self._night(), ['"Anna" <anna@example.com>'])
            self.assertEqual(self._night(), [])
        self.assertEqual(rule.missed_count, 0)

    def test_past_the_window_it_is_missed_and_counted(self):
        rule = self._make_rule(late_days=2)
        with self._at(DAY - timedelta(days=1)):
            rule.since = DAY - timedelta(days=1)
            self._night()
        with self._at(DAY + timedelta(days=3)):
            self.assertEqual(self._night(), [])
        entry = self._entries(rule)
        self.assertEqual(entry.state, "missed")
        self.assertEqual(self._messages(rule).state, "missed")
        self.assertEqual(rule.missed_count, 1)

    def test_five_missed_repeats_send_one(self):
        self._make_invoice(self.anna, date(2026, 9, 10))
        with self._at(date(2026, 9, 11)):
            rule = self._make_rule(
                trigger="invoice",
                delay=1,
                delay_unit="month",
                repetition="months",
                repeat_months=1,
            )
            self._night()
        with self._at(date(2027, 3, 12)):
            self.assertEqual(len(self._night()), 1)
            self.assertEqual(len(self._night()), 0)
        self.assertEqual(self._entries(rule).occurrence, DAY)

    def test_local_hour_stays_over_both_clock_changes(self):
        for zone, days, hours in (
            ("Europe/Warsaw", (date(2027, 3, 27), date(2027, 3, 29)), (8, 7)),
            ("America/New_York", (date(2027, 11, 6), date(2027, 11, 8)), (13, 14)),
        ):
            self.env.company.partner_id.tz = zone
            rule = self._make_rule(name=zone, repetition="each")
            for day, hour in zip(days, hours, strict=True):
                self.anna.birth_date = day.replace(year=1980)
                with self._at(
                    datetime.combine(day, datetime.min.time()) + timedelta(hours=5)
                ):
                    rule.since = day
                    rule._plan_due()
                message = self._messages(rule).sorted("id")[-1]
                self.assertEqual(
                    message.scheduled_at,
                    datetime.combine(day, datetime.min.time()) + timedelta(hours=hour),
                )
                self._entries(rule)._end("done", "Over")

    def test_two_workers_second_leaves_the_rule_to_the_first(self):
        rule = self._make_rule()
        with patch.object(
            type(rule), "try_lock_for_update", lambda self, **kw: self.browse()
        ):
            self.assertEqual(rule._plan_due(), 0)
        self.assertFalse(self._entries(rule))
        self.assertEqual(rule._plan_due(), 1)

    def test_what_was_killed_between_entering_and_planning_goes_on(self):
        rule = self._make_rule()
        rule._program()._enter(DAY)
        self.assertFalse(self._messages(rule))
        self.assertLess(rule.last_planned_id, self._entries(rule).id)
        self._night()
        self.assertEqual(self._messages(rule).state, "sent")

    def test_control_group_is_the_same_whatever_the_day(self):
        self.env["res.partner"].create(
            [
                {
                    "name": f"Many {n}",
                    "email": f"many{n}@example.com",
                    "comment": "friend",
                    "birth_date": "1990-03-10",
                }
                for n in range(200)
            ]
        )
        rule = self._make_rule(control_percent=30)
        rule._plan_due()
        held = self._entries(rule).filtered(lambda e: e.state == "control")
        self.assertTrue(35 <= len(held) <= 85, len(held))
        self.assertFalse(
            self.Message.search([("source", "in", [f"{e._name},{e.id}" for e in held])])
        )
        with self._at(date(2028, 3, 10)):
            rule._plan_due()
        again = self._entries(rule).filtered(
            lambda e: e.state == "control" and e.occurrence.year == 2028
        )
        self.assertEqual(again.partner_id, held.partner_id)

    def test_queries_do_not_depend_on_how_many_are_reached(self):
        def planned(count, name):
            self.env["res.partner"].create(
                [
                    {
                        "name": f"{name} {n}",
                        "email": f"{name}{n}@example.com",
                        "comment": name,
                        "birth_date": "1990-03-10",
                    }
                    for n in range(count)
                ]
            )
            search = self._make_search(
                name=name, domain=f"[('comment', 'ilike', '{name}')]"
            )
            rule = self._make_rule(search_id=search.id)
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.assertEqual(rule._plan_due(), count)
            return self.cr.sql_log_count - before

        planned(1, "warm")
        few, many = planned(10, "few"), planned(1000, "many")
        self.assertEqual(few, many)
        self.assertLess(many, 60)
