# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""When a service is due: after a distance or after some months, whichever is first."""

from dataclasses import dataclass
from datetime import date

from .calendar_dates import add_duration
from .odometer_trend import Trend


@dataclass(frozen=True)
class Interval:
    """A service every so many kilometres (or hours) and every so many months."""

    distance: float = 0.0
    months: int = 0


@dataclass(frozen=True)
class Due:
    """``by``: "distance" or "time", what comes first."""

    day: date
    earliest: date
    latest: date | None
    confidence: str
    by: str


def next_service(
    interval: Interval,
    last_day: date | None,
    last_total: float | None,
    trend: Trend | None,
) -> Due | None:
    """Return when the next service is due, None when there is no telling.

    >>> from dataclasses import replace
    >>> trend = Trend(date(2027, 3, 1), 62000.0, 40.0, 35.0, 50.0, 400, "high")
    >>> last = date(2026, 9, 1), 55000.0
    >>> due = next_service(Interval(15000.0, 12), *last, trend)
    >>> print(due.day, due.earliest, due.latest, due.confidence, due.by)
    2027-09-01 2027-08-08 2027-09-01 high time

    Months that are over before the distance can be driven leave no doubt:

    >>> next_service(Interval(90000.0, 12), *last, replace(trend, confidence="low"))
    ... # doctest: +ELLIPSIS
    Due(day=datetime.date(2027, 9, 1), ... confidence='high', by='time')

    The latest is the day of the months, however little somebody drives:

    >>> due = next_service(Interval(10000.0, 12), *last, trend)
    >>> print(due.day, due.earliest, due.latest, due.confidence, due.by)
    2027-05-15 2027-04-30 2027-05-26 high distance

    Where use cannot be told, a distance may come before the months are over:

    >>> due = next_service(Interval(15000.0, 12), *last, Trend(last[0], 55000.0))
    >>> print(due.day, due.confidence)
    2027-09-01 low
    >>> next_service(Interval(15000.0), *last, Trend(last[0], 55000.0)) is None
    True

    A vehicle that is known to stand still does not drive it:

    >>> parked = Trend(last[0], 55000.0, span=400, confidence="high")
    >>> next_service(Interval(15000.0, 12), *last, parked).confidence
    'high'

    Months alone are sure; without a last service there is nothing to count from:

    >>> next_service(Interval(0.0, 24), date(2026, 9, 1), None, None).confidence
    'high'
    >>> next_service(Interval(15000.0, 12), None, None, trend) is None
    True
    """
    by_time = last_day and interval.months
    time = add_duration(last_day, interval.months, "months") if by_time else None
    reached = None
    if interval.distance > 0 and last_total is not None and trend:
        reached = trend.reached(last_total + interval.distance)
    if not reached:
        if not time:
            return None
        is_sure = interval.distance <= 0 or _stands_still(trend)
        return Due(time, time, time, "high" if is_sure else "low", "time")
    if time and time <= reached.day:
        is_sure = time <= reached.earliest
        confidence = "high" if is_sure else reached.confidence
        return Due(time, min(reached.earliest, time), time, confidence, "time")
    latest = min(filter(None, (reached.latest, time)), default=None)
    return Due(reached.day, reached.earliest, latest, reached.confidence, "distance")


def _stands_still(trend: Trend | None) -> bool:
    return bool(trend) and trend.confidence != "none" and not trend.fastest
