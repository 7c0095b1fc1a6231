# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.label_sheet import Sheet, centred
from ..tools.letter_page import PAPERS

# In millimetres, as the posts take them.
SIZES = {
    "a6": (148.0, 105.0),
    "us_4x6": (152.4, 101.6),
    "us_large": (152.4, 107.95),
    "us_small": (127.0, 88.9),
    "us_6x9": (228.6, 152.4),
    "dl": (210.0, 99.0),
}
SMALLEST, LARGEST = (127.0, 88.9), (235.0, 160.0)
# Between cards that are cut apart, and around them, for the marks.
GAP, MARGIN = 10.0, 8.0


class CustomerPostcard(models.Model):
    """A postcard: a picture on one side, a message and the address on the other."""

    _name = "customer.postcard"
    _description = "Postcard"
    _inherit = ["mail.render.mixin", "customer.required.mixin"]
    _order = "sequence, name, id"
    # whoever writes an expression must be one who may, as with Odoo's templates
    _unrestricted_rendering = True

    name = fields.Char(required=True, copy=False, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    size = fields.Selection(
        [
            ("a6", "A6, 148 × 105 mm"),
            ("dl", "DL, 210 × 99 mm"),
            ("us_4x6", "4 × 6 in"),
            ("us_large", "4¼ × 6 in, the largest at the postcard rate"),
            ("us_small", "3½ × 5 in, the smallest"),
            ("us_6x9", "6 × 9 in"),
            ("own", "Of my own"),
        ],
        required=True,
        default="a6",
    )
    width = fields.Float("Card width", default=148, digits=(6, 2))
    height = fields.Float("Card height", default=105, digits=(6, 2))
    paper = fields.Selection(
        [
            ("card", "One a page, the page as large as the card"),
            ("a4", "Several on A4, with cut marks"),
            ("letter", "Several on US Letter, with cut marks"),
            ("sheet", "A sheet of cards to tear apart"),
        ],
        "On which paper",
        required=True,
        default="card",
    )
    format_id = fields.Many2one(
        "customer.label.format",
        "Sheet",
        domain=[("is_card", "=", True)],
        ondelete="restrict",
    )
    picture = fields.Image(
        max_width=2400,
        max_height=2400,
        help="Fills the picture side; what hangs over is cut off. Without one only the"
        " written side is printed.",
    )
    message = fields.Html(
        translate=True,
        sanitize="email_outgoing",
        render_engine="qweb",
        render_options={"post_process": True},
        prefetch=False,
    )
    address = fields.Selection(
        [
            ("print", "Printed on the right half"),
            ("free", "Left free, for a label"),
        ],
        required=True,
        default="print",
    )
    with_sender = fields.Boolean("Return address", default=True)
    page_count = fields.Integer("Cards a page", compute="_compute_page_count")

    @api.depends("size", "width", "height", "paper", "format_id")
    def _compute_page_count(self):
        for card in self:
            sheet = card._card_sheet()
            card.page_count = sheet.count if sheet else 0

    @api.depends()
    def _compute_render_model(self):
        self.render_model = "res.partner"

    @api.constrains("size", "width", "height", "paper", "format_id")
    def _check_size(self):
        for card in self:
            if card.paper == "sheet" and not card.format_id:
                raise ValidationError(
                    self.env._(
                        "Choose the sheet of cards on which %s is printed.", card.name
                    )
                )
            size = card._card_size()
            if any(
                not low <= value <= high
                for value, low, high in zip(size, SMALLEST, LARGEST, strict=True)
            ):
                raise ValidationError(
                    self.env._(
                        "The post takes postcards from 127 × 88.9 mm to 235 × 160 mm,"
                        " wider than high. Correct the size of %s.",
                        card.name,
                    )
                )
            if not card._card_sheet():
                raise ValidationError(
                    self.env._(
                        "%s does not fit this paper with its cut marks. Choose another"
                        " paper or one card a page.",
                        card.name,
                    )
                )

    def copy_data(self, default=None):
        return [
            {"name": self.env._("%s (copy)", card.name), **vals}
            for card, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _card_size(self):
        """Return width and height in millimetres; a sheet decides by itself."""
        if self.paper == "sheet" and self.format_id:
            sizes = (self.format_id.label_width, self.format_id.label_height)
            return max(sizes), min(sizes)
        return SIZES.get(self.size) or (self.width, self.height)

    def _card_sheet(self):
        """Return where cards are on a page, or None where not one fits."""
        size = self._card_size()
        if self.paper == "sheet":
            return self.format_id._sheet() if self.format_id else None
        if min(size) <= 0:
            return None
        if self.paper in PAPERS:
            page = PAPERS[self.paper]
            sheets = [centred(page, card, GAP, MARGIN) for card in (size, size[::-1])]
            return max(filter(None, sheets), key=lambda s: s.count, default=None)
        return Sheet(*size, 1, 1, *size, 0, 0, *size)
