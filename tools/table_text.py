# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Values of a table as a person reads them: dates, times, amounts, texts.

A table is a list of columns and batches of rows; whole columns of a batch are turned
at a time, which costs a fifth of doing it cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from .outgoing import html_to_text

Rows = Sequence[Sequence[Any]]
NUMBERS = frozenset(("integer", "float", "monetary"))


class Column(NamedTuple):
    """What stands above a column, and the type of its field."""

    label: str
    type: str = "char"


class Words(NamedTuple):
    """How one language and place writes what is not text.

    ``date`` and ``time`` are formats of `strftime`, ``decimal`` the decimal sign,
    ``group`` what stands between thousands, ``zone`` the time zone of the reader.
    """

    yes: str = "Yes"
    no: str = "No"
    decimal: str = "."
    group: str = ""
    date: str = "%Y-%m-%d"
    time: str = "%H:%M:%S"
    zone: str = "UTC"


def local(values: Iterable[datetime | None], zone: str) -> list[datetime | None]:
    """Return times, naive in UTC, as naive times of a place.

    >>> local([datetime(2027, 7, 1, 10), None], "Europe/Warsaw")
    [datetime.datetime(2027, 7, 1, 12, 0), None]
    """
    utc, place = ZoneInfo("UTC"), ZoneInfo(zone or "UTC")
    return [
        each and each.replace(tzinfo=utc).astimezone(place).replace(tzinfo=None)
        for each in values
    ]


def plain(values: Iterable[Any]) -> list[str]:
    """Return texts; what has none is empty.

    >>> plain(["Anna", None, False, 7])
    ['Anna', '', '', '7']
    """
    return [each if type(each) is str else text(each) for each in values]


def text(value: Any) -> str:
    """Return any value as one text.

    >>> text(["a", 1]), text(None), text(0)
    ('a, 1', '', '0')
    """
    if value is None or value is False:
        return ""
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(text, value))
    return str(value)


def _booleans(values: Iterable[Any], words: Words) -> list[str]:
    return [words.yes if each else words.no for each in values]


def _whole(values: Iterable[Any], words: Words) -> list[str]:
    return ["" if each is None or each is False else str(each) for each in values]


def _amounts(values: Iterable[Any], words: Words) -> list[str]:
    pattern = "{:,.2f}" if words.group else "{:.2f}"
    return [
        "" if each is None or each is False else _signs(pattern.format(each), words)
        for each in values
    ]


def _numbers(values: Iterable[Any], words: Words) -> list[str]:
    """As many decimals as there are, two at least and six at most."""
    pattern = "{:,.6f}" if words.group else "{:.6f}"
    return [
        "" if each is None or each is False else _trimmed(pattern.format(each), words)
        for each in values
    ]


def _trimmed(number: str, words: Words) -> str:
    return _signs(f"{number[:-4]}{number[-4:].rstrip('0')}", words)


def _signs(number: str, words: Words) -> str:
    """Return a number with the signs of a place."""
    whole, __, rest = number.partition(".")
    return f"{whole.replace(',', words.group)}{words.decimal}{rest}"


def _dates(values: Iterable[Any], words: Words) -> list[str]:
    return [each.strftime(words.date) if each else "" for each in values]


def _times(values: Iterable[Any], words: Words) -> list[str]:
    pattern = f"{words.date} {words.time}"
    return [
        each.strftime(pattern) if each else "" for each in local(values, words.zone)
    ]


def _html(values: Iterable[Any], words: Words) -> list[str]:
    return [html_to_text(each) if each else "" for each in values]


WRITERS: dict[str, Callable[[Iterable[Any], Words], list[str]]] = {
    "boolean": _booleans,
    "integer": _whole,
    "float": _numbers,
    "monetary": _amounts,
    "date": _dates,
    "datetime": _times,
    "html": _html,
}


def written(kind: str, values: Iterable[Any], words: Words) -> list[str]:
    """Return the values of one column, of a type, as texts.

    >>> written("monetary", [1234.5, None, 0.1 + 0.2], Words(decimal=",", group=" "))
    ['1 234,50', '', '0,30']
    >>> written("float", [1234.5, 1e15, 0.125, None], Words())
    ['1234.50', '1000000000000000.00', '0.125', '']
    >>> written("boolean", [True, None], Words())
    ['Yes', 'No']
    >>> written("html", ["<p>Tea &amp; <b>milk</b></p>"], Words())
    ['Tea & milk']
    >>> written("char", ["<b>", None], Words())
    ['<b>', '']
    """
    writer = WRITERS.get(kind)
    return writer(values, words) if writer else plain(values)


def texts(columns: Sequence[Column], rows: Rows, words: Words) -> Iterator[tuple]:
    """Return the rows of a batch as rows of texts.

    >>> list(texts([Column("Name"), Column("Paid", "boolean")], [["A", 1]], Words()))
    [('A', 'Yes')]
    """
    turned = [
        written(column.type, values, words)
        for column, values in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    return zip(*turned, strict=True)
