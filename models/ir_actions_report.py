# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models

CARD = "customer_care.customer_card"


class IrActionsReport(models.Model):
    """Cards have exact millimetres, which a page made by wkhtmltopdf has not."""

    _inherit = "ir.actions.report"

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        if self._get_report(report_ref).report_name != CARD:
            return super()._render_qweb_pdf(report_ref, res_ids, data)
        return self.env["res.partner"].browse(res_ids)._customer_cards_pdf(), "pdf"
