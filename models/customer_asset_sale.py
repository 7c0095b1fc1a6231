# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerAssetSale(models.Model):
    """For which vehicle or animal something was sold, on documents of other addons.

    Orders and invoices say it themselves; a sale at a till cannot, as a field of ours
    on a model that may be absent would make its addon a dependency.
    """

    _name = "customer.asset.sale"
    _description = "Sale for a Vehicle or Animal"
    _rec_name = "asset_id"

    asset_id = fields.Many2one(
        "customer.asset", required=True, index=True, ondelete="cascade"
    )
    res_model = fields.Char("Document model", required=True)
    res_id = fields.Many2oneReference(
        "Document ID", model_field="res_model", required=True
    )

    _document_unique = models.UniqueIndex("(res_model, res_id)")

    @api.model
    def _assets_of(self, documents):
        """Return what these documents were sold for."""
        return self._rows_of(documents).asset_id

    @api.model
    def _rows_of(self, documents):
        # sudo: nobody reads these by hand; whom they are for is said by the document
        rows = self.sudo()
        if not documents:
            return rows
        return rows.search(
            [("res_model", "=", documents._name), ("res_id", "in", documents.ids)]
        )

    @api.model
    def _keep(self, document, asset):
        """Let a document be for this, or for nothing."""
        row = self._rows_of(document)
        if not asset:
            row.unlink()
        elif row:
            row.asset_id = asset
        else:
            row.create(
                {
                    "asset_id": asset.id,
                    "res_model": document._name,
                    "res_id": document.id,
                }
            )


def one_id(value):
    """Return a value that a till says as what `browse` takes."""
    return value if isinstance(value, int) and 0 < value < 2**31 else []
