# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""E-mail addresses as people type them: what is wrong with one, what may be meant."""

import re
from dataclasses import dataclass

LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
DOMAIN = r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,63}"
ADDRESS = re.compile(f"{LOCAL}@{DOMAIN}")
# What PostgreSQL may pass over without asking: plain addresses that are surely right.
PLAIN = r"^[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$"  # noqa: E501
NAMED = re.compile(r"^\s*[^<>]*<\s*([^<>\s]+)\s*>\s*$")
# Domains nobody has, or nobody means, and what is meant.
TYPOS = {
    "gmail.con": "gmail.com",
    "gmail.co": "gmail.com",
    "gmail.cm": "gmail.com",
    "gmail.om": "gmail.com",
    "gmal.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gmial.com": "gmail.com",
    "gamil.com": "gmail.com",
    "gnail.com": "gmail.com",
    "gmaill.com": "gmail.com",
    "hotmail.con": "hotmail.com",
    "hotmial.com": "hotmail.com",
    "hotmal.com": "hotmail.com",
    "hotmai.com": "hotmail.com",
    "outlok.com": "outlook.com",
    "outlook.con": "outlook.com",
    "yaho.com": "yahoo.com",
    "yahoo.con": "yahoo.com",
    "yhaoo.com": "yahoo.com",
    "icloud.con": "icloud.com",
    "iclod.com": "icloud.com",
}
# What clerks type when a field may not be empty.
NOBODY = {"none", "no", "brak", "nema", "nie", "test", "xxx", "x", "a", "n/a", "na"}


@dataclass(frozen=True)
class Finding:
    """``problem``: "form", "several", "typo" or "nobody"; ``proposal`` may be empty."""

    problem: str
    proposal: str = ""


def is_valid(text: str) -> bool:
    """Whether this is one address that mail can be sent to.

    >>> [is_valid(text) for text in ("anna@example.com", "a.b+c@mail.example.co.uk")]
    [True, True]
    >>> is_valid("jürgen@müller.de"), is_valid("jan@müller.de"), is_valid("a..b@x.pl")
    (False, True, False)
    """
    return len(text) <= 254 and bool(ADDRESS.fullmatch(text))


def inspect(text: str | None) -> Finding | None:
    """Return what is wrong with an address, None when it may be right.

    >>> [inspect(text) for text in ("", None, "anna@example.com", "A <a@example.com>")]
    [None, None, None, None]
    >>> inspect(" anna @example,com "), inspect("anna(at)example.com")
    ... # doctest: +NORMALIZE_WHITESPACE
    (Finding(problem='form', proposal='anna@example.com'),
     Finding(problem='form', proposal='anna@example.com'))
    >>> inspect("anna@gmial.com")
    Finding(problem='typo', proposal='anna@gmail.com')
    >>> inspect("mailto:anna@@example..com;"), inspect("anna.example.com")
    ... # doctest: +NORMALIZE_WHITESPACE
    (Finding(problem='form', proposal='anna@example.com'),
     Finding(problem='form', proposal=''))

    Of several the first one is offered:

    >>> inspect("anna@example.com; jan@example.com")
    Finding(problem='several', proposal='anna@example.com')
    >>> inspect("brak@brak.pl"), inspect("none"), inspect("-")
    ... # doctest: +NORMALIZE_WHITESPACE
    (Finding(problem='nobody', proposal=''), Finding(problem='nobody', proposal=''),
     Finding(problem='nobody', proposal=''))
    """
    if not text or not text.strip():
        return None
    named = NAMED.match(text)
    address = named[1] if named else text
    if _is_nobody(address):
        return Finding("nobody")
    if is_valid(address):
        domain = address.rpartition("@")[2].lower()
        if domain in TYPOS:
            return Finding("typo", _mended(address))
        return None
    parts = [each for each in re.split(r"[;,/|]\s*|\s+", address) if "@" in each]
    if len(parts) > 1 and all(is_valid(each) for each in parts):
        return Finding("several", _mended(parts[0]))
    mended = _mended(address)
    return Finding("form", mended if is_valid(mended) else "")


def _is_nobody(address: str) -> bool:
    local, _at, domain = address.strip().lower().partition("@")
    name = domain.partition(".")[0]
    return not re.search(r"\w", local) or (local in NOBODY and name in ("", *NOBODY))


def _mended(address: str) -> str:
    text = re.sub(r"^\s*mailto:", "", address, flags=re.IGNORECASE)
    text = re.sub(r"\s*[(\[]\s*(at|a)\s*[)\]]\s*", "@", text, flags=re.IGNORECASE)
    text = re.sub(r"[\s<>\"']", "", text).strip(".,;:")
    text = re.sub("@+", "@", text)
    local, _at, domain = text.rpartition("@")
    local = re.sub(r"\.+", ".", local).strip(".")
    domain = re.sub(r"[.,]+", ".", domain.lower()).strip(".")
    return f"{local}@{TYPOS.get(domain, domain)}"
