# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re
from pathlib import Path

from odoo.tests import tagged
from odoo.tools.translate import TranslationModuleReader

from .common import CustomerCommon

ROOT = Path(__file__).parent.parent
GUIDES = ROOT / "docs" / "guide"
# What the guides send people through: our screens, and those of Odoo around them.
MODULES = ["customer_care", "web", "base", "sale", "account", "calendar", "contacts"]
ITALIC = re.compile(r"(?<![*\w])\*(?!\*)([^*]+?)\*(?!\*)")
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`]*`", flags=re.DOTALL)


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
        for name, words in asked:
            with self.subTest(page=name, path=words):
                self.assertTrue(
                    words in paths or f"Customer Care → {words}" in paths, "no menu"
                )

    def test_every_word_in_italics_is_on_a_screen(self):
        reader = TranslationModuleReader(self.env.cr, modules=MODULES)
        words = {squeeze(row[4]) for row in reader}
        asked = [(name, w) for name, w in self.italics if " → " not in w]
        self.assertGreater(len(asked), 150)
        for name, text in asked:
            with self.subTest(page=name, words=text):
                self.assertIn(text, words)

    def test_every_link_of_the_documentation_leads_somewhere(self):
        pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "tests/README.md"]
        links = [
            (page, link)
            for page in pages
            for link in LINK.findall(CODE.sub("", page.read_text()))
            if "://" not in link
        ]
        self.assertGreater(len(links), 50)
        for page, link in links:
            path, _sign, anchor = link.partition("#")
            target = (page.parent / path).resolve() if path else page
            with self.subTest(page=page.name, link=link):
                self.assertTrue(target.exists(), "no such file")
                if anchor:
                    self.assertIn(anchor, anchors(target))
