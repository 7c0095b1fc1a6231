# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.fields import Command

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common import TIME_ZONE, CustomerCommon


class InvoiceCommon(CustomerCommon, AccountTestInvoicingCommon):
    """A company that invoices, a product with two years' warranty, two users."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_id.tz = TIME_ZONE
        cls.accountant = cls._make_user("accountant", "account.group_account_manager")
        cls.clerk = cls._make_user(
            "clerk", "customer_care.level_5,account.group_account_invoice"
        )
        cls.customer = cls._make_customer()
        cls.warranty = cls._make_type(
            name="Warranty", duration=12, lead_time=30, lead_unit="days"
        )
        cls.machine = cls.env["product.product"].create(
            {
                "name": "Coffee machine",
                "default_code": "CM-1",
                "list_price": 100,
                "action_type_id": cls.warranty.id,
                "action_duration": 2,
                "action_duration_unit": "years",
            }
        )
        cls.plain = cls.env["product.product"].create(
            {"name": "Coffee", "list_price": 10}
        )

    @classmethod
    def _make_invoice(cls, *lines, post=False, **vals):
        """Invoice of these lines; a product stands for a line of one piece."""
        lines = [
            line if isinstance(line, dict) else {"product_id": line.id}
            for line in lines
        ]
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": cls.customer.id,
                "invoice_date": "2027-03-01",
                "invoice_line_ids": [Command.create(line) for line in lines],
                **vals,
            }
        )
        if post:
            invoice.action_post()
        return invoice

    @classmethod
    def _make_refund(cls, invoice, post=True):
        """Credit note of the whole invoice, made by the wizard."""
        wizard = (
            cls.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "date": "2027-03-05"})
        )
        refund = cls.env["account.move"].browse(wizard.refund_moves()["res_id"])
        if post:
            refund.action_post()
        return refund

    @classmethod
    def _machine_line(cls, serial=False, **vals):
        return {"product_id": cls.machine.id, "serial_number": serial, **vals}

    @classmethod
    def _actions_of(cls, invoices):
        return (
            cls.env["customer.action"]
            .with_context(active_test=False)
            .search([("invoice_id", "in", invoices.ids)], order="id")
        )
