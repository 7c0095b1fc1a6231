# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""A place of the database that can hold what is known about a person."""

from __future__ import annotations

from dataclasses import dataclass

from .data_link import Link

# What becomes of a value when the person is anonymised.
KEEP = "keep"
BLANK = "blank"
MASK = "mask"
DELETE = "delete"
FATES = (KEEP, BLANK, MASK, DELETE)

# How a value came to us, as the copy of the data says it.
PROVIDED = "provided"
OBSERVED = "observed"
DERIVED = "derived"
WITHHELD = "withheld"
EXPORTS = (PROVIDED, OBSERVED, DERIVED, WITHHELD)

KINDS = (
    "char",
    "text",
    "html",
    "json",
    "binary",
    "date",
    "number",
    "selection",
    "link",
)
# What can hold words somebody typed, a file included.
WORDS = ("char", "text", "html", "json", "binary")

# What people read as headings, in the order in which they read them.
GROUPS = (
    "identity",
    "contact",
    "family",
    "consents",
    "actions",
    "notes",
    "messages",
    "appointments",
    "documents",
    "payments",
    "loyalty",
    "vehicles",
    "marketing",
    "requests",
    "files",
    "technical",
)

# The row is about the person.
SUBJECT = "subject"
# The person is one of several: a recipient, somebody who reads along.
PART = "part"
# The person has another part in it: works here, sells to us, owns the place.
OTHER = "other"
ROLES = (SUBJECT, PART, OTHER)


@dataclass(frozen=True)
class Place:
    """One column of a model, and what becomes of what is in it.

    model, field: what the ORM calls it; table, column: where it is ("" where the file
    of a field is an attachment); kind: one of KINDS; group: under which heading people
    read it; anonymise: one of FATES, `delete` says the whole row goes; reason: why it
    is kept, in words; retention: key of the rule that says until when; export: one of
    EXPORTS; withheld: why it is not handed over; is_reviewed: whether somebody decided
    so, or it is the default.

    >>> place = Place("crm.lead", "contact_name", "crm_lead", "contact_name", "char")
    >>> place.name, place.anonymise, place.export, place.is_reviewed
    ('crm.lead.contact_name', 'blank', 'provided', False)
    >>> place.is_personal
    True
    >>> Place("uom.uom", "name", "uom_uom", "name", "char", group="").is_personal
    False
    """

    model: str
    field: str
    table: str
    column: str
    kind: str
    group: str = "technical"
    anonymise: str = BLANK
    reason: str = ""
    retention: str = ""
    export: str = PROVIDED
    withheld: str = ""
    is_reviewed: bool = False

    @property
    def name(self) -> str:
        return f"{self.model}.{self.field}"

    @property
    def is_personal(self) -> bool:
        """Whether rows of the model can be about a person at all."""
        return bool(self.group)


@dataclass(frozen=True)
class Tie:
    """Why rows of a model are about a person: they refer to rows that are.

    link: the column; parent: the model it refers to ("" for any model, where the link
    names it); role: one of ROLES; by: the column of the parent that is referred to.
    """

    link: Link
    parent: str
    role: str = SUBJECT
    by: str = "id"

    @property
    def model(self) -> str:
        """The model whose rows are tied."""
        return self.link.model

    @property
    def name(self) -> str:
        return self.link.name
