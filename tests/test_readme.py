# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re

from odoo.tests import tagged
from odoo.tools.misc import file_open

from .common import CustomerCommon

PLACE = re.compile(
    r"\b(Actions|Vehicles and animals|Communication|Searches & follow-ups|Reports"
    r"|Utilities|Configuration) → ([^|→;,]+)"
)


@tagged("post_install", "-at_install")
class TestReadme(CustomerCommon):
    """What README and handbook say about functions and places is so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.text = cls._read("README.md")
        cls.places = cls._read("docs/handbook/where-to-click.md")

    @staticmethod
    def _read(path):
        with file_open(f"customer_care/{path}") as file:
            return file.read()

    def test_every_function_is_named_with_its_default_level(self):
        rows = re.findall(
            r"^\| ([^|]+) \(`(function_\w+)`\) \|.*\| (\d) \| ([^|]+) \|$",
            self.text,
            flags=re.MULTILINE,
        )
        named = {code: (name, int(level), group) for name, code, level, group in rows}
        functions = self.env["res.groups"]._customer_functions()
        levels = functions._customer_lowest_level()
        codes = functions.get_external_id()
        self.assertEqual(
            set(named), {codes[group.id].split(".")[1] for group in functions}
        )
        for group in functions:
            name, level, brings = named[codes[group.id].split(".")[1]]
            with self.subTest(name):
                self.assertEqual(group.with_context(lang=None).name, name)
                self.assertEqual(levels[group.id], level)
                foreign = (group.implied_ids - functions).get_external_id()
                self.assertEqual(
                    set(re.findall(r"`(.+?)`", brings)), set(foreign.values())
                )

    def test_every_place_to_click_is_in_the_menu(self):
        places = PLACE.findall(self.text + self.places)
        self.assertGreater(len(places), 100)
        menus = self.env["ir.ui.menu"].search(
            [("id", "child_of", self.env.ref("customer_care.menu_root").id)]
        )
        paths = {(menu.parent_id.name, menu.name) for menu in menus}
        for folder, entry in places:
            # what follows a menu entry's name is the rest of the sentence
            names = [name for parent, name in paths if parent == folder]
            with self.subTest(folder=folder, entry=entry):
                self.assertTrue(any(entry.strip(" *:").startswith(n) for n in names))
