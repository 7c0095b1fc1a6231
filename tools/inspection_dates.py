# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""When the next inspection is due."""

from calendar import monthrange
from datetime import date, timedelta

from .calendar_dates import add_duration


def month_end(year: int, month: int) -> date:
    """Return the last day of a month.

    >>> print(month_end(2028, 2))
    2028-02-29
    """
    return date(year, month, monthrange(year, month)[1])


def next_inspection(
    day: date,
    interval: int,
    unit: str,
    due: date | None = None,
    month: int | None = None,
) -> date | None:
    """Return when something inspected on ``day`` is due again, None for never.

    Without ``due`` and ``month`` the interval runs from the inspection:

    >>> print(next_inspection(date(2027, 4, 20), 12, "months"))
    2028-04-20
    >>> next_inspection(date(2027, 4, 20), 0, "months")

    With the day it was ``due`` the series goes on from there, so that an early or a
    late visit does not move it; the next date is at least half an interval away:

    >>> due = date(2027, 5, 31)
    >>> print(next_inspection(date(2027, 4, 20), 1, "years", due))
    2028-05-31
    >>> print(next_inspection(date(2027, 8, 15), 1, "years", due))
    2028-05-31
    >>> print(next_inspection(date(2027, 5, 31), 1, "years", due))
    2028-05-31
    >>> print(next_inspection(date(2026, 9, 1), 1, "years", due))
    2027-05-31
    >>> print(next_inspection(date(2031, 1, 31), 1, "years", due))
    2032-05-31

    A ``month`` is a fixed one, whatever was due before; its last day counts:

    >>> print(next_inspection(date(2027, 8, 15), 1, "years", due, month=9))
    2028-09-30
    >>> print(next_inspection(date(2027, 1, 10), 2, "years", month=2))
    2029-02-28
    """
    if interval <= 0:
        return None
    following = add_duration(day, interval, unit)
    if month:
        due = month_end(day.year, month)
    if not due:
        return following
    earliest = day + max((following - day) / 2, timedelta(days=1))
    step = 0
    while add_duration(due, interval * step, unit) < earliest:
        step += 1
    while add_duration(due, interval * (step - 1), unit) >= earliest:
        step -= 1
    found = add_duration(due, interval * step, unit)
    return month_end(found.year, month) if month else found
