# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import formatLang

KM_PER_MILE = 1.609344
UNITS = [("km", "km"), ("mi", "miles")]


class CustomerAssetBand(models.Model):
    """A band of odometer readings, by which vehicles are analysed.

    A band has a beginning only: it ends where the next one of its unit begins, and the
    first one takes whatever is less. So bands have no gaps and never overlap, and no
    reading falls out of the report.
    """

    _name = "customer.asset.band"
    _description = "Odometer band"
    _inherit = ["customer.required.mixin"]
    _order = "unit, start, id"
    _rec_name = "start"
    _unique_keys = (("start", "unit"),)

    start = fields.Integer("From", required=True, aggregator=None)
    # sudo: a setting of the company, read by whoever works there
    unit = fields.Selection(
        UNITS,
        required=True,
        default=lambda self: self.env.company.sudo().odometer_band_unit,
    )

    _start_unique = models.UniqueIndex(
        "(unit, start)",
        lambda env, diag: env._(
            "A band begins there already. Let this one begin elsewhere."
        ),
    )

    @api.constrains("start")
    def _check_start(self):
        if any(band.start < 0 for band in self):
            raise ValidationError(
                self.env._("An odometer band begins at 0 or above. Correct the number.")
            )

    @api.depends("start", "unit")
    def _compute_display_name(self):
        units = dict(self._fields["unit"]._description_selection(self.env))
        following = self._following()
        for band in self:
            first, end = following.get(band.id, (True, None))
            values = {
                "start": formatLang(self.env, band.start, digits=0),
                "last": end and formatLang(self.env, end - 1, digits=0),
                "unit": units.get(band.unit, ""),
            }
            if end is None:
                band.display_name = self.env._("%(start)s %(unit)s and more", **values)
            elif first:
                band.display_name = self.env._("Up to %(last)s %(unit)s", **values)
            else:
                band.display_name = self.env._(
                    "%(start)s – %(last)s %(unit)s", **values
                )

    @api.model
    def _following(self):
        """Return {id: (is the first one, where the next one begins)}."""
        found = {}
        units = [unit for unit, _label in UNITS]
        known = self.search([("unit", "in", units)])
        for bands in known.grouped("unit").values():
            ends = [*bands[1:].mapped("start"), None]
            for number, (band, end) in enumerate(zip(bands, ends, strict=True)):
                found[band.id] = (not number, end)
        return found

    @api.model
    def _bands(self, unit):
        """Return the bands of a unit, the lowest first."""
        bands = self.search([("unit", "=", unit)])
        if not bands:
            raise UserError(
                self.env._(
                    "There is no odometer band in %s. Enter bands under Configuration >"
                    " Odometer bands.",
                    dict(self._fields["unit"]._description_selection(self.env))[unit],
                )
            )
        return bands
