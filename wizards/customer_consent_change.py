# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerConsentChange(models.TransientModel):
    """How did the customer tell us? Then the answer, or a whole form, is recorded."""

    _name = "customer.consent.change"
    _description = "Record a Consent"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True
    )
    is_form = fields.Boolean("Several answers at once", readonly=True)
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
    given = fields.Boolean("The customer agrees", default=True)
    wording = fields.Text("The words", compute="_compute_wording")
    line_ids = fields.One2many(
        "customer.consent.change.line",
        "change_id",
        "Answers",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    method = fields.Selection(
        [
            ("counter", "At the counter"),
            ("phone", "By telephone"),
            ("form", "On a paper form"),
            ("letter", "By letter"),
            ("email", "By e-mail"),
        ],
        "How did the customer tell us?",
        required=True,
        default="counter",
    )
    note = fields.Char()
    scan = fields.Binary(
        attachment=False,
        help="The signed paper as PDF or picture. It is kept beside the log with its"
        " hash in the proof, and can be removed later without breaking it.",
    )
    scan_name = fields.Char()

    @api.depends("purpose_id", "partner_id")
    def _compute_wording(self):
        """Show what the customer answers to, as the log will keep it."""
        wordings = self.env["customer.consent.wording"]
        for change in self:
            lang = change.partner_id.lang or self.env.lang or "en_US"
            purpose = change.purpose_id
            found = purpose and wordings._current(purpose, [lang])[lang]
            change.wording = found and found.text

    @api.depends("partner_id", "is_form")
    def _compute_line_ids(self):
        for change in self:
            lines = [fields.Command.clear()]
            if change.is_form and change.partner_id:
                lines += map(
                    fields.Command.create,
                    change.line_ids._for_customer(change.partner_id._origin),
                )
            change.line_ids = lines

    def action_record(self):
        """Record the answers for the addresses the customer has now: all or none."""
        self.ensure_one()
        answers = self._answers()
        scan = self.scan and (self.scan_name, self._scan_content())
        for purpose, channel, given in answers:
            self.partner_id._set_consent(
                purpose, channel, given, self.method, self.note, scan
            )
        return {"type": "ir.actions.act_window_close"}

    def _answers(self):
        """Return [(purpose, channel, yes or no)]."""
        if not self.is_form:
            return [(self.purpose_id, self.channel, self.given)]
        answered = self.line_ids.filtered(lambda line: line.says_yes or line.says_no)
        if not answered:
            raise UserError(
                self.env._("Tick what the customer answered: yes or no, line by line.")
            )
        if both := answered.filtered(lambda line: line.says_yes and line.says_no):
            raise UserError(
                self.env._(
                    "%(purpose)s is ticked yes and no. Please choose one.",
                    purpose=both[0].display_name,
                )
            )
        return [(line.purpose_id, line.channel, line.says_yes) for line in answered]

    def _scan_content(self):
        try:
            return base64.b64decode(self.with_context(bin_size=False).scan)
        except (binascii.Error, ValueError) as error:
            raise UserError(
                self.env._("The scan could not be read. Please attach it again.")
            ) from error
