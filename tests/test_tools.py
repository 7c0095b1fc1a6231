# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import importlib
import pkgutil

from odoo.tests import BaseCase, tagged

from odoo.addons.customer_care import tools

from .tool_examples import FOLDER, check


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    """Every example in `tools/` is true."""

    def test_every_example_in_tools_holds(self):
        names = [module.name for module in pkgutil.iter_modules(tools.__path__)]
        self.assertIn("address_hash", names)
        for name in names:
            with self.subTest(tool=name):
                module = importlib.import_module(f"{tools.__name__}.{name}")
                result = check(module)
                self.assertGreater(result.attempted, 0, "a tool without an example")
                self.assertEqual(result.failed, 0)

    def test_no_file_of_examples_is_forgotten(self):
        names = {module.name for module in pkgutil.iter_modules(tools.__path__)}
        self.assertLessEqual({path.stem for path in FOLDER.glob("*.txt")}, names)
