# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

MARKETING_CHANNELS = ("email", "sms", "letter", "call")
SEE = "customer_care.function_consent_see"


class ResPartner(models.Model):
    """The simple yes: may this customer receive offers, and by which channel?"""

    _inherit = "res.partner"

    consent_ids = fields.One2many(
        "customer.consent", "partner_id", "Consents", groups=SEE
    )
    marketing_email = fields.Boolean(
        "Offers by E-mail", compute="_compute_marketing", compute_sudo=True, groups=SEE
    )
    marketing_sms = fields.Boolean(
        "Offers by SMS", compute="_compute_marketing", compute_sudo=True, groups=SEE
    )
    marketing_letter = fields.Boolean(
        "Offers by Post", compute="_compute_marketing", compute_sudo=True, groups=SEE
    )
    marketing_call = fields.Boolean(
        "Offers by Telephone",
        compute="_compute_marketing",
        compute_sudo=True,
        groups=SEE,
    )

    @api.depends(
        "consent_ids.state",
        "email",
        "phone",
        "street",
        "street2",
        "zip",
        "city",
        "country_id",
    )
    def _compute_marketing(self):
        """True when the customer agreed for the address they have now."""
        # the id is cached; `env.ref` would ask the database whether it is there
        data = self.env["ir.model.data"]
        purpose_id = data._xmlid_to_res_id("customer_care.purpose_marketing")
        purpose = self.env["customer.consent.purpose"].browse(purpose_id)
        consents = self.env["customer.consent"]
        addresses = self._contact_addresses_by_channel(MARKETING_CHANNELS)
        said = consents._decisions_by_channel(
            purpose,
            {
                channel: consents._hashes(channel, addresses[channel])
                for channel in addresses
            },
        )
        for channel in MARKETING_CHANNELS:
            for partner in self:
                partner[f"marketing_{channel}"] = (
                    said[channel].get(partner._origin.id) == "given"
                )

    def _set_marketing_consent(self, channel, given, method, note=False):
        """Record what the customers said about offers by a channel."""
        purpose = self.env.ref("customer_care.purpose_marketing")
        return self._set_consent(purpose, channel, given, method, note)

    def _set_consent(self, purpose, channel, given, method, note=False, scan=False):
        """Record a yes or a no for the address each customer has now.

        A no also ends every earlier yes for other addresses of theirs, and takes back
        what is planned.

        :param scan: (file name, bytes) of the paper it was answered on
        """
        self.env["res.users"]._check_function("consent_change")
        self.check_access("read")
        self._check_answer(purpose, channel, given, method)
        # sudo: rows of consents have no write access of their own, this is their verb
        consents = self.env["customer.consent"].sudo()._with_scan(scan)
        addresses = self._contact_addresses(channel)
        points = consents._points(channel, addresses)
        state = "given" if given else "withdrawn"
        earlier = consents.browse()
        if not given:
            earlier = consents._given_of(self, purpose, channel)
        reached = {*points, *earlier.partner_id.ids}
        self.filtered(lambda p: p.id not in reached)._refuse_unreached()
        recorded = consents._record(purpose, channel, points, state, method, note)
        with earlier._logging_answers(set(points)):
            (earlier - recorded).write(
                {
                    "state": state,
                    "method": method,
                    "note": note,
                    "changed_at": fields.Datetime.now(),
                    "user_id": self.env.uid,
                }
            )
        if not given:
            (earlier | recorded)._cancel_planned(addresses)
        self.invalidate_recordset([f"marketing_{name}" for name in MARKETING_CHANNELS])
        return recorded

    def _refuse_unreached(self):
        """Say which of these customers have no address to keep an answer for."""
        if self:
            raise UserError(
                self.env._(
                    "%(names)s cannot be reached by this channel, so there is no"
                    " address to keep the answer for.",
                    names=", ".join(self[:5].mapped("display_name")),
                )
            )

    def action_consent_history(self):
        """Open every decision of this customer, as the log has it."""
        self.ensure_one()
        self.env["res.users"]._check_function("consent_see")
        action = self._open_customer_rows(
            "customer_care.customer_consent_log_action", hide_customer=True
        )
        return dict(action, context={"hide_customer": True})
