# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools.calendar_dates import local_to_utc, utc_to_local_date

NOON = 12.0


class CustomerAction(models.Model):
    """The dates of an action: proposed, moved, extended, expired."""

    _inherit = "customer.action"

    @api.model
    def _default_noon(self):
        today = fields.Date.context_today(self)
        return local_to_utc(today, NOON, str(self.env.tz))

    def _local_day(self, moment):
        """Return the user's calendar day of a UTC datetime, or False."""
        return moment and utc_to_local_date(moment, str(self.env.tz))

    @api.depends("type_id")
    def _compute_date_end(self):
        for action in self:
            if not action.date_end or action.type_id != action._origin.type_id:
                action.date_end = (
                    action.type_id._propose_end(action.date_start) or action.date_end
                )

    @api.depends("type_id", "date_start", "date_end")
    def _compute_date_remind(self):
        for action in self:
            origin = action._origin
            if origin.date_remind:
                action.date_remind = origin._moved_remind(
                    action.type_id, action.date_start, action.date_end
                )
            else:
                action.date_remind = action.type_id._propose_remind(
                    self._local_day(action.date_start), self._local_day(action.date_end)
                )

    def _moved_remind(self, action_type, date_start, date_end):
        """Return the reminder day after a change of type or dates.

        A proposed day is proposed anew; a typed one keeps its lead.
        """
        day_start, day_end = self._local_day(date_start), self._local_day(date_end)
        old_start, old_end = (
            self._local_day(self.date_start),
            self._local_day(self.date_end),
        )
        proposed = self.type_id._propose_remind(old_start, old_end)
        if not self.date_remind or self.date_remind == proposed:
            return action_type._propose_remind(day_start, day_end)
        if (old_start, old_end) == (day_start, day_end):
            return self.date_remind
        old_anchor, anchor = old_end or old_start, day_end or day_start
        return anchor - (old_anchor - self.date_remind)

    @api.depends("date_remind", "state")
    @api.depends_context("tz")
    def _compute_timeliness(self):
        first, last = self._center_window()
        for action in self:
            day = action.date_remind
            if action.state != "open" or not day:
                action.timeliness = False
            elif day < first:
                action.timeliness = "overdue"
            else:
                action.timeliness = "due" if day <= last else "later"

    def _search_timeliness(self, operator, value):
        if operator != "in":
            return NotImplemented
        first, last = self._center_window()
        ranges = {
            "overdue": [("date_remind", "<", first)],
            "due": [("date_remind", ">=", first), ("date_remind", "<=", last)],
            "later": [("date_remind", ">", last)],
        }
        return Domain("state", "=", "open") & Domain.OR(
            ranges[key] for key in value if key in ranges
        )

    @api.model
    def _center_window(self):
        """Return the first and last reminder day that the Center opens on."""
        # sudo: a setting of the program
        get_param = self.env["ir.config_parameter"].sudo().get_param
        today = fields.Date.context_today(self)
        back = int(get_param("customer_care.center_days_back", 1))
        ahead = int(get_param("customer_care.center_days_ahead", 7))
        return (
            fields.Date.subtract(today, days=back),
            fields.Date.add(today, days=ahead),
        )

    def write(self, vals):
        dates = {"type_id", "date_start", "date_end"}
        if dates & set(vals) and "date_remind" not in vals:
            return self._write_moving_reminder(vals)
        moved = self.browse()
        if "date_remind" in vals:
            day = fields.Date.to_date(vals["date_remind"])
            moved = self.filtered(lambda action: action.date_remind != day)
        restarted = {"partner_id", "type_id", "company_id"} & set(vals) or (
            vals.get("state") == "open" and any(a.state != "open" for a in self)
        )
        stopped = vals.get("state") in ("done", "cancelled") or (
            vals.get("active") is False
        )
        result = super().write(vals)
        armed = self if restarted else moved
        (self if stopped else armed)._cancel_reminders(
            self.env._("The customer action was changed.")
        )
        # After the cancelling: only what was cancelled before being armed again is
        # planned again.
        # sudo: since when it counts is the program's
        super(CustomerAction, armed.sudo()).write({"armed_at": fields.Datetime.now()})
        return result

    def _write_moving_reminder(self, vals):
        """Write once for each reminder day that the new dates lead to."""
        probe = self.new(vals)
        by_day = {}
        for action in self:
            day = action._moved_remind(
                probe.type_id if "type_id" in vals else action.type_id,
                probe.date_start if "date_start" in vals else action.date_start,
                probe.date_end if "date_end" in vals else action.date_end,
            )
            by_day[day] = by_day.get(day, self.browse()) | action
        for day, actions in by_day.items():
            actions.write(dict(vals, date_remind=day))
        return True

    def _extend(self, date_end, reason):
        """Move the expiry of these actions to ``date_end`` (UTC) and say why.

        The reminder moves by the same lead; an expired action is open again.
        Each extension is kept. Raises UserError when an action is done or cancelled,
        or would not end later than it does, and later than now.
        """
        self.env["res.users"]._check_function("action_change")
        if not (reason or "").strip():
            raise UserError(self.env._("Please say why the action is extended."))
        self._check_extendable(date_end)
        before = {
            action: {
                "action_id": action.id,
                "date_end_old": action.date_end,
                "date_remind_old": action.date_remind,
            }
            for action in self
        }
        self.write({"date_end": date_end, "state": "open"})
        # sudo: nobody may write this history by hand
        return (
            self.env["customer.action.extension"]
            .sudo()
            .create(
                [
                    dict(
                        vals,
                        reason=reason.strip(),
                        user_id=self.env.uid,
                        date_end_new=action.date_end,
                        date_remind_new=action.date_remind,
                    )
                    for action, vals in before.items()
                ]
            )
        )

    def _check_extendable(self, date_end):
        now = fields.Datetime.now()
        for action in self:
            if action.state not in ("open", "expired"):
                raise UserError(
                    self.env._(
                        "%(action)s is %(state)s and cannot be extended. Reopen it "
                        "first.",
                        action=action.display_name,
                        state=action._state_in_words(),
                    )
                )
            if action.date_end and date_end <= action.date_end:
                raise UserError(
                    self.env._(
                        "%(action)s already runs until %(end)s. An extension ends "
                        "later than that.",
                        action=action.display_name,
                        end=format_date(self.env, self._local_day(action.date_end)),
                    )
                )
            if date_end <= now:
                raise UserError(
                    self.env._(
                        "%(action)s would end on %(end)s, and that is over. An"
                        " extension ends later than now.",
                        action=action.display_name,
                        end=format_date(self.env, self._local_day(date_end)),
                    )
                )

    @api.model
    def _cron_expire(self, batch_size=1000):
        """Close open actions whose expiry has passed, one batch at a time."""
        domain = Domain(
            [("state", "=", "open"), ("date_end", "<", fields.Datetime.now())]
        )
        actions = self.search(domain, limit=batch_size)
        actions.write({"state": "expired"})
        if self.env.context.get("cron_id"):
            self.env["ir.cron"]._commit_progress(
                len(actions), remaining=self.search_count(domain)
            )
        return actions
