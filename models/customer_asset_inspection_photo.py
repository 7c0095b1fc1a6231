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
        self._check_lines(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self.line_id.inspection_id._check_open()
        self._check_lines([vals])
        return super().write(vals)

    @api.model
    def _check_lines(self, vals_list):
        lines = {vals.get("line_id") for vals in vals_list}
        lines |= {self.env.context.get("default_line_id")}
        self.line_id.browse(lines - {None, False}).inspection_id._check_open()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_finished(self):
        self.line_id.inspection_id._check_open()
