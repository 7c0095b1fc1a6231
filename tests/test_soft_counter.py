# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from .common_invoice import InvoiceCommon


@tagged("post_install", "-at_install")
class TestSoftCounter(InvoiceCommon, HttpCase):
    """The counter beside a till and Odoo's barcode service."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("point_of_sale.group_pos_manager")
        cls.customer.write({"name": "Zenobia Wyrwidąb", "ref": "XQ-77"})
        cls.worker = cls._make_user("worker", "customer_care.level_5")

    def _receipt(self, **vals):
        """A sale at a till that is open, as it arrives from there."""
        cash = self.env["pos.payment.method"].create(
            {
                "name": "Cash",
                "journal_id": self.company_data["default_journal_cash"].id,
                "receivable_account_id": self.company_data[
                    "default_account_receivable"
                ].id,
            }
        )
        config = self.env["pos.config"].create(
            {
                "name": "Front counter",
                "payment_method_ids": [Command.set(cash.ids)],
            }
        )
        config.open_ui()
        amounts = dict.fromkeys(
            ("amount_total", "amount_tax", "amount_paid", "amount_return"), 0.0
        )
        return self.env["pos.order"].create(
            {
                "session_id": config.current_session_id.id,
                "company_id": self.env.company.id,
                "partner_id": self.customer.id,
                **amounts,
                **vals,
            }
        )

    def test_by_the_number_of_a_receipt(self):
        self._receipt(pos_reference="2710-001-000042")
        partners = self.env["res.partner"].with_user(self.worker)
        found = partners.get_counter_matches("2710-001-000042")["matches"]
        self.assertEqual(
            [(match["id"], match["why"]) for match in found],
            [(self.customer.id, "Receipt 2710-001-000042")],
        )
        found = partners.get_counter_matches("2710-001-000043")
        self.assertFalse(found["matches"])

    def test_what_the_barcode_service_reads_opens_the_customer(self):
        self.start_tour(
            "/odoo/customer-counter", "customer_care_counter_service", login="worker"
        )
