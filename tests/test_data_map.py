# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import tagged
from odoo.tools import SQL

from .common_data_map import DataMapCommon


@tagged("post_install", "-at_install")
class TestDataMapColumns(DataMapCommon):
    """The columns of every model, and what becomes of them."""

    def test_every_column_is_reviewed(self):
        self._check_reviewed(columns=1500, models=70)

    def test_places_are_sound(self):
        self._check_places_are_sound()

    def test_every_word_has_a_place(self):
        self._check_every_word_has_a_place()

    def test_people_have_a_group(self):
        self._check_people_have_a_group()

    def test_unknown_column_is_emptied_masked_and_handed_over(self):
        """What an addon brings that nobody knows is treated as the person's."""
        with patch.object(type(self.map), "_place_reviews", lambda self: {}):
            self.env.registry.clear_cache()
            note = self._place("customer.note.detail")
            name = self._place("customer.note.name")
            date = self._place("customer.note.date")
            unit = self._place("uom.uom.name")
        self.env.registry.clear_cache()
        self.assertEqual(
            (note.anonymise, note.export, note.is_reviewed),
            ("blank", "provided", False),
        )
        self.assertEqual((name.anonymise, name.is_reviewed), ("mask", False))
        self.assertEqual((date.anonymise, date.export), ("keep", "observed"))
        self.assertEqual((unit.group, unit.anonymise), ("", "keep"))
        self.assertFalse(unit.is_reviewed)

    def test_new_column_of_a_reviewed_model_is_not_reviewed(self):
        name = "customer.note"
        review = self.map._place_reviews()[name]
        without = type(review)(review.group, mask="name", blank="detail")
        with patch.object(
            type(self.map), "_place_reviews", lambda self: {name: without}
        ):
            self.env.registry.clear_cache()
            self.assertTrue(self._place("customer.note.detail").is_reviewed)
            self.assertFalse(
                self._place("customer.note.follow_up_feedback").is_reviewed
            )
        self.env.registry.clear_cache()

    def test_invoice_is_kept_as_it_was_printed(self):
        place = self._place("account.move.invoice_partner_display_name")
        self.assertEqual((place.anonymise, place.retention), ("keep", "invoice"))
        self.assertEqual(
            self.map._say(place.reason), "Accounting and tax law demand it, unchanged."
        )

    def test_file_of_a_field_has_no_column(self):
        self.assertEqual(self._place("res.partner.image_1920").column, "")
        self.assertEqual(self._place("res.partner.image_1920").kind, "binary")

    def test_model_of_wizards_has_no_places(self):
        self.assertFalse(self.map._places("customer.forget"))

    def _place(self, name):
        [place] = [
            place
            for place in self.map._places(name.rpartition(".")[0])
            if place.name == name
        ]
        return place


@tagged("post_install", "-at_install")
class TestDataMapRows(DataMapCommon):
    """Which rows are about a person, and which only look like it."""

    def test_order_with_its_lines_messages_and_files(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.user_level_1.id,
                "order_line": [
                    Command.create({"name": "Polish", "display_type": "line_note"})
                ],
            }
        )
        message = order.message_post(
            body="Blue, please", author_id=self.user_level_1.partner_id.id
        )
        file = self.env["ir.attachment"].create(
            {
                "name": "plan.txt",
                "raw": b"x",
                "res_model": "sale.order",
                "res_id": order.id,
            }
        )
        activity = order.activity_schedule("mail.mail_activity_data_todo")
        for record in (order, order.order_line, message, file, activity):
            self._check_found(record)
        # the salesperson wrote it, it is not about him
        found = self._found(self.user_level_1.partner_id)
        for record in (order, message, activity):
            self.assertNotIn(record.id, found.get(record._name, ()))

    def test_delivery_address_is_theirs(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.other.id, "partner_shipping_id": self.customer.id}
        )
        self._check_found(order)
        self._check_found(order, self.other)

    def test_old_values_in_the_chatter(self):
        self.env["mail.tracking.value"].search([]).unlink()
        field = self.env["ir.model.fields"]._get("res.partner", "name")
        message = self.customer.message_post(body="x")
        value = self.env["mail.tracking.value"].create(
            {
                "field_id": field.id,
                "mail_message_id": message.id,
                "old_value_char": "Old name",
            }
        )
        self._check_found(value)
        self._check_not_found(value, self.other)

    def test_message_of_a_customer_elsewhere_is_theirs(self):
        message = self.other.message_post(body="Mine", author_id=self.customer.id)
        self._check_found(message)

    def test_message_to_several_is_no_recipients_own(self):
        message = self.other.message_post(body="All", partner_ids=self.customer.ids)
        self._check_not_found(message)
        notification = message.notification_ids.filtered(
            lambda each: each.res_partner_id == self.customer
        )
        self.assertTrue(notification)
        self._check_found(notification)

    def test_colleague_who_reads_along_is_not_a_subject(self):
        self.customer.message_subscribe(self.user_level_1.partner_id.ids)
        self.other.message_subscribe(self.customer.ids)
        followers = self.env["mail.followers"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.other.id)]
        )
        mine = followers.filtered(lambda each: each.partner_id == self.customer)
        self._check_found(mine)
        self.assertFalse(
            self._found(self.user_level_1.partner_id).get("res.partner", set())
            & set(self.customer.ids)
        )

    def test_merged_sources_two_deep_and_addresses(self):
        second, third = (self._make_customer(name=name) for name in ("B", "C"))
        address = self._make_customer(
            name="Cottage", parent_id=self.customer.id, type="delivery"
        )
        second.sudo().write({"merged_into_id": self.customer.id, "active": False})
        third.sudo().write({"merged_into_id": second.id, "active": False})
        note = self.env["customer.note"].create({"partner_id": third.id, "name": "Old"})
        self.assertEqual(
            self.map._subjects(self.customer), self.customer + second + third + address
        )
        self._check_found(note)

    def test_contact_of_a_firm_is_a_person_of_their_own(self):
        firm = self._make_customer(name="Firm", is_company=True)
        contact = self._make_customer(name="Eva", parent_id=firm.id, type="contact")
        self.assertEqual(self.map._subjects(firm), firm)
        self._check_not_found(contact, firm)

    def test_vehicle_goes_with_its_owner_and_history_stays(self):
        car = self.env["customer.asset"].create(
            {"kind": "vehicle", "name": "Car", "partner_id": self.customer.id}
        )
        note = self.env["customer.note"].create(
            {"partner_id": self.customer.id, "asset_id": car.id, "name": "Before"}
        )
        reading = self.env["customer.asset.reading"].create(
            {"asset_id": car.id, "value": 10, "date": fields.Date.today()}
        )
        self._check_found(car)
        self._check_found(reading)
        car.sudo().partner_id = self.other
        self._check_not_found(car)
        self._check_found(note)
        self._check_found(reading, self.other)
        self._check_not_found(note, self.other)

    def test_what_an_operation_overwrote(self):
        line = self.env["customer.operation.line"]
        operation = (
            self.env["customer.operation"]
            .sudo()
            .create({"kind": "merge", "model": "res.partner"})
        )
        phone = self.customer.customer_phone_ids[:1]
        self.assertTrue(phone)
        before = max(line.search([]).ids, default=0)
        line._insert(
            [
                operation._line_of(
                    "customer_phone", phone.id, "value", before={"note": "Secret"}
                ),
                operation._line_of(
                    "res_partner", self.other.id, "value", before={"name": "Jan"}
                ),
            ]
        )
        mine, theirs = line.search([("id", ">", before)])
        self._check_found(mine)
        self._check_not_found(theirs)

    def test_consent_log_is_found_by_the_anonymous_person(self):
        self.customer._set_consent(self.marketing, "email", True, method="counter")
        logged = self.env["customer.consent.log"]
        subject = self.env["customer.consent.subject"]._of(self.customer.ids)
        entry = logged.search([("subject_uid", "=", subject.uid)])
        self.assertTrue(entry)
        self._check_found(entry)
        self._check_not_found(entry, self.other)

    def test_nobody_is_nothing(self):
        self.assertFalse(self._found(self.env["res.partner"]))

    def test_two_searches_in_one_transaction_do_not_mix(self):
        first = self.map._person_rows(self.customer)
        second = self.map._person_rows(self.other)
        for queries, partner in ((first, self.customer), (second, self.other)):
            rows = self.env.execute_query(
                SQL("SELECT * FROM %s x", queries["res.partner"])
            )
            self.assertEqual({row[0] for row in rows}, set(partner.ids))

    def test_rows_are_still_known_when_the_link_is_cleared(self):
        note = self.env["customer.note"].create(
            {"partner_id": self.customer.id, "name": "A"}
        )
        query = self.map._person_rows(self.customer)["customer.note"]
        self.env.cr.execute("UPDATE customer_note SET partner_id = %s", [self.other.id])
        rows = self.env.execute_query(SQL("SELECT * FROM %s x", query))
        self.assertIn((note.id,), rows)

    def test_as_many_queries_for_five_hundred_as_for_one(self):
        def filled(count):
            partners = self.env["res.partner"].create(
                [
                    {"name": f"P {n}", "phone": f"+48 601 100 {n:03}"}
                    for n in range(count)
                ]
            )
            self.env["customer.note"].create(
                [{"partner_id": partner.id, "name": "A"} for partner in partners]
            )
            self.env.flush_all()
            return partners

        one, many = filled(1), filled(500)
        self._found(self.customer)
        counts = []
        for partners in (one, many):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.map._person_rows(partners)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])


@tagged("post_install", "-at_install")
class TestDataMapKeys(DataMapCommon):
    """Rows that hold an address, a number or a name without a link."""

    def test_email_within_a_list(self):
        mail = self.env["mail.mail"].create(
            {"email_to": '"Anna" <ANNA.kowalska@example.com>, b@example.com'}
        )
        held = self._held(email="anna.kowalska@example.com")
        self.assertIn(mail.id, held["mail.mail"])
        self.assertIn(self.customer.id, held["res.partner"])
        self.assertNotIn(self.other.id, held["res.partner"])

    def test_phone_however_it_is_written(self):
        self.env["phone.blacklist"].sudo().create({"number": "+48601234567"})
        held = self._held(phone="601-234-567")
        self.assertTrue(held["phone.blacklist"])
        self.assertIn(self.customer.id, held["res.partner"])

    def test_percent_sign_is_no_joker(self):
        self.assertFalse(any(self._held(email="%@example.com").values()))
        self.assertFalse(any(self._held(email="anna_kowalska@example.com").values()))

    def test_short_number_finds_nothing(self):
        self.assertFalse(self._held(phone="12"))

    def test_nothing_is_looked_for_without_a_value(self):
        self.assertFalse(
            self.map._person_key_rows({"email": [""], "phone": [], "name": [None]})
        )
