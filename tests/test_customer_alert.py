# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged

from .common_invoice import InvoiceCommon


class AlertCase(InvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_manager")
        cls.seller = cls._make_user(
            "seller",
            "customer_care.level_5,sales_team.group_sale_salesman_all_leads",
        )
        cls.outsider = cls._make_user(
            "outsider",
            "sales_team.group_sale_salesman_all_leads,account.group_account_invoice",
        )
        cls.bakery = cls._make_customer(name="Bakery", is_company=True)
        cls.baker = cls._make_customer(name="Jan Baker", parent_id=cls.bakery.id)
        cls.door = cls._make_customer(
            name="Back door", parent_id=cls.bakery.id, type="delivery"
        )

    @classmethod
    def _make_alert(cls, **vals):
        return cls.env["customer.alert"].create(
            {"partner_id": cls.customer.id, "name": "Cash only", **vals}
        )

    @classmethod
    def _must_read(cls, **vals):
        return cls._make_alert(kind="acknowledge", **vals)

    def _shown(self, partners, user=None):
        """Return {customer: lines} as a user sees them."""
        alerts = partners.with_user(user or self.user_level_5)._customer_alerts()
        return {
            partners.browse(partner_id): [line["name"] for line in lines]
            for partner_id, lines in alerts.items()
        }

    def _make_order(self, user=None, **vals):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [Command.create({"product_id": self.plain.id})],
                **vals,
            }
        )
        return order.with_user(user or self.seller)

    def _events(self, partner):
        return self.env["customer.event"].search(
            [("partner_id", "=", partner.id), ("kind", "=", "alert")], order="id"
        )


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAlertShown(AlertCase):
    def test_a_line_is_shown_to_who_may_see_customers_and_to_nobody_else(self):
        self._make_alert()
        for level in range(1, 6):
            shown = self._shown(self.customer, self.users_by_level[level])
            self.assertEqual(shown, {self.customer: ["Cash only"]})
        for user in (self.user_no_level, self.outsider):
            self.assertEqual(self._shown(self.customer, user), {})

    def test_a_line_without_a_last_day_is_shown_until_it_is_removed(self):
        alert = self._make_alert()
        with freeze_time("2037-01-01"):
            self.assertTrue(self._shown(self.customer))
            alert.action_archive()
            self.assertFalse(self._shown(self.customer))

    def test_the_last_day_is_shown_to_its_end_in_the_day_of_who_looks(self):
        self._make_alert(date_end="2027-03-31")
        # summer time: 31 March ends at 22:00 UTC in Warsaw, at 4:00 UTC in New York
        for moment, zone, is_shown in (
            ("2027-03-31 21:59:59", "Europe/Warsaw", True),
            ("2027-03-31 22:00:00", "Europe/Warsaw", False),
            ("2027-03-31 22:00:00", "America/New_York", True),
            ("2027-04-01 03:59:59", "America/New_York", True),
            ("2027-04-01 04:00:00", "America/New_York", False),
        ):
            with self.subTest(moment=moment, zone=zone), freeze_time(moment):
                self.user_level_5.tz = zone
                self.assertEqual(bool(self._shown(self.customer)), is_shown)

    def test_a_user_without_a_time_zone_has_the_company_s_day(self):
        self._make_alert(date_end="2027-03-31")
        self.user_level_5.tz = False
        self.env.company.partner_id.tz = "Asia/Tokyo"
        with freeze_time("2027-03-31 14:59:59"):
            self.assertTrue(self._shown(self.customer))
        with freeze_time("2027-03-31 15:00:00"):
            self.assertFalse(self._shown(self.customer))

    def test_a_company_s_line_is_shown_for_its_persons_and_addresses(self):
        self._make_alert(partner_id=self.bakery.id, name="Back door only")
        everybody = self.bakery | self.baker | self.door | self.customer
        self.assertEqual(
            self._shown(everybody),
            dict.fromkeys(self.bakery | self.baker | self.door, ["Back door only"]),
        )

    def test_a_person_s_line_is_not_the_company_s(self):
        self._make_alert(partner_id=self.baker.id)
        self.assertEqual(
            self._shown(self.bakery | self.baker | self.door),
            {self.baker: ["Cash only"]},
        )

    def test_lines_come_in_their_order(self):
        self._make_alert(name="Third", sequence=30)
        self._make_alert(name="First", sequence=5)
        self._make_alert(name="Second", sequence=20)
        self.assertEqual(
            self._shown(self.customer), {self.customer: ["First", "Second", "Third"]}
        )

    def test_two_queries_for_any_number_of_customers_and_one_without_alerts(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(200)]
        )
        for partner in partners[::2]:
            self._make_alert(partner_id=partner.id)
        seen = partners.with_user(self.user_level_5)
        seen[0]._customer_alerts()
        self.env.flush_all()
        with self.assertQueryCount(2):
            self.assertEqual(len(seen._customer_alerts()), 100)
        with self.assertQueryCount(1):
            seen[1]._customer_alerts()
        with self.assertQueryCount(0):
            self.assertEqual(seen.browse()._customer_alerts(), {})

    def test_companies_are_kept_apart(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._make_alert(name="Shared", sequence=1)
        self._make_alert(name="Ours", company_id=self.env.company.id, sequence=2)
        theirs = self._make_alert(name="Theirs", company_id=other.id, sequence=3)
        self.assertEqual(self._shown(self.customer)[self.customer], ["Shared", "Ours"])
        with self.assertRaises(AccessError):
            theirs.with_user(self.user_level_5).read(["name"])

    def test_a_document_shows_what_concerns_its_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.seller.company_ids += other
        self._make_alert(name="Shared", sequence=1)
        self._make_alert(name="Ours", company_id=self.env.company.id, sequence=2)
        self._make_alert(name="Theirs", company_id=other.id, sequence=3)
        companies = (self.env.company | other).ids
        order = self._make_order().with_context(allowed_company_ids=companies)
        names = [line["name"] for line in order.customer_alerts]
        self.assertEqual(names, ["Shared", "Ours"])
        customer = order.partner_id
        names = [line["name"] for line in customer.customer_alerts]
        self.assertEqual(names, ["Shared", "Ours", "Theirs"])

    def test_a_customer_of_one_company_has_alerts_of_that_company(self):
        ours = self._make_customer(company_id=self.env.company.id)
        self.assertEqual(
            self._make_alert(partner_id=ours.id).company_id, self.env.company
        )
        other = self.env["res.company"].create({"name": "Other"})
        with self.assertRaises(UserError):
            self._make_alert(partner_id=ours.id, company_id=other.id)
        self.assertFalse(self._make_alert().company_id)


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAlertPlaces(AlertCase):
    """Chosen on a form that is not saved, the customer's lines are there."""

    def _lines(self, form):
        lines = form._values["customer_alerts"] or []
        return [(line["holder"], line["name"]) for line in lines]

    def test_an_order_shows_the_lines_of_the_customer_chosen(self):
        self._make_alert()
        self._make_alert(partner_id=self.bakery.id, name="Back door only")
        form = Form(self.env["sale.order"].with_user(self.seller))
        self.assertEqual(self._lines(form), [])
        form.partner_id = self.customer
        self.assertEqual(self._lines(form), [("", "Cash only")])
        form.partner_id = self.baker
        self.assertEqual(self._lines(form), [("Bakery", "Back door only")])

    def test_customer_documents_show_the_lines_and_bills_do_not(self):
        self._make_alert()
        for kind in ("out_invoice", "out_refund", "out_receipt", "in_invoice"):
            move = self._make_invoice(self.plain, move_type=kind)
            lines = move.with_user(self.clerk).customer_alerts
            self.assertEqual(bool(lines), kind != "in_invoice", kind)

    def test_a_customer_action_shows_the_lines_of_the_customer_chosen(self):
        self._make_alert()
        form = Form(self.env["customer.action"].with_user(self.user_level_5))
        form.partner_id = self.customer
        self.assertEqual(self._lines(form), [("", "Cash only")])

    def test_an_appointment_shows_the_lines_of_the_customers_who_attend(self):
        self._make_alert()
        self._make_alert(partner_id=self.bakery.id, name="Back door only")
        colleague = self._make_customer(name="A customer until hired")
        self._make_alert(partner_id=colleague.id, name="Not a customer")
        self.env["res.users"].create({"login": "hired", "partner_id": colleague.id})
        form = Form(self.env["calendar.event"].with_user(self.user_level_5))
        form.name = "Visit"
        form.partner_ids.add(self.customer)
        self.assertEqual(self._lines(form), [("Anna Kowalska", "Cash only")])
        form.partner_ids.add(self.baker)
        form.partner_ids.add(self.door)
        form.partner_ids.add(colleague)
        self.assertEqual(
            sorted(self._lines(form)),
            [("Anna Kowalska", "Cash only"), ("Bakery", "Back door only")],
        )

    def test_a_private_appointment_of_others_shows_nothing(self):
        self._must_read()
        event = (
            self.env["calendar.event"]
            .sudo()
            .create(
                {
                    "name": "Visit",
                    "start": "2027-03-11 10:00:00",
                    "stop": "2027-03-11 11:00:00",
                    "privacy": "private",
                    "user_id": self.user_level_4.id,
                    "partner_ids": (self.customer | self.user_level_4.partner_id).ids,
                }
            )
        )
        self.env.invalidate_all()
        self.assertTrue(event.with_user(self.user_level_4).customer_alerts)
        self.assertFalse(event.with_user(self.user_level_5).customer_alerts)

    def test_the_customer_form_shows_the_lines(self):
        self._make_alert(partner_id=self.bakery.id, name="Back door only")
        form = Form(self.baker.with_user(self.user_level_5))
        self.assertEqual(self._lines(form), [("Bakery", "Back door only")])
        new = Form(self.env["res.partner"].with_user(self.user_level_5))
        self.assertEqual(self._lines(new), [])

    def test_nothing_is_asked_without_a_customer(self):
        order = self.env["sale.order"].with_user(self.seller).new()
        self.assertFalse(order.customer_alerts)
        order.invalidate_recordset(["customer_alerts"])
        with self.assertQueryCount(0):
            self.assertFalse(order.customer_alerts)

    def test_orders_of_many_customers_cost_two_queries(self):
        customers = self.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(20)]
        )
        orders = self.env["sale.order"].create(
            [{"partner_id": customer.id} for customer in customers]
        )
        self._make_alert(partner_id=customers[3].id)
        seen = orders.with_user(self.seller)
        # rights and rules are known then
        seen[3].mapped("customer_alerts")
        seen.invalidate_recordset(["customer_alerts"])
        seen.fetch(["partner_id", "company_id"])
        with self.assertQueryCount(2):
            lines = seen.mapped("customer_alerts")
        self.assertEqual([bool(one) for one in lines].count(True), 1)

    def test_users_without_a_level_see_no_line_on_documents(self):
        self._make_alert()
        order = self._make_order(self.outsider)
        with self.assertRaises(AccessError):
            order.read(["customer_alerts"])
        arch = order.get_view(view_type="form")["arch"]
        self.assertNotIn("customer_alerts", arch)


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAlertInput(AlertCase):
    def _refused(self, sentence, **vals):
        before = self.env["customer.alert"].search_count([])
        with self.assertRaises(ValidationError) as refusal:
            self._make_alert(**vals)
        self.assertIn(sentence, str(refusal.exception))
        self.assertEqual(self.env["customer.alert"].search_count([]), before)

    def test_a_line_is_needed(self):
        for name in ("", "   ", False):
            self._refused('"Line" is missing', name=name)

    def test_a_customer_is_needed(self):
        self._refused('"Customer" is missing', partner_id=False)

    def test_a_line_is_short(self):
        self.assertEqual(len(self._make_alert(name="x" * 80).name), 80)
        self._refused("81 characters, at most 80", name="x" * 81)
        alert = self._make_alert()
        with self.assertRaisesRegex(ValidationError, "Shorten it"):
            alert.name = "y" * 81

    def test_a_line_is_one_line(self):
        alert = self._make_alert(name=" Cash\n  only ")
        self.assertEqual(alert.name, "Cash only")

    def test_an_alert_does_not_begin_in_the_past(self):
        self._refused("end before it is shown", date_end="2027-03-09")
        self.assertTrue(self._make_alert(date_end="2027-03-10").is_current)

    def test_the_user_s_own_day_decides_what_the_past_is(self):
        alerts = self.env["customer.alert"]
        vals = {"partner_id": self.customer.id, "name": "A", "date_end": "2027-03-10"}
        with freeze_time("2027-03-10 23:30:00"):
            self.user_level_4.tz = "America/New_York"
            self.assertTrue(alerts.with_user(self.user_level_4).create(vals))
            self.user_level_4.tz = "Europe/Warsaw"
            with self.assertRaises(ValidationError):
                alerts.with_user(self.user_level_4).create(vals)

    def test_an_alert_can_be_ended_by_its_date(self):
        alert = self._make_alert()
        alert.date_end = "2027-03-09"
        self.assertFalse(self._shown(self.customer))
        self.assertFalse(alert.is_current)

    def test_ended_and_removed_alerts_stay_in_the_list(self):
        shown = self._make_alert(name="Shown")
        ended = self._make_alert(name="Ended", date_end="2027-03-10")
        removed = self._make_alert(name="Removed", active=False)
        with freeze_time("2027-03-11 10:00:00"):
            alerts = self.env["customer.alert"].with_user(self.user_level_5)
            mine = [("partner_id", "=", self.customer.id)]
            current = alerts.search([*mine, ("is_current", "=", True)])
            over = alerts.with_context(active_test=False).search(
                [*mine, ("is_current", "=", False)]
            )
        self.assertEqual(current.ids, shown.ids)
        self.assertEqual(over.ids, (ended | removed).ids)

    def test_adding_changing_and_removing_are_events_of_the_customer(self):
        clerk = self.user_level_4
        alert = self._make_alert(name="Bites").with_user(clerk)
        alert.write({"name": "Bites!", "kind": "acknowledge"})
        alert.date_end = "2027-03-31"
        alert.sequence = 3
        alert.action_archive()
        self.assertRecordValues(
            self._events(self.customer),
            [
                {"old_value": False, "new_value": "Bites"},
                {"old_value": "Bites", "new_value": "Bites! (Must be acknowledged)"},
                {
                    "old_value": "Bites! (Must be acknowledged)",
                    "new_value": "Bites! (Must be acknowledged, until 2027-03-31)",
                },
                {
                    "old_value": "Bites! (Must be acknowledged, until 2027-03-31)",
                    "new_value": False,
                },
            ],
        )
        self.assertEqual(self._events(self.customer)[1:].user_id, clerk)
        self.assertFalse(self._events(self.bakery))

    def test_deleting_and_moving_are_events_too(self):
        alert = self._make_alert()
        alert.partner_id = self.bakery
        alert.unlink()
        self.assertEqual(
            self._events(self.customer).mapped("new_value"), ["Cash only", False]
        )
        self.assertEqual(
            self._events(self.bakery).mapped("old_value"), [False, "Cash only"]
        )

    def test_the_menu_of_operations_offers_it_to_who_may(self):
        for level, user in self.users_by_level.items():
            entries = self.customer.with_user(user).get_customer_operations()
            keys = [entry["key"] for entry in entries]
            self.assertEqual("add_alert" in keys, level <= 4, level)

    def test_the_dialog_adds_an_alert_to_this_customer(self):
        customer = self.customer.with_user(self.user_level_4)
        action = customer.run_customer_operation("add_alert")
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.user_level_4)
            .with_context(**action["context"]),
            view=action["views"][0][0],
        )
        form.name = "Cash only"
        form.save()
        self.assertEqual(self._shown(self.customer), {self.customer: ["Cash only"]})

    def test_the_card_opens_all_alerts_of_a_person_and_their_company(self):
        old = self._make_alert(partner_id=self.baker.id, active=False)
        company = self._make_alert(partner_id=self.bakery.id)
        self._make_alert()
        action = self.baker.with_user(self.user_level_5).action_open_alerts()
        found = self.env["customer.alert"].with_context(**action["context"])
        self.assertEqual(found.search(action["domain"]), old | company)

    def test_what_was_shown_is_forgotten_when_an_alert_changes(self):
        order = self._make_order()
        self.assertFalse(order.customer_alerts)
        alert = self._make_alert()
        self.assertEqual(order.customer_alerts[0]["name"], "Cash only")
        alert.name = "Cash or card"
        self.assertEqual(order.customer_alerts[0]["name"], "Cash or card")
        alert.unlink()
        self.assertFalse(order.customer_alerts)

    def test_deleting_a_customer_takes_the_alerts_along(self):
        customer = self._make_customer()
        alert = self._must_read(partner_id=customer.id)
        alert.with_user(self.user_level_5).action_acknowledge()
        customer.unlink()
        self.assertFalse(alert.exists())

    def test_core_s_merge_takes_alerts_and_what_was_read_along(self):
        twin = self._make_customer(name="Anna K.")
        alert = self._must_read(partner_id=twin.id)
        alert.with_user(self.user_level_5).action_acknowledge()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (twin | self.customer).ids, self.customer
        )
        self.env.invalidate_all()
        self.assertEqual(self._shown(self.customer), {self.customer: ["Cash only"]})
        self.assertEqual(alert.acknowledgement_ids.user_id, self.user_level_5)
