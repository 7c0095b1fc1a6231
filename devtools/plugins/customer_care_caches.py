"""pytest plugin of ``./dev test``: a test begins with what was looked up before it.

Odoo forgets every ormcache after each test, and looks up groups, rights and external
ids anew for the next one. What was known when the test began is true again after it:
the database is rolled back to that moment. What the test itself has looked up is true
then as well, unless the test changed what it was looked up in; Odoo's own promise says
when: whatever changes it clears that cache. A test that replaces a part of the program
or changes tables by itself teaches nothing.
"""

import re
from types import ModuleType
from unittest import mock

# What files a page loads is said with rows that are rolled back.
FORGOTTEN = ("assets", "templates.cached_values")
# Odoo replaces this in every test of pages, by what does the same.
HARMLESS = ("_run_wkhtmltopdf",)
# Changes of tables, and of what Odoo keeps in caches, that Odoo is not told of: its own
# statements have the names of tables in quotes.
BEHIND = re.compile(
    r"\s*(?:(?:CREATE(?!\s+(?:TEMP|INDEX\s+ON))|ALTER|TRUNCATE|DROP(?!\s+TABLE))\s"
    r"|(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"
    r"(?:ir_(?!attachment|cron|sequence|logging)|res_(?!partner)|rule_|decimal_))",
    re.IGNORECASE,
)

# {cache: how often something may have become untrue in it}
changes = {}


def changed(names):
    for name in names:
        changes[name] = changes.get(name, 0) + 1


def copied(cache):
    """The values of an LRU; its own snapshot is in order, and slow."""
    with cache._lock:
        return dict(cache._values)


class Known:
    """The ormcaches of a registry at one moment."""

    def __init__(self, registry):
        self.registry = registry
        self.models = registry.registry_sequence
        self.caches = registry._Registry__caches
        self.values = {name: copied(cache) for name, cache in self.caches.items()}
        self.changes = dict(changes)

    def is_same_program(self):
        registry = self.registry
        return (
            not registry.registry_invalidated
            and registry.registry_sequence == self.models
        )

    def learn(self):
        """Remember what was looked up since, where nothing has changed."""
        if not self.is_same_program():
            return
        for name, cache in self.caches.items():
            if name in FORGOTTEN or changes.get(name) != self.changes.get(name):
                continue
            self.values[name] = copied(cache) | self.values[name]

    def restore(self):
        """Not where the test changed the models themselves."""
        if not self.is_same_program():
            return
        for name, values in self.values.items():
            cache = self.caches[name]
            with cache._lock:
                cache._values = dict(values)
                cache._ordering = dict.fromkeys(values)
        changes.clear()
        changes.update(self.changes)


def watch_caches():
    """Note what is cleared."""
    from odoo.orm.registry import _CACHES_BY_KEY, Registry

    clear, clear_all = Registry.clear_cache, Registry.clear_all_caches

    def clear_cache(self, *names):
        for name in names or ("default",):
            changed(_CACHES_BY_KEY[name])
        clear(self, *names)

    def clear_all_caches(self):
        changed(self._Registry__caches)
        clear_all(self)

    Registry.clear_cache = clear_cache
    Registry.clear_all_caches = clear_all_caches
    return [name for names in _CACHES_BY_KEY.values() for name in names]


def watch_statements(names):
    """Note what is changed behind Odoo's back."""
    from odoo.sql_db import Cursor

    execute = Cursor.execute

    def watched(self, query, params=None, log_exceptions=True):
        text = getattr(query, "code", query)
        if isinstance(text, str) and BEHIND.match(text):
            changed(names)
        return execute(self, query, params, log_exceptions)

    Cursor.execute = watched


def watch_replacements(names):
    """Note when a part of the program is replaced."""
    enter = mock._patch.__enter__

    def watched(self):
        target = self.getter()
        if isinstance(target, type | ModuleType) and self.attribute not in HARMLESS:
            changed(names)
        return enter(self)

    mock._patch.__enter__ = watched


def pytest_sessionstart(session):
    from odoo.tests.common import TransactionCase

    names = watch_caches()
    watch_statements(names)
    watch_replacements(names)
    begin = TransactionCase.setUp

    def setUp(self):
        known = Known(self.registry)
        # cleanups run backwards: after Odoo has rolled back and forgotten
        self.addCleanup(known.restore)
        begin(self)
        self.addCleanup(known.learn)

    TransactionCase.setUp = setUp
