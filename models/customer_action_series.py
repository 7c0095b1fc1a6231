# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.calendar_dates import local_to_utc
from ..tools.inspection_dates import next_inspection
from .customer_action_dates import NOON
from .customer_action_due import RUNNING
from .customer_action_invoice import QUIET


class CustomerAction(models.Model):
    """Actions of one kind follow each other: the newer completes the older.

    Of one kind are those of the same type for the same vehicle or animal, or for the
    same product of the same customer. When the newer one turns out not to count (its
    invoice is cancelled), the older runs again.
    """

    _inherit = "customer.action"

    series_day = fields.Date(
        readonly=True,
        copy=False,
        help="The original day of a fixed series, from which months are counted.",
    )
    completed_by_id = fields.Many2one(
        "customer.action",
        "Completed by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions._go_on_with_series()
        actions._complete_older()
        return actions

    def write(self, vals):
        again = self.browse()
        if vals.get("state") in RUNNING:
            again = self.filtered(lambda action: action.state not in RUNNING)
        result = super().write(vals)
        # Whoever sets the state by hand takes the decision from the newer one.
        if "state" in vals and "completed_by_id" not in vals:
            # sudo: by which one it was completed is the program's
            self.sudo().filtered("completed_by_id").completed_by_id = False
        if vals.get("state") == "cancelled" or vals.get("active") is False:
            self._reopen_completed()
        again._complete_older(only_newest=True)
        return result

    def unlink(self):
        self._reopen_completed()
        return super().unlink()

    def _series_key(self):
        """Return what those of one kind have in common, None without any."""
        if self.asset_id:
            what = self.asset_id._name, self.asset_id.id
        elif self.product_id:
            what = self.partner_id.id, self.product_id.id
        else:
            return None
        return self.type_id.id, self.company_id.id, *what

    def _of_same_kind(self, states):
        """Return {key: actions of that kind in these states}, oldest first."""
        # sudo: they are one vehicle's or one customer's, whoever entered them
        found = self.sudo().search(
            Domain("type_id", "in", self.type_id.ids)
            & Domain("state", "in", states)
            & (
                Domain("asset_id", "in", self.asset_id.ids)
                | Domain("asset_id", "=", False)
                & Domain("partner_id", "in", self.partner_id.ids)
            ),
            order="date_start, id",
        )
        return found.grouped(lambda action: action._series_key())

    def _complete_older(self, only_newest=False):
        """Complete what a newer one of its kind has made needless.

        An action entered late is itself the older one. ``only_newest``: one that a
        person has opened again although there is a newer stays open.
        """
        fresh = self.filtered(
            lambda action: (
                action.type_id.completes_older
                and action.state in RUNNING
                and action._series_key()
            )
        )
        if not fresh:
            return
        same = fresh._of_same_kind(RUNNING)
        notes = {}
        for key in {action._series_key() for action in fresh}:
            *older, newest = same[key]
            if not older or (only_newest and newest not in fresh):
                continue
            # sudo: a series goes on, whoever may change its older parts
            done = self.sudo().browse(action.id for action in older)
            done.with_context(**QUIET).write(
                {"state": "done", "completed_by_id": newest.id}
            )
            note = self.env._("Completed by a newer one: %s", newest.display_name)
            notes.update(dict.fromkeys(done.ids, note))
        if notes:
            # sudo: the note is the program's
            self.sudo().browse(notes)._message_log_batch(bodies=notes)

    def _reopen_completed(self):
        """Let those that these had completed run again."""
        # sudo: as above
        found = self.sudo().search(
            Domain("completed_by_id", "in", self.ids) & Domain("state", "=", "done")
        )
        if not found:
            return
        now = fields.Datetime.now()
        over = found.filtered(lambda action: action.date_end and action.date_end < now)
        over.write({"state": "expired"})
        (found - over).write({"state": "open"})

    def _go_on_with_series(self):
        """Let what stays in its month end where its series says, if nobody typed it."""
        fixed = self.filtered(
            lambda action: (
                action.type_id.schedule == "fixed"
                and action.date_end
                and action._series_key()
                and self._local_day(action.date_end)
                == self._local_day(action.type_id._propose_end(action.date_start))
            )
        )
        if not fixed:
            return
        same = fixed._of_same_kind((*RUNNING, "done"))
        for action in fixed:
            before = [
                older
                for older in same[action._series_key()]
                if older.date_start < action.date_start and older.date_end
            ]
            if not before:
                continue
            anchor = before[-1].series_day or self._local_day(before[-1].date_end)
            kind = action.type_id
            day = next_inspection(
                self._local_day(action.date_start),
                kind.duration,
                kind.duration_unit,
                anchor,
            )
            end = local_to_utc(day, NOON, str(self.env.tz))
            # sudo: from which day a series counts is the program's
            quiet = action.sudo().with_context(**QUIET)
            quiet.write({"series_day": anchor, "date_end": end})
