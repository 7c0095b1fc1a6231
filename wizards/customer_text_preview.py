# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerTextPreview(models.TransientModel):
    """A letter or an e-mail as a customer gets it."""

    _name = "customer.text.preview"
    _description = "Text seen as a customer"

    template_id = fields.Many2one(
        "mail.template", "Text", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
    )
    is_letter = fields.Boolean(compute="_compute_text")
    subject = fields.Char(compute="_compute_text")
    body = fields.Html("Message", compute="_compute_text", sanitize="email_outgoing")
    problem = fields.Char(compute="_compute_text")

    @api.depends("template_id")
    def _compute_partner_id(self):
        for wizard in self:
            model = wizard.template_id.model
            partner = self.env["res.partner"]
            if model and model != "res.partner" and "partner_id" in self.env[model]:
                partner = (
                    self.env[model]
                    .search([("partner_id", "!=", False)], order="id desc", limit=1)
                    .partner_id
                )
            if not partner:
                partner = partner.search(
                    partner._customer_domain(), order="id desc", limit=1
                )
            wizard.partner_id = partner

    @api.depends("template_id", "partner_id")
    def _compute_text(self):
        letter = self._letter_label()
        for wizard in self:
            wizard.is_letter = wizard.template_id.customer_kind == letter
            wizard.subject = wizard.body = wizard.problem = False
            if not (wizard.template_id and wizard.partner_id):
                continue
            try:
                with self.env.cr.savepoint(flush=False):
                    wizard.subject, wizard.body = wizard.template_id._as_customer(
                        wizard.partner_id
                    )
            except Exception as error:  # noqa: BLE001 - any text may be broken
                wizard.problem = str(error) or repr(error)

    @api.model
    def _letter_label(self):
        field = self.env["mail.template"]._fields["customer_use"]
        return dict(field._description_selection(self.env))["letter"]

    def action_letter(self):
        """Print it as a letter, with address and letterhead; nothing is recorded."""
        self.env["res.users"]._check_function("message_see")
        self._check_ready()
        report = self.env.ref("customer_care.action_report_customer_letter_sample")
        return report.report_action(self.ids, config=False)

    def _sample_letter_pdf(self):
        """Return this text as a letter to the customer who is shown."""
        self.env["res.users"]._check_function("message_see")
        self._check_ready()
        self.partner_id.check_access("read")
        company = self.partner_id._company_at_work()
        message = self.env["customer.message"].with_company(company)
        return message._sample_letter_pdf(
            self.partner_id, self.template_id, self.subject, self.body
        )

    def _check_ready(self):
        self.ensure_one()
        if self.problem or not self.partner_id:
            raise UserError(
                self.problem or self.env._("Choose a customer whose message is shown.")
            )

    def action_send_to_me(self):
        """Send it to the user's own e-mail address; the customer gets nothing."""
        self.env["res.users"]._check_function("message_see")
        self._check_ready()
        user = self.env.user
        if not user.email:
            raise UserError(
                self.env._("Your user has no e-mail address. Enter one in My Profile.")
            )
        attachments = []
        if self.is_letter:
            attachments = [(self.env._("Letter.pdf"), self._sample_letter_pdf())]
        self.env["customer.message"]._send_preview(
            user, self.subject, self.body, self.partner_id, attachments
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Sent to %s. Customers got nothing.", user.email),
            },
        }
