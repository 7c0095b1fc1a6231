# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerAssetInspectionPhoto(models.Model):
    """A photo of one point of an inspection."""

    _name = "customer.asset.inspection.photo"
    _description = "Photo of an inspection"
    _inherit = ["customer.required.mixin"]
    _order = "id"

    line_id = fields.Many2one(
        "customer.asset.inspection.line", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(default="photo.jpg")
    image = fields.Image(required=True, max_width=1920, max_height=1920)
    image_256 = fields.Image(
        "Preview", related="image", max_width=256, max_height=256, store=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        photos = super().create(vals_list)
        photos.line_id.inspection_id._check_open()
        return photos

    def write(self, vals):
        self.line_id.inspection_id._check_open()
        result = super().write(vals)
        self.line_id.inspection_id._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_finished(self):
        self.line_id.inspection_id._check_open()
