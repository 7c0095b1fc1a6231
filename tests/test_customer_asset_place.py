# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common_asset_document import AssetCommon


@tagged("post_install", "-at_install")
class TestAssetOfAction(AssetCommon):
    """A customer action is about the vehicle of its invoice line."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.work.action_type_id = cls._make_type()

    def _actions(self, invoice):
        return self.env["customer.action"].search([("invoice_id", "=", invoice.id)])

    def test_posting_gives_the_action_the_vehicle_of_its_line(self):
        invoice = self._make_invoice(
            {}, {"customer_asset_id": self.truck.id}, customer_asset_id=self.van.id
        )
        invoice.action_post()
        self.assertEqual(
            {a.invoice_line_id: a.asset_id for a in self._actions(invoice)},
            {line: line.customer_asset_id for line in invoice._asset_lines()},
        )

    def test_registering_a_line_by_hand_takes_its_vehicle(self):
        self.work.action_type_id = False
        invoice = self._make_invoice(customer_asset_id=self.van.id)
        invoice.action_post()
        register = self.env["customer.action.register"].with_user(self.clerk)
        wizard = register.create({"invoice_id": invoice.id})
        wizard.action_register()
        self.assertEqual(self._actions(invoice).asset_id, self.van)

    def test_posted_again_for_another_one_the_action_follows(self):
        invoice = self._make_invoice(customer_asset_id=self.van.id)
        invoice.action_post()
        invoice.button_draft()
        invoice.customer_asset_id = self.truck
        invoice.action_post()
        self.assertEqual(self._actions(invoice).asset_id, self.truck)

    def test_for_what_is_gone_by_then_nothing_is_to_be_done(self):
        invoice = self._make_invoice(customer_asset_id=self.dog.id)
        self.dog.death_date = "2026-11-01"
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")
        self.assertFalse(self._actions(invoice))

    def test_when_somebody_else_pays_the_invoice_is_posted_all_the_same(self):
        order = self._make_order(
            customer_asset_id=self.van.id, partner_invoice_id=self.other.id
        )
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertFalse(self._actions(invoice).asset_id)

    def test_reminder_invoice_and_appointment_of_it_are_for_the_same(self):
        action = self._make_action(partner_id=self.firm.id, asset_id=self.van.id)
        self.assertEqual(action._reminder_name(), "Coffee machine – Van WA 12345")
        named = self._make_action(
            partner_id=self.firm.id, asset_id=self.van.id, name="Oil of the Van"
        )
        self.assertEqual(named._reminder_name(), "Oil of the Van – WA 12345")
        mine = action.with_user(self.clerk)
        context = mine.action_new_invoice()["context"]
        self.assertEqual(context["default_customer_asset_id"], self.van.id)
        context = mine.action_new_appointment()["context"]
        self.assertEqual(context["default_asset_id"], self.van.id)
        self.van.gone = "sold"
        context = mine.action_new_invoice()["context"]
        self.assertNotIn("default_customer_asset_id", context)

    def test_only_what_is_the_customers_and_still_offered(self):
        with self.assertRaisesRegex(ValidationError, "belongs to Nowak"):
            self._make_action(partner_id=self.firm.id, asset_id=self.foreign.id)
        self.truck.gone = "sold"
        with self.assertRaisesRegex(ValidationError, "Truck.* was sold"):
            self._make_action(partner_id=self.firm.id, asset_id=self.truck.id)
        action = self._make_action(partner_id=self.firm.id, asset_id=self.van.id)
        self.van.gone = "sold"
        action.name = "Still about it"
        self.assertEqual(action.asset_id, self.van)
        with self.assertRaisesRegex(ValidationError, "Van.* belongs to"):
            action.partner_id = self.other

    def test_the_form_fills_the_owner_in_and_forgets_a_foreign_one(self):
        actions = self.env["customer.action"].with_user(self.clerk)
        form = Form(actions)
        form.asset_id = self.van
        self.assertEqual(form.partner_id, self.firm)
        form.partner_id = self.other
        self.assertFalse(form.asset_id)


@tagged("post_install", "-at_install")
class TestAssetOfNote(AssetCommon):
    """A note is about the vehicle of the document it is about."""

    def _note(self, **vals):
        notes = self.env["customer.note"].with_user(self.clerk)
        return notes.create({"partner_id": self.firm.id, "name": "Rattles", **vals})

    def test_the_documents_vehicle_is_the_notes(self):
        # who is shown the order may write a note about it
        self.clerk.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        order = self._make_order(customer_asset_id=self.van.id)
        note = self._note(document=f"sale.order,{order.id}")
        self.assertEqual(note.asset_id, self.van)
        own = self._note(document=f"sale.order,{order.id}", asset_id=self.truck.id)
        self.assertEqual(own.asset_id, self.truck)
        self.assertFalse(self._note().asset_id)

    def test_a_former_owner_talks_about_it_a_stranger_does_not(self):
        stranger = self._make_customer(name="Stranger")
        with self.assertRaisesRegex(ValidationError, "Van.* belongs to Kowalski"):
            self._note(asset_id=self.van.id, partner_id=stranger.id)
        self.env["customer.asset.owner"].create(
            {"asset_id": self.van.id, "partner_id": self.firm.id}
        )
        self.van.partner_id = self.other
        self.assertEqual(self._note(asset_id=self.van.id).asset_id, self.van)

    def test_a_dead_animal_can_be_talked_about(self):
        self.dog.death_date = "2026-11-01"
        self.assertEqual(self._note(asset_id=self.dog.id).asset_id, self.dog)


@tagged("post_install", "-at_install")
class TestAssetOfAppointment(AssetCommon):
    """Which vehicle or animal comes: dialog, day sheet, reminder."""

    def _book(self, **vals):
        start = fields.Datetime.now().replace(microsecond=0) + timedelta(days=1)
        wizards = self.env["customer.appointment"].with_user(self.clerk)
        wizard = wizards.create(
            {
                "partner_id": self.firm.id,
                "name": "Oil change",
                "start": start,
                "remind": False,
                "user_id": self.clerk.id,
                **vals,
            }
        )
        wizard.action_book()
        return self.env["calendar.event"].search(
            [("customer_partner_id", "=", wizard.partner_id.id)]
        )

    def test_the_dialog_books_it_and_the_day_sheet_shows_it(self):
        event = self._book(asset_id=self.van.id)
        self.assertEqual(event.customer_asset_id, self.van)
        events = self.env["calendar.event"].with_user(self.clerk)
        sheet = events.get_customer_day_sheet()
        [row] = [
            row for day in sheet["days"] for row in day["rows"] if row["id"] == event.id
        ]
        self.assertEqual(row["asset"], self.van.display_name)
        self.assertEqual(
            event._customer_what(), f"Oil change – {self.van.display_name}"
        )
        page = self.env["ir.qweb"]._render(
            "customer_care.report_day_sheet_row", {"block": {"row": row, "height": 9}}
        )
        self.assertIn(self.van.display_name, page)

    def test_only_what_is_the_customers_and_still_offered(self):
        with self.assertRaisesRegex(ValidationError, "belongs to Nowak"):
            self._book(asset_id=self.foreign.id)
        self.van.active = False
        with self.assertRaisesRegex(ValidationError, "Van.* is switched off"):
            self._book(asset_id=self.van.id)

    def test_the_next_one_is_for_the_same(self):
        event = self._book(asset_id=self.van.id).with_user(self.clerk)
        context = event.action_customer_book_next()["context"]
        self.assertEqual(context["default_asset_id"], self.van.id)
        self.van.gone = "sold"
        context = event.action_customer_book_next()["context"]
        self.assertNotIn("default_asset_id", context)

    def test_who_may_not_change_appointments_does_not_name_it_by_rpc(self):
        event = self._book()
        plain = event.with_user(self._make_user("plain"))
        with self.assertRaises(AccessError):
            plain.write({"customer_asset_id": self.van.id})

    def test_the_reminder_names_it(self):
        event = self._book(asset_id=self.van.id)
        template = self.env.ref("customer_care.mail_template_appointment")
        body = template._render_field("body_html", event.ids)[event.id]
        self.assertIn(f"Oil change – {self.van.display_name}", body)
