# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, freeze_time, new_test_user, tagged
from odoo.tools import SQL

from .common_queries import counted


@tagged("post_install", "-at_install")
@freeze_time("2026-06-15 12:00:00")
class TestBaseCheck(TransactionCase):
    """What cannot be right is found, corrected in one go, and given back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.finding"].sudo().search([]).unlink()
        cls.owner = new_test_user(cls.env, "base_owner", groups="customer_care.level_1")
        cls.poland = cls.env.ref("base.pl")
        cls.findings = cls.env["customer.finding"].with_user(cls.owner)

    def _customer(self, **columns):
        """A customer as an older system left them: past what the form checks."""
        partner = self.env["res.partner"].create(
            {"name": columns.pop("name", "Anna"), "country_id": self.poland.id}
        )
        self._write("res_partner", partner, **columns)
        return partner

    def _write(self, table, record, **columns):
        self.env.flush_all()
        for name, value in columns.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = %s",
                    SQL.identifier(table),
                    SQL.identifier(name),
                    value,
                    record.id,
                )
            )
        self.env.invalidate_all()

    def _found(self, partner):
        self.findings._scan()
        rows = self.findings.search([("partner_id", "=", partner.id)])
        return {
            row.kind: (row.value, row.problem, row.proposal or "", row.state)
            for row in rows
        }

    def _row(self, partner):
        self.findings._scan()
        return self.findings.search([("partner_id", "=", partner.id)])

    # -- the check ---------------------------------------------------------------------

    def test_wrong_values_are_found_with_a_reason_and_a_proposal(self):
        anna = self._customer(
            email="anna@gmial.com", zip="00950", birth_date="2071-05-02"
        )
        self.assertEqual(
            self._found(anna),
            {
                "email": ("anna@gmial.com", "typo", "anna@gmail.com", "open"),
                "postcode": ("00950", "form", "00-950", "open"),
                "birth_date": ("2071-05-02", "future", "1971-05-02", "open"),
            },
        )
        for row in self.findings.search([("partner_id", "=", anna.id)]):
            self.assertTrue(row.reason.endswith("."))

    def test_right_values_are_not_found(self):
        anna = self._customer(
            email="anna.b+c@example.co.uk", zip="00-950", birth_date="1931-05-02"
        )
        self.assertEqual(self._found(anna), {})

    def test_dates_of_programs_and_of_the_first_century(self):
        filler = self._customer(birth_date="1900-01-01")
        century = self._customer(birth_date="0071-05-02")
        old = self._customer(birth_date="1890-05-02")
        found = {
            self._found(each)["birth_date"][1:3] for each in (filler, century, old)
        }
        self.assertEqual(found, {("filler", ""), ("old", "1971-05-02"), ("old", "")})

    def test_vins_and_chips_that_fail_are_found(self):
        anna = self._customer()
        asset = self.env["customer.asset"]
        car = asset.create({"partner_id": anna.id, "kind": "vehicle", "name": "Car"})
        self._write(
            "customer_asset", car, vin="1M8GDM9AXKPO42788", vin_key="1M8GDM9AXKPO42788"
        )
        dog = asset.create({"partner_id": anna.id, "kind": "animal", "name": "Rex"})
        self._write("customer_asset", dog, chip="61609390012345O")
        self.assertEqual(
            self._found(anna),
            {
                "vin": ("1M8GDM9AXKPO42788", "letters", "1M8GDM9AXKP042788", "open"),
                "chip": ("61609390012345O", "letters", "616093900123450", "open"),
            },
        )
        self.findings.search([("partner_id", "=", anna.id)]).action_apply()
        self.env.invalidate_all()
        self.assertEqual(car.vin, "1M8GDM9AXKP042788")
        self.assertEqual(car.vin_key, "1M8GDM9AXKP042788")
        self.assertEqual(dog.chip_key, "616093900123450")

    def test_a_confirmed_vin_is_not_found(self):
        anna = self._customer()
        car = self.env["customer.asset"].create(
            {"partner_id": anna.id, "kind": "vehicle", "name": "Oldtimer"}
            | {"vin": "1102843765", "is_vin_confirmed": True}
        )
        self.assertTrue(car.is_vin_confirmed)
        self.assertEqual(self._found(anna), {})

    def test_restricted_inactive_and_forgotten_customers_are_left_alone(self):
        for column, value in (
            ("is_restricted", True),
            ("is_forgotten", True),
            ("active", False),
        ):
            with self.subTest(column):
                partner = self._customer(email="anna@gmial.com", **{column: value})
                self.assertEqual(self._found(partner), {})

    def test_what_was_corrected_by_hand_leaves_the_list(self):
        anna = self._customer(email="anna@gmial.com")
        self.assertTrue(self._found(anna))
        anna.email = "anna@gmail.com"
        self.assertEqual(self._found(anna), {})

    def test_a_typed_proposal_and_a_decision_survive_the_next_check(self):
        anna = self._customer(email="anna@gmial.com")
        ola = self._customer(email="ola@gmial.com")
        self._row(anna).proposal = "anna@gmail.pl"
        self._row(ola).action_right()
        self.assertEqual(self._found(anna)["email"][2], "anna@gmail.pl")
        self.assertEqual(self._found(ola)["email"][3], "right")
        # another value is another question
        self._write("res_partner", ola, email="ola@hotmial.com")
        self.assertEqual(self._found(ola)["email"][3], "open")

    # -- correct -----------------------------------------------------------------------

    def test_proposals_are_applied_to_a_selection_and_given_back(self):
        partners = self.env["res.partner"]
        for number in range(3):
            partners |= self._customer(
                email=f"anna{number}@gmial.com", zip=f"0095{number}"
            )
        self.findings._scan()
        rows = self.findings.search([("partner_id", "in", partners.ids)])
        self.assertEqual(len(rows), 6)
        action = rows.action_apply()
        operation = self.env["customer.operation"].browse(action["res_id"])
        self.assertEqual((operation.state, operation.pair_count), ("done", 6))
        self.assertEqual(operation.user_id, self.owner)
        self.env.invalidate_all()
        self.assertEqual(partners.mapped("zip"), ["00-950", "00-951", "00-952"])
        self.assertEqual(partners[0].email, "anna0@gmail.com")
        # what Odoo computes from it is right, too
        self.assertEqual(partners[0].email_normalized, "anna0@gmail.com")
        self.assertEqual(set(rows.mapped("state")), {"corrected"})
        event = self.env["customer.event"].search(
            [("partner_id", "=", partners[0].id), ("kind", "=", "email")]
        )
        self.assertEqual(
            (event.old_value, event.new_value, event.user_id),
            ("anna0@gmial.com", "anna0@gmail.com", self.owner),
        )
        operation.with_user(self.owner).action_undo()
        self.env.invalidate_all()
        self.assertEqual(partners[0].email, "anna0@gmial.com")
        self.assertEqual(partners[0].email_normalized, "anna0@gmial.com")
        self.assertEqual(partners.mapped("zip"), ["00950", "00951", "00952"])
        self.assertEqual(set(rows.mapped("state")), {"open"})
        with self.assertRaises(UserError):
            operation.with_user(self.owner).action_undo()

    def test_an_undo_leaves_what_was_changed_since(self):
        anna = self._customer(email="anna@gmial.com")
        ola = self._customer(email="ola@gmial.com")
        action = (self._row(anna) | self._row(ola)).action_apply()
        anna.email = "new@example.com"
        operation = self.env["customer.operation"].browse(action["res_id"])
        operation.with_user(self.owner).action_undo()
        self.env.invalidate_all()
        self.assertEqual(anna.email, "new@example.com")
        self.assertEqual(ola.email, "ola@gmial.com")
        left = operation.line_ids.filtered(lambda line: line.kind == "left")
        self.assertEqual(left.filtered("column_name").mapped("column_name"), ["email"])

    def test_a_value_that_is_no_better_is_refused_and_nothing_is_changed(self):
        anna = self._customer(email="anna@gmial.com")
        row = self._row(anna)
        for wrong in ("anna@", "anna@gmial.com", ""):
            with self.subTest(wrong), self.assertRaises(UserError) as caught:
                row.proposal = wrong
                row.action_apply()
            self.assertNotIn("\n", str(caught.exception).strip())
        self.assertEqual(anna.email, "anna@gmial.com")
        self.assertEqual(row.state, "open")

    def test_values_that_changed_meanwhile_are_refused_and_the_rest_goes_on(self):
        anna = self._customer(email="anna@gmial.com")
        ola = self._customer(email="ola@gmial.com")
        rows = self._row(anna) | self._row(ola)
        anna.email = "new@example.com"
        action = rows.action_apply()
        operation = self.env["customer.operation"].browse(action["res_id"])
        self.env.invalidate_all()
        self.assertEqual(anna.email, "new@example.com")
        self.assertEqual(ola.email, "ola@gmail.com")
        refused = operation.line_ids.filtered(lambda line: line.kind == "refused")
        self.assertEqual(refused.source_id, self._row(anna).id or rows[0].id)

    def test_two_people_who_apply_the_same_rows_change_them_once(self):
        row = self._row(self._customer(email="anna@gmial.com"))
        row.action_apply()
        with self.assertRaisesRegex(UserError, "still to be decided"):
            row.action_apply()
        with self.assertRaisesRegex(UserError, "still to be decided"):
            row.action_empty()

    def test_values_are_emptied(self):
        anna = self._customer(email="brak", birth_date="1900-01-01")
        self._row(anna).action_empty()
        self.env.invalidate_all()
        self.assertFalse(anna.email)
        self.assertFalse(anna.birth_date)

    def test_a_date_is_corrected_as_a_date(self):
        anna = self._customer(birth_date="2071-05-02")
        self._row(anna).action_apply()
        self.env.invalidate_all()
        self.assertEqual(anna.birth_date, date(1971, 5, 2))

    def test_contact_persons_follow_the_postcode_of_their_customer(self):
        firm = self._customer(name="Firm", zip="00950")
        person = self.env["res.partner"].create(
            {"name": "Jan", "parent_id": firm.id, "type": "contact"}
        )
        self._write("res_partner", person, zip="00950", country_id=None)
        row = self._row(firm)
        row.action_apply()
        self.env.invalidate_all()
        self.assertEqual((firm.zip, person.zip), ("00-950", "00-950"))

    def test_who_said_no_under_the_mistyped_address_said_no_under_the_right_one(self):
        anna = self._customer()
        anna.email = "anna@gmial.com"
        purpose = self.env["customer.consent.purpose"].create(
            {"name": "Offers", "code": "base_offers"}
        )
        anna._set_consent(purpose, "email", False, "counter", "said so", None)
        self._row(anna).action_apply()
        self.env.invalidate_all()
        self.assertEqual(anna.email, "anna@gmail.com")
        rows = self.env["customer.consent"].search(
            [("partner_id", "=", anna.id), ("purpose_id", "=", purpose.id)]
        )
        digest = self.env["customer.consent"]._hashes("email", {1: "anna@gmail.com"})[1]
        self.assertIn(digest, rows.mapped("address_hash"))
        self.assertFalse({"given"} & set(rows.mapped("state")))

    def test_what_is_planned_goes_to_the_correct_address(self):
        anna = self._customer()
        anna.email = "anna@gmial.com"
        message = self.env["customer.message"].create(
            {
                "partner_id": anna.id,
                "channel": "email",
                "purpose_id": self.env.ref("customer_care.purpose_service").id,
                "subject": "x",
                "address": "anna@gmial.com",
            }
        )
        self.assertEqual(
            (message.state, message.address), ("planned", "anna@gmial.com")
        )
        action = self._row(anna).action_apply()
        self.env.invalidate_all()
        self.assertEqual(message.address, "anna@gmail.com")
        operation = self.env["customer.operation"].browse(action["res_id"])
        operation.with_user(self.owner).action_undo()
        self.env.invalidate_all()
        self.assertEqual(message.address, "anna@gmial.com")

    def test_the_number_of_queries_does_not_grow_with_the_rows(self):
        def cost(count):
            partners = self.env["res.partner"]
            for number in range(count):
                partners |= self._customer(email=f"a{count}x{number}@gmial.com")
            self.findings._scan()
            rows = self.findings.search([("partner_id", "in", partners.ids)])
            self.assertEqual(len(rows), count)
            with counted(self.env) as queries:
                rows.action_apply()
                self.env.flush_all()
            return queries.number

        cost(2)
        few, many = cost(3), cost(60)
        self.assertLessEqual(many, few + 10)

    # -- who may -----------------------------------------------------------------------

    def test_only_the_correct_value_can_be_typed(self):
        anna = self._customer(email="anna@gmial.com")
        row = self._row(anna)
        for vals in ({"value": "x"}, {"state": "corrected"}, {"partner_id": 1}):
            with self.subTest(vals), self.assertRaises(UserError):
                row.write(vals)

    def test_whoever_may_not_change_customers_corrects_none(self):
        anna = self._customer(email="anna@gmial.com")
        row = self._row(anna)
        clerk = new_test_user(
            self.env,
            "base_clerk",
            groups="customer_care.level_5,customer_care.function_base_check",
        )
        self.env.ref(
            "customer_care.function_customer_change"
        )._customer_set_lowest_level(1)
        for verb in ("action_apply", "action_empty", "action_right"):
            with self.subTest(verb), self.assertRaises(AccessError):
                getattr(row.with_user(clerk), verb)()
        self.assertEqual(anna.email, "anna@gmial.com")
        nobody = new_test_user(self.env, "base_nobody", groups="customer_care.level_5")
        with self.assertRaises(AccessError):
            self.findings.with_user(nobody).search([])
        with self.assertRaises(AccessError):
            self.findings.with_user(nobody).action_scan()

    def test_customers_of_another_company_are_not_shown(self):
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self._customer(email="anna@gmial.com")
        self._write("res_partner", theirs, company_id=other.id)
        self.findings._scan()
        self.assertTrue(self.findings.sudo().search([("partner_id", "=", theirs.id)]))
        self.assertFalse(self.findings.search([("partner_id", "=", theirs.id)]))
