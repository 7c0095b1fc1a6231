# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, new_test_user, tagged

from ..models.res_partner_status import ResPartner as StatusPartner
from .common_queries import counted
from .test_customer_event import EventCase
from .test_security import ONE_SENTENCE

FUNCTION = ONE_SENTENCE % "Activate and deactivate customers"


@tagged("post_install", "-at_install")
class TestCustomerStatus(EventCase):
    """Deactivated with all that belongs to them, and back exactly as they were."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store = cls.Partner.create(
            {
                "name": "Store",
                "type": "delivery",
                "city": "Łódź",
                "parent_id": cls.firm.id,
            }
        )
        cls.former = cls.Partner.create(
            {"name": "Former", "parent_id": cls.firm.id, "active": False}
        )
        cls.branch = cls.Partner.create(
            {"name": "Branch", "parent_id": cls.firm.id, "is_company": True}
        )
        cls.branch_person = cls.Partner.create(
            {"name": "Branch person", "parent_id": cls.branch.id}
        )
        cls.clerk = cls.user_level_3

    def _active(self):
        partners = (
            self.firm | self.person | self.store | self.former | self.branch_person
        )
        return partners.filtered("active")

    def _wizard(self, partners, operation, user=None, **vals):
        return (
            self.env["customer.status.change"]
            .with_user(user or self.clerk)
            .create({"partner_ids": partners.ids, "operation": operation, **vals})
        )

    def test_contact_persons_and_addresses_go_along_and_exactly_they_come_back(self):
        with self.assertEvents(
            (self.firm, "status", "Active", "Inactive"),
            (self.person, "status", "Active", "Inactive"),
        ):
            self._wizard(self.firm, "deactivate", reason="Moved").action_apply()
        self.assertEqual(self._active(), self.branch_person, "a branch is a customer")
        self.assertTrue(self.branch.active)
        event = self.firm.customer_event_ids[0]
        self.assertEqual(event.reason, "Moved")
        self.assertEqual(event.user_id, self.clerk)
        self.assertEqual(
            set(event.companions["res.partner"]), {self.person.id, self.store.id}
        )
        with self.assertEvents(
            (self.firm, "status", "Inactive", "Active"),
            (self.person, "status", "Inactive", "Active"),
        ):
            self._wizard(self.firm, "activate").action_apply()
        self.assertFalse(self.former.active, "inactive before, inactive after")
        self.assertEqual(
            self._active(), self.firm | self.person | self.store | self.branch_person
        )

    def test_what_was_switched_off_in_between_stays_off(self):
        self.firm._deactivate()
        self.firm._activate()
        self.person.active = False
        self.firm._deactivate()
        self.firm._activate()
        self.assertFalse(self.person.active)
        self.assertTrue(self.store.active)

    def test_who_moved_to_another_firm_meanwhile_does_not_come_back_with_this_one(self):
        self.firm._deactivate()
        self.person.parent_id = self.branch
        self.firm._activate()
        self.assertFalse(self.person.active)

    def test_many_at_once_with_the_queries_of_few(self):
        def cost(partners):
            with counted(self.env) as queries:
                partners._below()
                partners._last_companions()
                partners._deactivate_companions()
            return queries.number

        firms = self.Partner.create(
            [
                {
                    "name": f"Firm {n}",
                    "is_company": True,
                    "child_ids": [(0, 0, {"name": f"Person {n}"})],
                }
                for n in range(60)
            ]
        )
        cost(firms[:1])
        self.assertEqual(cost(firms[:5]), cost(firms[:60]))
        persons = firms.child_ids
        firms.with_user(self.clerk)._deactivate("Closed")
        self.assertFalse((firms | persons).filtered("active"))
        firms.with_user(self.clerk)._activate()
        self.assertEqual((firms | persons).filtered("active"), firms | persons)

    def test_only_those_whose_status_changes_are_written(self):
        inactive = self._make_customer(name="Inactive", active=False)
        both = self.customer | inactive
        with self.assertEvents((self.customer, "status", "Active", "Inactive")):
            self._wizard(both, "deactivate").action_apply()
        with self.assertRaisesRegex(UserError, "inactive already"):
            self._wizard(both, "deactivate").action_apply()

    def test_what_belongs_to_customers_joins_by_two_methods(self):
        seen = []

        def deactivate(self):
            companions = origin(self)
            for customer in self:
                companions[customer.id]["customer.asset"] = [7]
            return companions

        def activate(self, companions):
            seen.append(companions)

        origin = StatusPartner._deactivate_companions
        with (
            patch.object(StatusPartner, "_deactivate_companions", deactivate),
            patch.object(StatusPartner, "_activate_companions", activate),
        ):
            self.customer._deactivate()
            self.customer._activate()
        self.assertEqual(seen, [{self.customer.id: {"customer.asset": [7]}}])

    # -- who must not ----------------------------------------------------------

    def test_a_customer_who_can_log_in_is_refused_by_name(self):
        user = new_test_user(self.env, "portal_one", "base.group_portal")
        person_user = new_test_user(
            self.env, "portal_two", "base.group_portal", name="Jan Nowak"
        )
        person_user.partner_id.parent_id = self.firm
        for customer in (user.partner_id, self.firm):
            with self.assertEvents(), self.assertRaisesRegex(UserError, "log in"):
                self._wizard(customer, "deactivate").action_apply()
        with self.assertRaisesRegex(UserError, "Jan Nowak can still log in"):
            self.firm._deactivate()
        self.assertTrue((self.firm | user.partner_id | self.person).mapped("active"))
        user.active = False
        user.partner_id.with_user(self.clerk)._deactivate()
        self.assertFalse(user.partner_id.active)

    def test_merged_and_forgotten_customers_are_not_activated(self):
        self.customer._deactivate()
        self.customer.merged_into_id = self.firm
        with self.assertRaisesRegex(UserError, "Undo the merge"):
            self._wizard(self.customer, "activate").action_apply()
        self.customer.write({"merged_into_id": False, "is_forgotten": True})
        with self.assertRaisesRegex(UserError, "Reinstate"):
            self._wizard(self.customer, "activate").action_apply()
        self.assertFalse(self.customer.active)

    def test_one_who_may_not_come_back_stops_all(self):
        other = self._make_customer(name="Other", active=False)
        self.customer.write({"active": False, "is_forgotten": True})
        with self.assertEvents(), self.assertRaises(UserError):
            self._wizard(self.customer | other, "activate").action_apply()
        self.assertFalse(other.active)

    def test_who_is_no_customer_is_refused(self):
        supplier = self.Partner.create({"name": "Supplier", "supplier_rank": 1})
        with self.assertRaisesRegex(UserError, "Supplier is not a customer"):
            supplier._deactivate()

    def test_the_verb_needs_the_function_and_no_other(self):
        with self.assertRaisesRegex(AccessError, FUNCTION):
            self.customer.with_user(self.user_level_4)._deactivate()
        with self.assertRaisesRegex(AccessError, FUNCTION):
            self.customer.with_user(self.user_level_4)._activate()
        change = self.env.ref("customer_care.function_customer_change")
        change._customer_set_lowest_level(0)
        self.customer.with_user(self.clerk)._deactivate()
        self.assertFalse(self.customer.active)

    # -- Odoo's own Archive ----------------------------------------------------

    def test_archiving_in_contacts_needs_the_function_and_takes_all_along(self):
        def call(user, method, *args):
            return call_kw(self.Partner.with_user(user), method, args, {})

        for method, args in (
            ("action_archive", (self.firm.ids,)),
            ("write", (self.firm.ids, {"active": False})),
        ):
            with self.assertRaisesRegex(AccessError, FUNCTION):
                call(self.user_level_4, method, *args)
        self.assertTrue(self.firm.active)
        call(self.clerk, "action_archive", self.firm.ids)
        self.assertEqual(self._active(), self.branch_person)
        with self.assertRaisesRegex(AccessError, FUNCTION):
            call(self.user_level_4, "action_unarchive", self.firm.ids)
        call(self.clerk, "action_unarchive", self.firm.ids)
        self.assertTrue(self.person.active)

    def test_other_values_written_with_it_are_kept(self):
        self.customer.with_user(self.clerk).write({"active": False, "city": "Łódź"})
        self.assertRecordValues(self.customer, [{"active": False, "city": "Łódź"}])

    def test_customers_among_suppliers(self):
        supplier = self.Partner.create({"name": "Supplier", "supplier_rank": 1})
        both = (supplier | self.customer).with_user(self.clerk)
        with self.assertEvents((self.customer, "status", "Active", "Inactive")):
            both.action_archive()
        self.assertFalse((supplier | self.customer).filtered("active"))

    def test_a_contact_person_alone_is_a_change_and_no_status_of_a_customer(self):
        person = self.person.with_user(self.user_level_5)
        with self.assertEvents((self.person, "status", "Active", "Inactive")):
            person.action_archive()

    def test_a_user_without_a_level_archives_as_before(self):
        outsider = self._make_user(
            "outsider", "base.group_user,base.group_partner_manager"
        )
        with self.assertEvents((self.firm, "status", "Active", "Inactive")):
            self.firm.with_user(outsider).action_archive()
        self.assertTrue(self.person.active)

    # -- the dialog ------------------------------------------------------------

    def test_the_dialog_counts_what_is_concerned(self):
        self._make_action(partner_id=self.firm.id)
        self._make_action(partner_id=self.firm.id).action_done()
        message = {
            "partner_id": self.firm.id,
            "channel": "call",
            "purpose_id": self.service.id,
            "subject": "Ask",
            "scheduled_at": fields.Datetime.now() + timedelta(days=2),
        }
        self.env["customer.message"].create([message, message])
        action = self.firm.with_user(self.clerk).run_customer_operation("deactivate")
        wizards = self.env["customer.status.change"].with_user(self.clerk)
        wizard = Form(wizards.with_context(**action["context"])).save()
        self.assertRecordValues(
            wizard,
            [
                {
                    "operation": "deactivate",
                    "customer_count": 1,
                    "person_count": 2,
                    "action_count": 1,
                    "message_count": 2,
                }
            ],
        )
        wizard.action_apply()
        back = self._wizard(self.firm, "activate")
        self.assertEqual(back.person_count, 2)

    def test_the_menu_offers_what_is_possible(self):
        def keys():
            entries = self.customer.with_user(self.clerk).get_customer_operations()
            return {entry["key"] for entry in entries} & {"activate", "deactivate"}

        self.assertEqual(keys(), {"deactivate"})
        self.customer._deactivate()
        self.assertEqual(keys(), {"activate"})
        self.customer.is_forgotten = True
        self.assertEqual(keys(), set())
        supplier = self.Partner.create({"name": "Supplier", "supplier_rank": 1})
        entries = supplier.with_user(self.user_level_2).get_customer_operations()
        offered = {entry["key"] for entry in entries}
        self.assertFalse(offered & {"deactivate", "change_code", "delete"})

    def test_a_deactivated_customer_gets_nothing(self):
        self.customer._deactivate()
        refusals = self.customer._contact_refusals("email", self.service)
        self.assertIn("archived", refusals[self.customer.id])
