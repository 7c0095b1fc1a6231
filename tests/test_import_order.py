# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import ast
from pathlib import Path

from odoo.tests import BaseCase, tagged

ROOT = Path(__file__).resolve().parent.parent


@tagged("post_install", "-at_install")
class TestImportOrder(BaseCase):
    """Extensions are called in the order in which the files are loaded.

    A file that imports from a later one has that one loaded first: its `super()` then
    ends before the other's, silently.
    """

    def _names(self, path):
        """Return the siblings that a file imports from, in order."""
        found = []
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ImportFrom) and node.level == 1:
                found += [node.module] if node.module else [a.name for a in node.names]
        return found

    def test_no_file_imports_from_one_that_is_loaded_later(self):
        for folder in ("models", "wizards"):
            order = self._names(ROOT / folder / "__init__.py")
            files = {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}
            self.assertEqual(set(order), files)
            self.assertEqual(len(order), len(files), "each once")
            place = {name: number for number, name in enumerate(order)}
            for name in order:
                for wanted in self._names(ROOT / folder / f"{name}.py"):
                    with self.subTest(file=f"{folder}/{name}.py", imports=wanted):
                        self.assertLess(place[wanted], place[name])
