# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Numbers as people type them, rounded, and compared with limits."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal

# Spaces and apostrophes that some countries write between thousands.
SPACES = " \u00a0\u202f'\u2019"
# From here on a double has no digits behind the point.
WHOLE = 2.0**53


def parse_number(text: str, point: str = ".", thousands: str = ",") -> float:
    """Return the number that was typed, or raise ValueError.

    A single point or comma is the decimal mark, whatever the keyboard has, unless the
    user's language writes thousands just so:

    >>> parse_number("82.5"), parse_number("82,5"), parse_number(" 0 ")
    (82.5, 82.5, 0.0)
    >>> parse_number("1,250"), parse_number("1,250", point=",", thousands="\u00a0")
    (1250.0, 1.25)
    >>> parse_number("1.250,5", point=",", thousands="."), parse_number("1 250.5")
    (1250.5, 1250.5)
    >>> parse_number("\u22121.75"), parse_number(".5"), parse_number("+3")
    (-1.75, 0.5, 3.0)

    Anything else is no number, also what computers would take for one:

    >>> for text in ("", "tall", "1e3", "nan", "inf", "82,5,1", "1 75", "82 cm"):
    ...     try:
    ...         print(parse_number(text))
    ...     except ValueError as error:
    ...         print(error)
    ''
    'tall'
    '1e3'
    'nan'
    'inf'
    '82,5,1'
    '1 75'
    '82 cm'
    """
    typed = text.strip().replace("\u2212", "-")
    separators = "".join({thousands, *SPACES} - {point, ""})
    grouped = re.fullmatch(
        rf"([+-]?\d{{1,3}}(?:[{re.escape(separators)}]\d{{3}})+)"
        rf"(?:{re.escape(point)}(\d+))?",
        typed,
    )
    if grouped:
        return float(
            re.sub(r"[^\d+-]", "", grouped[1]) + "." + (grouped[2] or "0"),
        )
    if re.fullmatch(r"[+-]?(\d+[.,]?\d*|[.,]\d+)", typed):
        return float(typed.replace(",", "."))
    raise ValueError(repr(text))


def round_half_up(value: float, digits: int) -> float:
    """Round as people do: a five goes up, away from zero.

    >>> round_half_up(82.25, 1), round_half_up(-2.5, 0), round_half_up(1.005, 2)
    (82.3, -3.0, 1.01)
    >>> round_half_up(1e300, 2) == 1e300
    True
    """
    if abs(value) >= WHOLE:
        return value
    step = Decimal(1).scaleb(-digits)
    return float(Decimal(repr(value)).quantize(step, rounding=ROUND_HALF_UP))


def bounds(lowest: float, highest: float) -> tuple[float | None, float | None]:
    """Return the limits that two numbers mean, None where there is no limit.

    Zero in both is no limit; zero as the highest above a positive lowest is none
    upwards.

    >>> bounds(50, 210), bounds(0, 0), bounds(5, 0), bounds(-10, 0), bounds(0, 5)
    ((50, 210), (None, None), (5, None), (-10, 0), (0, 5))
    """
    if not lowest and not highest:
        return None, None
    if lowest > 0 and not highest:
        return lowest, None
    return lowest, highest


def is_outside(value: float, lowest: float, highest: float) -> bool:
    """Whether a value lies below or above the limits that two numbers mean.

    >>> is_outside(49, 50, 210), is_outside(50, 50, 210), is_outside(9e9, 5, 0)
    (True, False, False)
    >>> is_outside(-1, 0, 0), is_outside(0.5, -10, 0)
    (False, True)
    """
    low, high = bounds(lowest, highest)
    return (low is not None and value < low) or (high is not None and value > high)


def is_finite(value: object) -> bool:
    """Whether this is a number, and one that can be measured.

    >>> is_finite(1), is_finite(0.0), is_finite(float("nan")), is_finite(float("inf"))
    (True, True, False, False)
    >>> is_finite("1"), is_finite(None), is_finite(True), is_finite(10**400)
    (False, False, False, False)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False
