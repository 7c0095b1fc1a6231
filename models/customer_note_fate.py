# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime


class CustomerNote(models.Model):
    """What becomes of a call-back: done in time or late, cancelled, opened again."""

    _inherit = "customer.note"

    def _close_follow_ups(self, feedback=False, closer=None):
        """Finish these call-backs in this user's name; what was closed is said."""
        self._check_still_open()
        if closer:
            # sudo: its fate is the program's to write
            self.sudo()._store({"closed_by_id": closer.id})
        # sudo: a call-back may be finished by whoever records notes
        activities = self.sudo().activity_id
        if activities:
            activities.action_feedback(feedback or False)
        (self - self.filtered("activity_id"))._record_done(feedback)

    def _check_still_open(self):
        for note in self.filtered("follow_up_state"):
            if note.follow_up_state != "open":
                # sudo: what a colleague is called is no secret
                raise UserError(
                    self.env._(
                        'The call-back "%(note)s" was closed by %(user)s on %(when)s'
                        " already. Nothing was changed.",
                        note=note.name,
                        user=note.sudo().follow_up_done_by_id.name
                        or self.env._("somebody"),
                        when=format_datetime(self.env, note.follow_up_done_at),
                    )
                )

    def _record_done(self, feedback=False):
        """Keep that these were done, in time or late."""
        now = fields.Datetime.now()
        waiting = self.filtered(lambda note: note.follow_up_state == "open")
        late = waiting.filtered(
            lambda note: note._follow_up_day() < note._follow_up_day(now)
        )
        late._record_closed("late", now)
        (waiting - late)._record_closed("done", now)
        if feedback:
            # sudo: said by whoever finished it, also without a right to change notes
            self.sudo()._store({"follow_up_feedback": feedback})

    def _record_closed(self, state, now):
        # sudo: its fate is the program's to write
        self.sudo()._store(
            {
                "follow_up_state": state,
                "follow_up_done_at": now,
                "follow_up_done_by_id": self.env.uid,
                "is_complete": True,
            }
        )

    def _record_cancelled(self):
        waiting = self.filtered(lambda note: note.follow_up_state == "open")
        waiting._record_closed("cancelled", fields.Datetime.now())

    def _record_reopened(self):
        # sudo: its fate is the program's to write
        self.sudo()._store(
            {
                "follow_up_state": "open",
                "follow_up_done_at": False,
                "follow_up_done_by_id": False,
                "is_complete": False,
            }
        )

    def _cancel_follow_ups(self):
        """Take back the open call-backs of these notes, with their activities."""
        waiting = self.filtered(lambda note: note.follow_up_state == "open")
        # sudo: whoever may record notes may take a call-back back
        waiting.sudo().activity_id.unlink()
        waiting._record_cancelled()
