# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .customer_message import CHANNELS

# They may be late by so many days: moved, so is the last day that they are of use.
WINDOWED = (
    "customer.action",
    "customer.follow.up.entry",
    "customer.layaway.instalment",
)


class CustomerPlannedHold(models.Model):
    """Somebody decided: what leaves on a day by a way does not, or on another day.

    It holds for what is in the outbox and for what is still to be planned for that
    day, and is kept with who, when and why. Taken back, what it had stopped leaves.
    """

    _name = "customer.planned.hold"
    _description = "Decision about planned messages"
    _inherit = ["customer.required.mixin"]
    _order = "id desc"
    _rec_name = "reason"

    active = fields.Boolean("In force", default=True, readonly=True)
    date = fields.Date("Day", required=True, readonly=True)
    date_to = fields.Date("Moved to", readonly=True, help="Empty: stopped.")
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    origin = fields.Char(readonly=True)
    origin_id = fields.Integer(readonly=True)
    origin_name = fields.Char("By", compute="_compute_origin_name")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    purpose_id = fields.Many2one(
        "customer.consent.purpose", readonly=True, ondelete="cascade"
    )
    reason = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Decided by", readonly=True)
    tz = fields.Char("Time zone of the day", readonly=True)
    message_ids = fields.One2many("customer.message", "hold_id", "Messages")

    _day_idx = models.Index("(date) WHERE active IS TRUE")

    @api.depends("origin", "origin_id")
    def _compute_origin_name(self):
        names = self.env["customer.planned"]._origin_labels_of(self)
        for hold in self:
            hold.origin_name = names.get((hold.origin, hold.origin_id)) or ""

    # -- deciding --------------------------------------------------------------

    @api.model
    def _decide(self, batches, reason, date_to=None):
        """Stop these batches, or move them to another day; return how many messages.

        Set-wise: one statement for each batch, whatever is in it.
        """
        self.env["res.users"]._check_function("message_manage")
        batches.check_access("read")
        self._check_decision(batches, reason, date_to)
        # sudo: a decision is written by this verb alone
        wanted = {batch._batch_key(): batch for batch in batches}
        # sudo: a decision is written by this verb alone
        holds = self.sudo().create(
            [
                {
                    "date": batch.date,
                    "date_to": date_to,
                    "channel": batch.channel,
                    "origin": batch.origin,
                    "origin_id": batch.origin_id,
                    "company_id": batch.company_id.id,
                    "purpose_id": batch.purpose_id.id,
                    "reason": reason.strip(),
                    "user_id": self.env.uid,
                    "tz": str(self.env.tz),
                }
                for batch in wanted.values()
            ]
        )
        count = sum(hold._apply() for hold in holds)
        self._refuse_nothing(holds, count, batches)
        return count

    @api.model
    def _check_decision(self, batches, reason, date_to):
        if not batches:
            raise UserError(self.env._("Nothing of this is planned any more."))
        if not (reason or "").strip():
            raise UserError(self.env._("Please say why. Whoever wonders will read it."))
        if date_to and date_to < fields.Date.context_today(self):
            raise UserError(
                self.env._("This day is past. Choose one that is still to come.")
            )
        stopped = batches.filtered(lambda batch: batch.state == "stopped")
        if stopped:
            raise UserError(
                self.env._(
                    "%s are stopped already. Take that back first.",
                    stopped[0].display_name,
                )
            )
        for batch in batches.filtered(lambda each: date_to and each.date == date_to):
            raise UserError(
                self.env._(
                    "%(batch)s leave on %(day)s anyway. Choose another day.",
                    batch=batch.display_name,
                    day=format_date(self.env, date_to),
                )
            )

    @api.model
    def _refuse_nothing(self, holds, count, batches):
        """Nobody is to believe that he moved what is of use on its own day only."""
        planned = sum(b.count for b in batches if b.state == "planned")
        if planned and not count and holds.filtered("date_to"):
            raise UserError(
                self.env._(
                    "None of them can leave on %s: they would be of no use any more."
                    " Choose an earlier day, or stop them.",
                    format_date(self.env, holds[0].date_to),
                )
            )

    def _condition(self):
        """Return (joins, condition): which messages `m` this decision is about."""
        messages = self.env["customer.message"].with_context(tz=self.tz)
        origin, origin_id, joins = messages._origin_sql()
        today = fields.Date.context_today(messages)
        return joins, SQL(
            """greatest(%(day)s, %(today)s::date) = %(date)s
               AND m.channel = %(channel)s
               AND m.company_id IS NOT DISTINCT FROM %(company)s
               AND m.purpose_id IS NOT DISTINCT FROM %(purpose)s
               AND %(origin)s IS NOT DISTINCT FROM %(model)s
               AND %(origin_id)s IS NOT DISTINCT FROM %(record)s""",
            day=messages._day_sql(),
            today=today,
            date=self.date,
            channel=self.channel,
            company=self.company_id.id or None,
            purpose=self.purpose_id.id or None,
            origin=origin,
            model=self.origin or None,
            origin_id=origin_id,
            record=self.origin_id,
        )

    def _apply(self):
        """Change what is planned already, in one statement; return how many."""
        messages = self.env["customer.message"]
        messages.flush_model()
        joins, condition = self._condition()
        ids = SQL(
            """SELECT m.id FROM customer_message m %s
                WHERE m.state = 'planned' AND %s FOR UPDATE OF m""",
            joins,
            condition,
        )
        rows = self.env.execute_query(
            SQL(
                """UPDATE customer_message m
                      SET %(changes)s, reason = %(reason)s, hold_id = %(hold)s,
                          next_try_at = NULL, write_uid = %(uid)s, write_date = %(now)s
                    WHERE m.id IN (%(ids)s) AND %(may)s
                RETURNING m.scheduled_at""",
                changes=self._changes(),
                reason=self._words(),
                hold=self.id,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                ids=ids,
                may=self._may_move(),
            )
        )
        messages.invalidate_model(flush=False)
        if self.date_to and rows:
            messages._wake_sender({moment for (moment,) in rows})
        return len(rows)

    def _changes(self):
        if not self.date_to:
            # what waits for its second attempt may have left
            return SQL(
                "state = CASE WHEN m.batch_uid IS NULL THEN 'cancelled'"
                " ELSE 'unknown' END"
            )
        return SQL(
            """scheduled_at = %(later)s,
               late_until = CASE WHEN split_part(m.source, ',', 1) IN %(windowed)s
                                 THEN m.late_until + (%(later)s - m.scheduled_at)
                                 ELSE m.late_until END""",
            later=self._later(),
            windowed=WINDOWED,
        )

    def _may_move(self):
        """Return which rows may be moved: not past the hour they are of use until."""
        if not self.date_to:
            return SQL("TRUE")
        return SQL(
            """(m.late_until IS NULL OR m.late_until >= %s
                OR split_part(m.source, ',', 1) IN %s)""",
            self._later(),
            WINDOWED,
        )

    def _later(self):
        """Return the same hour of the other day, in the time zone of who decided."""
        return SQL(
            """((%(date_to)s::date
                 + (m.scheduled_at AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::time
                ) AT TIME ZONE %(tz)s AT TIME ZONE 'UTC')""",
            date_to=self.date_to,
            tz=self.tz or "UTC",
        )

    def _words(self):
        """Return what a message says about this decision."""
        if self.date_to:
            return self.env._(
                "Moved from %(day)s by %(user)s: %(reason)s",
                day=format_date(self.env, self.date),
                user=self.user_id.name,
                reason=self.reason,
            )
        return self.env._(
            "Stopped by %(user)s: %(reason)s",
            user=self.user_id.name,
            reason=self.reason,
        )

    # -- what is planned later -------------------------------------------------

    @api.model
    def _in_force(self):
        """Return the decisions about days that are still to come."""
        yesterday = fields.Date.today() - timedelta(days=1)
        # sudo: they hold for what anybody plans
        return self.sudo().search([("date", ">=", yesterday)])

    # -- taking back -----------------------------------------------------------

    def action_take_back(self):
        """Let what these stopped leave after all, if its time is still to come."""
        self.env["res.users"]._check_function("message_manage")
        self.check_access("read")
        holds = self.sudo().filtered("active")  # sudo: written by verbs alone
        if not holds:
            raise UserError(self.env._("This was taken back already."))
        # sudo: rows of the outbox belong to the program
        messages = self.env["customer.message"].sudo()
        stopped = messages.search(
            Domain("hold_id", "in", holds.ids)
            & Domain("state", "=", "cancelled")
            & Domain("scheduled_at", ">", fields.Datetime.now())
        )
        stopped.write({"state": "planned", "reason": False, "hold_id": False})
        messages._wake_sender(set(stopped.mapped("scheduled_at")))
        holds.active = False
        return True
