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

    @api.model
    def _pdf(self, letters, paper):
        """Return a PDF of letters that no row stands for, on a kind of paper."""
        name = "customer_care.report_customer_letter"
        # sudo: how the paper looks
        report = self.env["ir.actions.report"].sudo().with_context(customer_paper=paper)
        report = report._get_report(name)
        values = {
            "letters": letters,
            "zoom": paper_zoom(),
            "docs": self.env["customer.message"],
            "report_type": "pdf",
        }
        html = report._render_template(name, values)
        bodies, _ids, header, footer, args = report._prepare_html(html)
        return report._run_wkhtmltopdf(
            bodies,
            report_ref=name,
            header=header,
            footer=footer,
            specific_paperformat_args=args,
        )
