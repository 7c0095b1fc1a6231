# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Clocks of vehicles and machines: units, exchanged clocks, and where one will stand.

The *total* of a vehicle goes on when its clock is exchanged; what a clock shows is the
total less an offset. All values of one call are in one unit.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, combinations
from statistics import median

KM = {"km": 1.0, "mi": 1.609344}
# More in one day, and somebody mistyped; a day has no more hours.
MOST_A_DAY = {"km": 1000.0, "mi": 1000.0 / KM["mi"], "h": 24.0}

# How a vehicle is used changes: what was two years before counts half.
HALF_LIFE = 730
MOST_READINGS = 24
SHORTEST_SPAN = 7
CONFIDENCES = ("none", "low", "medium", "high")
FURTHEST = 36500


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


@dataclass(frozen=True)
class Expected:
    """A value that is expected, and between which two it will probably be."""

    value: float
    low: float
    high: float
    confidence: str


@dataclass(frozen=True)
class Reached:
    """A day, and between which two it will probably be; the latest may be never."""

    day: date
    earliest: date
    latest: date | None
    confidence: str


@dataclass(frozen=True)
class Trend:
    """A straight line through the last reading that is believed."""

    day: date
    total: float
    rate: float = 0.0
    slowest: float = 0.0
    fastest: float = 0.0
    span: int = 0
    confidence: str = "none"

    def expected(self, day: date) -> Expected:
        """Return the total expected on a day.

        >>> trend = Trend(date(2027, 1, 1), 90000.0, 40.0, 35.0, 50.0, 400, "high")
        >>> trend.expected(date(2027, 1, 11))
        Expected(value=90400.0, low=90350.0, high=90500.0, confidence='high')
        """
        days = (day - self.day).days
        low, high = sorted((self.slowest * days, self.fastest * days))
        return Expected(
            max(self.total + self.rate * days, 0.0),
            max(self.total + low, 0.0),
            max(self.total + high, 0.0),
            weaken(self.confidence, days, self.span),
        )

    def reached(self, total: float) -> Reached | None:
        """Return when a total will be reached, None when there is no telling.

        >>> trend = Trend(date(2027, 1, 1), 90000.0, 40.0, 0.0, 50.0, 400, "high")
        >>> found = trend.reached(90400.0)
        >>> print(found.day, found.earliest, found.latest, found.confidence)
        2027-01-11 2027-01-09 None high

        What was reached was reached at that reading, at the latest:

        >>> print(trend.reached(89000.0).day)
        2027-01-01
        >>> Trend(date(2027, 1, 1), 90000.0).reached(90400.0) is None
        True
        """
        if total <= self.total:
            return Reached(self.day, self.day, self.day, "high")
        day = self._day(total, self.rate)
        if not day:
            return None
        return Reached(
            day,
            self._day(total, self.fastest) or day,
            self._day(total, self.slowest),
            weaken(self.confidence, (day - self.day).days, self.span),
        )

    def _day(self, total: float, rate: float) -> date | None:
        days = (total - self.total) / rate if rate > 0 else math.inf
        return self.day + timedelta(math.ceil(days)) if days <= FURTHEST else None


def weaken(confidence: str, ahead: int, span: int) -> str:
    """Return what is left of a confidence so far ahead of what was seen.

    >>> [weaken("high", ahead, 365) for ahead in (30, 365, 366, 731)]
    ['high', 'high', 'medium', 'low']
    >>> weaken("low", 9999, 30), weaken("none", 0, 0)
    ('low', 'none')
    """
    if confidence == "none" or ahead <= span:
        return confidence
    steps = 1 if ahead <= 2 * span else 2
    return CONFIDENCES[max(CONFIDENCES.index(confidence) - steps, 1)]


def trend(found: Sequence[Point]) -> Trend | None:
    """Return the line through points in the order of time, None without any.

    The rate is the weighted median of the slopes between all pairs (Theil and Sen): a
    pair counts by the days between, and by half for each two years that it is old. The
    tenth and ninetieth percentile tell how much use varies; few readings tell little,
    so the band is never narrower than one part of their number.

    >>> month = [date(2026, each, 1) for each in range(1, 13)]
    >>> steady = [Point(day, 50000 + 40 * (day - month[0]).days) for day in month]
    >>> found = trend(steady)
    >>> found.rate, found.confidence, round(found.slowest, 1), round(found.fastest, 1)
    (40.0, 'high', 36.7, 43.3)

    A reading with a digit too many moves nothing, wherever it is:

    >>> wrong = Point(month[6], 573000)
    >>> round(trend([*steady[:6], wrong, *steady[7:]]).rate, 6)
    40.0
    >>> last = trend([*steady[:11], Point(month[11], 633600)])
    >>> print(last.day, last.rate)
    2026-11-01 40.0

    One reading is no trend, nor are two of the same week; two are a weak one:

    >>> trend([]), trend(steady[:1])
    ... # doctest: +NORMALIZE_WHITESPACE
    (None, Trend(day=datetime.date(2026, 1, 1), total=50000.0, rate=0.0, slowest=0.0,
     fastest=0.0, span=0, confidence='none'))
    >>> trend([steady[0], Point(date(2026, 1, 4), 50900.0)]).confidence
    'none'
    >>> weak = trend(steady[:2])
    >>> weak.rate, weak.slowest, weak.fastest, weak.confidence
    (40.0, 20.0, 60.0, 'low')
    """
    found = _measured(found)[-MOST_READINGS:]
    if not found:
        return None
    last = found[-1]
    slopes = _slopes(found)
    if not slopes or (last.day - found[0].day).days < SHORTEST_SPAN:
        return Trend(last.day, float(last.total))
    believed = _without_outliers(found, max(_quantile(slopes, 0.5), 0.0))
    slopes = _slopes(believed)
    if not slopes:
        return Trend(last.day, float(last.total))
    last, span = believed[-1], (believed[-1].day - believed[0].day).days
    rate = max(_quantile(slopes, 0.5), 0.0)
    count = len({point.day for point in believed})
    slowest = max(min(_quantile(slopes, 0.1), rate - rate / count), 0.0)
    fastest = max(_quantile(slopes, 0.9), rate + rate / count)
    confidence = _confidence(count, span, rate, fastest - slowest)
    return Trend(last.day, float(last.total), rate, slowest, fastest, span, confidence)


def _measured(found: Sequence[Point]) -> Sequence[Point]:
    """Leave estimates out where there is enough that somebody read."""
    read = [point for point in found if not point.is_estimate]
    return read if len({point.day for point in read}) > 1 else found


def _slopes(found: Sequence[Point]) -> list[tuple[float, float]]:
    """Return (slope, weight) of all pairs of different days, sorted."""
    last = found[-1].day
    slopes = []
    for first, second in combinations(found, 2):
        days = (second.day - first.day).days
        if days:
            age = (last - second.day).days + days / 2
            weight = days * 0.5 ** (age / HALF_LIFE)
            slopes.append(((second.total - first.total) / days, weight))
    return sorted(slopes)


def _quantile(slopes: Sequence[tuple[float, float]], part: float) -> float:
    """Return the slope below which this part of the weight lies."""
    sums = list(accumulate(weight for _slope, weight in slopes))
    return slopes[min(bisect_left(sums, part * sums[-1]), len(slopes) - 1)][0]


def _without_outliers(found: Sequence[Point], rate: float) -> Sequence[Point]:
    """Leave out what lies far from the line, measured by what is usual (MAD)."""
    if len(found) < 3:
        return found
    rest = [point.total - rate * (point.day - found[0].day).days for point in found]
    middle = median(rest)
    usual = median(abs(value - middle) for value in rest)
    span = (found[-1].day - found[0].day).days
    limit = max(7 * usual, rate * max(30, 0.1 * span), 1.0)
    return [
        point
        for point, value in zip(found, rest, strict=True)
        if abs(value - middle) <= limit
    ]


def _confidence(count: int, span: int, rate: float, width: float) -> str:
    """Judge by the number of readings, the time they span and how use varies."""
    varies = width / 2 / rate if rate else 0.0
    if count >= 4 and span >= 180 and varies <= 0.25:
        return "high"
    if count >= 3 and span >= 60 and varies <= 0.5:
        return "medium"
    return "low"
