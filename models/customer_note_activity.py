# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import format_time, html2plaintext, plaintext2html

from ..tools.calendar_dates import local_to_utc, utc_to_local

ACTIVITY_TYPE = "customer_care.mail_activity_type_call_back"
# So many are named in the mail about several new call-backs; the list has them all.
NAMED = 20
MORNING = 9.0


class CustomerNote(models.Model):
    """The activity of a call-back: in its operator's task list, and in step both ways.

    Each side compares before it writes, so that neither tells the other what it said.
    """

    _inherit = "customer.note"

    activity_id = fields.Many2one(
        "mail.activity",
        "Task",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def _schedule_activities(self):
        """Create the activities of these notes, and tell each operator once."""
        if not self:
            return
        # read at once what the loop and core's name of the document need
        self.partner_id.mapped("display_name")
        about = {
            "activity_type_id": self.env.ref(ACTIVITY_TYPE).id,
            "res_model_id": self.env["ir.model"]._get_id(self._name),
        }
        # sudo: whoever records notes hands on call-backs
        activities = self.env["mail.activity"].sudo()
        activities = activities.with_context(mail_activity_quick_update=True).create(
            [{**about, "res_id": note.id, **note._activity_values()} for note in self]
        )
        # sudo: the link to the activity is the program's
        for note, activity in zip(
            self.sudo().with_context(tracking_disable=True), activities, strict=True
        ):
            note._store({"activity_id": activity.id})
        self._tell_operators()

    def _activity_values(self):
        """Return what the call-back's activity says now."""
        self.ensure_one()
        # sudo: the operator of a call-back is a colleague
        user = self.sudo().follow_up_user_id
        env = self.with_context(lang=user.lang).env
        at = format_time(env, self.follow_up_at, self._follow_up_tz(), "short")
        # sudo: the operator reads whom to call
        return {
            "user_id": user.id,
            "date_deadline": self._follow_up_day(),
            "summary": f"{at} {self.partner_id.sudo().display_name}: {self.name}",
            "note": plaintext2html(self.follow_up_instructions or "")
            if self.follow_up_instructions
            else False,
        }

    def _align_activities(self):
        """Write into the activities what differs."""
        handed_on = self.browse()
        for note in self.filtered("activity_id"):
            # sudo: as above; who is told is decided below
            activity = note.sudo().activity_id
            activity = activity.with_context(mail_activity_quick_update=True)
            values = note._activity_values()
            if note._says_the_same(activity):
                del values["note"]
            for name in list(values):
                field = activity._fields[name]
                if field.convert_to_write(activity[name], activity) == values[name]:
                    del values[name]
            if values:
                activity.write(values)
            if "user_id" in values:
                handed_on += note
        handed_on._tell_operators()

    def _says_the_same(self, activity):
        said = html2plaintext(activity.note or "").strip()
        return said == (self.follow_up_instructions or "").strip()

    def _tell_operators(self):
        """One mail for each operator, however many call-backs there are."""
        for user, notes in self.grouped("follow_up_user_id").items():
            if user == self.env.user:
                continue
            # sudo: as above
            notes = notes.sudo().sorted("follow_up_at")
            if len(notes) == 1:
                notes.activity_id.action_notify()
            else:
                # sudo: the operator's address, for one mail
                notes._send_digest(user.sudo())

    def _send_digest(self, user):
        env = self.with_context(lang=user.lang, tz=self[0]._follow_up_tz()).env
        rows = Markup().join(
            Markup("<li>%s</li>") % f"{note.activity_id.date_deadline} {summary}"
            for note in self[:NAMED]
            if (summary := note.activity_id.summary)
        )
        link = "/odoo/call-backs"
        body = Markup("<p>%s</p><ul>%s</ul><p><a href='%s'>%s</a></p>") % (
            env._(
                "%(user)s gave you %(count)s call-backs, the first of them:",
                user=self.env.user.name,
                count=len(self),
            ),
            rows,
            link,
            env._("Open my call-backs"),
        )
        self.env["mail.thread"].with_context(lang=user.lang).message_notify(
            partner_ids=user.partner_id.ids,
            subject=env._("%s call-backs assigned to you", len(self)),
            body=body,
            email_layout_xmlid="mail.mail_notification_layout",
        )

    def _follow_activity(self, activity):
        """Take over what was changed in the activity of this open call-back."""
        self.ensure_one()
        values = {}
        if activity.user_id and activity.user_id != self.follow_up_user_id:
            values["follow_up_user_id"] = activity.user_id.id
        if activity.date_deadline != self._follow_up_day():
            values["follow_up_at"] = self._same_time_on(activity.date_deadline)
        if not self._says_the_same(activity):
            values["follow_up_instructions"] = html2plaintext(activity.note or "")
        if values:
            self.write(values)

    def _adopt_activity(self, activity):
        """A call-back planned in the chatter of a note is the note's call-back."""
        self._forget_last_follow_up()
        self._store(
            {
                "follow_up_user_id": (activity.user_id or self.env.user).id,
                "follow_up_instructions": html2plaintext(activity.note or ""),
                "follow_up_reminded": False,
                "follow_up_state": "open",
                "is_complete": False,
                "activity_id": activity.id,
            }
        )
        self._store({"follow_up_at": self._same_time_on(activity.date_deadline)})
        self._check_follow_ups_to_come()
        self._check_follow_up_users()
        self._align_activities()

    def _same_time_on(self, day):
        """Return the agreed time of the day on another day, at its operator's.

        In the morning if none was agreed; put off to a time of today that is over, it
        is due at once.
        """
        tz, hour = self._follow_up_tz(), MORNING
        if self.follow_up_at:
            local = utc_to_local(self.follow_up_at, tz)
            hour = local.hour + local.minute / 60
        moment = local_to_utc(day, hour, tz)
        now = fields.Datetime.now()
        if moment < now and day == self._follow_up_day(now):
            return now.replace(second=0, microsecond=0) + timedelta(minutes=1)
        return moment
