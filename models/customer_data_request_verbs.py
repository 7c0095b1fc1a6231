# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.legal_deadline import may_be_extended
from ..tools.window import dialog
from .customer_data_request import OPEN


class CustomerDataRequest(models.Model):
    """What is done with a request: each verb says what is missing, or does it."""

    _inherit = "customer.data.request"

    def action_ask_proof(self):
        """Doubt about who asks: the time runs from the day of the proof."""
        self._step("identity", OPEN, is_proof_asked=True, identity_on=False)

    def action_start(self):
        """Somebody works on it; who asks is known by now."""
        self._check_data_request()
        self._check_identity()
        for request in self:
            request._step(
                "working",
                OPEN,
                identity_on=request.identity_on or fields.Date.context_today(self),
            )

    def action_done(self):
        """It was answered."""
        self._check_data_request()
        self._check_identity()
        self._close("done", self.env._("Say what was done, in one sentence."))

    def action_refuse(self):
        """It was not granted; the person must be told why and where to complain."""
        self._close(
            "refused", self.env._("Say why it was refused: the person has to be told.")
        )

    def action_withdraw(self):
        """The person does not want it any more."""
        self._close("withdrawn", False)

    def action_reopen(self):
        self._step("working", ("done", "refused", "withdrawn"), closed_on=False)

    def action_extend(self):
        """Ask why it takes longer."""
        self.ensure_one()
        self._check_data_request()
        return dialog(
            "customer.data.request.extend",
            self.env._("Two months more"),
            context={"default_request_id": self.id, "dialog_size": "medium"},
        )

    def action_forget(self):
        """Open what forgetting this customer would do."""
        self._check_partner()
        return self.partner_id.action_forget()

    def action_anonymise(self):
        """Open what anonymising this customer would do."""
        self._check_partner()
        action = self.partner_id.action_anonymise()
        action["context"]["default_request_id"] = self.id
        action["context"]["default_reason"] = self.env._("Request %s", self.name)
        return action

    def action_restrict(self):
        """The data are kept and not used from now on."""
        self._check_partner()
        self.partner_id._restrict(self.env._("Request %s", self.name))

    def action_object(self):
        """Nobody writes to this customer for marketing any more."""
        self._check_partner()
        self.partner_id._object(self.env._("Request %s", self.name))

    # How

    def _check_data_request(self):
        self.env["res.users"]._check_function("data_request")
        self.check_access("write")

    def _check_identity(self):
        for request in self:
            if not request.identity_method:
                raise UserError(
                    self.env._(
                        "Say first how it was checked who asks (%s).", request.name
                    )
                )

    def _check_partner(self):
        self.ensure_one()
        self._check_data_request()
        if self.state not in OPEN:
            raise UserError(self.env._("%s is closed. Open it again first.", self.name))
        if not self.partner_id:
            raise UserError(self.env._("Choose the customer first."))
        self._check_identity()

    def _check_asked_by(self, partners):
        """Refuse to answer this request, if it is one, with the data of others."""
        if self and self.partner_id not in partners:
            raise UserError(self.env._("%s is another customer's request.", self.name))

    def _step(self, state, former, **vals):
        self._check_data_request()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for request in self:
            if request.state not in former:
                raise UserError(
                    self.env._(
                        "%(request)s is marked as %(former)s and cannot become"
                        " %(state)s.",
                        request=request.name,
                        former=labels[request.state],
                        state=labels[state],
                    )
                )
        self._store({"state": state, **vals})
        self._align_activities()

    def _close(self, state, sentence):
        self._check_data_request()
        for request in self:
            if sentence and not (request.result or "").strip():
                raise UserError(
                    self.env._(
                        "%(request)s: %(sentence)s",
                        request=request.name,
                        sentence=sentence,
                    )
                )
        self._step(state, OPEN, closed_on=fields.Date.context_today(self))

    def _extend(self, reason):
        """Take two months more; the person is told within the first month."""
        self._check_data_request()
        today = fields.Date.context_today(self)
        for request in self:
            if not (reason or "").strip():
                raise UserError(
                    self.env._("Say why it takes longer: the person has to be told.")
                )
            if request.state not in OPEN or request.is_extended:
                raise UserError(
                    self.env._("%s cannot be extended any more.", request.name)
                )
            if not may_be_extended(request._starts_on(), today):
                raise UserError(
                    self.env._(
                        "The first month of %s is over: it is too late to take more"
                        " time.",
                        request.name,
                    )
                )
        self._store({"is_extended": True, "extension_reason": reason})
        self._align_activities()
