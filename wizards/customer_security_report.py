# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64

from odoo import api, fields, models
from odoo.fields import Command

from ..models.res_groups import LEVELS, NOBODY
from ..tools.note_sheet import workbook
from ..tools.window import form_window

MARK = "✓"


class CustomerSecurityReport(models.TransientModel):
    """Which level may do what, and what each user is: on screen, paper, as a sheet."""

    _name = "customer.security.report"
    _description = "Who may do what"

    function_ids = fields.One2many("customer.security.report.function", "report_id")
    person_ids = fields.One2many("customer.security.report.user", "report_id")
    sheet = fields.Binary(readonly=True, attachment=False)

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Who may do what")

    @api.model
    def action_open(self):
        """Show the report as things are now."""
        self.env["customer.security"]._check_access_to_matrix()
        report = self.create(
            {
                "function_ids": [*map(Command.create, self._functions())],
                "person_ids": [*map(Command.create, self._users())],
            }
        )
        return form_window(self._name, report.id, name=self.env._("Who may do what"))

    @api.model
    def _functions(self):
        """Return a line for each function, in the order of the matrix."""
        security = self.env["customer.security"]
        functions = self.env["res.groups"]._customer_functions()
        lowest = functions._customer_lowest_level()
        sections = security._section_names()
        return [
            {
                "section": sections.get(group.sequence // 100, self.env._("Other")),
                "name": group.name,
                "description": group.comment,
                "lowest": lowest[group.id],
                "who": security._label(lowest[group.id]),
                "user_count": len(self._of(group)),
            }
            # sudo: what a function is called is no secret to who opens the matrix
            for group in functions.sudo()
        ]

    @api.model
    def _internal_users(self):
        # sudo: who opens the matrix sees all who are in it
        users = self.env["res.users"].sudo().with_context(active_test=True)
        return users.search([("share", "=", False)], order="name")

    @api.model
    def _of(self, group):
        return group.all_user_ids & self._internal_users()

    @api.model
    def _users(self):
        """Return a line for each user: level, and what they have beside it."""
        groups = self.env["res.groups"]
        levels = groups._customer_levels()
        # sudo: the function was checked; groups are the administrator's
        functions = groups._customer_functions().sudo()
        lowest = functions._customer_lowest_level()
        lines = []
        for user in self._internal_users():
            mine = user.all_group_ids
            level = next((each for each in LEVELS if levels[each] in mine), NOBODY)
            beside = functions.filtered(
                lambda group, mine=mine, level=level: (
                    group in mine and not (level and level <= lowest[group.id])
                )
            )
            lines.append(
                {
                    "user_id": user.id,
                    "login": user.login,
                    "level": self.env._("Level %s", level) if level else False,
                    "beside": ", ".join(beside.mapped("name")),
                    "is_admin": user._is_system(),
                    "last_login": user.login_date,
                }
            )
        return sorted(lines, key=lambda line: line["level"] or "~")

    def action_print(self):
        """Print it."""
        self.ensure_one()
        self.env["customer.security"]._check_access_to_matrix()
        report = self.env.ref("customer_care.action_report_customer_security")
        return report.report_action(self, config=False)

    def action_export(self):
        """Make the spreadsheet and download it."""
        self.ensure_one()
        self.env["customer.security"]._check_access_to_matrix()
        self.sheet = base64.b64encode(workbook(self._sheets()))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/sheet/security.xlsx"
            "?download=true",
            "target": "download",
        }

    def _sheets(self):
        """Return what `tools.note_sheet.workbook` makes a file of."""
        day = fields.Date.to_string(fields.Date.context_today(self))
        labels = [self.env._("Level %s", level) for level in reversed(LEVELS)]
        return [
            {
                "name": self.env._("Functions"),
                "title": self.env._("Which level may do what"),
                "subtitle": day,
                "columns": [
                    self.env._("Part"),
                    self.env._("Function"),
                    *labels,
                    self.env._("Users"),
                    self.env._("What it is"),
                ],
                "rows": [
                    [line.section, line.name, *line._marks(), line.user_count]
                    + [line.description or ""]
                    for line in self.function_ids
                ],
                "total": None,
            },
            {
                "name": self.env._("Users"),
                "title": self.env._("What each user is"),
                "subtitle": day,
                "columns": [
                    self.env._("User"),
                    self.env._("Login"),
                    self.env._("Level"),
                    self.env._("Functions beside the level"),
                    self.env._("Administrator"),
                ],
                "rows": [
                    [line.user_id.name, line.login, line.level or "", line.beside or ""]
                    + [MARK if line.is_admin else ""]
                    for line in self.person_ids
                ],
                "total": None,
            },
        ]


class CustomerSecurityReportFunction(models.TransientModel):
    """A function, and the lowest level that has it."""

    _name = "customer.security.report.function"
    _description = "Function and its level"

    report_id = fields.Many2one(
        "customer.security.report", required=True, ondelete="cascade"
    )
    section = fields.Char("Part")
    name = fields.Char("Function")
    description = fields.Text("What it is")
    lowest = fields.Integer()
    who = fields.Char()
    user_count = fields.Integer("Users")

    def _marks(self):
        """Return a mark for each level that has it, the lowest level first."""
        return [
            MARK if self.lowest and level <= self.lowest else ""
            for level in reversed(LEVELS)
        ]


class CustomerSecurityReportUser(models.TransientModel):
    """A user, their level, and what they have beside it."""

    _name = "customer.security.report.user"
    _description = "User and their level"

    report_id = fields.Many2one(
        "customer.security.report", required=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", ondelete="cascade")
    login = fields.Char()
    level = fields.Char()
    beside = fields.Char("Functions beside the level")
    is_admin = fields.Boolean("Administrator")
    last_login = fields.Datetime("Last login")
