# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Where a clock will stand: a line through its readings, and how sure that is."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, combinations
from statistics import median

from .odometer import Point

# How a vehicle is used changes: what was two years before counts half.
HALF_LIFE = 730
MOST_READINGS = 24
SHORTEST_SPAN = 7
CONFIDENCES = ("none", "low", "medium", "high")
FURTHEST = 36500


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
