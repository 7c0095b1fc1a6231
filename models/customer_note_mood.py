# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

WORST, BEST = 1, 5
# A mood of this score or less is a bad one.
BAD = 2


class CustomerNoteMood(models.Model):
    """How a customer sounded: a word of the shop, and a score to draw and compare."""

    _name = "customer.note.mood"
    _description = "Mood of a customer"
    _inherit = ["customer.note.outcome"]
    _order = "score desc, sequence, id"
    _note_field = "mood_id"

    score = fields.Integer(
        required=True,
        default=3,
        aggregator="avg",
        help="1 (worst) to 5 (best). 1 and 2 are bad moods: two in a row are shown"
        " wherever the customer is.",
    )
    icon = fields.Char(help="An emoji that stands for it in lists.")

    _name_unique = models.UniqueIndex(
        "(lower(name->>'en_US'))", "This mood is there already."
    )

    @api.constrains("score")
    def _check_score(self):
        for mood in self:
            if not WORST <= mood.score <= BEST:
                raise ValidationError(
                    self.env._(
                        "The score of %(mood)s must be %(worst)s (worst) to %(best)s"
                        " (best).",
                        mood=mood.name,
                        worst=WORST,
                        best=BEST,
                    )
                )

    @api.depends("name", "icon")
    def _compute_display_name(self):
        for mood in self:
            mood.display_name = " ".join(filter(None, (mood.icon, mood.name)))
