"""The customer's money: overview, history, turnover, accounts and settlement.

Run with ``./dev bench money``: 200,000 customers, 100,000 invoices, 300,000 lines. Each
part measures in a module of its own, on the same books.
"""

from . import (
    money_account,
    money_attribution,
    money_counter,
    money_data,
    money_overview,
    money_settlement,
)

PARTS = (
    money_overview,
    money_account,
    money_settlement,
    money_counter,
    # the last one: from here on sales are tracked
    money_attribution,
)


def run(bench):
    books = money_data.prepare(bench)
    for part in PARTS:
        part.measure(bench, books)
