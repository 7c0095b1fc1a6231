# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date, formatLang

from ..tools.duration_words import duration_words

# years, of what nobody knows the day of birth
MOST_AGE = 200


class CustomerAsset(models.Model):
    """A vehicle, an animal or equipment in a line: what page, counter and till say."""

    _inherit = "customer.asset"

    summary = fields.Char("What it is", compute="_compute_summary")
    age = fields.Char(compute="_compute_age")
    estimated_age = fields.Float(
        "Age in years",
        compute="_compute_estimated_age",
        inverse="_inverse_estimated_age",
        digits=(4, 1),
        help="Where nobody knows the day of birth: it is reckoned back from today.",
    )

    def _compute_summary(self):
        for asset in self:
            asset.summary = asset._in_short() if asset.kind else False

    @api.depends("birth_date", "death_date", "is_birth_estimated")
    def _compute_age(self):
        today = fields.Date.context_today(self)
        for asset in self:
            asset.age = asset._age_in_words(asset.death_date or today)

    def _age_in_words(self, day):
        if not self.birth_date or day < self.birth_date:
            return False
        age = relativedelta(day, self.birth_date)
        if age.years >= 2:
            amount, unit = age.years, "year"
        elif age.years or age.months:
            amount, unit = age.years * 12 + age.months, "month"
        else:
            amount, unit = age.days, "day"
        words = duration_words(amount, unit, self.env.lang)
        return self.env._("about %s", words) if self.is_birth_estimated else words

    @api.depends("birth_date")
    def _compute_estimated_age(self):
        today = fields.Date.context_today(self)
        for asset in self:
            days = (today - asset.birth_date).days if asset.birth_date else 0
            asset.estimated_age = round(max(days, 0) / 365.25, 1)

    def _inverse_estimated_age(self):
        """A month is as exact as a guess can be."""
        today = fields.Date.context_today(self)
        for asset in self:
            if asset.estimated_age > MOST_AGE:
                raise ValidationError(
                    self.env._("An age goes up to %s years. Correct it.", MOST_AGE)
                )
            if asset.estimated_age > 0:
                months = round(asset.estimated_age * 12)
                asset.birth_date = today - relativedelta(months=months)
                asset.is_birth_estimated = True

    @api.onchange("estimated_age")
    def _onchange_estimated_age(self):
        if self.estimated_age > 0 and self.is_birth_estimated:
            self._inverse_estimated_age()

    def _in_short(self):
        """Return what a clerk wants to know beside the name, in one line."""
        parts = {
            "vehicle": self._vehicle_parts,
            "animal": self._animal_parts,
            "equipment": self._equipment_parts,
        }[self.kind]()
        return " · ".join(str(part) for part in parts if part)

    def _vehicle_parts(self):
        reading = self.odometer and " ".join(
            (
                formatLang(self.env, self.odometer, digits=0),
                self._label_of("odometer_unit"),
            )
        )
        return [self.year, self.colour, self._label_of("fuel"), reading, self.vin]

    def _animal_parts(self):
        neutered = self.is_neutered and self.env._("neutered")
        # sudo: the list of breeds is no secret
        breed = self.breed_id.sudo().name
        return [breed, self._label_of("sex"), neutered, self.age, self.chip]

    def _equipment_parts(self):
        since = self.installed_on and self.env._(
            "since %s", format_date(self.env, self.installed_on)
        )
        # sudo: where it stands is told to whoever sees it
        return [self.site_id.sudo().display_name, since]

    def _label_of(self, name):
        return dict(self._fields[name]._description_selection(self.env)).get(self[name])

    def _state_in_words(self):
        """Return Sold, Died, Inactive, or nothing for what is in use."""
        if self.gone:
            return f"{self._label_of('gone')} {format_date(self.env, self.gone_on)}"
        return "" if self.active else self.env._("Inactive")

    def _page_row(self):
        """Return {id, kind, name, detail, state, image, changed} for the page."""
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.display_name,
            "detail": self._in_short(),
            "state": self._state_in_words(),
            "image": bool(self.image_128),
            "changed": fields.Datetime.to_string(self.write_date),
        }

    def _row_in_short(self):
        """Return {id, model, text, detail, badge, tone} for counter and till."""
        return {
            "id": self.id,
            "model": self._name,
            "text": self.display_name,
            "detail": self._in_short(),
            "badge": self._state_in_words(),
            "tone": "muted",
        }
