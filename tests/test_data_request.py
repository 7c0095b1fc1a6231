# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import CustomerCommon


class DataRequestCommon(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-03-10 10:00:00"))
        cls.anna = cls._make_customer()
        cls.user = cls.user_level_2
        cls.requests = cls.env["customer.data.request"].with_user(cls.user)

    def _request(self, **vals):
        return self.requests.create(
            {"kind": "access", "partner_id": self.anna.id, "channel": "email", **vals}
        )


@tagged("post_install", "-at_install")
class TestDataRequest(DataRequestCommon):
    """From the day of receipt to the answer, and what the register keeps."""

    def test_the_deadline_is_a_calendar_month(self):
        request = self._request()
        self.assertEqual(str(request.received_on), "2026-03-10")
        self.assertEqual(str(request.deadline), "2026-04-10")
        self.assertRegex(request.name, r"^DR-2026-\d{4}$")

    def test_a_weekend_moves_it_to_monday(self):
        request = self._request(received_on="2026-02-14")
        self.assertEqual(str(request.deadline), "2026-03-16")

    def test_a_holiday_moves_the_deadline_of_its_own_day_alone(self):
        """It is kept in UTC: in Warsaw the 8th of April begins on the 7th at 22."""
        leaves = self.env["resource.calendar.leaves"]
        for name, date_from, date_to in (
            ("Holiday", "2026-04-07 22:00:00", "2026-04-08 21:59:59"),
            ("Closed in the evening", "2026-04-09 14:00:00", "2026-04-09 18:00:00"),
        ):
            leaves.create({"name": name, "date_from": date_from, "date_to": date_to})
        for received, deadline in (
            ("2026-03-07", "2026-04-07"),
            ("2026-03-08", "2026-04-09"),
            ("2026-03-09", "2026-04-09"),
        ):
            request = self._request(received_on=received)
            self.assertEqual(str(request.deadline), deadline)

    def test_proof_starts_the_month(self):
        request = self._request(received_on="2026-03-02")
        request.action_ask_proof()
        self.assertEqual(request.state, "identity")
        request.write({"identity_method": "document", "identity_on": "2026-03-09"})
        self.assertEqual(str(request.deadline), "2026-04-09")
        request.action_start()
        self.assertEqual(request.state, "working")

    def test_two_months_more_within_the_first(self):
        request = self._request()
        request._extend("Twelve years of records")
        self.assertEqual(str(request.deadline), "2026-06-10")
        with self.assertRaisesRegex(UserError, "cannot be extended any more"):
            request._extend("Again")

    def test_after_the_first_month_it_is_too_late_to_extend(self):
        request = self._request(received_on="2026-02-01")
        with self.assertRaisesRegex(UserError, "too late"):
            request._extend("Twelve years of records")
        self.assertFalse(request.is_extended)

    def test_an_extension_needs_a_reason(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self._request()._extend(" ")

    def test_somebody_is_reminded_a_week_before(self):
        request = self._request()
        self.assertEqual(str(request.activity_ids.date_deadline), "2026-04-03")
        self.assertEqual(request.activity_ids.user_id, self.user)
        request._extend("Twelve years of records")
        self.assertEqual(str(request.activity_ids.date_deadline), "2026-06-03")
        request.write({"identity_method": "known", "result": "Sent"})
        request.action_done()
        self.assertFalse(request.activity_ids)

    def test_nothing_is_done_before_it_is_known_who_asks(self):
        request = self._request()
        for verb in ("action_start", "action_done"):
            with self.assertRaisesRegex(UserError, "who asks"):
                getattr(request, verb)()
        self.assertEqual(request.state, "new")

    def test_done_and_refused_say_what_was_done(self):
        request = self._request(identity_method="known")
        for verb in ("action_done", "action_refuse"):
            with self.assertRaisesRegex(UserError, "Say "):
                getattr(request, verb)()
        request.result = "Package handed over"
        request.action_done()
        self.assertEqual(
            (request.state, str(request.closed_on)), ("done", "2026-03-10")
        )
        self.assertFalse(request.is_late)

    def test_an_answer_after_the_deadline_is_late(self):
        request = self._request(
            received_on="2026-01-05", identity_method="known", result="Sent"
        )
        self.assertTrue(request.is_overdue)
        self.assertIn(request, self.requests.search([("is_overdue", "=", True)]))
        request.action_done()
        self.assertTrue(request.is_late)
        self.assertFalse(request.is_overdue)

    def test_a_closed_one_is_not_closed_again_but_opened(self):
        request = self._request()
        request.action_withdraw()
        with self.assertRaisesRegex(UserError, "Withdrawn"):
            request.action_withdraw()
        request.action_reopen()
        self.assertEqual(request.state, "working")

    def test_somebody_who_is_no_customer_can_ask(self):
        request = self._request(partner_id=False, sender="Jan Nowak, solicitor")
        self.assertEqual(request.sender, "Jan Nowak, solicitor")
        with self.assertRaisesRegex(ValidationError, "Say who asks"):
            self._request(partner_id=False)

    def test_impossible_days_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "future"):
            self._request(received_on="2026-03-12")
        with self.assertRaisesRegex(ValidationError, "before it was asked"):
            self._request(identity_on="2026-03-01", identity_method="known")

    def test_the_register_is_kept(self):
        request = self._request(identity_method="known")
        request.action_start()
        with self.assertRaisesRegex(ValidationError, "kept"):
            request.unlink()
        self._request().unlink()

    def test_only_with_the_function(self):
        with self.assertRaises(AccessError):
            self.requests.with_user(self.user_level_3).create(
                {"kind": "access", "partner_id": self.anna.id}
            )

    def test_another_company_does_not_see_it(self):
        company = self.env["res.company"].create({"name": "Other"})
        request = self._request()
        stranger = self._make_user("stranger", "customer_care.level_1")
        stranger.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        found = self.env["customer.data.request"].with_user(stranger).search([])
        self.assertNotIn(request, found)

    def test_the_form_proposes_today_and_the_user(self):
        form = Form(self.requests)
        form.kind = "erasure"
        form.partner_id = self.anna
        request = form.save()
        self.assertEqual((request.user_id, request.state), (self.user, "new"))

    def test_the_register_prints_without_names(self):
        request = self._request(identity_method="known", result="Sent by post")
        request.action_done()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "customer_care.report_data_request_register", request.ids
        )
        text = html.decode()
        self.assertIn(request.name, text)
        self.assertIn("Sent by post", text)
        self.assertNotIn(self.anna.name, text)


@tagged("post_install", "-at_install")
class TestDataRequestVerbs(DataRequestCommon):
    """What a request leads to."""

    def test_restriction_stops_every_contact_and_is_lifted(self):
        request = self._request(kind="restriction", identity_method="known")
        message = self.env["customer.message"]._plan(
            [{"partner_id": self.anna.id, "channel": "email", "body": "Hi"}]
        )
        request.action_restrict()
        self.assertTrue(self.anna.is_restricted)
        self.assertEqual(message.state, "cancelled")
        self.assertIn(self.anna.id, self.anna._contact_refusals("email"))
        event = self.env["customer.event"].search(
            [("partner_id", "=", self.anna.id), ("kind", "=", "restriction")]
        )
        self.assertEqual(event.reason, f"Request {request.name}")
        self.anna.with_user(self.user).action_lift_restriction()
        self.assertFalse(self.anna._contact_refusals("email"))

    def test_an_objection_ends_marketing_not_service(self):
        self.anna._set_consent(self.marketing, "email", True, "counter")
        request = self._request(kind="objection", identity_method="known")
        request.action_object()
        self.assertIn(
            self.anna.id, self.anna._contact_refusals("email", self.marketing)
        )
        self.assertFalse(self.anna._contact_refusals("email", self.service))
        self.assertFalse(self.anna._contact_refusals("sms", self.service))

    def test_an_objection_without_any_address_says_so(self):
        self.anna.write(
            {"email": False, "phone": False, "street": False, "city": False}
        )
        self.anna.customer_phone_ids.unlink()
        request = self._request(kind="objection", identity_method="known")
        with self.assertRaisesRegex(UserError, "nothing to object"):
            request.action_object()

    def test_a_verb_needs_customer_and_identity(self):
        request = self._request(kind="restriction")
        with self.assertRaisesRegex(UserError, "who asks"):
            request.action_restrict()
        request = self._request(
            kind="restriction", identity_method="known", partner_id=False, sender="X"
        )
        with self.assertRaisesRegex(UserError, "Choose the customer"):
            request.action_restrict()

    def test_erasure_opens_what_forgetting_would_do(self):
        request = self._request(kind="erasure", identity_method="known")
        action = request.action_forget()
        self.assertEqual(action["res_model"], "customer.forget")
        self.assertEqual(action["context"]["default_partner_ids"], self.anna.ids)

    def test_deleted_at_their_wish_leaves_a_request_and_a_suppression(self):
        email, code = self.anna.email, self.anna.ref
        self.anna.with_user(self.user)._delete("Asked at the counter", is_wish=True)
        self.assertFalse(self.anna.exists())
        request = self.env["customer.data.request"].search([], order="id desc", limit=1)
        self.assertEqual((request.kind, request.state), ("erasure", "done"))
        self.assertEqual(request.sender, f"Customer {code}")
        self.assertFalse(request.partner_id)
        self.assertTrue(
            self.env["customer.suppression"]._suppressed("email", {1: email})
        )

    def test_deleted_by_mistake_leaves_none(self):
        email = self.anna.email
        self.anna.with_user(self.user)._delete("Entered twice")
        self.assertFalse(
            self.env["customer.suppression"]._suppressed("email", {1: email})
        )
