# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""How long, in the words of a language: one day, two days, five days."""

from datetime import timedelta

from babel.dates import format_timedelta
from babel.units import format_unit

from odoo.tools.misc import babel_locale_parse


def duration_words(amount: int, unit: str, lang: str | None) -> str:
    """Return an amount of a unit: day, month or year.

    >>> [duration_words(n, "year", "pl_PL") for n in (1, 2, 5)]
    ['1 rok', '2 lata', '5 lat']
    >>> [duration_words(n, "month", "de_DE") for n in (0, 1, 12)]
    ['0 Monate', '1 Monat', '12 Monate']
    >>> duration_words(1, "day", None)
    '1 day'
    """
    return format_unit(amount, f"duration-{unit}", locale=babel_locale_parse(lang))


def days_ago(days: int, lang: str | None) -> str:
    """Return how long ago a day was, counted in days however many.

    >>> [days_ago(n, "de_DE") for n in (1, 2, 400)]
    ['vor 1 Tag', 'vor 2 Tagen', 'vor 400 Tagen']
    >>> days_ago(1, "en_US"), days_ago(5, "pl_PL")
    ('1 day ago', '5 dni temu')
    """
    return format_timedelta(
        timedelta(days=-days),
        granularity="day",
        threshold=float("inf"),
        add_direction=True,
        locale=babel_locale_parse(lang),
    )
