# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerDataRequest(models.Model):
    """The result of a request: the packages made for it and to whom they went."""

    _inherit = "customer.data.request"

    package_ids = fields.One2many(
        "customer.data.package",
        "request_id",
        "Packages",
        groups="customer_care.function_data_package",
    )
    package_count = fields.Integer(
        compute="_compute_package_count", groups="customer_care.function_data_package"
    )

    @api.depends("package_ids")
    def _compute_package_count(self):
        for request in self:
            request.package_count = len(request.package_ids)

    def action_package(self):
        """Say what is kept about the customer, and make the package for this."""
        self.env["res.users"]._check_function("data_package")
        self._check_partner()
        action = self.partner_id.action_personal_data()
        action["context"] = {**action["context"], "default_request_id": self.id}
        return action
