# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerBrand(models.Model):
    """A maker's name on products, for knowing what a customer likes to buy."""

    _name = "customer.brand"
    _description = "Brand"
    _inherit = ["customer.required.mixin"]
    _order = "name, id"
    _unique_keys = [("name",)]

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    image = fields.Image("Logo", max_width=512, max_height=512)
    product_ids = fields.One2many("product.template", "brand_id", "Products")
    product_count = fields.Integer("Products", compute="_compute_product_count")

    _name_unique = models.Constraint("UNIQUE(name)", "This brand is there already.")

    def _compute_product_count(self):
        counts = dict(
            self.env["product.template"]._read_group(
                [("brand_id", "in", self.ids)], ["brand_id"], ["__count"]
            )
        )
        for brand in self:
            brand.product_count = counts.get(brand._origin, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: also products that the user may not see keep their brand
        products = self.env["product.template"].sudo().with_context(active_test=False)
        counts = products._read_group(
            [("brand_id", "in", self.ids)], ["brand_id"], ["__count"]
        )
        for brand, count in counts:
            raise UserError(
                self.env._(
                    "%(brand)s is the brand of products (number: %(count)s) and of"
                    " what customers bought of them. Archive it instead: it is offered"
                    " no more, and the history keeps it.",
                    brand=brand.name,
                    count=count,
                )
            )

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%s (copy)", brand.name))
            for brand, vals in zip(
                self, super().copy_data(default=default), strict=True
            )
        ]

    def action_open_products(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "product.template",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("brand_id", "=", self.id)],
            "context": {"default_brand_id": self.id},
        }
