# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Keys by which vehicles, animals and equipment are found, however they are written.

What a person typed is kept as it is; the key beside it is what is compared.
"""

import unicodedata


def _compact(text: str | None) -> str:
    """Return letters and digits of any script, in capitals.

    >>> _compact(" wvwzzz-1jz xw.000001 ")
    'WVWZZZ1JZXW000001'
    >>> _compact(None)
    ''
    """
    shown = unicodedata.normalize("NFKC", text or "").upper()
    return "".join(char for char in shown if char.isalnum())


def vin_key(text: str | None) -> str:
    """Return a VIN without what people write between its characters.

    >>> vin_key("1M8 GDM9A-XKP042788")
    '1M8GDM9AXKP042788'
    """
    return _compact(text)


def plate_key(text: str | None) -> str:
    """Return a plate as it is searched: O and 0, I and 1 are read as the same.

    >>> plate_key("po 1i0oX")
    'P01100X'
    """
    return _compact(text).replace("O", "0").replace("I", "1")


def chip_key(text: str | None) -> str:
    """Return the number of a chip; leading zeros belong to it.

    >>> chip_key("616 0939.0012-3456")
    '616093900123456'
    """
    return _compact(text)


def serial_key(text: str | None) -> str:
    """Return a serial number without spaces and signs.

    >>> serial_key("sn-004/7 b")
    'SN0047B'
    """
    return _compact(text)
