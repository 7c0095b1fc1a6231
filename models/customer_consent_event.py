# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from odoo import api, models
from odoo.fields import Domain

from .customer_consent import CONSENT_CHANNEL


class CustomerConsent(models.Model):
    """Each recorded answer is an event of the customer who gave it."""

    _inherit = "customer.consent"

    @api.model
    def _record(self, purpose, channel, points, state, method, note=False):
        before = self._answers(points, purpose, channel)
        recorded = super()._record(purpose, channel, points, state, method, note)
        recorded._log_answers(before)
        return recorded

    @api.model
    def _let_opt_outs_win(self, partners):
        beaten = super()._let_opt_outs_win(partners)
        beaten._log_answers(dict.fromkeys(beaten.partner_id.ids, "given"))
        return beaten

    @contextmanager
    def _logging_answers(self, logged):
        """Log the answers of these rows' customers that the block changes.

        :param logged: ids of the customers whose answer is an event already
        """
        rows = self.filtered(lambda c: c.partner_id.id not in logged)
        before = {row.partner_id.id: row.state for row in rows}
        yield
        rows._log_answers(before)

    @api.model
    def _answers(self, partner_ids, purpose, channel):
        """Return {partner id: the state of what they said last}."""
        rows = self.search(
            Domain("partner_id", "in", list(filter(None, partner_ids)))
            & Domain("purpose_id", "=", purpose.id)
            & Domain("channel", "=", CONSENT_CHANNEL.get(channel, channel)),
            order="changed_at, id",
        )
        return {row.partner_id.id: row.state for row in rows}

    def _log_answers(self, before):
        """Write one event for each customer and question among these rows.

        :param before: {partner id: the state of what they had said}
        """
        asked = {
            (row.partner_id.id, row.purpose_id.id, row.channel): row
            for row in self
            if row.partner_id
        }
        self.env["customer.event"]._log(
            [
                {
                    "partner_id": row.partner_id.id,
                    "kind": "consent",
                    "old_value": row._answer_text(before.get(row.partner_id.id)),
                    "new_value": row._answer_text(row._answer()),
                    "reason": row._answer_reason(),
                }
                for row in asked.values()
            ]
        )

    def _answer(self):
        """Return what was said last."""
        return self.state

    def _answer_text(self, state):
        """E.g. "Offers, E-mail: Agreed"; None for no answer."""
        if not state:
            return None
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("channel", "state")
        }
        return self.env._(
            "%(purpose)s, %(channel)s: %(answer)s",
            purpose=self.purpose_id.name,
            channel=labels["channel"][self.channel],
            answer=labels["state"][state],
        )

    def _answer_reason(self):
        method = dict(self._fields["method"]._description_selection(self.env))
        return ", ".join(filter(None, [method[self.method], self.note]))
