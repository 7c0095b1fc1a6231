# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json

from odoo.tests import HttpCase, tagged
from odoo.tools.misc import file_open

from .common_readable import ReadableCase
from .common_screens import ScreensCase

STARTED = "!!document.querySelector('.o_web_client .o_action_manager > *')"
# A file is handed over instead of a screen.
FILES = {"customer_care.menu_preference_form_blank"}
# What a shop hopes never to see there, or what nobody has done yet.
EMPTY = {
    f"customer_care.menu_{name}"
    for name in (
        "codes_twice",
        "consent_checks",
        "consent_import_jobs",
        "last_letters",
        "planned_hold",
    )
}


class MenusCase(ReadableCase, ScreensCase):
    """Behind every entry of the menu, with demo data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with file_open("customer_care/tests/readable_screens.js") as file:
            cls.screen = file.read().partition("*/")[2].strip()

    def _walk(self, width, height):
        menus = self._ours("ir.ui.menu").filtered("action")
        entries = {
            name: menu.action.id
            for menu in menus
            if (name := menu.get_external_id()[menu.id]) not in FILES
        }
        self.assertGreater(len(entries), 90)
        self.browser_size = f"{width}x{height}"
        self.touch_enabled = width < 600
        faults = {}
        with self._opened("admin") as browser:
            browser.navigate_to(f"{self.base_url()}/odoo/customer-counter", True)
            self.assertTrue(self._ready(browser, STARTED))
            for name, action in entries.items():
                if found := self._screen_faults(browser, action, name not in EMPTY):
                    faults[name] = found
        self._say(faults)

    def _screen_faults(self, browser, action, is_filled):
        code = f"({self.screen})({json.dumps(action)}, {json.dumps(is_filled)})"
        answer = self._evaluate(browser, f"{code}.then(JSON.stringify)", True)
        return json.loads(answer["value"]) if "value" in answer else [str(answer)]


@tagged("post_install", "-at_install")
class TestSoftReadableMenusTelephone(MenusCase, HttpCase):
    def test_every_screen_on_a_telephone(self):
        self._walk(390, 844)


# a class of its own: another worker walks at the same time
@tagged("post_install", "-at_install")
class TestSoftReadableMenusDesk(MenusCase, HttpCase):
    def test_every_screen_at_a_small_desk(self):
        self._walk(1280, 800)
