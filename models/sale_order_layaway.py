# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from .customer_layaway import STATES


class SaleOrder(models.Model):
    """An order may be a lay-away: paid ahead in parts, handed over when it is paid.

    Its dialogs make it one, take payments and cancel it; by import, RPC or a copy no
    order becomes one. With money in it an order is not cancelled past the dialog that
    says what happens to the money, whatever tries.
    """

    _inherit = "sale.order"

    is_layaway = fields.Boolean("Lay-away", copy=False, readonly=True)
    layaway_due_date = fields.Date(
        "Lay-away due",
        copy=False,
        readonly=True,
        help="The day until which the whole order is to be paid.",
    )
    layaway_released = fields.Boolean(
        "Handed over before paid",
        copy=False,
        readonly=True,
        help="Somebody who may decided that the goods may leave before they are paid.",
    )
    layaway_instalment_ids = fields.One2many(
        "customer.layaway.instalment", "order_id", "Instalments", readonly=True
    )
    layaway_paid = fields.Monetary("Paid so far", compute="_compute_layaway")
    layaway_balance = fields.Monetary("Balance", compute="_compute_layaway")
    layaway_state = fields.Selection(
        STATES, "Lay-away status", compute="_compute_layaway"
    )

    _layaway_idx = models.Index("(partner_id) WHERE is_layaway")

    @api.depends(
        "amount_total",
        "is_layaway",
        "layaway_due_date",
        "layaway_instalment_ids",
        "order_line.invoice_lines",
        "state",
    )
    def _compute_layaway(self):
        layaways = self.filtered("is_layaway")
        facts = layaways and self.env["customer.layaway"]._facts(layaways._origin.ids)
        for order in self:
            row = facts.get(order._origin.id) if facts else None
            order.layaway_paid = row["paid"] if row else 0.0
            order.layaway_balance = row["balance"] if row else 0.0
            order.layaway_state = row["state"] if row else False

    def write(self, vals):
        if vals.get("state") not in ("cancel", "draft", "sent"):
            return super().write(vals)
        layaways = self.filtered("is_layaway")
        layaways._check_layaway_empty()
        again = layaways.filtered(
            lambda order: order.state == "cancel" and vals["state"] != "cancel"
        )
        result = super().write(vals)
        # what was cancelled and is a quotation again has nothing agreed any more
        again._unmark_layaway()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_layaway_with_money(self):
        self.filtered("is_layaway")._check_layaway_empty()

    @api.model
    def _fact_sentence(self, field):
        """All facts of an order are those of a lay-away."""
        return self.env._(
            "An order becomes a lay-away by its button Lay-away, which agrees on the"
            " due date and the instalments."
        )

    def _check_layaway_empty(self):
        """Refuse to give up orders that the customer has paid money for."""
        facts = self and self.env["customer.layaway"]._facts(self.ids)
        for order in self:
            paid = facts[order.id]["paid"]
            if order.currency_id.compare_amounts(paid, 0.0) > 0:
                raise UserError(
                    self.env._(
                        "%(order)s is a lay-away with %(paid)s paid. Cancel it by the"
                        " button Cancel lay-away, which says what happens to the"
                        " money.",
                        order=order.name,
                        paid=order._layaway_money(paid),
                    )
                )

    def _unmark_layaway(self):
        """Take the mark and what was agreed away; what was paid stays paid."""
        if not self:
            return
        # sudo: the verbs write these, nobody else may
        orders = self.sudo()
        orders.layaway_instalment_ids._skip_reminders(
            self.env._("It is no lay-away any more.")
        )
        orders.layaway_instalment_ids.unlink()
        orders.write(
            {"is_layaway": False, "layaway_due_date": False, "layaway_released": False}
        )

    def _layaway_money(self, amount):
        return format_amount(self.env, amount, self.currency_id)

    def _is_paid_ahead(self):
        """Whether the goods wait for the money, so that nothing is sold on account."""
        return self.is_layaway and not self.layaway_released
