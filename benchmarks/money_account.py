"""Status and balance of many customers at once: as many queries as for a few."""

MANY = 10_000
FEW = 10


def measure(bench, books):
    many = books.heavy.browse(books.partner_ids[:MANY])
    few = bench.measure(many[:FEW]._account_states)
    result = bench.figure(
        f"status and balance of {MANY:,} customers", many._account_states
    )
    bench.check("they are those of all", len(result.value) == MANY)
    bench.check(
        f"status and balance: same queries for {FEW} and for {MANY:,}",
        few.queries == result.queries,
        "equal",
    )
