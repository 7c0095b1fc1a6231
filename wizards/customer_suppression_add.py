# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
import csv
import io

from odoo import api, fields, models
from odoo.exceptions import UserError

SHOWN = 5
FLAGS = {
    "email": "by_email",
    "sms": "by_sms",
    "call": "by_call",
    "letter": "by_letter",
}


class CustomerSuppressionAdd(models.TransientModel):
    """Addresses that must not be used any more: typed, of a customer, or a list."""

    _name = "customer.suppression.add"
    _description = "Suppress Addresses"

    partner_id = fields.Many2one(
        "res.partner", "Addresses of", help="The addresses this customer has now."
    )
    addresses = fields.Text(
        help="E-mail addresses and phone numbers, one a line. A postal address is one"
        " line too, with its country."
    )
    file = fields.Binary("List", attachment=False)
    file_name = fields.Char()
    by_email = fields.Boolean("E-mail", default=True)
    by_sms = fields.Boolean("SMS", default=True)
    by_call = fields.Boolean("Calls", default=True)
    by_letter = fields.Boolean("Post")
    reason = fields.Selection(
        [
            ("objection", "Never contact again"),
            ("bounce", "Does not exist"),
            ("erasure", "Erasure"),
            ("import", "Imported list"),
        ],
        required=True,
        default="objection",
    )
    note = fields.Char(help="Without the address, which is not kept in clear.")
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    preview = fields.Text(compute="_compute_preview")

    @api.depends("partner_id", "addresses", "file", *FLAGS.values())
    def _compute_preview(self):
        for wizard in self:
            found, unread = wizard._read()
            wizard.preview = wizard._describe(found, unread)

    @api.onchange("file")
    def _onchange_file(self):
        if self.file:
            self.reason = "import"

    def action_suppress(self):
        """Suppress what is understood, and say what became of it."""
        self.env["res.users"]._check_function("suppression_change")
        self.partner_id.check_access("read")
        if not self.company_id <= self.env.companies:
            raise UserError(self.env._("Choose one of your own companies."))
        found, unread = self._read()
        if not any(found.values()):
            raise UserError(self._describe(found, unread))
        suppressions = self.env["customer.suppression"]
        count = sum(
            suppressions._suppress(
                channel, texts, self.reason, self.note, self.company_id
            )
            for channel, texts in found.items()
            if texts
        )
        return self._report(count, unread)

    # -- reading ---------------------------------------------------------------

    def _read(self):
        """Return ({channel: addresses}, the numbers of lines nobody understands)."""
        channels = [channel for channel, flag in FLAGS.items() if self[flag]]
        found = {channel: [] for channel in channels}
        for channel in channels:
            own = self.partner_id._own_addresses(channel) if self.partner_id else []
            found[channel] += own
        unread = []
        for number, cells in enumerate(self._lines(), 1):
            if not self._read_line(cells, found) and any(cells):
                unread.append(number)
        return found, unread

    def _read_line(self, cells, found):
        """Put a line's addresses where they belong; whether there was one."""
        clean = self.env["customer.suppression"]._clean
        text = ", ".join(cell for cell in cells if cell)
        mails = [clean("email", cell) for cell in cells if "@" in cell]
        numbers = [clean("sms", cell) for cell in cells if "@" not in cell]
        read = False
        for channel, texts in (("email", mails), ("sms", numbers), ("call", numbers)):
            texts = [each for each in texts if each]
            read = read or bool(texts)
            found.get(channel, []).extend(texts)
        if not read and "letter" in found and any(c.isdigit() for c in text):
            found["letter"].append(text)
            return True
        return read

    def _lines(self):
        """Return the lines as lists of cells; a list may be a spreadsheet's CSV."""
        lines = [[line.strip()] for line in (self.addresses or "").splitlines()]
        if self.file:
            lines += self._file_lines()
        return lines

    def _file_lines(self):
        data = base64.b64decode(self.file)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
        if "\0" in text:
            raise UserError(
                self.env._("The list is not a text. Save the spreadsheet as CSV.")
            )
        try:
            dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t")
        except csv.Error:
            dialect = csv.excel
        try:
            rows = list(csv.reader(io.StringIO(text), dialect))
        except csv.Error as error:
            raise UserError(
                self.env._("The list cannot be read: %s.", error)
            ) from error
        return [[cell.strip() for cell in row] for row in rows]

    # -- words -----------------------------------------------------------------

    def _describe(self, found, unread):
        labels = dict(
            self.env["customer.suppression"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        counts = [
            f"{labels[channel]}: {len(set(texts))}"
            for channel, texts in found.items()
            if texts
        ]
        nothing = self.env._("There is no address yet: type some, or choose a list.")
        if unread:
            nothing = self.env._("No address is understood.")
        lines = [", ".join(counts) or nothing]
        if unread:
            shown = ", ".join(map(str, unread[:SHOWN]))
            lines.append(
                self.env._(
                    "%(count)s lines are not understood and left out: %(lines)s.",
                    count=len(unread),
                    lines=shown + (" …" if len(unread) > SHOWN else ""),
                )
            )
        return "\n".join(lines)

    def _report(self, count, unread):
        message = self.env._("%s addresses are suppressed from now on.", count)
        if unread:
            message += " " + self.env._("%s lines were left out.", len(unread))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
