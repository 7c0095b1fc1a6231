# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Other people in a text: their addresses, numbers and full names are taken out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from .phone_numbers import read_number

EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w+])\+?\(?\d[\d ()/.\-\u00a0]{6,18}\d(?!\w)")
# Seven digits are the shortest number anybody is reached by from elsewhere.
FEWEST_DIGITS = 7


def emails(texts: Iterable[str]) -> set[str]:
    """Return the e-mail addresses in texts, in lower case.

    >>> sorted(emails(["Write to Jan <JAN@Example.com>, or a@b.pl.", None, ""]))
    ['a@b.pl', 'jan@example.com']
    """
    return {
        found.lower()
        for text in texts
        if text and "@" in text
        for found in EMAIL.findall(text)
    }


def phones(texts: Iterable[str]) -> set[str]:
    """Return what looks like a telephone number in texts, as it is written.

    >>> sorted(phones(["call 602 345 678 (wife)", "no. 12/2026", "+48602345678"]))
    ['+48602345678', '602 345 678']
    """
    return {
        found
        for text in texts
        if text
        for found in PHONE.findall(text)
        if sum(map(str.isdigit, found)) >= FEWEST_DIGITS
    }


def number_of(written: str, *regions: str) -> str:
    """Return a number in the one form it is kept in, or nothing.

    >>> number_of("602 345 678", "PL"), number_of("000 000 000", "PL")
    ('+48602345678', '')
    """
    return read_number(written, *regions).e164


def is_clear(name: str) -> bool:
    """Whether a name is one nobody writes by chance: two words, not "Will" or "May".

    >>> is_clear("Jan Nowak"), is_clear("Will"), is_clear("A B"), is_clear("")
    (True, False, False, False)
    """
    words = name.split() if name else []
    return len(words) > 1 and sum(map(len, words)) > 4


def names_pattern(names: Iterable[str]) -> re.Pattern | None:
    """Return what finds these names as whole words, however they are spaced.

    >>> pattern = names_pattern(["Jan Nowak", "Will", "Anna-Maria Best"])
    >>> pattern.sub("X", "Jan  Nowak will meet Will; Jan Nowakowski, ANNA-MARIA BEST")
    'X will meet Will; Jan Nowakowski, X'
    >>> names_pattern(["Will"]) is None
    True
    """
    clear = sorted({" ".join(name.split()) for name in names if is_clear(name)})
    if not clear:
        return None
    options = [r"\s+".join(map(re.escape, name.split())) for name in reversed(clear)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(options)})(?!\w)", re.IGNORECASE)


def without(
    text: str,
    addresses: Collection[str],
    numbers: Collection[str],
    pattern: re.Pattern | None,
    mark: str,
    seen: Callable[[str], None] = lambda kind: None,
) -> str:
    """Return a text in which these addresses, numbers and names are replaced.

    >>> found = []
    >>> without("Jan Nowak, JAN@example.com, 602 345 678 or +48 601 000 111",
    ...         {"jan@example.com"}, {"602 345 678"}, names_pattern(["Jan Nowak"]),
    ...         "[…]", found.append)
    '[…], […], […] or +48 601 000 111'
    >>> found
    ['email', 'phone', 'name']
    """

    def take(kind: str, known: Collection[str], lower: bool = False):
        def replaced(match: re.Match) -> str:
            words = match.group().lower() if lower else match.group()
            if words not in known:
                return match.group()
            seen(kind)
            return mark

        return replaced

    if addresses and "@" in text:
        text = EMAIL.sub(take("email", addresses, lower=True), text)
    if numbers:
        text = PHONE.sub(take("phone", numbers), text)
    if pattern:

        def name(match: re.Match) -> str:
            seen("name")
            return mark

        text = pattern.sub(name, text)
    return text
