# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models


class CustomerConsentEvidence(models.Model):
    """What is personal about a decision in the log, kept beside it.

    The log holds a commitment to it (a salted hash). Deleting the row, when a person is
    anonymised or the time to keep evidence is over, breaks nothing.
    """

    _name = "customer.consent.evidence"
    _description = "Evidence of a consent"
    _rec_name = "log_uid"

    log_uid = fields.Char(required=True)
    salt = fields.Char(required=True)
    # {"address": masked, "note": text}
    content = fields.Json(required=True)

    _log_uid_unique = models.UniqueIndex("(log_uid)", "One evidence for each row.")
