# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerNewSaleLine(models.TransientModel):
    """A product or a service that a customer buys."""

    _name = "customer.new.sale.line"
    _description = "Product of a new sale"
    _order = "id"

    wizard_id = fields.Many2one("customer.new.sale", required=True, ondelete="cascade")
    product_id = fields.Many2one(
        "product.product",
        required=True,
        ondelete="cascade",
        domain="[('sale_ok', '=', True)]",
    )
    quantity = fields.Float(default=1.0, digits="Product Unit")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    price_unit = fields.Float(
        "Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        digits="Product Price",
    )
    discount = fields.Float("Discount (%)", compute="_compute_price_unit", store=True)
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    amount = fields.Monetary(compute="_compute_amount")

    @api.depends("product_id", "quantity", "wizard_id.partner_id", "wizard_id.document")
    def _compute_price_unit(self):
        for line in self:
            line.price_unit, line.discount = line._proposal()

    @api.depends("quantity", "price_unit", "discount")
    def _compute_amount(self):
        for line in self:
            line.amount = line._amount()

    def _amount(self):
        return self.quantity * self.price_unit * (1 - self.discount / 100)

    def _proposal(self):
        """Return the price and the discount that the customer's pricelist proposes."""
        wizard = self.wizard_id
        if not (self.product_id and wizard.partner_id):
            return 0.0, 0.0
        order = wizard._virtual_order(self)
        line = order.order_line[:1]
        price = order.currency_id._convert(
            line.price_unit,
            wizard.currency_id,
            wizard.company_id,
            fields.Date.context_today(self),
            round=False,
        )
        return price, line.discount

    def _check_quantities(self):
        for line in self:
            if line.quantity <= 0:
                raise UserError(
                    self.env._(
                        "%s: the quantity must be more than zero.",
                        line.product_id.display_name,
                    )
                )

    def _order_values(self):
        """Return the values of a line of a quotation.

        A form works out default lines before it knows the pricelist. With the price
        that the pricelist proposes beside it, core sees whether somebody typed another
        one, and lets the price follow the quantity if not.
        """
        proposed, discount = self._proposal()
        return {
            "product_id": self.product_id.id,
            "product_uom_qty": self.quantity,
            "price_unit": self.price_unit,
            "technical_price_unit": proposed,
            "discount": discount,
        }

    def _invoice_values(self):
        return {
            "product_id": self.product_id.id,
            "quantity": self.quantity,
            "price_unit": self.price_unit,
            "discount": self.discount,
        }
