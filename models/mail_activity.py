# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from .customer_note_activity import ACTIVITY_TYPE

NOTE = "customer.note"


class MailActivity(models.Model):
    """What is done with the activity of a call-back is done with the call-back."""

    _inherit = "mail.activity"

    def _call_backs(self):
        """Return the notes whose call-back these activities are."""
        ours = self.filtered(lambda activity: activity.res_model == NOTE)
        # sudo: a call-back is its operator's, also without a right to see notes
        notes = self.env["customer.note"].sudo()
        return notes.search([("activity_id", "in", ours.ids)]) if ours else notes

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        ours = activities.filtered(lambda activity: activity.res_model == NOTE)
        if ours:
            kind = self.env.ref(ACTIVITY_TYPE)
            ours.filtered(lambda each: each.activity_type_id == kind)._be_adopted()
        return activities

    def _be_adopted(self):
        """What a note planned is open there already."""
        # sudo: as above
        notes = self.env["customer.note"].sudo()
        # sudo: as above
        for activity in self.sudo():
            note = notes.browse(activity.res_id)
            if note.follow_up_state != "open":
                note._adopt_activity(activity)

    def write(self, vals):
        result = super().write(vals)
        if not {"active", "date_deadline", "note", "user_id"} & vals.keys():
            return result
        for note in self._call_backs():
            if not note.activity_id.active:
                note._record_done()
            elif note.follow_up_state == "open":
                note._follow_activity(note.activity_id)
            elif vals.get("active"):
                note._record_reopened()
        return result

    def _action_done(self, feedback=False, attachment_ids=None):
        """Whoever comes second is told so."""
        notes = self._call_backs()
        notes._check_still_open()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        notes._record_done(feedback)
        return result

    def unlink(self):
        self._call_backs()._record_cancelled()
        return super().unlink()
