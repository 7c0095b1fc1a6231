# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import SQL

from .common_till import TillCommon

FIELD = "customer_alerts"


class TillCase(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plain = cls._make_customer(name="Till Plain")
        cls.quiet = cls._make_customer(name="Till Notice")
        cls.cash = cls._make_customer(name="Till Cash", is_company=True)
        cls.buyer = cls._make_customer(name="Till Buyer", parent_id=cls.cash.id)
        cls.notice = cls._make_alert(partner_id=cls.quiet.id, name="Deaf: speak up")
        cls.alert = cls._make_alert(partner_id=cls.cash.id, kind="acknowledge")

    @classmethod
    def _make_alert(cls, **vals):
        return cls.env["customer.alert"].create({"name": "Cash only", **vals})


@tagged("post_install", "-at_install")
class TestSoftTillData(TillCase):
    """What the till loads when it opens."""

    def _load(self, user, partners=None, **context):
        """Return {partner: lines} as loaded by a user's till, or without lines {}."""
        self._load_everybody()
        till = self.till.with_user(user).with_context(**context)
        self.till.with_user(user).open_ui()
        session = till.current_session_id
        partners = partners or self.plain | self.quiet | self.cash | self.buyer
        return {
            partners.browse(row["id"]): [line["name"] for line in row[FIELD] or []]
            for row in session.load_data(["pos.config", "pos.order", "res.partner"])[
                "res.partner"
            ]
            if row["id"] in partners.ids and FIELD in row
        }

    def test_customers_bring_their_lines(self):
        self.assertEqual(
            self._load(self.cashier),
            {
                self.plain: [],
                self.quiet: ["Deaf: speak up"],
                self.cash: ["Cash only"],
                self.buyer: ["Cash only"],
            },
        )

    def test_a_cashier_without_a_level_loads_no_lines(self):
        self.assertEqual(self._load(self.outsider), {})
        params = self.till.current_session_id.with_user(
            self.outsider
        ).load_data_params()["res.partner"]
        self.assertNotIn(FIELD, params["fields"])
        self.assertNotIn(FIELD, params["relations"])

    def test_who_is_looked_for_later_brings_them_too(self):
        partners = self.env["res.partner"].with_user(self.cashier)
        found = partners.get_new_partner(self.till.id, [("id", "=", self.cash.id)], 0)[
            "res.partner"
        ]
        self.assertEqual(found[0][FIELD][0]["name"], "Cash only")
        found = partners.with_user(self.outsider).get_new_partner(
            self.till.id, [("id", "=", self.cash.id)], 0
        )["res.partner"]
        self.assertNotIn(FIELD, found[0])

    def test_a_till_that_asks_for_what_changed_gets_whose_alerts_changed(self):
        everybody = self.plain | self.quiet | self.cash | self.buyer
        now = fields.Datetime.now()
        self.env.flush_all()
        before = now - timedelta(days=2)
        self.env.cr.execute(SQL("UPDATE res_partner SET write_date = %s", before))
        self.env.cr.execute(SQL("UPDATE customer_event SET date = %s", before))
        self.env.invalidate_all()
        since = fields.Datetime.to_string(now - timedelta(days=1))
        self.assertEqual(self._load(self.cashier, pos_last_server_date=since), {})
        self.notice.unlink()
        self.alert.name = "Cash only, in advance"
        self.assertEqual(
            self._load(self.cashier, everybody, pos_last_server_date=since),
            {
                self.quiet: [],
                self.cash: ["Cash only, in advance"],
                self.buyer: ["Cash only, in advance"],
            },
        )

    def test_the_lines_of_many_customers_cost_two_queries_more(self):
        customers = self.env["res.partner"].create(
            [{"name": f"Till {number}"} for number in range(100)]
        )
        for customer in customers:
            self._make_alert(partner_id=customer.id)
        seen = customers.with_user(self.cashier)
        counts = []
        for names in (["company_id"], ["company_id", FIELD]) * 2:
            seen.invalidate_recordset()
            before = self.env.cr.sql_log_count
            seen.read(names, load=False)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[3] - counts[2], 2)


@tagged("post_install", "-at_install")
class TestSoftTillTour(TillCase, HttpCase):
    """In a browser, at the till."""

    def test_the_till_shows_the_lines_and_asks(self):
        self._tour("customer_care_till_alert")
        row = self.alert.acknowledgement_ids
        self.assertRecordValues(
            row, [{"user_id": self.cashier.id, "alert_text": "Cash only"}]
        )
        self.assertTrue(row.document)
        self.assertFalse(self.notice.acknowledgement_ids)

    def test_offline_the_till_asks_by_what_it_loaded_and_records_later(self):
        self._load_everybody()
        # what core's loyalty asks the server when a customer is chosen fails offline
        self.env["loyalty.program"].search([]).active = False
        self._tour("customer_care_till_alert_offline")
        self.assertEqual(self.alert.acknowledgement_ids.user_id, self.cashier)

    def test_a_cashier_without_a_level_is_not_asked(self):
        self._tour("customer_care_till_no_alert", login="outsider")
        self.assertFalse(self.alert.acknowledgement_ids)
