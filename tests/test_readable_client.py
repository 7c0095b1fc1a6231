# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common_inspection import InspectionCommon
from .common_layaway import LayawayCommon
from .common_readable import ReadableCase

GROUPS = (
    "customer_care.level_1,sales_team.group_sale_manager,account.group_account_manager"
)
# Pages of the customer's form that are components of ours, and what is shown of each.
TABS = {
    "customer_account": ".o_customer_account_page",
    "customer_layaways": ".o_customer_layaways_page",
    "customer_consents": ".o_customer_consents",
    "customer_assets": ".o_customer_assets",
    "customer_appointments": ".o_customer_appointments",
    "customer_loyalty": ".o_customer_loyalty",
    "customer_interests": ".o_customer_interests",
    "customer_measurements": ".o_widget_customer_measurement_summary",
    "customer_tools": ".o_customer_tools",
    "customer_notes": ".o_customer_notes_page",
}


def shown(selector):
    return f"!!document.querySelector('{selector}')"


@tagged("post_install", "-at_install")
class TestReadableClient(ReadableCase, LayawayCommon, HttpCase):
    """Our parts of the web client, on a telephone and with axe."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls._make_user("reader", GROUPS)
        cls.today = fields.Date.context_today(cls.reader)
        cls.customer.write(
            {
                "name": "Zenobia Maria Wyrwidąb-Konstantynopolitańczykowianeczka",
                "phone": "+48 601 765 432",
            }
        )
        cls.env["customer.alert"].create(
            {"partner_id": cls.customer.id, "name": "Cash only, until the end of May"}
        )
        cls._make_action(
            partner_id=cls.customer.id, date_remind=cls.today, name="Warranty"
        )
        cls.env["customer.asset"].create(
            {"name": "Octavia", "kind": "vehicle", "partner_id": cls.customer.id}
        )
        cls._make_bill(post=True)
        cls._plan_layaway()
        cls._plan_appointment()
        cls.customer._set_marketing_consent("email", True, "counter")
        cls.customer._set_marketing_consent("sms", False, "counter")
        cls.env.flush_all()

    @classmethod
    def _plan_layaway(cls):
        day = cls.today + timedelta(days=30)
        parts = [(day, 100), (day + timedelta(days=30), 200)]
        order = cls._make_order(3.0, confirm=True)
        order._set_layaway(day + timedelta(days=60), parts)

    @classmethod
    def _plan_appointment(cls):
        people = cls.customer | cls.reader.partner_id
        event = cls.env["calendar.event"].with_context(no_mail_to_attendees=True)
        for hours, state in ((1, "done"), (2, "arrived")):
            start = fields.Datetime.to_datetime(cls.today)
            start += timedelta(hours=10 + hours)
            event.create(
                {
                    "name": "Cleaning",
                    "start": start,
                    "stop": start + timedelta(hours=1),
                    "user_id": cls.reader.id,
                    "partner_ids": [Command.set(people.ids)],
                }
            ).sudo().customer_state = state

    def test_a_reader_finds_what_is_wrong(self):
        """A page made wrong on purpose, so that the others are known to be right."""
        spoil = (
            "(() => { const it = document.querySelector('.o_customer_set_security');"
            "it.insertAdjacentHTML('afterbegin', '<div style=\"width:900px\">wide</div>"
            '<input/><button></button><p style="color:#ccc;background:#fff">pale</p>\''
            "); return true; })()"
        )
        with self.assertRaises(AssertionError) as caught:
            with self._reader("reader") as read:
                read(
                    "/odoo/customer-security",
                    ".o_customer_set_security",
                    f"{shown('.o_customer_tick')} && {spoil}",
                )
        for fault in ("wider than", "label:", "button-name:", "color-contrast:"):
            self.assertIn(fault, str(caught.exception))

    def test_screens_of_our_own(self):
        customer = self.customer.id
        with self._reader("reader") as read:
            read(
                "/odoo/actions-center",
                ".o_first_start, .o_center_counters",
                shown(".o_first_start_step"),
            )
            read(
                "/odoo/customer-security",
                ".o_customer_set_security .container-fluid",
                shown(".o_customer_tick"),
            )
            read(
                "/odoo/customer-counter", ".o_customer_counter", shown(".o_counter_box")
            )
            read(
                "/odoo/customer-counter?number=%2B48601765432",
                ".o_customer_counter",
                shown(".o_counter_card"),
            )
            read(
                "/odoo/customer-day-sheet",
                ".o_day_sheet_page",
                shown(".o_day_sheet_row"),
            )
            read(
                f"/odoo/customer-overview/{customer}",
                ".o_customer_overview",
                shown(".o_overview_box"),
            )

    def test_duplicates_beside_each_other(self):
        same = {"phone": "+48 601 111 222", "birth_date": "1980-05-12"}
        one, other = (self._make_customer(name="Ada Tour", **same) for _n in "12")
        duplicates = self.env["customer.duplicate"]
        duplicates.with_context(customer_duplicate_engine="")._scan(full=True)
        self.assertTrue(duplicates.search([("partner_id", "in", (one | other).ids)]))
        with self._reader("reader") as read:
            pair = ".o_duplicate_pair"
            read("/odoo/customer-duplicates", pair, shown(pair))

    def test_pages_of_a_customer(self):
        with self._reader("reader") as read:
            for tab, roots in TABS.items():
                read(
                    f"/odoo/res.partner/{self.customer.id}",
                    roots,
                    shown(f".nav-link[name={tab}]"),
                    # Odoo's own lists
                    others=".o_field_widget:not(.o_customer_interests)",
                    clicks=(f".nav-link[name={tab}]", roots),
                    name=tab,
                )


@tagged("post_install", "-at_install")
class TestReadableInspection(ReadableCase, InspectionCommon, HttpCase):
    def test_the_sheet_of_an_inspection(self):
        self.tyres.write({"asks_value": True, "uom_name": "mm", "minimum": 1.6})
        inspection = self._begin(day="2026-01-05")
        self._check(inspection, "ga-")
        self._make_user("inspector", "customer_care.level_5")
        sheet = ".o_inspection_sheet"
        with self._reader("inspector") as read:
            url = f"/odoo/customer-inspections/{inspection.id}"
            read(url, sheet, shown(".o_inspection_point"))
            inspection.line_ids.filtered("asks_value").value = 4.0
            inspection.action_finish()
            self.env.flush_all()
            read(url, sheet, shown(".o_inspection_finding"), name="finished")
