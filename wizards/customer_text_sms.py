# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.customer_text import SMS
from ..tools.sms_parts import sms_length


class CustomerTextSms(models.TransientModel):
    """The text of an SMS, changed without opening what sends it."""

    _name = "customer.text.sms"
    _description = "Text of an SMS"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(required=True, readonly=True)
    uses = fields.Char("Used in", compute="_compute_uses")
    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        "Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    text = fields.Text(
        compute="_compute_text", store=True, readonly=False, compute_sudo=False
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Seen as",
        default=lambda self: self._newest_customer(),
        domain="[('is_customer', '=', True)]",
    )
    seen = fields.Text("What arrives", compute="_compute_seen")
    parts = fields.Integer("SMS", compute="_compute_seen")
    problem = fields.Char(compute="_compute_seen")

    @api.model
    def _newest_customer(self):
        partners = self.env["res.partner"]
        return partners.search(partners._customer_domain(), order="id desc", limit=1)

    def _text(self):
        """Return the row of *File edit*, which says who may see it."""
        text = self.env["customer.text"].search(
            [
                ("res_model", "=", self.res_model),
                ("res_id", "=", self.res_id),
                ("kind", "=", "sms"),
                ("active", "in", (True, False)),
            ],
            limit=1,
        )
        if not text:
            raise UserError(
                self.env._("There is no such SMS any more. Close this and look again.")
            )
        return text

    def _record(self):
        # sudo: which function changes texts is checked, whatever they belong to
        record = self.env[self._text().res_model].sudo().browse(self.res_id)
        return record.with_context(lang=self.lang)

    def _name_of_field(self):
        return "body" if self.res_model == "sms.template" else SMS

    @api.depends("res_model", "res_id")
    def _compute_uses(self):
        for wizard in self:
            text = wizard._text()
            wizard.uses = text.uses or text.name

    @api.depends("res_model", "res_id", "lang")
    def _compute_text(self):
        for wizard in self:
            wizard.text = wizard._record()[wizard._name_of_field()]

    def _model_of_text(self):
        record = self._record()
        if self.res_model == "sms.template":
            return record.model
        return "res.partner" if "base" not in record._fields else record.row_model

    @api.depends("text", "partner_id", "lang")
    def _compute_seen(self):
        for wizard in self:
            wizard.seen = wizard.problem = False
            if wizard.partner_id and (wizard.text or "").strip():
                try:
                    with self.env.cr.savepoint(flush=False):
                        wizard.seen = wizard._rendered()
                except Exception as error:  # noqa: BLE001 - any text may be broken
                    wizard.problem = str(error) or repr(error)
            wizard.parts = sms_length(wizard.seen).parts if wizard.seen else 0

    def _rendered(self):
        """Return the text as the customer gets it; the reader's rights count."""
        template = self.env["mail.template"].new({"model": self._model_of_text()})
        record = template._customer_record(self.partner_id)
        lang = self.partner_id.lang or self.env.lang
        render = self.env["mail.render.mixin"].with_context(lang=lang)
        found = render._render_template(self.text, record._name, record.ids)
        return str(found[record.id])

    def action_save(self):
        """Keep the text."""
        self.ensure_one()
        self.env["res.users"]._check_function("text_change")
        if not (self.text or "").strip():
            raise UserError(
                self.env._("An SMS without words cannot be sent. Write some.")
            )
        self._record().write({self._name_of_field(): self.text})
        return {"type": "ir.actions.act_window_close"}
