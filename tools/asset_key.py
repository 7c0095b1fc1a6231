# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Keys by which vehicles, animals and equipment are found, however they are written.

What a person typed is kept as it is; the key beside it is what is compared.
"""

from .chip import chip_key
from .letters import compact
from .plate import plate_key
from .vin import vin_key

__all__ = ["chip_key", "plate_key", "serial_key", "vin_key"]


def serial_key(text: str | None) -> str:
    """Return a serial number without spaces and signs.

    >>> serial_key("sn-004/7 b")
    'SN0047B'
    """
    return compact(text)
