# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Links that carry what they need and cannot be forged.

A token is ``payload.signature``, both in URL-safe base64 without padding. The payload
is a JSON list, so that a token needs no row in the database and keeps working when the
customer it was written for is merged or deleted.
"""

import base64
import binascii
import hashlib
import hmac
import json


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(
        text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True
    )


def _signature(key: bytes, scope: str, payload: str) -> str:
    return _encode(
        hmac.digest(key, f"link\0{scope}\0{payload}".encode(), hashlib.sha256)
    )


def sign(key: bytes, scope: str, values: list) -> str:
    """Return a token for the values, valid for one scope only.

    >>> import string
    >>> token = sign(b"secret", "unsubscribe", [1, 42, "email", "Ó"])
    >>> set(token) <= set(string.ascii_letters + string.digits + "-_.")
    True
    """
    payload = _encode(json.dumps(values, separators=(",", ":")).encode())
    return f"{payload}.{_signature(key, scope, payload)}"


def read(key: bytes, scope: str, token: str) -> list | None:
    """Return the values of a genuine token, None for any other text.

    >>> token = sign(b"secret", "unsubscribe", [1, 42, "email"])
    >>> read(b"secret", "unsubscribe", token)
    [1, 42, 'email']

    Forged, truncated, for another scope, by another key, or not a token at all:

    >>> read(b"secret", "unsubscribe", "X" + token[1:]) is None
    True
    >>> read(b"secret", "unsubscribe", token[:-1]) is None
    True
    >>> read(b"secret", "download", token) is None
    True
    >>> read(b"other", "unsubscribe", token) is None
    True
    >>> [read(b"secret", "unsubscribe", text) for text in ("", ".", "ł.ł", "a.b.c")]
    [None, None, None, None]
    """
    payload, _dot, signature = token.partition(".")
    expected = _signature(key, scope, payload)
    # as bytes: compare_digest refuses text that is not ASCII
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        return None
    try:
        values = json.loads(_decode(payload))
    except (ValueError, binascii.Error):
        return None
    return values if isinstance(values, list) else None
