# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""When a service is due: after a distance or after some months, whichever is first."""

from dataclasses import dataclass
from datetime import date

from .inspection_dates import next_inspection
from .odometer_trend import Trend


@dataclass(frozen=True)
class Interval:
    """A service every so many kilometres (or hours) and every so many months.

    ``first``: the day of a fixed series, which a late or early visit does not move.
    """

    distance: float = 0.0
    months: int = 0
    first: date | None = None

    def after(self, last_day: date | None) -> date | None:
        """Return when the months are over, None where there is no telling.

        >>> last = date(2027, 6, 20)
        >>> print(Interval(months=12).after(last))
        2028-06-20
        >>> print(Interval(months=12, first=date(2026, 5, 31)).after(last))
        2028-05-31

        Months clamp from the original day, not from the last shorter month:

        >>> monthly = Interval(months=1, first=date(2027, 1, 31))
        >>> for day in (date(2027, 1, 31), date(2027, 2, 28)):
        ...     print(monthly.after(day))
        2027-02-28
        2027-03-31

        Before the first one, that is the day:

        >>> print(monthly.after(None), Interval(months=1).after(None))
        2027-01-31 None
        """
        if not self.months:
            return None
        if not last_day:
            return self.first
        return next_inspection(last_day, self.months, "months", self.first)


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
    time = interval.after(last_day)
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
