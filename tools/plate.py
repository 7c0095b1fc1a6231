# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Number plates: stored as they are typed, found however they are typed."""

import unicodedata

from .letters import compact

# Letters of other alphabets that look like Latin ones on a plate. Where plates are
# Cyrillic, the law allows only these twelve, so that they can be read abroad.
LOOK_ALIKES = str.maketrans(
    "АВЕКМНОРСТУХІЈ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "ABEKMHOPCTYXIJ" + "ABEZHIKMNOPTYX",
)
# What people confuse when they read a plate. Never for what is stored or shown.
CONFUSED = str.maketrans("OI", "01")


def tidy(text: str | None) -> str:
    """Return a plate as it is shown: capital letters, single spaces, its own alphabet.

    >>> tidy("  wx  12\\u00a034a "), tidy("м123ав 77"), tidy(None)
    ('WX 12 34A', 'М123АВ 77', '')
    """
    return " ".join(unicodedata.normalize("NFKC", text or "").upper().split())


def plate_key(text: str | None) -> str:
    """Return what a plate is compared by; empty when there is nothing to compare.

    Spaces, dashes and dots do not count:

    >>> plate_key("WX 1234A"), plate_key("wx-1234.a"), plate_key(" \\t- ")
    ('WX1234A', 'WX1234A', '')

    The same plate in Cyrillic and in Latin letters is one plate:

    >>> plate_key("М 123 АВ") == plate_key("M 123 AB") == "M123AB"
    True

    O and 0, I and 1 are one thing in a search, whichever was read:

    >>> plate_key("WO 1I0"), plate_key("W0 II0"), plate_key("WО 110")
    ('W0110', 'W0110', 'W0110')

    Other letters stay as they are: a German Ü is no U.

    >>> plate_key("MÜ-AB 12"), plate_key("mu\\u0308 ab 12"), plate_key("12 あ 34")
    ('MÜAB12', 'MÜAB12', '12あ34')
    """
    return compact(text).translate(LOOK_ALIKES).translate(CONFUSED)
