# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models

from .account_move_line import SOLD_IN

SOLD = (*SOLD_IN, "out_refund")


class CustomerAssetDocument(models.AbstractModel):
    """What a document prints of the vehicles, animals and equipment it is for."""

    _inherit = "customer.asset.document"

    def _assets_named(self):
        """Return what the document is for, what the header names first."""
        # sudo: whoever prints need not see vehicles
        document = self.sudo()
        return document.customer_asset_id | document._asset_lines().customer_asset_id

    def _asset_print(self):
        """Return what is printed of each, see `_document_row`."""
        return self._asset_rows()

    def _asset_rows(self):
        lang = self.partner_id.lang or self.env.lang
        readings = self._service_readings()
        return [
            asset.with_context(lang=lang)._document_row(readings.get(asset, 0.0))
            for asset in self._assets_named()
        ]

    def _printed_assets(self):
        """Return the rows as the templates show them, in the language of the context.

        :return: list of {id, title, name, facts: [(label, text)], reading}
        """
        asset = self.env["customer.asset"].with_context(lang=self.env.lang)
        return [asset._document_text(row) for row in self._asset_print()]


class AccountMove(models.Model):
    """A posted invoice goes on printing the plate and the name it was posted with."""

    _inherit = "account.move"

    customer_asset_printed = fields.Json(
        "Vehicles, animals and equipment as printed", copy=False, readonly=True
    )

    def write(self, vals):
        result = super().write(vals)
        # sudo: what was printed is the program's, whoever posts the invoice
        moves = self.sudo()
        if vals.get("state") == "draft":
            moves.filtered("customer_asset_printed").customer_asset_printed = False
        if vals.get("state") == "posted":
            for move in moves.filtered(lambda move: move.move_type in SOLD):
                if rows := move._asset_rows():
                    move.customer_asset_printed = rows
        return result

    def _asset_print(self):
        if self.state == "posted":
            return self.customer_asset_printed or []
        return super()._asset_print()
