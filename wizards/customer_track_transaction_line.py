# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerTrackTransactionLine(models.TransientModel):
    """A sale that was found."""

    _name = "customer.track.transaction.line"
    _description = "Sale that was found"

    wizard_id = fields.Many2one(
        "customer.track.transaction", required=True, ondelete="cascade"
    )
    is_chosen = fields.Boolean("Track")
    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    name = fields.Char("Number", readonly=True)
    day = fields.Date("Sold on", readonly=True)
    place = fields.Char("Till or branch", readonly=True)
    customer = fields.Char("Counts for", readonly=True)
    amount = fields.Monetary("Total", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    obstacle = fields.Char("Why not", readonly=True)

    def _facts(self):
        """Return what is known of the sale now."""
        self.ensure_one()
        attributions = self.env["customer.attribution"]
        attributions._check_companies()
        # sudo: as for the search; what is no sale is refused there
        return attributions.sudo()._facts_of(self.res_model, self.res_id)
