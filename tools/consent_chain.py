# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""The arithmetic of the consent log: one form of writing a row, and a chain of HMACs.

A plain hash could be computed anew by whoever can write to the database. These need a
key that may lie outside of it.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime

VERSION = 1
START = "0" * 64


def canonical(row: Mapping[str, object]) -> bytes:
    """Return the one way in which a row is written down (as RFC 8785 does it).

    Keys are sorted, nothing is padded, a missing value is null, times are UTC.

    >>> canonical({"uid": "a", "at": datetime(2026, 3, 1, 12, 5), "lang": False})
    b'{"at":"2026-03-01T12:05:00Z","lang":null,"uid":"a"}'
    >>> canonical({"b": 1, "a": "ż"}) == canonical({"a": "ż", "b": 1})
    True
    """
    plain = {key: _plain(value) for key, value in row.items()}
    return json.dumps(
        plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if value is False or value == "":
        return None
    return value


def row_hash(key: bytes, row: Mapping[str, object]) -> str:
    """Return the HMAC-SHA256 of a row, 64 hexadecimal digits.

    >>> one = row_hash(b"key", {"uid": "a", "event": "given"})
    >>> one == row_hash(b"key", {"event": "given", "uid": "a"})
    True
    >>> one == row_hash(b"key", {"uid": "a", "event": "withdrawn"})
    False
    >>> one == row_hash(b"another", {"uid": "a", "event": "given"})
    False
    """
    return hmac.digest(key, b"row\0" + canonical(row), hashlib.sha256).hex()


def link_hash(key: bytes, number: int, digest: str, previous: str) -> str:
    """Return the HMAC that fixes the place of a row behind the one before it.

    >>> first = link_hash(b"key", 1, "aa", START)
    >>> link_hash(b"key", 2, "bb", first) == link_hash(b"key", 3, "bb", first)
    False
    >>> link_hash(b"key", 2, "bb", first) == link_hash(b"key", 2, "bb", START)
    False
    """
    text = f"link\0{number}\0{digest}\0{previous}"
    return hmac.digest(key, text.encode(), hashlib.sha256).hex()


def key_id(key: bytes) -> str:
    """Return the name under which a key is known, which tells nothing about it.

    >>> key_id(b"secret") == key_id(b"secret"), key_id(b"secret") == key_id(b"other")
    (True, False)
    >>> len(key_id(b"secret"))
    12
    """
    return hmac.digest(key, b"key id", hashlib.sha256).hex()[:12]


def commitment(salt: str, evidence: Mapping[str, object]) -> str:
    """Return what stands in the log for evidence that may be deleted later.

    Without the salt nobody can guess what the evidence was.

    >>> seen = {"note": "call 7"}
    >>> commitment("01", seen) == commitment("01", dict(seen))
    True
    >>> commitment("01", seen) == commitment("02", seen)
    False
    """
    return hashlib.sha256(salt.encode() + b"\0" + canonical(evidence)).hexdigest()
