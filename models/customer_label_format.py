# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.label_picture import picture
from ..tools.label_sheet import Sheet
from .customer_number_text import number_text

# A sheet of another maker is off by less; more is most likely a figure mistyped.
ODD = 1.5
# What a printer can be off by, in millimetres and in percent, before it is broken.
FARTHEST, CROOKED = 25.0, 10.0

# What the drawing of a sheet depends on.
GEOMETRY = (
    "page_width",
    "page_height",
    "columns",
    "rows",
    "label_width",
    "label_height",
    "left",
    "top",
    "pitch_x",
    "pitch_y",
)


class CustomerLabelFormat(models.Model):
    """A sheet of labels or of cards, in millimetres as its maker cuts it.

    `left` and `top` are the outer edge of the first label; a pitch goes from the
    beginning of one label to that of the next.
    """

    _name = "customer.label.format"
    _description = "Label sheet"
    _inherit = ["customer.required.mixin"]
    _order = "sequence, name, id"
    _unique_keys = (("name",),)

    name = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_card = fields.Boolean("Postcards", help="A sheet of cards to tear apart.")
    note = fields.Char("Same as", help="Other names under which this sheet is sold.")
    page_width = fields.Float("Paper width", required=True, default=210, digits=(8, 3))
    page_height = fields.Float(
        "Paper height", required=True, default=297, digits=(8, 3)
    )
    columns = fields.Integer("Across", required=True, default=3)
    rows = fields.Integer("Down", required=True, default=7)
    label_width = fields.Float("Width", required=True, default=63.5, digits=(8, 3))
    label_height = fields.Float("Height", required=True, default=38.1, digits=(8, 3))
    left = fields.Float("Left margin", default=7.25, digits=(8, 3))
    top = fields.Float("Top margin", default=15.15, digits=(8, 3))
    pitch_x = fields.Float(
        "Pitch across",
        default=66,
        digits=(8, 3),
        help="From the left edge of a label to the left edge of the next one.",
    )
    pitch_y = fields.Float(
        "Pitch down",
        default=38.1,
        digits=(8, 3),
        help="From the upper edge of a label to the upper edge of the one below.",
    )
    font_size = fields.Float(
        "Largest letters (pt)",
        default=11,
        digits=(4, 1),
        help="What is too long for a label is printed smaller, then wrapped.",
    )
    offset_x = fields.Float(
        "Move to the right (mm)",
        digits=(5, 2),
        help="How far the printer prints too far left; negative when too far right.",
    )
    offset_y = fields.Float(
        "Move down (mm)",
        digits=(5, 2),
        help="How far the printer prints too high; negative when too low.",
    )
    ruler_x = fields.Float(
        "The line across measures (mm)",
        default=100,
        digits=(5, 2),
        help="Measure the red line across of 100 mm on the printed test sheet.",
    )
    ruler_y = fields.Float(
        "The line down measures (mm)",
        default=100,
        digits=(5, 2),
        help="Measure the red line down of 100 mm on the printed test sheet.",
    )
    count = fields.Integer("Labels", compute="_compute_picture")
    picture = fields.Binary(compute="_compute_picture", attachment=False)
    warning = fields.Char(compute="_compute_picture")

    @api.depends(*GEOMETRY)
    def _compute_picture(self):
        for form in self:
            sheet = form._sheet()
            form.count = max(0, sheet.count)
            form.picture = base64.b64encode(picture(sheet))
            form.warning = form._warning(sheet)

    @api.model
    def _warning(self, sheet):
        """Return the first problem in words; a figure that is only odd counts too."""
        words = self._problem_words()
        for problem in sheet.problems():
            return words[problem]
        across, down = sheet.asymmetry()
        if max(across, down) > ODD and sheet.count > 1:
            return self.env._(
                "The labels are not in the middle of the paper, by %s mm. Measure the"
                " margins once more.",
                number_text(self.env, max(across, down), 1),
            )
        return False

    @api.model
    def _problem_words(self):
        return {
            "count": self.env._(
                "A sheet has from 1 to 1000 labels. Correct how many are across and"
                " down."
            ),
            "size": self.env._(
                "Paper and labels need a width and a height, in millimetres, of up to"
                " 2000."
            ),
            "margin": self.env._("The margins cannot be negative."),
            "overlap_x": self.env._(
                "The labels overlap: the pitch across is smaller than their width."
            ),
            "overlap_y": self.env._(
                "The labels overlap: the pitch down is smaller than their height."
            ),
            "right": self.env._(
                "The labels do not fit the paper: the last one across goes over its"
                " right edge. Correct paper, margin, width or pitch."
            ),
            "bottom": self.env._(
                "The labels do not fit the paper: the last one down goes over its"
                " lower edge. Correct paper, margin, height or pitch."
            ),
        }

    @api.constrains(*GEOMETRY)
    def _check_fits(self):
        words = self._problem_words()
        for form in self:
            for problem in form._sheet().problems():
                raise ValidationError(
                    self.env._(
                        "%(name)s: %(problem)s", name=form.name, problem=words[problem]
                    )
                )

    @api.constrains("offset_x", "offset_y", "ruler_x", "ruler_y", "font_size")
    def _check_printer(self):
        for form in self:
            if max(abs(form.offset_x), abs(form.offset_y)) > FARTHEST:
                raise ValidationError(
                    self.env._(
                        "A printer is put right by up to %s mm. More is another sheet.",
                        number_text(self.env, FARTHEST),
                    )
                )
            rulers = (form.ruler_x, form.ruler_y)
            if any(abs(ruler - 100) > CROOKED for ruler in rulers):
                raise ValidationError(
                    self.env._(
                        "The red lines are 100 mm long: enter what you measured on"
                        " paper, between 90 and 110 mm."
                    )
                )
            if not 5 <= form.font_size <= 40:
                raise ValidationError(
                    self.env._("The largest letters are between 5 and 40 points.")
                )

    def copy_data(self, default=None):
        return [
            {"name": self.env._("%s (copy)", form.name), **vals}
            for form, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _sheet(self):
        """Return the geometry, put right for the printer."""
        return Sheet(
            page_width=self.page_width,
            page_height=self.page_height,
            columns=self.columns,
            rows=self.rows,
            width=self.label_width,
            height=self.label_height,
            left=self.left,
            top=self.top,
            pitch_x=self.pitch_x,
            pitch_y=self.pitch_y,
            offset_x=self.offset_x,
            offset_y=self.offset_y,
            scale_x=100 / (self.ruler_x or 100),
            scale_y=100 / (self.ruler_y or 100),
        )

    def _check_start(self, start, copies=1):
        """Refuse a place that the sheet does not have, in a sentence."""
        self.ensure_one()
        if not 1 <= start <= self.count:
            raise UserError(
                self.env._(
                    "%(sheet)s has %(count)s labels: begin with one of 1 to %(count)s,"
                    " not with %(start)s.",
                    sheet=self.name,
                    count=self.count,
                    start=start,
                )
            )
        if not 1 <= copies <= 100:
            raise UserError(
                self.env._("Print from 1 to 100 labels of each, not %s.", copies)
            )
