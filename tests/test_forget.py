# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import CustomerCommon

NOW = "2026-03-10 10:00:00"


class ForgetCommon(CustomerCommon):
    """A customer with something of everything that forgetting must end."""

    is_frozen = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if cls.is_frozen:
            cls.startClassPatcher(freeze_time(NOW))
        cls.user = cls.user_level_2
        cls.anna = cls._make_customer(name="Anna Kowalska")
        cls.other = cls._make_customer(
            name="Ewa Nowak",
            email="ewa@example.org",
            phone="+48 604 222 333",
            street="ul. Inna 9",
        )
        cls.service = cls.env.ref("customer_care.purpose_service")
        cls.marketing = cls.env.ref("customer_care.purpose_marketing")

    def _forget(self, customers=None, reason="Asked by letter", **kwargs):
        customers = self.anna if customers is None else customers
        return customers.with_user(self.user)._forget(reason, **kwargs)

    def _reinstate(self, customers=None, reason="Came back"):
        customers = self.anna if customers is None else customers
        customers.with_user(self.user)._reinstate(reason)
        self.env.invalidate_all()

    def _plan(self, customer=None, **vals):
        customer = customer or self.anna
        return self.env["customer.message"]._plan(
            [
                {
                    "partner_id": customer.id,
                    "channel": "email",
                    "purpose_id": self.service.id,
                    "subject": "Hello",
                    "body": "Text",
                    "scheduled_at": fields.Datetime.now() + timedelta(days=3),
                    **vals,
                }
            ]
        )

    def _appoint(self, customer=None, **vals):
        start = fields.Datetime.now() + timedelta(days=2)
        return self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": start,
                "stop": start + timedelta(hours=1),
                "customer_partner_id": (customer or self.anna).id,
                **vals,
            }
        )


@tagged("post_install", "-at_install")
class TestForget(ForgetCommon):
    """Forget: out of business, kept in history."""

    def test_a_forgotten_customer_is_inactive_and_dated(self):
        operation = self._forget()
        self.assertFalse(self.anna.active)
        self.assertTrue(self.anna.is_forgotten)
        self.assertEqual(str(self.anna.forgotten_on), NOW)
        self.assertEqual(
            (operation.kind, operation.state, operation.pair_count),
            ("forget", "done", 1),
        )
        events = self.env["customer.event"].search(
            [("partner_id", "=", self.anna.id), ("kind", "=", "forget")]
        )
        self.assertEqual(events.reason, "Asked by letter")
        self.assertEqual(events.user_id, self.user)

    def test_planned_messages_are_cancelled_others_stay(self):
        mine, others = self._plan(), self._plan(self.other)
        self._forget()
        self.assertEqual(mine.state, "cancelled")
        self.assertEqual(mine.reason, "The customer is to be forgotten.")
        self.assertEqual(others.state, "planned")

    def test_core_sms_and_mails_that_wait_are_cancelled(self):
        text = self.env["sms.sms"].create(
            {"partner_id": self.anna.id, "number": "+48603111222", "body": "Hi"}
        )
        mails = self.env["mail.mail"].create(
            [
                {"subject": "A", "recipient_ids": [Command.set(self.anna.ids)]},
                {
                    "subject": "B",
                    "recipient_ids": [Command.set((self.anna | self.other).ids)],
                },
            ]
        )
        self._forget()
        self.assertEqual(text.state, "canceled")
        self.assertEqual(mails.mapped("state"), ["cancel", "outgoing"])
        self.assertEqual(mails[1].recipient_ids, self.other)

    def test_a_scheduled_message_of_core_leaves_without_the_customer(self):
        scheduled = self.env["mail.scheduled.message"].create(
            {
                "model": "res.partner",
                "res_id": self.other.id,
                "author_id": self.env.user.partner_id.id,
                "body": "Hi",
                "partner_ids": [Command.set((self.anna | self.other).ids)],
                "scheduled_date": fields.Datetime.now() + timedelta(days=1),
            }
        )
        self._forget()
        self.assertEqual(scheduled.partner_ids, self.other)

    def test_appointments_to_come_are_cancelled_without_a_letter(self):
        event, past = self._appoint(), self._appoint()
        past.write({"start": "2026-03-01 10:00:00", "stop": "2026-03-01 11:00:00"})
        meeting = self._appoint(
            self.other, partner_ids=[Command.set((self.anna | self.other).ids)]
        )
        before = self.env["mail.mail"].search_count([])
        self._forget()
        self.assertFalse(event.active)
        self.assertEqual(event.customer_state, "cancelled")
        self.assertTrue(past.active)
        mine = meeting.attendee_ids.filtered(lambda a: a.partner_id == self.anna)
        self.assertEqual(mine.state, "declined")
        self.assertTrue(meeting.active)
        self.assertEqual(meeting.customer_state, "planned", "the other one comes")
        self.assertEqual(self.env["mail.mail"].search_count([]), before)

    def test_call_backs_and_activities_are_closed(self):
        note = self.env["customer.note"].create(
            {
                "partner_id": self.anna.id,
                "name": "Asked for a price",
                "purpose": "sales",
                "follow_up_user_id": self.user.id,
                "follow_up_at": fields.Datetime.now() + timedelta(days=1),
            }
        )
        activity = self.anna.activity_schedule("mail.mail_activity_data_todo")
        self.assertTrue(note.activity_id)
        self._forget()
        self.assertEqual(note.follow_up_state, "cancelled")
        self.assertFalse(note.activity_id)
        self.assertFalse(activity.active)

    def test_animals_and_vehicles_are_inactive(self):
        rex, car, gone = self.env["customer.asset"].create(
            [
                {"kind": "animal", "name": "Rex", "partner_id": self.anna.id},
                {"kind": "vehicle", "name": "Octavia", "partner_id": self.anna.id},
                {"kind": "animal", "name": "Old", "partner_id": self.anna.id},
            ]
        )
        gone.active = False
        self._forget()
        self.assertFalse(rex.active or car.active)
        self._reinstate()
        self.assertTrue(rex.active and car.active)
        self.assertFalse(gone.active, "it was inactive before")

    def test_what_died_meanwhile_stays_inactive(self):
        rex = self.env["customer.asset"].create(
            {"kind": "animal", "name": "Rex", "partner_id": self.anna.id}
        )
        self._forget()
        rex.with_context(active_test=False).death_date = "2026-03-09"
        self._reinstate()
        self.assertFalse(rex.active)

    def test_what_was_combined_meanwhile_stays_inactive(self):
        rex, again = self.env["customer.asset"].create(
            [
                {"kind": "animal", "name": name, "partner_id": self.anna.id}
                for name in ("Rex", "Rex again")
            ]
        )
        self._forget()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_asset SET merged_into_id = %s WHERE id = %s",
            [rex.id, again.id],
        )
        self.env.invalidate_all()
        self._reinstate()
        self.assertEqual([rex.active, again.active], [True, False])

    def test_what_contacts_of_a_firm_own_goes_along(self):
        firm = self._make_customer(name="Firm", is_company=True, email="f@example.org")
        boss = self.env["res.partner"].create({"name": "Boss", "parent_id": firm.id})
        car = self.env["customer.asset"].create(
            {"kind": "vehicle", "name": "Octavia", "partner_id": boss.id}
        )
        self._forget(firm)
        self.assertFalse(car.active)
        self._reinstate(firm)
        self.assertTrue(car.active)

    def test_the_portal_login_is_off(self):
        login = self.env["res.users"].create(
            {
                "login": "anna-portal",
                "partner_id": self.anna.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        self._forget()
        self.assertFalse(login.active)
        self._reinstate()
        self.assertTrue(login.active)

    def test_every_yes_is_withdrawn_and_stays_so(self):
        self.anna._set_consent(self.marketing, "email", True, "counter")
        self._forget()
        consent = self.env["customer.consent"].search(
            [("partner_id", "=", self.anna.id)]
        )
        self.assertEqual((consent.state, consent.method), ("withdrawn", "forget"))
        log = self.env["customer.consent.log"].search([], order="id desc", limit=1)
        self.assertEqual((log.event, log.method), ("withdrawn", "forget"))
        self._reinstate()
        self.assertTrue(self.anna._contact_refusals("email", self.marketing))
        self.assertFalse(self.anna._contact_refusals("email", self.service))

    def test_whoever_comes_back_with_the_address_is_recognised(self):
        email = self.anna.email
        self._forget()
        new = self._make_customer(name="Somebody", email=email, phone=False)
        self.assertTrue(new._contact_refusals("email"))

    def test_a_shared_address_goes_on_for_the_other(self):
        self.other.write({"email": self.anna.email, "phone": self.anna.phone})
        self._forget()
        self.assertFalse(self.other._contact_refusals("email"))
        self.assertFalse(self.other._contact_refusals("sms"))
        rows = self.env["customer.suppression"].search(
            [("channel", "=", "email")], order="id desc", limit=1
        )
        self.assertTrue(rows.subject_uid)

    def test_the_letter_box_of_a_household_goes_on(self):
        address = {name: self.anna[name] for name in ("street", "zip", "city")}
        self.other.write({**address, "country_id": self.anna.country_id.id})
        self._forget()
        self.assertFalse(self.other._contact_refusals("letter"))

    def test_addresses_go_along_contacts_of_a_firm_are_inactive_only(self):
        firm = self._make_customer(name="Firm", is_company=True, email="f@example.org")
        delivery, boss = self.env["res.partner"].create(
            [
                {"name": "Store", "type": "delivery", "parent_id": firm.id},
                {"name": "Boss", "type": "contact", "parent_id": firm.id},
            ]
        )
        self._forget(firm)
        self.assertEqual(
            [(p.active, p.is_forgotten) for p in (firm, delivery, boss)],
            [(False, True), (False, True), (False, False)],
        )
        self._reinstate(firm)
        self.assertEqual(
            [(p.active, p.is_forgotten) for p in (firm, delivery, boss)],
            [(True, False)] * 3,
        )

    def test_what_was_merged_is_forgotten_with_the_survivor(self):
        self.env["customer.operation"].with_user(self.user)._merge(
            [(self.other.id, self.anna.id)]
        )
        self._forget()
        self.assertTrue(self.other.is_forgotten)

    def test_who_was_merged_does_not_come_back_while_the_survivor_is_forgotten(self):
        merge = (
            self.env["customer.operation"]
            .with_user(self.user)
            ._merge([(self.other.id, self.anna.id)])
        )
        self._forget()
        with self.assertRaisesRegex(UserError, "Anna Kowalska was forgotten since"):
            merge.action_undo()
        self.assertFalse(self.other.active)
        self._reinstate()
        merge.action_undo()
        self.assertEqual(
            [(each.active, each.is_forgotten) for each in self.anna | self.other],
            [(True, False)] * 2,
        )

    def test_the_family_goes_on_and_comes_back(self):
        third = self._make_customer(name="Jan", email="jan@example.org", phone=False)
        family = self.env["customer.family"]._unite(self.anna | self.other | third)
        self._forget()
        self.assertEqual(family.member_ids, self.other | third)
        self._reinstate()
        self.assertEqual(family.member_ids, self.anna | self.other | third)

    def test_a_family_of_two_is_dissolved_and_comes_back(self):
        family = self.env["customer.family"]._unite(self.anna | self.other)
        self._forget()
        self.assertFalse(family.exists())
        self.assertFalse(self.other.family_id)
        self._reinstate()
        self.assertEqual(self.anna.family_id, self.other.family_id)
        self.assertTrue(self.anna.family_id)

    # -- bad input -------------------------------------------------------------------

    def _refuse(self, sentence, customers=None, error=UserError, **kwargs):
        with self.assertRaisesRegex(error, sentence):
            self._forget(customers, **kwargs)

    def test_our_own_company_is_refused(self):
        self._refuse("one of our own companies", self.env.company.partner_id)
        self.assertFalse(self.env.company.partner_id.is_forgotten)

    def test_a_colleague_is_refused(self):
        self._refuse("works here", self.user_level_5.partner_id)

    def test_already_forgotten_is_refused(self):
        self._forget()
        self._refuse("forgotten already")

    def test_a_merged_source_is_refused_and_the_survivor_named(self):
        self.env["customer.operation"].with_user(self.user)._merge(
            [(self.other.id, self.anna.id)]
        )
        self._refuse("Forget Anna Kowalska instead", self.other)

    def test_without_a_reason_nothing_happens(self):
        self._refuse("Say why", reason="  ")
        self.assertTrue(self.anna.active)

    def test_only_with_the_function(self):
        self.user = self.user_level_3
        self._refuse("", error=AccessError)

    def test_one_who_cannot_be_stops_all(self):
        self._refuse("works here", self.anna | self.user_level_5.partner_id)
        self.assertTrue(self.anna.active)

    def test_reinstating_whom_nobody_forgot_is_refused(self):
        with self.assertRaisesRegex(UserError, "is not forgotten"):
            self._reinstate()


@tagged("post_install", "-at_install")
class TestForgetBlockers(ForgetCommon):
    """Open business keeps a customer; only a further function overrides that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({"name": "Oil"})

    def _invoice(self, post=True):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.anna.id,
                "invoice_date": "2026-03-01",
                "invoice_line_ids": [
                    Command.create({"product_id": self.product.id, "price_unit": 100})
                ],
            }
        )
        if post:
            invoice.action_post()
        return invoice

    def _blockers(self):
        return self.anna.with_user(self.user)._forget_blockers().get(self.anna.id, [])

    def test_nothing_open_nothing_in_the_way(self):
        self.assertEqual(self._blockers(), [])

    def test_a_draft_invoice_is_in_the_way(self):
        self._invoice(post=False)
        self.assertEqual(self._blockers(), ["invoices that are not posted (1)"])

    def test_an_unpaid_invoice_and_its_balance_are_in_the_way(self):
        self._invoice()
        self.assertEqual(
            self._blockers(),
            ["invoices that are not paid (1)", "a balance that is open"],
        )

    def test_an_open_order_is_in_the_way_a_quotation_is_not(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.anna.id,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )
        self.assertEqual(self._blockers(), [])
        order.action_confirm()
        self.assertEqual(self._blockers(), ["open orders (1)"])

    def test_an_open_warranty_is_in_the_way(self):
        self._make_action(
            partner_id=self.anna.id,
            type_id=self.env.ref("customer_care.customer_action_type_warranty").id,
        )
        self.assertEqual(self._blockers(), ["open warranties (1)"])

    def test_business_of_a_merged_record_counts(self):
        self._invoice()
        self.env["customer.operation"].with_user(self.user)._merge(
            [(self.anna.id, self.other.id)]
        )
        self.assertIn(self.other.id, self.other._forget_blockers())

    def test_blocked_is_said_and_changes_nothing(self):
        self._invoice()
        with self.assertRaisesRegex(UserError, "cannot be forgotten yet"):
            self._forget()
        self.assertTrue(self.anna.active)

    def test_level_2_may_not_override(self):
        self._invoice()
        with self.assertRaises(AccessError):
            self._forget(override="The court decided so")

    def test_level_1_overrides_with_a_reason_that_is_kept(self):
        self._invoice()
        self.user = self.user_level_1
        operation = self._forget(override="The court decided so")
        self.assertTrue(self.anna.is_forgotten)
        self.assertEqual(operation.request["override"], "The court decided so")


@tagged("post_install", "-at_install")
class TestReinstate(ForgetCommon):
    def test_planned_messages_go_out_again(self):
        message = self._plan()
        event = self._appoint()
        self._forget()
        self._reinstate()
        self.assertTrue(self.anna.active)
        self.assertFalse(self.anna.is_forgotten or self.anna.forgotten_on)
        self.assertEqual(message.state, "planned")
        self.assertFalse(message.reason)
        self.assertTrue(event.active)
        self.assertEqual(event.customer_state, "planned")

    def test_what_was_cancelled_before_stays_cancelled(self):
        message = self._plan()
        message._cancel_planned([("id", "=", message.id)], "By hand")
        self._forget()
        self._reinstate()
        self.assertEqual((message.state, message.reason), ("cancelled", "By hand"))

    def test_call_backs_come_back_with_their_activity(self):
        note = self.env["customer.note"].create(
            {
                "partner_id": self.anna.id,
                "name": "Asked for a price",
                "purpose": "sales",
                "follow_up_user_id": self.user.id,
                "follow_up_at": fields.Datetime.now() + timedelta(days=1),
            }
        )
        activity = note.activity_id
        self._forget()
        self.assertFalse(activity.exists())
        self._reinstate()
        self.assertEqual(note.activity_id, activity)
        self.assertEqual(note.follow_up_state, "open")

    def test_addresses_may_be_used_again(self):
        self._forget()
        self._reinstate()
        self.assertFalse(self.anna._contact_refusals("email"))
        self.assertFalse(self.anna._contact_refusals("sms"))
        self.assertFalse(self.anna._contact_refusals("letter"))

    def test_one_of_many_comes_back_alone(self):
        mine, others = self._plan(), self._plan(self.other)
        operation = self._forget(self.anna | self.other)
        self._reinstate(self.anna)
        self.assertTrue(self.anna.active)
        self.assertEqual(mine.state, "planned")
        self.assertFalse(self.other.active)
        self.assertEqual(others.state, "cancelled")
        self.assertEqual((operation.state, operation.pair_count), ("done", 1))
        self._reinstate(self.other)
        self.assertEqual(others.state, "planned")
        self.assertEqual(operation.state, "undone")

    def test_forgotten_again_comes_back_from_the_last_time(self):
        self._forget()
        self._reinstate()
        message = self._plan()
        self._forget()
        self._reinstate()
        self.assertEqual(message.state, "planned")

    def test_what_was_changed_since_stays_and_is_listed(self):
        event = self._appoint()
        operation = self._forget()
        event.write({"active": True})
        event.name = "Moved by hand"
        event.active = True
        self._reinstate()
        self.assertEqual(event.name, "Moved by hand")
        self.assertTrue(event.active)
        left = operation.line_ids.filtered(lambda line: line.kind == "left")
        self.assertIn("calendar_event", left.mapped("table_name"))

    def test_the_event_says_who_and_why(self):
        self._forget()
        self._reinstate(reason="Called us")
        event = self.env["customer.event"].search(
            [("partner_id", "=", self.anna.id), ("kind", "=", "reinstate")]
        )
        self.assertEqual(event.reason, "Called us")

    def test_forgetting_a_hundred_costs_as_many_queries_as_ten(self):
        def customers(count):
            made = self.env["res.partner"].create(
                [
                    {"name": f"C{count}-{n}", "email": f"c{count}-{n}@example.org"}
                    for n in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            return made.with_user(self.user)

        def queries(records):
            before = self.env.cr.sql_log_count
            records._forget("Asked")
            return self.env.cr.sql_log_count - before

        queries(customers(2))
        ten, hundred = queries(customers(10)), queries(customers(100))
        self.assertLessEqual(hundred, ten + 5)


@tagged("post_install", "-at_install")
class TestForgetWizard(ForgetCommon):
    def _wizard(self, customers=None, **vals):
        customers = self.anna if customers is None else customers
        return (
            self.env["customer.forget"]
            .with_user(self.user)
            .create({"partner_ids": [Command.set(customers.ids)], **vals})
        )

    def test_the_preview_counts_and_changes_nothing(self):
        before = self.env["customer.operation"].search_count([])
        message = self._plan()
        self._appoint()
        wizard = self._wizard()
        # its reminder, too
        self.assertIn("Planned messages: 2", wizard.preview)
        self.assertIn("Appointments to come: 1", wizard.preview)
        self.assertFalse(wizard.refusals or wizard.blockers)
        self.assertTrue(self.anna.active)
        self.assertEqual(message.state, "planned")
        self.assertEqual(self.env["customer.operation"].search_count([]), before)

    def test_it_says_who_is_refused(self):
        wizard = self._wizard(self.user_level_5.partner_id)
        self.assertIn("works here", wizard.refusals)

    def test_it_forgets_and_reinstates(self):
        self._wizard(reason="Asked").action_confirm()
        self.assertTrue(self.anna.is_forgotten)
        wizard = self._wizard(verb="reinstate", reason="Back")
        self.assertIn("Customers, addresses and contacts: 1", wizard.preview)
        wizard.action_confirm()
        self.env.invalidate_all()
        self.assertTrue(self.anna.active)

    def test_the_menu_of_a_customer_offers_one_of_both(self):
        def keys():
            customer = self.anna.with_user(self.user)
            return {each["key"] for each in customer.get_customer_operations()}

        self.assertIn("forget", keys())
        self.assertNotIn("reinstate", keys())
        self._forget()
        self.assertIn("reinstate", keys())
        self.assertNotIn("forget", keys())
