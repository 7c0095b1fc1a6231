"""The customer's money: overview, history and turnover against bare SQL.

Run with ``./dev bench money``: 200,000 customers, 100,000 invoices, 300,000 lines. Each
part measures in a module of its own, on the same books.
"""

from . import money_counter, money_data, money_overview

PARTS = (money_overview, money_counter)


def run(bench):
    books = money_data.prepare(bench)
    for part in PARTS:
        part.measure(bench, books)
