# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Postcodes: whether one fits its country, and how it is written there.

A pattern has 9 for a digit, A for a letter, * for either; what else is in it is written
so. A space may be left out, a dash may not: sorting machines need it.
"""

import re
from functools import cache

from stdnum.es import postal_code
from stdnum.exceptions import ValidationError
from stdnum.nl import postcode as nl_postcode

PATTERNS = {
    **dict.fromkeys(
        "AT AU BE BG CH CY DK HU LI LU NO NZ SI ZA GE MK".split(), ["9999"]
    ),
    **dict.fromkeys(
        "DE ES FI FR HR IT MX MY RS TR UA EE MC ME BA TH EG ID".split(), ["99999"]
    ),
    **dict.fromkeys("CN RO SG VN KZ BY RU IN".split(), ["999999"]),
    **dict.fromkeys("CZ GR SE SK".split(), ["999 99"]),
    "AD": ["AD999"],
    "BR": ["99999-999"],
    "CA": ["A9A 9A9"],
    "GB": ["A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA"],
    "IE": ["A** ****"],
    "IL": ["9999999", "99999"],
    "IS": ["999"],
    "JP": ["999-9999"],
    "KR": ["99999"],
    "LT": ["LT-99999", "99999"],
    "LV": ["LV-9999"],
    "MD": ["MD-9999", "9999"],
    "MT": ["AAA 9999"],
    "NL": ["9999 AA"],
    "PL": ["99-999"],
    "PT": ["9999-999"],
    "US": ["99999", "99999-9999"],
}
# Countries whose postcodes python-stdnum knows better than by their form.
KNOWN = {"ES": postal_code, "NL": nl_postcode}
SIGNS = {"9": "[0-9]", "A": "[A-Z]", "*": "[A-Z0-9]", " ": " ?"}
# The sign of a country before its postcodes, as people still write it.
SIGN_BEFORE = r"^(?:[A-Z]{1,3})[\s-]+(?=[0-9])"


@cache
def regex(country: str) -> str:
    """Return the expression that the postcodes of a country match.

    >>> regex("PL"), regex("XX")
    ('^(?:[0-9][0-9]-[0-9][0-9][0-9])$', '')
    """
    patterns = PATTERNS.get(country, ())
    bodies = ("".join(SIGNS.get(sign, sign) for sign in each) for each in patterns)
    return f"^(?:{'|'.join(bodies)})$" if patterns else ""


def fits(code: str, country: str) -> bool:
    """Whether a postcode fits; of countries we do not know everything does.

    >>> fits("00-950", "PL"), fits("00950", "PL"), fits("sw1a 1aa", "GB")
    (True, False, True)
    >>> fits("11455", "SE"), fits("53000", "ES"), fits("anything", "XX")
    (True, False, True)
    """
    wanted, text = regex(country), code.strip().upper()
    if not wanted:
        return True
    if not re.match(wanted, text):
        return False
    if country in KNOWN:
        try:
            KNOWN[country].validate(text)
        except ValidationError:
            return False
    return True


def propose(code: str, country: str) -> str:
    """Return how it is written there, if that can be told.

    >>> propose("00950", "PL"), propose("PL 00 950", "PL"), propose("D-1067", "DE")
    ('00-950', '00-950', '01067')

    A spreadsheet took the zeros in front:

    >>> propose("950", "PL"), propose("1234567", "BR"), propose("12345", "NL")
    ('00-950', '01234-567', '')
    >>> propose("1234ab", "NL"), propose("SWIA 1AA", "GB")
    ('1234 AB', '')
    """
    text = re.sub(SIGN_BEFORE, "", code.strip().upper())
    signs = re.sub(r"[^A-Z0-9]", "", text)
    for pattern in PATTERNS.get(country, ()):
        places = [sign for sign in pattern if sign in "9A*"]
        if (
            signs.isdigit()
            and set(places) == {"9"}
            and len(places) - len(signs) in (1, 2)
        ):
            filled = signs.zfill(len(places))
        elif len(signs) == len(places):
            filled = signs
        else:
            continue
        rest = iter(filled)
        written = "".join(next(rest) if each in "9A*" else each for each in pattern)
        if fits(written, country):
            return written
    return ""
