# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.fields import Command

from .test_customer_turnover import TurnoverCommon


class AttributionCommon(TurnoverCommon):
    """Sales of `customer` (Anna) that are Jan's, and `boss`, who may track them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("customer_care.level_1")
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_manager")
        cls.boss = cls.user_level_3
        cls.jan = cls._make_customer(name="Jan Nowak")
        cls.plain.invoice_policy = "order"
        cls.machine.invoice_policy = "order"
        cls.attributions = cls.env["customer.attribution"].with_user(cls.boss)

    def _track(self, *documents, customer=None, reason="They showed the receipt"):
        return self.attributions._attribute(documents, customer or self.jan, reason)

    def _bought(self, partner):
        """Return what counts for a customer, in list, pivot and overview alike."""
        self.env.flush_all()
        self.env.invalidate_all()
        lines = self.turnover.search([("partner_id", "=", partner.id)])
        untaxed = round(sum(lines.mapped("untaxed")), 2)
        by_customer = dict(
            self.turnover._read_group([], ["partner_id"], ["untaxed:sum"])
        )
        self.assertAlmostEqual(by_customer.get(partner, 0), untaxed, 2)
        boxes = {box["key"]: box for box in partner.get_customer_overview()["boxes"]}
        figures = {f["key"]: f["value"] for f in boxes["sales"]["figures"]}
        self.assertAlmostEqual(figures["turnover"], untaxed, 2)
        return untaxed

    def _all(self):
        """Return what all lines come to: nothing may be lost or counted twice."""
        self.env.flush_all()
        self.env.invalidate_all()
        lines = self.turnover.search([("company_id", "=", self.env.company.id)])
        self.assertEqual(len(lines), len(set(lines.ids)))
        return round(sum(lines.mapped("untaxed")), 2)

    @classmethod
    def _make_order(cls, quantity=1, confirm=True, **vals):
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "date_order": "2027-03-02 10:00:00",
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.machine.id,
                            "product_uom_qty": quantity,
                            "tax_ids": False,
                        }
                    )
                ],
                **vals,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _bill(cls, order, post=True):
        invoice = order._create_invoices()
        invoice.invoice_date = "2027-03-03"
        if post:
            invoice.action_post()
        return invoice
