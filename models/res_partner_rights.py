# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.window import form_window
from .customer_consent_purpose import CHANNEL_FLAGS


class CustomerEvent(models.Model):
    _inherit = "customer.event"

    kind = fields.Selection(
        selection_add=[("restriction", "Restriction")],
        ondelete={"restriction": "cascade"},
    )


class ResPartner(models.Model):
    """What a person can demand short of being forgotten."""

    _inherit = "res.partner"

    customer_request_ids = fields.One2many(
        "customer.data.request",
        "partner_id",
        "Requests about the data",
        groups="customer_care.function_data_request",
    )

    @api.model
    def _customer_operations(self):
        common = {"functions": ["data_request"], "icon": "fa-balance-scale"}
        return [
            *super()._customer_operations(),
            {
                **common,
                "key": "data_request",
                "label": self.env._("Request about the data"),
                "sequence": 185,
                "method": "action_new_data_request",
            },
            {
                **common,
                "key": "lift_restriction",
                "label": self.env._("Lift the restriction"),
                "icon": "fa-unlock",
                "sequence": 186,
                "method": "action_lift_restriction",
                "shown": lambda customer: customer.is_restricted,
            },
        ]

    def action_new_data_request(self):
        """Write down what this customer asks."""
        self.ensure_one()
        self.env["res.users"]._check_function("data_request")
        return form_window(
            "customer.data.request",
            name=self.env._("Request about the data"),
            context={"default_partner_id": self.id},
        )

    def action_lift_restriction(self):
        """Use the data again. The person has to be told before."""
        self.env["res.users"]._check_function("data_request")
        self._lift_restriction(self.env._("The person was told before."))

    def _restrict(self, reason):
        """Keep the data and do not use them: the gate refuses every contact."""
        self._set_restricted(True, reason)
        # what is planned would be refused one by one when it is due
        # sudo: rows of the outbox belong to the program
        self.env["customer.message"].sudo()._cancel_planned(
            [("partner_id", "in", self.ids)],
            self.env._("The use of the data is restricted."),
        )

    def _lift_restriction(self, reason):
        self._set_restricted(False, reason)

    def _set_restricted(self, is_restricted, reason):
        self.env["res.users"]._check_function("data_request")
        self.check_access("read")
        changed = self.filtered(lambda p: p.is_restricted != is_restricted)
        # sudo: the flag is set by this verb only
        changed.sudo().write({"is_restricted": is_restricted})
        words = self.env._("Restricted"), self.env._("Not restricted")
        old, new = words[::-1] if is_restricted else words
        self.env["customer.event"]._log(
            [
                {
                    "partner_id": customer.id,
                    "kind": "restriction",
                    "old_value": old,
                    "new_value": new,
                    "reason": reason,
                }
                for customer in changed
            ]
        )

    def _object(self, reason):
        """Record the objection to all marketing, for every address they have."""
        self.env["res.users"]._check_function("data_request")
        self.check_access("read")
        # sudo: an objection counts whoever may record consents
        customers = self.sudo()
        purposes = customers.env["customer.consent.purpose"].search(Domain.TRUE)
        said = False
        for channel in CHANNEL_FLAGS:
            reached = customers.browse(customers._contact_addresses(channel))
            for purpose in purposes if reached else ():
                if purpose.is_marketing and purpose._allows(channel):
                    reached._set_consent(purpose, channel, False, "letter", reason)
                    said = True
        if not said:
            raise UserError(
                self.env._(
                    "%s has no address to write to, so there is nothing to object to.",
                    self._some_names(),
                )
            )

    def _keep_deletion_wish(self, reason):
        """Keep that they asked for it, and that nobody writes to them again."""
        owners = self._persons()
        # sudo: the register and the suppression are the program's work
        self.env["customer.suppression"].sudo()._suppress_persons(owners)
        # sudo: as above
        requests = self.env["customer.data.request"].sudo()
        today = fields.Date.context_today(self)
        for company, customers in self.grouped(
            lambda customer: customer._company_at_work()
        ).items():
            requests.create(
                [
                    {
                        "kind": "erasure",
                        "sender": self.env._(
                            "Customer %s", customer.ref or customer.id
                        ),
                        "channel": "counter",
                        "identity_method": "known",
                        "identity_on": today,
                        "result": self.env._("Deleted. %s", reason),
                        "state": "done",
                        "closed_on": today,
                        "received_by_id": self.env.uid,
                        "user_id": self.env.uid,
                        "company_id": company.id,
                    }
                    for customer in customers
                ]
            )
