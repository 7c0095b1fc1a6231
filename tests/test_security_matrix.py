# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re
from datetime import timedelta
from types import FunctionType

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_matrix import (
    ACCESS,
    KINDS,
    MUTED,
    OWN,
    USER,
    VALIDATION,
    MatrixCase,
    methods,
)
from .common_matrix import CLOSED as OF_COMPANIES
from .common_matrix import methods_tested as tested
from .common_methods import ARGUMENTS, METHODS
from .test_security import ONE_SENTENCE

SENTENCE = ONE_SENTENCE % ".*"
# Rows that are never another company's, and dialogs that are never a colleague's.
REFUSED = (ACCESS, USER, VALIDATION)
WINDOWS = ("ir.actions.act_window", "ir.actions.act_window_close")
# What is about the whole database or about no record: the function is the permission.
WHOLE = {
    ("res.partner", "action_customer_overview"),  # a page that asks for itself
    ("customer.sending.switch", "action_apply"),
    ("customer.alert", "action_acknowledge"),  # what may not be read is left out
    ("customer.consent.log", "action_verify"),
    ("customer.duplicate", "action_scan"),
    ("customer.maintenance.centre", "action_count"),
}
CLOSED = (*OF_COMPANIES, *OWN, "own")


@tagged("post_install", "-at_install")
class TestSecurityMatrix(MatrixCase):
    """The policy of docs/security-matrix.md, called by everybody over RPC."""

    def test_every_model_has_a_row(self):
        """A model nobody decided about fails here: it needs a row in the document."""
        ours = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("customer.") and not model._abstract
        }
        self.assertEqual(set(self.policy), ours)
        for model, policy in self.policy.items():
            self.assertIn(policy.rows, KINDS, model)

    def test_every_method_has_a_row(self):
        """The document says what the test of the methods says."""
        self.assertEqual(methods(), tested())

    def test_every_model_by_everybody(self):
        wrong, refused = [], 0
        for who, user in self.users.items():
            with self._nothing_lasts():
                self._own(user)
                for model, policy in self.policy.items():
                    for operation, method, arguments in self._trials(
                        user, model, self.home
                    ):
                        functions = getattr(policy, operation)
                        may = self._may(who, functions)
                        refused += not may
                        if (
                            may
                            and operation != "read"
                            and not self._is_edge(who, functions)
                        ):
                            continue
                        answer = self._answer(user, may, model, method, arguments)
                        if fault := self._fault(model, method, functions, may, answer):
                            wrong.append((who, model, method, fault, answer))
        self.assertGreater(refused, 3000)
        self.assertFalse(wrong, "\n".join(map(str, wrong)))

    def _is_edge(self, who, functions):
        """What works for the lowest level and the highest one works between."""
        return who in ("level 1", f"level {self._lowest(functions)}")

    def _answer(self, user, may, model, method, arguments):
        if not may:  # nothing happens that would have to be taken back
            return self._call(user, model, method, *arguments)
        with self._nothing_lasts():
            return self._call(user, model, method, *arguments)

    def _fault(self, model, method, functions, may, answer):
        """What is wrong with an answer, in a word or two."""
        result, error, words = answer
        if may and error == ACCESS:
            return "refused"
        if may and method == "search_read" and self.env[model]._auto and not result:
            return "one's own row is not found"
        if not may and error != ACCESS and not (error == USER and not functions):
            return "allowed"
        if not may and functions - {"level_5"} and not re.match(SENTENCE, words):
            return "refused in other words"
        return ""

    def test_rows_of_another_company_are_closed(self):
        """Also for level 1, who may do everything in their own."""
        user, wrong = self.user_level_1, []
        closed = {m: p for m, p in self.policy.items() if p.rows in CLOSED}
        self.assertGreater(len(closed), 150)
        for model in closed:
            for operation, method, arguments in self._trials(user, model, self.other):
                if (model, self.other) not in self.made:
                    continue
                if operation == "create" and closed[model].rows == "own":
                    continue  # a dialog is asked below what it does
                with self._nothing_lasts():
                    result, error, words = self._call(user, model, method, *arguments)
                if result or (not error and method != "search_read"):
                    wrong.append((model, method, result))
                elif error and error not in REFUSED:
                    wrong.append((model, method, error, words))
        self.assertFalse(wrong, "\n".join(map(str, wrong)))

    def test_no_method_works_on_a_row_of_another_company(self):
        """Refused, or a window is opened that says nothing and asks for itself."""
        wrong = []
        for model, row in self.methods_with_rows():
            for method in METHODS[model]:
                if not self._takes_records(model, method):
                    continue
                answer = self._on(model, method, row)
                if fault := self._works(model, method, answer):
                    wrong.append((model, method, fault, answer))
        self.assertFalse(wrong, "\n".join(map(str, wrong)))

    def test_no_dialog_works_on_records_of_another_company(self):
        wrong, made = [], 0
        for model in METHODS:
            if not self.env[model]._transient:
                continue
            with self._nothing_lasts():
                values = self._dialog_values(self.user_level_1, model)
                if not values:
                    continue
                row, error, words = self._call(
                    self.user_level_1, model, "create", values
                )
                if not row:
                    if error not in REFUSED:
                        wrong.append((model, "create", error, words[:200], values))
                    continue
                made += 1
                answer = self._call(self.user_level_1, model, "read", [row])
                if not answer[1] and self._tells(self._strange(model, answer, values)):
                    wrong.append((model, "read", self._strange(model, answer, values)))
                for method in METHODS[model]:
                    if self._takes_records(model, method):
                        answer = self._on(model, method, row)
                        if fault := self._works(model, method, answer):
                            wrong.append((model, method, fault, answer))
        self.assertFalse(wrong, "\n".join(map(str, wrong)))
        self.assertGreater(made, 5)

    def _strange(self, model, answer, values):
        """What a dialog shows beside what was typed into it."""
        return {k: v for k, v in answer[0][0].items() if values.get(k) != v}

    def _on(self, model, method, row):
        arguments = ARGUMENTS.get((model, method), [])
        with self._nothing_lasts():
            return self._call(self.user_level_1, model, method, [row], *arguments)

    def _works(self, model, method, answer):
        result, error, _words = answer
        if self._tells(answer):
            return "it tells"
        if error:
            return "" if error in REFUSED else "it fails"
        kind = result.get("type") if isinstance(result, dict) else ""
        if kind == "ir.actions.report":
            return self._prints(result)
        return "" if kind in WINDOWS or (model, method) in WHOLE else "it works"

    def _prints(self, answer):
        """Whether paper tells about the other company."""
        report = self.env["ir.actions.report"].with_user(self.user_level_1)
        ids = (answer.get("context") or {}).get("active_ids")
        name, data = answer["report_name"], answer.get("data")
        with self._nothing_lasts():
            try:
                text = report._render_qweb_html(name, ids, data and dict(data))[0]
            except (AccessError, UserError):
                return ""
        return "it prints" if self._tells(text.decode()) else ""

    @mute_logger(*MUTED, "odoo.addons.rpc.controllers.jsonrpc")
    def test_the_doors_answer_alike(self):
        """Over HTTP: who just may read a model, and who just may not."""
        wrong = []
        for model, policy in self.policy.items():
            for who in self._around(policy.read):
                may = self._may(who, policy.read)
                answer = self._post(self.users[who], model, "search_count", [])
                if may == (answer[1] == ACCESS):
                    wrong.append((model, who, answer))
        self.assertFalse(wrong, "\n".join(map(str, wrong)))

    @mute_logger(*MUTED)
    def test_the_newest_door_and_the_oldest_one_answer_alike(self):
        day = fields.Datetime.now() + timedelta(days=1)
        keys = self.env["res.users.apikeys"].with_user(self.user_level_5)
        key = keys._generate("rpc", "A program of ours", day)
        for model, policy in list(self.policy.items())[::3]:
            refused = "" if self._may("level 5", policy.read) else ACCESS
            with self.subTest(model):
                said = self._json2(key, model, "search_count", domain=[])
                self.assertEqual(said, refused)
                said = self._xmlrpc(self.user_level_5, model, "search_count", [])
                self.assertEqual(said[1], refused)

    @mute_logger(*MUTED, "odoo.addons.rpc.controllers.jsonrpc")
    def test_without_a_login_no_door_opens(self):
        said = self._json2(None, "customer.action", "search_count", domain=[])
        self.assertEqual(said, "werkzeug.exceptions.Unauthorized")
        said = self._json2("wrong", "customer.action", "search_count", domain=[])
        self.assertEqual(said, "werkzeug.exceptions.Unauthorized")
        stranger = self.env.ref("base.public_user")
        answer = self._post(stranger, "customer.action", "search_count", [])
        self.assertEqual(answer[1], "odoo.exceptions.AccessDenied")

    def test_no_private_method_can_be_called(self):
        called, wrong = 0, []
        with mute_logger(*MUTED):
            for model in sorted({*METHODS, *self.policy}):
                for name in self._private(model):
                    called += 1
                    answer = self._call(self.user_level_1, model, name, [])
                    if answer[1] != ACCESS:
                        wrong.append((model, name, answer))
        self.assertGreater(called, 1500)
        self.assertFalse(wrong, "\n".join(map(str, wrong)))

    def _private(self, model):
        return {
            name
            for cls in type(self.env[model]).__mro__
            if cls.__module__.startswith("odoo.addons.customer_care.")
            for name, value in vars(cls).items()
            if name.startswith("_") and isinstance(value, FunctionType)
        }

    def _around(self, functions):
        """Whoever just may, and whoever just may not."""
        lowest = self._lowest(functions)
        just_not = f"level {lowest + 1}" if lowest < 5 else "no level"
        return [f"level {lowest}", just_not] if lowest else ["level 1"]

    def methods_with_rows(self):
        """[(model, id of its row in the other company)] of what methods work on."""
        for model in METHODS:
            policy = self.policy.get(model)
            if policy and policy.rows not in CLOSED:
                continue
            row = self.made.get((model, self.other))
            row = row or self.cores[self.other].get(model)
            if row:
                yield model, row

    def _takes_records(self, model, method):
        return not getattr(getattr(type(self.env[model]), method), "_api_model", False)
