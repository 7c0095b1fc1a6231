# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What somebody decided about the columns of a model."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .data_place import (
    BLANK,
    DELETE,
    DERIVED,
    KEEP,
    MASK,
    OBSERVED,
    PROVIDED,
    WITHHELD,
    WORDS,
    Place,
)

# Why something is kept, and why something is not handed over, as people read it. What
# is here is translated by `customer.data.map._say`.
INVOICE = "Accounting and tax law demand it, unchanged."
ORDER = "It proves what was agreed until no claim can be made any more."
CONTRACT = "It proves what was done, for warranty and claims."
MEDICAL = "Records of a treatment are kept as the law demands."
CONSENT = "It proves what was agreed to and refused, and names nobody."
REQUEST = "It proves that a request was answered in time."
EMPLOYMENT = "The file of a colleague is kept by other rules."
NO_WORDS = "It says nothing about a person once the words are gone."
STAFF = "It names a colleague, not the customer."
TECHNICAL = "A number or key of the program, no information about a person."
SETTING = "A setting of this company; no row of it is about a customer."
SECRET = "A key that opens something; handed over it could be misused."
THIRD = "It names somebody else."
TWICE = "The same is handed over under the record it belongs to."


@dataclass(frozen=True)
class Review:
    """The columns of one model; names of fields are written with spaces between.

    group: the heading; row: what becomes of whole rows, then no column needs a word of
    its own; blank, mask, keep: columns by what becomes of them; technical: kept columns
    that are none of the person's data; secret: keys, emptied and never handed over;
    reason, retention: of what is kept; export: how the words came to us; derived,
    observed, third: columns where that is otherwise; withheld: why nothing of the model
    is handed over.

    >>> lead = Review("marketing", blank="phone", mask="name", technical="reveal_id")
    >>> place = Place("crm.lead", "name", "crm_lead", "name", "char")
    >>> lead.of(place).anonymise, lead.of(place).is_reviewed
    ('mask', True)
    >>> other = replace(place, field="added_by_an_addon")
    >>> lead.of(other).anonymise, lead.of(other).is_reviewed
    ('blank', False)
    >>> stage = Place("crm.lead", "stage_id", "crm_lead", "stage_id", "link")
    >>> lead.of(stage).anonymise, lead.of(stage).export, lead.of(stage).is_reviewed
    ('keep', 'observed', True)
    """

    group: str
    row: str = ""
    blank: str = ""
    mask: str = ""
    keep: str = ""
    technical: str = ""
    secret: str = ""
    reason: str = NO_WORDS
    retention: str = ""
    export: str = PROVIDED
    derived: str = ""
    observed: str = ""
    third: str = ""
    withheld: str = ""

    def of(self, place: Place) -> Place:
        """Return the place as this review has it."""
        name = place.field
        is_word = place.kind in WORDS
        place = replace(place, group=self.group)
        export = self.export if is_word else OBSERVED
        place = replace(place, export=export, withheld="")
        fate, reason = self._fate(name, is_word)
        if fate:
            place = replace(place, anonymise=fate, reason=reason, is_reviewed=True)
        if fate == KEEP and reason == self.reason:
            place = replace(place, retention=self.retention)
        return self._handed_over(place)

    def _fate(self, name: str, is_word: bool) -> tuple[str, str]:
        for fate in (BLANK, MASK, KEEP):
            if name in getattr(self, fate).split():
                return fate, self.reason if fate == KEEP else ""
        if name in self.technical.split():
            return KEEP, TECHNICAL
        if name in self.secret.split():
            return MASK, ""
        if self.row:
            return self.row, self.reason if self.row == KEEP else ""
        # a number, a date or a link of a row whose words are gone
        return ("", "") if is_word else (KEEP, self.reason)

    def _handed_over(self, place: Place) -> Place:
        name = place.field
        if self.withheld:
            return replace(place, export=WITHHELD, withheld=self.withheld)
        for names, why in (
            (self.technical, TECHNICAL),
            (self.secret, SECRET),
            (self.third, THIRD),
        ):
            if name in names.split():
                return replace(place, export=WITHHELD, withheld=why)
        for export in (DERIVED, OBSERVED):
            if name in getattr(self, export).split():
                return replace(place, export=export)
        return place


def gone(group: str, **values: str) -> Review:
    """Rows that are deleted with the person's data.

    >>> gone("contact").row
    'delete'
    """
    return Review(group, row=DELETE, **values)
