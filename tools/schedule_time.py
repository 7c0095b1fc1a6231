# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""When something that is repeated by the calendar is due, by the clock on the wall."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Rhythm(NamedTuple):
    """Every day, one day of the week (0: Monday) or one day of the month, at a time.

    A day that a month does not have is its last one.
    """

    interval: str
    hour: float
    weekday: int = 0
    month_day: int = 1
    zone: str = "UTC"

    def next_after(self, moment: datetime) -> datetime:
        """Return the first time later than ``moment``; both in UTC, without zone.

        The hour on the wall stays when the clocks are changed:

        >>> daily = Rhythm("daily", 7, zone="Europe/Warsaw")
        >>> print(daily.next_after(datetime(2026, 3, 27, 6, 0)))
        2026-03-28 06:00:00
        >>> print(daily.next_after(datetime(2026, 3, 28, 6, 0)))
        2026-03-29 05:00:00

        A time that the change of clocks leaves out is as much later as it leaves out;
        one that comes twice is its first one, and is not due a second time:

        >>> night = Rhythm("daily", 2.5, zone="Europe/Warsaw")
        >>> print(night.next_after(datetime(2026, 3, 29, 0, 0)))
        2026-03-29 01:30:00
        >>> print(night.next_after(datetime(2026, 10, 24, 12, 0)))
        2026-10-25 00:30:00
        >>> print(night.next_after(datetime(2026, 10, 25, 0, 30)))
        2026-10-26 01:30:00

        The end of a month stays the end:

        >>> monthly = Rhythm("monthly", 8, month_day=31)
        >>> print(monthly.next_after(datetime(2027, 1, 31, 8)))
        2027-02-28 08:00:00
        >>> print(monthly.next_after(datetime(2027, 2, 28, 8)))
        2027-03-31 08:00:00
        """
        day = self._local_day(moment) - timedelta(days=1)
        while True:
            day = self._day_from(day)
            found = self._at(day)
            if found > moment:
                return found
            day += timedelta(days=1)

    def last_until(self, moment: datetime) -> datetime:
        """Return the last time that is not later than ``moment``.

        >>> weekly = Rhythm("weekly", 7.5, weekday=0)
        >>> print(weekly.last_until(datetime(2026, 11, 27, 12, 0)))
        2026-11-23 07:30:00
        >>> print(weekly.last_until(datetime(2026, 11, 23, 7, 30)))
        2026-11-23 07:30:00
        >>> print(weekly.last_until(datetime(2026, 11, 23, 7, 29)))
        2026-11-16 07:30:00
        """
        longest = {"daily": 3, "weekly": 9, "monthly": 33}[self.interval]
        found = self.next_after(moment - timedelta(days=longest))
        while (later := self.next_after(found)) <= moment:
            found = later
        return found

    def _local_day(self, moment: datetime) -> date:
        return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone)).date()

    def _day_from(self, day: date) -> date:
        """Return the first day of this rhythm that is not before ``day``."""
        if self.interval == "daily":
            return day
        if self.interval == "weekly":
            return day + timedelta(days=(self.weekday - day.weekday()) % 7)
        found = self._in_month(day)
        return found if found >= day else self._in_month(_month_after(day))

    def _in_month(self, day: date) -> date:
        last = monthrange(day.year, day.month)[1]
        return day.replace(day=min(self.month_day, last))

    def _at(self, day: date) -> datetime:
        hours, minutes = divmod(round(self.hour * 60), 60)
        wall = datetime.combine(day, time(hours, minutes), ZoneInfo(self.zone))
        return wall.astimezone(UTC).replace(tzinfo=None)


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
