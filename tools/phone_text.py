# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""A telephone number as people type it: the digits, the extension, the remark.

Nothing here knows numbering plans; `phone_numbers` reads what this takes apart.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣⁃"), "-")
_INVISIBLE = {"Cf", "Cc"}
_LETTER = r"[^\W\d_]"
# Whatever follows is an extension: English, Polish, German, French, Russian, and what
# neighbours write. Longer words first, for the first that fits is taken.
_MARKERS = (
    "extension|extn|ext|x|wewn[ęe]trzny|wewn|wew|w|apparat|app|durchwahl|dw"
    "|nebenstelle|nst|klappe|klapka|kl|poste|pst|interno|interne|intern|int"
    "|anexo|ramal|toestel|tst|linka|mell[ée]k|mell|anknytning|ankn"
    "|добавочный|добав|доб|внутренний|внутр|вн|додатковий|дод"
)
_EXTENSION = re.compile(
    rf"(?:;\s*ext\s*=|#|;|,\s*,+|[,;]?\s*(?<!{_LETTER})(?:{_MARKERS})(?!{_LETTER}))"
    r"[\s.:=]*(?:(?:nr|no)[\s.]+)?(?P<extension>\d{1,7})(?!\d)(?!\s*[-./]?\s*\d)",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
# Not in Italy, where the zero belongs to the number.
_TRUNK_ZERO = re.compile(r"^([+(\[\s]*(?:\+|00)\s*(?!39)[\d\s\])]*?)\(\s*0\s*\)")
_LEADING = re.compile(
    r"^(?:(?P<noise>(?:tele(?:phone|fon)?|tel|phone|tlf|callto|тел|telefax|fax|faks"
    rf"|mobile|mob|kom|cell|gsm)[\s.:=]*)|(?P<words>{_LETTER}[^\d+()]*[\s.:=]))"
    r"(?=[+(\d])",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    rf"(?<=[\d)])(?:\s+[-/|*]?\s*|\s*[,;:]\s*)(?P<words>{_LETTER}.*)$", re.DOTALL
)
_PLAIN = re.compile(r"^\+?[\d\s()./-]*\d[\d\s()./-]*$")
_FLOAT = re.compile(r"^(\d{6,})\.0$")
_SEPARATOR = re.compile(
    r"(\s*[/,;|\\\n]\s*|\s+(?:or|and|lub|albo|i|oraz|oder|und|bzw\.?|ou|et|или|и|або|o"
    rf"|y|e|&)\s+|(?<=[\d)])\s+(?=\+)|(?<=[\d)])\s+(?={_LETTER}))",
    re.IGNORECASE,
)
_NOISE = {"tel", "telefon", "telephone", "phone", "tlf", "callto", "тел", "mobile"}
_NOISE |= {"mob", "kom", "cell", "gsm", "nr", "no"}
_HINTS = (
    ("fax", re.compile(r"\b(?:tele)?fa(?:x|ks)|факс|télécopie", re.IGNORECASE)),
    (
        "home",
        re.compile(r"\b(?:home|dom\b|domow|privat|priv\b|maison|дом)", re.IGNORECASE),
    ),
    (
        "work",
        re.compile(
            r"\b(?:work|office|prac[ay]|biuro|służb|arbeit|büro|bureau|раб)",
            re.IGNORECASE,
        ),
    ),
)


@dataclass(frozen=True)
class PhoneText:
    """One typed number taken apart; ``number`` is empty when that failed.

    ``number`` holds digits, at most one leading plus, and the slashes and brackets
    that the plain text still has.
    """

    number: str
    extension: str = ""
    remark: str = ""


def clean(text: str) -> str:
    """Return the text in plain characters: width, digits, dashes and spaces.

    >>> clean(" ＋48\\u00a0６０１–234\\u200b‐567 "), clean("٠١٢٣"), clean(None)
    ('+48 601-234-567', '0123', '')
    """
    plain = unicodedata.normalize("NFKC", str(text or "")).translate(_DASHES)
    characters = (
        str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c
        for c in plain
        if c in "\n\t" or unicodedata.category(c) not in _INVISIBLE
    )
    return re.sub(r"[^\S\n]+", " ", "".join(characters)).strip()


def pieces(text: str) -> list[str]:
    """Cut a clean text wherever one number might end; separators stand between.

    >>> pieces("601234567 / 602345678 or 5")
    ['601234567', ' / ', '602345678', ' or ', '5']
    """
    return _SEPARATOR.split(text)


def hint(remark: str) -> str:
    """Return the type of number a remark speaks of, if it does.

    >>> hint("faks"), hint("Büro"), hint("tel. dom."), hint("tel/fax"), hint("żona")
    ('fax', 'work', 'home', '', '')
    """
    for kind, words in _HINTS:
        if words.search(remark):
            both = kind == "fax" and re.search(r"\btel(?!e?fa)", remark, re.IGNORECASE)
            return "" if both else kind
    return ""


def dissect(text: str) -> PhoneText:
    """Take one typed number apart.

    >>> dissect("030/1234567 App. 12")
    PhoneText(number='030/1234567', extension='12', remark='')
    >>> dissect("tel. 601-234-567 (żona)")
    PhoneText(number='601-234-567', extension='', remark='żona')
    >>> dissect("+44 (0)20 7946 0000 x4 po 18")
    PhoneText(number='+44 20 7946 0000', extension='4', remark='po 18')

    Letters are never digits: where a word is a part of the number, there is none.

    >>> dissect("1-800-FLOWERS").number, dissect("22 826 65 43 (8-16)").number
    ('', '')
    """
    text = _FLOAT.sub(r"\1", clean(text))
    if "(" not in text and "/" not in text and _PLAIN.match(text):
        return PhoneText(text)
    remarks: list[str] = []
    text = _TRUNK_ZERO.sub(r"\1 ", text)
    text = _BRACKETS.sub(lambda match: _unwrap(match, remarks), text)
    text, extension = _cut_extension(text)
    if leading := _LEADING.match(text):
        remarks.insert(0, leading[0])
        text = text[leading.end() :]
    if trailing := _TRAILING.search(text):
        remarks.append(trailing["words"])
        text = text[: trailing.start()]
    text = re.sub(r"^\++\s*(?:\((\d+)\))?", r"+\1", text.strip(" ,;:.-/|"))
    is_number = _PLAIN.match(text) and _brackets_open(text) and _slash_early(text)
    number = " ".join(re.sub(r"[()]", " ", text).split()) if is_number else ""
    return PhoneText(number, extension, _join(remarks))


def _unwrap(match: re.Match, remarks: list[str]) -> str:
    """Keep an area code or an extension in brackets, and put a remark aside."""
    inner = match[1].strip()
    if not any(c.isalpha() for c in inner):
        return f" {inner} " if inner.startswith("+") else f"({inner})"
    if _EXTENSION.fullmatch(inner):
        return f" {inner} "
    remarks.append(inner)
    return " "


def _cut_extension(text: str) -> tuple[str, str]:
    found = _EXTENSION.search(text)
    if not found or sum(c.isdigit() for c in text[: found.start()]) < 4:
        return ("", "") if found and not text[: found.start()].strip() else (text, "")
    return f"{text[: found.start()]} {text[found.end() :]}".strip(), found["extension"]


def _brackets_open(text: str) -> bool:
    """Tell whether what stands in brackets is an area or country code.

    At the end it would be hours, a year or an extension, and where numbers have no
    fixed length, that would make another valid number.
    """
    first = text.find("(")
    if first < 0:
        return True
    last = text.rfind(")")
    before = sum(c.isdigit() for c in text[:first])
    return before <= 4 and sum(c.isdigit() for c in text[last:]) >= 3


def _slash_early(text: str) -> bool:
    """Tell whether a slash stands after an area code, and not before a variant."""
    head, slash, tail = text.partition("/")
    if not slash:
        return True
    limit = 8 if head.lstrip("( ").startswith(("+", "00")) else 6
    return "/" not in tail and sum(c.isdigit() for c in head) <= limit


def _join(remarks: list[str]) -> str:
    words = (re.sub(r"\s+", " ", remark).strip(" .,;:=-/|()") for remark in remarks)
    return ", ".join(word for word in words if word and word.lower() not in _NOISE)
