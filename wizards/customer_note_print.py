# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import date_utils

from ..models.customer_note import PURPOSES
from ..tools.calendar_dates import day_after, local_to_utc
from ..tools.note_sheet import workbook

# Paper for a person; a spreadsheet holds more, but not without end.
MOST_ON_PAPER, MOST_IN_SHEET = 3_000, 100_000
KINDS = [
    ("purpose", "Notes by type"),
    ("user_id", "Notes by operator"),
    ("partner_id", "Notes by customer"),
    ("follow_up_user_id", "Call-backs: open, in time, late"),
]


class CustomerNotePrint(models.TransientModel):
    """The notes of a period on paper or in a spreadsheet, with totals."""

    _name = "customer.note.print"
    _description = "Notes of a period"

    kind = fields.Selection(KINDS, "Report", required=True, default="purpose")
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: date_utils.start_of(
            fields.Date.context_today(self), "month"
        ),
    )
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    purpose = fields.Selection(PURPOSES, "Only of type")
    user_ids = fields.Many2many(
        "res.users", string="Only of operators", domain="[('share', '=', False)]"
    )
    partner_ids = fields.Many2many(
        "res.partner", string="Only of customers", context={"active_test": False}
    )
    with_notes = fields.Boolean("List each note")
    sheet = fields.Binary(readonly=True, attachment=False)
    sheet_name = fields.Char(readonly=True)

    def _is_about_call_backs(self):
        return self.kind == "follow_up_user_id"

    def _domain(self):
        """Return which notes are meant: by both days, where the user is."""
        date, user = "date", "user_id"
        if self._is_about_call_backs():
            date, user = "follow_up_at", "follow_up_user_id"
        tz = str(self.env.tz)
        after = local_to_utc(day_after(self.date_to), 0.0, tz)
        domain = [
            (date, ">=", local_to_utc(self.date_from, 0.0, tz)),
            (date, "<", after),
        ]
        if self._is_about_call_backs():
            domain.append(("follow_up_state", "!=", False))
        if self.purpose:
            domain.append(("purpose", "=", self.purpose))
        if self.user_ids:
            domain.append((user, "in", self.user_ids.ids))
        if self.partner_ids:
            domain.append(("partner_id", "child_of", self.partner_ids.ids))
        return domain

    @api.model
    def _check_period(self, date_from, date_to):
        if date_from > date_to:
            raise UserError(
                self.env._("The period ends before it begins. Correct the dates.")
            )

    def _checked_table(self, most, instead):
        """Return the report's rows; an empty one and one without end are refused."""
        self.ensure_one()
        self.env["res.users"]._check_function("note_see")
        self._check_period(self.date_from, self.date_to)
        table = self.env["report.customer_care.report_customer_note"]._totals(self)
        if not table:
            raise UserError(self.env._("Nothing was noted in this period."))
        count = sum(row["count"] for row in table) if self.with_notes else len(table)
        if count > most:
            raise UserError(
                self.env._(
                    "%(count)s lines are too many. Choose a shorter period, fewer"
                    " customers, or %(instead)s.",
                    count=count,
                    instead=instead,
                )
            )
        return table

    def action_print(self):
        self._checked_table(MOST_ON_PAPER, self.env._("export them"))
        report = self.env.ref("customer_care.action_report_customer_note")
        return report.report_action(self, config=False)

    def action_export(self):
        """Make the spreadsheet and download it."""
        table = self._checked_table(MOST_IN_SHEET, self.env._("no single notes"))
        report = self.env["report.customer_care.report_customer_note"]
        self.write(
            {
                "sheet": base64.b64encode(workbook(report._sheets(self, table))),
                "sheet_name": f"{self._title()} {self.date_from} {self.date_to}.xlsx",
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/sheet/"
            f"{self.sheet_name.replace('/', '-')}?download=true",
            "target": "download",
        }

    def _title(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]
