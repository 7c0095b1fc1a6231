# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import logging

from odoo import models

_logger = logging.getLogger(__name__)

# What is read again while somebody waits; about ten seconds.
MOST = 20_000


class ResCompany(models.Model):
    """A company that is given its country after its customers came in."""

    _inherit = "res.company"

    def _reread_phones(self):
        """Read again what its contacts' numbers could not mean without a country."""
        for company in self:
            unclear = (
                # sudo: numbers belong to their contacts, whoever sets the country
                self.env["customer.phone"]
                .sudo()
                .with_context(active_test=False)
                .with_company(company)
                .search(
                    [
                        ("is_understood", "=", False),
                        ("partner_id.company_id", "in", (False, company.id)),
                    ],
                    limit=MOST + 1,
                )
            )
            if len(unclear) > MOST:
                _logger.warning("Too many numbers to read again for %s", company.name)
                continue
            unclear.modified(["number"])
            # now, for this company: later it would be for the company of the user
            unclear._recompute_recordset(["number_e164", "is_understood", "digits"])
