# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re
from pathlib import Path

from odoo.tests import tagged
from odoo.tools.misc import file_open

from .common import CustomerCommon

ROW = re.compile(
    r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| (`test_\w+\.py::test_\w+`"
    r"(?:, `test_\w+\.py::test_\w+`)*) \|$",
    flags=re.MULTILINE,
)
TEST = re.compile(r"`(test_\w+\.py)::(test_\w+)`")
PLACE = re.compile(
    r"\b(Actions|Vehicles and animals|Communication|Searches & follow-ups|Reports"
    r"|Utilities|Configuration) → ([^|→;,]+)"
)
FUNCTIONS = 81
FOLDER = Path(__file__).parent


@tagged("post_install", "-at_install")
class TestFeatures(CustomerCommon):
    """The table of what the program can do names places and tests that exist."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open("customer_care/docs/features.md") as file:
            cls.rows = ROW.findall(file.read())

    def test_every_function_has_a_row(self):
        numbers = [int(number) for number, *__ in self.rows]
        self.assertEqual(numbers, list(range(1, FUNCTIONS + 1)))

    def test_every_test_exists(self):
        for number, _feature, _place, tests in self.rows:
            for name, method in TEST.findall(tests):
                with self.subTest(number):
                    text = (FOLDER / name).read_text()
                    self.assertIn(f"def {method}(", text)

    def test_every_place_is_in_the_menu(self):
        menus = self.env["ir.ui.menu"].search(
            [("id", "child_of", self.env.ref("customer_care.menu_root").id)]
        )
        paths = {(menu.parent_id.name, menu.name) for menu in menus}
        places = [
            (number, *found)
            for number, _feature, place, *__ in self.rows
            for found in PLACE.findall(place)
        ]
        self.assertGreater(len(places), 40)
        for number, folder, entry in places:
            names = [name for parent, name in paths if parent == folder]
            with self.subTest(number, folder=folder, entry=entry):
                self.assertTrue(any(entry.strip(" *:").startswith(n) for n in names))
