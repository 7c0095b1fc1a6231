# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from .paper import paper_zoom


class ReportCustomerLetter(models.AbstractModel):
    """Letters of the outbox: rows that left together are one letter."""

    _name = "report.customer_care.report_customer_letter"
    _description = "Customer letters"

    @api.model
    def _get_report_values(self, docids, data=None):
        messages = self.env["customer.message"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": messages._name,
            "docs": messages,
            "letters": messages._letter_values(),
            "zoom": paper_zoom(),
        }
