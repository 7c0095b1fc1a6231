# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.calendar_dates import MOST_YEARS, is_too_long
from ..tools.inspection_dates import next_inspection
from .customer_action_type import UNITS
from .customer_asset import KINDS

MONTHS = [
    ("1", "January"),
    ("2", "February"),
    ("3", "March"),
    ("4", "April"),
    ("5", "May"),
    ("6", "June"),
    ("7", "July"),
    ("8", "August"),
    ("9", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]


class CustomerAssetChecklist(models.Model):
    """What is looked at when a vehicle, an animal or equipment is inspected.

    An inspection takes over the words of the points when it begins, so a checklist may
    change at any time and old inspections stay what they were.
    """

    _name = "customer.asset.checklist"
    _description = "Checklist"
    _inherit = ["customer.required.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(KINDS, "For", required=True, default="vehicle")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Empty: the checklist is shared by all companies."
    )
    interval = fields.Integer(
        "Due again after", default=12, help="Zero: no next date is proposed."
    )
    interval_unit = fields.Selection(UNITS, required=True, default="months")
    schedule = fields.Selection(
        [
            ("floating", "From the day of the inspection"),
            ("due", "From the day it was due"),
            ("month", "In a fixed month"),
        ],
        "Next date",
        required=True,
        default="due",
        help="From the day it was due: an early or late visit does not move the next "
        "one. The first inspection counts from its own day.",
    )
    month = fields.Selection(MONTHS)
    recheck_days = fields.Integer(
        "Again after a failure (days)",
        default=14,
        help="When what failed is looked at again. Zero: as after any inspection.",
    )
    action_type_id = fields.Many2one(
        "customer.action.type",
        "Reminder",
        check_company=True,
        ondelete="restrict",
        default=lambda self: self.env.ref(
            "customer_care.customer_action_type_inspection", raise_if_not_found=False
        ),
        help="The next date becomes a customer action of this type, which reminds. "
        "Empty: nobody is reminded.",
    )
    point_ids = fields.One2many(
        "customer.asset.checklist.point", "checklist_id", "Points", copy=True
    )
    inspection_ids = fields.One2many("customer.asset.inspection", "checklist_id")
    inspection_count = fields.Integer(
        "Inspections", compute="_compute_inspection_count"
    )

    @api.depends("inspection_ids")
    def _compute_inspection_count(self):
        counts = dict(
            self.env["customer.asset.inspection"]._read_group(
                [("checklist_id", "in", self.ids)], ["checklist_id"], ["__count"]
            )
        )
        for checklist in self:
            checklist.inspection_count = counts.get(checklist._origin, 0)

    @api.constrains("interval", "interval_unit", "schedule", "month", "recheck_days")
    def _check_interval(self):
        for checklist in self:
            if checklist.interval < 0 or checklist.recheck_days < 0:
                raise ValidationError(
                    self.env._(
                        "%s: an interval cannot be less than zero.", checklist.name
                    )
                )
            if is_too_long(checklist.interval, checklist.interval_unit) or is_too_long(
                checklist.recheck_days, "days"
            ):
                raise ValidationError(
                    self.env._(
                        "%(checklist)s: an interval goes up to %(years)s years.",
                        checklist=checklist.name,
                        years=MOST_YEARS,
                    )
                )
            if checklist.schedule != "month":
                continue
            if not checklist.month:
                raise ValidationError(
                    self.env._("%s: choose the fixed month.", checklist.name)
                )
            if not checklist._is_in_whole_years():
                raise ValidationError(
                    self.env._(
                        "%s: with a fixed month the interval is one or more whole "
                        "years.",
                        checklist.name,
                    )
                )

    def _is_in_whole_years(self):
        if self.interval_unit == "years":
            return self.interval > 0
        return (
            self.interval_unit == "months"
            and self.interval > 0
            and self.interval % 12 == 0
        )

    def write(self, vals):
        if "kind" in vals:
            self._check_kind_unused(vals["kind"])
        return super().write(vals)

    def _check_kind_unused(self, kind):
        # sudo: what another company inspected counts, too
        used = self.filtered(lambda each: each.kind != kind).sudo()
        if used := used.filtered("inspection_count"):
            raise UserError(
                self.env._(
                    "%s was used for inspections already, so it stays for what it is "
                    "for. Archive it and make another one.",
                    used[0].name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: what another company inspected counts, too
        if used := self.sudo().filtered("inspection_count"):
            raise UserError(
                self.env._(
                    "%s was used for inspections already. Archive it instead.",
                    used[0].name,
                )
            )

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%s (copy)", checklist.name))
            if not (default or {}).get("name")
            else vals
            for checklist, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _propose_next(self, day, result=None, due=None):
        """Return the day of the next inspection that this checklist proposes.

        :param due: the day on which this one was due, if that is known
        """
        if not (self and day):
            return False
        if result == "failed" and self.recheck_days:
            return next_inspection(day, self.recheck_days, "days")
        return (
            next_inspection(
                day,
                self.interval,
                self.interval_unit,
                due=due if self.schedule == "due" else None,
                month=int(self.month) if self.schedule == "month" else None,
            )
            or False
        )

    def action_open_inspections(self):
        """List the inspections by this checklist."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_asset_inspection_action"
        )
        return dict(action, domain=[("checklist_id", "in", self.ids)], context={})
