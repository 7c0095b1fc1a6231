# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What is left of a number when only letters and digits count."""

import unicodedata


def compact(text: str | None) -> str:
    """Return letters and digits of any script, in capitals.

    >>> compact(" wvwzzz-1jz xw.000001 "), compact("mu\\u0308 \\uff11"), compact(None)
    ('WVWZZZ1JZXW000001', 'MÜ1', '')
    """
    shown = unicodedata.normalize("NFKC", text or "").upper()
    return "".join(char for char in shown if char.isalnum())
