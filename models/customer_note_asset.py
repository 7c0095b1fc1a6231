# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models


class CustomerNote(models.Model):
    """A note can be about one vehicle, animal or piece of equipment.

    Also about one that is gone: a former owner talks about it, too.
    """

    _name = "customer.note"
    _inherit = ["customer.note", "customer.asset.subject"]

    def _assets_taken_over(self):
        """What the customer owned before, and what the document is about."""
        # sudo: what they owned before, whoever may see vehicles
        former = self.env["customer.asset.owner"].sudo()
        former = former.search(
            [
                ("asset_id", "=", self.asset_id.id),
                ("partner_id", "child_of", self.partner_id.commercial_partner_id.id),
            ]
        )
        return former.asset_id

    @api.onchange("document")
    def _onchange_document_of_asset(self):
        """What the document is about, the note is about."""
        if not self.asset_id:
            self.asset_id = self._asset_of(self.document)

    @api.model
    def _asset_of(self, document):
        """Return the vehicle, animal or equipment that a document is about, if one."""
        for name in ("customer_asset_id", "asset_id"):
            field = document and document._fields.get(name)
            if field and field.comodel_name == "customer.asset":
                return document[name]
        return self.env["customer.asset"]

    @api.model_create_multi
    def create(self, vals_list):
        """Recorded from a document, by whatever way, it is about the same one."""
        notes = super().create(vals_list)
        for note, vals in zip(notes, vals_list, strict=True):
            if note.document and "asset_id" not in vals and not note.asset_id:
                # sudo: whoever writes the note may not see vehicles
                asset = note._asset_of(note.document.sudo())
                # sudo: as above
                if asset and asset._owned_by(note.partner_id.sudo()):
                    # sudo: as above
                    note.sudo().asset_id = asset
        return notes
