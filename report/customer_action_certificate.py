# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.customer_number_text import number_text
from ..tools.calendar_dates import utc_to_local_date
from .paper import paper_zoom


class CustomerActionCertificate(models.AbstractModel):
    """What the certificates of customer actions say."""

    _name = "report.customer_care.report_customer_action_certificate"
    _description = "Certificate of a customer action"

    @api.model
    def _get_report_values(self, docids, data=None):
        self.env["res.users"]._check_function("action_see")
        actions = self.env["customer.action"].browse(docids)
        cancelled = actions.filtered(lambda action: action.state == "cancelled")
        if cancelled:
            raise UserError(
                self.env._(
                    "%s is cancelled: a certificate would promise what is not so.",
                    cancelled[0].display_name,
                )
            )
        return {
            "doc_ids": actions.ids,
            "doc_model": actions._name,
            "docs": actions,
            "certificate": self._certificate,
            "zoom": paper_zoom(),
        }

    @api.model
    def _certificate(self, action):
        """Return the facts of one certificate, days in the company's time zone."""
        company = action.company_id or self.env.company
        tz = company.partner_id.tz or str(self.env.tz)
        # sudo: who prints certificates need not have rights in accounting.
        invoice = action.sudo().invoice_id
        first = utc_to_local_date(action.date_start, tz)
        product = action.product_id
        is_named = product and action.name not in (product.name, product.display_name)
        return {
            # The product's own name stands for it, its code has a row of its own.
            "title": action.name if is_named or not product else product.name,
            "product": product.name if is_named else False,
            "quantity": number_text(action.env, action.quantity),
            "company": company,
            "number": f"{action.type_id.code.upper()}-{first:%Y}-{action.id:05d}",
            "first": first,
            "last": action.date_end and utc_to_local_date(action.date_end, tz),
            "terms": self._terms_place(
                action.with_context(lang=action.partner_id.lang)
            ),
            "issued": utc_to_local_date(fields.Datetime.now(), tz),
            "invoice": invoice.name if invoice.state == "posted" else False,
            "color": company.primary_color or "#2b4a5e",
        }

    @api.model
    def _terms_place(self, action):
        """Return how the terms are set: ``normal``, ``small``, or on the ``back``."""
        lines = (action.type_id.description or "").splitlines()
        for place, width, most in (("normal", 110, 8), ("small", 135, 13)):
            if sum(1 + len(line) // width for line in lines) <= most:
                return place
        return "back"
