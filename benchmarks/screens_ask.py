"""One request of the scenario ``screens``."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Ask:
    """One request: ``kind`` is what of core it is compared with."""

    label: str
    kind: str  # views, page, search, group, names, form, button
    work: Callable

    def __call__(self, env):
        return self.work(env)
