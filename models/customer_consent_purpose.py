# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

CHANNEL_FLAGS = {
    "email": "by_email",
    "sms": "by_sms",
    "letter": "by_post",
    "postcard": "by_post",
    "label": "by_post",
    "call": "by_call",
}
MOST_CONFIRM_DAYS = 60
MOST_MONTHS = 1200
MOST_RENEW_DAYS = 3650


class CustomerConsentPurpose(models.Model):
    """What customers are written for, and on which lawful basis.

    A customer agrees or objects to a purpose, never to "mail from us" as such: who
    wants no offers still hears that a warranty runs out.
    """

    _name = "customer.consent.purpose"
    _inherit = ["customer.fact.mixin"]
    _description = "Purpose of Contact"
    _order = "sequence, id"
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(
        "In plain words",
        translate=True,
        help="Shown to the customer on the page where they can say no.",
    )
    lawful_basis = fields.Selection(
        [
            ("consent", "Consent: only those who said yes"),
            ("soft_opt_in", "Own customers, until they object (soft opt-in)"),
            ("legitimate_interest", "Legitimate interest, until they object"),
            ("contract", "Contract or legal duty"),
        ],
        "Lawful basis",
        required=True,
        default="consent",
    )
    is_marketing = fields.Boolean(
        "Marketing",
        compute="_compute_is_marketing",
        store=True,
        readonly=False,
        help="Messages of this purpose carry a link and a header to unsubscribe.",
    )
    validity_months = fields.Integer(
        "Holds for (months)",
        help="A yes ends after so many months unless it is given again. 0: it holds"
        " until it is withdrawn.",
    )
    needs_double_opt_in = fields.Boolean(
        "Confirm by e-mail",
        help="A yes for an e-mail address counts only when its owner has confirmed it"
        " by a link we send there (double opt-in). Telephone, SMS and post need none.",
    )
    confirm_days = fields.Integer(
        "Days to confirm",
        default=7,
        help="The link works for so many days; then the request ends by itself.",
    )
    renew_days = fields.Integer(
        "Ask again before the end (days)",
        help="So many days before a yes ends the customer is asked, once, whether it"
        " goes on. 0: only when somebody asks them in the list To be refreshed.",
    )
    ends_by_stop = fields.Boolean(
        "Ends with STOP",
        compute="_compute_ends_by_stop",
        store=True,
        readonly=False,
        help="Who answers STOP to an SMS gets no more SMS of this purpose.",
    )
    wording_ids = fields.One2many("customer.consent.wording", "purpose_id", "Wordings")
    by_email = fields.Boolean("E-mail", default=True)
    by_sms = fields.Boolean("SMS", default=True)
    by_post = fields.Boolean("Post", default=True)
    by_call = fields.Boolean("Calls", default=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        help="Empty: shared by all companies.",
    )
    active = fields.Boolean(default=True)
    ended_at = fields.Datetime("Given up on", readonly=True, copy=False)

    _code_unique = models.Constraint(
        "UNIQUE(code)", "Two purposes cannot have the same code."
    )

    @api.constrains("validity_months")
    def _check_validity_months(self):
        for purpose in self.filtered(lambda p: p.validity_months < 0):
            raise ValidationError(
                self.env._(
                    "%s: a yes cannot hold for less than no time. Use 0 for no end.",
                    purpose.name,
                )
            )
        for purpose in self.filtered(lambda p: p.validity_months > MOST_MONTHS):
            raise ValidationError(
                self.env._(
                    "%(purpose)s: a yes holds for at most %(months)s months. Use 0 for"
                    " no end.",
                    purpose=purpose.name,
                    months=MOST_MONTHS,
                )
            )

    @api.constrains("confirm_days", "renew_days")
    def _check_days(self):
        for purpose in self:
            if not 1 <= purpose.confirm_days <= MOST_CONFIRM_DAYS:
                raise ValidationError(
                    self.env._(
                        "%(purpose)s: a link to confirm works for 1 to %(most)s days.",
                        purpose=purpose.name,
                        most=MOST_CONFIRM_DAYS,
                    )
                )
            if purpose.renew_days < 0:
                raise ValidationError(
                    self.env._(
                        "%s: customers are asked again before the end of their yes."
                        " Use 0 to ask nobody by itself.",
                        purpose.name,
                    )
                )
            if purpose.renew_days > MOST_RENEW_DAYS:
                raise ValidationError(
                    self.env._(
                        "%(purpose)s: customers are asked again at most %(days)s days"
                        " before the end of their yes.",
                        purpose=purpose.name,
                        days=MOST_RENEW_DAYS,
                    )
                )

    @api.depends("is_marketing")
    def _compute_ends_by_stop(self):
        for purpose in self:
            purpose.ends_by_stop = purpose.is_marketing

    @api.depends("lawful_basis")
    def _compute_is_marketing(self):
        for purpose in self:
            purpose.is_marketing = purpose.lawful_basis != "contract"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_seeded(self):
        """The seeds are named in code, and links already mailed name their purpose."""
        names = ("purpose_service", "purpose_marketing")
        for name in names:
            purpose = self.env.ref(f"customer_care.{name}", raise_if_not_found=False)
            if purpose and purpose in self:
                raise UserError(
                    self.env._(
                        "The purpose %(name)s belongs to the program;"
                        " archive it instead.",
                        name=purpose.name,
                    )
                )

    def action_give_up(self):
        """End every agreement to these purposes: archiving alone ends none."""
        self.env["res.users"]._check_function("consent_configure")
        self.write({"active": False})
        self._store({"ended_at": fields.Datetime.now()})
        # sudo: ending what was agreed is the program's work
        self.env.ref("customer_care.cron_expire_consents").sudo()._trigger()
        return True

    def _needs_consent(self):
        """Whether only those who said yes may be contacted."""
        return self.lawful_basis == "consent"

    def _allows(self, channel):
        """Whether this purpose is meant to use the channel at all."""
        return self[CHANNEL_FLAGS[channel]]

    def _is_decided(self):
        """Whether the customer decides: what a contract needs is only told."""
        return self.is_marketing or self.lawful_basis != "contract"
