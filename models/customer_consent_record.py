# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

BY_CUSTOMER = ("link", "one_click", "page", "confirmation", "stop")


class CustomerConsent(models.Model):
    """Whatever becomes the last word is written into the log first.

    The rows of this model are what the log says today; they can be made anew from it.
    """

    _inherit = "customer.consent"

    valid_until = fields.Datetime(readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        consents = super().create(vals_list)
        consents._write_down()
        return consents

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._write_down()
        return result

    def _write_down(self, is_worded=True):
        """Append what these rows say now to the log; constant queries.

        :param is_worded: whether they answered the words of their purpose as they are
        """
        for purpose, consents in self.grouped("purpose_id").items():
            consents._set_validity(purpose)
        uids = self.env["customer.consent.subject"]._uids(self.partner_id.ids)
        wording = self.env["customer.consent.wording"]
        langs = {consent._language() for consent in self}
        wordings = {
            purpose: wording._current(purpose, langs)
            if is_worded
            else dict.fromkeys(langs, wording)
            for purpose in self.purpose_id
        }
        self.env["customer.consent.log"]._append(
            [consent._decision(uids, wordings) for consent in self]
        )

    def _set_validity(self, purpose):
        """A yes holds as long as its purpose says; nothing else ends by itself."""
        period = relativedelta(months=purpose.validity_months)

        def until(consent):
            is_limited = consent.state == "given" and period
            return consent.changed_at + period if is_limited else False

        changed = self.filtered(lambda consent: consent.valid_until != until(consent))
        # one write for each moment: what is recorded together was said together
        for moment, consents in changed.grouped(until).items():
            consents.valid_until = moment

    def _language(self):
        return self.partner_id.lang or self.env.lang or "en_US"

    def _decision(self, uids, wordings):
        """Return this row as the log takes it."""
        purpose = self.purpose_id
        wording = wordings[purpose][self._language()]
        company = self.partner_id.company_id or purpose.company_id or self.env.company
        return {
            "subject_uid": uids.get(self.partner_id.id)
            or self.env["customer.consent.subject"]._uid_of_address(self.address_hash),
            "point_hash": self.address_hash,
            "purpose_code": purpose.code,
            "channel": self.channel,
            "event": self.state,
            "lawful_basis": purpose.lawful_basis,
            "event_time": self.changed_at,
            "valid_until": self.valid_until,
            "wording_uid": wording.uid,
            "wording_version": wording.version,
            "wording_sha256": wording.sha256,
            "lang": wording.lang,
            "method": self.method,
            **self._actor(),
            "company_ref": company.id,
            "controller": company.name,
            "evidence": {"address": self.address_hint, "note": self.note},
        }

    def _actor(self):
        """Who acted: as plain texts, which outlive the user."""
        if self.method in BY_CUSTOMER:
            return {"actor_type": "subject"}
        if not self.user_id or self.state == "expired":
            return {"actor_type": "system"}
        # sudo: the name of a colleague
        user = self.user_id.sudo()
        return {"actor_type": "staff", "actor_ref": user.id, "actor_name": user.name}
