# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Calendar arithmetic: durations, wall-clock times and time zones."""

from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.relativedelta import relativedelta

UNITS = ("days", "weeks", "months", "years")
# Nothing is promised for longer, and beyond it dates would leave the calendar.
MOST_YEARS = 100
LONGEST = {"days": 36525, "weeks": 5218, "months": 1200, "years": MOST_YEARS}


def is_too_long(amount: int, unit: str) -> bool:
    """Return whether a duration is longer than anything is promised for.

    >>> is_too_long(100, "years"), is_too_long(101, "years")
    (False, True)
    >>> is_too_long(1200, "months"), is_too_long(1201, "months")
    (False, True)
    >>> is_too_long(5218, "weeks"), is_too_long(5219, "weeks")
    (False, True)
    >>> is_too_long(36525, "days"), is_too_long(36526, "days")
    (False, True)
    """
    return amount > LONGEST[unit]


def within_calendar(days: int) -> int:
    """Return a number of days, of a thousand years at most: the calendar has an end.

    >>> within_calendar(30), within_calendar(365_001), within_calendar(-365_001)
    (30, 365000, -365000)
    """
    return min(max(days, -365_000), 365_000)


def add_duration(day, amount: int, unit: str):
    """Return ``day`` (date or datetime) moved by ``amount`` of ``unit``.

    Months and years end on the last day of a shorter month.

    >>> print(add_duration(date(2027, 1, 31), 1, "months"))
    2027-02-28
    >>> print(add_duration(date(2028, 2, 29), 1, "years"))
    2029-02-28
    >>> print(add_duration(date(2027, 3, 31), -1, "months"))
    2027-02-28
    >>> print(add_duration(date(2027, 3, 1), 2, "weeks"))
    2027-03-15
    """
    if unit not in UNITS:
        raise ValueError(f"unknown unit of duration: {unit!r}")
    return day + relativedelta(**{unit: amount})


@lru_cache(maxsize=256)
def zone(name: str | None) -> ZoneInfo:
    """Return the time zone called ``name``; UTC when there is none such.

    >>> zone("Europe/Warsaw").key, zone("No/Where").key, zone(None).key
    ('Europe/Warsaw', 'UTC', 'UTC')
    """
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


@lru_cache(maxsize=4096)
def local_to_utc(day: date, hour: float, tz_name: str | None) -> datetime:
    """Return the naive UTC time of ``hour`` o'clock on ``day`` in a time zone.

    A time that a clock change skips is the first one after the gap; one that
    happens twice is the first of the two.

    >>> print(local_to_utc(date(2027, 3, 27), 9.0, "Europe/Warsaw"))
    2027-03-27 08:00:00
    >>> print(local_to_utc(date(2027, 3, 28), 9.0, "Europe/Warsaw"))
    2027-03-28 07:00:00
    >>> print(local_to_utc(date(2027, 3, 28), 2.5, "Europe/Warsaw"))
    2027-03-28 01:00:00
    >>> print(local_to_utc(date(2027, 11, 7), 1.5, "America/New_York"))
    2027-11-07 05:30:00
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=round(hour * 60))
    return _wall_to_utc(wall, zone(tz_name))


def _wall_to_utc(wall: datetime, tz: ZoneInfo) -> datetime:
    moment = wall.replace(tzinfo=tz).astimezone(timezone.utc)
    if moment.astimezone(tz).replace(tzinfo=None) != wall:
        moment = _after_gap(moment, tz)
    return moment.replace(tzinfo=None)


def add_local_duration(
    moment: datetime, amount: int, unit: str, tz_name: str | None
) -> datetime:
    """Return a naive UTC ``moment`` moved as calendar and clock of a time zone do.

    Noon stays noon in summer, and the last of a month is that of its own calendar.

    >>> noon, evening = datetime(2026, 12, 1, 11), datetime(2026, 12, 1, 4, 30)
    >>> print(add_local_duration(noon, 6, "months", "Europe/Warsaw"))
    2027-06-01 10:00:00
    >>> print(add_local_duration(evening, 1, "months", "America/New_York"))
    2026-12-31 04:30:00
    """
    tz = zone(tz_name)
    wall = moment.replace(tzinfo=timezone.utc).astimezone(tz).replace(tzinfo=None)
    return _wall_to_utc(add_duration(wall, amount, unit), tz)


def day_after(day: date) -> date:
    """Return the next day; of the last one that there is, that one.

    >>> print(day_after(date(2027, 2, 28)), day_after(date.max))
    2027-03-01 9999-12-31
    """
    return day if day == date.max else day + timedelta(days=1)


def _after_gap(moment: datetime, tz: ZoneInfo) -> datetime:
    """Return the first moment after the clock change that skipped a wall time."""
    low, high = moment - timedelta(days=1), moment + timedelta(days=1)
    offset = low.astimezone(tz).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(tz).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def utc_to_local(moment: datetime, tz_name: str | None) -> datetime:
    """Return a naive UTC ``moment`` by the clock of a time zone, aware of that zone.

    >>> print(utc_to_local(datetime(2027, 7, 1, 10), "Europe/Warsaw"))
    2027-07-01 12:00:00+02:00
    """
    return moment.replace(tzinfo=timezone.utc).astimezone(zone(tz_name))


def utc_to_local_date(moment: datetime, tz_name: str | None) -> date:
    """Return the calendar day of a naive UTC ``moment`` in a time zone.

    >>> print(utc_to_local_date(datetime(2027, 1, 1, 4, 59), "America/New_York"))
    2026-12-31
    """
    return utc_to_local(moment, tz_name).date()
