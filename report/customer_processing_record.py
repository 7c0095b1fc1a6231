# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class ReportProcessingRecord(models.AbstractModel):
    """The record of processing activities (Art. 30) of one company.

    Read from what the program does: its purposes, the places where it keeps something
    about people, the retention rules, and who gets data by what is switched on.
    """

    _name = "report.customer_care.report_processing_record"
    _description = "Record of processing"

    @api.model
    def _get_report_values(self, docids, data=None):
        self.env["res.users"]._check_function("data_request")
        companies = self.env["res.company"].browse(docids or self.env.company.ids)
        companies.check_access("read")
        return {
            "doc_ids": companies.ids,
            "doc_model": companies._name,
            "docs": companies,
            # sudo: settings and rules of a company that the user may see
            "records": [self._record(company) for company in companies.sudo()],
            "today": fields.Date.context_today(self),
        }

    @api.model
    def _record(self, company):
        # sudo: the record is about the company, whoever prints it
        env = self.env["customer.consent.purpose"].sudo().with_company(company).env
        purposes = env["customer.consent.purpose"].search(company._in_reach())
        return {
            "company": company,
            "address": self._address(company),
            "purposes": [(purpose, self._channels(purpose)) for purpose in purposes],
            "groups": self._groups(company),
            "recipients": self._recipients(company),
            "retention": self._retention(company),
            "counts": self._counts(company),
        }

    @api.model
    def _address(self, company):
        lines = company.partner_id._display_address(without_company=True).split("\n")
        return "\n".join(line for line in lines if line.strip())

    @api.model
    def _channels(self, purpose):
        flags = ("by_email", "by_sms", "by_post", "by_call")
        return ", ".join(
            purpose._fields[name]._description_string(self.env)
            for name in flags
            if name in purpose._fields and purpose[name]
        )

    @api.model
    def _groups(self, company):
        """The groups of data with the places behind them, as a person is told them."""
        engine = self.env["customer.personal.data"]
        groups = {
            key: {**facts, "places": set()} for key, facts in engine._groups().items()
        }
        # sudo: what a model is called is no secret
        titles = self.env["ir.model"].sudo()
        for model, places in engine._places_by_model().items():
            title = titles._get(model).name or model
            groups[engine._group_of(places)]["places"].add(title)
        for facts in groups.values():
            facts["places"] = sorted(facts["places"])
        return list(groups.values())

    @api.model
    def _recipients(self, company):
        """Who gets data by what is switched on, and whom the company names itself."""
        found = [self.env._("Our staff, each as far as Set Security allows.")]
        # sudo: only what the servers are called
        servers = self.env["ir.mail_server"].sudo().search([("active", "=", True)])
        found += [
            self.env._("E-mails: the mail server %s.", server.smtp_host or server.name)
            for server in servers
        ]
        if self._sends_sms():
            found.append(
                self.env._("Text messages: the SMS service that is set up in Odoo.")
            )
        # sudo: only which addons are there
        modules = self.env["ir.module.module"].sudo()
        installed = set(modules.search([("state", "=", "installed")]).mapped("name"))
        found += [text for name, text in self._services() if name in installed]
        # the company's own words
        lines = (company.processing_recipients or "").splitlines()
        return found + [line.strip() for line in lines if line.strip()]

    @api.model
    def _services(self):
        """[(addon, who gets what by it)]."""
        return [
            (
                "partner_autocomplete",
                self.env._(
                    "Odoo S.A.: names of firms that are typed, to complete them."
                ),
            ),
            (
                "snailmail",
                self.env._("Odoo S.A. and its printing house: letters sent by post."),
            ),
            (
                "payment",
                self.env._("Payment services that are switched on: payments online."),
            ),
            (
                "google_calendar",
                self.env._("Google: appointments of users who share them."),
            ),
            (
                "microsoft_calendar",
                self.env._("Microsoft: appointments of users who share them."),
            ),
            ("mass_mailing", self.env._("The mail server: mailings.")),
            ("website", self.env._("The hosting of the website: visits.")),
        ]

    @api.model
    def _sends_sms(self):
        # sudo: only whether there is any
        messages = self.env["customer.message"].sudo()
        return bool(messages.search_count([("channel", "=", "sms")], limit=1))

    @api.model
    def _retention(self, company):
        """[(what, how long, by which law)]."""
        # sudo: the law holds, whoever asks
        return self.env["customer.retention.rule"].sudo()._record_lines(company)

    @api.model
    def _counts(self, company):
        """How many people it is about, and what was asked in the last twelve months."""
        since = fields.Date.subtract(fields.Date.context_today(self), years=1)
        # sudo: only how many
        partners = self.env["res.partner"].sudo()
        # sudo: as above
        requests = self.env["customer.data.request"].sudo()
        return {
            "customers": partners.search_count(
                partners._customer_domain() & company._in_reach()
            ),
            "requests": requests.search_count(
                [("company_id", "=", company.id), ("received_on", ">=", since)]
            ),
            "late": requests.search_count(
                [
                    ("company_id", "=", company.id),
                    ("received_on", ">=", since),
                    ("is_late", "=", True),
                ]
            ),
        }
