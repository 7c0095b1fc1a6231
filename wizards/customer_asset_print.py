# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import date_utils

from ..models.customer_asset_band import UNITS
from ..models.customer_asset_report_odometer import UNIT
from ..tools.note_sheet import workbook

# Paper for a person; a spreadsheet holds more, but not without end.
MOST_ON_PAPER, MOST_IN_SHEET = 3_000, 100_000
KINDS = [("analysis", "Vehicle analysis"), ("fleet", "Fleet activity")]
PERIODS = [
    ("day", "Day"),
    ("week", "Week"),
    ("month", "Month"),
    ("year", "Year"),
    ("own", "Own dates"),
]
REPORT = "report.customer_care.report_customer_asset"


class CustomerAssetPrint(models.TransientModel):
    """The reports on vehicles of a period: on screen, on paper, as a spreadsheet."""

    _name = "customer.asset.print"
    _description = "Vehicles of a period"

    kind = fields.Selection(KINDS, "Report", required=True, default="analysis")
    period = fields.Selection(PERIODS, required=True, default="year")
    day = fields.Date(default=fields.Date.context_today)
    date_from = fields.Date(
        "From", compute="_compute_dates", store=True, readonly=False, precompute=True
    )
    date_to = fields.Date(
        "To", compute="_compute_dates", store=True, readonly=False, precompute=True
    )
    # sudo: a setting of the company, read by whoever works there
    unit = fields.Selection(
        UNITS,
        "Odometer in",
        required=True,
        default=lambda self: self.env.company.sudo().odometer_band_unit,
    )
    with_years = fields.Boolean("Model years within each band")
    partner_ids = fields.Many2many(
        "res.partner", string="Only of customers", domain="[('is_fleet', '=', True)]"
    )
    with_margin = fields.Boolean(
        "Show the margin too", groups="customer_care.function_margin_see"
    )
    sheet = fields.Binary(readonly=True, attachment=False)
    sheet_name = fields.Char(readonly=True)

    @api.depends("period", "day")
    def _compute_dates(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            day = wizard.day or today
            if wizard.period != "own":
                wizard.date_from, wizard.date_to = self._dates(wizard.period, day)
            else:
                wizard.date_from = wizard.date_from or today.replace(month=1, day=1)
                wizard.date_to = wizard.date_to or today

    @api.model
    def _dates(self, period, day):
        """Return the first and the last day of the period a day is in."""
        if period == "day":
            return day, day
        if period == "week":
            lang = self.env["res.lang"]._get_data(code=self.env.user.lang)
            begins = int(lang.week_start or 1)
            first = day - timedelta(days=(day.isoweekday() - begins) % 7)
            return first, first + timedelta(days=6)
        return date_utils.start_of(day, period), date_utils.end_of(day, period)

    def _rows_model(self):
        """Return the rows with bands in the unit of this report."""
        return self.env["customer.asset.report"].with_context(**{UNIT: self.unit})

    def _domain(self):
        """Return which lines are meant; both days belong to the period."""
        domain = [
            ("date", ">=", self.date_from),
            ("date", "<=", self.date_to),
            ("asset_kind", "=", "vehicle"),
        ]
        if self.kind == "fleet":
            domain.append(("is_fleet", "=", True))
            if self.partner_ids:
                customers = self.partner_ids.commercial_partner_id
                domain.append(("partner_id", "in", customers.ids))
        return domain

    def _prints_margin(self):
        return self.env["res.users"]._has_function("margin_see") and self.with_margin

    def _title(self):
        return dict(self._fields["kind"]._description_selection(self.env))[self.kind]

    @api.model
    def _check_period(self, date_from, date_to):
        if not (date_from and date_to):
            raise UserError(self.env._("Say from which day to which day."))
        if date_from > date_to:
            raise UserError(
                self.env._("The period ends before it begins. Correct the dates.")
            )

    def _checked_tables(self, most=MOST_ON_PAPER):
        """Return the tables of the report; those without end are refused."""
        self.ensure_one()
        self.env["res.users"]._check_function("asset_report")
        self._check_period(self.date_from, self.date_to)
        tables = self.env[REPORT]._tables(self)
        count = sum(len(table["rows"]) for table in tables)
        if count > most:
            raise UserError(
                self.env._(
                    "%(count)s lines are too many. Choose a shorter period or fewer"
                    " customers, or export the list Reports > Sales by vehicle.",
                    count=count,
                )
            )
        return tables

    # -- verbs ------------------------------------------------------------------------

    def action_show(self):
        """Show on screen what would be printed; it can be printed from there."""
        shown = {"report_type": "qweb-html", "name": self._title()}
        return {**self.action_print(), **shown}

    def action_print(self):
        self._checked_tables()
        report = self.env.ref("customer_care.action_report_customer_asset")
        return report.report_action(self, config=False)

    def action_export(self):
        """Make the spreadsheet and download it."""
        tables = self._checked_tables(MOST_IN_SHEET)
        sheets = self.env[REPORT]._sheets(self, tables)
        self.write(
            {
                "sheet": base64.b64encode(workbook(sheets)),
                "sheet_name": f"{self._title()} {self.date_from} {self.date_to}.xlsx",
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/sheet/"
            f"{self.sheet_name.replace('/', '-')}?download=true",
            "target": "download",
        }

    def action_analyse(self):
        """Open the rows behind the report, as pivot, graph and list."""
        self.ensure_one()
        self.env["res.users"]._check_function("asset_report")
        self._check_period(self.date_from, self.date_to)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_asset_report_action"
        )
        groups = {"analysis": ["band_id"], "fleet": ["partner_id", "asset_id"]}
        return dict(
            action,
            name=self._title(),
            domain=self._domain(),
            context={
                UNIT: self.unit,
                "pivot_row_groupby": groups[self.kind],
                "graph_groupbys": groups[self.kind][:1],
            },
        )
