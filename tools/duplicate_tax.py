# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Tax ids: which can be one at all, and what two notations have in common."""

from __future__ import annotations

from functools import lru_cache

from stdnum import get_cc_module

# Shorter ones are no tax id: "0", "brak", "n/a".
SHORTEST = 8


def _plain(text: str | None) -> str:
    return "".join(filter(str.isalnum, text or "")).upper()


def tax_id_digits(text: str | None) -> str:
    """Return what identifies, without the country; empty when it can be no tax id.

    >>> tax_id_digits("PL 526-025-09-95"), tax_id_digits("5260250995")
    ('5260250995', '5260250995')
    >>> tax_id_digits("brak"), tax_id_digits("000-000-00-00"), tax_id_digits(None)
    ('', '', '')
    """
    plain = _plain(text)
    digits = plain[2:] if plain[:2].isalpha() else plain
    if len(digits) < SHORTEST or not any(map(str.isdigit, digits)):
        return ""
    return digits if len(set(digits)) > 1 else ""


@lru_cache(maxsize=1 << 14)
def is_tax_id(text: str | None) -> bool:
    """Tell whether it is valid where its country is known, else whether it can be.

    >>> is_tax_id("PL5260250995"), is_tax_id("PL5260250996"), is_tax_id("5260250995")
    (True, False, True)
    >>> is_tax_id("n/a"), is_tax_id("")
    (False, False)
    """
    digits = tax_id_digits(text)
    plain = _plain(text)
    module = plain[:2].isalpha() and get_cc_module(plain[:2].lower(), "vat")
    if not digits or not module:
        return bool(digits)
    return module.is_valid(digits) or module.is_valid(plain)
