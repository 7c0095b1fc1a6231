# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from .customer_no_business import YEARS


class CustomerMaintenance(models.Model):
    """Customers without any business are one of the tools."""

    _inherit = "customer.maintenance"

    @api.model
    def _maintenance_tools(self):
        return [
            *super()._maintenance_tools(),
            {
                "key": "no_business",
                "sequence": 60,
                "name": self.env._("Delete customers with no invoices"),
                "sentence": self.env._(
                    "Finds customers with whom there never was any business, shows why"
                    " the others stay, and deactivates them; it can be undone."
                ),
                "function": "no_business",
                "action": "customer_care.customer_delete_without_invoice_action",
                "count": "_count_no_business",
            },
        ]

    @api.model
    def _count_no_business(self):
        """Customers whom the tool finds as it is opened."""
        before = fields.Date.context_today(self) - relativedelta(years=YEARS)
        criteria = {
            "before": fields.Date.to_string(before),
            "company": self.env.company.id,
        }
        return len(self.env["customer.no.business"]._found(criteria)["customers"])
