# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from odoo.tests.common import ChromeBrowser


class VisitorCase:
    """With HttpCase: nobody in particular opens a page of ours on a telephone."""

    browser_size = "390x844"
    touch_enabled = True

    @contextmanager
    def _browser(self, url):
        """A browser of nobody, on the page; yields a function that waits for a script
        to be true, across pages."""
        browser = ChromeBrowser(self)
        with self.allow_requests(browser=browser):
            try:
                self.authenticate(None, None, browser=browser)
                self.env.flush_all()
                browser.navigate_to(url, wait_stop=True)
                yield lambda script: self.assertTrue(
                    browser._wait_ready(script, timeout=20), script
                )
            finally:
                browser.stop()
                self._wait_remaining_requests()
        self.env.invalidate_all()


def forged(token):
    """What somebody without the token would try in its place."""
    return [
        token[:-1],
        token[:20],
        token + "A",
        token + "=",
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        ("A" if token[0] != "A" else "B") + token[1:],
        token[::-1],
        "x.y",
        "%F0%9F%98%80",
    ]
