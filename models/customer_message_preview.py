# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.misc import get_lang

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ..tools.outgoing import smtp_words, text_to_html


class CustomerMessage(models.Model):
    """A text as a customer would get it, for the colleague who wrote it."""

    _inherit = "customer.message"

    @api.model
    def _send_preview(self, user, subject, body, partner, attachments=()):
        """Send a text as this customer would get it to a user of ours, at once."""
        company = partner._company_at_work(self.env.company)
        lang = get_lang(self.env, partner.lang).code
        if "<" not in (body or ""):
            body = text_to_html(body)
        html = self.with_company(company).with_context(lang=lang)._mail_html(body)
        # sudo: an e-mail to the user himself
        mail = (
            self.env["mail.mail"]
            .sudo()
            .create(
                {
                    "subject": subject or self.env._("Preview"),
                    "body_html": html,
                    "email_from": company.email_formatted or user.email_formatted,
                    "email_to": user.email_formatted,
                    "auto_delete": True,
                    "attachment_ids": [
                        Command.create({"name": name, "raw": raw})
                        for name, raw in attachments
                    ],
                }
            )
        )
        try:
            mail.send(raise_exception=True)
        except MailDeliveryException as error:
            raise UserError(
                self.env._("The mail server cannot be used: %s", smtp_words(error))
            ) from error
