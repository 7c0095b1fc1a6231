# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Which customers are worth comparing: by DuckDB, or by PostgreSQL without it.

Both read through the caller's cursor, and both give the same pairs to the scorer or
more: DuckDB leaves out what it can see is nothing, PostgreSQL cannot see as much.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from odoo.tools import SQL

from . import duplicate_sql as keys
from .duplicate_score import Person

try:
    import duckdb
except ImportError:  # PostgreSQL does it, more slowly
    duckdb = None

# Customers who share a key; more of them are a key that says nothing.
LARGEST = 100
COLUMNS = {
    "id": "INTEGER",
    "name": "VARCHAR",
    "is_company": "BOOLEAN",
    "parent_id": "INTEGER",
    "email": "VARCHAR",
    "street": "VARCHAR",
    "street2": "VARCHAR",
    "zip": "VARCHAR",
    "city": "VARCHAR",
    "birth_date": "VARCHAR",
    "vat": "VARCHAR",
    "company_id": "INTEGER",
    "family_id": "INTEGER",
    "changed": "BOOLEAN",
}
CONTACT_COLUMNS = {"id": "INTEGER", "kind": "INTEGER", "text": "VARCHAR"}
FETCHED = 10_000


class Block(NamedTuple):
    """Customers who share a key.

    >>> Block("phone", "48225550100", 800).size
    800
    """

    kind: str
    text: str
    size: int


class Engine:
    """What both engines do; they differ in the dialect and in how rows get there."""

    dialect: keys.Dialect

    def __init__(
        self,
        cr,
        customers: str,
        contacts: str,
        since: bool,
        largest: int = LARGEST,
        keep: bool = False,
    ):
        """
        :param customers, contacts: queries with `COLUMNS` and `CONTACT_COLUMNS`
        :param since: only pairs of which one was changed
        :param keep: leave the table of keys, for who wants to see it
        """
        self.cr = cr
        self.keep = keep
        self.since = since
        self.largest = largest
        self._load(customers, contacts)
        self._prepare()

    def _prepare(self) -> None:
        dialect, run = self.dialect, self._run
        self._create("prepared", keys.prepared_sql(dialect, "customer"))
        every = keys.keys_sql(dialect, "prepared")
        text = f"{every} UNION ALL SELECT id, kind, text FROM contact"
        hashed = dialect.hashed % "text"
        self._create("key", f"SELECT id, kind, {hashed} AS h FROM ({text}) t")
        self._create(
            "block",
            "SELECT kind, h, count(*) AS n, min(key.id) AS sample,"
            " count(*) FILTER (WHERE changed) AS m"
            " FROM key JOIN prepared ON prepared.id = key.id"
            " GROUP BY kind, h HAVING count(*) > 1",
        )
        changed = "AND m > 0" if self.since else ""
        self._create(
            "usable",
            "SELECT key.id, key.kind, key.h FROM key JOIN block ON block.h = key.h"
            f" AND block.kind = key.kind WHERE n <= {self.largest} {changed}",
        )
        run("DROP TABLE key")
        self._create("plausible", keys.plausible_sql(dialect, self.since))
        if not self.keep:
            run("DROP TABLE usable")

    def compared(self) -> int:
        """How often two customers were held against one another."""
        unchanged = "- (n - m) * (n - m - 1) / 2" if self.since else ""
        [(count,)] = self._run(
            f"SELECT coalesce(sum(n * (n - 1) / 2 {unchanged}), 0) FROM block"
            f" WHERE n <= {self.largest}"
        )
        return int(count)

    def too_large(self) -> list[Block]:
        """The keys that too many share, the largest first."""
        of_samples = keys.keys_sql(self.dialect, "sampled")
        rows = self._run(
            f"""
            WITH large AS (SELECT * FROM block WHERE n > {self.largest}),
                 sampled AS (SELECT * FROM prepared
                              WHERE id IN (SELECT sample FROM large)),
                 sample AS ({of_samples} UNION ALL
                            SELECT id, kind, text FROM contact
                             WHERE id IN (SELECT sample FROM large))
            SELECT DISTINCT large.kind, sample.text, large.n
              FROM large JOIN sample ON sample.id = large.sample
               AND sample.kind = large.kind
               AND {self.dialect.hashed % "sample.text"} = large.h
             ORDER BY large.n DESC, sample.text
            """
        )
        return [Block(keys.KINDS[kind], text, size) for kind, text, size in rows]

    def count(self) -> tuple[int, int]:
        """How many customers there are, and how many of them were changed."""
        [(customers, changed)] = self._run(
            "SELECT count(*), count(*) FILTER (WHERE changed) FROM customer"
        )
        return customers, changed

    def pairs(self, after: int = 0) -> Iterator[list[tuple[Person, Person]]]:
        """Yield what is to be scored, in the order of the first one's id."""
        people: dict[int, Person] = {}
        for rows in self._batches(after):
            wanted = {each for row in rows for each in row} - people.keys()
            if len(people) > 50_000:
                people.clear()
                wanted = {each for row in rows for each in row}
            people.update(self._people(wanted))
            yield [(people[one], people[other]) for one, other in rows]

    def _people(self, ids: set[int]) -> dict[int, Person]:
        listed = ", ".join(map(str, sorted(ids))) or "0"
        texts: dict[tuple[int, int], set[str]] = {}
        for key, kind, text in self._run(
            f"SELECT id, kind, text FROM contact WHERE id IN ({listed})"
        ):
            texts.setdefault((key, kind), set()).add(text)
        phone, thing = (keys.KINDS.index(kind) for kind in keys.CONTACTS)
        names = ", ".join(list(COLUMNS)[:11])
        found = {}
        for row in self._run(f"SELECT {names} FROM customer WHERE id IN ({listed})"):
            key, name, is_company, parent, email, *place, birth, vat = row
            found[key] = Person(
                key,
                name or "",
                bool(is_company),
                parent or 0,
                frozenset([email] if email else ()),
                frozenset(texts.get((key, phone), ())),
                *(each or "" for each in place),
                birth or "",
                vat or "",
                frozenset(texts.get((key, thing), ())),
            )
        return found

    def close(self) -> None:
        """Give back what the engine took."""

    def _load(self, customers, contacts) -> None:
        raise NotImplementedError

    def _create(self, name: str, query: str) -> None:
        self._run(f"CREATE TABLE {name} AS {query}")

    def _run(self, query: str) -> list:
        raise NotImplementedError

    def _batches(self, after: int) -> Iterator[list[tuple[int, int]]]:
        last = (after, 2**31 - 1)
        while rows := self._run(
            f"SELECT one, other FROM plausible WHERE one > {last[0]}"
            f" OR (one = {last[0]} AND other > {last[1]})"
            f" ORDER BY one, other LIMIT {FETCHED}"
        ):
            yield [(int(one), int(other)) for one, other in rows]
            last = rows[-1]


class DuckEngine(Engine):
    """An engine that reads a table at once: a million customers in seconds."""

    dialect = keys.DUCKDB

    def _load(self, customers, contacts) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="customer_duplicates")
        self.connection = duckdb.connect()
        for setting in (
            "preserve_insertion_order = false",
            "memory_limit = '1GB'",
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
        typed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
        self._create(
            table,
            f"SELECT * FROM read_csv({keys.quoted(str(path))}, header = false,"
            " auto_detect = false, delim = ',', quote = '\"', escape = '\"',"
            f" columns = {{{typed}}})",
        )
        path.unlink()

    def _run(self, query: str) -> list:
        return self.connection.execute(query).fetchall()

    def _batches(self, after: int) -> Iterator[list[tuple[int, int]]]:
        cursor = self.connection.cursor()
        cursor.execute(
            f"SELECT one, other FROM plausible WHERE one > {after} ORDER BY one, other"
        )
        while rows := cursor.fetchmany(FETCHED):
            yield rows

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
