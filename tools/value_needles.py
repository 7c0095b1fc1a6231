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
>>> needle.word, needle.is_whole
('kowalska-nowak', False)
>>> needles([("phone", "+48 601 234 567")])[0].clue
'567|[ ./)-]67'
>>> needles([("email", ""), ("phone", "12"), ("name", " ")])
[]
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import phonenumbers

# Between two digits or letters of a number, as it is typed.
GAPS = " ./()\u00a0\u2009\u2011\u2013-"
GAP = f"[{GAPS}]{{0,2}}"
SPACE = "(?:[\\s\u00a0]|&nbsp;)+"
# What can stand between two values of a text that was joined of many.
MARK = "\x01"
# Before the last two characters of a number, where it is grouped.
SEPARATOR = "[ ./)-]"
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

    near: the value as a pattern, without what may not stand beside it. word: what is in
    every text that matches, its ASCII letters small. Of numbers there is no word, they
    are typed in groups: clue is a short pattern in every such text, compact is how the
    number reads in it without GAP.
    """

    kind: str
    pattern: str
    near: str
    word: str = ""
    clue: str = ""
    compact: tuple[str, ...] = ()
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


def surnames(names) -> list[Needle]:
    """Return what to look for where people type a surname alone, as in a saved search.

    Who is found may be somebody else of that name.

    >>> [needle] = surnames(["Anna Maria Nowak", "Jan Nowak", "Bo Li", "Rose"])
    >>> needle.kind, needle.word
    ('surname', 'nowak')
    >>> [is_in(needle, text) for text in ("[('name', '=', 'Nowak')]", "Nowakowski")]
    [True, False]
    """
    last = {words[-1].lower() for name in names if len(words := name.split()) > 1}
    return [_phrase("surname", word) for word in sorted(last) if len(word) > 2]


def is_in(needle: Needle, text: str) -> bool:
    """Whether a text that somebody types holds a value, a lone word too.

    >>> is_in(needles([("name", "Rose")])[0], "for rose")
    True
    """
    pattern = f"(?<!\\w)(?:{needle.near})(?!\\w)"
    return bool(re.search(pattern, text, re.IGNORECASE))


def _phrase(kind, text, *others):
    near = "|".join([SPACE.join(map(_letters, text.split())), *others])
    near = f"(?:{near})" if others else near
    return Needle(kind, f"(?<!\\w){near}(?!\\w)", near, **_hint(text))


def _name(kind, text):
    words = re.findall(r"\w+", text.casefold())
    if len(words) < 2 or all(word in COMMON or len(word) < 2 for word in words):
        return _whole(kind, text)
    return _phrase(kind, text, _turned(text))


def _turned(text):
    """A pattern of a name with the surname first, as lists and letters have it.

    >>> import re
    >>> pattern = needles([("name", "Anna Maria Kowalska")])[0].pattern
    >>> [bool(re.search(pattern, each, re.I)) for each in
    ...  ("Anna Maria Kowalska", "KOWALSKA Anna  Maria", "Maria Kowalska",
    ...   "Jan Kowalska, Anna Maria Nowak")]
    [True, True, False, False]
    """
    *first, last = map(_letters, text.split())
    return SPACE.join([last, *first])


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
    return Needle(kind, pattern, value, **_hint(text), is_whole=True)


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
    near = f"{_letters(local)}(?:@|%40|&#64;){_letters(domain)}"
    pattern = f"(?<![\\w.+-]){near}(?![\\w-]|[.]\\w)"
    return Needle(kind, pattern, near, **_hint(local if len(local) > 3 else text))


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
    return _grouped(kind, pattern, digits)


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
    return _grouped(kind, f"(?<!\\w){GAP.join(map(_letter, letters))}(?!\\w)", letters)


def _grouped(kind, pattern, letters):
    cases = (letters, letters.lower(), letters.upper())
    return Needle(
        kind,
        pattern,
        GAP.join(map(_letter, letters)),
        clue=_lettered(letters) or _ending(letters),
        compact=tuple(dict.fromkeys(map(_small, cases))),
    )


def _ending(text):
    """However the characters are grouped, the last two stand together."""
    *_rest, third, second, last = map(_letter, _small(text))
    return f"{third}{second}{last}|{SEPARATOR}{second}{last}"


def _lettered(text):
    """The four characters with most letters, which are rarer in a row than digits.

    >>> _lettered("PL5260250274").replace(GAP, "_"), _lettered("601234567")
    ('p_l_5_2', '')
    """
    parts = [text[at : at + 4] for at in range(len(text) - 3)]
    best = max(parts, key=lambda part: sum(map(str.isalpha, part)), default="")
    return GAP.join(map(_letter, _small(best))) if re.search("[^0-9]", best) else ""


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
    if letter.isalpha() and not letter.isascii():
        return _either_case(letter)
    return letter if letter.isalnum() or letter == "_" else f"[{_class(letter)}]"


def _either_case(letter):
    """Of other letters than English ones PostgreSQL may not know which are one.

    >>> _either_case("\u0142"), _either_case("\u6797")
    ('[\u0142\u0141]', '\u6797')
    """
    cases = [each for each in (letter.lower(), letter.upper()) if len(each) == 1]
    both = "".join(dict.fromkeys((*cases, letter)))
    return f"[{both}]" if len(both) > 1 else letter


def _class(letter):
    return f"\\{letter}" if letter in r"\]^-[" else letter


def _hint(text):
    """The longest run of ASCII letters, or a pattern of the longest word where there is
    none: what any way of writing it contains.

    >>> _hint("ul. D\u0142uga 17"), _hint("\u0141\u00f3\u017c")
    ({'word': 'uga'}, {'clue': '[\u0142\u0141][\u00f3\u00d3][\u017c\u017b]'})
    """
    small = _small(text)
    runs = [run.strip(".-") for run in re.findall(r"[a-z0-9.-]+", small)]
    longest = max(runs, key=len, default="")
    if len(longest) >= 3:
        return {"word": longest}
    return {"clue": _letters(max(re.findall(r"\w+", small), key=len))}


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
