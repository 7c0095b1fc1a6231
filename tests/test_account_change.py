# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common_account import AccountCommon


@tagged("post_install", "-at_install")
@freeze_time("2027-03-10 10:00:00")
class TestAccountChange(AccountCommon):
    """Status and limit are changed by their function alone, and every time written."""

    def _change(self, customers=None, user=None, **vals):
        customers = (customers or self.customer).with_user(user or self.user_level_3)
        context = customers.action_account_status()["context"]
        wizard = customers.env["customer.account.change"].with_context(**context)
        wizard = wizard.create({"reason": "Agreed", **vals})
        wizard.action_change()
        return wizard

    def _events(self, customer=None):
        events = (customer or self.customer).customer_event_ids
        return events.filtered(lambda event: event.kind == "account")

    def test_the_dialog_proposes_what_there_is(self):
        self.customer.credit_limit = 500
        wizard = self._change()
        self.assertEqual((wizard.status, wizard.limit), ("active", 500))
        self.assertIn("On account", wizard.now)

    def test_a_change_is_an_event_with_before_after_and_reason(self):
        self.customer.credit_limit = 500
        self._change(
            status="hold", until="2027-04-01", limit=50, reason="Owes for March"
        )
        self.assertRecordValues(
            self.customer,
            [
                {
                    "account_status": "hold",
                    "account_reason": "Owes for March",
                    "credit_limit": 50,
                }
            ],
        )
        event = self._events()[0]
        self.assertEqual(event.old_value, "On account, limit $\xa0500.00")
        self.assertEqual(event.new_value, "On hold until 04/01/2027, limit $\xa050.00")
        self.assertEqual(
            (event.reason, event.user_id), ("Owes for March", self.user_level_3)
        )

    def test_the_limit_changed_by_whoever_is_an_event(self):
        count = len(self._events())
        self.customer.credit_limit = 700
        self.customer.sudo().credit_limit = 800
        self.customer.sudo().credit_limit = 800
        events = self._events()
        self.assertEqual(len(events), count + 2)
        self.assertEqual(events[0].new_value, "On account, limit $\xa0800.00")

    def test_a_reason_is_needed(self):
        for reason in ("", " ", False):
            with self.assertRaisesRegex(ValidationError, "Reason"):
                self._change(status="hold", reason=reason)
        self.assertEqual(self.customer.account_status, "active")

    def test_several_customers_at_once_keep_their_limits(self):
        self.customer.credit_limit = 500
        both = self.customer | self.firm
        self._change(both, status="watch")
        self.assertEqual(both.mapped("account_status"), ["watch", "watch"])
        self.assertEqual(self.customer.credit_limit, 500)
        self._change(both, status="watch", change_limit=True, limit=40)
        self.assertEqual(both.mapped("credit_limit"), [40, 40])

    def test_a_contact_persons_dialog_changes_the_firm(self):
        self._change(self.buyer, status="hold")
        self.assertEqual(self.firm.account_status, "hold")
        self.assertEqual(self.buyer.account_status, "none")

    def test_a_contact_person_has_no_status_of_their_own(self):
        with self.assertRaisesRegex(ValidationError, "on the account of Mill and Sons"):
            self.buyer.account_status = "active"
        with self.assertRaisesRegex(ValidationError, "on the account of Mill and Sons"):
            self._make_customer(parent_id=self.firm.id, account_status="active")

    def test_an_unknown_status_is_refused(self):
        with self.assertRaises(ValueError):
            self.customer.account_status = "friend"
        with self.assertRaises(ValueError):
            self._change(status="friend")

    def test_a_day_that_is_over_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "03/09/2027 is over"):
            self._change(status="hold", until="2027-03-09")
        self.assertEqual(self.customer.account_status, "active")

    def test_after_its_last_day_the_status_before_counts(self):
        self._change(status="hold", until="2027-03-12", reason="Till Friday")
        order = self._make_order()
        with freeze_time("2027-03-12 20:00:00"), self.assertRaises(UserError):
            order.action_confirm()
        with freeze_time("2027-03-13 08:00:00"):
            self.assertEqual(self._state()["status"], "active")
            order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_the_night_ends_no_status_before_the_day_ends_at_the_company(self):
        self.env.company.partner_id.tz = "America/Los_Angeles"
        self._change(status="hold", until="2027-03-12")
        for night, status in (("2027-03-13", "hold"), ("2027-03-14", "active")):
            with freeze_time(f"{night} 00:30:00"):
                self.env["res.partner"].sudo()._cron_end_account_status()
            self.assertEqual(self.customer.account_status, status, night)

    def test_the_night_writes_down_what_counts_again(self):
        jan = self._make_customer(name="Jan")
        self._change(jan, status="hold", until="2027-03-12")
        self._change(jan, status="watch", until="2027-03-14")
        self._change(status="closed")
        self.env["res.partner"].sudo()._cron_end_account_status()
        self.assertEqual(jan.account_status, "watch")
        with freeze_time("2027-03-15"):
            self.env["res.partner"].sudo()._cron_end_account_status()
        self.assertRecordValues(
            jan,
            [
                {
                    "account_status": "none",
                    "account_until": False,
                    "account_reason": False,
                }
            ],
        )
        self.assertEqual(self._events(jan)[0].reason, "The time was over.")
        self.assertEqual(self.customer.account_status, "closed")

    def test_a_later_status_does_not_keep_the_day_of_the_one_before(self):
        self._change(status="hold", until="2027-03-12", reason="Till Friday")
        self.customer.account_status = "closed"
        self.assertRecordValues(
            self.customer,
            [{"account_until": False, "account_after": False, "account_reason": False}],
        )

    def test_nobody_else_writes_it_by_rpc_import_or_mass_edit(self):
        users = self.env["res.users"]
        clerk = users.browse(self.user_level_4.id)
        accountant = self._make_user(
            "bookkeeper", "account.group_account_manager,base.group_partner_manager"
        )
        both = self.customer | self.firm
        for user in (clerk, accountant, self.outsider):
            for vals in (
                {"account_status": "closed"},
                {"account_until": "2027-05-01"},
                {"account_after": "active"},
                {"account_reason": "x"},
                {"credit_limit": 9000},
                {"use_partner_credit_limit": False},
            ):
                with self.subTest(user=user.login, vals=vals):
                    with self.assertRaises(AccessError):
                        both.with_user(user).write(vals)
                    with self.assertRaises(AccessError):
                        both.with_user(user).create({"name": "New", **vals})
            result = self.customer.with_user(user).load(
                [".id", "account_status"], [[str(self.customer.id), "closed"]]
            )
            self.assertFalse(result["ids"])
        self.assertEqual(self.customer.account_status, "active")
        self.assertEqual(self.customer.credit_limit, 0)

    def test_who_may_does_it_by_rpc_and_import(self):
        customer = self.customer.with_user(self.user_level_3)
        customer.write({"account_status": "watch"})
        result = customer.load(
            [".id", "account_status"], [[str(customer.id), "On hold"]]
        )
        self.assertEqual(result["ids"], customer.ids)
        self.assertEqual(self.customer.account_status, "hold")

    def test_who_may_not_see_it_does_not_read_it(self):
        partner = self.customer.with_user(self.outsider)
        for name in ("account_status", "account_reason", "account_summary"):
            with self.assertRaises(AccessError):
                partner.read([name])
            self.assertNotIn(name, partner.fields_get())

    def test_a_contact_person_is_added_by_who_may_not_change_accounts(self):
        self.firm.credit_limit = 400
        clerk = self.env["res.partner"].with_user(self.user_level_5)
        person = clerk.create({"name": "New", "parent_id": self.firm.id})
        self.assertEqual(person.commercial_partner_id, self.firm)

    def test_switched_off_the_limit_is_core_s_business(self):
        self.env.company.use_customer_account = False
        accountant = self._make_user(
            "bookkeeper", "account.group_account_manager,base.group_partner_manager"
        )
        self.customer.with_user(accountant).credit_limit = 900
        self.assertEqual(self.customer.credit_limit, 900)

    def test_a_copy_is_another_customer(self):
        self._set("hold", account_reason="Owes for March")
        self.assertRecordValues(
            self.customer.copy(),
            [{"account_status": "none", "account_reason": False, "credit_limit": 0}],
        )
