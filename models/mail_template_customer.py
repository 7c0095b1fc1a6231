# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class MailTemplate(models.Model):
    """Letters and e-mails to customers, in one list and edited by themselves.

    Which they are is found, not kept: our own, and whatever one of our models refers to
    in a field. A text that is written in this list says so itself (`customer_use`).
    """

    _name = "mail.template"
    _inherit = ["mail.template", "customer.text.use"]

    customer_use = fields.Selection(
        [("email", "E-mail"), ("letter", "Letter")],
        "For customers by",
        help="Which way out of Customer Care this text is written for.",
    )
    letter_window_id = fields.Many2one(
        "customer.letter.window",
        "Envelope",
        ondelete="restrict",
        help="Empty: the envelopes of the company.",
    )
    is_customer_text = fields.Boolean(
        compute="_compute_customer_text", search="_search_is_customer_text"
    )
    customer_kind = fields.Char("Kind", compute="_compute_customer_text")
    customer_uses = fields.Char("Used in", compute="_compute_customer_text")

    @api.depends_context("lang")
    def _compute_customer_text(self):
        uses, own = self._customer_uses(self.ids), self._own_customer_texts()
        kinds = dict(self._fields["customer_use"]._description_selection(self.env))
        for template in self:
            found = uses.get(template.id, [])
            letters = {is_letter for _name, is_letter in found}
            use = template.customer_use or ("letter" if True in letters else "email")
            template.is_customer_text = bool(
                found or template.customer_use or template.id in own
            )
            template.customer_kind = kinds[use]
            template.customer_uses = ", ".join(sorted({name for name, _is in found}))

    @api.model
    def _search_is_customer_text(self, operator, value):
        if operator not in ("=", "!=", "in", "not in"):
            return NotImplemented
        ids = {*self._customer_uses(), *self._own_customer_texts()}
        domain = Domain("customer_use", "!=", False) | Domain("id", "in", list(ids))
        values = value if operator in ("in", "not in") else [value]
        is_wanted = (True in values) == (operator in ("=", "in"))
        return domain if is_wanted else ~domain

    def action_see_as_customer(self):
        """Open the text as a customer gets it."""
        self.env["res.users"]._check_function("message_see")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Seen as a customer"),
            "res_model": "customer.text.preview",
            "view_mode": "form",
            "target": "new",
            "context": {"default_template_id": self.id},
        }

    def _customer_record(self, partner):
        """Return the newest record of a customer that this text can be about."""
        self.ensure_one()
        if not self.model or self.model == "res.partner":
            return partner
        if self.model not in self.env or "partner_id" not in self.env[self.model]:
            label = self.env["ir.model"]._get(self.model).name
            raise UserError(
                self.env._(
                    "This text is about %s, which has no customer. Choose what it is"
                    " about first.",
                    label or self.model,
                )
            )
        found = self.env[self.model].search(
            [("partner_id", "=", partner.id)], order="id desc", limit=1
        )
        if not found:
            raise UserError(
                self.env._(
                    "%(customer)s has nothing that this text could be about: it is"
                    " written for %(model)s. Choose another customer.",
                    customer=partner.display_name,
                    model=self.env["ir.model"]._get(self.model).name,
                )
            )
        return found

    def _as_customer(self, partner):
        """Return (subject, body) as this customer gets them, in their language."""
        record = self._customer_record(partner)
        # the reader's rights count: what he may not see, the text does not show him
        template = self.with_context(
            lang=partner.lang or self.env.lang,
            tz=partner.tz or self.env.company.partner_id.tz,
        )
        subject = template._render_field("subject", record.ids)[record.id]
        return subject, template._render_field("body_html", record.ids)[record.id]
