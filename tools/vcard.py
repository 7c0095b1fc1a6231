# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Contacts as vCards 3.0 (RFC 2426, what Outlook reads) or 4.0 (RFC 6350).

Written here because a library that models a card as a tree of objects takes seconds
for each thousand of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .person_names import surname

LINE = 75  # bytes of one line, by both standards
_SPECIAL = re.compile(r"[\\,;\n]")
_ESCAPED = {"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BREAK = re.compile(r"\r\n?")
# What a telephone is called in a card.
PHONES = {"mobile": "cell", "home": "home", "work": "work", "fax": "fax"}


def escaped(text: Any) -> str:
    """Return a text as the value of a property: no line break, no separator in it.

    >>> escaped("Flat 5, stairs; B\\r\\nleft")
    'Flat 5\\\\, stairs\\\\; B\\\\nleft'
    >>> escaped("A\\nEND:VCARD")
    'A\\\\nEND:VCARD'
    """
    clean = _CONTROL.sub("", _BREAK.sub("\n", str(text or ""))).strip()
    return _SPECIAL.sub(lambda match: _ESCAPED[match.group()], clean)


def folded(line: str) -> str:
    """Return a line in pieces of 75 bytes, no letter cut in two.

    >>> print(folded("NOTE:" + "ż" * 40).replace("\\r", ""))
    NOTE:żżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżżż
     żżżżż
    """
    if len(line) * 4 <= LINE or len(line.encode()) <= LINE:
        return line
    pieces, size = [""], 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LINE:
            pieces.append(" ")
            size = 1
        pieces[-1] += letter
        size += width
    return "\r\n".join(pieces)


def card(contact: Mapping[str, Any], version: str = "3.0") -> str:
    """Return one contact as a vCard.

    ``contact``: of ``uid``, ``name``, ``is_company``, ``company``, ``title``,
    ``emails``, ``phones`` as [(type, number)], ``addresses`` as [(type, street, street
    2, city, state, zip, country)], ``website``, ``birthday`` (a date), ``lang``,
    ``note``, ``categories``, ``changed`` (a time in UTC) what there is.

    >>> print(card({"name": "Anna Kowalska", "emails": ["anna@example.com"],
    ...     "phones": [("mobile", "+48601234567")]}).replace("\\r", "").strip())
    BEGIN:VCARD
    VERSION:3.0
    FN:Anna Kowalska
    N:Kowalska;Anna;;;
    EMAIL;TYPE=INTERNET:anna@example.com
    TEL;TYPE=CELL:+48601234567
    END:VCARD
    """
    lines = ["BEGIN:VCARD", f"VERSION:{version}", *_lines(contact, version == "4.0")]
    return "\r\n".join([*map(folded, lines), "END:VCARD", ""])


def _lines(contact: Mapping[str, Any], is_new: bool) -> Iterator[str]:
    if is_new:
        yield f"KIND:{'org' if contact.get('is_company') else 'individual'}"
    yield from _names(contact, is_new)
    for address in contact.get("emails") or ():
        yield f"EMAIL{'' if is_new else ';TYPE=INTERNET'}:{escaped(address)}"
    for kind, number in contact.get("phones") or ():
        yield _phone(kind, number, is_new)
    for kind, *parts in contact.get("addresses") or ():
        yield _address(kind, parts)
    if birthday := contact.get("birthday"):
        day = birthday.strftime("%Y%m%d") if is_new else birthday.isoformat()
        yield f"BDAY:{day}"
    for name, key in (("URL", "website"), ("NOTE", "note")):
        if value := escaped(contact.get(key)):
            yield f"{name}:{value}"
    if is_new and contact.get("lang"):
        yield f"LANG:{contact['lang'].replace('_', '-')}"
    if categories := contact.get("categories"):
        yield f"CATEGORIES:{','.join(map(escaped, categories))}"
    if changed := contact.get("changed"):
        yield f"REV:{changed.strftime('%Y%m%dT%H%M%SZ')}"
    if contact.get("uid"):
        yield f"UID:{escaped(contact['uid'])}"


def _names(contact: Mapping[str, Any], is_new: bool) -> Iterator[str]:
    name = str(contact.get("name") or "").strip()
    yield f"FN:{escaped(name) or '-'}"
    if contact.get("is_company"):
        yield "N:;;;;" if is_new else f"N:{escaped(name)};;;;"
        yield f"ORG:{escaped(name)}"
        return
    family = surname(name)
    yield f"N:{escaped(family)};{escaped(_first_names(name, family))};;;"
    if company := escaped(contact.get("company")):
        yield f"ORG:{company}"
    if title := escaped(contact.get("title")):
        yield f"TITLE:{title}"


def _first_names(name: str, family: str) -> str:
    """Return what a name has besides the surname.

    >>> _first_names("Anna Maria Kowalska", "Kowalska"), _first_names("Cher", "Cher")
    ('Anna Maria', '')
    >>> _first_names("Nowak, Piotr", "Nowak")
    'Piotr'
    """
    if not family:
        return name
    if name.startswith(f"{family},"):
        return name[len(family) + 1 :].strip()
    before, found, after = name.rpartition(family)
    return f"{before.strip()} {after.strip()}".strip() if found else ""


def _phone(kind: str, number: str, is_new: bool) -> str:
    name = PHONES.get(kind, "voice")
    if not is_new:
        return f"TEL;TYPE={name.upper()}:{escaped(number)}"
    if re.fullmatch(r"\+\d+", number or ""):
        return f"TEL;VALUE=uri;TYPE={name}:tel:{number}"
    return f"TEL;TYPE={name}:{escaped(number)}"


def _address(kind: str, parts: Sequence[Any]) -> str:
    """Return an address: its second line goes with the street, as readers expect it."""
    street, street2, *rest = parts
    whole = "\n".join(filter(None, (street, street2)))
    name = "WORK" if kind == "work" else "HOME"
    return f"ADR;TYPE={name}:;;{';'.join(map(escaped, [whole, *rest]))}"
