# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.measured_values import is_finite, is_outside
from .customer_number_text import number_text

STATES = [
    ("unchecked", "Not checked"),
    ("good", "Good"),
    ("advise", "Advise"),
    ("urgent", "Urgent"),
]
# Of the point, as they were; of the day after, see customer_asset_inspection_work.py.
CONTENT = {
    "inspection_id",
    "point_id",
    "sequence",
    "section",
    "name",
    "hint",
    "is_required",
    "asks_value",
    "uom_name",
    "minimum",
    "maximum",
    "needs_photo",
    "state",
    "note",
    "value",
    "has_value",
    "photo_ids",
}


class CustomerAssetInspectionLine(models.Model):
    """What was found at one point, in the words the point had then."""

    _name = "customer.asset.inspection.line"
    _description = "Point of an inspection"
    _inherit = ["customer.required.mixin"]
    # by the link alone, descending, the oldest would come first
    _order = "date desc, inspection_id.id desc, sequence, id"
    _check_company_domain = models.check_company_domain_parent_of

    inspection_id = fields.Many2one(
        "customer.asset.inspection", required=True, index=True, ondelete="cascade"
    )
    point_id = fields.Many2one(
        "customer.asset.checklist.point",
        "Point of the checklist",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    sequence = fields.Integer(default=10)
    section = fields.Char()
    name = fields.Char("Point", required=True)
    hint = fields.Char(readonly=True)
    is_required = fields.Boolean("Required", readonly=True)
    asks_value = fields.Boolean("Measure", readonly=True)
    uom_name = fields.Char("Unit", readonly=True)
    minimum = fields.Float(readonly=True)
    maximum = fields.Float(readonly=True)
    needs_photo = fields.Boolean("Photo required", readonly=True)
    state = fields.Selection(STATES, required=True, default="unchecked")
    note = fields.Text()
    value = fields.Float(aggregator=None)
    has_value = fields.Boolean(help="Zero is a value, too.")
    is_unusual = fields.Boolean("Unusual value", compute="_compute_is_unusual")
    photo_ids = fields.One2many(
        "customer.asset.inspection.photo", "line_id", "Photos", copy=False
    )

    @api.depends("value", "has_value", "minimum", "maximum")
    def _compute_is_unusual(self):
        for line in self:
            line.is_unusual = line.has_value and is_outside(
                line.value, line.minimum, line.maximum
            )

    @api.depends("name", "inspection_id")
    def _compute_display_name(self):
        for line in self:
            parts = (line.name, line.inspection_id.asset_id.display_name)
            line.display_name = " – ".join(filter(None, parts))

    @api.constrains("point_id", "inspection_id")
    def _check_point(self):
        for line in self.filtered("point_id"):
            # sudo: the checklist may have become another company's
            checklist = line.sudo().point_id.checklist_id
            # sudo: as above
            if checklist != line.sudo().inspection_id.checklist_id:
                raise ValidationError(
                    self.env._(
                        "%(point)s is a point of another checklist (%(checklist)s).",
                        point=line.name,
                        checklist=checklist.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        inspections = {vals.get("inspection_id") for vals in vals_list}
        inspections |= {self.env.context.get("default_inspection_id")}
        self.inspection_id.browse(inspections - {None, False})._check_open()
        return super().create([self._measured(vals) for vals in vals_list])

    def write(self, vals):
        if CONTENT & set(vals):
            self.inspection_id._check_open()
            if "inspection_id" in vals:
                self.inspection_id.browse(vals["inspection_id"])._check_open()
        return super().write(self._measured(vals))

    @api.model
    def _measured(self, vals):
        """A value that is given is there, also when it is zero."""
        if "value" not in vals:
            return vals
        if not is_finite(vals["value"] or 0):
            raise ValidationError(
                self.env._("%s is no number. Enter what was measured.", vals["value"])
            )
        return {"has_value": vals["value"] is not False, **vals}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_finished(self):
        self.inspection_id._check_open()

    def _value_text(self):
        """Return the value as it is shown, with its unit; empty without one."""
        if not self.has_value:
            return ""
        number = number_text(self.env, self.value, most=4)
        return " ".join(filter(None, (number, self.uom_name)))
