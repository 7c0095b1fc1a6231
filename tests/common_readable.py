# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json
from contextlib import contextmanager
from importlib.resources import files

from odoo.tests.common import ChromeBrowser
from odoo.tools.misc import file_open

from .common_visitor import VisitorCase

LOADED = "document.readyState === 'complete'"
QUIET = "!document.querySelector('.o_loading_indicator, .o_blockUI')"


class ReadableCase(VisitorCase):
    """With HttpCase: pages are readable on a telephone, and by everybody.

    One browser opens one page after the other, so that it starts once.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # axe comes with a package for tests; its licence is not ours to pass on
        cls.axe = (files("axe_playwright_python") / "axe.min.js").read_text()
        with file_open("customer_care/tests/readable.js") as file:
            cls.check = file.read().partition("*/")[2].strip()

    @contextmanager
    def _opened(self, login):
        """A browser in which somebody, or nobody, is logged in."""
        browser = ChromeBrowser(self)
        with self.allow_requests(browser=browser):
            try:
                self.authenticate(login, login, browser=browser)
                self.env.flush_all()
                yield browser
            finally:
                browser.stop()
                self._wait_remaining_requests()

    @contextmanager
    def _reader(self, login=None):
        """Yield a function that opens a page and notes what is wrong with it.

        At the end everything that was noted is said at once.
        """
        faults = {}
        with self._opened(login) as browser:

            def read(url, roots, ready=LOADED, clicks=(), others="", name=None):
                address = url if "://" in url else self.base_url() + url
                browser.navigate_to(address, True)
                scripts = (ready, *map(self._click, clicks), LOADED, QUIET)
                waited = [s for s in scripts if not self._ready(browser, s)]
                found = waited or self._faults(browser, roots, others)
                if found:
                    faults[name or url] = found

            yield read
        self._say(faults)

    def _say(self, faults):
        said = [f"{url}\n  " + "\n  ".join(found) for url, found in faults.items()]
        self.assertFalse(faults, "\n".join(said))

    def _ready(self, browser, script):
        """Whether it is true in time, also while the first page is being built."""
        try:
            return browser._wait_ready(script, timeout=180)
        except TimeoutError:
            return False

    def _click(self, selector):
        """A script that is true when what it clicks was there."""
        found = f"document.querySelector({json.dumps(selector)})"
        return f"(() => {{ const it = {found}; it?.click(); return !!it; }})()"

    def _faults(self, browser, roots, others):
        code = f"({self.check})({json.dumps(roots)}, {json.dumps(others)})"
        self._evaluate(browser, self.axe + "; true")
        answer = self._evaluate(browser, f"{code}.then(JSON.stringify)", True)
        self.assertIn("value", answer, answer)
        return json.loads(answer["value"])

    def _evaluate(self, browser, code, wait=False):
        params = {"expression": code, "awaitPromise": wait, "returnByValue": True}
        request = browser._websocket_request
        return request("Runtime.evaluate", params=params, timeout=60)["result"]
