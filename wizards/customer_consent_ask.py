# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerConsentAsk(models.TransientModel):
    """Were we allowed to write, on that day? The log answers, on screen and paper."""

    _name = "customer.consent.ask"
    _description = "Ask the Consent Log"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    purpose_id = fields.Many2one(
        "customer.consent.purpose",
        required=True,
        default=lambda self: self.env.ref("customer_care.purpose_marketing"),
    )
    channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS"), ("letter", "Post"), ("call", "Call")],
        required=True,
        default="email",
    )
    at = fields.Datetime(
        "Point in time", required=True, default=lambda self: fields.Datetime.now()
    )
    address = fields.Char(
        "Only for this address",
        help="The e-mail address or number that a message went to. Empty: every address"
        " the customer ever answered for, and the one they have now.",
    )
    answer = fields.Html(compute="_compute_answer", sanitize=False)

    @api.depends("partner_id", "purpose_id", "channel", "at", "address")
    def _compute_answer(self):
        for ask in self:
            ask.answer = ask._is_complete() and self.env["ir.qweb"]._render(
                "customer_care.consent_answer", ask._values()
            )

    def _is_complete(self):
        return bool(self.partner_id and self.purpose_id and self.channel and self.at)

    def _values(self):
        """Return what the answer is shown with, on screen and on paper."""
        if self.at > fields.Datetime.now():
            return {"ask": self, "is_future": True}
        self.env["res.users"]._check_function("consent_see")
        partner = self.partner_id._origin
        partner.check_access("read")
        self.purpose_id.check_access("read")
        # sudo: the survivor of a merge has the history of both
        survivor = partner._survivor_of(partner.id).with_env(self.env)
        answers = self.env["customer.consent.log"]._answers(
            survivor, self.purpose_id._origin, self.channel, self.at, self.address
        )
        labels = self.env["customer.consent.purpose"]._fields["lawful_basis"]
        for answer in answers:
            answer["words"] = self._words(answer)
            answer["visible"] = answer["row"].sudo(False)._filtered_access("read")
            answer["rows"] = answer["rows"].sudo(False)._filtered_access("read")
        return {
            "ask": self,
            "is_future": False,
            "answers": answers,
            "bases": dict(labels._description_selection(self.env)),
        }

    def _words(self, answer):
        """Return the answer in a sentence."""
        said = {
            "given": self.env._("The customer had agreed."),
            "refused": self.env._("The customer had said no."),
            "expired": self.env._("The customer's yes had ended."),
            "imported": self.env._("A yes was imported without its words or its time."),
            "requested": self.env._(
                "The customer had been asked to confirm, and had not."
            ),
            "never": self.env._("Never asked: nothing was recorded until then."),
        }[answer["state"]]
        if answer["state"] in ("given", "refused"):
            return said
        if answer["basis"] == "consent":
            return f"{said} " + self.env._("This purpose needs a yes.")
        if not answer["is_used"]:
            return f"{said} " + self.env._("This purpose does not use the channel.")
        return f"{said} " + self.env._(
            "This purpose needs no yes, and nobody objected."
        )

    def action_print(self):
        """Print the answer, with the places of its rows in the chain."""
        self.ensure_one()
        self.env["res.users"]._check_function("consent_see")
        if self.at > fields.Datetime.now():
            raise UserError(
                self.env._("The log knows the past only. Choose a moment before now.")
            )
        # sudo: sealing is the program's work
        self.env["customer.consent.seal"].sudo()._seal()
        report = self.env.ref("customer_care.action_report_consent_answer")
        return report.report_action(self, config=False)
