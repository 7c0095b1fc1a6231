# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import vin as vins
from ..tools.plate import plate_key


class CustomerAsset(models.Model):
    """The numbers of a vehicle: its VIN is judged, its former plates are kept."""

    _inherit = "customer.asset"

    is_vin_confirmed = fields.Boolean(
        "Other chassis number, it stands so on the vehicle",
        compute="_compute_is_vin_confirmed",
        store=True,
        readonly=False,
        copy=False,
        help="No VIN of today, or one with a mistake of its maker: the number of the"
        " chassis was compared with the vehicle.",
    )
    vin_warning = fields.Char(compute="_compute_vin_warning")
    vin_suggestion = fields.Char(compute="_compute_vin_warning")
    use_vin_suggestion = fields.Boolean("Take the suggestion", store=False)
    year = fields.Integer(
        compute="_compute_year", store=True, readonly=False, aggregator=None
    )
    make = fields.Char(compute="_compute_make", store=True, readonly=False)

    @api.depends("vin_key")
    def _compute_is_vin_confirmed(self):
        """Another number is another question."""
        self.is_vin_confirmed = False

    @api.depends("vin_key", "kind")
    def _compute_year(self):
        """Propose what the number says; what somebody entered stays."""
        this_year = fields.Date.context_today(self).year
        for asset in self:
            vin = asset.vin if asset.kind == "vehicle" else False
            asset.year = asset.year or vins.model_year(vin, this_year) or 0

    @api.depends("vin_key", "kind")
    def _compute_make(self):
        for asset in self:
            vin = asset.vin if asset.kind == "vehicle" else False
            asset.make = asset.make or vins.make(vin) or False

    @api.depends("vin", "year", "kind")
    def _compute_vin_warning(self):
        for asset in self:
            found = asset._vin_finding()
            asset.vin_warning = found and asset._vin_sentence(found)
            asset.vin_suggestion = found and found.suggestion

    def _vin_finding(self):
        """Return what is wrong with the number of a vehicle, None for any other."""
        if self.kind != "vehicle" or not self.vin:
            return None
        return vins.inspect(self.vin, self.year)

    def _vin_sentence(self, found):
        vin = vins.vin_key(self.vin)
        if found.problem == "length":
            return self.env._(
                "%(vin)s has %(count)s characters; a VIN has 17.",
                vin=vin,
                count=len(vin),
            )
        if found.problem == "check_digit":
            return self.env._(
                "%(vin)s: the check digit in place 9 does not fit, so a character is"
                " wrong.",
                vin=vin,
            )
        if found.suggestion:
            return self.env._(
                "%(vin)s: a VIN has no letters I, O and Q. Is it %(suggestion)s?",
                vin=vin,
                suggestion=found.suggestion,
            )
        return self.env._(
            "%(vin)s: a VIN has the letters A to Z without I, O and Q, and digits.",
            vin=vin,
        )

    @api.constrains("vin", "year", "kind", "is_vin_confirmed")
    def _check_vin(self):
        for asset in self:
            found = None if asset.is_vin_confirmed else asset._vin_finding()
            if found:
                raise ValidationError(
                    self.env._(
                        "%(warning)s Correct it, or confirm that it stands so on the"
                        " vehicle.",
                        warning=asset._vin_sentence(found),
                    )
                )

    @api.onchange("use_vin_suggestion")
    def _onchange_use_vin_suggestion(self):
        if self.use_vin_suggestion and self.vin_suggestion:
            self.vin = self.vin_suggestion
        self.use_vin_suggestion = False

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._tidy_vin(vals) for vals in vals_list])

    def write(self, vals):
        if "plate" in vals:
            self._keep_plates(vals["plate"])
        return super().write(self._tidy_vin(vals))

    @api.model
    def _tidy_vin(self, vals):
        """A whole VIN is written without blanks and dashes; what is none stays."""
        vin = vals.get("vin")
        if not vin or len(vins.vin_key(vin)) != vins.LENGTH:
            return vals
        return dict(vals, vin=vins.vin_key(vin))

    def _keep_plates(self, plate):
        """Keep the plates that are about to change: they still find their vehicle."""
        changed = self.filtered(
            lambda each: each.plate and plate_key(each.plate) != plate_key(plate)
        )
        if not changed:
            return
        today = fields.Date.context_today(self)
        since = dict(
            self.env["customer.asset.plate"]._read_group(
                [("asset_id", "in", changed.ids)], ["asset_id"], ["date_to:max"]
            )
        )
        self.env["customer.asset.plate"].create(
            [
                {
                    "asset_id": asset.id,
                    "plate": asset.plate,
                    "country_id": asset.plate_country_id.id,
                    "date_from": since.get(asset),
                    "date_to": today,
                }
                for asset in changed
            ]
        )
