# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import get_lang

from ..tools.duration_words import duration_words
from .customer_consent_page import PLACE


class ResPartner(models.Model):
    """The page of choices, from our side: send its link, copy it, print the form."""

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "preference_send",
                "label": self.env._("Send preference link"),
                "icon": "fa-paper-plane-o",
                "sequence": 121,
                "functions": ["message_send"],
                "method": "action_send_preference_link",
                "shown": lambda customer: customer.active,
            },
            {
                "key": "preference_copy",
                "label": self.env._("Copy preference link"),
                "icon": "fa-link",
                "sequence": 122,
                "functions": ["consent_change"],
                "method": "action_copy_preference_link",
                "shown": lambda customer: customer.active,
            },
            {
                "key": "preference_form",
                "label": self.env._("Preference form"),
                "icon": "fa-file-text-o",
                "sequence": 123,
                "functions": ["consent_see"],
                "method": "action_print_preference_form",
                "shown": lambda customer: customer.active,
            },
        ]

    def action_send_preference_link(self):
        """Send the customer the link to their page, to their own address."""
        self.ensure_one()
        self.env["res.users"]._check_function("message_send")
        self.check_access("read")
        self._refuse_strangers()
        service = self.env.ref("customer_care.purpose_service")
        reasons = {}
        for channel in ("email", "sms"):
            refused = self._contact_refusals(channel, purpose=service)
            if self.id not in refused:
                break
            reasons[channel] = refused[self.id]
        else:
            raise UserError("\n".join(dict.fromkeys(reasons.values())))
        self._plan_preference_link(channel, user_id=self.env.uid)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("The link is on its way by e-mail.")
                if channel == "email"
                else self.env._("The link is on its way by SMS."),
                "type": "success",
            },
        }

    def action_copy_preference_link(self):
        """Put the link on the clipboard, for whoever answers the customer in person.

        What is decided through it carries the user's name.
        """
        self.ensure_one()
        self.env["res.users"]._check_function("consent_change")
        self.check_access("read")
        self._refuse_strangers()
        url = self._preference_link(taken_by=self.env.user)
        if not url:
            raise UserError(
                self.env._(
                    "%s has no e-mail address, mobile number or postal address that"
                    " choices could be kept for. Add one first.",
                    self.display_name,
                )
            )
        return {
            "type": "ir.actions.client",
            "tag": "customer_care.copy_text",
            "params": {"text": url},
        }

    def action_print_preference_form(self):
        """Print the choices as a form to fill in at the counter."""
        self.env["res.users"]._check_function("consent_see")
        self.check_access("read")
        report = self.env.ref("customer_care.action_report_preference_form")
        return report.report_action(self, config=False)

    @api.model
    def action_print_blank_preference_form(self):
        """Print the form for somebody who is no customer yet."""
        self.env["res.users"]._check_function("consent_see")
        report = self.env.ref("customer_care.action_report_preference_form")
        return report.report_action([], data={"blank": True}, config=False)

    def _preference_link(self, taken_by=None):
        """Return the link for the first address of this customer that there is."""
        by_channel = self._contact_addresses_by_channel(("email", "sms", "letter"))
        for channel, addresses in by_channel.items():
            if self.id in addresses:
                return self.env["customer.consent"]._preference_url(
                    self, addresses[self.id], channel, taken_by
                )
        return None

    def _plan_preference_link(self, channel, address=None, **vals):
        """Put a message with the link into the outbox; the link is made on leaving."""
        company = self._company_at_work()
        lang = get_lang(self.env, self.lang).code
        words = self.with_context(lang=lang)._preference_words(company, channel)
        # sudo: rows of the outbox belong to the program
        return (
            self.env["customer.message"]
            .sudo()
            ._plan(
                [
                    {
                        "partner_id": self.id,
                        "company_id": company.id,
                        "channel": channel,
                        "purpose_id": self.env.ref("customer_care.purpose_service").id,
                        "address": address,
                        "lang": lang,
                        **words,
                        **vals,
                    }
                ]
            )
        )

    def _preference_words(self, company, channel):
        # sudo: the name of the company that writes
        name = company.sudo().name
        subject = self.env._("Your choices at %s", name)
        if channel == "sms":
            text = self.env._(
                "%(company)s: your choices: %(link)s", company=name, link=PLACE
            )
            return {"subject": subject, "body": text}
        days = self.env["customer.consent"]._preference_days()
        paragraphs = [
            self.env._("Hello %s,", self.name or ""),
            self.env._(
                "on your own page you see what you have agreed to, and change it"
                " whenever you like. No login is needed."
            ),
            Markup(
                '<a href="%s" style="display: inline-block; padding: 10px 18px;'
                " background-color: #714B67; color: #FFFFFF; text-decoration: none;"
                ' border-radius: 4px;">%s</a>'
            )
            % (PLACE, self.env._("Your choices")),
            self.env._(
                "The link is meant for you alone. It is good for %s; afterwards the"
                " page sends you a new one.",
                duration_words(days, "day", self.env.lang),
            ),
        ]
        body = Markup("").join(Markup("<p>%s</p>") % text for text in paragraphs)
        return {"subject": subject, "body": body}
