"""Log in and take a picture of each screen; started by ``./dev shots``.

Runs in the environment that has playwright: ``shots_browser.py SCREENS FOLDER ADDRESS
BROWSER [ONLY]``. A screen is ``{"name", "url", "wait", "click", "type", "login",
"size"}``: the address below the server's, the selector that says "loaded", selectors to
click in turn, then ``[selector, text]`` to type and Enter, who looks at it (default
``admin``), and the size of the window.
"""

import json
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
PATIENCE = 60_000
SETTLED = "() => !document.querySelector('.o_loading_indicator, .o_blockUI')"


def main(screens, folder, address, browser, only=""):
    """Take every picture, also after one failed; say how many failed."""
    wanted = [
        screen
        for screen in json.loads(Path(screens).read_text())
        if not only or screen["name"] in only.split(",")
    ]
    failed = 0
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=FLAGS)
        for screen in wanted:
            failed += not shot(chromium, address, Path(folder), screen)
        chromium.close()
    return failed + (not wanted)


def shot(chromium, address, folder, screen):
    """One picture in a fresh session, so that screens do not depend on each other."""
    context = chromium.new_context(
        viewport=screen.get("size", SIZE), locale="en-US", base_url=address
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    try:
        log_in(page, screen.get("login", "admin"))
        page.goto(screen["url"])
        page.wait_for_selector(screen.get("wait", ".o_view_controller"))
        for selector in screen.get("click", []):
            page.click(selector)
            settle(page)
        for selector, text in screen.get("type", []):
            page.fill(selector, text)
            page.press(selector, "Enter")
            settle(page)
        settle(page)
        page.screenshot(path=folder / f"{screen['name']}.png")
        print(f"{screen['name']}: {folder / screen['name']}.png", flush=True)
        return True
    except Error as error:
        page.screenshot(path=folder / f"{screen['name']}.failed.png")
        print(f"{screen['name']}: {error.message.splitlines()[0]}", file=sys.stderr)
        return False
    finally:
        context.close()


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
