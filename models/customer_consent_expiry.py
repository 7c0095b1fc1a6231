# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 500


class CustomerConsent(models.Model):
    """A yes that was given for a time ends, and the log says so."""

    _inherit = "customer.consent"

    @api.model
    def _cron_expire(self):
        """End what is over, a batch at a time.

        The gate refuses from the minute a yes is over; this writes it down.
        """
        done = remaining = 0
        for verb, domain in self._endings().items():
            over = self.search(domain, limit=BATCH, order="id")
            getattr(over, verb)()
            done += len(over)
            remaining += len(over) == BATCH and self.search_count(domain)
        self.env["ir.cron"]._commit_progress(done, remaining=remaining)

    @api.model
    def _endings(self):
        """Return {verb: the rows it is for}."""
        is_given = Domain("state", "=", "given")
        return {
            "_expire": is_given & Domain("valid_until", "<=", fields.Datetime.now()),
            "_lapse": self._lapsed_domain(),
            "_revoke": is_given & self._ended_domain(),
        }

    def _expire(self):
        """Write down that these are over, each at its own end."""
        for consent in self:
            consent.changed_at = consent.valid_until
        self._end({"state": "expired"})

    def _revoke(self):
        """We end these ourselves, because their purpose was given up."""
        for purpose, consents in self.grouped("purpose_id").items():
            consents._end(
                {
                    "state": "expired",
                    "method": "ended",
                    "changed_at": fields.Datetime.now(),
                }
            )
            # sudo: rows of the outbox belong to the program
            self.env["customer.message"].sudo()._cancel_planned(
                Domain("purpose_id", "=", purpose.id)
                & Domain("partner_id", "in", consents.partner_id.ids),
                self.env._("We write for this purpose no more."),
            )

    def _end(self, vals):
        before = {row.partner_id.id: row.state for row in self}
        self._settle({**vals, "user_id": False, "note": False})
        self._log_answers(before)

    @api.model
    def _ended_domain(self):
        """What was agreed to before its purpose was given up."""
        purposes = self.env["customer.consent.purpose"].with_context(active_test=False)
        return Domain.OR(
            Domain("purpose_id", "=", purpose.id)
            & Domain("changed_at", "<=", purpose.ended_at)
            for purpose in purposes.search([("ended_at", "!=", False)])
        )
