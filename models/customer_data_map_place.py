# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from dataclasses import replace

from odoo import api, models, tools

from ..tools.data_place import (
    DERIVED,
    KEEP,
    MASK,
    OBSERVED,
    Place,
)

TEXTS = {
    "char": "char",
    "text": "text",
    "html": "html",
    "json": "json",
    "properties": "json",
    "binary": "binary",
}
# Only what is about a person is described to the last column.
FURTHER = {
    "date": "date",
    "datetime": "date",
    "integer": "number",
    "float": "number",
    "monetary": "number",
    "boolean": "selection",
    "selection": "selection",
    "many2one": "link",
    "many2one_reference": "link",
    "reference": "link",
}
LOGGING = ("id", "create_uid", "create_date", "write_uid", "write_date")


class CustomerDataMap(models.AbstractModel):
    """Every column that can hold what is known about a person, and its fate."""

    _inherit = "customer.data.map"

    @api.model
    @tools.ormcache("model")
    def _places(self, model=None):
        """Return the columns of a model, or of all that have a table, as Places.

        Of models whose rows can be about a person every column is there, of others
        what can hold words. Rows of wizards are left out, they end with their dialog.
        """
        if model is None:
            names = sorted(
                {owner._name for owner, _field in self._stored_fields("char")}
                | set(self._person_models())
            )
            return tuple(place for name in names for place in self._places(name))
        owner = self.env.registry[model]
        is_personal = model in self._person_models()
        kinds = {**TEXTS, **FURTHER} if is_personal else TEXTS
        return tuple(
            self._place_of(owner, field, kinds[field.type], is_personal)
            for field in owner._fields.values()
            if field.store and field.type in kinds and field.name not in LOGGING
        )

    @api.model
    def _place_of(self, owner, field, kind, is_personal):
        place = Place(
            owner._name,
            field.name,
            owner._table,
            field.name if field.column_type else "",
            kind,
            group="technical",
        )
        if not is_personal:
            place = replace(place, group="", anonymise=KEEP, reason="no_person")
        elif kind in ("date", "number", "selection", "link"):
            place = replace(place, anonymise=KEEP, reason="no_words", export=OBSERVED)
        elif field.required:
            place = replace(place, anonymise=MASK)
        if is_personal and field.compute and field.readonly and not field.inverse:
            place = replace(place, export=DERIVED)
        return place
