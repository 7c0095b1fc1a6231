# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Addresses as keys: the same address typed twice gives the same key.

A consent belongs to the address it was given for, and an objection has to outlive the
customer's record. Both are therefore kept under an HMAC of the normalised address. A
plain hash of a phone number could be guessed by trying every number.
"""

import contextlib
import hashlib
import hmac
import unicodedata

# Channels that reach the same address share its key: an objection to SMS is found
# under the number, and the row's own channel says what it was for.
MEDIUM_BY_CHANNEL: dict[str, str] = {
    "email": "email",
    "sms": "phone",
    "call": "phone",
    "letter": "post",
    "postcard": "post",
    "label": "post",
}


def medium(channel: str) -> str:
    """Return the kind of address behind a channel.

    >>> medium("sms"), medium("call"), medium("label")
    ('phone', 'phone', 'post')
    >>> medium("pigeon")
    Traceback (most recent call last):
        ...
    ValueError: unknown channel 'pigeon'
    """
    if channel not in MEDIUM_BY_CHANNEL:
        raise ValueError(f"unknown channel {channel!r}")
    return MEDIUM_BY_CHANNEL[channel]


def _normalise_email(address: str) -> str:
    local, at, domain = address.casefold().rpartition("@")
    if not domain.isascii():
        # what is no domain name is kept as typed: it still has to compare equal
        with contextlib.suppress(UnicodeError):
            domain = domain.encode("idna").decode("ascii")
    return f"{local}{at}{domain}"


def _normalise_phone(address: str) -> str:
    # most numbers are kept in their one form already
    if address.isascii() and address[1:].isdigit() and address[0] in "+0123456789":
        return address
    digits = "".join(str(unicodedata.digit(c)) for c in address if c.isdigit())
    return f"+{digits}" if address.startswith("+") else digits


def _normalise_post(address: str) -> str:
    return " ".join(
        "".join(c if c.isalnum() else " " for c in address.casefold()).split()
    )


NORMALISERS = {
    "email": _normalise_email,
    "phone": _normalise_phone,
    "post": _normalise_post,
}


def normalise(channel: str, address: str) -> str:
    """Bring an address into the one form in which it is compared.

    >>> normalise("email", "  Anna.Kowalska@Przykład.PL ")
    'anna.kowalska@xn--przykad-rjb.pl'
    >>> normalise("sms", "+48 600-100-200"), normalise("call", "+48600100200")
    ('+48600100200', '+48600100200')
    >>> normalise("letter", "ul. Długa 5/7\\n31-147  KRAKÓW")
    'ul długa 5 7 31 147 kraków'
    >>> normalise("label", "UL. DŁUGA 5/7, 31-147 Kraków")
    'ul długa 5 7 31 147 kraków'
    """
    # most addresses are plain ASCII, which has one form only
    if not address.isascii():
        address = unicodedata.normalize("NFKC", address)
    return NORMALISERS[medium(channel)](address.strip())


def address_hash(key: bytes, channel: str, address: str) -> str:
    """Return the key under which consents for this address are kept.

    >>> one = address_hash(b"secret", "email", "Anna@Example.com")
    >>> one == address_hash(b"secret", "email", " anna@example.COM")
    True
    >>> one == address_hash(b"other", "email", "anna@example.com")
    False
    >>> len(one)
    64

    A number has one key for SMS and calls, and none is shared between media:

    >>> sms = address_hash(b"secret", "sms", "+48600100200")
    >>> sms == address_hash(b"secret", "call", "+48 600 100 200")
    True
    >>> sms == address_hash(b"secret", "letter", "+48600100200")
    False
    """
    message = f"address\0{medium(channel)}\0{normalise(channel, address)}"
    return hmac.digest(key, message.encode(), hashlib.sha256).hex()


def mask(channel: str, address: str) -> str:
    """Show enough of an address to recognise it, and not enough to learn it.

    >>> mask("email", "anna.kowalska@example.com")
    'a•••a@e•••.com'
    >>> mask("email", "x@y")
    'x•••@y•••'
    >>> mask("sms", "+48600100200")
    '+48•••200'
    >>> mask("letter", "ul. Długa 5\\n31-147 Kraków")
    'u•••w'
    >>> mask("email", "")
    ''
    """
    text = address.strip()
    if not text:
        return ""
    if medium(channel) == "phone":
        return f"{text[:3]}•••{text[-3:]}"
    local, at, domain = text.rpartition("@")
    if medium(channel) == "post" or not at:
        return f"{text[0]}•••{text[-1]}"
    name, dot, ending = domain.rpartition(".")
    tail = local[-1] if len(local) > 1 else ""
    return f"{local[:1]}•••{tail}@{(name or ending)[:1]}•••{dot}{ending if dot else ''}"
