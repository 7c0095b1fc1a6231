# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re
from pathlib import Path

from odoo.tests import tagged
from odoo.tools.translate import TranslationModuleReader

from .common import CustomerCommon

ROOT = Path(__file__).parent.parent
GUIDES = ROOT / "docs" / "guide"
# What the guides send people through: our screens, and those of Odoo around them.
OURS = ["customer_care", "web"]
AROUND = ["base", "mail", "sale", "account", "calendar", "contacts"]
ITALIC = re.compile(r"(?<![*\w])\*(?!\*)([^*]+?)\*(?!\*)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`]*`", flags=re.DOTALL)


class RecordReader(TranslationModuleReader):
    """Words of fields, views and menus alone, which is quick."""

    def _export_translatable_resources(self):
        pass


def squeeze(text):
    return " ".join(text.split())


def anchors(path):
    """Return the anchors of a page's headings, as a code host makes them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), flags=re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in headings
    }


@tagged("post_install", "-at_install")
class TestGuides(CustomerCommon):
    """What the guides tell people to click and to read is there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pages = {
            path.name: CODE.sub("", path.read_text()) for path in GUIDES.glob("*.md")
        }
        cls.italics = [
            (name, squeeze(words))
            for name, text in cls.pages.items()
            for words in ITALIC.findall(text)
        ]

    def test_there_is_a_guide_for_each_job(self):
        self.assertEqual(
            set(self.pages),
            {
                "README.md",
                "administrator.md",
                "clinic.md",
                "counter.md",
                "garage.md",
                "privacy-officer.md",
            },
        )

    def test_every_path_is_a_menu(self):
        menus = self.env["ir.ui.menu"].search([])
        paths = {menu.complete_name.replace("/", " → ") for menu in menus}
        readme = [
            ("/README.md", squeeze(words))
            for words in ITALIC.findall(CODE.sub("", (ROOT / "README.md").read_text()))
        ]
        asked = [(name, w) for name, w in self.italics + readme if " → " in w]
        self.assertGreater(len(asked), 40)
        unknown = [
            (name, words)
            for name, words in asked
            if words not in paths and f"Customer Care → {words}" not in paths
        ]
        self.assertEqual(unknown, [])

    def test_every_word_in_italics_is_on_a_screen(self):
        readers = (
            TranslationModuleReader(self.env.cr, modules=OURS),
            RecordReader(self.env.cr, modules=AROUND),
        )
        words = {
            squeeze(row[4])
            for reader in readers
            for row in reader
            if not row[2].startswith("ir.module")
        }
        asked = [(name, w) for name, w in self.italics if " → " not in w]
        self.assertGreater(len(asked), 150)
        self.assertEqual([each for each in asked if each[1] not in words], [])

    def test_every_link_of_the_documentation_leads_somewhere(self):
        pages = [
            *ROOT.glob("*.md"),
            *(ROOT / "docs").rglob("*.md"),
            ROOT / "tests/README.md",
        ]
        links = [
            (page, link)
            for page in pages
            for link in LINK.findall(CODE.sub("", page.read_text()))
            if "://" not in link
        ]
        self.assertGreater(len(links), 50)
        lost = [
            (page.name, link) for page, link in links if not self._leads(page, link)
        ]
        self.assertEqual(lost, [])

    def _leads(self, page, link):
        path, _sign, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        return target.exists() and (not anchor or anchor in anchors(target))
