# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_operation_links import PAIRS
from .customer_operation_partner import CUSTOMER
from .res_partner_event import REASON

# Each stops more than the one before it; the others stop nothing of this kind.
STRICTNESS = ("watch", "hold", "closed")


def strictness(status):
    """Return how much a status stops; -1: nothing.

    >>> strictness("closed") > strictness("hold") > strictness("active")
    True
    """
    return STRICTNESS.index(status) if status in STRICTNESS else -1


class CustomerOperation(models.Model):
    """A merge lifts no hold: the strictest status of all is that of the survivor."""

    _inherit = "customer.operation"

    def _merge_steps(self):
        steps = super()._merge_steps()
        return ["_merge_accounts", *steps] if self.model == CUSTOMER else steps

    def _merge_accounts(self):
        """Write the stricter status of a source, in each company, with its reason.

        A contact person has no account: who is merged into one buys on the firm's.
        """
        partners = self.env[CUSTOMER].with_context(active_test=False)
        companies = self.env["res.company"].search(Domain.TRUE)
        for source, survivor in self.env.execute_query(
            SQL(
                """
                SELECT pair.source, pair.survivor
                  FROM %s pair JOIN res_partner s ON s.id = pair.source
                 WHERE pair.commercial = pair.survivor
                   AND EXISTS (SELECT FROM jsonb_each_text(s.account_status) e
                                WHERE e.value IN %s)
              ORDER BY pair.position
                """,
                PAIRS,
                STRICTNESS,
            )
        ):
            with self._journalled("res_partner", [survivor]):
                for company in companies:
                    self._take_stricter(
                        partners.browse(source).with_company(company),
                        partners.browse(survivor).with_company(company),
                    )

    def _take_stricter(self, source, survivor):
        """Give the survivor the source's status in one company, if it is stricter."""
        status = source._account_status_today()
        if strictness(status) > strictness(survivor._account_status_today()):
            reason = self.env._("Merged with %s", source.display_name)
            survivor.with_context(**{REASON: reason}).write(
                {
                    "account_status": status,
                    "account_until": source.account_until,
                    "account_reason": source.account_reason or reason,
                }
            )
