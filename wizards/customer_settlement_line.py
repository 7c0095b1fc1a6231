# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("order", "Order"),
    ("till", "Receipt"),
    ("invoice", "Open invoice"),
]


class CustomerSettlementLine(models.TransientModel):
    """One document that may be settled.

    It is named by kind and number, as the model of receipts may be absent. What else
    stands here is for reading: the documents are asked anew before anything is done.
    """

    _name = "customer.settlement.line"
    _description = "Document of a collective settlement"
    _inherit = ["customer.required.mixin"]
    _order = "kind_order, date, res_id, id"

    settlement_id = fields.Many2one(
        "customer.settlement", required=True, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, required=True)
    kind_order = fields.Integer(compute="_compute_kind_order", store=True)
    res_id = fields.Integer("Number of the document", required=True)
    is_picked = fields.Boolean("Settle", default=True)
    name = fields.Char("Document", readonly=True)
    date = fields.Date(readonly=True)
    date_due = fields.Date("Due on", readonly=True)
    contact = fields.Char("For", readonly=True)
    note = fields.Char(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary("To settle", readonly=True)
    amount_untaxed = fields.Monetary("Untaxed", readonly=True)
    amount_total = fields.Monetary("Total", readonly=True)
    fingerprint = fields.Char(readonly=True, help="Of what was previewed.")

    @api.depends("kind")
    def _compute_kind_order(self):
        order = [kind for kind, _label in KINDS]
        for line in self:
            line.kind_order = order.index(line.kind) if line.kind else len(order)

    @api.constrains("settlement_id", "kind", "res_id")
    def _check_once(self):
        for settlement in self.settlement_id:
            documents = [(line.kind, line.res_id) for line in settlement.line_ids]
            if len(documents) != len(set(documents)):
                raise ValidationError(
                    self.env._("A document can be settled once: it was picked twice.")
                )

    def _label(self):
        """Name the document in a sentence."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return self.name or f"{kinds[self.kind]} {self.res_id}"
