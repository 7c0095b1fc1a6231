# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.addons.base.models.ir_actions_report import _wkhtml

# Debian's wkhtmltopdf ignores --disable-smart-shrinking and --zoom, and prints a
# millimetre 0.77 mm long; but content that is wider than its paper it shrinks until
# it fits. Drawn 300/210 too large and exactly as wide as the paper, everything gets
# its true size.
SHRUNK = 300 / 210


def paper_zoom():
    """Return the CSS zoom with which a millimetre is one on paper.

    For a body that is exactly as wide as the paper between its margins, on a paper
    format with ``disable_shrinking`` and 96 dpi.
    """
    return 1.0 if _wkhtml().is_patched_qt else SHRUNK
