# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""How a person's values are recognised in text, by PostgreSQL's regular expressions.

A value is looked for in the ways people and programs write it: a phone number with any
separators, an e-mail address inside a link, a name with a line break in it. A single
word, and a name made of common words, counts only where it is the whole value: "Rose"
in a text is a flower.

>>> [needle] = needles([("name", "Rose")])
>>> needle.is_whole
True
>>> needles([("name", "Will Young")])[0].is_whole
True
>>> [needle] = needles([("name", "Anna Kowalska-Nowak")])
>>> needle.hints, needle.is_whole
(('kowalska-nowak',), False)
>>> needles([("phone", "+48 601 234 567")])[0].hints
('567', ' 67', '-67', '.67', '/67', ')67')
>>> needles([("email", ""), ("phone", "12"), ("name", " ")])
[]
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import phonenumbers

# Between two digits or letters of a number, as it is typed.
GAP = "[ ./()\u00a0\u2009\u2011\u2013-]{0,2}"
SPACE = "(?:[\\s\u00a0]|&nbsp;)+"
# What can stand between two values of a text that was joined of many.
MARK = "\x01"
SEPARATORS = " -./)"
# Shorter than that is no value of a person: a house number, a dash.
MIN_LENGTH = {"name": 2, "email": 5, "phone": 6, "number": 4, "address": 5, "text": 3}
# Names that are words: together they are a sentence rather than a person.
COMMON = frozenset(
    "april august autumn baker bank bell best bill black blue bond book brown bush"
    " carpenter chance church clay cook cross day dawn dean drew earl faith farmer fish"
    " fox frank free gold good grace grant gray green grey hall hand hill holly hope"
    " hunter iris ivy jack june joy july junior justice king knight lane law lily long"
    " love march mark may mercy miles miller moon north olive page park parker penny"
    " pierce price prince rain ray reed rich rob rock rose ruby sales sandy shaw short"
    " silver singer skip smith snow south spring star stone storm summer sunny taylor"
    " violet wall ward water weaver west white will winter wolf wood young"
    " maj lis kot kowal wilk nowak mazur krawiec lipiec sroka wrona zima bieg rok"
    " klein gross kurz lang koch schmidt schneider weber wolf berg bach stein winter"
    " sommer herbst kaiser konig richter vogel fuchs jung neu alt"
    " customer client kunde klient test anonymised".split()
)


@dataclass(frozen=True)
class Needle:
    """One value: what it is, the pattern that proves it, and what the pattern implies.

    hints: one of them is in every text (its ASCII letters small) that matches; empty
    when nothing can be said. loose: what is in every text that matches, as a pattern.
    """

    kind: str
    pattern: str
    hints: tuple[str, ...]
    loose: str = ""
    is_whole: bool = False


def needles(values) -> list[Needle]:
    """Return what to look for.

    :param values: (kind, text) with kind one of `name`, `email`, `phone`, `address`,
        `number` (an identifier of letters and digits) and `text`
    """
    found = {}
    for kind, text in values:
        text = " ".join((text or "").split())
        if len(text) >= MIN_LENGTH[kind] and any(map(str.isalnum, text)):
            needle = _MAKERS[kind](kind, text)
            if needle:
                found.setdefault(needle.pattern, needle)
    return list(found.values())


def is_in(needle: Needle, text: str) -> bool:
    """Whether a text that somebody types holds a value, a lone word too.

    >>> is_in(needles([("name", "Rose")])[0], "for rose")
    True
    """
    small = _small(text)
    if needle.hints and not any(hint in small for hint in needle.hints):
        return False
    pattern = f"(?<!\\w)(?:{needle.loose or needle.pattern})(?!\\w)"
    return bool(re.search(pattern, text, re.IGNORECASE))


def _phrase(kind, text):
    words = text.split()
    pattern = f"(?<!\\w){SPACE.join(map(_letters, words))}(?!\\w)"
    return Needle(kind, pattern, _hints(text))


def _name(kind, text):
    words = re.findall(r"\w+", text.casefold())
    if len(words) < 2 or all(word in COMMON or len(word) < 2 for word in words):
        return _whole(kind, text)
    return _phrase(kind, text)


def _whole(kind, text):
    """The value alone in its column, or as a string of JSON.

    >>> import re
    >>> pattern = _whole("name", "Rose").pattern
    >>> [bool(re.search(pattern, each, re.I)) for each in
    ...  ("rose", " Rose ", '{"name": "Rose"}', "a rose")]
    [True, True, True, False]
    """
    value = SPACE.join(map(_letters, text.split()))
    pattern = f'^\\s*{value}\\s*$|"{value}"'
    return Needle(kind, pattern, _hints(text), loose=value, is_whole=True)


def _email(kind, text):
    """
    >>> import re
    >>> pattern = _email("email", "anna@example.com").pattern
    >>> [bool(re.search(pattern, each, re.I)) for each in
    ...  ("Anna <ANNA@example.com>", "?to=anna%40example.com", "joanna@example.com",
    ...   "anna@example.com.pl", "anna@example.com.")]
    [True, True, False, False, True]
    """
    local, _at, domain = text.partition("@")
    pattern = (
        f"(?<![\\w.+-]){_letters(local)}(?:@|%40|&#64;){_letters(domain)}"
        "(?![\\w-]|[.]\\w)"
    )
    return Needle(kind, pattern, _hints(local, least=4) or _hints(text))


def _phone(kind, text):
    """A number with or without its country code.

    >>> import re
    >>> pattern = _phone("phone", "+48601234567").pattern
    >>> [bool(re.search(pattern, each)) for each in
    ...  ("601234567", "tel. 601-234-567", "0048 601 23 45 67", "16012345678",
    ...   "601 234 5678")]
    [True, True, True, False, False]
    """
    country, digits = _split(text)
    if len(digits) < MIN_LENGTH["phone"]:
        return None
    lead = f"(?:(?:[+]|00{GAP})?{country}{GAP})?" if country else ""
    pattern = f"(?<!\\d){lead}(?:[(]?0[)]?{GAP})?{GAP.join(digits)}(?!\\d)"
    return Needle(kind, pattern, _endings(digits))


def _split(text):
    """Return (country code, the number without it).

    >>> _split("+48 601 234 567"), _split("601 234 567")
    (('48', '601234567'), ('', '601234567'))
    """
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException:
        return "", re.sub(r"\D", "", text).lstrip("0")
    return str(number.country_code), str(number.national_number)


def _number(kind, text):
    """An identifier, with any separators.

    >>> import re
    >>> pattern = _number("number", "PL61109010140000071219812874").pattern
    >>> bool(re.search(pattern, "pl61 1090 1014 0000 0712 1981 2874", re.I))
    True
    """
    letters = re.sub(r"[\W_]", "", text)
    if len(letters) < MIN_LENGTH[kind]:
        return None
    if not any(map(str.isdigit, letters)):
        return _whole(kind, text)
    pattern = f"(?<!\\w){GAP.join(letters)}(?!\\w)"
    return Needle(kind, pattern, _endings(letters))


def _endings(text):
    """However the characters are grouped, the last two stand together."""
    text = _small(text)
    if not text.isascii():
        return ()
    return (text[-3:], *(f"{gap}{text[-2:]}" for gap in SEPARATORS))


def _letters(text):
    """A pattern of the text as HTML and JSON may write it.

    >>> _letters("O'Brien")
    "O(?:'|&#39;|&#x27;|&apos;|\\u2019)Brien"
    """
    return "".join(map(_letter, text))


def _letter(letter):
    if letter == "'":
        return "(?:'|&#39;|&#x27;|&apos;|\u2019)"
    if letter in '"&<>':
        return f'(?:{re.escape(letter)}|{re.escape(html.escape(letter))}|\\\\")'
    return letter if letter.isalnum() or letter == "_" else f"[{_class(letter)}]"


def _class(letter):
    return f"\\{letter}" if letter in r"\]^-[" else letter


def _hints(text, least=3):
    """The longest run of ASCII letters: what any way of writing it contains."""
    runs = [run.strip(".-") for run in re.findall(r"[a-z0-9.-]+", _small(text))]
    longest = max(runs, key=len, default="")
    return (longest,) if len(longest) >= least else ()


def _small(text):
    """
    >>> _small("\u0141UKASZ")
    '\u0141ukasz'
    """
    return "".join(each.lower() if each.isascii() else each for each in text)


_MAKERS = {
    "name": _name,
    "email": _email,
    "phone": _phone,
    "address": _phrase,
    "number": _number,
    "text": _phrase,
}
