# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_follow_up_plan import ENTRY

# What has left, as far as anybody can say.
LEFT = ("sent",)


class CustomerMessage(models.Model):
    """The messages of follow-ups, and their maintenance.

    *Delete* takes what was sent off the list; the row stays, because it is the
    customer's history and the promise that nothing is sent twice.
    """

    _inherit = "customer.message"

    paper_run_id = fields.Many2one(
        "customer.search.run",
        "Made with",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    is_cleaned_up = fields.Boolean(
        "Cleaned up",
        readonly=True,
        copy=False,
        help="Off the list of what was generated; the history keeps it.",
    )
    follow_up_id = fields.Many2one(
        "customer.follow.up",
        "Follow-up",
        compute="_compute_follow_up_id",
        search="_search_follow_up_id",
    )

    @api.depends("source")
    def _compute_follow_up_id(self):
        for message in self:
            source = message.source
            is_entry = source and source._name == ENTRY
            # sudo: whoever sees the message sees what it is of
            message.follow_up_id = is_entry and source.sudo().follow_up_id

    def _search_follow_up_id(self, operator, value):
        """A set for PostgreSQL: the entries of these rules name their messages."""
        if operator not in ("in", "any"):
            return NotImplemented
        # sudo: whose entries they are is asked, not what is in them
        entries = self.env[ENTRY].sudo()
        if operator == "in" and not any(value):
            return Domain.custom(
                to_sql=lambda model, alias, __: SQL(
                    "NOT coalesce(%s LIKE %s, FALSE)",
                    SQL.identifier(alias, "source"),
                    f"{ENTRY},%",
                )
            )
        query = entries._search(Domain("follow_up_id", operator, value))
        named = query.subselect(
            SQL("%s || %s", f"{ENTRY},", SQL.identifier(query.table, "id"))
        )
        return Domain.custom(
            to_sql=lambda model, alias, __: SQL(
                "%s IN %s", SQL.identifier(alias, "source"), named
            )
        )

    # -- maintenance ---------------------------------------------------------------

    def _of_follow_ups(self):
        """Return these, of follow-ups, for whoever may look after them."""
        self.env["res.users"]._check_function("follow_up_make")
        self.check_access("read")
        # sudo: the fate of a message is written by the outbox alone
        rows = self.sudo()
        others = rows.filtered(lambda r: not (r.source and r.source._name == ENTRY))
        if others:
            raise UserError(
                self.env._("%s is not of a follow-up.", others[0].display_name)
            )
        return rows

    def action_clean_up_follow_ups(self):
        """Take what was sent off the list; the customer's history keeps it."""
        rows = self._of_follow_ups()
        for row in rows.filtered(lambda row: row.state not in LEFT):
            raise UserError(
                self.env._(
                    "%s was not sent. Void it, if it is not to be sent at all.",
                    row.display_name,
                )
            )
        rows.is_cleaned_up = True
        return True

    def action_void_follow_ups(self):
        """Nothing is to come of these: they are cancelled and stay so."""
        rows = self._of_follow_ups().filtered(
            lambda row: row.state in ("planned", "failed", "skipped", "missed")
        )
        if not rows:
            raise UserError(
                self.env._("Nothing to void: what has left cannot be taken back.")
            )
        rows._record_not_sent("cancelled", self.env._("Voided."))
        return True

    def action_resend_follow_ups(self):
        """Send these once more, or now: a new message, if the first one has left."""
        rows = self._of_follow_ups()
        self._check_sending()
        for row in rows.filtered(lambda row: row.state in ("claimed", "unknown")):
            raise UserError(
                self.env._(
                    "Nobody knows yet whether %s has left. Say so first.",
                    row.display_name,
                )
            )
        left = rows.filtered(lambda row: row.state in LEFT)
        (rows - left)._plan_again()
        (rows - left).is_cleaned_up = False
        return self._plan_copies(left)

    def _plan_copies(self, left):
        """Plan what has left once more: whoever asks wants a second one."""
        rows = [
            {
                "partner_id": row.partner_id.id,
                "company_id": row.company_id.id,
                "channel": row.channel,
                "purpose_id": row.purpose_id.id,
                "scheduled_at": fields.Datetime.now(),
                "source": f"{ENTRY},{row.source.id}",
                "occurrence": f"{row.occurrence.partition('+')[0]}+{row._next_copy()}",
                "may_resend": row.channel == "email",
                "user_id": self.env.uid,
                "address": None,
                "reason": None,
            }
            for row in left
        ]
        messages = self.sudo()
        messages._mark_refused(rows)
        messages._plan(rows, is_checked=True)
        return True

    def _next_copy(self):
        """Return the number of the next copy of this message."""
        first = self.occurrence.partition("+")[0]
        return self.search_count(
            [
                ("source", "=", f"{ENTRY},{self.source.id}"),
                ("channel", "=", self.channel),
                ("occurrence", "=like", f"{first}%"),
            ]
        )
