"""Every screen of ours as it opens, among a million customers.

The first part of `screens`, which asks for hours: each window as level 1 gets it before
anything is chosen, each of its views once. Run with
``./dev bench screens_opened --customers 1000000``; ``--keep`` one database for both.
"""

from . import screens
from .side import Side

FLAVOUR = "demo"


def run(bench):
    screens.prepare(bench)
    screens.measure(bench, Side(bench.env.cr.dbname), levels=(1,), is_opening=True)
