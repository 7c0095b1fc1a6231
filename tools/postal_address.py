# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""The lines of an address as the post of its country reads them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from .postal_layouts import odoo_layout

# Left over where a part is empty: "Roma, " or "-12345".
_EDGES = " ,;/-–—\t"
_UNPRINTED = re.compile(
    r"[\s\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+"
)


@dataclass(frozen=True)
class Address:
    """An address by its parts, as they were typed."""

    name: str = ""
    company: str = ""
    street: str = ""
    street2: str = ""
    zip: str = ""
    city: str = ""
    state_name: str = ""
    state_code: str = ""
    country_code: str = ""
    country_name: str = ""
    layout: str | None = None


def one_line(text: str | None) -> str:
    """Return a text as it can stand in a line: no breaks, nothing that is not seen.

    >>> one_line(" Anna\\n\\t<b>Nowak</b>\\u202e ")
    'Anna <b>Nowak</b>'
    """
    return _UNPRINTED.sub(" ", unicodedata.normalize("NFC", text or "")).strip()


def postal_lines(address: Address, home: str = "") -> list[str]:
    """Return the lines from the name down; in the country ``home`` without its name.

    >>> rome = Address("Anna Rossi", "", "Via Roma 1", "", "00100", "Roma", "Roma",
    ...                "RM", "IT", "Italy")
    >>> postal_lines(rome, "PL")
    ['Anna Rossi', 'Via Roma 1', '00100 Roma RM', 'ITALY']
    >>> postal_lines(rome, "IT")[-1]
    '00100 Roma RM'
    >>> postal_lines(Address("Jan", "Acme", "1 Main St", "", "", "Luanda"), "PL")
    ['Jan', 'Acme', '1 Main St', 'Luanda']

    Without a country an address is one of the sender's; no part of it is left out.

    >>> ewa = Address("Ewa", "", "ul. Prosta 1", "", "00-001", "Warszawa")
    >>> postal_lines(ewa, "PL"), postal_lines(ewa)[-1]
    (['Ewa', 'ul. Prosta 1', '00-001 Warszawa'], '00-001 Warszawa')
    >>> postal_lines(Address("Eve", "", "1 High St", "", "SW1A 1AA", "London"), "GB")
    ['Eve', '1 High St', 'London', 'SW1A 1AA']
    """
    names = [one_line(address.name), one_line(address.company)]
    lines = [*dict.fromkeys(names), *_place(address, home)]
    if address.country_code != home:
        lines.append(one_line(address.country_name).upper())
    return [line for line in lines if line]


def _place(address: Address, home: str) -> list[str]:
    # a percent sign that is typed stays one: only the layout is filled in
    values = {
        "street": one_line(address.street),
        "street2": one_line(address.street2),
        "zip": one_line(address.zip),
        "city": one_line(address.city),
        "state_name": one_line(address.state_name),
        "state_code": one_line(address.state_code),
        "country_code": address.country_code,
    }
    pattern = _pattern(address.country_code or home, address.layout)
    lines = []
    for line in pattern:
        text = "".join(
            values.get(part, "") if is_field else part for is_field, part in line
        )
        lines.append(" ".join(text.split()).strip(_EDGES))
    return lines


@lru_cache(maxsize=1024)
def _pattern(country: str, layout: str | None) -> tuple:
    """Return the lines of a layout as ((is a field, name or text), …)."""
    lines = odoo_layout(country, layout).splitlines()
    return tuple(
        tuple(
            (bool(number % 2), part)
            for number, part in enumerate(re.split(r"%\((\w+)\)s", line))
            if part
        )
        for line in lines
    )
