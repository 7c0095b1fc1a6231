# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Links that carry what they need and cannot be forged.

A token is payload and signature in URL-safe base64. It needs no row in the database, so
it keeps working when the customer it was written for is merged or deleted, and it is
short, since it also has to fit into an SMS.
"""

import base64
import binascii
import hashlib
import hmac
import struct

# 128 bits: nobody finds one by trying, and 22 characters are saved in every SMS.
SIGNATURE_LENGTH = 16
# More is no token of ours, and nobody makes us compute over it.
LONGEST = 65536
STAMP = struct.Struct(">I")


def _signature(key: bytes, scope: str, payload: bytes) -> bytes:
    message = b"link\0" + scope.encode() + b"\0" + payload
    return hmac.digest(key, message, hashlib.sha256)[:SIGNATURE_LENGTH]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sign(key: bytes, scope: str, payload: bytes) -> str:
    r"""Return a token for the payload, valid for one scope only.

    >>> import string
    >>> token = sign(b"secret", "unsubscribe", b"\xff\x00 anything")
    >>> set(token) <= set(string.ascii_letters + string.digits + "-_")
    True
    """
    return _encode(payload + _signature(key, scope, payload))


def read(key: bytes, scope: str, token: str) -> bytes | None:
    """Return the payload of a genuine token, None for any other text.

    >>> token = sign(b"secret", "unsubscribe", b"customer 42")
    >>> read(b"secret", "unsubscribe", token)
    b'customer 42'

    Forged, truncated, lengthened, for another scope, by another key, or no token at
    all:

    >>> texts = ["X" + token[1:], token[:-1], token + "A", token + "=", "", ".", "ł"]
    >>> [read(b"secret", "unsubscribe", text) for text in texts]
    [None, None, None, None, None, None, None]
    >>> read(b"secret", "download", token) is None
    True
    >>> read(b"other", "unsubscribe", token) is None
    True
    """
    if len(token) > LONGEST:
        return None
    try:
        padding = b"=" * (-len(token) % 4)
        raw = base64.b64decode(
            token.encode("ascii") + padding, altchars=b"-_", validate=True
        )
    except (ValueError, binascii.Error):
        return None
    payload = raw[:-SIGNATURE_LENGTH]
    # the text and not its bytes: base64 has several spellings of the same bytes
    genuine = hmac.compare_digest(sign(key, scope, payload), token)
    return payload if genuine else None


def sign_at(key: bytes, scope: str, payload: bytes, moment: int) -> str:
    """Return a token that also says when it was made, in seconds since 1970.

    How long it is good for is the reader's matter, so that it can be changed.
    """
    return sign(key, scope, STAMP.pack(moment) + payload)


def read_at(key: bytes, scope: str, token: str) -> tuple[bytes, int] | None:
    """Return payload and moment of a genuine token, None for any other text.

    >>> token = sign_at(b"secret", "choices", b"customer 42", 1_800_000_000)
    >>> read_at(b"secret", "choices", token)
    (b'customer 42', 1800000000)
    >>> read_at(b"secret", "choices", sign(b"secret", "choices", b"42")) is None
    True
    >>> read_at(b"other", "choices", token) is None
    True
    """
    raw = read(key, scope, token)
    if raw is None or len(raw) < STAMP.size:
        return None
    return raw[STAMP.size :], STAMP.unpack(raw[: STAMP.size])[0]
