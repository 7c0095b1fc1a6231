# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
import hashlib

from odoo import api, fields, models

from ..tools.consent_chain import commitment


class CustomerConsentEvidence(models.Model):
    """What is personal about a decision in the log, kept beside it.

    The log holds a commitment to it (a salted hash). Deleting the row, when a person is
    anonymised or the time to keep evidence is over, breaks nothing. Of a scan the
    commitment holds the SHA-256: the file alone may go, and what it was stays proved.
    """

    _name = "customer.consent.evidence"
    _description = "Evidence of a consent"
    _rec_name = "log_uid"

    log_uid = fields.Char(required=True)
    salt = fields.Char(required=True)
    # {"address": masked, "note": text, "scan": SHA-256, "scan_name": file name}
    content = fields.Json("Contents", required=True)
    scan = fields.Binary(attachment=True, copy=False)

    _log_uid_unique = models.UniqueIndex("(log_uid)", "One evidence for each row.")

    @api.model_create_multi
    def create(self, vals_list):
        """Keep the scan that the decision was recorded with."""
        if scan := self.env["customer.consent"]._scan():
            data = base64.b64encode(scan.content)
            for vals in vals_list:
                if vals["content"].get("scan") == scan.sha256:
                    vals["scan"] = data
        return super().create(vals_list)

    def _fault(self, commit):
        """Return which part of this evidence is not what was recorded, or None."""
        if commitment(self.salt, self.content) != commit:
            return "content"
        file = self.with_context(bin_size=False).scan
        if file and self.content.get("scan") != _sha256(file):
            return "scan"
        return None


def _sha256(data):
    return hashlib.sha256(base64.b64decode(data)).hexdigest()
