"""What ./dev audit makes of pins, licences and advisories."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from devtools.commands import audit


class TestAudit(unittest.TestCase):
    def test_all_pins_name_one_version(self):
        self.assertEqual(audit.loose_pins(), [])
        for line in ("lxml>=6", "lxml", "lxml==6.*", "lxml==6.1 # why"):
            self.assertFalse(audit.EXACT.match(line), line)

    def test_a_package_without_a_free_licence_is_named(self):
        rows = {"a": ["1", "MIT"], "b": ["2", "Proprietary"], "c": ["3", ""]}
        self.assertEqual([row[:1] for row in audit.unfree(rows)], ["b", "c"])

    def test_a_licence_is_read_from_its_file_when_the_metadata_names_none(self):
        first = {
            "mit": "\nMIT License\n\nCopyright (c) Proprietary Things",
            "smith": "Copyright (c) Smith Limited\n\nnot under the MIT License",
        }
        with tempfile.TemporaryDirectory() as folder:
            for name, text in first.items():
                about = Path(folder) / f"{name}-1.0.dist-info"
                (about / "licenses").mkdir(parents=True)
                (about / "METADATA").write_text(f"Name: {name}\nVersion: 1.0\n")
                (about / "licenses/LICENSE").write_text(text)
                (about / "RECORD").write_text(f"{about.name}/licenses/LICENSE,,\n")
            found = subprocess.check_output(
                [sys.executable, "-c", audit.LICENCES],
                env={**os.environ, "PYTHONPATH": folder},
            )
        rows = {name: json.loads(found)[name] for name in first}
        self.assertEqual(rows["mit"], ["1.0", "MIT License"])
        self.assertEqual(
            audit.unfree(rows),
            ["smith 1.0: no free licence is named (Copyright (c) Smith Limited)"],
        )

    def test_what_the_addon_pins_itself_is_compared_too(self):
        names = [name for name, _version in audit.pins()]
        for name in ("phonenumbers", "rapidfuzz", "lxml", "splink", "pip_audit"):
            self.assertIn(name, names)

    def test_a_known_fault_is_named_with_its_cure(self):
        fault = {"id": "PYSEC-1", "fix_versions": ["1.2"]}
        rows = [{"name": "a", "version": "1.1", "vulns": [fault]}]
        found = audit.understand(json.dumps({"dependencies": rows}))
        self.assertEqual(found, (["a 1.1: PYSEC-1, mended in 1.2"], 0))

    def test_what_was_not_compared_does_not_pass_for_clean(self):
        rows = [{"name": "a", "skip_reason": "no source"}]
        self.assertEqual(audit.understand(json.dumps({"dependencies": rows})), ([], 1))
        for text in ("", "{}", '{"dependencies": []}'):
            self.assertEqual(audit.understand(text), ([], 1))
