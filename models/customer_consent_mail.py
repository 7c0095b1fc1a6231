# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date

from .customer_consent_renewal import RENEWAL


class CustomerConsent(models.Model):
    """What the messages say that ask for a consent: its words, and nothing besides.

    A mail that asks to confirm must not advertise: it would be the very thing that
    nobody has agreed to yet.
    """

    _inherit = "customer.consent"

    def _customer_message_content(self, messages):
        return self._customer_message_contents([messages])[0]

    def _customer_message_contents(self, groups):
        """Write many at once; the words are read for all of them together."""
        requested, current = self._requested_wordings(), self._wordings()
        contents = []
        for group in groups:
            consents = self.browse([row.source.id for row in group])
            if (group[0].occurrence or "").startswith(RENEWAL):
                contents.append(consents._renewal_content(group[0], current))
            else:
                contents.append(consents._request_content(group[0], requested))
        return contents

    def _customer_message_gone(self):
        """Requests and yeses that are over by now: nobody is to be asked any more."""
        reason = self.env._("The customer has answered, or has another address now.")
        current = self._of_today()
        return {
            consent.id: reason
            for consent in self
            if consent not in current or not consent._is_askable()
        }

    def _is_askable(self):
        return bool(
            (self.requested_at and self._request_end() > fields.Datetime.now())
            or self._standing()
            or self._may_ask_by_letter()
        )

    def _request_content(self, message, wordings):
        asked = self.filtered("requested_at")
        if not asked:
            return UserError(self.env._("There is nothing left to confirm."))
        # sudo: the company's name in its own letter
        company = (message.company_id or self.env.company).sudo()
        return {
            "subject": self.env._("Please confirm: %s", company.name),
            "body": self._mail_body(
                "customer_care.consent_request_mail",
                company=company,
                requests=[
                    (consent, wordings[consent.id], consent._confirm_url())
                    for consent in asked
                ],
                until=self._day(min(consent._request_end() for consent in asked)),
            ),
        }

    def _renewal_content(self, message, wordings):
        consent = self[0]
        # sudo: the company's name in its own letter
        company = (message.company_id or self.env.company).sudo()
        moment = consent._renewal_moment()
        url = consent._renewal_url()
        if message.channel == "sms":
            return {
                "subject": "",
                "body": self.env._(
                    "%(company)s: your agreement to %(purpose)s ends on %(day)s."
                    " Shall it go on? %(url)s",
                    company=company.name,
                    purpose=consent.purpose_id.name,
                    day=self._day(moment),
                    url=url,
                ),
            }
        return {
            "subject": self.env._("Shall it go on? %s", consent.purpose_id.name),
            "body": self._mail_body(
                "customer_care.consent_renewal_mail",
                company=company,
                consent=consent,
                wording=wordings[consent.id],
                url=url,
                preferences=consent._own_preference_url(message.address),
                is_over=not consent._standing(),
                day=self._day(moment),
            ),
        }

    def _own_preference_url(self, address):
        """Return the link to the page with all choices, where there is one."""
        if not address or not hasattr(self, "_preference_url"):
            return False
        return self._preference_url(self.partner_id, address, channel=self.channel)

    def _mail_body(self, template, **values):
        return self.env["ir.qweb"]._render(
            template, values, minimal_qcontext=True, lang=self.env.lang
        )

    def _day(self, moment):
        return format_date(
            self.env, fields.Datetime.context_timestamp(self, moment).date()
        )

    # -- what the pages say -----------------------------------------------------

    def _channel_label(self):
        labels = dict(self._fields["channel"]._description_selection(self.env))
        return labels[self.channel]

    def _day_until(self):
        """Return the day on which this yes ends, in words; nothing without an end."""
        return self._day(self.valid_until) if self.valid_until else ""

    def _page_of_choices(self):
        """Return the link to all choices for the address of this row, not another."""
        if self not in self._of_today():
            return False
        addresses = self.partner_id._contact_addresses(self.channel)
        return self._own_preference_url(addresses[self.partner_id.id])
