# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Command

from ..tools.window import form_window

# So many of the last operations are shown; all are in the maintenance log.
SHOWN = 40


class CustomerMaintenanceCentre(models.TransientModel):
    """The maintenance centre: what could be cleaned, and what was done."""

    _name = "customer.maintenance.centre"
    _description = "Maintenance centre"

    tool_ids = fields.Many2many(
        "customer.maintenance", string="What could be cleaned", compute="_compute_tools"
    )
    operation_ids = fields.Many2many(
        "customer.operation", string="Done", compute="_compute_operations"
    )
    job_ids = fields.Many2many(
        "customer.job", string="Scheduled jobs", compute="_compute_jobs"
    )
    health_ids = fields.One2many("customer.health", "centre_id")
    bad_count = fields.Integer(compute="_compute_bad_count")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_tools(self):
        self.tool_ids = self.env["customer.maintenance"]._my_rows()

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_operations(self):
        self.operation_ids = self.env["customer.operation"].search(
            [("state", "not in", ("draft", "rehearsed"))], limit=SHOWN
        )

    @api.depends_context("uid")
    def _compute_jobs(self):
        self.job_ids = self.env["customer.job"]._all()

    @api.depends("health_ids.state", "job_ids")
    def _compute_bad_count(self):
        for centre in self:
            bad = centre.health_ids.filtered(lambda line: line.state == "bad")
            centre.bad_count = len(bad)

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Maintenance")

    @api.model
    def action_open(self):
        """Open the centre with figures as fresh as may be had at once."""
        self.env["res.users"]._check_function("maintenance")
        tools = self.env["customer.maintenance"]
        tools._glance(tools._my_rows())
        return form_window(
            self._name,
            self.create({"health_ids": self._health()}).id,
            name=self.env._("Maintenance"),
        )

    @api.model
    def _health(self):
        return [
            Command.clear(),
            *map(Command.create, self.env["customer.health"]._examine()),
        ]

    def action_examine(self):
        """Look at the health again."""
        self.env["res.users"]._check_function("maintenance")
        for centre in self:
            centre.health_ids = self._health()
        return True

    def action_count(self):
        """Count everything again."""
        self.env["res.users"]._check_function("maintenance")
        self.env["customer.maintenance"]._my_rows().action_count()
        return True

    def action_log(self):
        """Open the whole maintenance log."""
        self.env["res.users"]._check_function("maintenance")
        return self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_operation_action"
        )
