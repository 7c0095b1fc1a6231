"""What a scenario works with: timing, query counts, memory, plans, and its table.

A scenario is a module ``benchmarks/<name>.py`` with a function ``run(bench)``. It runs
in a process of its own, on a fresh copy of a database with the addon, as superuser::

    def run(bench):
        partner = bench.env["res.partner"].create({"name": "Sample"})
        bench.multiply(partner, bench.customers, name="'Customer ' || n")
        bench.compare(
            "merge 500 pairs",
            ours=lambda: bench.env["customer.operation"]._merge(pairs),
            core=lambda: merge_with_the_wizard(pairs),
            at_least=20,
        )
        bench.check("uses the index", "Index" in bench.plan(model, domain))

Whatever is measured is undone afterwards, unless ``keep=True``; an optional module
attribute ``FLAVOUR = "demo"`` or ``"fat"`` asks for another template than ``"bare"``.
``TWIN = True`` asks for a second database with the same Odoo addons and without ours:
``bench.twin``; ``bench.alternate`` compares what users of the two wait for.
"""

import importlib
import json
import platform
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from psycopg2.sql import SQL, Identifier

from odoo.tools import SQL as OdooSQL

from . import side
from .side import Result, peak, reset_peak

Work = Callable[[], object]


@dataclass
class Row:
    """A line of the table."""

    label: str
    ours: float | None = None
    other: float | None = None
    ratio: float | None = None
    queries: int | None = None
    peak_mb: float | None = None
    required: str = ""
    passed: bool = True


class Bench:
    """Handed to a scenario."""

    def __init__(self, env, name: str, customers: int, twin: str = "") -> None:
        self.env = env
        self.twin = side.Side(twin) if twin else None
        self.name = name
        self.customers = customers
        self.rows: list[Row] = []
        self.plans: dict[str, str] = {}

    # -- measuring -------------------------------------------------------------

    def measure(
        self, work: Work, repeat: int = 3, setup: Work | None = None, keep: bool = False
    ) -> Result:
        """Run work a few times from a cold ORM cache and keep the best run."""
        runs = [self._once(work, setup, keep) for _time in range(1 if keep else repeat)]
        return min(runs, key=lambda run: run.seconds)

    def figure(self, label: str, work: Work, required: str = "", **options) -> Result:
        """Measure and add a line without a comparison."""
        result = self.measure(work, **options)
        self.add(label, result, required)
        return result

    def compare(
        self,
        label: str,
        ours: Work,
        core: Work,
        repeat: int = 3,
        at_least: float | None = None,
        at_most: float | None = None,
        setup: Work | None = None,
        scale: float = 1.0,
    ) -> tuple[Result, Result]:
        """Run both in turn, so that a busy moment hits both, and compare the best.

        ``at_least``: ours must be that many times faster. ``at_most``: ours may cost
        that many times as much. ``scale``: how much more work ours did than core, when
        core was given a smaller share of it.
        """
        mine, theirs = [], []
        for _time in range(repeat):
            mine.append(self._once(ours, setup, False))
            theirs.append(self._once(core, setup, False))
        best, other = (min(runs, key=lambda r: r.seconds) for runs in (mine, theirs))
        return best, self._verdict(label, best, other, at_least, at_most, scale)

    def alternate(
        self,
        label: str,
        ours: Work,
        core: Work,
        at_most: float,
        repeat: int = 41,
        queries_too: bool = False,
    ) -> tuple[Result, Result]:
        """Compare calls of `Side.request` made in turn by their medians.

        :param ours, core: return a Result each
        :param queries_too: the limit holds for the number of queries as well
        """
        for _warm_up in range(3):
            ours(), core()
        pairs = [(ours(), core()) for _time in range(repeat)]
        mine, theirs = (side.median(results) for results in zip(*pairs, strict=True))
        self._verdict(label, mine, theirs, None, at_most, 1.0)
        if queries_too:
            self.check(
                f"{label}: {mine.queries} queries, core {theirs.queries}",
                mine.queries <= at_most * theirs.queries,
                f"<= {at_most:g}x the queries",
            )
        return mine, theirs

    def limit(
        self, label: str, result: Result, other: Result, at_most: float | None
    ) -> None:
        """Compare two results measured before, such as the small and the large size.

        Without a limit they stand beside each other.
        """
        self._verdict(label, result, other, None, at_most, 1.0)

    def add(self, label: str, result: Result, required: str = "") -> None:
        """Add a line of a result that was measured elsewhere."""
        self._add(Row(label, result.seconds, required=required), result)

    def check(self, label: str, passed: object, required: str = "") -> bool:
        """Add a line that is either true or not, such as "uses an index"."""
        self._say(Row(label, required=required, passed=bool(passed)))
        return bool(passed)

    def memory(self, label: str, result: Result, megabytes: float = 500) -> bool:
        """Require that a measured job stayed below a peak."""
        row = Row(label, peak_mb=result.peak_mb, required=f"< {megabytes:g} MB")
        row.passed = result.peak_mb < megabytes
        self._say(row)
        return row.passed

    # -- preparing -------------------------------------------------------------

    def multiply(self, record, count: int, **columns: str) -> None:
        """Insert copies of a record's row in one statement, faster than any ORM.

        Columns are SQL expressions over ``n`` (1 to count) and the sample row ``s``;
        all others are copied. Stored computed values are copied too, so give every
        column that must differ. The new rows have the highest ids.
        """
        side.multiply(self.env, record, count, **columns)

    def analyze(self, *tables: str) -> None:
        """Give the planner its statistics, as autovacuum would have by now."""
        self.env.flush_all()
        names = [Identifier(table) for table in tables]
        self.env.cr.execute(SQL("ANALYZE {}").format(SQL(", ").join(names)))

    @contextmanager
    def undone(self):
        """Whatever happens inside is rolled back, rows and cache alike."""
        self.env.flush_all()
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            yield
        finally:
            self.env.clear()
            savepoint.rollback()
            savepoint.close(rollback=False)

    @contextmanager
    def queries(self):
        """Count queries: ``with bench.queries() as count: ...; count()``."""
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        end = []
        yield lambda: (end[0] if end else self.env.cr.sql_log_count) - start
        self.env.flush_all()
        end.append(self.env.cr.sql_log_count)

    # -- plans -----------------------------------------------------------------

    def explain(self, query, parameters=None, label: str = "", env=None) -> str:
        """The plan of a query with its real times; a label puts it below the table."""
        env = env or self.env
        env.flush_all()
        if isinstance(query, OdooSQL):
            query, parameters = query.code, query.params
        env.cr.execute(f"EXPLAIN (ANALYZE, BUFFERS) {query}", parameters)
        plan = "\n".join(line for (line,) in env.cr.fetchall())
        if label:
            self.plans[label] = plan
        return plan

    def plan(self, model: str, domain, label: str = "", **search) -> str:
        """The plan of a search through the ORM (``order``, ``limit``, ``offset``)."""
        query = self.env[model]._search(domain, **search)
        return self.explain(query.select(), label=label)

    # -- inside ----------------------------------------------------------------

    def _once(self, work: Work, setup: Work | None, keep: bool) -> Result:
        if keep:
            return self._timed(work, setup)
        with self.undone():
            return self._timed(work, setup)

    def _timed(self, work: Work, setup: Work | None) -> Result:
        if setup:
            setup()
        self.env.flush_all()
        self.env.invalidate_all()
        reset_peak()
        queries = self.env.cr.sql_log_count
        start = time.perf_counter()
        value = work()
        self.env.flush_all()
        seconds = time.perf_counter() - start
        return Result(seconds, self.env.cr.sql_log_count - queries, peak(), value)

    def _verdict(self, label, best, other, at_least, at_most, scale) -> Result:
        ratio = other.seconds * scale / max(best.seconds, 1e-9)
        row = Row(label, best.seconds, other.seconds * scale, ratio)
        if at_least is not None:
            row.required = f">= {at_least:g}x as fast"
            row.passed = ratio >= at_least
        if at_most is not None:
            row.required = f"<= {at_most:g}x the cost"
            row.passed = 1 / max(ratio, 1e-9) <= at_most
        self._add(row, best)
        return other

    def _add(self, row: Row, result: Result) -> None:
        row.queries, row.peak_mb = result.queries, result.peak_mb
        self._say(row)

    def _say(self, row: Row) -> None:
        self.rows.append(row)
        print(line(row), flush=True)


HEAD = (
    "| Measured | Ours | Compared with | Ratio | Queries | Peak MB | Required | |\n"
    "|---|--:|--:|--:|--:|--:|---|---|"
)


def line(row: Row) -> str:
    """A row in Markdown."""
    cells = [
        row.label,
        seconds(row.ours),
        seconds(row.other),
        f"{row.ratio:.1f}x" if row.ratio is not None else "",
        "" if row.queries is None else str(row.queries),
        "" if row.peak_mb is None else f"{row.peak_mb:.0f}",
        row.required,
        "ok" if row.passed else "MISSED",
    ]
    return f"| {' | '.join(cells)} |"


def seconds(value: float | None) -> str:
    """A time a person can read."""
    if value is None:
        return ""
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


def main(env, name: str, customers: int, target: str, twin: str = "") -> None:
    """Run one scenario for ``./dev bench`` and leave its results in ``target``."""
    env = env(user=1, context={})
    bench = Bench(env, name, customers, twin)
    print(f"\n## {name} ({customers:,} customers)\n\n{HEAD}", flush=True)
    importlib.import_module(f"odoo.addons.customer_care.benchmarks.{name}").run(bench)
    for label, plan in bench.plans.items():
        print(f"\n{label}:\n\n```\n{plan}\n```", flush=True)
    result = {
        "scenario": name,
        "customers": customers,
        "python": platform.python_version(),
        "rows": [asdict(row) for row in bench.rows],
        "plans": bench.plans,
        "passed": all(row.passed for row in bench.rows),
    }
    Path(target).write_text(json.dumps(result, indent=1, default=str))
