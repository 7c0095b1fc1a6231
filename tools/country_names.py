# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What countries are called in the languages of the files that come in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from babel import Locale, UnknownLocaleError

# Files are written in these, whatever language the program speaks.
LANGUAGES = ("en", "pl", "de")
COUNTRY = re.compile("[A-Z]{2}")
# What people write and no list of names has.
OTHERS = {
    "anglia": "GB",
    "england": "GB",
    "great britain": "GB",
    "großbritannien": "GB",
    "uk": "GB",
    "usa": "US",
}


def country_code(name: str, languages: Iterable[str] = ()) -> str:
    """Return the code of a country by its name, "" for none that is certain.

    >>> country_code(" polska "), country_code("Deutschland"), country_code("UK")
    ('PL', 'DE', 'GB')
    >>> country_code("Atlantis"), country_code("España")
    ('', '')
    >>> country_code("España", ["es_ES", "xx"])
    'ES'
    """
    key = " ".join(name.split()).casefold()
    if key in OTHERS:
        return OTHERS[key]
    codes = {
        code
        for language in (*LANGUAGES, *languages)
        if (code := _names(language).get(key))
    }
    return codes.pop() if len(codes) == 1 else ""


@cache
def _names(language: str) -> dict[str, str]:
    """{name: code} in a language; none in one that nobody knows."""
    try:
        territories = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return {}
    # "GB-alt-short" is "UK"
    codes = ((key.partition("-")[0], name) for key, name in territories.items())
    return {name.casefold(): code for code, name in codes if COUNTRY.fullmatch(code)}
