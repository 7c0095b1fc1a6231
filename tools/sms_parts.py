# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""How many SMS a text is: GSM 03.38 or UCS-2, and where a network cuts it."""

from dataclasses import dataclass

# One septet each, and two (an escape before it), in the alphabet of GSM 03.38.
GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_EXTENDED = frozenset("^{}\\[~]|€\f")
# Characters of a text that is alone, and of each part of a longer one.
LIMITS = {"GSM-7": (160, 153), "UCS-2": (70, 67)}
# What providers take as one message.
MAX_PARTS = 10


@dataclass(frozen=True)
class SmsLength:
    encoding: str
    units: int
    parts: int

    @property
    def surplus(self) -> int:
        """Characters too many for the greatest number of parts."""
        return max(self.units - MAX_PARTS * LIMITS[self.encoding][1], 0)


def sms_length(text: str | None) -> SmsLength:
    """Return encoding, length and number of parts of a text.

    >>> sms_length("a" * 160), sms_length("a" * 161)
    (SmsLength(encoding='GSM-7', units=160, parts=1), \
SmsLength(encoding='GSM-7', units=161, parts=2))
    >>> sms_length("€" * 81).parts, sms_length("").parts
    (2, 0)

    One letter outside of the alphabet, and every one counts as two bytes; what needs
    two units is never cut in two.

    >>> sms_length("zażółć").encoding, sms_length("ż" * 70).parts
    ('UCS-2', 1)
    >>> sms_length("ż" * 71).parts, sms_length("😀" * 36)
    (2, SmsLength(encoding='UCS-2', units=72, parts=2))
    >>> sms_length("😀" * 67).parts, sms_length("a" * 1600).surplus
    (3, 70)
    """
    text = text or ""
    if all(char in GSM7 or char in GSM7_EXTENDED for char in text):
        encoding = "GSM-7"
        sizes = [1 + (char in GSM7_EXTENDED) for char in text]
    else:
        encoding = "UCS-2"
        sizes = [1 + (ord(char) > 0xFFFF) for char in text]
    alone, each = LIMITS[encoding]
    units = sum(sizes)
    if units <= alone:
        return SmsLength(encoding, units, int(units > 0))
    parts, room = 1, each
    for size in sizes:
        if size > room:
            parts, room = parts + 1, each
        room -= size
    return SmsLength(encoding, units, parts)
