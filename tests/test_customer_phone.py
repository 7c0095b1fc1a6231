# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .common import CustomerCommon
from .common_queries import counted

OUTSIDER = "base.group_user,base.group_partner_manager"
INSTALL = "odoo.addons.customer_care.models.res_partner_phone_install"


class PhoneCase(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.poland = cls.env.ref("base.pl")
        cls.germany = cls.env.ref("base.de")
        cls.env.company.country_id = cls.poland
        cls.Partner = cls.env["res.partner"]
        cls.Phone = cls.env["customer.phone"]

    def _numbers(self, partner):
        """The numbers of a contact in order, the primary one with a star."""
        return [
            f"{'*' if row.is_primary else ''}{row.number}"
            for row in partner.customer_phone_ids.sorted()
        ]

    def _check(self, partner, *numbers):
        """These are the rows, one of them primary, and `phone` holds it."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self._numbers(partner), list(numbers))
        primary = partner.customer_phone_ids.filtered("is_primary")
        self.assertEqual(len(primary), 1 if numbers else 0)
        self.assertEqual(partner.phone or "", primary.number or "")
        voice = primary.filtered(lambda row: row.type != "fax")
        self.assertEqual(partner.phone_sanitized or "", voice.number_e164 or "")

    def _add(self, partner, number, **vals):
        return self.Phone.create({"partner_id": partner.id, "number": number, **vals})


@tagged("post_install", "-at_install")
class TestPhoneFollowsField(PhoneCase):
    """What is written to `phone`, by whoever, is done to the rows."""

    def test_a_new_contact_with_a_phone_has_a_primary_row(self):
        partner = self._make_customer(phone="601 234 567")
        self._check(partner, "*601 234 567")
        self.assertRecordValues(
            partner.customer_phone_ids,
            [{"number_e164": "+48601234567", "type": "mobile", "is_understood": True}],
        )

    def test_contact_persons_and_addresses_have_rows_too(self):
        company = self._make_customer(name="Bakery", is_company=True, phone=False)
        self._check(company)
        person, address = self.Partner.create(
            [
                {"name": "Ewa", "parent_id": company.id, "phone": "22 826 65 43"},
                {"type": "delivery", "parent_id": company.id, "phone": "602345678"},
            ]
        )
        self._check(person, "*22 826 65 43")
        self._check(address, "*602345678")
        self._check(company)

    def test_another_number_takes_the_place_of_the_primary_one(self):
        partner = self._make_customer(phone="601234567")
        self._add(partner, "22 826 65 43")
        partner.phone = "602345678"
        self._check(partner, "*602345678", "22 826 65 43")

    def test_the_type_follows_a_number_of_another_kind_unless_somebody_chose_it(self):
        partner = self._make_customer(phone="601234567")
        partner.phone = "22 826 65 43"
        self.assertEqual(partner.customer_phone_ids.type, "home")
        partner.customer_phone_ids.type = "work"
        partner.phone = "602345678"
        self.assertEqual(partner.customer_phone_ids.type, "work")

    def test_two_numbers_in_one_field_become_two_rows_and_phone_keeps_the_first(self):
        partner = self._make_customer(phone="601234567 / 602345678 (żona)")
        self._check(partner, "*601234567", "602345678 (żona)")
        self.assertEqual(partner.customer_phone_ids[1].note, "żona")
        partner.phone = "22 826 65 43 or 601 234 567"
        self._check(partner, "*22 826 65 43", "602345678 (żona)", "601 234 567")

    def test_clearing_phone_removes_that_number_and_the_next_takes_its_place(self):
        partner = self._make_customer(phone="601234567, 602345678")
        partner.phone = False
        self._check(partner, "*602345678")
        partner.phone = "  "
        self._check(partner)
        self.assertFalse(partner.phone)
        partner.phone = False
        self._check(partner)

    def test_a_number_that_is_a_row_already_becomes_the_primary_one(self):
        partner = self._make_customer(phone="601234567, 22 826 65 43 wew. 12")
        partner.phone = "+48 22 8266543 ext. 12"
        self._check(partner, "601234567", "*+48 22 8266543 ext. 12")

    def test_an_extension_of_its_own_stays_when_the_number_is_typed_anew(self):
        partner = self._make_customer(phone="22 826 65 43")
        partner.customer_phone_ids.extension = "12"
        partner.phone = "+48 22 826 65 43"
        self._check(partner, "*+48 22 826 65 43")
        self.assertEqual(partner.customer_phone_ids.extension, "12")
        partner.phone = "+48 22 826 65 44"
        self.assertFalse(partner.customer_phone_ids.extension)

    def test_one_write_on_many_contacts(self):
        partners = self.Partner.create([{"name": "A"}, {"name": "B", "phone": "1"}])
        partners.write({"phone": "601234567"})
        for partner in partners:
            self._check(partner, "*601234567")

    def test_bad_input_stays_as_typed_and_is_marked(self):
        texts = (
            "ask Anna",
            "12",
            "601-234",
            "601234567/8",
            "brak",
            "+",
            "٣",
            "x" * 300,
        )
        for text in texts:
            with self.subTest(text):
                partner = self._make_customer(phone=text)
                self._check(partner, f"*{text}")
                row = partner.customer_phone_ids
                self.assertFalse(row.is_understood or row.number_e164)
                self.assertFalse(partner.phone_sanitized)

    def test_an_extension_in_five_languages_and_a_foreign_country(self):
        for text, e164, extension in (
            ("22 826 65 43 ext. 12", "+48228266543", "12"),
            ("22 826 65 43 wew. 12", "+48228266543", "12"),
            ("+49 30/1234567 App. 12", "+49301234567", "12"),
            ("+33 1 23 45 67 89 poste 12", "+33123456789", "12"),
            ("+7 495 123-45-67 доб. 12", "+74951234567", "12"),
            ("+1 212 555 0123", "+12125550123", ""),
        ):
            with self.subTest(text):
                partner = self._make_customer(phone=text)
                self._check(partner, f"*{text}")
                row = partner.customer_phone_ids
                self.assertEqual(
                    (row.number_e164, row.extension or ""), (e164, extension)
                )
                self.assertEqual(partner.phone_sanitized, e164)

    def test_a_company_given_its_country_late_reads_again_what_came_in_before(self):
        self.env.company.country_id = False
        ewa, jan = self.Partner.create(
            [
                {"name": "Ewa", "phone": "601 222 333"},
                {"name": "Jan", "phone": "later"},
            ]
        )
        self.assertFalse(ewa.customer_phone_ids.is_understood)
        self.assertFalse(ewa.phone_sanitized)
        self.env.company.country_id = self.poland
        self.env.flush_all()
        self.assertEqual(ewa.customer_phone_ids.number_e164, "+48601222333")
        self.assertEqual(ewa.phone_sanitized, "+48601222333")
        self.assertEqual(ewa.phone, "601 222 333", "as it was typed")
        self.assertFalse(jan.customer_phone_ids.is_understood)

    def test_another_company_s_country_reads_its_own_contacts_only(self):
        self.env.company.country_id = False
        other = self.env["res.company"].create({"name": "Other"})
        ewa = self.Partner.create(
            {"name": "Ewa", "phone": "601 222 333", "company_id": self.env.company.id}
        )
        ola = self.Partner.create(
            {"name": "Ola", "phone": "601 222 444", "company_id": other.id}
        )
        other.country_id = self.poland
        self.env.flush_all()
        self.assertEqual(ola.customer_phone_ids.number_e164, "+48601222444")
        self.assertFalse(ewa.customer_phone_ids.is_understood)

    def test_a_changed_country_reads_again_what_was_not_understood(self):
        partner = self._make_customer(phone="030/1234567", country_id=False)
        other = self._make_customer(phone="601234567", country_id=False)
        self.assertFalse(partner.customer_phone_ids.is_understood)
        (partner | other).country_id = self.germany
        self._check(partner, "*030/1234567")
        self.assertEqual(partner.phone_sanitized, "+49301234567")
        self.assertEqual(other.customer_phone_ids.number_e164, "+48601234567")
        self.assertEqual(other.phone_sanitized, "+48601234567")

    def test_a_copy_has_the_same_numbers_in_the_same_order(self):
        partner = self._make_customer(phone="601234567, 22 826 65 43 (biuro)")
        partner.customer_phone_ids[0].extension = "7"
        outsider = self._make_user("outsider", OUTSIDER)
        copies = partner.with_user(outsider).copy() | partner.copy()
        for copy in self.Partner.browse(copies.ids):
            self._check(copy, "*601234567", "22 826 65 43 (biuro)")
            self.assertEqual(copy.customer_phone_ids[0].extension, "7")
            self.assertEqual(copy.customer_phone_ids[1].note, "biuro")
        self._check(partner.copy({"phone": "602345678"}), "*602345678")

    def test_core_merge_leaves_one_primary_and_loses_no_number(self):
        first = self._make_customer(phone="601234567, 22 826 65 43")
        second = self._make_customer(phone="602345678, 601 234 567 (żona)")
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((first | second).ids, first)
        self._check(first, "*601234567", "22 826 65 43", "602345678")
        self.assertEqual(first.customer_phone_ids[0].note, "żona")

    def test_core_merge_gives_a_phone_to_who_had_none(self):
        first = self._make_customer(phone=False)
        second = self._make_customer(phone="602345678, 601234567")
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((first | second).ids, first)
        self._check(first, "*602345678", "601234567")

    def test_what_core_writes_past_the_orm_is_not_lost(self):
        partner = self._make_customer(phone=False)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET phone = '601234567' WHERE id = %s", [partner.id]
        )
        partner.invalidate_recordset()
        self._add(partner, "602345678")
        self._check(partner, "602345678", "*601234567")


@tagged("post_install", "-at_install")
class TestPhoneFollowsRows(PhoneCase):
    """What is done to the rows is done to `phone`."""

    def test_the_first_row_is_primary(self):
        partner = self._make_customer(phone=False)
        self._add(partner, "601234567")
        self._check(partner, "*601234567")
        self._add(partner, "602345678")
        self._check(partner, "*601234567", "602345678")

    def test_making_one_primary_unmarks_the_other(self):
        partner = self._make_customer(phone="601234567")
        other = self._add(partner, "602345678", is_primary=True)
        self._check(partner, "601234567", "*602345678")
        partner.customer_phone_ids.filtered(lambda r: r != other).is_primary = True
        self._check(partner, "*601234567", "602345678")
        partner.customer_phone_ids.is_primary = True
        self.assertEqual(len(partner.customer_phone_ids.filtered("is_primary")), 1)
        partner.customer_phone_ids.is_primary = False
        self.assertEqual(len(partner.customer_phone_ids.filtered("is_primary")), 1)

    def test_deleting_the_primary_one_promotes_the_next_that_is_no_fax(self):
        partner = self._make_customer(phone="601234567")
        self._add(partner, "22 826 65 44", type="fax")
        self._add(partner, "602345678")
        partner.customer_phone_ids[0].unlink()
        self._check(partner, "22 826 65 44", "*602345678")
        partner.customer_phone_ids[1].unlink()
        self._check(partner, "*22 826 65 44")
        partner.customer_phone_ids.unlink()
        self._check(partner)

    def test_changing_the_primary_number_changes_phone(self):
        partner = self._make_customer(phone="601234567")
        partner.customer_phone_ids.number = "22 826 65 43 wew. 12"
        self._check(partner, "*22 826 65 43 wew. 12")
        self.assertEqual(partner.customer_phone_ids.extension, "12")
        partner.customer_phone_ids.number = "601234567 / 602345678"
        self._check(partner, "*601234567", "602345678")

    def test_a_row_moves_to_another_contact(self):
        one, two = self._make_customer(phone="601234567"), self._make_customer(phone="")
        one.customer_phone_ids.partner_id = two
        self._check(one)
        self._check(two, "*601234567")

    def test_rows_and_phone_in_one_call_are_not_doubled(self):
        partner = self.Partner.create(
            {
                "name": "Anna",
                "country_id": self.poland.id,
                "phone": "+48 601 234 567",
                "customer_phone_ids": [
                    Command.create({"number": "601234567"}),
                    Command.create({"number": "22 826 65 43 / 22 826 65 44"}),
                ],
            }
        )
        numbers = ["*601234567", "22 826 65 43", "22 826 65 44"]
        self._check(partner, *numbers)
        partner.write(
            {
                "phone": "602345678",
                "customer_phone_ids": [Command.create({"number": "12 422 22 22"})],
            }
        )
        self._check(partner, "*602345678", *numbers[1:], "12 422 22 22")
        partner.write(
            {
                "phone": False,
                "customer_phone_ids": [
                    Command.delete(partner.customer_phone_ids.filtered("is_primary").id)
                ],
            }
        )
        self._check(partner, "*22 826 65 43", "22 826 65 44", "12 422 22 22")

    def test_rows_and_another_phone_in_one_call_lose_nothing(self):
        partner = self.Partner.create(
            {
                "name": "Anna",
                "phone": "601234567",
                "customer_phone_ids": [Command.create({"number": "602345678"})],
            }
        )
        self._check(partner, "602345678", "*601234567")

    def test_an_empty_number_is_refused_in_a_sentence(self):
        partner = self._make_customer()
        for number in (False, "", "  "):
            with (
                self.subTest(number),
                self.assertRaisesRegex(ValidationError, '"Number" is missing'),
            ):
                self._add(partner, number)
        with self.assertRaisesRegex(ValidationError, '"Customer" is missing'):
            self.Phone.create({"number": "601234567"})
        with self.assertRaisesRegex(ValidationError, '"Number" is missing'):
            partner.customer_phone_ids.number = False
        self._check(partner, "*+48 601 234 567")


@tagged("post_install", "-at_install")
class TestPhoneUse(PhoneCase):
    """SMS, the gate, events and rights."""

    def test_odoo_reads_numbers_with_our_parser(self):
        partner = self._make_customer(
            phone="030/1234567 App. 12", country_id=self.germany.id
        )
        self.assertEqual(partner.phone_sanitized, "+49301234567")
        self.assertEqual(partner._phone_format(), "+49301234567")
        self.assertFalse(partner._phone_format(number="030 1234567/68"))
        with self.assertRaisesRegex(Exception, "not understood"):
            partner._phone_format(number="brak", raise_exception=True)
        self.assertEqual(
            partner._phone_format(number="0171 1234567", force_format="INTERNATIONAL"),
            "+49 171 1234567",
        )
        self.assertEqual(
            self.env.user._phone_format(number="0601 234 567"), "+48601234567"
        )

    def test_a_fax_is_no_sms_target_and_is_not_called(self):
        partner = self._make_customer(phone="22 826 65 44 (faks)")
        self.assertEqual(partner.customer_phone_ids.type, "fax")
        self.assertFalse(partner.phone_sanitized)
        for channel in ("sms", "call"):
            refusals = partner._contact_refusals(channel)
            self.assertIn("fax", refusals[partner.id])
        composer = self.env["sms.composer"].create(
            {
                "composition_mode": "comment",
                "res_model": "res.partner",
                "res_id": partner.id,
                "body": "Hello",
            }
        )
        self.assertFalse(composer.recipient_single_valid)
        self._add(partner, "601234567", is_primary=True)
        self.assertFalse(partner._contact_refusals("sms"))

    def test_each_change_is_an_event_with_old_and_new(self):
        partner = self._make_customer(phone="601234567")
        events = self.env["customer.event"].search
        domain = [("partner_id", "=", partner.id), ("kind", "=", "phone")]
        self.assertFalse(events(domain))
        partner.with_user(self.user_level_5).phone = "602345678"
        event = events(domain)
        self.assertRecordValues(
            event,
            [
                {
                    "old_value": "601234567",
                    "new_value": "602345678",
                    "user_id": self.user_level_5.id,
                }
            ],
        )
        partner.phone = "602345678"
        self._add(partner, "22 826 65 43", extension="12")
        added = events(domain) - event
        self.assertEqual(added.new_value, "602345678\n22 826 65 43 ext. 12")
        partner.customer_phone_ids[0].unlink()
        last = events(domain) - event - added
        self.assertEqual(last.new_value, "22 826 65 43 ext. 12")

    def test_a_user_without_a_level_keeps_rows_in_step(self):
        outsider = self._make_user("outsider", OUTSIDER)
        partner = (
            self.Partner.with_user(outsider)
            .create({"name": "New", "phone": "601234567, 602345678"})
            .with_env(self.env)
        )
        self._check(partner, "*601234567", "602345678")
        partner.with_user(outsider).phone = "22 826 65 43"
        self._check(partner, "*22 826 65 43", "602345678")
        with self.assertRaises(AccessError):
            partner.with_user(outsider).customer_phone_ids.read(["number"])

    def test_who_may_not_write_a_contact_may_not_change_its_numbers(self):
        partner = self._make_customer(phone="601234567")
        row = partner.customer_phone_ids
        self.env["ir.rule"].create(
            {
                "name": "Contacts of the test",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": f"[('id', '!=', {partner.id})]",
                "perm_read": False,
            }
        )
        user = self.user_level_1
        with self.assertRaises(AccessError):
            partner.with_user(user).phone = "602345678"
        with self.assertRaises(AccessError):
            row.with_user(user).number = "602345678"
        with self.assertRaises(AccessError):
            row.with_user(user).unlink()
        with self.assertRaises(AccessError):
            self.Phone.with_user(user).create(
                {"partner_id": partner.id, "number": "602345678"}
            )
        self._check(partner, "*601234567")

    def test_who_may_only_see_customers_changes_no_row(self):
        change = self.env.ref("customer_care.function_customer_change")
        change._customer_set_lowest_level(1)
        partner = self._make_customer(phone="601234567")
        user = self.user_level_5
        self.assertEqual(partner.with_user(user).customer_phone_ids.number, "601234567")
        with self.assertRaises(AccessError):
            partner.customer_phone_ids.with_user(user).note = "x"
        field = partner._fields["customer_phone_ids"]
        self.assertFalse(partner.with_user(user)._has_field_access(field, "write"))

    def test_numbers_follow_the_company_of_their_contact(self):
        other = self.env["res.company"].create({"name": "Other"})
        mine = self._make_customer(phone="601234567", company_id=self.env.company.id)
        theirs = self._make_customer(phone="601234568", company_id=other.id)
        rows = (mine | theirs).customer_phone_ids
        seen = self.Phone.with_user(self.user_level_1).search([("id", "in", rows.ids)])
        self.assertEqual(seen, mine.customer_phone_ids)


@tagged("post_install", "-at_install")
class TestPhoneForm(PhoneCase):
    """The header and the page show the same while the form is filled in."""

    def _form(self, partner=None):
        return Form((partner or self.Partner).with_user(self.user_level_5))

    def test_a_new_customer_typed_in_the_header(self):
        with self._form() as form:
            form.name = "Anna"
            form.phone = "601234567"
            self.assertEqual(form.phone, "+48 601 234 567")
            with form.customer_phone_ids.edit(0) as line:
                self.assertEqual((line.number, line.type), (form.phone, "mobile"))
                self.assertTrue(line.is_primary)
        self._check(self.Partner.browse(form.record.id), "*+48 601 234 567")

    def test_a_new_customer_typed_on_the_page(self):
        with self._form() as form:
            form.name = "Anna"
            with form.customer_phone_ids.new() as line:
                line.number = "22 826 65 43 wew. 12"
                self.assertEqual((line.extension, line.type), ("12", "home"))
            self.assertEqual(form.phone, "22 826 65 43 wew. 12")
            with form.customer_phone_ids.new() as line:
                line.number = "601234567"
                line.is_primary = True
            self.assertEqual(form.phone, "601234567")
        partner = self.Partner.browse(form.record.id)
        self._check(partner, "22 826 65 43 wew. 12", "*601234567")

    def test_the_same_number_in_both_is_one_row(self):
        with self._form() as form:
            form.name = "Anna"
            with form.customer_phone_ids.new() as line:
                line.number = "601234567"
            form.phone = "0601 234 567"
        partner = self.Partner.browse(form.record.id)
        self.assertEqual(partner.customer_phone_ids.number_e164, "+48601234567")
        self._check(partner, f"*{partner.phone}")

    def test_a_customer_is_edited_in_the_header_and_on_the_page(self):
        partner = self._make_customer(phone="601234567, 602345678")
        with self._form(partner) as form:
            form.phone = "22 826 65 43"
            with form.customer_phone_ids.edit(1) as line:
                line.note = "żona"
        self._check(partner, "*+48 22 826 65 43", "602345678")
        with self._form(partner) as form:
            form.customer_phone_ids.remove(0)
            self.assertEqual(form.phone, "602345678")
        self._check(partner, "*602345678")
        self.assertEqual(partner.customer_phone_ids.note, "żona")
        with self._form(partner) as form:
            form.phone = "601234567 / 12 422 22 22"
        self._check(partner, "*601234567", "12 422 22 22")

    def test_an_extension_or_a_remark_is_not_formatted_away(self):
        for text in ("22 826 65 43 wew. 12", "601234567 (żona)", "brak"):
            with self.subTest(text):
                form = self._form()
                form.phone = text
                self.assertEqual(form.phone, text)

    def test_a_saved_contact_is_formatted_as_the_portal_does_it(self):
        partner = self._make_customer(phone="601234567")
        partner._onchange_phone_validation()
        self._check(partner, "*+48 601 234 567")
        partner.phone = "22 826 65 43 wew. 12"
        partner._onchange_phone_validation()
        self._check(partner, "*22 826 65 43 wew. 12")

    def test_a_user_without_a_level_has_odoos_form(self):
        outsider = self._make_user("outsider", OUTSIDER)
        with Form(self.Partner.with_user(outsider)) as form:
            form.name = "Anna"
            form.phone = "601234567"
        self._check(self.Partner.browse(form.record.id), "*+48 601 234 567")


@tagged("post_install", "-at_install")
class TestPhoneMany(PhoneCase):
    """Sets, not loops; and the numbers that were there before us."""

    def _cost(self, count, do):
        with counted(self.env) as queries:
            do(count)
            self.env.flush_all()
        return queries.number

    def test_phones_cost_many_new_contacts_no_query_each(self):
        def create(count, **vals):
            return self.Partner.with_context(tracking_disable=True).create(
                [{"name": f"N{i}", **vals} for i in range(count)]
            )

        def create_with_phone(count):
            return create(count, phone="601234567")

        create_with_phone(1)
        plain = [self._cost(count, create) for count in (100, 1000)]
        phones = [self._cost(count, create_with_phone) for count in (100, 1000)]
        # an INSERT of Odoo's takes a hundred rows
        more = (phones[1] - plain[1]) - (phones[0] - plain[0])
        self.assertLessEqual(more, 900 // 100 + 1)

    def test_many_rows_in_one_call_cost_as_many_queries_as_few(self):
        partners = self.Partner.create([{"name": "A"}] * 1000)

        def create(count):
            self.Phone.create(
                [
                    {"partner_id": partner.id, "number": f"601{partner.id:06d}"}
                    for partner in partners[:count]
                ]
            )

        self._cost(1, create)
        few, many = self._cost(100, create), self._cost(1000, create)
        # Odoo's own INSERT and UPDATE take a hundred rows each
        self.assertLessEqual(many - few, 4 * 900 // 100)

    def test_installation_makes_the_rows_and_changes_no_phone(self):
        texts = [
            "601234567",
            "030 1234567 App. 12",
            "601234567 / 602345678",
            "brak",
            " ",
        ]
        partners = self.Partner.create(
            [{"name": "Before", "phone": text} for text in texts]
        )
        partners.country_id = self.poland
        partners[1].country_id = self.germany
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM customer_phone")
        for partner, text in zip(partners, texts, strict=True):
            self.env.cr.execute(
                "UPDATE res_partner SET phone = %s, phone_sanitized = %s WHERE id = %s",
                [text, "+4930123456727712", partner.id],
            )
        self.env.invalidate_all()
        with self.assertLogs(INSTALL, "WARNING") as log:
            self.Partner._post_init_phones()
        self.assertIn("were not understood", log.output[0])
        self.assertEqual(partners.mapped("phone"), texts)
        self.assertEqual(
            [self._numbers(partner) for partner in partners],
            [
                ["*601234567"],
                ["*030 1234567 App. 12"],
                ["*601234567", "602345678"],
                ["*brak"],
                [],
            ],
        )
        self.assertEqual(
            partners[:4].mapped("phone_sanitized"),
            ["+48601234567", "+49301234567", "+48601234567", False],
        )
        self.assertEqual(partners[1].customer_phone_ids.extension, "12")
        self.assertEqual(self.Partner._complete_all_phones(), (0, 0))
        partners[2].customer_phone_ids[1].note = "żona"
        self._check(partners[2], "*601234567", "602345678")

    def test_installation_needs_as_many_queries_for_many_as_for_few(self):
        def install(count):
            self.Partner._complete_all_phones()

        costs = []
        for count in (5, 500):
            self.Partner.create([{"name": "B", "phone": "601234567"}] * count)
            self.env.flush_all()
            self.env.cr.execute("DELETE FROM customer_phone")
            costs.append(self._cost(count, install))
        self.assertEqual(*costs)
