# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..tools.calendar_dates import add_local_duration, utc_to_local_date

STATES = [
    ("open", "Open"),
    ("done", "Done"),
    ("late", "Done late"),
    ("cancelled", "Cancelled"),
]
FOLLOW_UP = ("follow_up_user_id", "follow_up_at", "follow_up_instructions")


class CustomerNote(models.Model):
    """A note that is not complete: somebody calls back at an agreed time.

    The call-back is an activity of that operator (see `customer_note_activity.py`);
    whatever happens to one of the two happens to the other.
    """

    _inherit = "customer.note"

    is_complete = fields.Boolean(
        "Complete",
        default=True,
        tracking=True,
        help="Nothing more is to be done. Otherwise say who calls back, and when.",
    )
    follow_up_user_id = fields.Many2one(
        "res.users",
        "Call-back by",
        index="btree_not_null",
        tracking=True,
        copy=False,
        domain="[('share', '=', False)]",
        ondelete="restrict",
    )
    follow_up_at = fields.Datetime("Call back at", tracking=True, copy=False)
    follow_up_instructions = fields.Text("Instructions", tracking=True, copy=False)
    follow_up_state = fields.Selection(
        STATES,
        "Call-back",
        readonly=True,
        copy=False,
        tracking=True,
        help="Done: by the end of the agreed day where its operator is; else late.",
    )
    follow_up_done_at = fields.Datetime("Closed on", readonly=True, copy=False)
    follow_up_done_by_id = fields.Many2one(
        "res.users", "Closed by", readonly=True, copy=False, ondelete="set null"
    )
    follow_up_feedback = fields.Text(
        "Feedback", readonly=True, copy=False, tracking=True
    )
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )
    is_of_my_team = fields.Boolean(
        "My team's",
        compute="_compute_is_of_my_team",
        search="_search_is_of_my_team",
        help="The call-back is of somebody in one of my sales teams.",
    )

    # those of all or of one user, the next one first
    _open_idx = models.Index("(follow_up_at, id) WHERE follow_up_state = 'open'")
    _open_user_idx = models.Index(
        "(follow_up_user_id, follow_up_at, id) WHERE follow_up_state = 'open'"
    )

    @api.depends("follow_up_state", "follow_up_at")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for note in self:
            is_open = note.follow_up_state == "open"
            note.is_overdue = is_open and note.follow_up_at < now

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("follow_up_state", "=", "open") & Domain(
            "follow_up_at", "<", fields.Datetime.now()
        )

    @api.model
    def _team_user_ids(self):
        # sudo: who works together is no secret, whoever may see sales teams
        teams = self.env["crm.team"].sudo()
        mine = Domain("member_ids", "in", self.env.uid) | Domain(
            "user_id", "=", self.env.uid
        )
        teams = teams.search(mine)
        return (teams.member_ids | teams.user_id | self.env.user).ids

    @api.depends("follow_up_user_id")
    @api.depends_context("uid")
    def _compute_is_of_my_team(self):
        ids = set(self._team_user_ids())
        for note in self:
            note.is_of_my_team = note.follow_up_user_id.id in ids

    @api.model
    def _search_is_of_my_team(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("follow_up_user_id", "in", self._team_user_ids())

    @api.onchange("is_complete")
    def _onchange_is_complete(self):
        """Propose oneself, tomorrow at this time; a complete note has no call-back."""
        if self.follow_up_state == "open":
            return
        if self.is_complete:
            self.update(dict.fromkeys(FOLLOW_UP, False))
        else:
            self.follow_up_user_id = self.follow_up_user_id or self.env.user
            if not self.follow_up_at or self.follow_up_at < fields.Datetime.now():
                moment = fields.Datetime.now().replace(second=0, microsecond=0)
                moment = fields.Datetime.add(moment, minutes=-moment.minute % 15)
                self.follow_up_at = add_local_duration(
                    moment, 1, "days", str(self.env.tz)
                )

    def _open_follow_ups(self):
        """Make the call-backs of these notes, which are new or open again."""
        waiting = self.filtered(lambda note: not note.is_complete)
        for note in self - waiting:
            if not note.follow_up_state and (
                note.follow_up_at or note.follow_up_user_id
            ):
                raise ValidationError(
                    self.env._(
                        "%s is complete and has a call-back. Let one of them be.",
                        note.name,
                    )
                )
        waiting._check_follow_ups_said()
        waiting._check_follow_ups_to_come()
        waiting._check_follow_up_users()
        # sudo: its fate is the program's to write
        waiting.sudo()._store({"follow_up_state": "open", "follow_up_reminded": False})
        waiting._schedule_activities()

    @contextmanager
    def _changing_follow_ups(self, vals):
        """Let the call-backs follow what is written inside."""
        if not ({"is_complete", "partner_id", *FOLLOW_UP} & vals.keys()):
            yield
            return
        were_open = self.filtered(lambda note: note.follow_up_state == "open")
        were_at = {note: note.follow_up_at for note in self}
        if vals.get("is_complete"):
            were_open._close_follow_ups()
        elif not vals.get("is_complete", True):
            (self - were_open)._forget_last_follow_up()
        yield
        still = were_open.filtered(lambda note: note.follow_up_state == "open")
        if not vals.get("is_complete", True):
            (self - were_open)._open_follow_ups()
        still._check_follow_ups_said()
        moved = still.filtered(lambda note: note.follow_up_at != were_at[note])
        moved._check_follow_ups_to_come()
        # sudo: as above
        moved.sudo()._store({"follow_up_reminded": False})
        if {"follow_up_user_id", "partner_id"} & vals.keys():
            still._check_follow_up_users()
        still._align_activities()

    def _forget_last_follow_up(self):
        """A note that waits again has a new task; the old one stays in its chatter."""
        # sudo: its fate is the program's to write
        self.sudo()._store(
            {
                "activity_id": False,
                "closed_by_id": False,
                "follow_up_done_at": False,
                "follow_up_done_by_id": False,
                "follow_up_feedback": False,
            }
        )

    def _check_follow_ups_said(self):
        for note in self:
            if not note.follow_up_user_id or not note.follow_up_at:
                raise ValidationError(
                    self.env._(
                        "%s is not complete: say who calls back and when, or mark it"
                        " complete.",
                        note.name,
                    )
                )

    def _check_follow_ups_to_come(self):
        now = fields.Datetime.now()
        for note in self:
            if note.follow_up_at < now:
                raise ValidationError(
                    self.env._(
                        "The call-back of %(note)s would be in the past (%(when)s)."
                        " Choose a later time.",
                        note=note.name,
                        when=format_datetime(self.env, note.follow_up_at),
                    )
                )

    def _check_follow_up_users(self):
        """Refuse whom the call-back would not reach: once for each user, not note."""
        for user, notes in self.grouped("follow_up_user_id").items():
            # sudo: whether a colleague can do it is asked by whoever writes the note
            user = user.sudo()
            if not user.active:
                reason = self.env._("is archived")
            elif not user._is_internal():
                reason = self.env._("does not work here")
            elif not user._has_function("note_see"):
                reason = self.env._("may not see notes")
            elif stranger := notes._not_seen_by(user):
                reason = self.env._("may not see %s", stranger.display_name)
            else:
                continue
            raise UserError(
                self.env._(
                    "%(user)s %(reason)s. Choose somebody else for the call-back.",
                    user=user.name,
                    reason=reason,
                )
            )

    def _not_seen_by(self, user):
        """Return a customer or company among these that a user may not see."""
        # sudo: whose notes these are is asked for the other user
        notes = self.sudo()
        partners = notes.partner_id
        theirs = partners.with_user(user).sudo(False)
        theirs = theirs.with_context(allowed_company_ids=user.company_ids.ids)
        if strange := partners - theirs._filtered_access("read"):
            return strange[0]
        return (notes.company_id - user.company_ids._with_parents())[:1]

    def _follow_up_tz(self):
        # sudo: the clock of a colleague
        user = self.sudo().follow_up_user_id
        return user.tz or user.company_id.partner_id.tz or "UTC"

    def _follow_up_day(self, moment=None):
        """Return the day of a moment, of the call-back's if none, at its operator's."""
        return utc_to_local_date(moment or self.follow_up_at, self._follow_up_tz())
