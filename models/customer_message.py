# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

CHANNELS = [
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("letter", "Letter"),
    ("postcard", "Postcard"),
    ("label", "Label"),
    ("call", "Call"),
]
STATES = [
    ("planned", "Planned"),
    ("claimed", "Under way"),
    ("sent", "Sent"),
    ("failed", "Failed"),
    ("skipped", "Skipped"),
    ("missed", "Missed"),
    ("cancelled", "Cancelled"),
    ("unknown", "Unknown"),
]
# Left by the program itself; the others by a person's hand.
ELECTRONIC = ("email", "sms")
CHANGEABLE = ("planned", "failed", "skipped", "missed", "cancelled")


class CustomerMessage(models.Model):
    """The outbox: everything that leaves for a customer, by whatever channel.

    A row is planned (`_plan`, or written by hand), claimed before anything leaves,
    and ends as sent, failed, skipped (the gate said no), missed (too late),
    cancelled, or unknown (nobody can tell whether it left). Rows that leave
    together share `batch_uid`.

    What a message says comes from its row, or else from its source: a model offers
    itself as a source by the method `_customer_message_content(messages)`, see
    `customer.message.source`.
    """

    _name = "customer.message"
    _description = "Customer message"
    _inherit = ["customer.required.mixin"]
    _order = "scheduled_at desc, id desc"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, ondelete="restrict"
    )
    channel = fields.Selection(CHANNELS, required=True)
    purpose_id = fields.Many2one(
        "customer.consent.purpose", ondelete="restrict", check_company=True
    )
    state = fields.Selection(
        STATES, required=True, default="planned", readonly=True, copy=False
    )
    scheduled_at = fields.Datetime(
        "Planned for", required=True, default=fields.Datetime.now
    )
    late_until = fields.Datetime(
        "Useful until", help="Afterwards it is not sent any more and counts as missed."
    )
    sent_at = fields.Datetime("Sent on", readonly=True, copy=False)
    address = fields.Char(
        help="The e-mail address, number or postal address used. Empty on a planned"
        " message: the customer's own when it leaves."
    )
    subject = fields.Char(index="trigram")
    body = fields.Html("Text")
    source = fields.Reference(
        selection="_selection_source", string="About", readonly=True, copy=False
    )
    reason = fields.Text(
        readonly=True, copy=False, help="Why it was skipped, failed or cancelled."
    )
    occurrence = fields.Char(
        readonly=True,
        copy=False,
        help="Rule, record and day that this message stands for, on any channel.",
    )
    occurrence_key = fields.Char(readonly=True, copy=False)
    batch_uid = fields.Char(
        "Left together",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Messages with the same value left as one.",
    )
    message_uid = fields.Char("Message-ID", readonly=True, copy=False)
    attempts = fields.Integer(readonly=True, copy=False, aggregator="sum")
    deferrals = fields.Integer(
        readonly=True,
        copy=False,
        aggregator=None,
        help="How often it was put off because the server could not be used.",
    )
    next_try_at = fields.Datetime("Next attempt", readonly=True, copy=False)
    may_resend = fields.Boolean(
        "E-mail again when unsure",
        readonly=True,
        copy=False,
        help="An e-mail whose fate is unsure is sent once more as the same message.",
    )
    claimed_by = fields.Integer(readonly=True, copy=False, aggregator=None)
    claimed_at = fields.Datetime("Claimed at", readonly=True, copy=False)
    handed_at = fields.Datetime(
        "Handed over",
        readonly=True,
        copy=False,
        help="Set just before the provider is called: from then on it may have left.",
    )
    user_id = fields.Many2one(
        "res.users",
        "By",
        default=lambda self: not self.env.su and self.env.user,
        ondelete="set null",
        copy=False,
    )
    is_trial = fields.Boolean("Trial", readonly=True, copy=False)
    lang = fields.Char("Language (code)", copy=False)
    lang_name = fields.Char("Language", compute="_compute_lang_name")
    partner_phone = fields.Char(related="partner_id.phone", string="Phone")

    _occurrence_key_unique = models.Constraint(
        "UNIQUE(occurrence_key)", "This message is in the outbox already."
    )
    _due_idx = models.Index("(channel, scheduled_at, id) WHERE state = 'planned'")
    # Also serves the link to the customer: each index costs a tenth of planning.
    _partner_idx = models.Index("(partner_id, channel, id)")
    _claimed_idx = models.Index("(channel, claimed_by) WHERE state = 'claimed'")
    _attention_idx = models.Index(
        "(scheduled_at DESC, id DESC) WHERE state IN ('failed', 'unknown')"
    )
    _letters_idx = models.Index(
        "(state DESC, scheduled_at, id)"
        " WHERE channel = 'letter' AND state IN ('planned', 'claimed')"
    )
    _source_idx = models.Index("(source) WHERE source IS NOT NULL")
    _sms_address_idx = models.Index(
        "(address, id) WHERE channel = 'sms' AND address IS NOT NULL"
    )
    _scheduled_at_idx = models.Index("(scheduled_at DESC, id DESC)")

    @api.depends("subject", "channel", "partner_id")
    def _compute_display_name(self):
        labels = dict(self._fields["channel"]._description_selection(self.env))
        for message in self:
            what = message.subject or labels.get(message.channel, "")
            message.display_name = f"{message.partner_id.display_name}: {what}"

    @api.depends("lang")
    def _compute_lang_name(self):
        languages = self.env["res.lang"]
        for message in self:
            name = languages._get_data(code=message.lang).name
            message.lang_name = name or message.lang

    @api.model
    def _selection_source(self):
        """The models a message can be about: those that say so, and some of Odoo's."""
        names = [
            name
            for name, model in self.env.registry.items()
            if not model._abstract and hasattr(model, "_customer_message_content")
        ]
        names += ["res.partner", "account.move", "sale.order", "calendar.event"]
        # sudo: what a model is called is no secret
        models_ = self.env["ir.model"].sudo()
        return [(name, models_._get(name).name) for name in sorted(set(names))]

    @api.model
    def _sending_state(self):
        """Return "on", "stopped", "trial" or "neutralised", as committed now."""
        return self.env["customer.sending"]._state()

    @api.model
    def _check_sending(self):
        """Refuse, in a sentence, to let anything leave while sending is stopped."""
        if self._sending_state() not in ("on", "trial"):
            raise UserError(
                self.env._(
                    "Sending to customers is stopped. Start it again in Customer Care"
                    " before anything leaves."
                )
            )

    @api.model
    def _due_domain(self, *channels):
        """Return the domain of what should leave now by the given channels."""
        return Domain(
            [
                ("state", "=", "planned"),
                ("scheduled_at", "<=", "now"),
                ("channel", "in", channels),
            ]
        )

    def write(self, vals):
        if not self.env.su:
            self._check_changeable()
        return super().write(vals)

    def _check_changeable(self):
        for message in self:
            if message.state not in CHANGEABLE:
                raise UserError(
                    self.env._(
                        "%(message)s has left or is leaving and cannot be changed"
                        " any more.",
                        message=message.display_name,
                    )
                )
