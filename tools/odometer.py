# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Clocks of vehicles and machines: units, and clocks that were exchanged.

The *total* of a vehicle goes on when its clock is exchanged; what a clock shows is the
total less an offset. All values of one call are in one unit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

KM = {"km": 1.0, "mi": 1.609344}
# More in one day, and somebody mistyped; a day has no more hours.
MOST_A_DAY = {"km": 1000.0, "mi": 1000.0 / KM["mi"], "h": 24.0}


def convert(value: float, unit: str, into: str) -> float:
    """Return a reading in another unit; hours are no distance.

    >>> round(convert(100.0, "mi", "km"), 4), convert(160.9344, "km", "mi")
    (160.9344, 100.0)
    >>> convert(12.5, "h", "h")
    12.5
    >>> convert(1.0, "h", "km")
    Traceback (most recent call last):
    ValueError: h cannot be told in km
    """
    if unit == into:
        return value
    if unit not in KM or into not in KM:
        raise ValueError(f"{unit} cannot be told in {into}")
    return value * KM[unit] / KM[into]


@dataclass(frozen=True)
class Reading:
    """What a clock showed. With ``is_exchange`` it is the first reading of a new one.

    ``start``: what the new clock showed when it was put in. ``end``: what the old one
    showed then; None when nobody looked, then it is its last reading.
    """

    day: date
    value: float
    is_exchange: bool = False
    start: float = 0.0
    end: float | None = None
    is_estimate: bool = False


@dataclass(frozen=True)
class Point:
    """A reading as a total."""

    day: date
    total: float
    offset: float = 0.0
    is_estimate: bool = False


def points(readings: Iterable[Reading]) -> list[Point]:
    """Return the totals; the readings come in the order of time.

    >>> first = Reading(date(2027, 1, 1), 120000.0)
    >>> new = Reading(date(2027, 3, 1), 150.0, True)
    >>> [point.total for point in points([first, new])]
    [120000.0, 120150.0]

    With both clocks read at the exchange, the second one used:

    >>> new = Reading(date(2027, 3, 1), 40150.0, True, start=40000.0, end=121000.0)
    >>> later = Reading(date(2027, 4, 1), 41000.0)
    >>> [(point.total, point.offset) for point in points([first, new, later])][1:]
    [(121150.0, 81000.0), (122000.0, 81000.0)]
    """
    found: list[Point] = []
    offset = last = 0.0
    for reading in readings:
        if reading.is_exchange:
            end = last if reading.end is None else reading.end
            offset += end - reading.start
        last = reading.value
        found.append(
            Point(reading.day, last + offset, offset, is_estimate=reading.is_estimate)
        )
    return found


def offset_on(day: date, found: Sequence[Point]) -> float:
    """Return the offset of the clock that was in on a day.

    >>> new = Point(date(2027, 3, 1), 120150.0, 120000.0)
    >>> found = [Point(date(2027, 1, 1), 120000.0), new]
    >>> offset_on(date(2027, 2, 28), found), offset_on(date(2027, 3, 1), found)
    (0.0, 120000.0)
    """
    before = [point.offset for point in found if point.day <= day]
    return before[-1] if before else 0.0
