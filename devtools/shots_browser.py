"""Log in and take a picture of each screen; started by ``./dev shots``.

Runs in the environment that has playwright: ``shots_browser.py SCREENS FOLDER ADDRESS
BROWSER [ONLY [WIDTH]]``. A screen is ``{"name", "url", "wait", "click", "type",
"login", "size"}``: the address below the server's, the selector that says "loaded",
selectors to click in turn, then ``[selector, text]`` to type and Enter, who looks at it
(default ``admin``), and the size of the window. A width given by hand goes before that;
one of a phone comes with a touch screen.
"""

import json
import re
import sys
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SIZE = {"width": 1400, "height": 900}
PHONE = 600
PATIENCE = 30_000
ROW = re.compile(
    r"\.o_data_row(?::first-child|:nth-child\((?P<place>\d+)\))?"
    r"(?P<text>:has-text\('[^']*'\))?(?P<rest>.*)$"
)
SETTLED = "() => !document.querySelector('.o_loading_indicator, .o_blockUI')"


def main(screens, folder, address, browser, only="", width=""):
    """Take every picture, also after one failed; say how many failed."""
    wanted = [
        screen
        for screen in json.loads(Path(screens).read_text())
        if not only or screen["name"] in only.split(",")
    ]
    failed = 0
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        sessions = Sessions(chromium, address)
        for screen in wanted:
            if width:
                screen["size"] = {"width": int(width), "height": SIZE["height"]}
            failed += not shot(sessions, Path(folder), screen)
        chromium.close()
    return failed + (not wanted)


class Sessions:
    """A window of its own for each picture, so that screens do not depend on each
    other; everybody logs in once."""

    def __init__(self, chromium, address):
        self.chromium = chromium
        self.address = address
        self.states = {}

    def window(self, size, login):
        if login not in self.states:
            context = self._context(SIZE)
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            log_in(page, login)
            self.states[login] = context.storage_state()
            context.close()
        return self._context(size, storage_state=self.states[login])

    def _context(self, size, **options):
        return self.chromium.new_context(
            viewport=size,
            has_touch=size["width"] < PHONE,
            locale="en-US",
            base_url=self.address,
            **options,
        )


def shot(sessions, folder, screen):
    """Take one picture, or the picture of where it failed."""
    context = sessions.window(screen.get("size", SIZE), screen.get("login", "admin"))
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    try:
        show(page, screen)
        page.screenshot(path=folder / f"{screen['name']}.png")
        print(f"{screen['name']}: {folder / screen['name']}.png", flush=True)
        return True
    except Error as error:
        page.screenshot(path=folder / f"{screen['name']}.failed.png")
        print(f"{screen['name']}: {error.message.splitlines()[0]}", file=sys.stderr)
        return False
    finally:
        context.close()


def show(page, screen):
    """Go where the screen is, and do there what it asks for."""
    page.goto(screen["url"])
    page.wait_for_selector(either(screen.get("wait", ".o_view_controller")))
    for selector in screen.get("click", []):
        page.click(either(selector))
        settle(page)
    for selector, text in screen.get("type", []):
        page.fill(selector, text)
        page.press(selector, "Enter")
        settle(page)
    settle(page)


def either(selector):
    """The row of a list, or the card that Odoo shows in its place on a telephone."""
    if selector == ".o_list_view":
        return f"{selector}, .o_kanban_view"
    row = ROW.search(selector)
    if not row:
        return selector
    card = "article.o_kanban_record"
    card += row["text"] or f":nth-of-type({row['place'] or 1})"
    rest = row["rest"] if "td" not in row["rest"] else ""
    return f"{selector}, {card}{rest}"


def log_in(page, login):
    """Through the form, as a person does; demo passwords equal the login."""
    page.goto("/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", login)
    page.click("form.oe_login_form button[type=submit]")
    page.wait_for_selector(".o_web_client .o_main_navbar, .o_portal_my_home")


def settle(page):
    """Wait until nothing loads and animations are over; the bus is never idle."""
    page.wait_for_timeout(700)
    page.wait_for_function(SETTLED)
    page.wait_for_timeout(500)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
