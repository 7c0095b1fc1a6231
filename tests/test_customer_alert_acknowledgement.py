# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, freeze_time, tagged

from .test_customer_alert import AlertCase


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAcknowledgement(AlertCase):
    """Confirming an order or posting an invoice needs the alert read."""

    def _acknowledge(self, alert, document=None, user=None, **kwargs):
        if document is not None:
            kwargs.update(res_model=document._name, res_id=document.id)
        alert.with_user(user or self.seller).action_acknowledge(**kwargs)

    def _refused(self, verb, *texts):
        with self.assertRaisesRegex(UserError, "Read the alerts first") as refusal:
            verb()
        for text in texts:
            self.assertIn(text, str(refusal.exception))

    def test_an_order_is_not_confirmed_before_the_alert_is_read(self):
        alert = self._must_read()
        order = self._make_order()
        self._refused(order.action_confirm, "Anna Kowalska: Cash only", "I have read")
        self.assertEqual(order.state, "draft")
        self._acknowledge(alert)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_an_invoice_is_not_posted_before_the_alert_is_read(self):
        alert = self._must_read()
        invoice = self._make_invoice(self.plain).with_user(self.clerk)
        self._refused(invoice.action_post, "Cash only")
        self.assertEqual(invoice.state, "draft")
        self._acknowledge(alert, user=self.clerk)
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_many_orders_are_refused_together_and_all_are_named(self):
        self._must_read()
        self._must_read(partner_id=self.bakery.id, name="Back door only")
        orders = self._make_order() | self._make_order(partner_id=self.baker.id)
        self._refused(orders.action_confirm, "Cash only", "Back door only")
        self.assertEqual(set(orders.mapped("state")), {"draft"})

    def test_the_company_s_alert_is_asked_about_for_its_persons(self):
        self._must_read(partner_id=self.bakery.id)
        self._refused(self._make_order(partner_id=self.baker.id).action_confirm)

    def test_a_red_line_and_one_that_ended_ask_nothing(self):
        self._make_alert()
        self._must_read(date_end="2027-03-10")
        self._must_read(active=False)
        self._must_read(partner_id=self.bakery.id)
        with freeze_time("2027-03-11 10:00:00"):
            order = self._make_order()
            order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_it_counts_for_the_rest_of_the_user_s_day_only(self):
        alert = self._must_read()
        with freeze_time("2027-03-10 22:59:00"):
            self._acknowledge(alert)
            self._make_order().action_confirm()
        # midnight in Warsaw
        with freeze_time("2027-03-10 23:00:00"):
            self._refused(self._make_order().action_confirm)

    def test_it_counts_for_its_own_document_for_good(self):
        alert = self._must_read()
        order, other = self._make_order(), self._make_order()
        self._acknowledge(alert, order)
        with freeze_time("2027-04-20 10:00:00"):
            self._refused(other.action_confirm)
            self.assertFalse(other.customer_alerts[0]["is_read"])
            self.assertTrue(order.customer_alerts[0]["is_read"])
            order.action_confirm()

    def test_a_document_of_another_kind_with_the_same_number_is_another(self):
        alert = self._must_read()
        order = self._make_order()
        self.env["customer.alert.acknowledgement"].with_user(self.seller)._record(
            {alert: alert.name}
        ).write({"res_model": "account.move", "res_id": order.id})
        with freeze_time("2027-03-11 10:00:00"):
            self._refused(order.action_confirm)

    def test_it_counts_for_this_user_and_this_alert_only(self):
        alert, other = self._must_read(), self._must_read(name="Deaf: speak up")
        order = self._make_order()
        self._acknowledge(alert | other, order, user=self.clerk)
        self._refused(order.action_confirm, "Cash only", "Deaf: speak up")
        self._acknowledge(alert, order)
        with self.assertRaisesRegex(UserError, "Deaf") as refusal:
            order.action_confirm()
        self.assertNotIn("Cash only", str(refusal.exception))

    def test_a_changed_line_is_asked_about_again(self):
        alert = self._must_read()
        order = self._make_order()
        self._acknowledge(alert, order)
        alert.name = "Cash only, in advance"
        self._refused(order.action_confirm, "in advance")

    def test_a_line_changed_while_it_was_read_is_asked_about_again(self):
        alert = self._must_read()
        alert.name = "Cash only, in advance"
        self._acknowledge(alert, texts=["Cash only"])
        self.assertEqual(alert.acknowledgement_ids.alert_text, "Cash only")
        self._refused(self._make_order().action_confirm, "in advance")

    def test_the_program_is_never_asked(self):
        self._must_read()
        self.root = self.env.ref("base.user_root")
        for order in (self._make_order().sudo(), self._make_order(self.root)):
            order.action_confirm()
            self.assertEqual(order.state, "sale")
        self._make_invoice(self.plain).sudo().action_post()

    def test_users_who_may_not_see_customers_are_never_asked(self):
        self._must_read()
        order = self._make_order(self.outsider)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        invoice = self._make_invoice(self.plain).with_user(self.accountant)
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_bills_and_credit_notes_are_never_asked_about(self):
        self._must_read()
        for kind in ("in_invoice", "out_refund"):
            move = self._make_invoice(self.plain, move_type=kind)
            move.with_user(self.clerk).action_post()
            self.assertEqual(move.state, "posted")

    def test_posting_from_the_program_under_a_user_is_not_asked(self):
        """`_post` is what other addons and scheduled actions call."""
        self._must_read()
        invoice = self._make_invoice(self.plain).with_user(self.clerk)
        invoice._post()
        self.assertEqual(invoice.state, "posted")

    def test_customer_actions_and_appointments_are_created_all_the_same(self):
        self._must_read()
        action = self.env["customer.action"].with_user(self.user_level_5)
        self.assertTrue(
            action.create(
                {
                    "name": "Coffee machine",
                    "partner_id": self.customer.id,
                    "type_id": self.warranty.id,
                }
            )
        )
        invoice = self._make_invoice(self._machine_line("S1"))
        self._acknowledge(self.env["customer.alert"].search([]), user=self.clerk)
        invoice.with_user(self.clerk).action_post()
        self.assertEqual(self._actions_of(invoice).state, "open")

    def test_who_when_what_and_where_are_recorded(self):
        alert = self._must_read()
        order = self._make_order()
        self._acknowledge(alert, order, texts=["Cash only"])
        self._acknowledge(alert, res_model="sale.order", user=self.clerk)
        self._acknowledge(alert, res_model="till", name="Order 0001")
        rows = alert.acknowledgement_ids.sorted("id")
        self.assertRecordValues(
            rows,
            [
                {
                    "user_id": self.seller.id,
                    "user_name": "Seller",
                    "alert_text": "Cash only",
                    "res_model": "sale.order",
                    "res_id": order.id,
                    "document": order.name,
                },
                {
                    "user_id": self.clerk.id,
                    "user_name": "Clerk",
                    "alert_text": "Cash only",
                    "res_model": "sale.order",
                    "res_id": False,
                    "document": "Sales Order",
                },
                {
                    "user_id": self.seller.id,
                    "user_name": "Seller",
                    "alert_text": "Cash only",
                    "res_model": "till",
                    "res_id": False,
                    "document": "Order 0001",
                },
            ],
        )
        self.assertEqual(str(rows[0].date), "2027-03-10 10:00:00")

    def test_a_red_line_is_not_recorded(self):
        alert = self._make_alert()
        self._acknowledge(alert)
        self.assertFalse(alert.acknowledgement_ids)

    def test_a_deleted_alert_and_a_deleted_document_break_nothing(self):
        alert = self._must_read()
        order = self._make_order()
        gone = order.id
        order.sudo().unlink()
        self._acknowledge(alert, res_model="sale.order", res_id=gone)
        self.assertFalse(alert.acknowledgement_ids.res_id)
        ids = alert.ids
        alert.unlink()
        self.env["customer.alert"].browse(ids).with_user(
            self.seller
        ).action_acknowledge()

    def test_a_document_the_user_may_not_read_is_refused(self):
        alert = self._must_read()
        bill = self._make_invoice(self.plain, move_type="in_invoice")
        with self.assertRaises(AccessError):
            self._acknowledge(alert, bill, user=self.user_level_5)
        self.assertFalse(alert.acknowledgement_ids)

    def test_nobody_writes_past_the_verb(self):
        alert = self._must_read()
        self._acknowledge(alert)
        row = alert.acknowledgement_ids
        model = "customer.alert.acknowledgement"
        vals = {"alert_id": alert.id, "alert_text": "x", "user_name": "x"}
        for user in self.users_by_level.values():
            for call in (
                ("create", [vals]),
                ("write", row.ids, {"alert_text": "x"}),
                ("unlink", row.ids),
            ):
                with self.subTest(user.login, call=call[0]):
                    with self.assertRaises(AccessError):
                        call_kw(self.env[model].with_user(user), call[0], call[1:], {})

    def test_other_companies_acknowledgements_are_not_read(self):
        other = self.env["res.company"].create({"name": "Other"})
        alert = self._must_read(company_id=other.id)
        row = self.env["customer.alert.acknowledgement"]._record({alert: "Cash only"})
        with self.assertRaises(AccessError):
            row.with_user(self.user_level_1).read(["document"])
        alert.with_user(self.seller).action_acknowledge()
        self.assertEqual(alert.acknowledgement_ids, row)


@tagged("post_install", "-at_install")
class TestAlertTours(AlertCase, HttpCase):
    """In a browser; time is the real one."""

    def _new_order(self, tour):
        self._make_alert(name="Deaf: speak up")
        alert = self._must_read()
        before = self.env["sale.order"].search([])
        action = "sale.action_quotations_with_onboarding"
        self.start_tour(f"/odoo/action-{action}/new", tour, login="seller")
        order = self.env["sale.order"].search([]) - before
        self.assertRecordValues(
            order, [{"partner_id": self.customer.id, "state": "sale"}]
        )
        self.assertEqual(alert.acknowledgement_ids.user_id, self.seller)
        return order, alert

    def test_choosing_the_customer_asks_and_enter_acknowledges(self):
        _order, alert = self._new_order("customer_care_alert_read")
        self.assertEqual(alert.acknowledgement_ids.document, "Sales Order")

    def test_escape_leaves_it_unread_and_confirming_is_refused(self):
        order, alert = self._new_order("customer_care_alert_unread")
        self.assertEqual(alert.acknowledgement_ids.res_id, order.id)

    def test_an_alert_is_added_on_the_customer_s_form(self):
        self.start_tour(
            f"/odoo/action-contacts.action_contacts/{self.customer.id}",
            "customer_care_alert_add",
            login="level_4",
        )
        self.assertEqual(self._shown(self.customer), {self.customer: ["Bites"]})
