# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from pathlib import Path

from lxml import etree

from odoo.exceptions import UserError
from odoo.http import _generate_routing_rules
from odoo.tests import tagged

from odoo.addons.customer_care.models.ir_actions_report import DRAWN
from odoo.addons.customer_care.tools.cell_text import safe_cell
from odoo.addons.customer_care.tools.label_text import fit

from .common_hostile import HOSTILE, LONG, HostileCase

ROOT = Path(__file__).parents[1]
# Its dialog reckons what it is about, which a row made by SQL has not.
OF_A_PERIOD = {"customer_care.report_customer_asset"}
# Screens whose rows show what customers and clerks wrote.
SCREENS = (
    "customers-care",
    "customer-actions",
    "customer-messages",
    "customer-counter",
)


class OpenCase(HostileCase):
    def _ours(self, model):
        rows = self.env["ir.model.data"].search(
            [("module", "=", "customer_care"), ("model", "=", model)]
        )
        return self.env[model].browse(rows.mapped("res_id")).exists()

    def _open_views(self):
        """Read what each view of ours shows, as the web client does."""
        views = self._ours("ir.ui.view").filtered(
            lambda view: view.type not in ("qweb", "search") and view.model in self.env
        )
        wrong, opened = [], 0
        for view in views.filtered(lambda view: view.mode == "primary"):
            model = self.env[view.model].with_user(self.user_level_1)
            arch = etree.fromstring(model.get_view(view.id, view.type)["arch"])
            names = {node.get("name") for node in arch.iter("field")}
            asked = {n: {} for n in names if n in model._fields}
            row = self.made.get((view.model, self.home))
            row = row or self.cores[self.home].get(view.model)
            domain = [("id", "=", row)] if row else []
            try:
                with self._nothing_lasts():
                    if row and model._transient:
                        self._set_column(view.model, "create_uid", model.env.uid)
                    found = model.web_search_read(domain, asked, limit=5)
                    opened += bool(found["records"])
            except UserError:  # a dialog whose keys lead nowhere says so
                continue
            except Exception as error:
                wrong.append((view.name, type(error).__name__, str(error)[:300]))
        return wrong, opened

    def _print_reports(self):
        wrong, printed = [], 0
        for report in self._ours("ir.actions.report"):
            row = self.made.get((report.model, self.home))
            row = row or self.cores[self.home].get(report.model)
            if not row or report.report_name in OF_A_PERIOD:
                continue
            try:
                with self._nothing_lasts():
                    if report.report_name in DRAWN:
                        page = report._render_qweb_pdf(report.report_name, [row])[0]
                        self.assertTrue(page.startswith(b"%PDF"))
                        page = b""
                    else:
                        page = report._render_qweb_html(report.report_name, [row])[0]
                    printed += 1
                if harm := self._harm(page):
                    wrong.append((report.report_name, harm))
            except UserError:
                continue
            except Exception as error:
                wrong.append((report.report_name, type(error).__name__, str(error)))
        return wrong, printed


@tagged("post_install", "-at_install")
class TestHostile(OpenCase):
    """What somebody typed is shown, printed, mailed and exported as text."""

    def test_many_fields_are_hostile(self):
        self.assertGreater(len(self.filled), 250)
        self.assertEqual(self.customer.name, HOSTILE)

    def test_every_view_opens(self):
        wrong, opened = self._open_views()
        self.assertFalse(wrong, "\n".join(map(str, wrong)))
        self.assertGreater(opened, 100)

    def test_every_report_prints_it_as_text(self):
        wrong, printed = self._print_reports()
        self.assertFalse(wrong, "\n".join(map(str, wrong)))
        self.assertGreater(printed, 12)

    def test_every_text_of_ours_renders_it_as_text(self):
        wrong = []
        for template in self._ours("mail.template"):
            row = self.made.get((template.model, self.home))
            row = row or self.cores[self.home].get(template.model)
            if not row:
                continue
            for name in ("subject", "body_html"):
                text = template._render_field(name, [row])[row]
                if harm := self._harm(text if name == "body_html" else ""):
                    wrong.append((template.name, name, harm))
                self.assertNotIn("q49q", str(text))
        self.assertFalse(wrong, "\n".join(map(str, wrong)))

    def test_the_letterhead_of_messages_keeps_it_text(self):
        message = self.env["customer.message"].browse(
            self.made["customer.message", self.home]
        )
        self.assertFalse(self._harm(message._mail_html(message.body)))

    def test_every_page_shows_it_as_text(self):
        """The pages of customers, found among the routes: new ones are included."""
        user = self._make_user("mine", "base.group_portal", name="x")
        self.customer.user_ids = user
        modules = sorted(self.env.registry._init_modules)
        paths = sorted(
            {
                path
                for path, endpoint in _generate_routing_rules(modules, False)
                if path.startswith(("/my/", "/customer_care")) and "<" not in path
                if "GET" in (endpoint.routing.get("methods") or ["GET"])
            }
        )
        self.assertGreater(len(paths), 8, paths)
        wrong = []
        for login in ("mine", "level_1"):
            self.authenticate(login, f"{login}xxxx" if login == "mine" else "level_1x")
            for path in paths:
                answer = self.url_open(path)
                if answer.status_code >= 500 or self._harm(answer.content):
                    wrong.append((login, path, answer.status_code))
        self.assertFalse(wrong)

    def test_the_browser_runs_nothing_of_it(self):
        self.env["customer.action"].browse(
            self.made["customer.action", self.home]
        ).write({"partner_id": self.customer.id})
        for screen in (*SCREENS, f"res.partner/{self.customer.id}"):
            with self.subTest(screen):
                self.browser_js(
                    f"/odoo/{screen}",
                    """
                    setTimeout(() => {
                        if (window.hacked) {
                            console.error("a hostile text was run");
                        } else {
                            console.log("test successful");
                        }
                    }, 500);
                    """,
                    ready="!!document.querySelector('.o_action_manager > *')",
                    login="level_1",
                    timeout=60,
                )

    def test_a_word_of_ten_thousand_letters_does_not_hold_up_a_label(self):
        measured = []

        def measure(text):
            measured.append(len(text))
            return 0.9 * len(text)

        fit(["W" * 10000], 200, 60, measure, 9)
        self.assertLess(sum(measured), 2_000_000)

    def test_no_table_is_written_without_the_guard_against_formulas(self):
        """Each file that writes CSV goes by `safe_cell`; DuckDB reads one of them."""
        self.assertEqual(safe_cell(HOSTILE)[:2], "'=")
        writers = {
            path.name
            for folder in ("models", "wizards", "tools", "report", "controllers")
            for path in (ROOT / folder).glob("*.py")
            if "csv.writer(" in (text := path.read_text()) and "safe_cell" not in text
        }
        self.assertEqual(writers, {"duplicate_engine.py"})


@tagged("post_install", "-at_install")
class TestHostileLong(OpenCase):
    """Ten thousand letters and control characters."""

    text = LONG

    def test_every_view_opens(self):
        wrong, _opened = self._open_views()
        self.assertFalse(wrong, "\n".join(map(str, wrong)))

    def test_every_report_prints_it_as_text(self):
        wrong, printed = self._print_reports()
        self.assertFalse(wrong, "\n".join(map(str, wrong)))
        self.assertGreater(printed, 12)
