# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import chip as chips


class CustomerAsset(models.Model):
    """The chip of an animal: what kind of number it is, and what is odd about it."""

    _inherit = "customer.asset"

    chip_warning = fields.Char(compute="_compute_chip_warning")
    chip_kind = fields.Char(
        "Kind of chip", compute="_compute_chip_warning", help="Read from its number."
    )

    @api.depends("chip", "kind")
    @api.depends_context("lang")
    def _compute_chip_warning(self):
        for asset in self:
            found = chips.inspect(asset.chip) if asset.kind == "animal" else None
            asset.chip_warning = found and asset._chip_sentence(found)
            asset.chip_kind = found and asset._chip_kind(found)

    def _chip_sentence(self, found):
        """Return what is odd about a number, False if nothing is."""
        sentences = {
            "zeros": self.env._("No chip has zeros alone."),
            "short": self.env._(
                "%(chip)s has %(count)s digits; a chip has 15, an older one 9 or 10.",
                chip=found.key,
                count=len(found.key),
            ),
            "long": self.env._(
                "%(chip)s has %(count)s digits; a chip has 15.",
                chip=found.key,
                count=len(found.key),
            ),
            "letters": self.env._(
                "%s: a chip has 15 digits; only an older one of ten places may have"
                " letters.",
                found.key,
            ),
            "range": self.env._(
                "%s: a chip begins with the number of a country or a manufacturer, and"
                " nobody was given this one.",
                found.key,
            ),
            "test": self.env._(
                "%s: 999 is for tests; no living animal should have such a chip.",
                found.key,
            ),
        }
        return sentences.get(found.problem, False)

    def _chip_kind(self, found):
        if found.kind == "country":
            country = self.env["res.country"].search([("code", "=", found.country)])
            return self.env._("ISO, %s", country.name or found.country)
        return {
            "manufacturer": self.env._("ISO, manufacturer %s", found.key[:3]),
            "test": self.env._("ISO, test"),
            "older": self.env._("Older kind, %s places", len(found.key)),
        }.get(found.kind, False)

    @api.constrains("chip")
    def _check_chip(self):
        for asset in self:
            found = chips.inspect(asset.chip)
            if found and found.problem == "zeros":
                raise ValidationError(
                    self.env._(
                        "%(animal)s: %(sentence)s Read the chip again, or leave the"
                        " number empty.",
                        animal=asset.name,
                        sentence=asset._chip_sentence(found),
                    )
                )
