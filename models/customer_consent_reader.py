# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize, split_every

from ..tools.consent_file import Line, read_answer, read_moment

BATCH = 1000
COUNTS = ("new", "unproven", "unchanged", "conflict", "unknown")
CHANNELS = {
    "email": "email",
    "e-mail": "email",
    "mail": "email",
    "sms": "sms",
    "letter": "letter",
    "post": "letter",
    "poczta": "letter",
    "list": "letter",
    "brief": "letter",
    "call": "call",
    "phone": "call",
    "telefon": "call",
    "rozmowa": "call",
    "anruf": "call",
}


@dataclass(eq=False, slots=True)
class Row:
    """A line that was understood: whose answer to what, and what proves it."""

    line: Line
    purpose: Any
    channel: str
    answer: str
    moment: datetime | None
    email: str = ""
    number: str = ""

    @property
    def source(self):
        return self.line.source

    @property
    def words(self):
        return self.line.words

    @property
    def address(self):
        return self.email if self.channel == "email" else self.number

    @property
    def is_proven(self):
        return bool(self.moment and self.source and self.words)


@dataclass(eq=False, slots=True)
class Verdict:
    """What becomes of a row for one customer."""

    row: Row
    partner_id: int | bool
    address: str
    digest: str
    hint: str
    state: str
    known: Any = None


class CustomerConsentReader(models.AbstractModel):
    """Lists of answers from elsewhere: understood, compared with what is known.

    `_run` rehearses and imports by the same code. It works in batches of a constant
    number of queries, in the caller's transaction: an import that is killed has written
    nothing. Importing again changes nothing, because each line is compared with what
    is known, so a list may also be cut in pieces and the pieces repeated.
    """

    _name = "customer.consent.reader"
    _description = "Reader of answers from elsewhere"

    @api.model
    def _run(self, lines, defaults, is_rehearsal=True):
        """Import lines, or say what importing them would do.

        :param lines: list of `Line`
        :param defaults: {"purpose", "channel"} where a line names none
        :return: {"new", "unproven", "unchanged", "conflict", "unknown": numbers of
            answers, "problems": [(line, sentence)], "kept": numbers of the lines whose
            only problem is a later answer, which stays}
        """
        result = dict.fromkeys(COUNTS, 0)
        result.update(problems=[], kept=set())
        # sudo: purposes, consents and customers of this import, for whoever may do it
        reader = self.sudo().with_context(active_test=False)
        purposes = reader._purposes()
        memory = {"imported": set()}
        for batch in split_every(BATCH, lines, list):
            rows = reader._understand(batch, purposes, defaults, result)
            fresh = reader._judge(rows, memory, result)
            if fresh and not is_rehearsal:
                # sudo: the log is written by the program, its caller checked the
                # function
                made = self.env["customer.consent"].sudo()._write_imported(fresh)
                for verdict, consent in made.items():
                    memory[reader._key(verdict)][verdict.partner_id] = consent
        result["problems"].sort(key=lambda problem: problem[0].number)
        return result

    @api.model
    def _purposes(self):
        """Return {code or name: purpose} of this company and those above it."""
        found = self.env["customer.consent.purpose"].search(
            self.env.company._in_reach() & Domain("active", "=", True)
        )
        names = {purpose.name.casefold(): purpose for purpose in found}
        return names | {purpose.code.casefold(): purpose for purpose in found}

    # what a line says

    @api.model
    def _understand(self, lines, purposes, defaults, result):
        rows = []
        for line in lines:
            try:
                rows.append(self._row(line, purposes, defaults))
            except ValueError as error:
                result["problems"].append((line, str(error)))
        return rows

    @api.model
    def _row(self, line, purposes, defaults):
        """Return a line's row, or say in a ValueError what is wrong with it."""
        purpose = defaults["purpose"]
        if line.purpose:
            purpose = purposes.get(line.purpose.casefold())
        if not purpose:
            raise ValueError(self.env._("There is no purpose %s.", line.purpose))
        channel = self._channel(line, defaults)
        if not purpose._allows(channel):
            raise ValueError(self.env._("%s does not use this channel.", purpose.name))
        row = Row(line, purpose, channel, self._answer(line), self._moment(line))
        self._read_addresses(row)
        if not row.address and not line.code:
            raise ValueError(
                self.env._("There is no address for this channel and no customer code.")
            )
        return row

    @api.model
    def _channel(self, line, defaults):
        if line.channel:
            channel = CHANNELS.get(line.channel.casefold())
            if not channel:
                raise ValueError(self.env._("There is no channel %s.", line.channel))
            return channel
        if defaults.get("channel"):
            return defaults["channel"]
        return "email" if line.email or not line.phone else "sms"

    @api.model
    def _answer(self, line):
        try:
            return read_answer(line.answer)
        except ValueError:
            raise ValueError(
                self.env._("%s is neither yes nor no.", line.answer)
            ) from None

    @api.model
    def _moment(self, line):
        try:
            moment = read_moment(line.date)
        except ValueError:
            raise ValueError(
                self.env._("%s is no date; write it as 2024-05-31.", line.date)
            ) from None
        if moment and moment > fields.Datetime.now():
            raise ValueError(self.env._("%s is in the future.", line.date))
        if moment and moment.year < 1970:
            raise ValueError(self.env._("%s is too long ago.", line.date))
        return moment

    @api.model
    def _read_addresses(self, row):
        line = row.line
        if line.email:
            row.email = email_normalize(line.email)
            if not row.email:
                raise ValueError(self.env._("%s is no e-mail address.", line.email))
        if line.phone:
            country = self.env.company.country_id
            row.number = self.env["res.partner"]._phone_format(
                number=line.phone, country=country
            )
            if not row.number:
                raise ValueError(self.env._("%s is no phone number.", line.phone))
