# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

READINGS = 12
DATES = ("service_next_date", "next_inspection_date")
# What the owner reads about each kind, in this order. What another part adds to the
# page goes here.
SHOWN = {
    "vehicle": (
        "plate",
        "plate_country_id",
        "vin",
        "make",
        "model_name",
        "year",
        "colour",
        "fuel",
    ),
    "animal": (
        "species_id",
        "breed_id",
        "sex",
        "is_neutered",
        "birth_date",
        "colour",
        "chip",
        "passport",
    ),
    "equipment": ("product_id", "serial_number", "site_id", "installed_on"),
}


class CustomerAsset(models.Model):
    """What its owner reads about a vehicle, an animal or equipment in My account."""

    _inherit = "customer.asset"

    def _my_facts(self):
        """Return [(label, text)] of what is known about it."""
        self.ensure_one()
        facts = [(name, self._my_text(name)) for name in SHOWN[self.kind]]
        return [
            (self._fields[name]._description_string(self.env), text)
            for name, text in facts
            if text
        ]

    def _my_text(self, name):
        field, value = self._fields[name], self[name]
        if not value:
            return ""
        if name == "site_id":
            return value.contact_address_inline or value.name
        if field.type == "many2one":
            return value.name
        if field.type == "date":
            return format_date(self.env, value)
        if field.type == "boolean":
            return self.env._("Yes")
        labels = (
            dict(field._description_selection(self.env))
            if field.type == "selection"
            else {}
        )
        return labels.get(value, str(value))

    def _my_subtitle(self):
        """Return what tells it apart in a list."""
        parts = {
            "vehicle": (self.plate, self.make, self.model_name, self.year or False),
            "animal": (self.species_id.name, self.breed_id.name),
            "equipment": (self.serial_number, self.site_id.contact_address_inline),
        }[self.kind]
        return ", ".join(str(part) for part in parts if part and part != self.name)

    def _my_readings(self):
        return self.reading_ids.filtered(lambda r: r.source != "estimate")[:READINGS]

    def _my_actions(self):
        """Return what runs for it: warranties, reminders of service."""
        return self.env["customer.action"].search(
            Domain("asset_id", "=", self.id)
            & Domain("partner_id", "in", self.partner_id._my_people().ids)
            & Domain("type_id.in_my_account", "!=", False)
            & Domain("state", "=", "open"),
            order="date_end, id",
        )

    def _my_due_dates(self):
        """Return [(label, day, is overdue)] of what comes next, if it is not gone."""
        self.ensure_one()
        if self.gone or self.death_date:
            return []
        today = fields.Date.context_today(self)
        return [
            (self._fields[name]._description_string(self.env), day, day < today)
            for name in DATES
            if name in self._fields and (day := self[name])
        ]


class CustomerAction(models.Model):
    """What a customer action is called towards the customer."""

    _inherit = "customer.action"

    def _my_title(self):
        """Return its description, or the product's name without our item code."""
        product = self.product_id
        is_product = product and self.name in (product.name, product.display_name)
        return product.name if is_product else self.name
