# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""When may a customer be written to: hours and days in their own time zone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pytz import country_timezones

from .calendar_dates import local_to_utc, utc_to_local

try:
    from phonenumbers import parse
    from phonenumbers.phonenumberutil import NumberParseException
    from phonenumbers.timezone import time_zones_for_number
except ImportError:  # the manifest asks for it; without it a number tells no zone
    parse = None

# More zones at once leave too little of a day.
MAX_ZONES = 3
ROUNDS = 20


@dataclass(frozen=True)
class Hours:
    """From one hour to another (9.5 is half past nine) on weekdays, 0 is Monday."""

    start: float
    end: float
    weekdays: Collection[int] = field(default=frozenset(range(7)))

    def opening(self, moment: datetime, tz_name: str) -> datetime:
        """Return the moment itself when it is allowed, else the next opening.

        >>> hours = Hours(9, 20, {0, 1, 2, 3, 4, 5})
        >>> def ask(*moment):
        ...     return str(hours.opening(datetime(*moment), "Europe/Warsaw"))
        >>> ask(2027, 3, 10, 12, 30), ask(2027, 3, 10, 19, 0)
        ('2027-03-10 12:30:00', '2027-03-11 08:00:00')
        >>> ask(2027, 3, 10, 5, 0)
        '2027-03-10 08:00:00'

        Saturday evening waits for Monday, over the change to summer time:

        >>> ask(2027, 3, 27, 20, 0)
        '2027-03-29 07:00:00'
        """
        local = utc_to_local(moment, tz_name)
        day = local.date()
        hour = local.hour + local.minute / 60 + local.second / 3600
        if day.weekday() in self.weekdays:
            if self.start <= hour < self.end:
                return moment
            if hour < self.start:
                return local_to_utc(day, self.start, tz_name)
        for days in range(1, 8):
            later = day + timedelta(days=days)
            if later.weekday() in self.weekdays:
                return local_to_utc(later, self.start, tz_name)
        return moment


def next_allowed(hours: Hours, moment: datetime, zones: Iterable[str]) -> datetime:
    """Return the first time from ``moment`` on that is allowed in all the zones.

    Zones whose hours never meet are asked as if there were only the first.

    >>> hours = Hours(9, 20)
    >>> print(next_allowed(hours, datetime(2027, 1, 1, 14, 0),
    ...     ["America/New_York", "America/Los_Angeles"]))
    2027-01-01 17:00:00
    >>> print(next_allowed(Hours(9, 10), datetime(2027, 1, 1, 14, 0),
    ...     ["America/New_York", "America/Los_Angeles"]))
    2027-01-01 14:00:00
    """
    zones = list(zones) or ["UTC"]
    found = moment
    for _round in range(ROUNDS):
        latest = max(hours.opening(found, name) for name in zones)
        if latest == found:
            return found
        found = latest
    return hours.opening(moment, zones[0])


def number_zones(number: str | None) -> tuple[str, ...]:
    """Return the zones where a number in E.164 may be; none when it does not tell.

    >>> number_zones("+48601234567"), number_zones("+12125550123")
    (('Europe/Warsaw',), ('America/New_York',))
    >>> number_zones("+18005550123"), number_zones("601 234"), number_zones(None)
    ((), (), ())
    """
    if not number or parse is None:
        return ()
    try:
        zones = time_zones_for_number(parse(number))
    except NumberParseException:
        return ()
    return _few(name for name in zones if name != "Etc/Unknown")


def country_zones(code: str | None) -> tuple[str, ...]:
    """Return the zones of a country; none when it has many.

    >>> country_zones("PL"), country_zones("US"), country_zones(None)
    (('Europe/Warsaw',), (), ())
    """
    return _few(country_timezones.get(code or "", ()))


def _few(names: Iterable[str]) -> tuple[str, ...]:
    names = tuple(names)
    return names if len(names) <= MAX_ZONES else ()
