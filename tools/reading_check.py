# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What is doubtful about a reading of a clock, seen between its neighbours in time."""

from dataclasses import dataclass
from datetime import date

from .odometer import MOST_A_DAY

# Ten times as much as the last time is a digit too many; a vehicle or a machine that
# was delivered yesterday may have done that.
TENFOLD = 10
YOUNG = {"km": 100.0, "mi": 100.0, "h": 10.0}
# What rounding may lose when one reading is in miles and one in kilometres.
ROUNDED = 2.0


@dataclass(frozen=True)
class Shown:
    """What a clock showed on a day; for a new clock with its start and the old end."""

    day: date
    value: float
    is_exchange: bool = False
    start: float = 0.0
    end: float | None = None
    unit: str = "km"


def doubt(
    shown: Shown, before: Shown | None, after: Shown | None, unit: str
) -> tuple[str, Shown] | None:
    """Return what is doubtful and the other reading, None for a reading like others.

    All values are in ``unit``; the unit of each is the one it was read in.

    >>> last = Shown(date(2027, 1, 1), 50000.0)
    >>> def ask(value, day=date(2027, 3, 1), before=last, after=None, **exchange):
    ...     found = doubt(Shown(day, value, **exchange), before, after, "km")
    ...     return found and found[0]
    >>> ask(52000.0), ask(50000.0), ask(5.0, before=None)
    (None, None, None)
    >>> ask(49999.9), ask(500000.0), ask(52001.0, day=date(2027, 1, 3))
    ('backwards', 'tenfold', 'fast')

    Miles and kilometres that were rounded are no step backwards:

    >>> ask(49999.0, unit="mi")

    A new clock begins where it likes, but nobody drives faster because of it:

    >>> ask(300.0, is_exchange=True), ask(300000.0, is_exchange=True)
    (None, 'fast')
    >>> ask(300.0, is_exchange=True, end=49000.0)
    'backwards'
    >>> ask(40300.0, is_exchange=True, start=40000.0, end=51000.0)

    What is entered late goes to its place in time and must fit there:

    >>> later = Shown(date(2027, 4, 1), 53000.0)
    >>> ask(52000.0, after=later), ask(54000.0, after=later)
    (None, 'later')
    >>> ask(60.0, before=None, after=Shown(date(2027, 3, 5), 53000.0))
    'fast_later'
    >>> ask(54000.0, after=Shown(date(2027, 4, 1), 20.0, is_exchange=True))
    """
    return _doubt_before(shown, before, unit) or _doubt_after(shown, after, unit)


def _doubt_before(shown, before, unit):
    if not before:
        return None
    first, driven = shown.value, shown.value - before.value
    if shown.is_exchange:
        end = before.value if shown.end is None else shown.end
        first = end
        driven = end - before.value + shown.value - shown.start
    if first < before.value - _rounded(shown, before):
        return "backwards", before
    is_young = before.value < YOUNG[unit]
    if not shown.is_exchange and not is_young and first >= TENFOLD * before.value:
        return "tenfold", before
    if driven > MOST_A_DAY[unit] * max((shown.day - before.day).days, 1):
        return "fast", before
    return None


def _doubt_after(shown, after, unit):
    if not after or after.is_exchange:
        return None
    driven = after.value - shown.value
    if driven < -_rounded(shown, after):
        return "later", after
    if driven > MOST_A_DAY[unit] * max((after.day - shown.day).days, 1):
        return "fast_later", after
    return None


def _rounded(shown, other):
    return 0.0 if shown.unit == other.unit else ROUNDED
