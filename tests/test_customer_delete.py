# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common_invoice import InvoiceCommon
from .test_customer_event import EventCase
from .test_security import ONE_SENTENCE

FUNCTION = ONE_SENTENCE % "Delete customers"


class DeleteCase(EventCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.spare = cls._make_customer(name="Ewa Lis", ref="SPARE")
        cls.clerk = cls.user_level_2

    def _blockers(self, partner):
        return partner._deletion_blockers().get(partner.id, [])

    def _wizard(self, partners, user=None, **vals):
        return (
            self.env["customer.delete"]
            .with_user(user or self.clerk)
            .create({"partner_ids": partners.ids, **vals})
        )


@tagged("post_install", "-at_install")
class TestCustomerDelete(DeleteCase):
    """What stands in the way is said in words; else nothing is left but an event."""

    def test_nothing_stands_in_the_way_of_a_customer_with_a_card_alone(self):
        """Consents, events, aliases, notes and addresses go along."""
        self.spare._set_marketing_consent("email", True, "counter")
        self.spare.message_post(body="A note")
        self.env["res.partner.bank"].create(
            {"acc_number": "PL61109010140000071219812874", "partner_id": self.spare.id}
        )
        address = self.Partner.create(
            {"type": "delivery", "parent_id": self.spare.id, "city": "Łódź"}
        )
        self.assertEqual(self.spare._deletion_blockers(), {})
        with self.assertEvents((self.Partner, "deleted", "Active", "Deleted")):
            self._wizard(self.spare, reason="Twice").action_delete()
        self.assertFalse((self.spare | address).exists())

    def test_nothing_personal_is_kept(self):
        partner_id = self.spare.id
        self.spare.name = "Ewa Nowak"
        self.spare.with_user(self.clerk)._delete("Twice")
        event = self.Event.search(
            [("kind", "=", "deleted"), ("partner_code", "=", "SPARE")]
        )
        self.assertRecordValues(
            event,
            [
                {
                    "partner_id": False,
                    "partner_code": "SPARE",
                    "reason": "Twice",
                    "user_id": self.clerk.id,
                }
            ],
        )
        self.assertNotIn("Ewa", str(event.read()))
        self.env.cr.execute(
            "SELECT count(*) FROM customer_event WHERE partner_id = %s", [partner_id]
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_a_code_of_a_deleted_customer_is_free_no_alias_is_left(self):
        self.spare.with_user(self.clerk)._delete("Twice")
        self.assertFalse(self.env["customer.alias"].search([("value", "=", "SPARE")]))

    def test_a_reason_is_needed(self):
        for reason in (False, "  "):
            with self.assertRaisesRegex(UserError, "Say why"):
                self._wizard(self.spare, reason=reason).action_delete()
        self.assertTrue(self.spare.exists())

    def test_the_verb_needs_the_function(self):
        with self.assertRaisesRegex(AccessError, FUNCTION):
            self.spare.with_user(self.user_level_3)._delete("Twice")
        self.assertTrue(self.spare.exists())

    # -- what stands in the way ------------------------------------------------

    def test_orders_actions_messages_points_and_appointments_are_named(self):
        self.env["sale.order"].create([{"partner_id": self.spare.id}] * 2)
        self._make_action(partner_id=self.spare.id)
        message = {
            "partner_id": self.spare.id,
            "channel": "call",
            "purpose_id": self.service.id,
            "subject": "Ask",
        }
        self.env["customer.message"].create(message)
        program = self.env["loyalty.program"].create(
            {"name": "Points", "program_type": "loyalty"}
        )
        cards = self.env["loyalty.card"].create(
            [
                {"program_id": program.id, "partner_id": self.spare.id, "points": 5},
                {"program_id": program.id, "partner_id": self.spare.id, "points": 0},
            ]
        )
        self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2027-03-10 10:00:00",
                "stop": "2027-03-10 11:00:00",
                "partner_ids": self.spare.ids,
            }
        )
        self.assertEqual(
            self._blockers(self.spare),
            [
                "appointments (1)",
                "cards with points (1)",
                "customer actions (1)",
                "messages sent or planned (1)",
                "quotations or orders (2)",
            ],
        )
        with self.assertEvents(), self.assertRaisesRegex(UserError, "Deactivate inst"):
            self.spare.with_user(self.clerk)._delete("Twice")
        self.assertEqual(len(cards.exists()), 2)

    def test_a_message_that_never_left_goes_along(self):
        message = self.env["customer.message"].create(
            {
                "partner_id": self.spare.id,
                "channel": "call",
                "purpose_id": self.service.id,
                "subject": "Ask",
            }
        )
        message.action_cancel()
        self.assertEqual(self._blockers(self.spare), [])
        self.spare.with_user(self.clerk)._delete("Twice")
        self.assertFalse(message.exists())

    def test_a_login_stands_in_the_way_also_an_archived_one(self):
        user = new_test_user(self.env, "portal_one", "base.group_portal")
        self.assertEqual(
            self._blockers(user.partner_id), ["users who can or could log in (1)"]
        )
        user.active = False
        self.assertTrue(self._blockers(user.partner_id))

    def test_customers_merged_into_this_one_stand_in_the_way(self):
        self.customer.write({"merged_into_id": self.spare.id, "active": False})
        self.assertEqual(
            self._blockers(self.spare), ["customers merged into this one (1)"]
        )

    def test_the_head_of_a_family_is_followed_first_and_a_member_is_not_in_the_way(
        self,
    ):
        family = self.env["customer.family"]._unite(
            self.spare | self.customer, head=self.spare
        )
        self.assertEqual(self._blockers(self.spare), ["families as head (1)"])
        self.assertEqual(self._blockers(self.customer), [])
        family._set_head(self.customer)
        self.assertEqual(self._blockers(self.spare), [])
        self.spare.with_user(self.clerk)._delete("Twice")
        self.assertFalse(family.exists(), "one alone is no family")

    def test_an_address_on_an_order_counts_with_its_customer(self):
        address = self.Partner.create(
            {"type": "delivery", "parent_id": self.spare.id, "city": "Łódź"}
        )
        self.env["sale.order"].create(
            {"partner_id": self.customer.id, "partner_shipping_id": address.id}
        )
        self.assertEqual(self._blockers(self.spare), ["quotations or orders (1)"])

    def test_another_screens_calendar_filter_does_not(self):
        self.env["calendar.filters"].create(
            {"user_id": self.user_level_5.id, "partner_id": self.spare.id}
        )
        self.assertEqual(self._blockers(self.spare), [])
        self.spare.with_user(self.clerk)._delete("Twice")
        self.assertFalse(self.spare.exists())

    def test_every_protected_link_is_known(self):
        """Whatever the database refuses, we say before."""
        links = self.Partner._deletion_links()
        self.env.cr.execute(
            """
            SELECT conrelid::regclass::text, attname
              FROM pg_constraint
              JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
             WHERE contype = 'f' AND confdeltype IN ('r', 'a')
               AND confrelid = 'res_partner'::regclass
            """
        )
        by_table = {
            model._table: (name, model) for name, model in self.env.registry.items()
        }
        found = 0
        for table, column in self.env.cr.fetchall():
            name, model = by_table[table]
            if model._transient or name == "calendar.filters":
                continue
            found += 1
            self.assertIn(column, links.get(name, ()), name)
        self.assertGreater(found, 12)

    def test_blockers_of_many_are_found_with_one_query(self):
        def cost(partners):
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            partners._deletion_blockers()
            return self.cr.sql_log_count - start

        partners = self.Partner.create([{"name": f"C {n}"} for n in range(100)])
        self.env["sale.order"].create([{"partner_id": p.id} for p in partners])
        self.env.flush_all()
        cost(partners[:1])
        self.assertLessEqual(cost(partners), 3)
        self.assertEqual(set(partners._deletion_blockers()), set(partners.ids))

    # -- contact persons -------------------------------------------------------

    def test_a_contact_person_whom_something_keeps_becomes_a_customer(self):
        self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2027-03-10 10:00:00",
                "stop": "2027-03-10 11:00:00",
                "partner_ids": self.person.ids,
            }
        )
        other = self.Partner.create({"name": "Olga", "parent_id": self.firm.id})
        wizard = self._wizard(self.firm, reason="Closed")
        self.assertEqual(wizard.people, "Firm, Olga")
        self.assertEqual(wizard.kept_people, "Firm, Jan Nowak")
        wizard.action_delete()
        self.assertFalse((self.firm | other).exists())
        self.assertTrue(self.person.exists())
        self.assertFalse(self.person.parent_id)
        self.assertTrue(self.person.ref, "a customer of their own has a code")

    def test_a_branch_is_a_customer_and_stays(self):
        branch = self.Partner.create(
            {"name": "Branch", "parent_id": self.firm.id, "is_company": True}
        )
        self.firm.with_user(self.clerk)._delete("Closed")
        self.assertTrue(branch.exists())
        self.assertFalse(self.person.exists())

    def test_a_deleted_contact_person_and_address_are_told_by_their_firm(self):
        store = self.Partner.create(
            {"name": "Store", "type": "delivery", "parent_id": self.firm.id}
        )
        with self.assertEvents(
            (self.firm, "deleted", "Contact person", False),
            (self.firm, "delivery", "Store", False),
        ):
            (self.person | store).unlink()

    # -- Odoo's own Delete -----------------------------------------------------

    def _unlink(self, user, partner):
        return call_kw(self.Partner.with_user(user), "unlink", (partner.ids,), {})

    def test_deleting_in_contacts_obeys_the_function_and_says_what_keeps(self):
        with self.assertRaisesRegex(AccessError, FUNCTION):
            self._unlink(self.user_level_3, self.spare)
        self._make_action(partner_id=self.spare.id)
        with self.assertRaisesRegex(
            UserError, r"Ewa Lis cannot be deleted: customer actions \(1\)"
        ):
            self._unlink(self.clerk, self.spare)
        with self.assertEvents((self.Partner, "deleted", "Active", "Deleted")):
            self._unlink(self.clerk, self.customer)

    def test_one_of_many_stops_all(self):
        self._make_action(partner_id=self.spare.id)
        with self.assertRaisesRegex(UserError, "^Ewa Lis cannot be deleted"):
            self._wizard(self.spare | self.customer, reason="x").action_delete()
        self.assertTrue(self.customer.exists())

    def test_our_own_company_is_never_deleted(self):
        company = self.env["res.company"].create({"name": "Third"})
        for partner in (company.partner_id, company.partner_id.with_user(self.clerk)):
            with self.assertRaisesRegex(UserError, "one of our own companies"):
                partner.unlink()
        self.assertTrue(company.partner_id.exists())

    def test_who_is_no_customer_is_not_deleted_by_our_dialog(self):
        supplier = self.Partner.create({"name": "Supplier", "supplier_rank": 1})
        company = self.env["res.company"].create({"name": "Third"}).partner_id
        for stranger, sentence in (
            (supplier, "^Supplier is not a customer"),
            (supplier | self.spare, "^Supplier is not a customer"),
            (self.user_no_level.partner_id, "^No level is not a customer"),
            (company, "^Third is one of our own companies"),
            (company | self.spare, "^Third is one of our own companies"),
        ):
            with self.assertEvents(), self.assertRaisesRegex(UserError, sentence):
                self._wizard(stranger, reason="x").action_delete()
            self.assertTrue((stranger | self.spare).exists() == stranger | self.spare)
            menu = stranger[:1].with_user(self.clerk).get_customer_operations()
            keys = {entry["key"] for entry in menu}
            self.assertFalse(keys & {"delete", "deactivate", "activate"})

    @mute_logger("odoo.sql_db")
    def test_the_databases_refusal_is_a_sentence_for_everybody(self):
        self._make_action(partner_id=self.spare.id)
        outsider = self._make_user(
            "outsider", "base.group_user,base.group_partner_manager"
        )
        for user in (self.env.user, outsider):
            with (
                self.assertRaisesRegex(
                    UserError, 'Ewa Lis cannot be deleted: .*"Customer action"'
                ),
                self.env.cr.savepoint(),
            ):
                self.spare.with_user(user).unlink()

    @mute_logger("odoo.sql_db")
    def test_the_databases_refusal_is_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        model = self.env["ir.model"]._get("customer.action")
        model.with_context(lang="pl_PL").name = "Akcja klienta"
        self._make_action(partner_id=self.spare.id)
        reader = self._make_user(
            "reader", "base.group_user,base.group_partner_manager", lang="pl_PL"
        )
        spare = self.spare.with_user(reader).with_context(lang="pl_PL")
        with (
            self.assertRaisesRegex(UserError, "Akcja klienta"),
            self.env.cr.savepoint(),
        ):
            spare.unlink()

    def test_an_archived_customer_is_deleted_too(self):
        self.spare.active = False
        with self.assertEvents((self.Partner, "deleted", "Inactive", "Deleted")):
            self._wizard(self.spare, reason="Old").action_delete()

    def test_core_merge_deletes_no_customer(self):
        with self.assertEvents((self.customer, "merge", "SPARE Ewa Lis", False)):
            self.env["base.partner.merge.automatic.wizard"]._merge(
                (self.customer | self.spare).ids, self.customer, False
            )
        self.assertTrue(self.spare.exists())
        self.assertFalse(self.spare.active)

    # -- the dialog ------------------------------------------------------------

    def test_the_dialog_says_what_stands_in_the_way_and_offers_to_deactivate(self):
        self._make_action(partner_id=self.spare.id)
        spare = self.spare.with_user(self.clerk)
        action = spare.run_customer_operation("delete")
        wizards = self.env["customer.delete"].with_user(self.clerk)
        wizard = Form(wizards.with_context(**action["context"])).save()
        self.assertEqual(wizard.blockers, "Ewa Lis: customer actions (1)")
        other = wizard.action_deactivate()
        self.assertEqual(other["res_model"], "customer.status.change")
        self.assertEqual(other["context"]["default_partner_ids"], self.spare.ids)


@tagged("post_install", "-at_install")
class TestDeleteWithInvoices(DeleteCase, InvoiceCommon):
    def test_invoices_and_payments_are_named_and_nothing_is_lost(self):
        invoice = self._make_invoice()
        customer = invoice.partner_id
        self.assertIn("invoices or bills (1)", self._blockers(customer))
        self.assertNotIn("journal items", str(self._blockers(customer)))
        with self.assertRaisesRegex(UserError, r"invoices or bills \(1\)"):
            self._unlink_as(self.clerk, customer)
        self.assertTrue(customer.exists())

    def _unlink_as(self, user, partner):
        return call_kw(
            self.env["res.partner"].with_user(user), "unlink", (partner.ids,), {}
        )
