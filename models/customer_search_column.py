# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .res_partner_search_field import TOTALS

# Not stored, but what PostgreSQL can work out for each row.
EXPECTED = ("odometer_expected",)


class CustomerSearchColumn(models.Model):
    """A column of a search's tables: a field, or one of a record it links to."""

    _name = "customer.search.column"
    _description = "Column of a data search"
    _inherit = ["customer.required.mixin"]
    _order = "sequence, id"
    _rec_name = "label"

    search_id = fields.Many2one(
        "customer.search", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    path = fields.Char("Field", required=True)
    label = fields.Char(
        "Heading", compute="_compute_label", store=True, readonly=False, translate=True
    )
    sort = fields.Selection([("asc", "Ascending"), ("desc", "Descending")])
    row_model = fields.Char(compute="_compute_row_model")

    @api.depends("search_id.base", "search_id.rows")
    def _compute_row_model(self):
        for column in self:
            column.row_model = column.search_id._row_model()._name

    @api.depends("path")
    def _compute_label(self):
        for column in self:
            field = column.path and column._field()
            column.label = field and field._description_string(self.env) or column.path

    def _heading(self):
        """Return what was typed, or the name of the field as the reader calls it.

        The name was kept when the column was made, in the language of that moment.
        """
        field = self._field()
        if not field:
            return self.label or self.path
        names = {
            field._description_string(self.with_context(lang=code).env)
            for code, _name in self.env["res.lang"].get_installed()
        }
        if self.label and self.label not in names:
            return self.label
        return field._description_string(self.env)

    def _field(self):
        """Return the field that this column shows, None when there is none."""
        model, field = self.search_id._row_model(), None
        for name in (self.path or "").split("."):
            if model is None or name not in model._fields:
                return None
            field = model._fields[name]
            model = self.env[field.comodel_name] if field.relational else None
        return field

    def _order_term(self):
        """Return what this column sorts by, None if PostgreSQL cannot sort by it."""
        model = self.search_id._row_model()
        field = model._fields.get(self.path or "")
        if not field or field.type in ("one2many", "many2many"):
            return None
        if not (field.store or field.name in TOTALS or field.name in EXPECTED):
            return None
        return f"{self.path} {self.sort}"

    @api.constrains("sort", "path")
    def _check_sort(self):
        for column in self.filtered("sort"):
            if not column._order_term():
                raise ValidationError(
                    self.env._(
                        "A list cannot be sorted by %s. Sort by another column.",
                        column.label or column.path,
                    )
                )

    @api.constrains("path", "search_id")
    def _check_path(self):
        for column in self:
            if not column._field():
                raise ValidationError(
                    self.env._(
                        "There is no field %(path)s to show in %(search)s. Choose"
                        " another one.",
                        path=column.path,
                        search=column.search_id.name,
                    )
                )
