"""The house rules, the comparison of messages, and which test goes where."""

import io
import re
import tempfile
import unittest
from contextlib import redirect_stdout
from pathlib import Path

from devtools import (
    cache,
    checks,
    checks_python,
    checks_tests,
    coverage,
    database,
    selection,
    sources,
    translations,
)
from devtools.commands import bench


class InFolder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()

    def write(self, name, text=""):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path


class TestRules(InFolder):
    def broken(self, text):
        with redirect_stdout(io.StringIO()):
            return checks.broken_rules(self.write("a.txt", text), self.root)

    def test_registry(self):
        host = ".".join(("pypi", "org"))
        self.assertEqual(self.broken(f"see https://{host}/simple"), 1)
        self.assertEqual(self.broken("installed with pip"), 0)

    def test_machine_folder(self):
        self.assertEqual(self.broken("cd " + "/".join(("", "root", "x"))), 1)
        self.assertEqual(self.broken("/".join(("", "home", "ann", "x"))), 1)
        self.assertEqual(self.broken("https://shop.example/home/x and ./work/x"), 0)

    def test_xml(self):
        with redirect_stdout(io.StringIO()) as out:
            self.assertTrue(checks.malformed(self.write("a.xml", "<odoo>\n<a></odoo>")))
            self.assertFalse(checks.malformed(self.write("b.xml", "<odoo/>")))
        self.assertIn("a.xml:2", out.getvalue())


class TestPythonRules(InFolder):
    def broken(self, **sources):
        for name, text in sources.items():
            self.write(f"models/{name}.py", text)
        with redirect_stdout(io.StringIO()) as out:
            count = checks_python.broken_rules(self.root)
        self.assertEqual(len(out.getvalue().splitlines()), count)
        return out.getvalue()

    def test_sudo_says_why(self):
        self.assertIn("models/a.py:1: sudo()", self.broken(a="x = env.sudo()\n"))
        for text in (
            "x = env.sudo()  # sudo: as the caller checked\n",
            "# sudo: as the caller checked,\n# and for him alone\nx = env.sudo()\n",
            "x = [\n    # sudo: only how many\n    env.sudo(),\n]\n",
            "x = env.sudo(False)\n",
        ):
            with self.subTest(text):
                self.assertEqual(self.broken(a=text), "")

    def test_a_reason_is_for_its_own_statement(self):
        text = "# sudo: a reason\nx = env.sudo()\ny = x.sudo()\n"
        self.assertIn("models/a.py:3", self.broken(a=text))
        text = "for x in env.sudo():\n    # sudo: of the inner one\n    x.sudo()\n"
        self.assertIn("models/a.py:1", self.broken(a=text))
        text = "# no reason\nif x.sudo():\n    pass\n"
        self.assertIn("models/a.py:2", self.broken(a=text))

    def test_a_method_hides_no_other_by_accident(self):
        model = "class A:\n    _inherit = 'res.partner'\n\n"
        one = f"{model}    def _take(self):\n        return 1\n"
        self.assertIn("res.partner._take", self.broken(a=one, b=one))
        calls = f"{model}    def _take(self):\n        return super()._take()\n"
        self.assertEqual(self.broken(a=one, b=calls), "")
        says = f"{model}    # replaces: it gives nothing\n    def _take(self):\n"
        self.assertEqual(self.broken(a=one, b=f"{says}        return 2\n"), "")


class TestClaims(InFolder):
    def empty(self, body, **others):
        """What is said of a test of this body, beside files of these texts."""
        text = "class TestA(Common):\n    def test_it(self):\n        "
        for name, other in {"test_a": text + body, **others}.items():
            self.write(f"tests/{name}.py", f"{other}\n")
        with redirect_stdout(io.StringIO()) as out:
            count = checks_tests.broken_rules(self.root)
        self.assertEqual(len(out.getvalue().splitlines()), count)
        return out.getvalue()

    def test_a_test_that_only_calls_is_found(self):
        said = "tests/test_a.py:2: TestA.test_it asserts nothing\n"
        for body in (
            "self.row.action_done()",
            "with self.subTest('a'):\n            self.row.write({})",
            "self._make()",
            "self.env.check()",
        ):
            with self.subTest(body):
                helper = "class Common:\n    def _make(self):\n        return 1"
                other = "class Other:\n    def check(self):\n        self.fail()"
                self.assertEqual(self.empty(body, common=helper, other=other), said)

    def test_what_can_fail_is_a_claim(self):
        for body in (
            "self.assertEqual(self.row.state, 'done')",
            "with self.assertRaises(ValueError):\n            self.row.write({})",
            "self.start_tour('/odoo', 'a')",
            "assert self.row.state",
        ):
            with self.subTest(body):
                self.assertEqual(self.empty(body), "")

    def test_a_helper_claims_for_the_test(self):
        base = "class Base:\n    def _check(self):\n        self.assertTrue(self.row)"
        own = "class Common(base.Base):\n    def _see(self):\n        self._check()"
        helper = "def check(test):\n    test.assertTrue(test.row)"
        for body in (
            "self._see()",
            "super()._check()",
            "check(self)",
            "on.check(self)",
        ):
            with self.subTest(body):
                files = {"base": base, "common": own, "on": helper}
                self.assertEqual(self.empty(body, **files), "")

    def test_helpers_that_call_each_other_end(self):
        text = "class Common:\n    def _a(self):\n        self._b()\n\n"
        text += "    def _b(self):\n        self._a()"
        self.assertIn("TestA.test_it", self.empty("self._a()", common=text))


class TestHouse(unittest.TestCase):
    """What a person forgets when adding a test file."""

    def test_every_test_file_is_described_and_imported(self):
        described = (cache.ROOT / "tests" / "README.md").read_text()
        imported = (cache.ROOT / "tests" / "__init__.py").read_text()
        files = [*cache.ROOT.glob("tests/*.py"), *Path(__file__).parent.glob("*.py")]
        for file in files:
            if file.name == "__init__.py":
                continue
            with self.subTest(file.name):
                self.assertIn(f"| `{file.name}` |", described)
                if file.parent.name == "tests" and file.parent.parent == cache.ROOT:
                    is_test = file.name.startswith("test_")
                    self.assertEqual(f"    {file.stem},\n" in imported, is_test)

    def test_what_security_rests_on_exists(self):
        text = (cache.ROOT / "SECURITY.md").read_text()
        named = set(re.findall(r"`(?:tests/)?(test_\w+\.py)`", text))
        self.assertGreater(len(named), 8)
        self.assertLessEqual(named, {p.name for p in cache.ROOT.glob("tests/*.py")})


class TestTemplates(unittest.TestCase):
    def test_twenty_addons_that_we_do_not_need_are_met(self):
        self.assertEqual(len(set(database.FAT) - set(sources.depends())), 20)
        self.assertEqual(len(database.FAT), 20)


class TestMessages(unittest.TestCase):
    def test_wrapping_order_and_dates_do_not_matter(self):
        one = 'msgid ""\nmsgstr "Date: 1"\n\nmsgid "A b"\nmsgstr ""\n\nmsgid "C"\n'
        two = 'msgid ""\nmsgstr "Date: 2"\n\nmsgid "C"\nmsgstr "x"\n\n'
        two += 'msgid ""\n"A "\n"b"\n'
        self.assertEqual(translations.message_ids(one), {"A b", "C"})
        self.assertEqual(translations.message_ids(one), translations.message_ids(two))

    def test_obsolete_messages_do_not_count(self):
        text = '#~ msgid "Old"\n#~ msgstr ""\n\nmsgid "New"\nmsgstr ""\n'
        self.assertEqual(translations.message_ids(text), {"New"})


class TestSelection(InFolder):
    def setUp(self):
        super().setUp()
        self.write("tests/test_a.py")
        self.write("tests/test_soft_stock.py")

    def test_files_go_to_their_template(self):
        chosen = selection.select(
            [
                "tests/test_a.py::TestA::test_x",
                "customer_care/tests/test_soft_stock.py",
                "-k",
                "merge",
            ],
            self.root,
        )
        self.assertEqual(chosen.bare, ["customer_care/tests/test_a.py::TestA::test_x"])
        self.assertEqual(chosen.fat, ["customer_care/tests/test_soft_stock.py"])
        self.assertEqual(chosen.options, ["-k", "merge"])

    def test_soft_files(self):
        self.assertEqual(
            selection.soft_files(self.root), ["customer_care/tests/test_soft_stock.py"]
        )

    def test_a_missing_file_is_left_to_pytest(self):
        chosen = selection.select(["tests/test_gone.py"], self.root)
        self.assertEqual(chosen.options, ["tests/test_gone.py"])

    def test_only_the_whole_suite_is_judged_by_its_lines(self):
        for arguments, whole in (
            ([], True),
            (["--durations=50", "-n", "2"], True),
            (["tests/test_a.py"], False),
            (["-k", "merge"], False),
            (["--ignore=customer_care/tests/test_a.py"], False),
        ):
            with self.subTest(arguments):
                chosen = selection.select(arguments, self.root)
                self.assertEqual(chosen.whole, whole)

    def test_too_few_lines_fail(self):
        for total, whole, said in (
            (94.99, True, "Lines run: 94.99 % (wanted: 95 %): too few."),
            (95.0, True, "Lines run: 95.00 % (wanted: 95 %): ok."),
            (12.3, False, "Lines run: 12.30 % (by a part of the suite, not judged)."),
        ):
            with self.subTest(total):
                failed = whole and total < 95
                self.assertEqual(coverage.verdict(total, whole), (said, int(failed)))


class TestScenarios(InFolder):
    def test_helpers_are_no_scenarios(self):
        self.write("merge.py", 'FLAVOUR = "fat"\n\n\ndef run(bench):\n    pass\n')
        self.write("harness.py", "def run(bench):\n    pass\n")
        self.write("data.py", "def fill(bench):\n    pass\n")
        self.assertEqual(bench.scenarios(self.root), ["merge"])
        asked = [
            bench.asked(self.root / name, "FLAVOUR", "bare")
            for name in ("merge.py", "data.py")
        ]
        self.assertEqual(asked, ["fat", "bare"])
