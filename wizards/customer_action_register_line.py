# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

PROPOSED = (
    "invoice_line_id",
    "name",
    "product_id",
    "quantity",
    "serial_number",
    "type_id",
    "date_start",
    "date_end",
)


class CustomerActionRegisterLine(models.TransientModel):
    """One invoice line, as the customer action it would become."""

    _name = "customer.action.register.line"
    _description = "Customer action proposed for an invoice line"

    wizard_id = fields.Many2one(
        "customer.action.register", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="wizard_id.company_id")
    invoice_line_id = fields.Many2one(
        "account.move.line", required=True, ondelete="cascade"
    )
    is_chosen = fields.Boolean("Register", default=True)
    name = fields.Char("Description")
    product_id = fields.Many2one("product.product")
    quantity = fields.Float(digits="Product Unit")
    serial_number = fields.Char("Serial number / identifier")
    asset_id = fields.Many2one(
        related="invoice_line_id.customer_asset_id",
        string="Vehicle, animal or equipment",
    )
    type_id = fields.Many2one(
        "customer.action.type",
        domain="['|', ('company_id', '=', False),"
        " ('company_id', 'parent_of', company_id)]",
    )
    date_start = fields.Datetime("From")
    date_end = fields.Datetime(
        "Expiry",
        compute="_compute_date_end",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("type_id")
    def _compute_date_end(self):
        for line in self:
            if line.type_id and line.invoice_line_id:
                vals = line.invoice_line_id._customer_action_vals(line.type_id)
                line.date_end = vals["date_end"]

    def _action_vals(self):
        """Return the values of the action: the line's, as the user changed them."""
        invoice_line = self.invoice_line_id
        vals = dict(
            invoice_line._customer_action_vals(self.type_id),
            name=self.name.strip(),
            product_id=self.product_id.id,
            quantity=self.quantity,
            serial_number=self.serial_number,
            user_id=self.env.uid,
            date_end=self.date_end,
        )
        if self.date_start:
            vals["date_start"] = self.date_start
        return vals

    @api.model
    def _proposal(self, invoice_line, fallback):
        """Return what is proposed; ``fallback``: the type if the product has none."""
        action_type = invoice_line._automatic_action_type() or fallback
        vals = invoice_line._customer_action_vals(action_type)
        return {name: vals[name] for name in PROPOSED}
