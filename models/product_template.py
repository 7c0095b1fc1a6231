# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.calendar_dates import MOST_YEARS, is_too_long
from .customer_action_type import UNITS


class ProductTemplate(models.Model):
    """A product says which customer action its sale creates, and its brand."""

    _inherit = "product.template"

    action_type_id = fields.Many2one(
        "customer.action.type",
        "Customer action",
        ondelete="set null",
        help="Posting an invoice of this product creates such a customer action.",
    )
    action_duration = fields.Integer(
        "Duration of the action", help="Zero: as long as the type says."
    )
    action_duration_unit = fields.Selection(UNITS, default="months")
    brand_id = fields.Many2one(
        "customer.brand", index="btree_not_null", ondelete="restrict"
    )

    _action_duration_not_negative = models.Constraint(
        "CHECK(action_duration >= 0)",
        "The duration of a customer action cannot be negative.",
    )

    @api.constrains("action_duration", "action_duration_unit")
    def _check_action_duration(self):
        for product in self:
            if is_too_long(
                product.action_duration, product.action_duration_unit or "months"
            ):
                raise ValidationError(
                    self.env._(
                        "The duration of a customer action goes up to %s years.",
                        MOST_YEARS,
                    )
                )
        if any(product.action_duration < 0 for product in self):
            raise ValidationError(
                self.env._("The duration of a customer action cannot be negative.")
            )

    @api.model
    def _brand_field_name(self):
        """Return the field that holds a product's brand.

        Where an addon with brands of its own is installed, there is one brand only.
        """
        return "product_brand_id" if "product_brand_id" in self._fields else "brand_id"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        return self._without_second_brand(arch), view

    @api.model
    def _without_second_brand(self, arch):
        """Leave our brand out of a view of products that have another one."""
        if self._brand_field_name() != "brand_id":
            ours = "//field[@name='brand_id'] | //filter[@name='group_brand_id']"
            for node in arch.xpath(ours):
                node.getparent().remove(node)
        return arch
