# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models

from ..tools.outgoing import Outgoing, pause

MAX_ATTEMPTS = 5
OPEN = ("planned", "claimed")
FREE = {"claimed_by": False, "claimed_at": False, "handed_at": False}


class CustomerMessage(models.Model):
    """Recording: what is known about a message before and after it leaves."""

    _inherit = "customer.message"

    @api.model
    def _hand_over(self, out: Outgoing):
        """Record, before the provider is called, what leaves and as which message."""
        rows = self.browse(out.ids)
        rows.write(
            {
                "handed_at": fields.Datetime.now(),
                "batch_uid": out.batch_uid,
                "message_uid": out.message_uid,
                "address": out.address,
                "subject": out.subject,
                "lang": out.lang,
                "is_trial": out.is_trial,
            }
        )
        if not out.written:
            rows[:1].write({"body": out.body})

    @api.model
    def _record_sent(self, out: Outgoing):
        self.browse(out.ids).write(
            {
                **FREE,
                "state": "sent",
                "sent_at": fields.Datetime.now(),
                "reason": False,
                "next_try_at": False,
                "attempts": out.attempts + 1,
            }
        )

    @api.model
    def _record_refused(self, out: Outgoing, reason):
        """The provider said no, for good; of a repeat the first may have arrived."""
        rows = self.browse(out.ids)
        if out.is_repeat:
            rows.write({"attempts": out.attempts + 1})
            rows._record_not_sent("failed", reason)
            return
        rows.write(
            {
                **FREE,
                "state": "failed",
                "reason": reason,
                "next_try_at": False,
                "attempts": out.attempts + 1,
            }
        )

    @api.model
    def _record_later(self, out: Outgoing, reason):
        """The provider said no for now: tried again, ever more rarely, then failed."""
        if out.attempts + 1 >= MAX_ATTEMPTS:
            self._record_refused(out, reason)
            return
        self._take_back(out)
        self.browse(out.ids).write(
            {
                **FREE,
                "state": "planned",
                "reason": reason,
                "attempts": out.attempts + 1,
                "next_try_at": self._after(pause(out.attempts + 1)),
            }
        )

    @api.model
    def _record_unsure(self, out: Outgoing, reason):
        """It may have left: an e-mail once more as the same message, if it may."""
        again = out.may_resend and out.attempts + 1 < MAX_ATTEMPTS
        self.browse(out.ids).write(
            {
                **FREE,
                "state": "planned" if again else "unknown",
                "reason": reason,
                "attempts": out.attempts + 1,
                "may_resend": False,
                "next_try_at": again and self._after(pause(out.attempts + 1)),
            }
        )

    @api.model
    def _take_back(self, out: Outgoing):
        """Undo what was recorded at the handing over of what certainly did not leave.

        Of a repeat all is kept: its first attempt may have left.
        """
        if out.is_repeat:
            return
        rows = self.browse(out.ids)
        rows.write({"batch_uid": False, "is_trial": False})
        (rows - self.browse(out.given)).write({"address": False})
        if not out.written:
            rows.write({"body": False, "subject": False})

    @api.model
    def _put_back(self, outgoings, reason=None, deferred=False, handed=None):
        """Plan again messages that were claimed and certainly did not leave.

        ``handed``: the one of them that was recorded as handed over.
        """
        if handed:
            self._take_back(handed)
        ids = [row_id for out in outgoings for row_id in out.ids]
        self.browse(ids)._release(reason, deferred)

    def _record_failed(self, reason):
        """These rows could not even be made into a message."""
        for row in self:
            row.attempts += 1
        self._record_not_sent("failed", reason)

    def _record_skipped(self, reason):
        self._record_not_sent("skipped", reason)

    def _record_not_sent(self, state, reason):
        """These will not be sent. What may have left already is unknown in any case."""
        unsure = self.filtered(lambda row: row.state in OPEN and row.batch_uid)
        (self - unsure).write(
            {**FREE, "state": state, "reason": reason, "next_try_at": False}
        )
        for known, rows in unsure.grouped("reason").items():
            words = self.env._("It is not sent again: %s", reason)
            rows.write(
                {
                    **FREE,
                    "state": "unknown",
                    "reason": f"{known}\n{words}" if known else words,
                    "next_try_at": False,
                }
            )

    @api.model
    def _after(self, minutes):
        return fields.Datetime.now() + timedelta(minutes=minutes)
