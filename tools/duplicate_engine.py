# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Which customers may be one: found by DuckDB, or by PostgreSQL without it.

DuckDB asks the scorer about one pair of each pattern and about those that have none;
PostgreSQL hands it every pair.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path

from odoo.tools import SQL

from . import duplicate_pattern as patterns
from . import duplicate_sql as keys
from .duplicate_base import COLUMNS, CONTACT_COLUMNS, LARGEST, Block, Engine, Found
from .duplicate_name import alike
from .duplicate_place import alike_roads

try:
    import duckdb
except ImportError:  # PostgreSQL does it, more slowly
    duckdb = None

__all__ = ["LARGEST", "Block", "DuckEngine", "Found", "PostgresEngine", "engine_class"]
FETCHED = 10_000


class DuckEngine(Engine):
    """An engine that reads a table at once: a million customers in seconds."""

    dialect = keys.DUCKDB

    def _load(self, customers, contacts) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="customer_duplicates")
        self.connection = duckdb.connect()
        for setting in (
            "preserve_insertion_order = false",
            "memory_limit = '600MB'",
            f"temp_directory = {keys.quoted(self.folder.name)}",
        ):
            self._run(f"SET {setting}")
        self._copy("customer", customers, COLUMNS)
        self._copy("contact", contacts, CONTACT_COLUMNS)

    def _copy(self, table: str, query: str, columns: dict[str, str]) -> None:
        path = Path(self.folder.name) / f"{table}.csv"
        with path.open("w") as file:
            # the cursor of Odoo does not know COPY
            self.cr._obj.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT csv)", file)
        self._read(table, path, columns)

    def _run(self, query: str) -> list:
        return self.connection.execute(query).fetchall()

    def _weed(self) -> None:
        """Score what is plausible: one pair of each pattern, and the rest alone."""
        self._create("trait", patterns.traits_sql())
        self._run("DROP TABLE prepared")
        self._ask_words()
        self._create("seen", patterns.pattern_sql())
        for table in ("trait", "alike", "alike_road", "plausible"):
            self._run(f"DROP TABLE {table}")
        self._ask_patterns()
        self._ask_alone()
        self._create(
            "answer",
            "SELECT seen.one, seen.other, score, verdict FROM seen"
            " JOIN of_pattern p ON p.pattern = seen.pattern WHERE verdict <> ''"
            " UNION ALL SELECT one, other, score, verdict FROM alone",
        )

    def _ask_words(self) -> None:
        """Compare words of names, and streets, each with each other once."""
        words = self._run(patterns.words_sql())
        roads = self._run(patterns.roads_sql())
        columns = {"one": "VARCHAR", "other": "VARCHAR", "likeness": "INTEGER"}
        self._fill("alike", columns, [(*pair, alike(*pair)) for pair in words])
        likenesses = (
            (one, other, alike_roads(tuple(one.split()), tuple(other.split())))
            for one, other in roads
        )
        near = [row for row in likenesses if row[2] > 0]
        self._fill("alike_road", columns, near)

    def _ask_patterns(self) -> None:
        """Score one pair of each pattern."""
        rows = self._run(
            "SELECT pattern, arg_min(one, one * 4294967296 + other),"
            " arg_min(other, one * 4294967296 + other)"
            " FROM (SELECT pattern, one::HUGEINT AS one, other FROM seen)"
            " WHERE pattern IS NOT NULL GROUP BY pattern"
        )
        found = {}
        for start in range(0, len(rows), FETCHED):
            pairs = [(int(one), other) for _n, one, other in rows[start:][:FETCHED]]
            found |= {answer[:2]: answer[2:] for answer in self._scored(pairs)}
        columns = {"pattern": "BIGINT", "score": "DOUBLE", "verdict": "VARCHAR"}
        answers = [
            (pattern, *found[int(one), other])
            for pattern, one, other in rows
            if (int(one), other) in found
        ]
        self._fill("of_pattern", columns, answers)

    def _ask_alone(self) -> None:
        """Score the pairs that are like no others."""
        cursor = self.connection.cursor()
        cursor.execute(
            "SELECT one, other FROM seen WHERE pattern IS NULL ORDER BY one, other"
        )
        found = []
        while rows := cursor.fetchmany(FETCHED):
            found += self._scored(rows)
        columns = {"one": "INTEGER", "other": "INTEGER"}
        columns |= {"score": "DOUBLE", "verdict": "VARCHAR"}
        self._fill("alone", columns, found)

    def _fill(self, table: str, columns: dict[str, str], rows) -> None:
        """A table of rows; a file is read quicker than rows are inserted."""
        path = Path(self.folder.name) / f"{table}.csv"
        with path.open("w", newline="") as file:
            csv.writer(file).writerows(rows)
        self._read(table, path, columns)

    def _read(self, table: str, path: Path, columns: dict[str, str]) -> None:
        typed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
        self._create(
            table,
            f"SELECT * FROM read_csv({keys.quoted(str(path))}, header = false,"
            " auto_detect = false, delim = ',', quote = '\"', escape = '\"',"
            f" columns = {{{typed}}})",
        )
        path.unlink()

    def found(self, after: int = 0) -> Iterator[tuple[int, list[Found]]]:
        cursor = self.connection.cursor()
        cursor.execute(
            "SELECT one, other, score, verdict FROM answer"
            f" WHERE one > {after} ORDER BY one, other"
        )
        while rows := cursor.fetchmany(FETCHED):
            yield rows[-1][0], rows

    def close(self) -> None:
        self.connection.close()
        self.folder.cleanup()


class PostgresEngine(Engine):
    """The same in temporary tables of the database."""

    dialect = keys.POSTGRES
    TABLES = ("customer", "contact", "prepared", "key", "block", "usable", "plausible")

    def _load(self, customers, contacts) -> None:
        self._drop()
        self._create("customer", customers)
        self._create("contact", contacts)

    def _create(self, name: str, query: str) -> None:
        self._run(f"CREATE TEMPORARY TABLE pg_temp.{name} AS {query}")
        self._run(f"ANALYZE {name}")

    def _run(self, query: str) -> list:
        self.cr.execute(SQL(query.replace("%", "%%")))
        return self.cr.fetchall() if self.cr.description else []

    def _batches(self, after: int) -> Iterator[list[tuple[int, int]]]:
        last = (after, 2**31 - 1)
        while rows := self._run(
            f"SELECT one, other FROM plausible WHERE one > {last[0]}"
            f" OR (one = {last[0]} AND other > {last[1]})"
            f" ORDER BY one, other LIMIT {FETCHED}"
        ):
            yield [(int(one), int(other)) for one, other in rows]
            last = rows[-1]

    def _drop(self) -> None:
        for table in self.TABLES:
            self._run(f"DROP TABLE IF EXISTS pg_temp.{table}")

    def close(self) -> None:
        self._drop()


def engine_class(wanted: str = "") -> type[Engine]:
    """DuckDB's when it is installed.

    >>> engine_class("postgres").__name__
    'PostgresEngine'
    """
    if duckdb and wanted != "postgres":
        return DuckEngine
    return PostgresEngine
