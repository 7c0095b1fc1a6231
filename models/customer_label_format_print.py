# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from io import BytesIO

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import file_path

from ..tools.label_pdf import LabelWriter, write_test_sheet
from ..tools.label_text import SMALLEST, typeface

# With Polish, Czech, Cyrillic and Greek letters: Odoo's own, then one of the system.
FONTS = (
    tuple(
        f"web/static/fonts/google/Roboto/Roboto-{style}.ttf"
        for style in ("Regular", "Bold", "Italic", "BoldItalic")
    ),
    tuple(
        f"web/static/fonts/google/Open_Sans/Open_Sans-{style}.ttf"
        for style in ("Regular", "Bold", "Italic", "BoldItalic")
    ),
    ("web/static/fonts/sign/NotoSans-Reg.ttf",),
)
SYSTEM_FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
)


class CustomerLabelFormat(models.Model):
    """A sheet on paper: its test sheet, and the letters it is printed with."""

    _inherit = "customer.label.format"

    def action_test_sheet(self):
        """Print the outlines of all labels, to lay upon a sheet."""
        self.env["res.users"]._check_function("message_see")
        self.ensure_one()
        report = self.env.ref("customer_care.action_report_label_test_sheet")
        return report.report_action(self, config=False)

    def _test_sheet_pdf(self):
        self.env["res.users"]._check_function("message_see")
        self.ensure_one()
        self.check_access("read")
        out = BytesIO()
        words = {
            "title": self.env._("Test sheet: %s", self.name),
            "ruler": self.env._("Each red line is %s mm long."),
            "hint": self.env._(
                "Print at 100 %, measure both lines and enter what you measured."
            ),
        }
        write_test_sheet(out, self._sheet(), self._paper_face(), words)
        return out.getvalue()

    def _draw(self, out, people, first=1, copies=1):
        """Draw the labels of many into an open file; return who is hard to read.

        :param people: (partner, address lines), in their order
        :param first: the place on the first sheet
        """
        writer = LabelWriter(
            out,
            self._sheet(),
            self._paper_face(),
            first=first,
            copies=copies,
            largest=self.font_size,
        )
        small = [partner for partner, lines in people if writer.add(lines) < SMALLEST]
        writer.close()
        return small

    @api.model
    def _paper_face(self):
        """Return the typeface of drawn paper; some packages leave fonts out."""
        for files in FONTS:
            try:
                return typeface(*map(file_path, files))
            except OSError:
                continue
        for path in SYSTEM_FONTS:
            try:
                return typeface(path)
            except OSError:
                continue
        raise UserError(
            self.env._(
                "There is no font to print with: install Odoo with its fonts, or the"
                " font DejaVu Sans (Debian: fonts-dejavu-core)."
            )
        )
