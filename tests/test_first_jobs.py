# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re
from pathlib import Path

from dateutil.relativedelta import relativedelta

from odoo.tests import HttpCase, tagged
from odoo.tools.convert import convert_file
from odoo.tools.misc import file_open

from .common_invoice import InvoiceCommon

# What an owner who sets the program up has; the guide is written for `admin`.
OWNER = (
    "customer_care.level_1,sales_team.group_sale_manager,account.group_account_manager"
)
DEMO = Path(__file__).parent.parent / "demo"
STEP = re.compile(r"^(\d)\. ", flags=re.MULTILINE)


@tagged("post_install", "-at_install")
class TestFirstJobs(InvoiceCommon, HttpCase):
    """The first job of each trade in docs/guide, with products of the demo company."""

    # the first page builds its assets while the next requests wait for it
    test_cursor_lock_timeout = 60

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("res_partner_demo", "product_demo"):
            path = f"demo/{name}.xml"
            convert_file(cls.env, "customer_care", path, {}, mode="init")
        cls.owner = cls._make_user("owner", OWNER)
        cls.weber = cls.env.ref("customer_care.partner_weber_demo")
        cls.zofia = cls.env.ref("customer_care.partner_dabrowska_demo")

    def _do(self, trade):
        self.start_tour(
            "/odoo", f"customer_care_first_job_{trade}", login="owner", timeout=240
        )

    def _sold(self, partner):
        domain = [("partner_id", "=", partner.id), ("move_type", "=", "out_invoice")]
        [invoice] = self.env["account.move"].search(domain)
        [action] = self._actions_of(invoice)
        return invoice, action

    def test_the_guide_tells_the_steps_of_the_tour_and_no_others(self):
        with file_open("customer_care/static/tests/tours/first_job_tour.js") as file:
            tours = re.split("customer_care_first_job_", file.read())[1:]
        self.assertEqual(len(tours), 3)
        for tour in tours:
            trade = re.match(r"\w+", tour)[0]
            with file_open(f"customer_care/docs/guide/{trade}.md") as file:
                guide = file.read()
            job = guide.split("## First job")[1].split("\n## ")[0]
            with self.subTest(trade):
                self.assertEqual(
                    STEP.findall(job), re.findall(r"\.\.\.at\((\d),", tour)
                )

    def test_what_a_stranger_makes_has_no_namesake_in_the_demo_company(self):
        pages = {path.name: path.read_text() for path in DEMO.glob("*.xml")}
        self.assertGreater(len(pages), 30)
        for name in ("Azor", "616093900555777", "WX 77123", "Celina Nowicka"):
            with self.subTest(name):
                self.assertEqual([page for page in pages if name in pages[page]], [])

    def test_garage(self):
        self._do("garage")
        [car] = self.env["customer.asset"].search([("plate", "=", "WX 77123")])
        self.assertEqual((car.name, car.partner_id), ("Škoda Octavia", self.weber))
        self.assertEqual(sorted(car.reading_ids.mapped("value")), [52300, 52310])
        invoice, action = self._sold(self.weber)
        self.assertEqual((invoice.state, action.asset_id), ("posted", car))
        self.assertEqual(action.type_id.code, "service")
        self.assertGreater(action.date_remind, invoice.invoice_date)
        html = self.env["ir.actions.report"]._render_qweb_html(
            "account.report_invoice", invoice.ids
        )[0]
        self.assertIn("WX 77123", html.decode())
        self.assertIn("52,310", html.decode())

    def test_clinic(self):
        self._do("clinic")
        [dog] = self.env["customer.asset"].search([("chip", "=", "616093900555777")])
        self.assertEqual((dog.name, dog.partner_id), ("Azor", self.zofia))
        invoice, action = self._sold(self.zofia)
        self.assertEqual(
            (action.product_id.name, action.asset_id), ("Annual vaccination", dog)
        )
        a_year_later = invoice.invoice_date + relativedelta(years=1)
        self.assertEqual(action.date_end.date(), a_year_later)
        [visit] = self.env["calendar.event"].search(
            [("name", "=", "Second vaccination")]
        )
        self.assertEqual(visit.customer_partner_id, self.zofia)
        self.assertEqual(visit.customer_asset_id, dog)

    def test_counter(self):
        self._do("counter")
        [celina] = self.env["res.partner"].search([("name", "=", "Celina Nowicka")])
        self.assertFalse(
            celina._contact_refusals("email", self.marketing), "she agreed to offers"
        )
        self.assertTrue(celina._contact_refusals("sms", self.marketing))
        _invoice, action = self._sold(celina)
        self.assertEqual(
            (action.type_id.code, action.serial_number), ("warranty", "ESP-2-0815")
        )
        [sms] = self.env["customer.message"].search([("partner_id", "=", celina.id)])
        self.assertEqual((sms.channel, sms.state), ("sms", "planned"))
