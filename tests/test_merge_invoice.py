# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_invoice import InvoiceCommon
from .common_merge import MergeCommon


@tagged("post_install", "-at_install")
class TestMergeInvoice(MergeCommon, InvoiceCommon):
    """Posted entries follow the survivor and say what they said."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source.write({"street": "ul. Dawna 7", "vat": False})
        cls.invoice = cls._invoice_of(cls.source)
        cls.invoice.action_post()

    @classmethod
    def _invoice_of(cls, partner, **vals):
        return cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": "2026-01-15",
                "invoice_line_ids": [
                    Command.create({"name": "Goods", "price_unit": 100})
                ],
                **vals,
            }
        )

    def _print(self, invoice):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", invoice.ids
        )
        return html.decode()

    def test_posted_invoice_prints_name_and_address_of_before(self):
        number, total = self.invoice.name, self.invoice.amount_total
        operation = self._merge()
        self.assertEqual(self.invoice.partner_id, self.survivor)
        self.assertEqual(
            (self.invoice.name, self.invoice.amount_total), (number, total)
        )
        paper = self._print(self.invoice)
        self.assertIn("A. Kowalska", paper)
        self.assertIn("ul. Dawna 7", paper)
        self.assertNotIn("ul. Prosta 1", paper)
        operation.action_undo()
        self.assertFalse(self.invoice.customer_printed)
        self.assertEqual(self.invoice.partner_id, self.source)

    def test_new_invoice_prints_the_survivor(self):
        draft = self._invoice_of(self.source)
        self._merge()
        self.assertEqual(draft.partner_id, self.survivor)
        paper = self._print(draft)
        self.assertIn("ul. Prosta 1", paper)
        self.assertNotIn("ul. Dawna 7", paper)

    def test_reset_to_draft_is_the_survivors(self):
        self._merge()
        self.invoice.button_draft()
        self.assertFalse(self.invoice.customer_printed)

    def test_sealed_entry_stays_and_its_hash_holds(self):
        self.env.cr.execute(
            "UPDATE account_move SET inalterable_hash = 'x' WHERE id = %s",
            [self.invoice.id],
        )
        self.env.invalidate_all()
        self._merge()
        self.assertEqual(self.invoice.partner_id, self.source)
        self.assertEqual(self.invoice.line_ids.partner_id, self.source)

    def test_line_and_entry_have_the_same_customer(self):
        self._merge()
        self.assertEqual(self.invoice.line_ids.partner_id, self.survivor)
        self.assertEqual(self.invoice.commercial_partner_id, self.survivor)

    def test_open_balances_in_two_currencies_are_refused(self):
        other = self.env.ref("base.EUR") | self.env.ref("base.USD")
        other = (other - self.invoice.currency_id)[:1]
        other.active = True
        self._invoice_of(self.survivor, currency_id=other.id).action_post()
        with self.assertRaisesRegex(UserError, "different currencies"):
            self._merge()

    def test_contact_of_another_firm_with_posted_entries_is_refused(self):
        firm, other = (
            self._make_customer(name=name, is_company=True) for name in ("F", "G")
        )
        contact = self._make_customer(name="C", parent_id=firm.id)
        twin = self._make_customer(name="D", parent_id=other.id)
        self._invoice_of(contact).action_post()
        with self.assertRaisesRegex(UserError, "different firms"):
            self._merge((contact, twin))

    def test_contacts_of_one_firm_are_merged_and_entries_keep_the_firm(self):
        firm = self._make_customer(name="F", is_company=True)
        contact, twin = (
            self._make_customer(name=name, parent_id=firm.id) for name in ("C", "D")
        )
        invoice = self._invoice_of(contact)
        invoice.action_post()
        self._merge((contact, twin))
        self.assertEqual(invoice.partner_id, twin)
        self.assertEqual(invoice.commercial_partner_id, firm)
        self.assertEqual(invoice.line_ids.partner_id, firm)
