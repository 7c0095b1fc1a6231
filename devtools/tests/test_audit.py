"""What ./dev audit makes of pins, licences and advisories."""

import json
import unittest

from devtools.commands import audit


class TestAudit(unittest.TestCase):
    def test_all_pins_name_one_version(self):
        self.assertEqual(audit.loose_pins(), [])
        for line in ("lxml>=6", "lxml", "lxml==6.*", "lxml==6.1 # why"):
            self.assertFalse(audit.EXACT.match(line), line)

    def test_a_package_without_a_free_licence_is_named(self):
        rows = {"a": ["1", "MIT"], "b": ["2", "Proprietary"], "c": ["3", ""]}
        self.assertEqual([row[:1] for row in audit.unfree(rows)], ["b", "c"])

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
