# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json
import os
import re
import subprocess
from pathlib import Path

from lxml import etree

from odoo.tests import tagged
from odoo.tools.translate import TranslationModuleReader

from ..models.customer_consent_key import OPTION, VARIABLE
from .common import CustomerCommon
from .test_guides import CODE, ITALIC, OURS, squeeze

ROOT = Path(__file__).parents[1]
INLINE = re.compile(r"`([^`\n]+)`")
ROW = re.compile(r"^\| ([^|]+) \| `([^`]+)` \|$", flags=re.MULTILINE)
PLACE = re.compile(r"<\w+>|care\.dump")
# What lies beside the shop's records and is the program's.
PROGRAM = {"customer.import", "ir.actions.server", "ir.cron"}
# What stands in code and is no command.
WORDS = {
    "19.0.breaking.feature.fix",
    "breaking",
    "filestore/<database>",
    "data_dir",
    OPTION,
    VARIABLE,
    "migrations/",
    "hooks.py",
    "noupdate",
}


@tagged("post_install", "-at_install")
class TestUpgradeDocs(CustomerCommon):
    """docs/upgrade.md: what it tells to click and to type is there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = (ROOT / "docs" / "upgrade.md").read_text()
        plain = CODE.sub("", cls.text)
        cls.italics = [squeeze(words) for words in ITALIC.findall(plain)]

    def test_every_path_is_a_menu(self):
        menus = self.env["ir.ui.menu"].search([])
        paths = {menu.complete_name.replace("/", " → ") for menu in menus}
        asked = [words for words in self.italics if " → " in words]
        self.assertGreater(len(asked), 8)
        self.assertEqual([words for words in asked if words not in paths], [])

    def test_every_word_in_italics_is_on_a_screen(self):
        reader = TranslationModuleReader(self.env.cr, modules=OURS)
        shown = {squeeze(row[4]) for row in reader}
        asked = [words for words in self.italics if " → " not in words]
        self.assertGreater(len(asked), 5)
        self.assertEqual([words for words in asked if words not in shown], [])

    def test_every_file_named_is_there_and_is_the_shops(self):
        """What the table calls theirs is not written over by an update."""
        rows = ROW.findall(self.text)
        self.assertGreater(len(rows), 5)
        for _what, pattern in rows:
            files = self._files(pattern)
            self.assertTrue(files, pattern)
            for path in files:
                tree = etree.parse(path).getroot()
                for record in tree.iter("record"):
                    above = [record, *record.iterancestors()]
                    kept = any(node.get("noupdate") == "1" for node in above)
                    with self.subTest(file=path.name, record=record.get("id")):
                        self.assertTrue(kept or record.get("model") in PROGRAM)

    def _files(self, pattern):
        pattern = f"{pattern}*.xml" if pattern.endswith("/") else pattern
        return sorted(ROOT.glob(pattern))

    def test_every_command_knows_its_options(self):
        commands = [
            *self._typed(),
            *(text for text in INLINE.findall(self.text) if self._is_command(text)),
        ]
        self.assertGreater(len(commands), 4)
        for command in commands:
            program, *words = PLACE.sub("x", command).split()
            options = [word.split("=")[0] for word in words if word.startswith("-")]
            verb = [word for word in words[:1] if word in ("shell", "neutralize")]
            with self.subTest(command):
                known = self._help(program, verb)
                for option in options:
                    self.assertRegex(known, rf"(?<![\w-]){re.escape(option)}\b")

    def test_code_that_is_no_command_is_known(self):
        for text in INLINE.findall(self.text):
            is_file = "/" in text and self._files(text)
            with self.subTest(text):
                self.assertTrue(
                    text in WORDS or is_file or self._is_command(text), text
                )

    def test_what_pip_reads_is_there(self):
        for name in re.findall(r"pip install -r (\S+?)`", self.text):
            self.assertTrue((ROOT / name).is_file(), name)

    def _typed(self):
        blocks = re.findall(r"^```\n(.*?)^```$", self.text, re.MULTILINE | re.DOTALL)
        lines = [line for block in blocks for line in block.splitlines()]
        return [line for line in lines if not line.startswith(">>>")]

    def _is_command(self, text):
        return text.split()[0] in ("odoo", "pg_dump", "pg_restore", "pip", "./dev")

    def _help(self, program, verb):
        """What the program says about itself."""
        command = {
            "odoo": json.loads(os.environ["CUSTOMER_CARE_ODOO"]),
            "pip": [json.loads(os.environ["CUSTOMER_CARE_ODOO"])[0], "-m", "pip"],
            "./dev": [str(ROOT / "dev")],
        }.get(program, [program])
        verb = ["install"] if program == "pip" else verb
        if program == "odoo" and not verb:
            verb = ["server"]
        done = subprocess.run(
            [*command, *verb, "--help"], capture_output=True, text=True, check=True
        )
        # pg_dump names what stands for "-Fc" as "-F, --format=c|d|t|p"
        return done.stdout.replace("-F, --format=c", "-F, -Fc, --format=c")
