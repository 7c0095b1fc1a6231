"""pytest plugin of ``./dev test``: what common classes set up is made once for several.

A test class is to its common classes what a test is to its class: a transaction holds
what they have made, a savepoint what the class adds, and afterwards everything is as
the common classes left it. Odoo's own isolation of a test does this, one level up. So
two classes in a row with the same bases have their users, companies and accounts made
once, and what Odoo looked up meanwhile is known to both.

A class that overrides anything of its bases makes everything itself: what they would
make could be something else.
"""

import time

import pytest

# After so many seconds what is shared is made anew: the time of its transaction, which
# PostgreSQL takes for now, is to be that of the tests.
OLDEST = 60
OURS = "odoo.addons.customer_care.tests."
# What a class may have of its own, for only its tests ask for it.
OWN = {
    "setUpClass",
    "tearDownClass",
    "setUp",
    "tearDown",
    "freeze_time",
    "test_tags",
    "test_module",
    "browser_size",
    "touch_enabled",
    "_class_cleanups",
    "_classSetupFailed",
    "_sets_up",
    "pytestmark",
}


class Level:
    """What some bases have set up, lent to one class after the other."""

    def __init__(self, bases, frozen):
        self.key = bases, moment(frozen)
        self.since = time.monotonic()
        self.case = self.borrower = self.own_bases = None
        names = {"__module__": bases[0].__module__, "freeze_time": frozen}
        names["_stands_for"] = bases
        self.shared = type("Shared", bases, names)

    def open(self):
        try:
            self.shared.setUpClass()
        except BaseException:
            self.shared.doClassCleanups()
            raise
        # what `super().setUpClass()` of a borrower asks for is there
        self.shared.setUpClass = classmethod(lambda cls: None)

    def lend(self, cls):
        """Let a class begin with what is here."""
        from odoo.tests.common import TransactionCase

        self.registry = self.shared.registry
        self.signals = dict(self.registry.cache_sequences)
        self.borrower, self.own_bases = cls, cls.__bases__
        cls.__bases__ = (self.shared,)
        self.case = self.shared()
        TransactionCase.setUp(self.case)

    def take_back(self):
        """Everything is again as it was lent; return whether that is so."""
        case, self.case = self.case, None
        if case is None:
            return True
        self.borrower.__bases__ = self.own_bases
        while case._cleanups:
            function, args, values = case._cleanups.pop()
            function(*args, **values)
        registry = self.registry
        registry.cache_invalidated.clear()
        registry.cache_sequences = dict(self.signals)
        return (
            not registry.registry_invalidated
            and registry.registry_sequence == self.shared.registry_start_sequence
        )

    def close(self):
        try:
            self.take_back()
        finally:
            self.shared.doClassCleanups()
        for _kind, error, _trace in self.shared.tearDown_exceptions:
            raise error


class Levels:
    """The levels that are open, each of which is on top of the one before it."""

    def __init__(self):
        self.open = []

    def begin(self, cls):
        """Make what a class begins with, unless it is there."""
        wanted = levels_of(cls)
        kept = self._kept([key for _borrower, key in wanted])
        while len(self.open) > kept:
            self._close_last()
        try:
            for _borrower, (bases, _moment) in wanted[len(self.open) :]:
                if self.open:
                    self.open[-1].lend(wanted[len(self.open) - 1][0])
                level = Level(bases, cls.freeze_time)
                level.open()
                self.open.append(level)
            if self.open:
                self.open[-1].lend(wanted[-1][0])
        except BaseException:
            self.close()
            raise
        cls.addClassCleanup(self._end)

    def _kept(self, keys):
        """How many of the open levels are those that are wanted now."""
        if self.open and time.monotonic() - self.open[0].since > OLDEST:
            return 0
        for number, level in enumerate(self.open):
            if keys[number : number + 1] != [level.key]:
                return number
        return len(self.open)

    def _end(self):
        """A class is over; what changed the models themselves leaves nothing."""
        try:
            is_clean = not self.open or self.open[-1].take_back()
        except BaseException:
            self.close()
            raise
        if not is_clean:
            self.close()

    def _close_last(self):
        self.open.pop().close()
        if self.open and not self.open[-1].take_back():
            self.close()

    def close(self):
        while self.open:
            self.open.pop().close()


LEVELS = Levels()


def levels_of(cls):
    """Return [(borrower, (bases, moment))] of what is shared, the lowest first.

    The borrower has these bases: the class itself, or a common class above one that is
    not shared.
    """
    from odoo.tests.common import TransactionCase

    if not issubclass(cls, TransactionCase):
        return []
    frozen = cls.freeze_time
    if frozen and moment(frozen) is None:
        return []
    found, above = [], set()
    while True:
        above |= {name for name in vars(cls) if not is_own(name)}
        bases = bases_of(cls)
        if len(bases) > 1 and bases[0].__mro__ == cls.__mro__[1:]:
            bases = bases[:1]
        if not bases[0].__module__.startswith(OURS):
            break
        if not any(hasattr(base, name) for base in bases for name in above):
            found.append((cls, (bases, moment(frozen))))
        if len(bases) > 1:
            break
        cls = bases[0]
    return found[::-1]


def bases_of(cls):
    """The bases of a class, also while it borrows."""
    bases = cls.__bases__
    return vars(bases[0]).get("_stands_for", bases)


def is_own(name):
    return name in OWN or name.startswith(("__", "test_"))


def moment(frozen):
    """When time stands still, as something to compare; None where it goes on."""
    freezer = frozen and frozen.freezer
    if not freezer or freezer.tick or freezer.auto_tick_seconds:
        return None
    return freezer.time_to_freeze, freezer.tz_offset


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Classes with the same bases follow each other, browsers before others."""
    from odoo.tests import HttpCase

    places, orders = {}, {}

    def order(cls):
        if cls not in orders:
            levels = levels_of(cls) if isinstance(cls, type) else []
            keys = [key for _borrower, key in levels]
            paths = [tuple(keys[: end + 1]) for end in range(len(keys))]
            place = tuple(places.setdefault(path, len(places)) for path in paths)
            has_browser = isinstance(cls, type) and issubclass(cls, HttpCase)
            orders[cls] = (bool(keys) and not has_browser, place)
        return orders[cls]

    items.sort(key=lambda item: order(getattr(item, "cls", None)))


def pytest_pycollect_makeitem(collector, name, obj):
    """Ask before a class sets itself up; pytest takes the method when it collects."""
    from odoo.tests import BaseCase

    if not (isinstance(obj, type) and issubclass(obj, BaseCase)):
        return
    if "_sets_up" in vars(obj):
        return
    original = vars(obj).get("setUpClass")

    def setUpClass(cls):
        if cls is obj:
            LEVELS.begin(cls)
        if original:
            original.__func__(cls)
        else:
            super(obj, cls).setUpClass()

    obj._sets_up = True
    obj.setUpClass = classmethod(setUpClass)


@pytest.fixture(scope="session", autouse=True)
def shared_levels(load_registry, load_http):
    """What is open ends before the server does, which closes all connections."""
    yield
    LEVELS.close()
