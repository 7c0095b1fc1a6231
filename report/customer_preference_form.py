# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools.misc import get_lang

from ..models.customer_consent_link import LINK_CHANNELS
from ..tools.qr_code import data_uri
from .paper import paper_zoom


class ReportPreferenceForm(models.AbstractModel):
    """The choices on paper: for the counter, with the way to the page as a QR code."""

    _name = "report.customer_care.report_preference_form"
    _description = "Preference form"

    @api.model
    def _get_report_values(self, docids, data=None):
        self.env["res.users"]._check_function("consent_see")
        partners = self.env["res.partner"].browse(docids or [])
        partners.check_access("read")
        return {
            "doc_ids": partners.ids,
            "doc_model": partners._name,
            "docs": partners,
            "forms": [self._form(partner) for partner in partners]
            or [self._form(partners.browse())],
            "zoom": paper_zoom(),
        }

    @api.model
    def _form(self, partner):
        """What stands on the form of one customer, or of somebody who is none yet."""
        # sudo: the purposes with their words, and how our company is called
        company = partner._company_at_work(self.env.company).sudo()
        lang = get_lang(self.env, partner.lang).code
        url = partner and partner._preference_link(taken_by=self.env.user)
        addresses = {}
        if partner:
            by_channel = partner._contact_addresses_by_channel(LINK_CHANNELS)
            addresses = {
                channel: found.get(partner.id) for channel, found in by_channel.items()
            }
        return {
            "partner": partner,
            "company": company,
            "lang": lang,
            "addresses": addresses,
            "sections": self._sections(company, lang),
            "channels": dict(
                self.env["customer.consent"]
                .with_context(lang=lang)
                .fields_get(["channel"])["channel"]["selection"]
            ),
            "qr": url and data_uri(url),
            "days": self.env["customer.consent"]._preference_days(),
        }

    @api.model
    def _sections(self, company, lang):
        """[(purpose, wording, [channels])] of what can be decided."""
        # sudo: see `_form`
        purposes = self.env["customer.consent.purpose"].sudo().with_context(lang=lang)
        # sudo: see `_form`
        wordings = self.env["customer.consent.wording"].sudo()
        domain = company._in_reach()
        return [
            (
                purpose,
                wordings._current(purpose, {lang})[lang],
                [channel for channel in LINK_CHANNELS if purpose._allows(channel)],
            )
            for purpose in purposes.search(domain)
            if purpose._is_decided()
        ]
