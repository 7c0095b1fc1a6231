"""A template is rebuilt when, and only when, something Odoo loads has changed."""

import tempfile
import unittest
from pathlib import Path

from devtools import sources


class TestDigest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.write("__init__.py", "")
        self.write("__manifest__.py", "{'depends': ['sms', 'contacts']}")
        self.write("models/partner.py", "one")
        self.before = sources.digest(self.root)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def test_what_odoo_loads_counts(self):
        names = (
            "models/partner.py",
            "views/partner_views.xml",
            "security/ir.model.access.csv",
            "data/neutralize.sql",
            "static/src/a.js",
            "i18n/fr.po",
            "__manifest__.py",
        )
        seen = {self.before}
        for name in names:
            self.write(name, f"{{}} # {name}")
            digest = sources.digest(self.root)
            self.assertNotIn(digest, seen, name)
            seen.add(digest)

    def test_the_rest_does_not(self):
        names = (
            "tests/test_x.py",
            "static/tests/tour.js",
            "devtools/a.py",
            "benchmarks/a.py",
            "README.md",
            "requirements.txt",
            "dev",
            ".git/x",
            "models/__pycache__/partner.pyc",
            "i18n/customer_care.pot",
        )
        for name in names:
            self.write(name, "new")
        self.assertEqual(sources.digest(self.root), self.before)

    def test_a_moved_file_counts(self):
        (self.root / "models/partner.py").rename(self.root / "models/other.py")
        self.assertNotEqual(sources.digest(self.root), self.before)

    def test_depends(self):
        self.assertEqual(sources.depends(self.root), ["contacts", "sms"])
        self.write("__manifest__.py", "{")
        self.assertEqual(sources.depends(self.root), sorted(sources.DEPENDS))
