# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What somebody answered by SMS: STOP in whatever spelling, or something to read."""

import unicodedata
from collections.abc import Mapping

# "Stop it please" is a no, a longer text is for a person to read.
MOST_WORDS = 4
# Letters that stay what they are when accents are taken off.
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are compared.

    >>> words_of(" Arrêt!!  STOP-36 200."), words_of("«Wyłącz»")
    (['arret', 'stop', '36', '200'], ['wylacz'])
    >>> words_of("СТОП"), words_of("?!"), words_of("")
    (['стоп'], [], [])
    """
    plain = unicodedata.normalize("NFKD", text).casefold().translate(PLAIN)
    kept = "".join(
        "" if unicodedata.combining(c) else c if c.isalnum() else " " for c in plain
    )
    return kept.split()


def key_of(text: str) -> str:
    """Return a text without spaces, signs, accents and capitals.

    >>> key_of("S T O P !"), key_of("opt-out")
    ('stop', 'optout')
    """
    return "".join(words_of(text))


def find(text: str, words: Mapping[str, bool]) -> tuple[str, bool]:
    """Return the key of the word that a text is, and whether it is the whole text.

    :param words: {key: whether it counts at the beginning of a short text too}

    >>> words = {"stop": True, "end": False, "stopall": False}
    >>> find("Stop.", words), find("s t o p", words), find("STOP 36200", words)
    (('stop', True), ('stop', True), ('stop', True))
    >>> find("Stop all", words), find("Stop it, please", words)
    (('stopall', True), ('stop', False))
    >>> find("END", words), find("End of the month?", words), find("", words)
    (('end', True), ('', False), ('', False))
    >>> find("Stop by at five or call me", words), find("don't stop", words)
    (('', False), ('', False))
    """
    found = words_of(text)
    for key in ("".join(found), "".join(w for w in found if not w.isdigit())):
        if key in words:
            return key, True
    if found and len(found) <= MOST_WORDS and words.get(found[0]):
        return found[0], False
    return "", False
