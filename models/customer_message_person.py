# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.window import form_window

RETRYABLE = ("failed", "skipped", "missed", "cancelled")
CANCELLABLE = ("planned", "failed", "skipped", "missed")


class CustomerMessage(models.Model):
    """What a person decides about messages: retry, cancel, and what is unknown."""

    _inherit = "customer.message"

    def _take(self, function, *states):
        """Return these rows in one of the states, for whoever has the function.

        Rows that another transaction holds are left out; nothing left is an error,
        so that nobody believes he did something.
        """
        self.env["res.users"]._check_function(function)
        self.check_access("read")
        # sudo: the fate of a message is written by the outbox alone
        rows = (
            self.sudo().try_lock_for_update().filtered(lambda row: row.state in states)
        )
        if self and not rows:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Nothing to do: %(message)s is in the state %(state)s.",
                    message=self[0].display_name,
                    state=labels[self[0].state],
                )
            )
        return rows

    def action_retry(self):
        """Send again what failed, was skipped, missed or cancelled: now, afresh."""
        rows = self._take("message_manage", *RETRYABLE)
        rows._plan_again()
        return True

    def _plan_again(self):
        """Plan for now. What a rule planned is written anew, to today's address."""
        self._unwrite()
        self.write(
            {
                "state": "planned",
                "scheduled_at": fields.Datetime.now(),
                "late_until": False,
                "reason": False,
                "next_try_at": False,
                "batch_uid": False,
                "message_uid": False,
                "attempts": 0,
                "deferrals": 0,
            }
        )
        self._wake_sender([fields.Datetime.now()])

    def _unwrite(self):
        """Forget the text and address of what a rule planned: it is written anew."""
        ruled = self.filtered("occurrence_key")
        ruled.write({"address": False})
        ruled.filtered(
            lambda row: hasattr(row.source, "_customer_message_content")
        ).write({"body": False, "subject": False})

    def action_cancel(self):
        self._take("message_manage", *CANCELLABLE)._record_cancelled()
        return True

    def action_resolve_sent(self):
        """A person knows that these left after all."""
        self._take("message_manage", "unknown")._resolve_sent()
        return True

    def _resolve_sent(self):
        for row in self:
            row.write(
                {
                    "state": "sent",
                    "sent_at": row.handed_at or row.sent_at or fields.Datetime.now(),
                    "next_try_at": False,
                }
            )

    def action_resolve_not_sent(self):
        """A person knows that these did not leave: they are sent now."""
        rows = self._take("message_manage", "unknown")
        rows._plan_again()
        return True

    def action_call_done(self):
        """The customer was called."""
        rows = self._take("message_send", "planned").filtered(
            lambda row: row.channel == "call"
        )
        addresses = rows.partner_id._contact_addresses("call")
        for row in rows:
            row.address = row.address or addresses.get(row.partner_id.id)
        rows.write(
            {
                "state": "sent",
                "sent_at": fields.Datetime.now(),
                "user_id": self.env.uid,
                "reason": False,
            }
        )
        return True

    def action_open_source(self):
        """Open what this message is about."""
        self.ensure_one()
        if not self.source:
            raise UserError(self.env._("This message was written by hand."))
        return form_window(self.source._name, self.source.id)

    def action_open_batch(self):
        """List the rows that left together with this one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_message_action"
        )
        return dict(action, domain=[("batch_uid", "=", self.batch_uid)], context={})

    def _record_undelivered(self, failure_type, failure_reason):
        """The provider took a message and later said that it did not arrive."""
        kinds = dict(
            self.env["mail.notification"]
            ._fields["failure_type"]
            ._description_selection(self.env)
        )
        words = failure_reason or kinds.get(failure_type) or failure_type or ""
        self.write(
            {"state": "failed", "reason": self.env._("Not delivered: %s", words)}
        )

    def _skip_refused_calls(self, limit=1000):
        """Take from the list of calls those that the gate no longer allows.

        Letters are asked when they are printed; a call has no such moment.
        """
        self.search(self._due_domain("call"), limit=limit)._pass_gate()
