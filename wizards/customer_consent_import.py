# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.customer_consent_reader import COUNTS
from ..tools.consent_file import Line, read_lines, write_table
from ..tools.window import dialog, form_window

SHOWN = 100
# More lines are imported in the background: a request has a minute.
AT_ONCE = 5_000


class CustomerConsentImport(models.TransientModel):
    """Take over answers from a file, from mailing lists or from Odoo's blacklists.

    Checked first: what is new, known, contrary or not understood, before anything is
    written.
    """

    _name = "customer.consent.import"
    _description = "Import consents"
    _inherit = ["customer.required.mixin"]

    source = fields.Selection("_source_names", required=True, default="file")
    file = fields.Binary(attachment=False)
    filename = fields.Char()
    mailing_list = fields.Selection("_mailing_lists", "Mailing list")
    purpose_id = fields.Many2one(
        "customer.consent.purpose",
        required=True,
        default=lambda self: self.env.ref("customer_care.purpose_marketing"),
        help="Of lines that name none.",
    )
    channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS"), ("letter", "Post"), ("call", "Call")],
        help="Of lines that name none. Empty: e-mail where there is an address, else"
        " SMS.",
    )
    state = fields.Selection(
        [("draft", "To check"), ("checked", "Checked"), ("done", "Imported")],
        default="draft",
        readonly=True,
    )
    checked_hash = fields.Char(readonly=True)
    new_count = fields.Integer("New", readonly=True)
    unproven_count = fields.Integer("New, but unproven", readonly=True)
    unchanged_count = fields.Integer("Known already", readonly=True)
    conflict_count = fields.Integer("Contrary to a later answer", readonly=True)
    unknown_count = fields.Integer("Of nobody we know", readonly=True)
    problem_count = fields.Integer("Left out", readonly=True)
    problem_text = fields.Text("Left out, and why", readonly=True)
    problem_file = fields.Binary("All of them", readonly=True, attachment=False)
    problem_filename = fields.Char(default="left_out.csv", readonly=True)

    @api.model
    def _source_names(self):
        names = [("file", self.env._("A file (CSV or XLSX)"))]
        if "mailing.list" in self.env:
            names.append(("list", self.env._("A mailing list of Odoo's")))
        return [
            *names,
            ("email_blacklist", self.env._("Odoo's blacklist of e-mail addresses")),
            ("phone_blacklist", self.env._("Odoo's blacklist of phone numbers")),
        ]

    @api.model
    def _mailing_lists(self):
        if "mailing.list" not in self.env:
            return []
        # sudo: their names, for whoever may import all consents
        lists = self.env["mailing.list"].sudo().search([("active", "=", True)])
        return [(str(each.id), each.name) for each in lists]

    @api.onchange("source", "file", "mailing_list", "purpose_id", "channel")
    def _onchange_input(self):
        self.state = "draft"

    def action_check(self):
        """Say what importing would do; nothing is written."""
        return self._take("checked", is_rehearsal=True)

    def action_import(self):
        """Import what was checked."""
        if self.state != "checked" or self.checked_hash != self._input_hash():
            raise UserError(self.env._("Check it first, then import what you saw."))
        lines = self._lines()
        if len(lines) <= AT_ONCE:
            return self._take("done", is_rehearsal=False)
        self.env["res.users"]._check_function("consent_import")
        names = dict(self._fields["source"]._description_selection(self.env))
        # sudo: the job is the program's
        job = (
            self.env["customer.consent.import.job"]
            .sudo()
            ._queue(
                self.filename or names[self.source],
                lines,
                self.purpose_id.sudo(),
                self.channel,
            )
        )
        return form_window(job._name, job.id, name=self.env._("Import consents"))

    def _take(self, state, is_rehearsal):
        self.ensure_one()
        self.env["res.users"]._check_function("consent_import")
        # sudo: what a purpose allows is no secret
        result = self.env["customer.consent.reader"]._run(
            self._lines(),
            {"purpose": self.purpose_id.sudo(), "channel": self.channel},
            is_rehearsal=is_rehearsal,
        )
        self.write(
            {
                "state": state,
                "checked_hash": self._input_hash(),
                **{f"{name}_count": result[name] for name in COUNTS},
                **self._problem_values(result["problems"]),
            }
        )
        return dialog(self._name, self.env._("Import consents"), res_id=self.id)

    def _problem_values(self, problems):
        texts = [
            self.env._("Line %(number)s: %(why)s", number=line.number, why=why)
            for line, why in problems[:SHOWN]
        ]
        if len(problems) > SHOWN:
            texts.append(self.env._("… all of them are in the file."))
        rows = [(self.env._("Line"), self.env._("Why"), *Line._fields[1:])]
        rows += [(line.number, why, *line[1:]) for line, why in problems]
        content = problems and base64.b64encode(write_table(rows))
        return {
            "problem_count": len(problems),
            "problem_text": "\n".join(texts),
            "problem_file": content,
        }

    def _input_hash(self):
        """What was checked; the import takes nothing else."""
        parts = (
            self.source,
            self.file or b"",
            self.mailing_list,
            self.purpose_id.id,
            self.channel,
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def _lines(self):
        return getattr(self, f"_lines_of_{self.source}")()

    def _lines_of_file(self):
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        try:
            return read_lines(base64.b64decode(self.file))
        except ValueError as error:
            raise UserError(self._file_sentence(str(error))) from error

    def _file_sentence(self, error):
        return {
            "empty": self.env._("There is no line in this file."),
            "no_columns": self.env._(
                "The first line must name the columns; one of them is called E-mail,"
                " Phone or Code. Others may be Purpose, Channel, Answer, Date, Source"
                " and Words."
            ),
        }.get(
            error,
            self.env._("This file cannot be read. Save it as CSV or XLSX."),
        )

    def _lines_of_list(self):
        """Who subscribed agreed, without words; who opted out said no."""
        if "mailing.subscription" not in self.env or not self.mailing_list:
            raise UserError(self.env._("Choose a mailing list first."))
        # sudo: as the lists themselves
        rows = self.env["mailing.subscription"].sudo()
        found = rows.search([("list_id", "=", int(self.mailing_list))])
        return [
            Line(
                number,
                email=row.contact_id.email or "",
                answer="no" if row.opt_out else "yes",
                date=self._text(
                    (row.opt_out and row.opt_out_datetime) or row.create_date
                ),
                source=self.env._("Mailing list %s", row.list_id.name),
                channel="email",
            )
            for number, row in enumerate(found, 1)
        ]

    def _lines_of_email_blacklist(self):
        # sudo: the lists of who must not be written to, for whoever imports all of it
        found = self.env["mail.blacklist"].sudo().search([("active", "=", True)])
        return [
            self._objection(number, row, email=row.email, channel="email")
            for number, row in enumerate(found, 1)
        ]

    def _lines_of_phone_blacklist(self):
        # sudo: as above
        found = self.env["phone.blacklist"].sudo().search([("active", "=", True)])
        return [
            self._objection(number, row, phone=row.number, channel=channel)
            for number, row in enumerate(found, 1)
            for channel in ("sms", "call")
        ]

    def _objection(self, number, row, **address):
        return Line(
            number,
            answer="objected",
            date=self._text(row.create_date),
            source=self.env._("Odoo's blacklist"),
            **address,
        )

    @api.model
    def _text(self, moment):
        return fields.Datetime.to_string(moment) if moment else ""
