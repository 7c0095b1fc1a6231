# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..tools import signed_link
from .customer_consent_link import LINK_CHANNELS

FORM_SCOPE = "preferences form"
# Letters of a wording's hash that a form carries.
HASH = 24
OBJECTED = ("soft_opt_in", "legitimate_interest", "contract")


class CustomerConsent(models.Model):
    """What the page of choices shows: each purpose, its words, and each channel."""

    _inherit = "customer.consent"

    @api.model
    def _page_purposes(self, page):
        """The purposes of this company: another one's are none of its customers'.

        A branch's are, once this customer has answered: what was said there can be
        taken back here.
        """
        ours = page.company._in_reach()
        if page.partner:
            answered = self.search([("partner_id", "=", page.partner.id)]).purpose_id
            ours |= self._below(page) & Domain("id", "in", answered.ids)
        return self.env["customer.consent.purpose"].search(ours)

    @api.model
    def _below(self, page):
        return Domain("company_id", "child_of", page.company.id)

    @api.model
    def _choices(self, page):
        """Return the sections of the page, in the language of the environment.

        :return: list of dicts: `purpose`, `wording`, `words`, `is_open` (whether the
            customer decides) and `cells`: dicts of `key`, `channel`, `label`, `hint`,
            `said` ("given", "refused" or None), `text` and `last` (number of the last
            row of the log)
        """
        last = self._last_rows(page)
        answers = self._last_answers(page)
        sections = [
            self._section(page, purpose, last, answers)
            for purpose in self._page_purposes(page)
        ]
        self._tell_unusable(page, sections)
        return sections

    @api.model
    def _tell_unusable(self, page, sections):
        """Promise no messages to an address the gate refuses, whatever was said."""
        if not page.partner or page.is_locked:
            return
        agreed = [
            cell
            for section in sections
            for cell in section["cells"]
            if cell["said"] == "given"
        ]
        refused = {
            channel
            for channel in {cell["channel"] for cell in agreed}
            if page.partner._contact_refusals(channel)
        }
        for cell in agreed:
            if cell["channel"] in refused:
                cell["text"] += " " + self.env._(
                    "At present we cannot use this address; please ask us."
                )

    @api.model
    def _section(self, page, purpose, last, answers):
        lang = self.env.lang or "en_US"
        wording = self.env["customer.consent.wording"]._current(purpose, {lang})[lang]
        owner = page.partner.id or 0
        said = self._decisions_by_channel(
            purpose,
            {name: {owner: digest} for name, (digest, _hint) in page.points.items()},
        )
        labels = dict(self._fields["channel"]._description_selection(self.env))
        cells = []
        for channel in LINK_CHANNELS:
            if channel not in page.points or not purpose._allows(channel):
                continue
            digest, hint = page.points[channel]
            place = (digest, purpose.code, channel)
            answer = said[channel].get(owner)
            row = answers.get((digest, purpose.id, channel), self.browse())
            cells.append(
                {
                    "key": f"{purpose.id}-{channel}",
                    "channel": channel,
                    "label": labels[channel],
                    "hint": hint,
                    "said": answer,
                    "text": self._answer_sentence(page, purpose, answer, row),
                    "last": last.get(place, 0),
                }
            )
        return {
            "purpose": purpose,
            "wording": wording,
            "words": wording.text or purpose.description or "",
            "is_open": purpose._is_decided(),
            "cells": cells,
        }

    @api.model
    def _last_rows(self, page):
        """{(address hash, purpose code, channel): the last row of the log}."""
        digests = [digest for digest, _hint in page.points.values()]
        rows = self.env["customer.consent.log"]._read_group(
            [("point_hash", "in", digests)],
            ["point_hash", "purpose_code", "channel"],
            ["id:max"],
        )
        return {(digest, code, name): last for digest, code, name, last in rows}

    @api.model
    def _last_answers(self, page):
        """{(address hash, purpose id, channel): what this customer said last}."""
        digests = [digest for digest, _hint in page.points.values()]
        rows = self.search(
            Domain("address_hash", "in", digests)
            & Domain("partner_id", "=", page.partner.id or False),
            order="changed_at, id",
        )
        return {(row.address_hash, row.purpose_id.id, row.channel): row for row in rows}

    @api.model
    def _answer_sentence(self, page, purpose, said, row):
        """Say in one sentence what holds now and since when."""
        day = row and format_date(self.env, row.changed_at, date_format="long")
        if said == "given" and row.valid_until:
            until = format_date(self.env, row.valid_until, date_format="long")
            return self.env._(
                "You agreed on %(day)s, until %(until)s.", day=day, until=until
            )
        if said == "given":
            return self.env._("You agreed on %s.", day)
        if said == "refused" and row.state in ("withdrawn", "objected"):
            return self.env._("You said no on %s.", day)
        if said == "refused":
            return self.env._("A no was said for this address.")
        if row.state == "requested":
            return self.env._("Please confirm with the link that we sent you.")
        if row.state == "expired" or row.state == "given":
            return self.env._("Your yes has ended. We ask you again.")
        if purpose._needs_consent():
            return self.env._("You have not agreed, so we do not use this.")
        return self.env._("We may use this until you say no.")

    # The form remembers what it showed

    @api.model
    def _form_scope(self, page):
        owner = page.partner.id or 0
        return f"{FORM_SCOPE} {owner} {page.channel} {page.address_hash}"

    @api.model
    def _sign_form(self, page, sections):
        """Return what the form sends back: the words and the answers it showed."""
        shown = {
            cell["key"]: [
                cell["last"],
                section["wording"].id or 0,
                (section["wording"].sha256 or "")[:HASH],
            ]
            for section in sections
            for cell in section["cells"]
        }
        payload = json.dumps(shown, separators=(",", ":")).encode()
        return signed_link.sign(self._address_key(), self._form_scope(page), payload)

    @api.model
    def _read_form(self, page, text):
        """Return what a form showed, None when it is none of ours for this page.

        :return: {cell: (last row of the log, id of the wording, whether its words are
            still the same)}; words that are not there any more are named by 0
        """
        key, scope = self._address_key(), self._form_scope(page)
        payload = signed_link.read(key, scope, text or "")
        if payload is None:
            return None
        shown = json.loads(payload)
        ids = {wording_id for _last, wording_id, _hash in shown.values()}
        wordings = self.env["customer.consent.wording"].browse(ids - {0}).exists()
        now = {0: "", **{wording.id: wording.sha256[:HASH] for wording in wordings}}
        return {
            cell: (last, same and wording_id, same)
            for cell, (last, wording_id, digest) in shown.items()
            for same in [now.get(wording_id) == digest]
        }
