"""pytest plugin of ``./dev test``: a test begins with what its class has looked up.

Odoo forgets every ormcache after each test, and looks up groups, rights and external
ids anew for the next one. What was known when the test began is true again after it:
the database is rolled back to that moment. A class still begins with nothing.
"""


class Known:
    """The ormcaches of a registry at one moment."""

    def __init__(self, registry):
        self.registry = registry
        self.models = registry.registry_sequence
        self.caches = {
            name: dict(cache.items())
            for name, cache in registry._Registry__caches.items()
        }

    def restore(self):
        """Not where the test changed the models themselves."""
        registry = self.registry
        if registry.registry_invalidated or registry.registry_sequence != self.models:
            return
        for name, values in self.caches.items():
            cache = registry._Registry__caches[name]
            cache.clear()
            for key, value in values.items():
                cache[key] = value


def pytest_sessionstart(session):
    from odoo.tests.common import TransactionCase

    begin = TransactionCase.setUp

    def setUp(self):
        # cleanups run backwards: after Odoo has rolled back and forgotten
        self.addCleanup(Known(self.registry).restore)
        begin(self)

    TransactionCase.setUp = setUp
