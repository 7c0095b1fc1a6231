# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import format_datetime


class CustomerSendingSwitch(models.TransientModel):
    """Stop all sending, start it again, or try it out on one address of ours."""

    _name = "customer.sending.switch"
    _description = "Stop or start all sending to customers"

    current = fields.Selection(
        [
            ("on", "On"),
            ("stopped", "Stopped"),
            ("trial", "Trial mode"),
            ("neutralised", "Neutralised copy"),
        ],
        "Sending is now",
        readonly=True,
        default=lambda self: self.env["customer.sending"]._state(),
    )
    state = fields.Selection(
        [
            ("stopped", "Stop all sending"),
            ("on", "Send to customers"),
            ("trial", "Trial mode: send everything to one address of ours"),
        ],
        "From now on",
        required=True,
        default=lambda self: self._default_state(),
    )
    trial_email = fields.Char(
        "Address for the trial",
        default=lambda self: (
            self.env["customer.sending"]._trial_email() or self.env.user.email
        ),
    )
    due_count = fields.Integer(compute="_compute_waiting")
    planned_count = fields.Integer(compute="_compute_waiting")
    last_change = fields.Char(compute="_compute_last_change")

    @api.model
    def _default_state(self):
        """The switch is opened to change something: propose the other side."""
        return "stopped" if self.env["customer.sending"]._state() == "on" else "on"

    @api.depends("current")
    def _compute_waiting(self):
        waiting = self.env["customer.sending"]._waiting()
        self.due_count = waiting["due"]
        self.planned_count = waiting["planned"]

    @api.depends("current")
    def _compute_last_change(self):
        self.last_change = False
        if log := self.env["customer.security.log"]._latest("sending"):
            self.last_change = self.env._(
                "%(date)s by %(user)s",
                date=format_datetime(self.env, log.changed_at, dt_format="short"),
                user=log.user_name,
            )

    def action_apply(self):
        """Switch, and let the web client show it without a reload."""
        self.ensure_one()
        sending = self.env["customer.sending"]
        sending._set(self.state, self.trial_email)
        return {
            "type": "ir.actions.client",
            "tag": "customer_care.sending_changed",
            "params": {
                **sending._values(),
                "message": self._message(),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _message(self):
        messages = {
            "on": self.env._("Customers get their messages again."),
            "stopped": self.env._(
                "All sending is stopped; %s planned messages wait.", self.planned_count
            ),
            "trial": self.env._("Everything goes to %s.", self.trial_email),
        }
        return messages[self.state]
