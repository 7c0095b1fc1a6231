# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import uuid

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..report.paper import paper_zoom

SHOWN = 50
# A receipt of the same decisions has the same number.
RECEIPT_SPACE = uuid.UUID("c1a54a4e-41a6-4f3a-8a30-55f7a0b9f3a7")


class CustomerConsent(models.Model):
    """The customer's own decisions: their history, and a receipt to keep."""

    _inherit = "customer.consent"

    @api.model
    def _own_rows_domain(self, page):
        """The rows of the log that the page may show: the customer's own, and those of
        the address alone when it is no longer theirs."""
        subjects = self.env["customer.consent.subject"]
        uids = subjects._of(page.partner.ids).mapped("uid")
        if page.address_hash and not page.partner:
            uids.append(subjects._uid_of_address(page.address_hash))
        foreign = self.env["customer.consent.purpose"].with_context(active_test=False)
        foreign = foreign.search(
            Domain("company_id", "not in", [False, *page.company._with_parents().ids])
            & ~self._below(page)
        )
        domain = Domain("subject_uid", "in", uids)
        domain &= Domain("purpose_code", "not in", foreign.mapped("code"))
        if not page.is_own:
            domain &= Domain("point_hash", "=", page.address_hash)
        return domain

    @api.model
    def _own_rows(self, page, uids=None, limit=SHOWN):
        """The newest decisions of the customer, or those of the given numbers."""
        domain = self._own_rows_domain(page)
        if uids:
            domain &= Domain("uid", "in", uids)
        return self.env["customer.consent.log"].search(domain, limit=limit)

    @api.model
    def _receipt(self, page, rows):
        """Return what was decided, when and with which words: plain data.

        The fields are those of a consent receipt by ISO/IEC TS 27560.
        """
        company = page.company
        number = uuid.uuid5(RECEIPT_SPACE, ",".join(sorted(rows.mapped("uid"))))
        return {
            "schema_version": 1,
            "receipt_id": str(number),
            "language": self.env.lang,
            "controller": {
                "name": company.name,
                "address": ", ".join(filter(None, _lines(company.partner_id))) or None,
                "email": company.email or None,
                "phone": company.phone or None,
            },
            "decisions": [row._receipt_line() for row in rows],
        }

    @api.model
    def _receipt_pdf(self, page, rows, receipt):
        """Return the receipt as PDF: a document that refers to nothing outside of it,
        so that printing it asks no web server, not even ours."""
        tz = page.partner.tz or page.company.partner_id.tz or "UTC"
        html = self.env["ir.qweb"]._render(
            "customer_care.preference_receipt",
            {
                "receipt": receipt,
                "rows": rows,
                "html_lang": (self.env.lang or "en_US").replace("_", "-"),
                "when": lambda moment: format_datetime(self.env, moment, tz=tz),
                "zoom": paper_zoom(),
            },
        )
        return self.env["ir.actions.report"]._run_wkhtmltopdf(
            [f"<!DOCTYPE html>\n{html}"], "customer_care.action_report_preference_form"
        )


class CustomerConsentLog(models.Model):
    """A decision as the customer gets it."""

    _inherit = "customer.consent.log"

    def _receipt_line(self):
        return {
            "number": self.uid,
            "event": self.event,
            "purpose": self.purpose_code,
            "purpose_name": self.purpose_id.name or self.purpose_code,
            "channel": self.channel,
            "address": self.address_hint or None,
            "time": _utc(self.event_time),
            "valid_until": _utc(self.valid_until),
            "lawful_basis": self.lawful_basis,
            "method": self.method or None,
            "by": self.actor_type,
            "controller": self.controller,
            "words": self.wording_text or None,
            "words_version": self.wording_version or None,
            "words_language": self.lang or None,
            "words_sha256": self.wording_sha256 or None,
            "proof": self.hash,
            "proof_key": self.key_id,
            "place_in_chain": self.number or None,
        }


def _lines(partner):
    text = partner._display_address(without_company=True)
    return [" ".join(line.split()) for line in text.splitlines()]


def _utc(moment):
    return fields.Datetime.to_string(moment).replace(" ", "T") + "Z" if moment else None
