# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What a person typed in a telephone field, read without guessing.

A number is *understood* when it is valid in a numbering plan we were given: its own
(with ``+`` or ``00``), that of the customer's country, that of the company's. Anything
else stays as it was typed; a wrong but valid number would be worse than none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from .phone_kind import may_receive_sms
from .phone_text import PhoneText, clean, dissect, hint, pieces

try:
    import phonenumbers
    from phonenumbers import CountryCodeSource, PhoneMetadata, PhoneNumberFormat
except ImportError:  # the manifest asks for it; without it no number is understood
    phonenumbers = None

# Prefixes that were dialled before a number and are no part of it any more.
_FORMER_PREFIXES = {"MX": ("044", "045", "01", "1")}
_MANY_PIECES = 15
_CERTAIN_MOBILE = 9


@dataclass(frozen=True)
class TypedNumber:
    """One number: as typed, and what it means; ``e164`` is empty when that is unclear.

    ``type`` is what the remark says it is: "fax", "home", "work" or "".
    """

    typed: str
    e164: str = ""
    extension: str = ""
    remark: str = ""
    type: str = ""

    @property
    def is_understood(self) -> bool:
        return bool(self.e164)

    @property
    def key(self) -> tuple[str, str]:
        """What two notations of the same number have in common."""
        return (self.e164 or self.typed, self.extension if self.e164 else "")

    @property
    def digits(self) -> str:
        """The digits to search by: those of E.164, else all that were typed."""
        if self.e164:
            return self.e164[1:]
        return "".join(c for c in clean(self.typed) if c.isdigit())


def read_numbers(text: str | None, *regions: str) -> tuple[TypedNumber, ...]:
    """Read a field; ``regions``: country codes to try, the customer's first.

    >>> def show(text, *regions):
    ...     for n in read_numbers(text, *regions):
    ...         print(n.e164 or "?", *filter(None, (n.extension, n.remark, n.type)))
    >>> show("0601 234 567", "PL"); show("0-22 826 65 43", "PL")
    +48601234567
    +48228266543
    >>> show("22 826 65 43 wew. 12", "PL"); show("030/1234567 App. 12", "DE")
    +48228266543 12
    +49301234567 12
    >>> show("01 23 45 67 89 poste 12", "FR"); show("212.555.0123 home", "US")
    +33123456789 12
    +12125550123 home home
    >>> show("8 (495) 123-45-67 доб. 12", "RU"); show("030 123456-78", "DE")
    +74951234567 12
    +493012345678
    >>> show("0048228266543", "US"); show("48228266543", "PL"); show("00 48 601234567")
    +48228266543
    +48228266543
    +48601234567

    Several numbers in one field are cut only where each part can stand alone:

    >>> show("601234567 / 602345678 (żona) lub fax 22 826 65 43", "PL")
    +48601234567
    +48602345678 żona
    +48228266543 fax fax
    >>> show("030/1234567", "DE"); show("030 1234567/68", "DE")
    +49301234567
    ?

    The customer's country comes first, then the company's, and no other:

    >>> show("601234567", "US", "PL"); show("601234567", "US"); show("601234567")
    +48601234567
    ?
    ?
    >>> show("+1 212 555 0123", "PL"); show("1-800-FLOWERS", "US"); show("brak", "PL")
    +12125550123
    ?
    ?

    Old notations, and a number that is not complete:

    >>> show("+52 1 55 8544 0659"); show("044 55 8544 0659", "MX")
    +525585440659
    +525585440659
    >>> show("+55 11 8765 4321"); show("7654321", "DE"); read_numbers(" ", "PL")
    +5511987654321
    ?
    ()
    """
    return _read_numbers(text, tuple(dict.fromkeys(filter(None, regions))))


@lru_cache(maxsize=1 << 14)
def _read_numbers(
    text: str | None, regions: tuple[str, ...]
) -> tuple[TypedNumber, ...]:
    plain = clean(text)
    if not plain:
        return ()
    parts = pieces(plain)
    if 1 < len(parts) <= _MANY_PIECES and (cut := _cut(parts, regions)):
        numbers = {number.key: number for number in reversed(cut)}
        if len(numbers) > 1:
            return tuple(numbers.values())[::-1]
    return (replace(read_number(plain, *regions), typed=str(text).strip()),)


def _cut(parts: list[str], regions: tuple[str, ...]) -> list[TypedNumber] | None:
    """Cut at as many separators as possible so that each part is a whole number."""
    for end in range(1, len(parts) + 1, 2):
        head = read_number("".join(parts[:end]).strip(), *regions)
        if not head.is_understood:
            continue
        if end == len(parts):
            return [head]
        if rest := _cut(parts[end + 1 :], regions):
            return [head, *rest]
    return None


@lru_cache(maxsize=1 << 14)
def read_number(text: str, *regions: str) -> TypedNumber:
    """Read one number.

    >>> number = read_number("tel. 601-234-567 (żona)", "PL")
    >>> number.e164, number.remark, number.is_understood, number.digits
    ('+48601234567', 'żona', True, '48601234567')
    >>> number = read_number("ask Anna, 601 23", "PL")
    >>> number.e164, number.typed, number.is_understood, number.digits
    ('', 'ask Anna, 601 23', False, '60123')
    """
    parts = dissect(text)
    e164 = _read(parts, regions) if phonenumbers else ""
    if not e164:
        return TypedNumber(text)
    return TypedNumber(text, e164, parts.extension, parts.remark, hint(text))


def _read(parts: PhoneText, regions: tuple[str, ...]) -> str:
    digits = "".join(c for c in parts.number if c.isdigit())
    if not digits:
        return ""
    if parts.number.startswith("+"):
        return _read_international(digits.removeprefix("00"))
    if digits.startswith("00"):
        return _read_international(digits[2:])
    readings = (_read_national(digits, region) for region in regions if region)
    return next(filter(None, readings), "")


def _read_international(digits: str) -> str:
    """Read a number that begins with the code of its country."""
    number = _parse(f"+{digits}")
    if number is None:
        return ""
    if phonenumbers.is_valid_number(number):
        return _format(number)
    region = phonenumbers.region_code_for_country_code(number.country_code)
    code = str(number.country_code)
    national = digits.removeprefix(code)
    return _first_valid(f"+{code}{rest}" for rest in _variants(national, region))


def _read_national(digits: str, region: str) -> str:
    """Read a number as it is dialled within a country."""
    number = _parse(digits, region)
    if number is not None and phonenumbers.is_valid_number(number):
        if not _is_doubtful(number, digits, region):
            return _format(number)
        code = str(number.country_code)
        return _first_valid([f"+{digits}"]) if digits.startswith(code) else ""
    code = phonenumbers.country_code_for_region(region)
    return _first_valid(f"+{code}{rest}" for rest in _variants(digits, region))


def _variants(national: str, region: str) -> list[str]:
    """Return a national number without what is no part of it, and with what became so.

    Poland and others gave up the leading zero; Mexico its prefixes of mobile numbers;
    Brazil put a 9 before those that began with 6 to 9.
    """
    metadata = PhoneMetadata.metadata_for_region(region, None)
    found = [
        national.removeprefix(prefix)
        for prefix in _FORMER_PREFIXES.get(region, ())
        if national.startswith(prefix) and len(national) == len(prefix) + 10
    ]
    has_trunk_zero = metadata and metadata.national_prefix in (None, "0")
    if has_trunk_zero and national.startswith("0") and region not in _FORMER_PREFIXES:
        found.append(national[1:])
    if region == "BR":
        short = national.removeprefix("0")
        if len(short) == 10 and short[2] in "6789":
            found.append(f"{short[:2]}9{short[2:]}")
    return found


def _is_doubtful(number, digits: str, region: str) -> bool:
    """Tell whether a valid number may be just the end of a longer one.

    Where numbers have many lengths and are dialled with a prefix, one without it is
    what somebody dials within their own town.
    """
    metadata = PhoneMetadata.metadata_for_region(region, None)
    prefix = metadata.national_prefix
    is_open = prefix and len(metadata.fixed_line.possible_length) > 2
    if not is_open or digits.startswith(prefix):
        return False
    if number.country_code_source != CountryCodeSource.FROM_DEFAULT_COUNTRY:
        return False
    return len(digits) < _CERTAIN_MOBILE or not may_receive_sms(_format(number))


def _parse(text: str, region: str | None = None):
    try:
        return phonenumbers.parse(text, region, keep_raw_input=True)
    except phonenumbers.NumberParseException:
        return None


def _first_valid(texts) -> str:
    numbers = filter(None, map(_parse, texts))
    valid = (_format(n) for n in numbers if phonenumbers.is_valid_number(n))
    return next(valid, "")


def _format(number) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def format_number(e164: str, style: str = "INTERNATIONAL") -> str:
    """Write a number in one of the library's styles; digits alone when it has none.

    >>> format_number("+48228266543"), format_number("+48228266543", "NATIONAL")
    ('+48 22 826 65 43', '22 826 65 43')
    >>> format_number("+48228266543", "E164"), format_number("+48228266543", "RFC3966")
    ('+48228266543', 'tel:+48-22-826-65-43')
    """
    number = _parse(e164) if phonenumbers and style != "E164" else None
    if number is None:
        return e164
    return phonenumbers.format_number(number, getattr(PhoneNumberFormat, style))


def propose_type(number: TypedNumber, is_company: bool) -> str:
    """Return the type a number probably is of.

    >>> propose_type(read_number("601234567", "PL"), False)
    'mobile'
    >>> propose_type(read_number("22 826 65 43", "PL"), True)
    'work'
    >>> propose_type(read_number("22 826 65 43 (faks)", "PL"), True)
    'fax'
    >>> propose_type(read_number("ask Anna"), False)
    'other'
    """
    if number.type:
        return number.type
    if not number.e164:
        return "other"
    # North American numbers do not tell
    is_mobile = may_receive_sms(number.e164)
    if is_mobile and not (is_company and number.e164.startswith("+1")):
        return "mobile"
    return "work" if is_company else "home"
