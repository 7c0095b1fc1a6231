"""A short list among many customers as a file, against core's export of the same rows.

Run with ``./dev bench exports --customers 1000000``: the files of ``outputs`` without
the invoices. A tenth of the customers, at most 100,000, once those who follow each
other and once every so many of them, which lie everywhere in the table.
"""

from . import outputs, outputs_data, outputs_list


def run(bench):
    measure(bench, outputs_data.prepare_customers(bench))


def measure(bench, shop):
    """Compare the files of both lists."""
    count = min(outputs.SHEET_ROWS, shop.count // 10)
    near = outputs_list.frozen(bench, shop, count)
    outputs.against_core(bench, near, "of the first")
    # the last digits of a postal code are those of the customer's number
    digits = len(str(shop.count // count)) - 1
    domain = [("id", ">=", shop.first), ("zip", "=like", "%" + "7" * digits)]
    spread = outputs_list.listed(bench, shop, domain)
    outputs.against_core(bench, spread, "of scattered")
