# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import io
import time
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.base.models.ir_actions_report import IrActionsReport

from .common_preferences import PreferencesCommon
from .common_visitor import VisitorCase

SAVE = "document.querySelector('.cc-save button')"
STATUS = "document.querySelector('[role=status]')"


@tagged("post_install", "-at_install")
class TestPreferencesTour(VisitorCase, PreferencesCommon):
    """The whole way: from the page on the customer's telephone to the printed proof."""

    def _pick(self, channel, said):
        cell = f'input[name=\\"{self._cell(channel)}\\"][value={said}]'
        return f'document.querySelector("{cell}").click(), true'

    def _decide_on_the_page(self):
        with self._browser(self.url) as wait:
            wait("document.querySelectorAll('fieldset').length >= 1")
            wait("!document.querySelector('script')")
            wait("document.documentElement.scrollWidth <= window.innerWidth")
            wait(
                "getComputedStyle(document.querySelector('.cc-card')).borderRadius"
                " !== '0px'"
            )
            wait(self._pick("email", "yes"))
            wait(self._pick("sms", "no"))
            wait(f"{SAVE}.click(), true")
            wait(f"{STATUS}.textContent.includes('Saved.')")
            wait(f"{STATUS}.textContent.includes('Offers, E-mail')")
            wait(f"{STATUS}.textContent.includes('Receipt as PDF')")
            wait("document.querySelector('details summary').click(), true")
            wait("document.querySelectorAll('.cc-history li').length === 3")

    @contextmanager
    def _printed(self):
        """Collect the PDFs that are printed meanwhile."""
        found, render = [], IrActionsReport._render_qweb_pdf

        def keep(report, report_ref, res_ids=None, data=None):
            report = report.with_context(force_report_rendering=True)
            result = render(report, report_ref, res_ids, data)
            found.append(result[0])
            return result

        with patch.object(IrActionsReport, "_render_qweb_pdf", keep):
            yield found

    def test_from_the_page_to_the_proof_on_paper(self):
        self.customer._set_marketing_consent("sms", True, "counter")
        self._decide_on_the_page()
        given = self._rows().filtered(lambda row: row.event == "given")[0]
        self.assertEqual((given.channel, given.method), ("email", "page"))
        self.assertTrue(self._may("email"))
        self.assertFalse(self._may("sms"))
        # the clerk's side is a desk
        self.browser_size, self.touch_enabled = "1366x768", False
        card = f"/odoo/action-contacts.action_contacts/{self.customer.id}"
        with self._printed() as papers:
            self.start_tour(
                card, "customer_care_preference_proof", login="level_3", timeout=180
            )
            deadline = time.monotonic() + 20
            while not papers and time.monotonic() < deadline:
                time.sleep(0.1)
        (paper,) = papers
        text = " ".join(
            page.extract_text() for page in PdfFileReader(io.BytesIO(paper)).pages
        )
        text = "".join(text.split())
        for words in ("Proofofconsent", given.uid, given.hash, "Preferencepage"):
            self.assertIn(words, text)
        self.assertIn("Iagreetoreceiveoffers", text)
        self.assertTrue(given.number, "it has its place in the chain")

    def test_withdraw_everything_is_one_click_in_a_browser(self):
        self.customer._set_marketing_consent("email", True, "counter")
        with self._browser(self.url) as wait:
            wait("document.querySelector('.cc-danger').click(), true")
            wait(f"{STATUS}.textContent.includes('You have withdrawn everything')")
            wait("!document.querySelector('.cc-danger')")
        self.assertFalse(self._may("email"))
