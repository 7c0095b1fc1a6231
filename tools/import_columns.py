# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""The columns of files from older systems, and what those called them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple


class ImportColumn(NamedTuple):
    """A column that an import understands.

    ``name`` is the field it is for; what is no field (``is_own``) is read by ours.
    ``others`` are names that older systems give it, in any notation.
    """

    name: str
    label: str
    example: str = ""
    help: str = ""
    others: tuple[str, ...] = ()
    is_own: bool = False
    is_hidden: bool = False  # understood, but not in the template


def header_key(text: str) -> str:
    """Return a header without what people write differently.

    >>> header_key("Kod pocztowy:"), header_key("E-Mail "), header_key("Straße_Nr.")
    ('kodpocztowy', 'email', 'strassenr')
    >>> header_key("Numer klienta (stały)"), header_key("")
    ('numerklientastaly', '')
    """
    plain = text.casefold().replace("ł", "l").replace("ø", "o")
    return "".join(
        sign for sign in unicodedata.normalize("NFKD", plain) if sign.isalnum()
    )


def by_header(columns: Iterable[ImportColumn]) -> dict[str, str]:
    """Return {header as `header_key` writes it: name of the field}.

    >>> columns = [ImportColumn("zip", "ZIP", others=("Postcode", "PLZ"))]
    >>> by_header(columns)
    {'zip': 'zip', 'postcode': 'zip', 'plz': 'zip'}
    """
    found: dict[str, str] = {}
    for column in columns:
        for text in (column.name, column.label, *column.others):
            found.setdefault(header_key(text), column.name)
    return found
