# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError

from ..tools.window import dialog


class ResPartner(models.Model):
    """What the page Consents and the operations menu can do."""

    _inherit = "res.partner"

    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "ask_consent",
                "label": self.env._("Ask the consent log"),
                "icon": "fa-question-circle-o",
                "sequence": 64,
                "functions": ["consent_see"],
                "method": "action_ask_consent",
            },
        ]

    def action_change_consent(self):
        """Ask how the customer told us; the button names purpose and channel."""
        self.ensure_one()
        context = self.env.context
        given = context.get("consent_given", True)
        values = {
            "default_partner_id": self.id,
            "default_channel": context.get("consent_channel", "email"),
            "default_given": given,
        }
        if purpose_id := context.get("consent_purpose"):
            values["default_purpose_id"] = purpose_id
        name = (
            self.env._("The customer says yes")
            if given
            else self.env._("The customer says no")
        )
        return dialog("customer.consent.change", name, context=values)

    def action_consent_form(self):
        """Record a paper with several answers at once."""
        self.ensure_one()
        self.env["res.users"]._check_function("consent_change")
        return dialog(
            "customer.consent.change",
            self.env._("Record a form"),
            context={
                "default_partner_id": self.id,
                "default_is_form": True,
                "default_method": "form",
            },
        )

    def action_ask_consent(self):
        """Ask the log what was allowed on a day, and what was sent under it."""
        self.ensure_one()
        self.env["res.users"]._check_function("consent_see")
        context = self.env.context
        values = {"default_partner_id": self.id}
        if purpose_id := context.get("consent_purpose"):
            values["default_purpose_id"] = purpose_id
            values["default_channel"] = context.get("consent_channel", "email")
        name = self.env._("Ask the consent log")
        return dialog("customer.consent.ask", name, context=values)

    def action_print_consent_proof(self):
        """Print what the log has of this customer; the button names what about."""
        self.ensure_one()
        self.env["res.users"]._check_function("consent_see")
        self.check_access("read")
        rows = self._consent_proofs()
        if not rows:
            raise UserError(
                self.env._(
                    "Nothing was recorded of %(customer)s yet, so there is nothing to"
                    " prove.",
                    customer=self.display_name,
                )
            )
        return rows.action_print_proof()

    def _consent_proofs(self, limit=None):
        """Return the rows of the log about this customer that the user may read."""
        domain = [("partner_id", "=", self.id)]
        context = self.env.context
        if purpose_id := context.get("consent_purpose"):
            purpose = self.env["customer.consent.purpose"].browse(purpose_id).exists()
            domain += [
                ("purpose_code", "=", purpose.code),
                ("channel", "=", context.get("consent_channel", "email")),
            ]
        return self.env["customer.consent.log"].search(domain, limit=limit)
