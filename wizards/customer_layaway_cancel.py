# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerLayawayCancel(models.TransientModel):
    """Cancel a lay-away; the preview says in words what happens to the money."""

    _name = "customer.layaway.cancel"
    _description = "Cancel a lay-away"
    _inherit = ["customer.required.mixin"]

    order_id = fields.Many2one("sale.order", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="order_id.company_id")
    currency_id = fields.Many2one(related="order_id.currency_id")
    paid = fields.Monetary("Paid so far", compute="_compute_paid")
    settlement = fields.Selection(
        [("back", "Pay back"), ("credit", "Leave as credit on the customer's account")],
        "The money",
        required=True,
        default="back",
    )
    journal_id = fields.Many2one(
        "account.journal",
        "Paid back by",
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        domain="[('type', 'in', ('cash', 'bank', 'credit')),"
        " ('company_id', 'parent_of', company_id)]",
    )
    fee = fields.Monetary("Keep as a fee", help="Taxes included.")
    product_id = fields.Many2one(
        "product.product",
        "Sold as",
        default=lambda self: self.env.ref(
            "customer_care.product_layaway_fee", raise_if_not_found=False
        ),
        domain="[('type', '=', 'service')]",
        help="The service on the invoice of the fee: its taxes and its account count.",
    )
    reason = fields.Char(required=True)
    preview = fields.Text("What will happen", compute="_compute_preview")

    @api.depends("order_id")
    def _compute_paid(self):
        facts = self.env["customer.layaway"]._facts(self.order_id._origin.ids)
        for wizard in self:
            wizard.paid = facts.get(wizard.order_id._origin.id, {}).get("paid", 0.0)

    @api.depends("order_id")
    def _compute_journal_id(self):
        for wizard in self:
            wizard.journal_id = wizard.order_id._layaway_journal()

    @api.depends("order_id", "paid", "settlement", "journal_id", "fee")
    def _compute_preview(self):
        for wizard in self:
            order, said = wizard.order_id._origin, ()
            if order:
                said = order._say_layaway_cancel(
                    wizard.paid, wizard.fee, wizard._back()
                )
            wizard.preview = " ".join(said)

    def _back(self):
        """Return the journal by which the rest is paid back, if it is."""
        is_back = self.settlement == "back"
        return self.journal_id if is_back else self.journal_id.browse()

    def action_cancel(self):
        """Do what the preview says."""
        self.ensure_one()
        self.env["res.users"]._check_function("layaway_change")
        back = self._back()
        has_rest = self.currency_id.compare_amounts(self.paid, self.fee) > 0
        if self.settlement == "back" and has_rest and not back:
            raise UserError(self.env._("Choose how the money is paid back."))
        self.order_id._cancel_layaway(self.reason, self.fee, self.product_id, back)
        return {"type": "ir.actions.act_window_close"}
