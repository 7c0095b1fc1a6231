# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64

from odoo import api, fields, models


class CustomerSearchPrint(models.TransientModel):
    """A file printed again from a sheet on; nothing is kept of what is left out."""

    _name = "customer.search.print"
    _description = "Print from a sheet on"
    _inherit = ["customer.required.mixin"]

    file_id = fields.Many2one("customer.search.file", required=True, readonly=True)
    sheet_count = fields.Integer("Sheets", compute="_compute_sheet_count")
    first_sheet = fields.Integer("From sheet", default=1, required=True)
    rest = fields.Binary(compute="_compute_rest")

    @api.depends("file_id")
    def _compute_sheet_count(self):
        for wizard in self:
            file = wizard.file_id
            wizard.sheet_count = file._sheet_count() if file.attachment_id else 0

    @api.depends("file_id", "first_sheet")
    def _compute_rest(self):
        for wizard in self:
            wizard.file_id._check_printable()
            pages = wizard.file_id._pages_from(wizard.first_sheet)
            wizard.rest = base64.b64encode(pages)

    def action_open(self):
        """Open the sheets from the chosen one on."""
        self.ensure_one()
        self.file_id._check_printable()
        self.file_id._pages_from(self.first_sheet)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/rest/{self.file_id.id}.pdf",
            "target": "new",
        }
