# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import SQL, email_normalize, str2bool

STATE_KEY = "customer_care.sending"
TRIAL_KEY = "customer_care.trial_email"
NEUTRALISED_KEY = "database.is_neutralized"
STATES = ("on", "stopped", "trial", "neutralised")


class CustomerSending(models.AbstractModel):
    """The one switch for everything that leaves for customers.

    `on` sends, `stopped` and `neutralised` send nothing, `trial` sends everything to
    one address of ours. A neutralised copy leaves its state by an administrator only.
    """

    _name = "customer.sending"
    _description = "Switch for all sending to customers"

    @api.model
    def _state(self):
        """One of STATES, as committed now.

        Read from the table, not from Odoo's parameter cache: a sender in another
        process must see a stop before its next message, not at its next start.
        """
        return self._values()["state"]

    @api.model
    def _trial_email(self):
        """The address that gets everything in trial mode."""
        return self._values()["trial_email"]

    @api.model
    def _values(self):
        """{"state": one of STATES, "trial_email": address or False}"""
        parameters = self.env["ir.config_parameter"]
        parameters.flush_model(["key", "value"])
        keys = (STATE_KEY, TRIAL_KEY, NEUTRALISED_KEY)
        found = dict(
            self.env.execute_query(
                SQL("SELECT key, value FROM ir_config_parameter WHERE key IN %s", keys)
            )
        )
        neutralised = str2bool(found.get(NEUTRALISED_KEY) or "", False)
        state = found.get(STATE_KEY) or ("neutralised" if neutralised else "on")
        if state not in STATES:
            state = "stopped"  # a typing error in the parameter must not send
        return {"state": state, "trial_email": found.get(TRIAL_KEY) or False}

    @api.model
    def _set(self, state, trial_email=False):
        """Switch, for whoever may, at once and for everybody; who and when is kept."""
        self.env["res.users"]._check_function("sending_stop")
        before = self._values()
        self._check_change(before["state"], state)
        if state == "trial":
            trial_email = self._check_trial_email(trial_email)
        else:
            trial_email = before["trial_email"]
        # sudo: parameters are the administrator's; these two keys and no other
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(STATE_KEY, state)
        parameters.set_param(TRIAL_KEY, trial_email)
        self._record(before, {"state": state, "trial_email": trial_email})
        self._announce()
        if state != "stopped":
            # sudo: scheduled actions are the administrator's; what waited leaves now
            self.env.ref("customer_care.cron_send").sudo()._trigger()

    @api.model
    def _check_change(self, old, new):
        if new not in ("on", "stopped", "trial"):
            raise ValidationError(
                self.env._("Sending can be on, stopped or in trial mode, nothing else.")
            )
        administrator = self.env.su or self.env.user._is_system()
        if old == "neutralised" and not administrator:
            raise AccessError(
                self.env._(
                    "This database is a neutralised copy: only an administrator can"
                    " change whether it sends."
                )
            )

    @api.model
    def _check_trial_email(self, address):
        normalized = email_normalize(address or "")
        if not normalized:
            raise ValidationError(
                self.env._("Trial mode needs one e-mail address that gets everything.")
            )
        return normalized

    @api.model
    def _record(self, before, after):
        old, new = self._label(before), self._label(after)
        if old != new:
            self.env["customer.security.log"]._record(
                "sending", [(self.env._("Sending to customers"), old, new)]
            )

    @api.model
    def _label(self, values):
        """A state in words, for the log and the settings."""
        labels = {
            "on": self.env._("On"),
            "stopped": self.env._("Stopped"),
            "trial": self.env._("Trial mode: all to %s", values["trial_email"]),
            "neutralised": self.env._("Neutralised copy"),
        }
        return labels[values["state"]]

    @api.model
    def _waiting(self):
        """How many messages wait: {"planned": all of them, "due": to leave now}."""
        # sudo: only the number is shown
        messages = self.env["customer.message"].sudo()
        planned = [("state", "=", "planned")]
        return {
            "planned": messages.search_count(planned),
            "due": messages.search_count([*planned, ("scheduled_at", "<=", "now")]),
        }

    @api.model
    def _banner(self):
        """What the web client's banner shows; False for users without a level."""
        user = self.env["res.users"]
        return bool(user._customer_level()) and {
            **self._values(),
            "can_change": user._has_function("sending_stop"),
        }

    @api.model
    def _announce(self):
        """Tell the open web clients of everybody with a level."""
        self.env["bus.bus"]._sendone(
            self.env.ref("customer_care.level_5"),
            "customer_care/sending",
            self._values(),
        )
