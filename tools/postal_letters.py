# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Letters of which a database makes the same small ones as `address_hash` does.

ASCII and the accented Latin letters whose small form is one letter and has no other
way of being written. All others (ß, ligatures, combining accents, other scripts,
dashes) are left to Python.
"""

import unicodedata

LATIN = range(0xC0, 0x180)


def _is_simple(letter: str) -> bool:
    small = letter.casefold()
    return (
        letter.isalnum()
        and len(small) == 1
        and unicodedata.normalize("NFKC", letter) == letter
        and unicodedata.normalize("NFKC", small) == small
    )


def accented_pairs() -> tuple[str, str]:
    """Return the capital letters, and their small ones in the same order.

    >>> capitals, small = accented_pairs()
    >>> len(capitals) == len(small), capitals[small.index("ł")]
    (True, 'Ł')
    >>> "ß" in small or "İ" in capitals
    False
    """
    pairs = [
        (letter, letter.casefold())
        for letter in map(chr, LATIN)
        if _is_simple(letter) and letter.casefold() != letter
    ]
    return "".join(one for one, _other in pairs), "".join(
        other for _one, other in pairs
    )


def small_letters() -> str:
    """Return the accented small letters that stay as they are.

    >>> {"ą", "é", "ž", "ü"} <= set(small_letters()), "ß" in small_letters()
    (True, False)
    """
    return "".join(
        letter
        for letter in map(chr, LATIN)
        if _is_simple(letter) and letter.casefold() == letter
    )
