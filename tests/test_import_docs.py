# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re

from odoo.tests import tagged
from odoo.tools.misc import file_open

from .common_import import ImportCommon

# Where a section of the page is about two kinds.
SECTIONS = {"vehicles": "Vehicles and animals", "animals": "Vehicles and animals"}
# Who a row is about: said once for all kinds, above their tables.
WHOSE = {"customer_code", "customer_email", "customer_phone"}


@tagged("post_install", "-at_install")
class TestImportDocs(ImportCommon):
    """docs/import.md says what the templates say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open("customer_care/docs/import.md") as file:
            cls.text = file.read()

    def _described(self):
        """Return {title of a section: the names in the first column of its table}."""
        found = {}
        for section in re.split(r"^## ", self.text, flags=re.MULTILINE)[1:]:
            title, _line, body = section.partition("\n")
            cells = re.findall(r"^\| ([^|]+) \|", body, flags=re.MULTILINE)
            names = [name for cell in cells[1:] for name in cell.split(", ")]
            if cells:
                self.assertEqual(len(names), len(set(names)), f"{title}: once each")
                found[title] = set(names)
        return found

    def test_the_page_names_exactly_the_columns_of_the_templates(self):
        wanted = {}
        for kind in self.env["customer.import"].search([]):
            columns = wanted.setdefault(SECTIONS.get(kind.code, kind.name), set())
            columns |= {column.label for column in kind._template_columns()}
            columns |= {
                f"*{column.label}*"
                for column in self.env[kind.model]._import_columns()
                if column.is_hidden and column.name not in WHOSE
            }
        self.assertEqual(self._described(), wanted)

    def test_the_page_names_the_columns_that_say_whose_a_row_is(self):
        columns = self.env["customer.phone"]._import_columns()
        labels = [each.label for each in columns if each.name in WHOSE]
        self.assertEqual(len(labels), len(WHOSE))
        for label in labels:
            self.assertIn(f"*{label}*", self.text)
