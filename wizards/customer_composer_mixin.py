# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerComposerMixin(models.AbstractModel):
    """What Odoo's composers of e-mails and of SMS ask the gate, and say before.

    A composer tells what its recipients depend on (``_recipient_fields``), its mailing,
    its purpose and who would be refused (``_rehearse_refusals``).
    """

    _name = "customer.composer.mixin"
    _description = "Composer that asks the gate"

    customer_purpose_id = fields.Many2one(
        "customer.consent.purpose",
        "Purpose",
        compute="_compute_customer_purpose_id",
        store=True,
        readonly=False,
        compute_sudo=True,
        help="An offer is not sent to whoever said no to offers. A message about a"
        " document is service.",
    )
    customer_notice = fields.Char(compute="_compute_customer_notice")
    customer_refusals = fields.Text(
        "Will not get this", compute="_compute_customer_notice"
    )

    @api.model
    def _recipient_fields(self):
        """Return what the recipients depend on: first the field of the model."""
        return ()

    def _customer_mailing(self):
        """Return the mailing that is sent, or nothing without such an addon."""
        raise NotImplementedError

    def _customer_purpose(self):
        """Return the purpose that is proposed."""
        raise NotImplementedError

    def _rehearse_refusals(self):
        """Return {recipient: "Anna: why not"} and the number of recipients."""
        raise NotImplementedError

    @api.depends(lambda self: ("composition_mode", *self._recipient_fields()[:1]))
    def _compute_customer_purpose_id(self):
        for composer in self:
            composer.customer_purpose_id = composer._customer_purpose()

    @api.depends(
        lambda self: (
            "customer_purpose_id",
            "composition_mode",
            "use_exclusion_list",
            *self._recipient_fields(),
        )
    )
    def _compute_customer_notice(self):
        mailing = self.env["customer.mailing"]
        for composer in self:
            refused, total = composer._rehearse_refusals()
            composer.customer_notice = mailing._notice(len(refused), total)
            composer.customer_refusals = mailing._listing(refused.values())

    def _gate_refusals(self, channel, recipients):
        """Return {recipient: why not}, as the gate says for this purpose.

        :param channel: "email" or "sms"
        :param recipients: {recipient: (partner id or False, address or number)}
        """
        gate = self.env["customer.mailing"]
        if mailing := self._customer_mailing():
            gate = gate._of_company(mailing)
        return gate._refusals(
            channel,
            self.customer_purpose_id or self._customer_purpose(),
            recipients,
            is_blacklist_asked=self.use_exclusion_list,
        )
