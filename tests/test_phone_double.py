# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import CustomerCommon


class PhoneDoubleCase(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.pl")
        cls.anna = cls._make_customer(phone="601 234 567")
        cls.first = cls.anna.customer_phone_ids
        cls.Wizard = cls.env["customer.delete.duplicate.phones"]

    @classmethod
    def _add(cls, partner, number, **vals):
        """A row as an import or an older system left it: nobody compared."""
        row = cls.env["customer.phone"].create(
            {"partner_id": partner.id, "number": number, **vals}
        )
        return row

    def _open(self, user=None):
        wizards = self.Wizard.with_user(user or self.user_level_2)
        return wizards.browse(wizards.action_open()["res_id"])

    def _clean(self, user=None):
        action = self._open(user).action_delete()
        return self.env["customer.operation"].browse(action["res_id"])

    def _numbers(self, partner):
        self.env.invalidate_all()
        return sorted(partner.customer_phone_ids.mapped("number"))


@tagged("post_install", "-at_install")
class TestPhoneDouble(PhoneDoubleCase):
    def test_the_same_number_in_another_notation_goes(self):
        self._add(self.anna, "+48 601-234-567")
        self._add(self.anna, "0048601234567")
        self._add(self.anna, "22 826 65 43")
        operation = self._clean()
        self.assertEqual(self._numbers(self.anna), ["22 826 65 43", "601 234 567"])
        self.assertEqual(self.anna.phone, "601 234 567")
        self.assertTrue(self.first.is_primary)
        self.assertRecordValues(
            operation,
            [
                {
                    "state": "done",
                    "pair_count": 1,
                    "row_count": 2,
                    "kind": "phone_double",
                }
            ],
        )

    def test_another_type_extension_or_customer_is_no_double(self):
        other = self._make_customer(name="Jan Nowak", phone="601 234 567")
        self._add(self.anna, "601 234 567", type="work")
        self._add(self.anna, "601 234 567 wew. 12")
        with self.assertRaisesRegex(UserError, "no duplicate numbers"):
            self._clean()
        self.assertEqual(len(self.anna.customer_phone_ids), 3)
        self.assertEqual(len(other.customer_phone_ids), 1)

    def test_what_was_not_understood_is_compared_without_its_punctuation(self):
        self._add(self.anna, "12-34")
        self._add(self.anna, "(12) 34", type="other")
        self._add(self.anna, "12 35")
        self._clean()
        self.assertEqual(self._numbers(self.anna), ["12 35", "12-34", "601 234 567"])

    def test_the_row_with_a_remark_stays_and_no_remark_is_lost(self):
        self._add(self.anna, "22 826 65 43")
        noted = self._add(self.anna, "+48 22 8266543", note="mother")
        self._add(self.anna, "022 8266543", note="after six")
        self._clean()
        self.env.invalidate_all()
        self.assertTrue(noted.exists())
        self.assertEqual(noted.note, "mother; after six")
        self.assertEqual(len(self.anna.customer_phone_ids), 2)

    def test_the_primary_number_stays_even_without_a_remark(self):
        self._add(self.anna, "+48601234567", note="private")
        self._clean()
        self.assertRecordValues(
            self.anna.customer_phone_ids,
            [{"number": "601 234 567", "note": "private", "is_primary": True}],
        )

    def test_the_preview_shows_what_goes_and_changes_nothing(self):
        self._add(self.anna, "+48 601-234-567")
        wizard = self._open()
        self.assertRecordValues(wizard, [{"customer_count": 1, "phone_count": 1}])
        self.assertRecordValues(
            wizard.line_ids,
            [
                {
                    "partner_id": self.anna.id,
                    "kept": "601 234 567",
                    "removed": "+48 601-234-567",
                }
            ],
        )
        self.assertEqual(len(self.anna.customer_phone_ids), 2)
        self.assertEqual(wizard.operation_id.state, "rehearsed")

    def test_only_what_was_shown_goes(self):
        self._add(self.anna, "+48 601-234-567")
        wizard = self._open()
        later = self._add(self.anna, "0601234567")
        wizard.action_delete()
        self.assertEqual(self._numbers(self.anna), ["0601234567", "601 234 567"])
        self.assertTrue(later.exists())

    def test_a_number_corrected_since_the_preview_stays(self):
        row = self._add(self.anna, "+48 601-234-567")
        self._add(self.anna, "0601 234 567")
        wizard = self._open()
        row.number = "602 345 678"
        wizard.action_delete()
        self.assertEqual(self._numbers(self.anna), ["601 234 567", "602 345 678"])

    def test_the_same_preview_is_run_once(self):
        self._add(self.anna, "+48 601-234-567")
        wizard = self._open()
        wizard.action_delete()
        with self.assertRaisesRegex(UserError, "started already"):
            wizard.action_delete()

    def test_two_previews_of_the_same_numbers_delete_once(self):
        self._add(self.anna, "+48 601-234-567")
        one, other = self._open(), self._open()
        one.action_delete()
        with self.assertRaisesRegex(UserError, "nothing was changed"):
            other.action_delete()
        self.assertEqual(self._numbers(self.anna), ["601 234 567"])

    def test_undo_brings_the_rows_back_as_they_were(self):
        row = self._add(self.anna, "+48601234567", note="private", sequence=40)
        row_id, before = row.id, row.copy_data()
        operation = self._clean()
        operation.with_user(self.user_level_2).action_undo()
        self.env.invalidate_all()
        back = self.env["customer.phone"].browse(row_id)
        self.assertEqual(back.copy_data(), before)
        self.assertFalse(self.first.note)
        self.assertEqual(operation.state, "undone")
        with self.assertRaisesRegex(UserError, "undone already"):
            operation.action_undo()

    def test_undo_leaves_a_remark_changed_since_and_lists_it(self):
        self._add(self.anna, "+48601234567", note="private")
        operation = self._clean()
        self.first.note = "ask for Anna"
        operation.action_undo()
        self.env.invalidate_all()
        self.assertEqual(self.first.note, "ask for Anna")
        self.assertEqual(len(self.anna.customer_phone_ids), 2)
        left = operation.line_ids.filtered(lambda line: line.kind == "left")
        self.assertEqual(left.mapped("column_name"), ["note"])

    def test_undo_after_the_customer_was_deleted_gives_back_the_others(self):
        ewa = self._make_customer(name="Ewa", phone="602 345 678")
        self._add(ewa, "+48602345678")
        self._add(self.anna, "+48601234567")
        operation = self._clean()
        ewa.unlink()
        operation.action_undo()
        self.assertEqual(len(self.anna.customer_phone_ids), 2)
        left = operation.line_ids.filtered(lambda line: line.kind == "left")
        self.assertEqual(left.mapped("note"), ["Its customer was deleted since."])

    def test_the_change_stands_in_the_history_of_the_customer(self):
        self._add(self.anna, "+48601234567")
        before = self.anna.customer_event_ids
        self._clean()
        event = self.anna.customer_event_ids - before
        self.assertRecordValues(
            event,
            [
                {
                    "kind": "phone",
                    "old_value": "601 234 567\n+48601234567",
                    "new_value": "601 234 567",
                    "user_id": self.user_level_2.id,
                }
            ],
        )

    def test_the_undo_stands_in_the_history_of_the_customer_too(self):
        self._add(self.anna, "+48601234567")
        operation = self._clean()
        before = self.anna.customer_event_ids
        operation.action_undo()
        self.env.invalidate_all()
        self.assertRecordValues(
            self.anna.customer_event_ids - before,
            [
                {
                    "kind": "phone",
                    "old_value": "601 234 567",
                    "new_value": "601 234 567\n+48601234567",
                }
            ],
        )

    def test_restricted_and_forgotten_customers_are_left_alone(self):
        jan = self._make_customer(name="Jan", phone="602 345 678")
        for partner in (self.anna, jan):
            self._add(partner, f"+48{partner.phone.replace(' ', '')}")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET is_restricted = (id = %s),"
            " is_forgotten = (id = %s) WHERE id IN (%s, %s)",
            [self.anna.id, jan.id, self.anna.id, jan.id],
        )
        self.env.invalidate_all()
        self.assertFalse(self._open().phone_count)

    def test_customers_of_another_company_are_left_alone(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._add(self.anna, "+48601234567")
        self.anna.company_id = other
        self.assertFalse(self._open().phone_count)
        self.assertEqual(len(self.anna.customer_phone_ids), 2)

    def test_who_may_not_clean_is_refused_whatever_they_call(self):
        self._add(self.anna, "+48601234567")
        wizard = self._open()
        for call in (
            self.Wizard.with_user(self.user_level_3).action_open,
            wizard.with_user(self.user_level_3).action_delete,
            wizard.with_user(self.user_level_3).action_shared,
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertEqual(len(self.anna.customer_phone_ids), 2)

    def test_two_and_two_hundred_customers_cost_the_same(self):
        def doubles(count):
            partners = self.env["res.partner"].create(
                [
                    {"name": f"P{n}", "phone": f"22 826 {n // 100:02} {n % 100:02}"}
                    for n in range(count)
                ]
            )
            self.env["customer.phone"].create(
                [{"partner_id": p.id, "number": f"+48 {p.phone}"} for p in partners]
            )
            self.env.flush_all()

        counts = []
        for number in (2, 200):
            doubles(number)
            wizard = self._open()
            start = self.env.cr.sql_log_count
            wizard.action_delete()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)


@tagged("post_install", "-at_install")
class TestPhoneShared(PhoneDoubleCase):
    def setUp(self):
        super().setUp()
        self.jan = self._make_customer(name="Jan Kowalski", phone="+48601234567")
        self.Shared = self.env["customer.phone.shared"].with_user(self.user_level_2)

    def _shared(self, number="+48601234567"):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.Shared.search([("number_e164", "=", number)])

    def test_a_number_of_two_customers_is_listed_and_not_touched(self):
        self.assertRecordValues(
            self._shared(),
            [
                {
                    "customer_count": 2,
                    "is_family": False,
                    "partner_ids": (self.anna | self.jan).ids,
                }
            ],
        )
        self.assertEqual(self._open().shared_count, self.Shared.search_count([]))

    def test_a_company_with_its_contact_persons_shares_nothing(self):
        company = self._make_customer(
            name="Bakery", is_company=True, phone="22 826 65 43"
        )
        self._make_customer(name="Ewa", parent_id=company.id, phone="22 826 65 43")
        self.assertFalse(self._shared("+48228266543"))

    def test_the_family_is_made_from_the_list(self):
        shared = self._shared().with_user(self.user_level_2)
        context = shared.action_make_family()["context"]
        wizard = (
            self.env["customer.family.add"]
            .with_user(self.user_level_2)
            .with_context(**context)
            .create({})
        )
        self.assertEqual(wizard.customer_ids, self.anna | self.jan)
        self.anna.family_id = self.env["customer.family"]._unite(self.anna | self.jan)
        self.assertTrue(self._shared().is_family)

    def test_companies_make_no_family(self):
        (self.anna | self.jan).is_company = True
        with self.assertRaisesRegex(UserError, "two persons"):
            self._shared().action_make_family()


@tagged("post_install", "-at_install")
class TestPhoneDoubleTour(PhoneDoubleCase, HttpCase):
    def test_duplicates_are_found_deleted_and_given_back(self):
        self._add(self.anna, "+48 601-234-567")
        self.start_tour(
            "/odoo/action-customer_care.customer_action_action_center",
            "customer_care_phone_double",
            login="level_2",
        )
        self.env.invalidate_all()
        self.assertEqual(
            self._numbers(self.anna), ["+48 601-234-567", "601 234 567"], "undone"
        )
        operation = self.env["customer.operation"].search(
            [("kind", "=", "phone_double")], limit=1
        )
        self.assertEqual(operation.state, "undone")
        self.assertLess(
            fields.Datetime.now() - operation.undone_at, timedelta(minutes=5)
        )
