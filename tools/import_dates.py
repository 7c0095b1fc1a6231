# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Days and times as offices write them."""

from __future__ import annotations

import datetime
import re

_TIME = r"(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})" + _TIME)
_DAY_FIRST = re.compile(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})" + _TIME)


def read_date(text: str) -> datetime.datetime | None:
    """Return what can be meant in one way only; nothing of any other.

    A year that comes first is followed by month and day everywhere. With dots the day
    comes first wherever dots are written. With slashes it depends on the country, and a
    year of two digits on the century: somebody has to say what is meant.

    >>> [str(read_date(text)) for text in ("1980-05-12", "1980/5/12", "1980.05.12")]
    ['1980-05-12 00:00:00', '1980-05-12 00:00:00', '1980-05-12 00:00:00']
    >>> [str(read_date(text)) for text in ("12.05.1980", "5. 3. 1971")]
    ['1980-05-12 00:00:00', '1971-03-05 00:00:00']
    >>> str(read_date("31.12.2024 8:05")), str(read_date(" 2024-12-31T08:05:09 "))
    ('2024-12-31 08:05:00', '2024-12-31 08:05:09')
    >>> for text in ("12/05/1980", "5.3.71", "31.02.1990", "1980-5/12", "12.05.19801"):
    ...     assert read_date(text) is None, text
    """
    text = text.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        year, _sign, month, day, *time = found.groups()
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year, *time = found.groups()
    else:
        return None
    try:
        return datetime.datetime(*map(int, (year, month, day, *filter(None, time))))
    except ValueError:
        return None
