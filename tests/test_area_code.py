# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.customer_care.models import customer_operation_area_code_batch as batch

from .common import CustomerCommon


class AreaCodeCase(CustomerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.uk = cls.env.ref("base.uk")
        cls.env.company.country_id = cls.uk
        cls.anna = cls._londoner("Anna Smith", "0171 930 4832")
        cls.ben = cls._londoner("Ben Jones", "+44 171 930 4000", city="london ")
        cls.eva = cls._londoner("Eva Brown", "0171 930 5000", city="Watford")
        cls.tom = cls._londoner("Tom Hill", "0161 496 0000", city="Manchester")
        cls.Wizard = cls.env["customer.change.area.code"]

    @classmethod
    def _londoner(cls, name, phone, **vals):
        """A customer as an older system left it, with a number that was valid then."""
        partner = cls._make_customer(
            name=name,
            **{"country_id": cls.uk.id, "city": "London", "phone": phone, **vals},
        )
        digits = "".join(c for c in phone if c.isdigit())
        e164 = "+44" + digits.removeprefix("44").removeprefix("0")
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE customer_phone SET number_e164 = %s, digits = %s,"
            " is_understood = TRUE WHERE partner_id = %s",
            [e164, e164[1:], partner.id],
        )
        cls.env.cr.execute(
            "UPDATE res_partner SET phone_sanitized = %s WHERE id = %s",
            [e164, partner.id],
        )
        cls.env.invalidate_all()
        return partner

    def _new(self, user=None, **vals):
        return self.Wizard.with_user(user or self.user_level_2).create(
            {"old_code": "0171", "new_code": "0207", "country_id": self.uk.id, **vals}
        )

    def _previewed(self, cities=("London",), **vals):
        wizard = self._new(**vals)
        wizard.action_find()
        for line in wizard.line_ids:
            line.is_chosen = line.name in cities
        wizard.action_preview()
        return wizard

    def _run(self, *args, **vals):
        action = self._previewed(*args, **vals).action_change()
        self.env.invalidate_all()
        return self.env["customer.operation"].browse(action["res_id"])

    def _suppress(self, number):
        """As it was done while the old number was a valid one."""
        rows = self.env["customer.suppression"]
        rows._suppress("call", ["+442079460000"], "objection")
        digest = self.env["customer.consent"]._hashes("call", {1: number})
        self.env.cr.execute(
            "UPDATE customer_suppression SET address_hash = %s WHERE id ="
            " (SELECT max(id) FROM customer_suppression)",
            [digest[1]],
        )
        rows.invalidate_model()

    def _numbers(self):
        self.env.invalidate_all()
        return {
            partner.name.split()[0]: (partner.phone, partner.phone_sanitized)
            for partner in self.anna | self.ben | self.eva | self.tom
        }


@tagged("post_install", "-at_install")
class TestAreaCode(AreaCodeCase):
    def test_all_cities_of_the_old_code_are_shown_with_their_numbers(self):
        wizard = self._new()
        wizard.action_find()
        self.assertEqual(
            wizard.line_ids.mapped(lambda line: (line.name, line.count)),
            [("London", 2), ("Watford", 1)],
        )

    def test_only_the_chosen_cities_change_and_keep_their_notation(self):
        operation = self._run()
        self.assertEqual(
            self._numbers(),
            {
                "Anna": ("0207 930 4832", "+442079304832"),
                "Ben": ("+44 207 930 4000", "+442079304000"),
                "Eva": ("0171 930 5000", "+441719305000"),
                "Tom": ("0161 496 0000", "+441614960000"),
            },
        )
        self.assertRecordValues(
            self.anna.customer_phone_ids,
            [{"number": "0207 930 4832", "number_e164": "+442079304832"}],
        )
        self.assertRecordValues(
            operation, [{"state": "done", "pair_count": 2, "row_count": 2}]
        )

    def test_the_preview_shows_each_number_and_changes_nothing(self):
        before = self._numbers()
        wizard = self._previewed()
        self.assertEqual(
            wizard.number_ids.mapped(lambda line: (line.old, line.new)),
            [
                ("0171 930 4832", "0207 930 4832"),
                ("+44 171 930 4000", "+44 207 930 4000"),
            ],
        )
        text = base64.b64decode(wizard.file).decode("utf-8-sig")
        self.assertEqual(
            text.splitlines()[1:],
            [
                "Anna Smith,0171 930 4832,0207 930 4832,",
                "Ben Jones,'+44 171 930 4000,'+44 207 930 4000,",
            ],
        )
        self.assertEqual(self._numbers(), before)

    def test_exchanges_and_postcodes_narrow_it(self):
        self.anna.zip, self.ben.zip = "SW1A 2", "E1 6"
        wizard = self._previewed(exchanges="930", postcodes="SW1, N")
        self.assertEqual(wizard.number_ids.partner_id, self.anna)
        with self.assertRaisesRegex(UserError, "600-64.*no range"):
            self._previewed(exchanges="555, 600-64")
        wizard = self._previewed(exchanges="555, 600-649")
        self.assertFalse(wizard.change_count)

    def test_what_would_not_be_valid_stays_and_is_listed(self):
        wrong = self._londoner("Wrong", "0171 930 48")
        wizard = self._previewed()
        self.assertRecordValues(wizard, [{"change_count": 2, "invalid_count": 1}])
        self.assertIn("Would not be", wizard.number_ids[0].note)
        wizard.action_change()
        self.env.invalidate_all()
        self.assertEqual(wrong.phone, "0171 930 48")

    def test_a_number_that_somebody_has_already_is_not_given_twice(self):
        other = self._londoner("Zoe", "020 7930 4832")
        wizard = self._previewed()
        self.assertRecordValues(wizard, [{"change_count": 1, "taken_count": 1}])
        wizard.action_change()
        self.assertEqual(self._numbers()["Anna"][0], "0171 930 4832")
        self.assertEqual(other.phone, "020 7930 4832")

    def test_a_code_newer_than_the_plans_can_be_forced(self):
        with self.assertRaisesRegex(UserError, "no area code of United Kingdom"):
            self._previewed(new_code="299")
        self._run(new_code="299", force=True)
        self.assertEqual(self._numbers()["Anna"][1], "+442999304832")

    def test_an_overlay_changes_nothing_and_says_so(self):
        with self.assertRaisesRegex(UserError, "nobody.s number changes"):
            self._previewed(kind="overlay")

    def test_before_the_new_code_works_nothing_is_changed(self):
        before = self._numbers()
        tomorrow = fields.Date.context_today(self.anna) + timedelta(days=1)
        wizard = self._previewed(valid_from=tomorrow)
        with self.assertRaisesRegex(UserError, "works only from"):
            wizard.action_change()
        self.assertEqual(self._numbers(), before)

    def test_after_the_old_code_ended_a_number_that_is_valid_with_it_stays(self):
        """020 7930 4832 is a number of today: with the old code gone it is meant."""
        lena = self._londoner("Lena", "0113 496 0001", city="Leeds")
        today = fields.Date.context_today(self.anna)
        codes = {"old_code": "0113", "new_code": "0114", "cities": ("Leeds",)}
        wizard = self._previewed(mandatory_from=today, **codes)
        self.assertRecordValues(wizard, [{"change_count": 0, "still_count": 1}])
        self.assertIn("Valid with the old code", wizard.number_ids.note)
        with self.assertRaisesRegex(UserError, "nothing was changed"):
            wizard.action_change()
        self.assertEqual(lena.phone, "0113 496 0001")
        tomorrow = today + timedelta(days=1)
        wizard = self._previewed(mandatory_from=tomorrow, **codes)
        self.assertRecordValues(wizard, [{"change_count": 1, "still_count": 0}])

    def test_a_number_that_is_no_more_valid_with_the_old_code_changes_after_its_end(
        self,
    ):
        yesterday = fields.Date.context_today(self.anna) - timedelta(days=1)
        self._previewed(mandatory_from=yesterday).action_change()
        self.assertEqual(self._numbers()["Anna"][0], "0207 930 4832")

    def test_the_old_code_cannot_end_before_the_new_one_works(self):
        today = fields.Date.context_today(self.anna)
        with self.assertRaisesRegex(UserError, "cannot end on .* before"):
            self._previewed(valid_from=today, mandatory_from=today - timedelta(days=1))

    def _refused(self, words, old="0171", new="0207"):
        before = self._numbers()
        with self.assertRaisesRegex(UserError, words):
            self._previewed(old_code=old, new_code=new)
        self.assertEqual(self._numbers(), before, "nothing is changed")

    def test_old_and_new_area_code_equal_are_refused(self):
        self._refused("both 171: nothing would change", new="171")
        self._refused("both 171: nothing would change", new=" (0171) ")

    def test_letters_in_an_area_code_are_refused(self):
        self._refused('"2O7" is no area code: it has digits only', new="2O7")
        self._refused('"London" is no area code', old="London")

    def test_an_area_code_that_is_empty_or_too_long_is_refused(self):
        self._refused("Enter the new area code", new="")
        self._refused("Enter the old area code", old=" ")
        self._refused("eight at most", new="123456789")

    def test_the_code_of_a_country_is_refused_as_an_area_code(self):
        self._refused("begins with the code of a country", old="+44171")
        self._refused("begins with the code of a country", new="0033 1")

    def test_an_area_code_of_another_country_is_refused(self):
        """Warsaw's is none in the United Kingdom."""
        self._refused("22 is no area code of United Kingdom", new="22")

    def test_an_area_code_that_does_not_exist_is_refused(self):
        self._refused("999 is no area code of United Kingdom", new="0999")
        self._refused("No customer has a number that begins with \\+44999", old="0999")

    def test_no_city_chosen_is_said(self):
        with self.assertRaisesRegex(UserError, "Choose the cities"):
            self._previewed(cities=())

    def test_the_old_number_keeps_finding_its_customer(self):
        self._run()
        partners = self.env["res.partner"].with_user(self.user_level_5)
        for term in ("0171 930 4832", "+44 171 9304832", "171930", "0207 930 4832"):
            with self.subTest(term=term):
                found = [row[0] for row in partners.name_search(term)]
                self.assertIn(self.anna.id, found)

    def test_consent_and_refusal_follow_the_number(self):
        for partner, said in ((self.anna, True), (self.ben, False)):
            partner._set_marketing_consent("call", said, "counter")
        self.eva._set_marketing_consent("call", True, "counter")
        self._run()
        people = self.anna | self.ben | self.eva
        refused = people._contact_refusals("call", self.marketing)
        self.assertEqual(list(refused), [self.ben.id])
        said = self.anna.consent_ids.filtered(lambda c: c.method == "renumbered")
        self.assertRecordValues(said, [{"state": "given", "channel": "call"}])

    def test_consents_can_be_made_anew_from_the_log_afterwards(self):
        self.anna._set_marketing_consent("call", True, "counter")
        self.ben._set_marketing_consent("call", False, "counter")
        self._run()
        names = ["partner_id", "channel", "state", "address_hash", "changed_at"]
        consents = self.env["customer.consent"]
        before = consents.search_read([], names, order="address_hash, partner_id")
        consents._rebuild()
        after = consents.search_read([], names, order="address_hash, partner_id")
        for row in before + after:
            row.pop("id")
        self.assertEqual(after, before)

    def test_a_suppressed_number_stays_suppressed(self):
        people = self.anna | self.ben
        self.assertFalse(people._contact_refusals("call", self.service))
        self._suppress("+441719304832")
        before = people._contact_refusals("call", self.service)
        self.assertEqual(list(before), [self.anna.id])
        self._run()
        self.assertEqual(self.anna.phone_sanitized, "+442079304832")
        self.assertEqual(people._contact_refusals("call", self.service), before)

    def test_planned_messages_go_to_the_new_number(self):
        message = self.env["customer.message"].create(
            {
                "partner_id": self.anna.id,
                "channel": "call",
                "purpose_id": self.service.id,
                "address": "+441719304832",
                "scheduled_at": fields.Datetime.now() + timedelta(days=1),
            }
        )
        self._run()
        self.assertEqual(message.address, "+442079304832")

    def test_undo_gives_the_old_numbers_back(self):
        before = self._numbers()
        operation = self._run()
        operation.with_user(self.user_level_2).action_undo()
        self.assertEqual(self._numbers(), before)
        self.assertEqual(self.anna.customer_phone_ids.number_e164, "+441719304832")
        aliases = self.env["customer.alias"].search([("kind", "=", "phone")])
        self.assertFalse(aliases.filtered(lambda a: a.operation_id == operation))

    def test_undo_leaves_a_number_changed_by_hand_and_lists_it(self):
        operation = self._run()
        self.anna.phone = "020 7946 0000"
        operation.action_undo()
        self.assertEqual(self._numbers()["Anna"][0], "020 7946 0000")
        self.assertEqual(self._numbers()["Ben"][0], "+44 171 930 4000")
        left = operation.line_ids.filtered(lambda line: line.kind == "left")
        self.assertIn("number", left.mapped("column_name"))

    def test_after_the_undo_nothing_is_said_about_numbers_that_are_nobodys(self):
        """Whoever gets such a number later is not refused for what others said."""
        self.anna._set_marketing_consent("call", True, "counter")
        self.ben._set_marketing_consent("call", False, "counter")
        self._suppress("+441719304000")
        operation = self._run()
        said = self.env["customer.consent"].search([("method", "=", "renumbered")])
        self.assertEqual(sorted(said.mapped("state")), ["given", "withdrawn"])
        operation.action_undo()
        self.env.invalidate_all()
        self.assertEqual(set(said.mapped("state")), {"expired"})
        new = self._make_customer(name="New", phone="020 7930 4000")
        new._set_marketing_consent("call", True, "counter")
        self.assertFalse(new._contact_refusals("call", self.marketing))
        self.assertFalse(new._contact_refusals("call", self.service))
        # and the old numbers are as they were
        people = self.anna | self.ben
        refused = people._contact_refusals("call", self.marketing)
        self.assertEqual(list(refused), [self.ben.id])
        suppressed = self.env["customer.suppression"]._suppressed
        self.assertTrue(suppressed("call", {1: "+441719304000"}))
        self.assertFalse(suppressed("call", {1: "+442079304000"}))

    def test_what_ended_with_the_undo_is_in_the_log(self):
        self.ben._set_marketing_consent("call", False, "counter")
        self._run().action_undo()
        names = ["partner_id", "channel", "state", "address_hash", "changed_at"]
        consents = self.env["customer.consent"]
        before = consents.search_read([], names, order="address_hash, partner_id")
        consents._rebuild()
        after = consents.search_read([], names, order="address_hash, partner_id")
        for row in before + after:
            row.pop("id")
        self.assertEqual(after, before)
        self.assertEqual(len(before), 2)

    def test_a_no_stays_with_a_new_number_that_is_kept_in_spite_of_the_undo(self):
        self.ben._set_marketing_consent("call", False, "counter")
        self._suppress("+441719304000")
        operation = self._run()
        # noted by hand in another way: the same number
        self.ben.phone = "(0207) 9304000"
        operation.action_undo()
        self.env.invalidate_all()
        self.assertEqual(self.ben.phone_sanitized, "+442079304000")
        self.assertIn(self.ben.id, self.ben._contact_refusals("call", self.marketing))
        suppressed = self.env["customer.suppression"]._suppressed
        self.assertTrue(suppressed("call", {1: "+442079304000"}))

    def test_each_customer_has_it_in_the_history_and_the_undo_too(self):
        operation = self._run()
        events = self.anna.customer_event_ids.filtered(lambda e: e.kind == "phone")
        self.assertRecordValues(
            events[:1], [{"old_value": "0171 930 4832", "new_value": "0207 930 4832"}]
        )
        operation.with_user(self.user_level_2).action_undo()
        self.env.invalidate_all()
        self.assertRecordValues(
            self.anna.customer_event_ids[:1],
            [
                {
                    "old_value": "0207 930 4832",
                    "new_value": "0171 930 4832",
                    "user_id": self.user_level_2.id,
                    "partner_code": self.anna.ref,
                }
            ],
        )

    def test_a_number_that_becomes_another_customers_after_the_preview_stays(self):
        wizard = self._previewed()
        self._londoner("Zoe", "020 7930 4832")
        wizard.action_change()
        self.assertEqual(self._numbers()["Anna"][0], "0171 930 4832")
        self.assertEqual(self._numbers()["Ben"][0], "+44 207 930 4000")

    def test_a_number_retyped_since_the_preview_is_judged_again(self):
        wizard = self._previewed()
        self.env.cr.execute(
            "UPDATE customer_phone SET number = '0171 930 48',"
            " number_e164 = '+4417193048' WHERE partner_id = %s",
            [self.anna.id],
        )
        self.env.invalidate_all()
        wizard.action_change()
        self.assertEqual(self.anna.customer_phone_ids.number, "0171 930 48")
        self.assertEqual(self._numbers()["Ben"][0], "+44 207 930 4000")

    def test_a_number_corrected_since_the_preview_is_left(self):
        wizard = self._previewed()
        self.anna.phone = "020 7946 0000"
        wizard.action_change()
        self.assertEqual(self._numbers()["Anna"][0], "020 7946 0000")
        self.assertEqual(self._numbers()["Ben"][0], "+44 207 930 4000")

    def test_two_people_run_it_once(self):
        one, other = self._previewed(), self._previewed()
        one.action_change()
        with self.assertRaisesRegex(UserError, "nothing was changed"):
            other.action_change()
        with self.assertRaisesRegex(UserError, "started already"):
            one.action_change()

    def test_many_numbers_change_in_the_background_with_progress(self):
        with patch.object(batch, "AT_ONCE", 1):
            operation = self._run()
        self.assertEqual(operation.state, "queued")
        self.assertEqual(
            operation.progress, "In the background: 2 of 2 numbers are left."
        )
        self.assertEqual(self._numbers()["Anna"][0], "0171 930 4832", "not yet")
        # one of them is corrected before its turn
        self.anna.phone = "020 7946 0000"
        self.env["customer.operation"]._cron_run()
        self.assertEqual(operation.state, "done")
        self.assertFalse(operation.progress)
        self.assertEqual(self._numbers()["Anna"][0], "020 7946 0000")
        self.assertEqual(self._numbers()["Ben"][0], "+44 207 930 4000")
        self.assertEqual((operation.pair_count, operation.row_count), (1, 1))
        refused = operation.line_ids.filtered(lambda line: line.kind == "refused")
        self.assertEqual(
            refused.mapped("note"),
            ["+441719304832: Changed since the preview; left as it is"],
        )
        event = self.ben.customer_event_ids.filtered(lambda e: e.kind == "phone")[0]
        self.assertEqual(event.user_id, self.user_level_2, "who asked for it")

    def test_many_numbers_are_given_back_in_the_background(self):
        before = self._numbers()
        operation = self._run()
        with patch.object(batch, "AT_ONCE", 1):
            operation.with_user(self.user_level_2).action_undo()
        self.assertEqual(operation.state, "queued")
        self.assertIn("1 batches are left", operation.progress)
        self.assertEqual(self._numbers()["Ben"][0], "+44 207 930 4000", "not yet")
        self.env["customer.operation"]._cron_run()
        self.assertEqual(operation.state, "undone")
        self.assertEqual(operation.undone_by_id, self.user_level_2)
        self.assertEqual(self._numbers(), before)
        with self.assertRaisesRegex(UserError, "undone already"):
            operation.action_undo()

    def test_a_number_shared_over_two_batches_is_nobodys_way(self):
        """Two customers with one number keep sharing it, whichever comes first."""
        self._londoner("Zoe", "0171 930 4832")
        with patch.object(batch, "AT_ONCE", 1), patch.object(batch, "NUMBERS", 1):
            operation = self._run()
            self.env["customer.operation"]._cron_run(batch_size=1)
        self.assertEqual(operation.row_count, 3)
        lines = operation.line_ids
        self.assertEqual(len(lines.filtered(lambda line: line.kind == "batch")), 3)
        self.assertEqual(self._numbers()["Anna"][0], "0207 930 4832")
        operation.action_undo()
        self.assertEqual(self._numbers()["Anna"][0], "0171 930 4832")

    def test_who_may_not_clean_is_refused_whatever_they_call(self):
        wizard = self._previewed()
        for method in ("action_find", "action_preview", "action_change"):
            with self.assertRaises(AccessError):
                getattr(wizard.with_user(self.user_level_3), method)()

    def test_two_and_two_hundred_numbers_cost_the_same(self):
        counts = []
        for number in (2, 200):
            for index in range(number):
                self._londoner(f"P{index}", f"0171 931 {number + index:04}")
            wizard = self._previewed(exchanges="931")
            start = self.env.cr.sql_log_count
            wizard.action_change()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 5, counts)


@tagged("post_install", "-at_install")
class TestAreaCodeTour(AreaCodeCase, HttpCase):
    def test_an_area_code_is_changed_and_given_back(self):
        before = self._numbers()
        self.start_tour(
            "/odoo/action-customer_care.customer_action_action_center",
            "customer_care_area_code",
            login="level_2",
        )
        self.assertEqual(self._numbers(), before, "undone")
        operation = self.env["customer.operation"].search(
            [("kind", "=", "area_code"), ("state", "=", "undone")]
        )
        self.assertEqual(operation.row_count, 2)
