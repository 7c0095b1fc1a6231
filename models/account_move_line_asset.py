# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools.sql import column_exists, create_column


class AccountMoveLine(models.Model):
    """Each line of an invoice is for the vehicle of its header, or for another one."""

    _name = "account.move.line"
    _inherit = ["account.move.line", "customer.asset.document.line"]
    _asset_document_field = "move_id"

    def _auto_init(self):
        """Nothing is worked out for the lines there are: they may be millions."""
        if not column_exists(self.env.cr, self._table, "customer_asset_id"):
            create_column(self.env.cr, self._table, "customer_asset_id", "int4")
        return super()._auto_init()

    @api.depends("move_id")
    def _compute_customer_asset_id(self):
        return super()._compute_customer_asset_id()

    def _sells_something(self):
        return self.display_type == "product" and self.move_id.is_sale_document(
            include_receipts=True
        )

    def _assets_taken_over(self):
        return self.move_id._assets_taken_over()

    def write(self, vals):
        if "customer_asset_id" in vals and not self.env.su:
            for line in self:
                asset_id = line.customer_asset_id.id
                if (
                    asset_id
                    and line.parent_state == "posted"
                    and asset_id != vals["customer_asset_id"]
                ):
                    line.move_id._refuse_posted_asset()
        return super().write(vals)

    # -- customer actions -----------------------------------------------------

    def _automatic_action_type(self):
        """Nothing is to be done for what is sold, dead or switched off."""
        action_type = super()._automatic_action_type()
        # sudo: actions follow an invoice whoever posts it
        asset = self.customer_asset_id.sudo()
        if action_type and asset and not asset.is_offered:
            return action_type.browse()
        return action_type

    def _customer_action_vals(self, action_type):
        vals = super()._customer_action_vals(action_type)
        asset = self.customer_asset_id.sudo()  # sudo: as above
        # sudo: as above
        invoice = self.move_id.sudo()
        owned = asset and asset._owned_by(invoice.partner_id)
        vals["asset_id"] = asset.id if owned else False
        if owned and asset == invoice.customer_asset_id and invoice.customer_reading:
            vals["reading_start"] = invoice.customer_reading
        return vals
