# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models

NAMES = (
    "processing_officer",
    "processing_recipients",
    "processing_transfers",
    "processing_security",
)
REPORT = "customer_care.action_report_processing_record"


class CustomerProcessingRecord(models.TransientModel):
    """The record of processing (Art. 30): what only people know is asked, the rest is
    read from purposes, data map, retention and what is installed."""

    _name = "customer.processing.record"
    _description = "Record of processing"

    # sudo: four texts about the company, for whoever answers for its data
    processing_officer = fields.Text(
        "Data protection officer",
        default=lambda self: self.env.company.sudo().processing_officer,
    )
    # sudo: a setting of the company, read by whoever works there
    processing_recipients = fields.Text(
        "Further recipients",
        default=lambda self: self.env.company.sudo().processing_recipients,
    )
    # sudo: a setting of the company, read by whoever works there
    processing_transfers = fields.Text(
        "To other countries",
        default=lambda self: self.env.company.sudo().processing_transfers,
    )
    # sudo: a setting of the company, read by whoever works there
    processing_security = fields.Text(
        "How the data are protected",
        default=lambda self: self.env.company.sudo().processing_security,
    )

    def action_print(self):
        """Keep the texts, and print the record of this company."""
        self.ensure_one()
        self.env["res.users"]._check_function("data_request")
        company = self.env.company
        # sudo: see above
        company.sudo().write({name: self[name] for name in NAMES})
        return self.env.ref(REPORT).report_action(company, config=False)
