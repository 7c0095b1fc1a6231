# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Until when a request of a person must be answered (GDPR Art. 12(3), Reg. 1182/71).

One calendar month from the day of receipt; two months more when it is extended. A day
that does not exist in that month becomes its last one, and a deadline that falls on a
weekend or a holiday ends with the next working day.
"""

from collections.abc import Collection
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

MONTHS = 1
EXTENDED_MONTHS = 3
SATURDAY = 5


def deadline(
    received: date, extended: bool = False, holidays: Collection[date] = ()
) -> date:
    """Return the last day for the answer.

    :param received: the day it arrived, or the day the missing proof of identity did
    :param extended: whether the person was told that it takes longer
    :param holidays: days on which nobody works

    >>> deadline(date(2026, 9, 3)).isoformat()      # a Saturday: Monday
    '2026-10-05'
    >>> deadline(date(2024, 1, 31)).isoformat()
    '2024-02-29'
    >>> deadline(date(2025, 1, 30)).isoformat()
    '2025-02-28'
    >>> deadline(date(2026, 4, 1), holidays=[date(2026, 5, 1)]).isoformat()
    '2026-05-04'
    >>> deadline(date(2026, 3, 10), extended=True).isoformat()
    '2026-06-10'
    """
    months = EXTENDED_MONTHS if extended else MONTHS
    day = received + relativedelta(months=months)
    while day.weekday() >= SATURDAY or day in holidays:
        day += timedelta(days=1)
    return day


def may_be_extended(received: date, today: date) -> bool:
    """Whether the person can still be told in time that it takes longer.

    >>> may_be_extended(date(2026, 3, 10), date(2026, 4, 10))
    True
    >>> may_be_extended(date(2026, 3, 10), date(2026, 4, 11))
    False
    """
    return today <= received + relativedelta(months=MONTHS)
