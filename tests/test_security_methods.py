# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_methods import METHODS, MethodsCase
from .test_security import ONE_SENTENCE


@tagged("post_install", "-at_install")
class TestSecurityMethods(MethodsCase):
    """Each method of ours that RPC can call, by a user of each level."""

    def test_every_method_has_a_row(self):
        """A method nobody decided about fails here: add it to `METHODS`."""
        rows = {name: set(methods) for name, methods in METHODS.items()}
        self.assertEqual(self._public_methods(), rows)

    def test_every_function_named_exists(self):
        self.assertLessEqual(
            set(self._wanted()), set(self.env["res.groups"]._customer_function_ids())
        )

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_no_method_answers_whoever_lacks_its_function(self):
        records = self._records()
        self._set_all(5)
        for function, methods in sorted(self._wanted().items()):
            taken = self._take(function)
            sentence = ONE_SENTENCE % f"({'|'.join(taken.mapped('name'))})"
            for model, method in methods:
                with self.subTest(model=model, method=method, function=function):
                    refusal = self._answer(records[model], method)
                    self.assertTrue(refusal, "it was allowed")
                    # Set Security names those who may in a sentence of its own
                    if function != "security":
                        self.assertRegex(refusal, sentence)
            self._set_all(5)

    def test_no_method_asks_for_more_than_its_function(self):
        """Whatever else they say, they do not name a function of ours."""
        records = self._records()
        self._set_all(5)
        for model, row in METHODS.items():
            for method in row:
                with self.subTest(model=model, method=method):
                    answer = self._any_answer(records[model], method)
                    self.assertNotRegex(answer, ONE_SENTENCE % ".*")

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_each_method_by_a_user_of_each_level(self):
        """The default matrix: closed below the level of its functions, open above."""
        lowest = {
            name: self.env.ref(f"customer_care.function_{name}").customer_default_level
            for name in self._wanted()
        }
        for level, user in {**self.users_by_level, 6: self.user_no_level}.items():
            self.user = user
            savepoint = self.env.cr.savepoint()
            self._check_rows(level, lowest)
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all()

    def _check_rows(self, level, lowest):
        records = self._records()
        refused = ONE_SENTENCE % ".*"
        # what only opens something is closed by what stands in it
        rows = [row for row in self._rows() if row[2]]
        for model, method, names in rows:
            with self.subTest(model=model, method=method, level=level):
                answer = self._any_answer(records[model], method)
                if all(level <= lowest[name] for name in names):
                    self.assertNotRegex(answer, refused)
                else:
                    self.assertTrue(answer, "it was allowed")
