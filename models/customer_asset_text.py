# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import formatLang

# What a document says of each kind, beside its name.
FACTS = {
    "vehicle": ("plate", "vin", "make", "model_name", "year"),
    "animal": ("species_id", "breed_id", "chip"),
    "equipment": ("product_id", "serial_number"),
}


class CustomerAsset(models.Model):
    """A vehicle, an animal or equipment in the words of a document."""

    _inherit = "customer.asset"

    def _document_row(self, reading=0.0):
        """Return what a document prints of it, in a form that can be kept as JSON."""
        facts = [[name, self._document_fact(name)] for name in FACTS[self.kind]]
        named = self.name.casefold()
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "facts": [
                [name, text]
                for name, text in facts
                if text and text.casefold() not in named
            ],
            "reading": reading,
            "unit": self.odometer_unit or "km",
        }

    def _document_fact(self, name):
        value = self[name]
        if isinstance(value, models.BaseModel):
            return value.display_name
        return value and str(value)

    @api.model
    def _document_text(self, row):
        """Return such a row with titles and labels of the language of the context."""
        labels = {
            name: self._fields[name]._description_string(self.env)
            for name, _text in row["facts"]
        }
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        units = dict(self._fields["odometer_unit"]._description_selection(self.env))
        reading = row.get("reading") and self.env._(
            "%(value)s %(unit)s",
            value=formatLang(self.env, row["reading"], digits=0),
            unit=units.get(row["unit"], row["unit"]),
        )
        return {
            "id": row["id"],
            "title": kinds.get(row["kind"], ""),
            "name": row["name"],
            "facts": [(labels[name], text) for name, text in row["facts"]],
            "reading": reading or "",
        }

    def _short_text(self):
        """Return what it is called, or an empty text for nothing."""
        return self.display_name or ""
