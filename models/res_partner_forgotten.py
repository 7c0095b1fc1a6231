# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import ValidationError

# What is new business: money goes back to a forgotten customer, too.
NEW_BUSINESS = ("out_invoice", "out_receipt")


class ResPartner(models.Model):
    """A forgotten customer stays out of new business, by whatever door."""

    _inherit = "res.partner"

    def write(self, vals):
        """Only *Reinstate* brings back whom somebody forgot."""
        if vals.get("active"):
            # sudo: for whoever activates them, by whatever way
            self.sudo().filtered(
                lambda p: p.is_forgotten and not p.active
            )._refuse_gone()
        return super().write(vals)

    def _refuse_forgotten(self):
        """Refuse new business with these customers."""
        # sudo: for whoever makes the document
        if forgotten := self.sudo().filtered("is_forgotten"):
            raise ValidationError(
                self.env._(
                    "%(names)s asked to be forgotten: there is no new business with"
                    " this customer. Reinstate them first if they came back.",
                    names=forgotten._some_names(),
                )
            )


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.constrains("partner_id")
    def _check_partner_forgotten(self):
        self.partner_id._refuse_forgotten()

    def action_confirm(self):
        """A quotation from before becomes no order; one that is paid already does."""
        if not self.env.su:
            self.partner_id._refuse_forgotten()
        return super().action_confirm()


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.constrains("partner_id")
    def _check_partner_forgotten(self):
        new = self.filtered(
            lambda m: m.move_type in NEW_BUSINESS and m.state == "draft"
        )
        new.partner_id._refuse_forgotten()
