# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

BY_CUSTOMER = ("link", "one_click", "page", "confirmation", "stop", "start")
# What ends without anybody having acted.
BY_PROGRAM = ("ended", "unconfirmed")
YES = ("given", "confirmed", "renewed")


class CustomerConsent(models.Model):
    """Whatever becomes the last word is written into the log first.

    The rows of this model are what the log says today; they can be made anew from it.
    """

    _inherit = "customer.consent"

    valid_until = fields.Datetime("Valid until", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        consents = super().create([self._said_by(vals) for vals in vals_list])
        consents._write_down()
        return consents

    def write(self, vals):
        standing = set(self._standing().ids) if "state" in vals else set()
        result = super().write(self._said_by(vals))
        if "state" in vals:
            self._write_down(standing)
        return result

    @api.model
    def _said_by(self, vals):
        """What customers do themselves is recorded by nobody, whoever brings it."""
        return {**vals, "user_id": False} if vals.get("method") in BY_CUSTOMER else vals

    def _standing(self):
        """Those of these rows that are a yes today."""
        now = fields.Datetime.now()
        return self.filtered(
            lambda c: (
                c.state == "given" and not (c.valid_until and c.valid_until <= now)
            )
        )

    def _write_down(self, standing=(), is_worded=True):
        """Append what these rows say now to the log; constant queries.

        :param standing: ids of those that were a yes until now
        :param is_worded: whether they answered the words of their purpose as they are
        """
        for purpose, consents in self.grouped("purpose_id").items():
            consents._set_validity(purpose)
        uids = self._subject_uids()
        wordings = self._wordings(is_worded)
        refused = self._never_said_yes(uids, standing) if is_worded else set()
        decisions = []
        for consent in self:
            event = consent._event(consent.id in standing, consent.id in refused)
            decisions.append(consent._decision(uids, wordings[consent.id], event))
        self.env["customer.consent.log"]._append(decisions)

    def _subject_uids(self):
        """Return {row id: the person of the log who speaks by this row}."""
        subjects = self.env["customer.consent.subject"]
        uids = subjects._uids(self.partner_id.ids)
        return {
            consent.id: uids.get(consent.partner_id.id)
            or subjects._uid_of_address(consent.address_hash)
            for consent in self
        }

    def _wordings(self, is_worded=True):
        """Return {row id: the words that were answered}."""
        wording = self.env["customer.consent.wording"]
        if not is_worded:
            return dict.fromkeys(self.ids, wording)
        langs = {consent._language() for consent in self}
        current = {
            purpose: wording._current(purpose, langs) for purpose in self.purpose_id
        }
        return {
            consent.id: current[consent.purpose_id][consent._language()]
            for consent in self
        }

    def _event(self, was_standing, is_refused):
        """Return what happened, in the words of the log."""
        if self.state == "given":
            if self.method == "confirmation":
                return "confirmed"
            return "renewed" if was_standing else "given"
        if self.state == "withdrawn" and is_refused:
            return "refused"
        if self.state == "expired" and self.method == "ended":
            return "revoked"
        return self.state

    def _never_said_yes(self, uids, standing):
        """Return the ids of those who say no without ever having said yes.

        Whoever agreed by whatever address of theirs withdraws, all others refuse.
        """
        asked = self.filtered(lambda c: c.state == "withdrawn" and c.id not in standing)
        if not asked:
            return set()
        log = self.env["customer.consent.log"]
        said = {
            (uid, code, channel)
            for uid, code, channel in log._read_group(
                [
                    ("subject_uid", "in", [uids[consent.id] for consent in asked]),
                    ("event", "in", YES),
                ],
                ["subject_uid", "purpose_code", "channel"],
            )
        }
        return {
            consent.id
            for consent in asked
            if (uids[consent.id], consent.purpose_id.code, consent.channel) not in said
        }

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

    def _decision(self, uids, wording, event):
        """Return this row as the log takes it.

        :param uids: {row id: person}
        :param wording: the words that were answered
        """
        purpose = self.purpose_id
        company = self.partner_id.company_id or purpose.company_id or self.env.company
        return {
            "subject_uid": uids[self.id],
            "point_hash": self.address_hash,
            "purpose_code": purpose.code,
            "channel": self.channel,
            "event": event,
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

    def _actor(self, method=None, user=None):
        """Who acted: as plain texts, which outlive the user."""
        method = method or self.method
        if method in BY_CUSTOMER:
            return {"actor_type": "subject"}
        user = self.user_id if user is None else user
        if not user or self.state == "expired" or method in BY_PROGRAM:
            return {"actor_type": "system"}
        # sudo: the name of a colleague
        user = user.sudo()
        return {"actor_type": "staff", "actor_ref": user.id, "actor_name": user.name}
