# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models

from ..tools.page_numbers import numbered

# Paper that is drawn: report name, and the method of its model that returns a PDF.
DRAWN = {
    "customer_care.customer_card": ("res.partner", "_customer_cards_pdf"),
    "customer_care.label_test_sheet": ("customer.label.format", "_test_sheet_pdf"),
    "customer_care.customer_letter_sample": (
        "customer.text.preview",
        "_sample_letter_pdf",
    ),
    "customer_care.postcard_sample": ("customer.postcard", "_sample_pdf"),
}
LETTER = "customer_care.report_customer_letter"
# Paper of many pages that goes to a customer or to an authority.
NUMBERED = {
    "customer_care.report_personal_data",
    "customer_care.report_anonymise_certificate",
    "customer_care.report_data_request_register",
    "customer_care.report_processing_record",
    "customer_care.report_customer_security",
}


class IrActionsReport(models.Model):
    """Some paper has exact millimetres, which a page made by wkhtmltopdf has not."""

    _inherit = "ir.actions.report"

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        name = self._get_report(report_ref).report_name
        if name == LETTER and not self.env.context.get("customer_paper"):
            letters = self.env["customer.message"].browse(res_ids)
            return letters._letters_pdf(), "pdf"
        drawn = DRAWN.get(name)
        if not drawn:
            content, kind = super()._render_qweb_pdf(report_ref, res_ids, data)
            if name in NUMBERED and kind == "pdf":
                content = numbered(content)
            return content, kind
        model, method = drawn
        return getattr(self.env[model].browse(res_ids), method)(), "pdf"

    def get_paperformat(self):
        if self.report_name == LETTER:
            return self.env["customer.message"]._letter_paper()
        return super().get_paperformat()
