# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from dataclasses import replace

from odoo import api, models, tools

from ..tools.data_place import (
    DERIVED,
    KEEP,
    MASK,
    OBSERVED,
    WITHHELD,
    WORDS,
    Place,
)
from ..tools.data_review import NO_WORDS, SETTING

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
    """Every column that can hold what is known about a person, and its fate.

    The columns are found in the registry; what is declared is what becomes of them. A
    column that nobody reviewed is emptied where that can be and masked where it cannot,
    and handed over as told by the person.
    """

    _inherit = "customer.data.map"

    @api.model
    @tools.ormcache("model")
    def _places(self, model=None):
        """Return the columns of a model, or of all that have a table, as Places.

        Of models whose rows can be about a person every column is there, of others
        what can hold words. Rows of wizards are left out, they end with their dialog.
        """
        if model is None:
            names = {owner._name for owner, _field in self._stored_fields(*TEXTS)}
            names.update(self._person_models())
            return tuple(
                place for name in sorted(names) for place in self._places(name)
            )
        owner = self.env.registry[model]
        if owner._abstract or owner._transient or owner._table not in self._tables():
            return ()
        review = self._place_reviews().get(model)
        is_personal = model in self._person_models() or bool(review and review.group)
        return tuple(
            review.of(place) if review else place
            for place in self._columns(owner, is_personal)
        )

    @api.model
    def _place_reviews(self):
        """Return {model: Review}; other addons add theirs by `super()`."""
        return {}

    @api.model
    def _columns(self, owner, is_personal):
        """Yield the columns of a model as they are treated without a review."""
        kinds = {**TEXTS, **FURTHER} if is_personal else TEXTS
        for field in owner._fields.values():
            if field.store and field.type in kinds and field.name not in LOGGING:
                place = Place(
                    owner._name,
                    field.name,
                    owner._table,
                    field.name if field.column_type else "",
                    kinds[field.type],
                )
                yield self._by_default(place, field, is_personal)

    @api.model
    def _by_default(self, place, field, is_personal):
        if not is_personal:
            return replace(
                place,
                group="",
                anonymise=KEEP,
                reason=SETTING,
                export=WITHHELD,
                withheld=SETTING,
            )
        if place.kind not in WORDS:
            return replace(place, anonymise=KEEP, reason=NO_WORDS, export=OBSERVED)
        if field.compute and field.readonly and not field.inverse:
            place = replace(place, export=DERIVED)
        return replace(place, anonymise=MASK) if field.required else place
