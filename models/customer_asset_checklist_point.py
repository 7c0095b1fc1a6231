# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.measured_values import bounds


class CustomerAssetChecklistPoint(models.Model):
    """One point of a checklist: what is looked at, and what is to be noted of it."""

    _name = "customer.asset.checklist.point"
    _description = "Point of a checklist"
    _inherit = ["customer.required.mixin"]
    _order = "sequence, id"

    checklist_id = fields.Many2one(
        "customer.asset.checklist", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="checklist_id.company_id")
    sequence = fields.Integer(default=10)
    section = fields.Char(
        translate=True, help="Points of one section stand together, e.g. Brakes."
    )
    name = fields.Char("Point", required=True, translate=True)
    hint = fields.Char(translate=True, help="What to look at, or when it is good.")
    is_required = fields.Boolean(
        "Required",
        default=True,
        help="The inspection cannot be finished before this point is checked.",
    )
    asks_value = fields.Boolean("Measure", help="A number is asked for.")
    uom_name = fields.Char("Unit", help="As it is written behind the value, e.g. mm.")
    minimum = fields.Float("Usual from", help="0 to 0: every value is usual.")
    maximum = fields.Float("Usual to")
    needs_photo = fields.Boolean(
        "Photo",
        help="A photo is required. It can be taken of every point.",
    )
    product_id = fields.Many2one(
        "product.product",
        "Work or part",
        domain=[("sale_ok", "=", True)],
        ondelete="restrict",
        help="What is offered to the customer when the point is not good.",
    )
    price = fields.Float(
        "Estimated price",
        digits="Product Price",
        help="Zero: the sales price of the product.",
    )

    @api.constrains("minimum", "maximum")
    def _check_limits(self):
        for point in self:
            low, high = bounds(point.minimum, point.maximum)
            if low is not None and high is not None and low > high:
                raise ValidationError(
                    self.env._("%s: the usual value ends before it begins.", point.name)
                )

    @api.constrains("price")
    def _check_price(self):
        for point in self:
            if point.price < 0:
                raise ValidationError(
                    self.env._("%s: the price cannot be less than zero.", point.name)
                )

    def _line_vals(self):
        """Return what an inspection keeps of these points, in their order."""
        return [
            {
                "point_id": point.id,
                "sequence": number,
                "section": point.section,
                "name": point.name,
                "hint": point.hint,
                "is_required": point.is_required,
                "asks_value": point.asks_value,
                "uom_name": point.uom_name,
                "minimum": point.minimum,
                "maximum": point.maximum,
                "needs_photo": point.needs_photo,
                "product_id": point.product_id.id,
                "price": point.price or point.product_id.lst_price,
            }
            for number, point in enumerate(self.sorted(), 1)
        ]
