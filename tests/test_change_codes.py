# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..tools.code_pattern import Pattern


@tagged("post_install", "-at_install")
class TestChangeCodes(TransactionCase):
    """Codes of many customers get one pattern; nobody's code becomes another's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = new_test_user(
            cls.env, "codes_owner", groups="customer_care.level_1"
        )
        partners = cls.env["res.partner"]
        cls.customers = partners.create(
            [{"name": f"Anna {code}", "ref": code} for code in ("QX7", "QX-8", "QXAB")]
        )
        cls.seven, cls.eight, cls.letters = cls.customers
        cls.operations = cls.env["customer.operation"].with_user(cls.owner)
        cls.pattern = Pattern("QN", 5)

    def _wizard(self, **vals):
        return (
            self.env["customer.change.codes"]
            .with_user(self.owner)
            .create(
                {
                    "prefix": "QN",
                    "digits": 5,
                    "scope": "prefix",
                    "old_prefix": "qx",
                    "reason": "New printer",
                    **vals,
                }
            )
        )

    def _codes(self):
        self.env.invalidate_all()
        return self.customers.mapped("ref")

    def _changed(self, wizard):
        wizard.action_preview()
        return self.env["customer.operation"].browse(wizard.action_change()["res_id"])

    def test_each_keeps_its_number_and_who_has_none_is_named(self):
        wizard = self._wizard()
        wizard.action_preview()
        self.assertEqual(self._codes(), ["QX7", "QX-8", "QXAB"])
        self.assertEqual((wizard.change_count, wizard.refused_count), (2, 1))
        refused = wizard.line_ids.filtered("note")
        self.assertEqual(refused.partner_id, self.letters)
        operation = self.env["customer.operation"].browse(
            wizard.action_change()["res_id"]
        )
        self.assertEqual(self._codes(), ["QN00007", "QN00008", "QXAB"])
        self.assertEqual((operation.state, operation.pair_count), ("done", 2))

    def test_only_codes_that_do_not_fit_the_pattern_change(self):
        self.seven.ref = "QX00007"
        wizard = self._wizard(prefix="QX", scope="unfit")
        wizard.action_preview()
        chosen = wizard.operation_id.request["rows"] + [
            [line.partner_id.id] for line in wizard.line_ids.filtered("note")
        ]
        ids = {row[0] for row in chosen}
        self.assertIn(self.eight.id, ids)
        self.assertNotIn(self.seven.id, ids)
        self._changed(wizard)
        self.assertEqual(self._codes()[:2], ["QX00007", "QX00008"])

    def test_one_may_go_back_and_choose_again(self):
        wizard = self._wizard()
        self.assertEqual(wizard.example, "QN00042")
        wizard.action_preview()
        wizard.action_back()
        self.assertEqual(wizard.state, "choose")
        with self.assertRaisesRegex(UserError, "Look at the new codes before"):
            wizard.action_change()
        self.assertEqual(self._codes(), ["QX7", "QX-8", "QXAB"])

    def test_figures_that_make_no_code_are_refused(self):
        for vals, words in (
            ({"digits": 0}, "1 to 20 digits"),
            ({"digits": 21}, "1 to 20 digits"),
            ({"numbering": "new", "start": -1}, "first number is 0 or more"),
            ({"old_prefix": " "}, "Type the beginning of the codes"),
        ):
            with self.subTest(vals), self.assertRaisesRegex(UserError, words):
                self._wizard(**vals).action_preview()
        wizard = self._wizard(reason=" ")
        wizard.action_preview()
        with self.assertRaisesRegex(UserError, "Say why"):
            wizard.action_change()
        self.assertEqual(self._codes(), ["QX7", "QX-8", "QXAB"])

    def test_old_codes_keep_finding_their_customer(self):
        self._changed(self._wizard())
        found = self.env["res.partner"].name_search("QX7")
        self.assertIn(self.seven.id, [key for key, _name in found])

    def test_new_numbers_go_past_codes_that_somebody_has(self):
        taken = self.env["res.partner"].create({"name": "Ola", "ref": "QN00002"})
        self._changed(self._wizard(numbering="new", start=1))
        self.assertEqual(self._codes(), ["QN00001", "QN00003", "QN00004"])
        self.assertEqual(taken.ref, "QN00002")

    def test_an_undo_gives_the_codes_back_and_both_find_the_customer(self):
        operation = self._changed(self._wizard())
        operation.with_user(self.owner).action_undo()
        self.assertEqual(self._codes(), ["QX7", "QX-8", "QXAB"])
        owner = self.env["customer.alias"]._code_owner("QN00007", self.env.company)
        self.assertEqual(owner, self.seven.id)
        with self.assertRaises(UserError):
            operation.with_user(self.owner).action_undo()
        kinds = self.env["customer.event"].search(
            [("partner_id", "=", self.seven.id), ("kind", "=", "code")], order="id"
        )
        self.assertEqual(
            [(row.old_value, row.new_value) for row in kinds],
            [("QX7", "QN00007"), ("QN00007", "QX7")],
        )
        self.assertEqual(kinds[0].user_id, self.owner)
        self.assertEqual(kinds[0].reason, "New printer")

    def test_an_undo_leaves_a_code_that_was_changed_since(self):
        operation = self._changed(self._wizard())
        self.seven.ref = "QMINE"
        operation.with_user(self.owner).action_undo()
        self.assertEqual(self._codes(), ["QMINE", "QX-8", "QXAB"])

    def test_a_code_of_another_customer_now_or_formerly_is_refused(self):
        other = self.env["res.partner"].create({"name": "Ola", "ref": "QN00007"})
        other.ref = "QO1"  # a former code is as good as a present one
        wizard = self._wizard()
        wizard.action_preview()
        self.assertEqual(wizard.change_count, 1)
        notes = {line.partner_id: line.note for line in wizard.line_ids if line.note}
        self.assertIn("QN00007", notes[self.seven])

    def test_two_who_would_get_the_same_code_are_refused_both(self):
        self.letters.ref = "QX/8"
        wizard = self._wizard()
        wizard.action_preview()
        refused = wizard.line_ids.filtered("note").partner_id
        self.assertEqual(refused, self.eight | self.letters)

    def test_a_code_that_was_changed_or_taken_since_the_preview_stays(self):
        wizard = self._wizard()
        wizard.action_preview()
        self.seven.ref = "QXNEW"
        self.env["res.partner"].create({"name": "Quick", "ref": "qn00008"})
        operation = self.env["customer.operation"].browse(
            wizard.action_change()["res_id"]
        )
        self.assertEqual(self._codes(), ["QXNEW", "QX-8", "QXAB"])
        refused = operation.line_ids.filtered(lambda line: line.kind == "refused")
        self.assertEqual(
            set(refused.mapped("source_id")), {self.seven.id, self.eight.id}
        )

    def test_two_people_running_the_same_preview_change_the_codes_once(self):
        wizard = self._wizard()
        wizard.action_preview()
        wizard.action_change()
        with self.assertRaisesRegex(UserError, "started already"):
            wizard.action_change()

    def test_codes_that_fit_the_pattern_are_left_alone(self):
        self.letters.ref = "QN00123"
        wizard = self._wizard(scope="unfit")
        domain = wizard._domain() & Domain("id", "in", self.customers.ids)
        found = self.env["res.partner"].search(domain)
        self.assertEqual(found, self.seven | self.eight)

    def test_bad_input_is_one_sentence_and_changes_nothing(self):
        for vals in (
            {"old_prefix": " "},
            {"digits": 0},
            {"digits": 99},
            {"numbering": "new", "start": -1},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                self._wizard(**vals).action_preview()
        with self.assertRaises(UserError):
            self._wizard().action_change()  # without a preview
        unsaid = self._wizard(reason=" ")
        unsaid.action_preview()
        with self.assertRaises(UserError):
            unsaid.action_change()
        nobody = self._wizard(old_prefix="QQQQ%")
        nobody.action_preview()
        self.assertEqual(nobody.change_count, 0)
        with self.assertRaisesRegex(UserError, "nothing to change"):
            nobody.action_change()
        self.assertEqual(self._codes(), ["QX7", "QX-8", "QXAB"])

    def test_an_operation_of_another_kind_cannot_be_slipped_in(self):
        wizard = self._wizard()
        wizard.action_preview()
        other = self.env["customer.operation"].create(
            {"kind": "family_separate", "state": "rehearsed", "request": {"rows": []}}
        )
        wizard.sudo().operation_id = other
        with self.assertRaises(UserError):
            wizard.action_change()

    def test_new_customers_go_on_with_the_pattern(self):
        self._changed(self._wizard(is_for_new=True))
        fresh = self.env["res.partner"].create({"name": "Next"})
        self.assertTrue(fresh.ref.startswith("QN"))
        self.assertTrue(self.pattern.fits(fresh.ref))

    def test_only_who_may_change_codes(self):
        clerk = new_test_user(self.env, "codes_clerk", groups="customer_care.level_5")
        with self.assertRaises(AccessError):
            self._wizard().with_user(clerk).action_preview()
        with self.assertRaises(AccessError):
            self.operations.with_user(clerk)._rehearse_codes(self.pattern, Domain.TRUE)

    def test_a_large_change_runs_in_the_background_batch_by_batch(self):
        wizard = self._wizard()
        wizard.action_preview()
        operation = wizard.sudo().operation_id
        operation._queue()
        operations = self.env["customer.operation"]
        operations._cron_run(batch_size=1)
        self.assertEqual(operation.state, "done")
        self.assertEqual(self._codes(), ["QN00007", "QN00008", "QXAB"])
        # what was killed goes on with what the journal does not know
        self.assertEqual(operation._pairs_left(), [])

    def test_a_failure_in_the_middle_leaves_whole_batches_and_is_undone(self):
        wizard = self._wizard()
        wizard.action_preview()
        operation = wizard.sudo().operation_id
        operation._queue()
        cls = type(operation)
        run = cls._batch_code

        def failing(self, rows):
            if self.env["customer.operation.line"].search_count(
                [("operation_id", "=", self.id), ("kind", "=", "changed")]
            ):
                raise RuntimeError("The plug was pulled.")
            return run(self, rows)

        with (
            patch.object(cls, "_batch_code", failing),
            mute_logger("odoo.addons.customer_care.models.customer_operation_queue"),
        ):
            self.env["customer.operation"]._cron_run(batch_size=1)
        self.assertEqual(operation.state, "stopped")
        self.assertEqual(operation.error, "The plug was pulled.")
        self.assertEqual(self._codes(), ["QN00007", "QX-8", "QXAB"])
        operation.with_user(self.owner).action_undo()
        self.assertEqual(self._codes(), ["QX7", "QX-8", "QXAB"])

    def test_the_number_of_queries_does_not_grow_with_the_customers(self):
        def cost(name, count):
            self.env["res.partner"].create(
                [{"name": "Many", "ref": f"{name}{each}"} for each in range(count)]
            )
            wizard = self._wizard(prefix=f"N{name}", old_prefix=name)
            wizard.action_preview()
            self.assertEqual(wizard.change_count, count)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            wizard.action_change()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost("QA", 2)
        self.assertLessEqual(cost("QC", 300), cost("QB", 3) + 10)
