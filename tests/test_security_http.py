# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common_matrix import ACCESS, MUTED
from .common_methods import ARGUMENTS, METHODS, MethodsCase
from .test_security import ONE_SENTENCE

NO_LEVEL = 6
# Set Security names those who may in a sentence of its own.
OWN_WORDS = r"^[^\n]+\.$"


@tagged("post_install", "-at_install")
class TestSecurityHttp(MethodsCase, HttpCase):
    """Each method over the door of the web client, by the user who just may not."""

    def test_every_method_refuses_the_user_who_just_may_not(self):
        wrong, called = [], 0
        for level, rows in sorted(self._rows_by_level().items()):
            with self._signed_in(level) as records:
                for model, method, names in rows:
                    called += 1
                    error, words = self._post(records[model], method)
                    sentence = OWN_WORDS if "security" in names else ONE_SENTENCE % ".*"
                    if error != ACCESS:
                        wrong.append((level, model, method, error, words))
                    else:
                        with self.subTest(model=model, method=method, level=level):
                            self.assertRegex(words, sentence)
        self.assertFalse(wrong, "\n".join(map(str, wrong)))
        self.assertEqual(called, sum(bool(row[2]) for row in self._rows()))
        self.assertGreater(called, 300)

    @mute_logger(*MUTED)
    def test_nobody_calls_a_method_without_a_session(self):
        records = self._records()
        for model in list(METHODS)[::5]:
            for method in METHODS[model]:
                with self.subTest(model=model, method=method):
                    error, _words = self._post(records[model], method)
                    self.assertEqual(error, "odoo.http.SessionExpiredException")

    def _rows_by_level(self):
        """{level: rows} of what this level just does not have; 6: none at all."""
        found = {}
        for row in self._rows():
            levels = [
                self.env.ref(f"customer_care.function_{name}").customer_default_level
                for name in row[2]
            ]
            if levels:
                found.setdefault(min(levels) + 1, []).append(row)
        return found

    @contextmanager
    def _signed_in(self, level):
        """Records of the user of a level, who also has a session; all undone."""
        self.user = (
            self.user_no_level if level == NO_LEVEL else self.users_by_level[level]
        )
        savepoint = self.env.cr.savepoint()
        try:
            records = self._records()
            self.env.flush_all()
            self.authenticate(self.user.login, self.user.login.ljust(8, "x"))
            with mute_logger(*MUTED):
                yield records
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all()

    def _post(self, record, method):
        """The name and the words of the exception, empty when it was allowed."""
        arguments = ARGUMENTS.get((record._name, method), [])
        if self._takes_records(record, method):
            arguments = [record.ids, *arguments]
        answer = self.url_open(
            f"/web/dataset/call_kw/{record._name}/{method}",
            json={
                "params": {
                    "model": record._name,
                    "method": method,
                    "args": arguments,
                    "kwargs": {},
                }
            },
        ).json()
        error = answer.get("error", {}).get("data", {})
        return error.get("name", ""), error.get("message", "")
