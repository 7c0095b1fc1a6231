# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models


class ReportPersonalData(models.AbstractModel):
    """All details of a customer on paper, in the customer's language."""

    _name = "report.customer_care.report_personal_data"
    _description = "All details of a customer"

    @api.model
    def _get_report_values(self, docids, data=None):
        partners = self.env["res.partner"].browse(docids)
        people = []
        for partner in partners:
            partner._check_personal_data()
            lang = partner.lang or self.env.lang
            engine = self.env["customer.personal.data"].with_context(lang=lang)
            people.append(engine._paper_values(partner.with_context(lang=lang)))
        return {
            "doc_ids": partners.ids,
            "doc_model": partners._name,
            "docs": partners,
            "people": people,
        }
