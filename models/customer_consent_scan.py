# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError

from ..tools.consent_scan import LIMIT, Scan

CONTEXT = "customer_consent_scan"


class CustomerConsent(models.Model):
    """A scan goes with the decision into the evidence, and its hash into the proof."""

    _inherit = "customer.consent"

    @api.model
    def _with_scan(self, scan):
        """Return this model so that what is recorded keeps the scan.

        :param scan: (file name, bytes), or nothing
        """
        if not scan:
            return self
        name, content = scan
        scan = Scan(name or self.env._("Scan"), content or b"")
        if not scan.is_paper:
            raise UserError(
                self.env._(
                    "%(name)s is no scan. Attach a PDF or a picture (PNG, JPEG, TIFF).",
                    name=scan.name,
                )
            )
        if scan.is_too_large:
            raise UserError(
                self.env._(
                    "%(name)s is too large. Attach a scan of at most %(limit)s MB.",
                    name=scan.name,
                    limit=LIMIT // 1024**2,
                )
            )
        return self.with_context(**{CONTEXT: scan})

    @api.model
    def _scan(self):
        """Return the scan of what is being recorded; no RPC can bring one along."""
        scan = self.env.context.get(CONTEXT)
        return scan if isinstance(scan, Scan) else None
