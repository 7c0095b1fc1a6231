# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import logging

from odoo import api, fields, models

_logger = logging.getLogger(__name__)


class CustomerConsentCheck(models.Model):
    """What a verification of the consent log found, for each company.

    It also remembers where a chain ended: one that is shorter than it was had rows
    removed from its end, which the chain itself cannot tell.
    """

    _name = "customer.consent.check"
    _description = "Verification of the Consent Log"
    _order = "id desc"
    _rec_name = "date"

    date = fields.Datetime("When", required=True, default=fields.Datetime.now)
    company_ref = fields.Integer("Company number", required=True)
    row_count = fields.Integer("Rows read")
    number = fields.Integer("Last place")
    link = fields.Char("Last link")
    fault = fields.Char("What is wrong")
    user_id = fields.Many2one("res.users", "Started by", ondelete="set null")

    @api.model
    def _cron_verify(self):
        """Verify every night, so that a broken link is known the next morning."""
        self._run()

    @api.model
    def _run(self, is_sealed=False):
        """Verify all chains and write down what was found.

        :param is_sealed: whether all was sealed just now, so that nothing is late
        """
        seals = self.env["customer.consent.seal"]
        before = self._last_ends()
        late = 0 if is_sealed else seals._late_rows()
        chains = seals._verify()
        for company_ref in before.keys() - chains.keys():
            chains[company_ref] = {"count": 0, "number": 0, "link": "", "fault": False}
        checks = self.create(
            [
                {
                    "company_ref": company_ref,
                    "row_count": chain["count"],
                    "number": chain["number"],
                    "link": chain["link"],
                    "fault": chain["fault"]
                    or self._shortened(chain, before.get(company_ref, 0))
                    or self._late(late),
                    "user_id": self.env.uid,
                }
                for company_ref, chain in chains.items()
            ]
        )
        for check in checks.filtered("fault"):
            _logger.error(
                "Consent log of company %s: %s", check.company_ref, check.fault
            )
        return checks

    def _summary(self, is_outside):
        """Return what these verifications found, in a sentence or two."""
        if faults := self.filtered("fault"):
            return "\n".join(faults.mapped("fault"))
        found = self.env._(
            "%(count)s decisions are as they were written.",
            count=sum(self.mapped("row_count")),
        )
        if is_outside:
            return found
        return f"{found} " + self.env._(
            "The key lies in the database: whoever can write to it could rewrite the"
            " log. Put a key into Odoo's configuration file."
        )

    @api.model
    def _last_ends(self):
        """Return {company: the last place that was ever verified}."""
        return dict(self._read_group([], ["company_ref"], ["number:max"]))

    def _shortened(self, chain, before):
        if chain["number"] >= before:
            return False
        return self.env._(
            "The chain ends at place %(number)s and went to %(before)s before: rows"
            " were removed from its end.",
            number=chain["number"],
            before=before,
        )

    def _late(self, count):
        if not count:
            return False
        return self.env._(
            "%(count)s decisions have waited for their place for over an hour: is the"
            ' scheduled action "Customer Care: seal the consent log" running?',
            count=count,
        )
